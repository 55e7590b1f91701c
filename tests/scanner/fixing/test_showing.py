import random
import re

import pytest

from scanner.fixing.edits import Edit, applied
from scanner.fixing.showing import shown

HUNK = re.compile(r"@@ -(\d+),(\d+) \+(\d+),(\d+) @@")


def rebuilt(old: list[str], diff: list[str]) -> list[str]:
    """Return what the hunks of `diff` make of `old`, all of whose lines they must name rightly."""
    new: list[str] = []
    at = 0
    for line in diff:
        if found := HUNK.fullmatch(line):
            begin, gone, there, come = map(int, found.groups())
            left = begin - (gone > 0)
            new += old[at:left]
            assert len(new) == there - (come > 0)
            at = left + gone
        elif line.startswith("-"):
            assert old[left] == line[1:]
            left += 1
        else:
            new.append(line[1:])
    return new + old[at:]


@pytest.mark.parametrize("seed", range(200))
def test_the_hunks_make_of_the_old_lines_the_new_ones(seed: int) -> None:
    chance = random.Random(seed)
    source = "".join(chance.choices("ab\n", [3, 3, 2], k=60)).encode()
    places = sorted(chance.sample(range(len(source) + 1), 8))
    edits = [
        Edit(start, end, "".join(chance.choices("cd\n", k=chance.randrange(4))).encode())
        for start, end in zip(places[::2], places[1::2], strict=True)
    ]

    diff = list(shown(source, edits, (), ()))

    expected = applied(source, edits).decode().splitlines()
    assert rebuilt(source.decode().splitlines(), diff) == expected


def test_what_is_hidden_is_hidden_where_it_begins_on_another_line() -> None:
    source = b"a: 1\nb: |\n  secret\n  key: x\nc: 3\n"

    diff = list(shown(source, [Edit(19, 26, b"  y: x")], [Edit(10, 25, b"*")], []))

    assert not [line for line in diff if "secret" in line]
