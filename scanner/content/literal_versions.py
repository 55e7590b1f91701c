"""Programs between their versions: marks, strings and comments that are where they were.

What a commit changes is some lines; the marks, strings and comments of all others stand where they
stood, or so many bytes further on. Nothing here is a guess: what is taken over is what reading
would find, and where that cannot be told everything is read anew.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from scanner.content.changes import Same, common
from scanner.content.literal_marks import Hit, Mark, hits, known_marks
from scanner.content.literal_style import style
from scanner.content.literal_tokens import Lexer, Token

_REACH = 1 << 9
"""Bytes beyond a mark, a string or a comment, but for blanks of its line, that have a say in it."""
_BEHIND = 1 << 4
"""Bytes before a string or a comment that have a say in it."""
_MOST_HITS = 20_000
_MOST_BYTES = 1 << 24


@dataclass(slots=True, repr=False, eq=False)
class Program:
    """One version of a program: plaintext of this worker."""

    source: bytes
    hits: list[Hit]
    held: dict[str, bool]
    """Which of the words that constructors need are in the source."""
    known_lexer: Lexer | None = None
    """The one of the spans alone; None as long as nobody needed it."""
    found: list[Token] = field(default_factory=list)
    """Strings and comments as far as they were asked for."""
    _before: list[Token] = field(default_factory=list)
    """The spans of the version before."""
    _same: list[Same] = field(default_factory=list)
    """Where spans that are still to come may be taken over from it, the next one last."""

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The places that tell of MCP, in order."""
        return tuple(known_marks(self.hits))

    @property
    def lexer(self) -> Lexer:
        """The lexer of the strings and comments."""
        if self.known_lexer is None:
            self.known_lexer = Lexer(self.source, style(self.source))
        return self.known_lexer

    def spans(self) -> Iterator[Token]:
        """Yield the strings and comments, each looked for once however often it is asked for."""
        coming: Iterator[Token] | None = None
        index = 0
        while True:
            if index == len(self.found):
                coming = coming or self.lexer.spans(self.found[-1][2] if self.found else 0)
                token = next(coming, None)
                if token is None:
                    return
                self.found.append(token)
                coming = None if self._take_over(token) else coming
            yield self.found[index]
            index += 1

    def take_up(self, before: "Program", same: Sequence[Same]) -> None:
        """Take over spans of `before`, all of whose marks have their ends, where they are the same.

        That is before anything has changed, and behind each that is an old one itself.
        """
        self._before, self._same = before.found, list(reversed(same))
        self._continue(0, self._same.pop())

    def _take_over(self, token: Token) -> bool:
        """Append the old spans behind `token` if it is an old one itself; return whether."""
        kind, start, end = token
        same = self._same
        while same and start >= same[-1].new + same[-1].size:
            same.pop()
        if not same or start < same[-1].new + _BEHIND or not self.lexer.is_sure:
            return False
        shift = same[-1].shift
        at = bisect_left(self._before, start - shift, key=itemgetter(1))
        if self._before[at : at + 1] != [(kind, start - shift, end - shift)]:
            return False
        self._continue(at + 1, same.pop())
        return True

    def _continue(self, first: int, same: Same) -> None:
        """Append the old spans from the one of the number `first` on, as long as all is `same`."""
        old, shift = self._before, same.shift
        last = len(old)
        if self._same:
            last = bisect_left(old, same.old + same.size - _REACH, key=itemgetter(2))
        kept = old[first : max(last, first)]
        if shift:
            kept = [(kind, start + shift, end + shift) for kind, start, end in kept]
        self.found += kept


def program(source: bytes, before: Program | None = None) -> Program:
    """Return what is known of `source`, of which `before` may be another version."""
    if before is None:
        words: dict[str, bool] = {}
        return Program(source, list(hits(source, words, 0, len(source))), words)
    same = common(before.source, source)
    made = Program(source, *_hits(before, same, source))
    lexer = before.known_lexer
    if lexer and lexer.is_sure and made.lexer.style == lexer.style:
        made.take_up(before, same)
    return made


@dataclass(slots=True, repr=False, eq=False)
class Programs:
    """The last version of each program, within 16 MiB of them: plaintext of this worker."""

    _held: dict[str, Program] = field(default_factory=dict)
    _size: int = 0

    def version(self, path: str, source: bytes) -> Program:
        """Return what is known of the version `source` of the file at `path`, if it has one."""
        if not path:
            return program(source)
        before = self._held.pop(path, None)
        if before and before.source is source:
            made = before
        else:
            made = program(source, before)
            self._size += len(source) - (len(before.source) if before else 0)
        self._held[path] = made
        while self._size > _MOST_BYTES:
            self._size -= len(self._held.pop(next(iter(self._held))).source)
        return made


def _hits(
    before: Program, same: Sequence[Same], source: bytes
) -> tuple[list[Hit], dict[str, bool]]:
    """Return the hits of `source`, from the lines that have changed alone if that is enough."""
    words = dict(before.held)
    found = None
    if all((word.encode() in source) is known for word, known in words.items()):
        found = _among(before, same, source, words)
    if found is None:
        words = {}
        found = list(hits(source, words, 0, len(source)))
    return found, words


def _among(
    before: Program, same: Sequence[Same], source: bytes, words: dict[str, bool]
) -> list[Hit] | None:
    """Return the hits of the lines that have changed among the old ones; None if that fails."""
    if len(before.hits) >= _MOST_HITS:
        return None
    old, found, at = before.hits, list[Hit](), 0
    for start, stop, shift in (*_lines(source, same), (len(source), len(source), 0)):
        if at < start:
            found += hits(source, words, at, start, found[-1][2] if found else 0)
        if start == len(source):
            break
        first, last = _index(old, start - shift), _index(old, stop - shift)
        # What stands on the border hides what begins behind it.
        hiding = [end for _, _, end, _ in found[-1:]]
        hiding += [end + shift for _, _, end, _ in old[max(first - 1, 0) : first]]
        if any(end > start for end in hiding):
            return None
        found += [
            (sort, one + shift, to + shift, known) for sort, one, to, known in old[first:last]
        ]
        at = stop
    return found


def _lines(source: bytes, same: Sequence[Same]) -> Iterator[tuple[int, int, int]]:
    """Yield the runs of lines, by where they start and end, far enough inside of what is the same.

    With each comes how much further on it stands than it did.
    """
    for number, one in enumerate(same):
        start, end = one.new, one.new + one.size
        if number:
            start = source.find(b"\n", start + _REACH, end) + 1
        if number < len(same) - 1:
            end = source.rfind(b"\n", 0, max(end - _REACH, 0)) + 1
        if (start or not number) and start < end:
            yield start, end, one.shift


def _index(found: list[Hit], at: int) -> int:
    return bisect_left(found, at, key=itemgetter(1))
