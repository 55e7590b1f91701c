"""What the layers of judgement hand to each other; holds plaintext and stays in this room."""

from bisect import bisect_left, insort
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import NoReturn, final

from detectors.model import Confidence, Kind, Outcome
from detectors.secret import Field


class Strength(IntEnum):
    """How much the origin of a hit weighs where two disagree about a stretch."""

    CONTEXT = 0
    ENGINE = 1
    OPAQUE = 2
    STRUCTURE = 3
    FORMAT = 4


@final
@dataclass(frozen=True, slots=True, repr=False)
class Hit:
    """One stretch of a text and what it is; `field.text` is the credential itself, decoded."""

    outcome: Outcome
    start: int
    end: int
    field: Field
    evidence: tuple[str, ...]
    strength: Strength
    kind: Kind | None = None
    confidence: Confidence = Confidence.LOW

    def __repr__(self) -> str:
        return f"Hit({self.outcome}, {self.start}, {self.end})"

    def __reduce__(self) -> NoReturn:
        msg = "plaintext never leaves the process that found it"
        raise TypeError(msg)


def placed(hit: Hit, start: int, end: int, evidence: tuple[str, ...]) -> Hit:
    """Return `hit` at another place, for other reasons."""
    # Not `replace`: every part of every value comes here.
    return Hit(hit.outcome, start, end, hit.field, evidence, hit.strength, hit.kind, hit.confidence)


def moved(hit: Hit, start: int, end: int, text: str, how: str) -> Hit:
    """Return `hit`, found in the decoded `text` of a part, as a hit in the text around the part.

    Where decoding changed the length, the whole stretch `start` to `end` stands for it.
    """
    evidence = (*hit.evidence, how) if how else hit.evidence
    if len(text) == end - start:
        return placed(hit, start + hit.start, start + hit.end, evidence)
    return placed(hit, start, end, evidence)


def merged(hits: Iterable[Hit]) -> list[Hit]:
    """Return `hits` without overlaps, by position: the strongest wins and gathers evidence."""
    hits = list(hits)
    if len(hits) < 2:  # noqa: PLR2004 - most texts are one hit, and nothing overlaps
        return hits
    kept: dict[tuple[int, int], list[Hit]] = {}
    stretches: list[tuple[int, int]] = []
    for hit in sorted(hits, key=lambda h: (-h.strength, h.start - h.end, h.start)):
        place = (hit.start, hit.end)
        if place in kept:
            _add(kept[place], hit)
        elif not _overlaps(stretches, place):
            insort(stretches, place)
            kept[place] = [hit]
    return [hit for place in stretches for hit in kept[place]]


def _overlaps(stretches: list[tuple[int, int]], place: tuple[int, int]) -> bool:
    """Tell whether `place` crosses one of the disjoint, sorted `stretches`."""
    index = bisect_left(stretches, place)
    before = index > 0 and stretches[index - 1][1] > place[0]
    return before or (index < len(stretches) and stretches[index][0] < place[1])


def _add(rivals: list[Hit], hit: Hit) -> None:
    """Join `hit` with the one of the same text, or keep it beside: one part may hold two."""
    for index, rival in enumerate(rivals):
        if _same(hit, rival):
            rivals[index] = _joined(rival, hit)
            return
    if all(rival.strength == hit.strength for rival in rivals):
        rivals.append(hit)


def _same(one: Hit, other: Hit) -> bool:
    return (one.start, one.end, one.field.text) == (other.start, other.end, other.field.text)


def _joined(strong: Hit, weak: Hit) -> Hit:
    """Add what `weak` knows: its evidence, and its kind where `strong` knows none.

    What another catalogue takes for the token of somebody else is no evidence beside a format.
    """
    if strong.strength is Strength.FORMAT and _issuer(weak) not in {"", _issuer(strong)}:
        return strong
    evidence = tuple(dict.fromkeys((*strong.evidence, *weak.evidence)))
    adopts = (
        strong.outcome is Outcome.SECRET
        and strong.strength is Strength.OPAQUE
        and weak.strength is Strength.ENGINE
        and weak.outcome is Outcome.SECRET
    )
    if adopts:
        return replace(strong, evidence=evidence, kind=weak.kind, confidence=weak.confidence)
    return replace(strong, evidence=evidence)


def _issuer(hit: Hit) -> str:
    return hit.kind.issuer.casefold().partition(" ")[0] if hit.kind else ""
