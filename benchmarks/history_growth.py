"""Cost against size: the power of the size that the time grows by, and what a larger size takes."""

import math
from collections.abc import Sequence

from benchmarks.history_measure import Measured, Row

TEN_GIGABYTES = 10_000
"""In megabytes."""
_TELLING = 1.2
_POWERS = [step / 100 for step in range(301)]


def exponent(points: Sequence[tuple[int, float]], start: float) -> float | None:
    """Return the `k` with which `start + b * size ** k` fits the seconds best.

    What counts is the error as a part of the seconds, so that the smallest size, at which nearly
    everything is start, has little say. If even the largest adds little to it, there is no answer.
    """
    if points[-1][1] < start * _TELLING:
        return None
    return min(_POWERS, key=lambda power: _error(points, start, power))


def _error(points: Sequence[tuple[int, float]], start: float, power: float) -> float:
    terms = [(math.pow(size, power) / taken, (taken - start) / taken) for size, taken in points]
    factor = sum(x * y for x, y in terms) / sum(x * x for x, _ in terms)
    return sum((factor * x - y) ** 2 for x, y in terms)


def beyond(points: Sequence[tuple[int, float]], size: int) -> float:
    """Return the seconds at `size` if the last two points lie on a straight line."""
    (less, before), (most, seconds) = points[-2:]
    return seconds + (seconds - before) / (most - less) * (size - most)


def by_tool(measured: Sequence[Measured]) -> list[list[tuple[int, Row]]]:
    """Return the rows of each tool that came to its end in all sizes, with the sizes."""
    pairs = zip(*([(one.size, row) for row in one.rows] for one in measured), strict=True)
    return [list(sizes) for sizes in pairs if not any(row.failure for _, row in sizes)]
