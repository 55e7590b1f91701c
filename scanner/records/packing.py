"""Records as bytes, and back: what repeats in a thousand versions of a file is written once."""

import zlib
from collections.abc import Hashable, Iterable
from typing import NamedTuple, TypeVar

import msgspec

from scanner.content.model import Notation
from scanner.findings import Approved, Examined, Finding, Key, Place, SafeValue, Server
from scanner.model import UnitResult
from scanner.records.record import Knowledge, Seen

T = TypeVar("T", bound=Hashable)
_LEVEL = 1


class UnreadableRecordError(ValueError):
    """A record that was not written by this version, or that was damaged."""


class _Examined(NamedTuple):
    """`Examined`, with numbers in the tables of its parts."""

    recognised: bool
    servers: tuple[int, ...]
    findings: tuple[tuple[int, int, int], ...]
    """Line, column and number."""
    safe: tuple[tuple[int, int, int], ...]
    values: int
    fault: str
    approved: tuple[int, ...]


class _Way(NamedTuple):
    """One way of reading a content."""

    clients: tuple[str, ...]
    notation: Notation | None
    server: str


class _Packed(NamedTuple):
    rows: tuple[bytes, ...]
    messages: tuple[str, ...]
    contents: tuple[tuple[bytes, Seen], ...]
    ways: tuple[_Way, ...]
    servers: tuple[Server, ...]
    findings: tuple[Finding, ...]
    safe: tuple[SafeValue, ...]
    approved: tuple[Approved, ...]
    kinds: tuple[_Examined, ...]
    """Each distinct outcome of examining once."""
    examined: tuple[tuple[bytes, int, int], ...]
    """A content, the number of the way of reading it and that of the outcome."""


class _Table(dict[T, int]):
    """Numbers for values, in the order in which they come."""

    def number(self, value: T) -> int:
        return self.setdefault(value, len(self))


def pack_result(result: UnitResult) -> bytes:
    """Return `result` as bytes; equal results are equal bytes."""
    return zlib.compress(msgspec.json.encode(result), _LEVEL)


def unpack_result(packed: bytes) -> UnitResult:
    """Return what `pack_result` was given; raise UnreadableRecordError if that cannot be told."""
    try:
        return msgspec.json.decode(zlib.decompress(packed), type=UnitResult)
    except (msgspec.MsgspecError, zlib.error) as error:
        raise UnreadableRecordError(type(error).__name__) from None


def pack(knowledge: Knowledge) -> bytes:
    """Return `knowledge` as bytes."""
    ways: _Table[_Way] = _Table()
    kinds: _Table[_Examined] = _Table()
    servers: _Table[Server] = _Table()
    findings: _Table[Finding] = _Table()
    safe: _Table[SafeValue] = _Table()
    approved: _Table[Approved] = _Table()

    def outcome(examined: Examined) -> _Examined:
        return _Examined(
            examined.recognised,
            tuple(map(servers.number, examined.servers)),
            tuple((*place, findings.number(found)) for place, found in examined.findings),
            tuple((*place, safe.number(value)) for place, value in examined.safe),
            examined.values,
            examined.fault,
            tuple(map(approved.number, examined.approved)),
        )

    contents = ((bytes.fromhex(name), seen) for name, seen in knowledge.contents.items())
    examined = tuple(
        (
            bytes.fromhex(key.content),
            ways.number(_Way(key.clients, key.notation, key.server)),
            kinds.number(outcome(found)),
        )
        for key, found in knowledge.examined.items()
    )
    packed = _Packed(
        rows=knowledge.rows,
        messages=tuple(sorted(knowledge.messages)),
        contents=tuple(contents),
        ways=tuple(ways),
        servers=tuple(servers),
        findings=tuple(findings),
        safe=tuple(safe),
        approved=tuple(approved),
        kinds=tuple(kinds),
        examined=examined,
    )
    return zlib.compress(msgspec.msgpack.encode(packed), _LEVEL)


def unpack(packed: bytes) -> Knowledge:
    """Return what `pack` was given; raise UnreadableRecordError if that cannot be told."""
    try:
        read = msgspec.msgpack.decode(zlib.decompress(packed), type=_Packed)
        kinds = tuple(_examined(kind, read) for kind in read.kinds)
        return Knowledge(
            rows=read.rows,
            messages=frozenset(read.messages),
            contents={name.hex(): seen for name, seen in read.contents},
            examined={
                Key(name.hex(), *read.ways[way]): kinds[kind] for name, way, kind in read.examined
            },
        )
    except (msgspec.MsgspecError, zlib.error, IndexError) as error:
        raise UnreadableRecordError(type(error).__name__) from None


def _examined(kind: _Examined, read: _Packed) -> Examined:
    return Examined(
        kind.recognised,
        tuple(read.servers[number] for number in kind.servers),
        tuple(_placed(kind.findings, read.findings)),
        tuple(_placed(kind.safe, read.safe)),
        kind.values,
        kind.fault,
        tuple(read.approved[number] for number in kind.approved),
    )


def _placed(
    numbers: Iterable[tuple[int, int, int]], table: tuple[T, ...]
) -> Iterable[tuple[Place, T]]:
    return ((Place(line, column), table[number]) for line, column, number in numbers)
