"""Whether a client puts something in the place of a reference, or passes it on as it is written.

`${TOKEN}` in a file of a client that expands nothing reaches the server as these eight characters.
It does not work, and the next thing its author tries is to write the token itself.
"""

import re
from collections.abc import Iterable, Iterator

from scanner.discovery.fields import dialects

_LONGEST = 65_536
# What stands for something else, in all the ways that clients write it; the longer form first.
_REFERENCE = re.compile(
    r"""\$?\{\{[^{}]{1,300}\}\}
    | \$\{[^{}]{1,300}\}
    | \{(?:env|file):[^{}]{1,300}\}
    | \$\([^()]{1,300}\)
    | \$(?:env|input):[\w-]++
    | \$[A-Za-z_]\w*+
    | %[A-Za-z_]\w*+%
    | os\.environ/\w++""",
    re.VERBOSE,
)


def unexpanded(text: str, expands: Iterable[str]) -> tuple[str, ...]:
    """Return the syntaxes of the references in `text` that are none of `expands`, in order.

    `text` is known to be a reference or to hold one (`detectors.references`); at most 64 KiB of it
    are looked at. `expands` names syntaxes as `Client.references` does. If it is empty, nothing is
    known of the client, and nothing is returned.
    """
    known = frozenset(expands)
    if not known:
        return ()
    written = (syntaxes(found) for found in _references(text[:_LONGEST]))
    return tuple(dict.fromkeys(names[0] for names in written if names and known.isdisjoint(names)))


def syntaxes(reference: str) -> tuple[str, ...]:
    """Return the syntaxes that one reference is written in, as `dialects.toml` orders them."""
    patterns = dialects().patterns
    return tuple(name for name, pattern in patterns.items() if pattern.fullmatch(reference))


def _references(text: str) -> Iterator[str]:
    return (found[0] for found in _REFERENCE.finditer(text))
