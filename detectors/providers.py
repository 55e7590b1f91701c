"""Token formats of kingfisher's catalogue; the only module that imports it.

It never validates: only `Scanner.scan` is called, which has no network code.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from detectors.findings import Finding
from detectors.formats import by_rule
from detectors.model import Confidence, Kind

if TYPE_CHECKING:
    from kingfisher_sdk import Scanner

    from detectors.secret import Field


class EngineError(RuntimeError):
    """The catalogue of token formats could not be loaded: no text can be judged without it."""


# Identifiers and keys that their issuers mean to be public, and what we take apart ourselves.
_IGNORED = re.compile(
    r"-(?:id|pub-key|pub-api-key|public-key|client-sdk-key)(?:\.\d)?$|generic-credential-uri"
    r"|curl-auth|kubernetes-secret|posthog-project-api-key|-token-name|-host(?:\.\d)?$|jwt-base64"
)
_TAIL = re.compile(r"\.\d+$")
_UNQUOTABLE = str.maketrans({'"': "'", "\n": " "})


def warm() -> None:
    """Load and compile the catalogue (0.3 s, or 3.4 s the first time on a machine).

    May be called in a thread ahead of need; raises `EngineError` if it cannot be loaded.
    """
    _scanner()


def find(judged: "Field") -> Iterator[Finding]:
    """Yield the tokens that the catalogue sees in `judged.text` under its name."""
    lead = f'{judged.name.translate(_UNQUOTABLE)} = "'
    data = f'{lead}{judged.text}"'.encode("utf-8", "replace")
    shift = len(lead.encode("utf-8", "replace"))
    plain = len(data) == len(lead) + len(judged.text) + 1
    for found in _scanner().scan(data):
        place = found.location
        start, end = place["start_offset"] - shift, place["end_offset"] - shift
        if not found.visible or start < 0 or _IGNORED.search(found.rule_id):
            continue
        if not plain:
            start, end = _characters(data[shift:], start, end)
        if end <= len(judged.text):
            yield _finding(found.rule_id, Confidence(found.confidence), start, end)


def _characters(data: bytes, start: int, end: int) -> tuple[int, int]:
    before = len(data[:start].decode("utf-8", "replace"))
    return before, before + len(data[start:end].decode("utf-8", "replace"))


def _finding(rule: str, confidence: Confidence, start: int, end: int) -> Finding:
    known = by_rule(rule)
    kind = known.kind if known else _kind(rule)
    return Finding(kind, start, end, confidence, f"the format of {kind.name} (kingfisher)")


@cache
def _kind(rule: str) -> Kind:
    """Return a kind for a rule that our own catalogue does not know."""
    ident = _TAIL.sub("", rule.rpartition("/")[2].rpartition("betterleaks.")[2])
    words = ident.removeprefix("kingfisher.").replace(".", "-")
    issuer = words.partition("-")[0].capitalize()
    return Kind(id=words, name=words.replace("-", " "), issuer=issuer)


@cache
def _scanner() -> "Scanner":
    try:
        import kingfisher_sdk  # noqa: PLC0415 - heavy, and only needed where there is a token

        return kingfisher_sdk.Scanner(kingfisher_sdk.Rules(), base64=False, redact=False)
    except Exception as error:
        message = "the catalogue of token formats (kingfisher) could not be loaded"
        raise EngineError(message) from error
