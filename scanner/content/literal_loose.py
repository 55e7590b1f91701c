"""Values of a program that belong to no server: variables that are given one string each."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice

from detectors.model import Slot
from detectors.names import Role, role
from scanner.configs import Scalar, Value
from scanner.content.literal_cuts import extent
from scanner.content.literal_strings import decoded
from scanner.content.literal_syntax import parse
from scanner.content.literal_tokens import Kind, Lexer
from scanner.content.literal_values import is_reference, mapping
from scanner.content.literal_versions import Program
from scanner.discovery.selectors import below
from scanner.servers.extract import Budget, leaves

_MOST = 2_000
_FAR = 200
_LONGEST = 8_192
_ASSIGNED = re.compile(
    rb"(?:(?P<environ>(?:os\.environ|process\.env|ENV|\$_ENV|environ|env|Deno\.env|config\.env)"
    rb"(?:\[[\"'](?P<key>[\w-]{1,100})[\"']\]|\.(?P<attribute>\w{1,100})))"
    rb"|(?P<put>\.(?:env|envs|put|set|setdefault|add|append|putEnv|addHeader|header|setenv|insert"
    rb"|setProperty)|\b(?:setenv|putenv|Setenv|SetEnvironmentVariable|set_var|os\.environ\.setdefault))"
    rb"\(\s{0,20}[\"'](?P<first>[\w.-]{1,100})[\"'](?:\.\w{1,20}\(\))?\s{0,4},"
    rb"|(?P<name>[\w$@-]{1,100})[\"']?\]?(?:\s?:\s?[\w.<>\[\]|? ]{1,40})?)"
    rb"\s{0,8}(?P<mark>:=|\?\?=|\|\|=|=>|=|(?<=,)|\.init\()\s{0,20}(?:new\s)?(?:String::from\()?\(?\Z"
)
# Nothing shorter can be told for a credential outside of any server.
_DRAWN = re.compile(rb"[^\s\"'`]{12}")
# What every assignment ends with: far fewer places to try than where a name may begin.
_GIVEN = re.compile(rb"(?:=|=>|\.init\(|,)\s{0,20}(?:new\s)?(?:String::from\()?\(?\Z")
_ENDS = re.compile(
    rb"(?:\.(?:to_string|into|to_owned|trim|strip)\(\))?[ \t]*\)?[ \t]*"
    rb"(?:[;,)\]}#]|//|\r?\n|--|\Z)"
)
_BUNDLE = re.compile(
    rb"\b(?P<name>\w{0,40}(?:[hH]eaders|HEADERS|[eE]nv|ENV|[eE]nvironment|env_vars"
    rb"|EnvironmentVariables))\b\s?(?::[^=\n{}]{1,60})?:?=\s{0,4}"
    rb"(?:new\s?)?(?:[\w.]{1,40}(?:<[\w, ?]{1,40}>)?)?(?:\(\))?\s{0,20}[{(\[]"
)
_HEADERS = re.compile(r"(?i)header")
_TELLING = frozenset({Role.CREDENTIAL, Role.PASSWORD, Role.HINT})
_STATEMENT = re.compile(rb"(?:^|[;{\n])[ \t]*(?:[\w:.<>?-]{1,40}[ \t]+){0,5}\Z")


def loose(program: Program, lexer: Lexer, cuts: list[tuple[int, int]]) -> Iterator[Value]:
    """Yield what variables are given, outside of `cuts` (ascending), 2,000 values at most.

    A string without twelve characters in a row is left out.
    """
    starts = [start for start, _ in cuts]

    def is_cut(at: int) -> bool:
        index = bisect_right(starts, at) - 1
        return index >= 0 and at < cuts[index][1]

    bundles: list[tuple[int, int]] = []
    for start, end, values in islice(_bundles(lexer), _MOST):
        if not is_cut(start):
            bundles.append((start, end))
            yield from islice(values, _MOST)
    strings = (span for span in _outside(program, lexer, bundles) if not is_cut(span[0]))
    yield from islice(filter(None, (_value(lexer, *span) for span in strings)), _MOST)


def _outside(
    program: Program, lexer: Lexer, bundles: list[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Yield the strings that stand in none of `bundles` and may be drawn."""
    inside = iter(bundles)
    bundle = next(inside, None)
    for kind, start, end in program.spans() if lexer.is_sure else lexer.spans():
        while bundle is not None and bundle[1] <= start:
            bundle = next(inside, None)
        if kind is not Kind.STRING or (bundle is not None and bundle[0] <= start):
            continue
        if end - start <= _LONGEST and _DRAWN.search(lexer.source, start, end):
            yield start, end


def _value(lexer: Lexer, start: int, end: int) -> Value | None:
    """Return the value that the string `start` to `end` is, if a variable has it alone."""
    source = lexer.source
    if source[start - 1 : start] not in _BEFORE:
        return None
    before = source[max(start - _FAR, 0) : start]
    if before.rstrip()[-1:] not in _LEADS or not _ENDS.match(source, end):
        return None
    found = _ASSIGNED.search(before) if _GIVEN.search(before) else None
    if found is None:
        return None
    text = decoded(source, start, end, nix=lexer.style.nix)
    name, slot = _named(found)
    if not text.text or "${" in text.text or not name:
        return None
    telling = role(name) in _TELLING or slot is not Slot.OTHER
    if not telling and not _is_statement(source, before[: found.start("name")], end):
        return None
    return Value(slot, name, below("", name), text)


def _is_statement(source: bytes, before: bytes, end: int) -> bool:
    """Return whether an assignment is no argument among others, as far as one line tells."""
    return _STATEMENT.search(before) is not None and source[end : end + 1] not in {b",", b")"}


_LEADS = frozenset({b"=", b">", b",", b"("})
_BEFORE = frozenset({b" ", b"=", b"\t", b"\n", b"(", b",", b">"})


def _named(found: re.Match[bytes]) -> tuple[str, Slot]:
    """Return what a value goes by, and the slot that this tells."""
    name = found["key"] or found["attribute"] or found["first"] or found["name"] or b""
    if found["environ"]:
        return name.decode("utf-8", "replace"), Slot.ENV
    if found["put"]:
        header = b"eader" in found["put"] or name.lower() == b"authorization"
        env = b"env" in found["put"].lower() or name.isupper()
        return name.decode("utf-8", "replace"), (
            Slot.HEADER if header else Slot.ENV if env else Slot.OTHER
        )
    if not found["mark"]:
        return "", Slot.OTHER
    return name.decode("utf-8", "replace").strip("$@-"), Slot.OTHER


def _bundles(lexer: Lexer) -> Iterator[tuple[int, int, Iterator[Value]]]:
    """Yield the variables that are given headers or an environment as a whole."""
    reach = 0
    for found in _BUNDLE.finditer(lexer.source):
        if found.start() < reach:
            continue
        cut = extent(lexer, found.start())
        reach = max(cut.end, found.end())
        if cut.strings:
            name = found["name"].decode("utf-8", "replace")
            slot = Slot.HEADER if _HEADERS.search(name) else Slot.ENV
            yield cut.start, cut.end, _inside(lexer.source, cut.start, cut.end, slot)


def _inside(source: bytes, start: int, end: int, slot: Slot) -> Iterator[Value]:
    items = parse(source[start:end]).items
    for pointer, name, scalar in leaves(mapping(items), "", Budget()):
        if is_reference(scalar) or not scalar.text:
            continue
        anchors = tuple((index, where + start) for index, where in scalar.anchors)
        yield Value(slot, name, pointer, Scalar(scalar.text, anchors, scalar.quoted))
