"""What the variables are called that take the place of credentials."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from detectors.model import Slot
from scanner.fixing.literals import Literal

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_OTHER = re.compile(r"[^A-Za-z0-9]+")
_USED = re.compile(
    r"(?:\$\{{0,2}\s*(?:env:(?://)?|input:|secrets\.|inputs\.)?|\{env:)([A-Za-z_][\w-]*)"
)
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_LONGEST = 64
_VAGUE = re.compile(r"authorization|auth|header|url|value", re.IGNORECASE)


@dataclass(slots=True, repr=False)
class Names:
    """The names of one file: one for each credential, none for two."""

    clean: Callable[[str], str]
    """Takes out secrets: a name that holds one is not used."""
    taken: set[str]
    given: dict[str, str] = field(default_factory=dict)
    """By fingerprint."""

    def of(self, literal: Literal) -> str:
        """Return the name of the variable for a credential, the same one whenever it occurs."""
        fingerprint = literal.verdict.fingerprint
        if fingerprint not in self.given:
            self.given[fingerprint] = self._new(literal)
            self.taken.add(_alike(self.given[fingerprint]))
        return self.given[fingerprint]

    def _new(self, literal: Literal) -> str:
        own = literal.verdict.name or literal.value.name
        server = self._words(literal.server.name if literal.server else "")
        derived = "_".join(part for part in (server, self._words(own)) if part)
        if not self._words(own) or _VAGUE.fullmatch(own):
            derived += "_TOKEN"
        derived = derived.lstrip("_0123456789")[:_LONGEST] or "MCP_TOKEN"
        for name in (self._own(literal, own), derived):
            if name and _alike(name) not in self.taken:
                return name
        numbered = (f"{derived}_{number}" for number in count(2))
        return next(name for name in numbered if _alike(name) not in self.taken)

    def _own(self, literal: Literal, own: str) -> str:
        """Return the name of the variable that it is given to, if it is given to one."""
        is_variable = "env" in (literal.value.slot, literal.value.reads_as)
        name = literal.value.name if is_variable else own
        if is_variable and len(literal.text) < len(literal.value.scalar.text):
            # The variable of that name may hold the whole value elsewhere.
            name += "_PASSWORD" if literal.verdict.slot is Slot.URL_USERINFO else "_TOKEN"
        usable = is_variable and _VARIABLE.fullmatch(name) and len(name) <= _LONGEST
        return name if usable and self.clean(name) == name else ""

    def _words(self, text: str) -> str:
        if self.clean(text) != text:
            return ""
        return _OTHER.sub("_", _HUMP.sub("_", text)).strip("_").upper()


def names(source: bytes, clean: Callable[[str], str]) -> Names:
    """Return the names of a file, in which no variable is used that it refers to already."""
    text = source.decode("utf-8", "replace")
    return Names(clean, {_alike(found[1]) for found in _USED.finditer(text)})


def _alike(name: str) -> str:
    """Return what names share that are one to somebody: ids of inputs are in lower case."""
    return name.lower().replace("-", "_")
