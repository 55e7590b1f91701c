"""Secrets may stand anywhere: in a path, a branch, a server's name. They are taken out of all."""

import base64
import re
from collections.abc import Iterator
from typing import NoReturn, final
from urllib.parse import quote

from detectors.secret import FingerprintKey, refuse_to_pickle
from scanner.marks import Shadow
from scanner.shadows import shadow

_MASK = "•••"
_SHORTEST = 4
_SHORTEST_CUT = 8
"""Characters of base64 out of a longer text."""
_STANDS_ALONE = (0, 2, 3)
"""By place in a group of three bytes: the first of its four characters that is the value's."""


@final
class Redactor:
    """Remembers the secrets of one unit for as long as its worker lives."""

    __slots__ = ("_pattern", "_secrets", "_texts")

    def __init__(self) -> None:
        """Start with nothing to take out."""
        self._texts: set[str] = set()
        self._secrets: dict[str, str] = {}
        self._pattern: re.Pattern[str] | None = None

    def __repr__(self) -> str:
        return "Redactor(…)"

    def __reduce__(self) -> NoReturn:
        refuse_to_pickle()

    def witness(self, fingerprint: str, secret: str) -> None:
        """Remember whose fingerprint is taken."""
        self._secrets[fingerprint] = secret

    def shadow(self, fingerprint: str, key: FingerprintKey, *, default: bool) -> Shadow:
        """Return what can be handed over of a credential to look for it in what is written."""
        return shadow(fingerprint, self._secrets.get(fingerprint), key, default=default)

    def learn(self, secret: str) -> None:
        """Take `secret` out of every text from now on, also URL-encoded and in base64.

        Texts of under four characters are not learnt: they would be taken out of every word.
        """
        if len(secret) >= _SHORTEST and secret not in self._texts:
            quoted = quote(secret, safe="", errors="replace")
            self._texts.update({secret, quoted, *_in_base64(secret)})
            self._pattern = None

    def clean(self, text: str) -> str:
        """Return `text` fit to leave the worker."""
        readable = text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        if not self._texts:
            return readable
        if self._pattern is None:
            longest_first = sorted(self._texts, key=len, reverse=True)
            self._pattern = re.compile("|".join(map(re.escape, longest_first)))
        return self._pattern.sub(_MASK, readable)


def _in_base64(secret: str) -> Iterator[str]:
    """Yield the characters that only `secret` decides, wherever it begins in what is encoded."""
    raw = secret.encode("utf-8", "surrogatepass")
    yield base64.b64encode(raw).decode("ascii").rstrip("=")
    for place, ahead in enumerate(_STANDS_ALONE):
        end = (place + len(raw)) * 8 // 6
        text = base64.b64encode(bytes(place) + raw).decode("ascii")[ahead:end]
        if len(text) >= _SHORTEST_CUT:
            yield text
            yield text.replace("+", "-").replace("/", "_")
