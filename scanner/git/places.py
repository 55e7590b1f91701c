"""Names of what stands in a repository and is no file; reports show them as paths."""

import re

_LINK = " (symbolic link)"
_MESSAGE = re.compile(r"\(message of (?:commit|tag) [0-9a-f]{12}\)")


def link(path: str) -> str:
    """Return the name of the target that the symbolic link at `path` is written to have."""
    return path + _LINK


def without_link(place: str) -> str:
    """Return the path of which `place` is the name, whether of a file or of a link's target."""
    return place.removesuffix(_LINK)


def message(kind: str, identity: str) -> str:
    """Return the name of the message of a commit or tag."""
    return f"(message of {kind} {identity[:12]})"


def is_message(place: str) -> bool:
    """Return whether `place` is the name of a message, which is prose whatever it looks like."""
    return bool(_MESSAGE.fullmatch(place))


def pointed_to(ref: str) -> str:
    """Return the name of a content that a ref points to without a path."""
    return f"(object at {ref})"


def nameless(identity: str) -> str:
    """Return the name of a content that nothing gives a path."""
    return f"(object {identity[:12]})"
