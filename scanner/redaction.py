"""Secrets may stand anywhere: in a path, a branch, a server's name. They are taken out of all."""

import base64
import re
from typing import NoReturn, final
from urllib.parse import quote

from detectors.secret import refuse_to_pickle

_MASK = "•••"
_SHORTEST = 4


@final
class Redactor:
    """Remembers the secrets of one unit for as long as its worker lives."""

    __slots__ = ("_pattern", "_texts")

    def __init__(self) -> None:
        """Start with nothing to take out."""
        self._texts: set[str] = set()
        self._pattern: re.Pattern[str] | None = None

    def __repr__(self) -> str:
        return "Redactor(…)"

    def __reduce__(self) -> NoReturn:
        refuse_to_pickle()

    def learn(self, secret: str) -> None:
        """Take `secret` out of every text from now on, also URL-encoded and in base64.

        Texts of under four characters are not learnt: they would be taken out of every word.
        """
        if len(secret) >= _SHORTEST and secret not in self._texts:
            encoded = base64.b64encode(secret.encode("utf-8", "surrogatepass")).decode("ascii")
            quoted = quote(secret, safe="", errors="replace")
            self._texts.update({secret, encoded.rstrip("="), quoted})
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
