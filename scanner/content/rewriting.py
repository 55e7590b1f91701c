"""Texts decoded layer by layer: what is replaced, and the way back through every layer."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from scanner.configs import Scalar
from scanner.syntax.scalars import assembled, verbatim

Run = tuple[int, str]
"""Index in the old text that a new text stands for, and the new text."""
Edit = tuple[int, int, tuple[Run, ...]]
"""Start and end in the old text, and what stands there instead."""


def rewritten(scalar: Scalar, edits: Iterable[Edit]) -> Scalar:
    """Return `scalar` with `edits`, ascending and apart from one another, in linear time."""
    copy = _Copy(scalar)
    at = 0
    for start, end, runs in edits:
        copy.keep(at, start)
        for index, text in runs:
            copy.put(index, text)
        at = end
    copy.keep(at, len(scalar.text))
    return Scalar("".join(copy.texts), tuple(copy.anchors) or scalar.anchors[:1], scalar.quoted)


def replaced(
    scalar: Scalar, pattern: re.Pattern[str], replacement: Callable[[re.Match[str]], str]
) -> Scalar:
    """Return `scalar` with every match of `pattern` replaced."""
    return rewritten(
        scalar,
        (
            (match.start(), match.end(), ((match.start(), new),) if new else ())
            for match in pattern.finditer(scalar.text)
            if (new := replacement(match)) != match[0]
        ),
    )


def lines(source: bytes, start: int, end: int, pattern: re.Pattern[bytes]) -> Scalar:
    """Return `source[start:end]` without what `pattern` matches, such as the margin of lines."""
    runs: list[tuple[int, int]] = []
    at = start
    for match in pattern.finditer(source, start, end):
        if at < match.start():
            runs.append((at, match.start()))
        at = match.end()
    if not runs:
        return verbatim(source, min(at, end), end, quoted=True)
    runs.append((at, end))
    return joined(source, runs)


def joined(source: bytes, runs: Iterable[tuple[int, int]]) -> Scalar:
    """Return stretches of `source`, one after the other, as one text."""
    texts = ((start, source[start:end].decode("utf-8", "surrogateescape")) for start, end in runs)
    return assembled(texts, quoted=True)


def concatenated(scalars: Iterable[Scalar]) -> Scalar:
    """Return several texts as one, each with its own way back."""
    texts: list[str] = []
    anchors: list[tuple[int, int]] = []
    length = 0
    for scalar in scalars:
        anchors.extend((length + index, offset) for index, offset in scalar.anchors)
        texts.append(scalar.text)
        length += len(scalar.text)
    return Scalar("".join(texts), tuple(_ascending(anchors)) or ((0, 0),))


def _ascending(anchors: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the anchors; of two at one character the last, behind an empty part, holds."""
    last: tuple[int, int] | None = None
    for anchor in anchors:
        if last is not None and anchor[0] > last[0]:
            yield last
        last = anchor
    if last is not None:
        yield last


def parts(scalar: Scalar, spans: Iterable[tuple[int, int]]) -> Iterator[Scalar]:
    """Yield stretches of `scalar`, ascending and apart from one another, in linear time."""
    copy = _Copy(scalar)
    for start, end in spans:
        copy.texts, copy.anchors, copy.length = [], [], 0
        if start == end:
            copy.put(start, "")
        copy.keep(start, end)
        yield Scalar("".join(copy.texts), tuple(copy.anchors), scalar.quoted)


@dataclass(slots=True, repr=False, eq=False)
class _Copy:
    """A text being copied: a cursor in the old one, which only moves forward, and the new one."""

    old: Scalar
    texts: list[str] = field(default_factory=list)
    anchors: list[tuple[int, int]] = field(default_factory=list)
    length: int = 0
    passed: int = 0
    """Anchors of the old text that lie behind the cursor."""
    index: int = 0
    offset: int = 0

    def keep(self, start: int, end: int) -> None:
        """Copy the old text from `start` to before `end` as it is."""
        if start >= end:
            return
        self._move(start)
        self.anchors.append((self.length, self.offset))
        anchors = self.old.anchors
        shift = self.length - start
        while self.passed < len(anchors) and anchors[self.passed][0] < end:
            self.index, self.offset = anchors[self.passed]
            self.anchors.append((self.index + shift, self.offset))
            self.passed += 1
        self.texts.append(self.old.text[start:end])
        self.length += end - start

    def put(self, index: int, text: str) -> None:
        """Add `text`, which stands for what begins at `index` of the old one."""
        self._move(index)
        self.anchors.append((self.length, self.offset))
        self.texts.append(text)
        self.length += len(text)

    def _move(self, to: int) -> None:
        anchors = self.old.anchors
        while self.passed < len(anchors) and anchors[self.passed][0] <= to:
            self.index, self.offset = anchors[self.passed]
            self.passed += 1
        between = self.old.text[self.index : to]
        self.offset += len(
            between if between.isascii() else between.encode("utf-8", "surrogatepass")
        )
        self.index = max(self.index, to)
