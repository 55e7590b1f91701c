"""What programs take over from their last version must be what reading them anew finds."""

import random
from itertools import pairwise

import pytest

from scanner.content.changes import changed, common
from scanner.content.literal_marks import _probes
from scanner.content.literal_versions import Program, program

_CALM = (
    'server = StdioServerParameters(command="npx", args=["a"])\n',
    "    x = call(a, b['c'])\n",
    "'''text'''\n",
    "# a comment\n",
    "/* a comment */\n",
    '"""a text of\ntwo lines"""\n',
    "const a = `x ${b + `y`} z`;\n",
    "mcpServers:\n",
    '  "mcpServers": {"a": {"command": "b"}},\n',
    "new StdioClientTransport({ command: 'a' });\n",
    "def f(a):\n",
    "\n\n",
    "import mcp\n",
    "const url = 'https://a.b/mcp' // c\n",
    "mcp   add a\n",
    'type: "mcp"\n',
    "x" * 700 + "\n",
    " " * 600 + "add\n",
    "mcp",
)
_WILD = (
    *_CALM,
    '"""\n',
    "# isn't it\n",
    '// another "one\n',
    "/* open\n",
    "close */\n",
    "`\n",
    "x = '''\n",
    'text = "a \\" b"\n',
    "<<EOF\n",
    "EOF\n",
    "[[\n",
    "don't\n",
)


def _text(chance: random.Random, count: int, lines: tuple[str, ...]) -> bytes:
    return "".join(chance.choices(lines, k=count)).encode()


def _edited(chance: random.Random, source: bytes, lines: tuple[str, ...]) -> bytes:
    for _ in range(chance.randrange(1, 4)):
        at = chance.randrange(len(source) + 1)
        if chance.random() < 1 / 2:
            at = source.rfind(b"\n", 0, at) + 1
        cut = at + chance.choice((0, 0, 1, 5, 40, 300))
        source = source[:at] + _text(chance, chance.randrange(3), lines) + source[cut:]
    return source


def _told(made: Program) -> tuple[object, ...]:
    return made.marks, list(made.spans()), made.lexer.is_sure


@pytest.mark.parametrize("seed", range(60))
def test_a_version_is_what_it_is_without_the_one_before(seed: int) -> None:
    chance = random.Random(seed)
    lines = _WILD if seed % 3 == 0 else _CALM
    source = _text(chance, chance.randrange(20, 400), lines)
    before: Program | None = None
    for _ in range(12):
        made = program(source, before)
        if chance.random() < 1 / 4:
            for _, _ in zip(range(chance.randrange(20)), made.spans(), strict=False):
                pass
        else:
            assert _told(made) == _told(program(source)), source
        before, source = made, _edited(chance, source, lines)


@pytest.mark.parametrize("seed", range(60))
def test_what_is_common_is_equal_in_order_and_apart(seed: int) -> None:
    chance = random.Random(seed)
    old = _text(chance, 500, _CALM)
    new = _edited(chance, _edited(chance, old, _CALM), _CALM)
    found = common(old, new)

    assert all(old[a : a + size] == new[b : b + size] for a, b, size in found)
    assert all(
        one.old + one.size <= two.old and one.new + one.size <= two.new
        for one, two in pairwise(found)
    )
    assert found[0][:2] == (0, 0)
    assert (found[-1].old + found[-1].size, found[-1].new + found[-1].size) == (len(old), len(new))
    assert changed(old, new).start == found[0].size


def test_more_than_one_stretch_between_two_changes_is_found() -> None:
    lines = [f"line {number} of a text\n".encode() for number in range(2_000)]
    old = b"".join(lines)
    for at in (5, 600, 1_200, 1_900):
        lines[at] = b"changed\n"

    assert sum(one.size for one in common(old, b"".join(lines))) > len(old) * 3 // 4


def test_no_mark_goes_over_a_line_break_at_its_beginning() -> None:
    assert not any(b"\n" in probe for probe in _probes())
