"""Strings and comments are found from their marks, however they are looked for."""

import random
import re

import pytest

from scanner.content import literal_tokens
from scanner.content.literal_style import style
from scanner.content.literal_tokens import Kind, Lexer, Token

_SLOW = re.compile(
    rb"(?:(?<![\w])"
    + literal_tokens._PREFIX  # noqa: SLF001 - told once what stands before a quote
    + rb")[\"'`]|#|//|/\*|<!--|<<[-~]?['\"]?[A-Z_]|--[ \t\[]|;;|\[\["
)
"""The beginnings of strings and comments, in one pattern that is tried at every byte."""
_PARTS = (
    b'"', b"'", b"`", b"$", b"$" * 12, b"@", b"r", b"R", b"~", b"~abc", b"rb", b"fRb", b"x", b"_",
    b"9", b" ", b"\n", b"#", b"//", b"/*", b"*/", b"<!--", b"-->", b"<<EOF\n", b"EOF", b"-- ",
    b"--[", b"[[", b"]]", b";;", b'"""', b"'''", b"''", b"\\", b"\xc3\xa9", b"(", b"=", b'r#"',
    b'"#', b"\0", b"${", b"local x", b"(setq", b':a "', b"a = 1;\n",
)  # fmt: skip


def _slowly(source: bytes) -> list[Token]:
    lexer, start, end = Lexer(source, style(source)), 0, len(source)
    found = []
    while mark := _SLOW.search(source, start):
        match = literal_tokens._TOKEN.match(source, mark.start(), end)  # noqa: SLF001
        assert match is not None
        name, start = match.lastgroup or "", match.end()
        if name in literal_tokens._LONG:  # noqa: SLF001
            token = lexer._long(match, name, end)  # noqa: SLF001
            start = token[2]
            if token[0] in {Kind.STRING, Kind.COMMENT}:
                found.append(token)
    return found


@pytest.mark.parametrize("seed", range(10))
def test_strings_and_comments_are_those_that_a_search_of_every_byte_finds(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(400):
        source = b"".join(chance.choice(_PARTS) for _ in range(chance.randrange(1, 40)))

        assert list(Lexer(source, style(source)).spans()) == _slowly(source), source
