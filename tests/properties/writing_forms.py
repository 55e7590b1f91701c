"""Configurations inside other texts, and servers stated without any: each keeps its place."""

import html
import json
import re
from collections.abc import Callable, Iterable
from random import Random
from urllib.parse import quote

from tests.properties.ink import HERE, Here, Ink
from tests.properties.planting import Planted

Form = Callable[[Ink, Random], tuple[str, Ink]]
"""Puts a configuration in JSON into a text; returns the text's path, and the text."""

_BARE = re.compile(r"[\w./:=@%+-]")


def turned(ink: Iterable[str | Here], turn: Callable[[str], str]) -> Ink:
    """Yield what was written with each character spelled in another way."""
    for drop in ink:
        yield "".join(map(turn, drop)) if isinstance(drop, str) else drop


def _behind(ink: Ink, before: str) -> Ink:
    """Yield what was written with something before each line but the first."""
    return turned(ink, lambda sign: f"\n{before}" if sign == "\n" else sign)


def fence(ink: Ink, chance: Random) -> tuple[str, Ink]:
    """Put it into a fence of a document, perhaps in a list, a quote, or without an end."""
    before = chance.choice(("", "", "   ", "> ", "\t", "> > "))
    mark = chance.choice(("```", "~~~", "`````"))
    tag = chance.choice(("json", "", "jsonc", "json5 title='x'", "JSON", "bash", "js"))
    end = chance.choice((f"\n{before}{mark}\n\nüThen ☃ restart.\n", ""))
    head = f"# Sétup ☃\n\nText.\n\n{before}{mark}{tag}\n{before}"
    return "README.md", _wrapped(head, _behind(ink, before), end)


def markup(ink: Ink, _: Random) -> tuple[str, Ink]:
    """Put it into HTML."""
    text = turned(ink, lambda sign: html.escape(sign, quote=True))
    return "page.html", _wrapped("<p>Ü:</p>\n<pre><code>", text, "</code></pre>\n")


def patch(ink: Ink, _: Random) -> tuple[str, Ink]:
    """Put it into a patch that adds it."""
    return "README.md", _wrapped("Apply:\n\n```diff\n+", _behind(ink, "+"), "\n```\n")


def heredoc(ink: Ink, chance: Random) -> tuple[str, Ink]:
    """Put it behind a redirection of a script."""
    word = chance.choice(("EOF", "CONFIG"))
    head = f"#!/bin/sh\necho ü\ncat > .mcp.json <<'{word}'\n"
    return "setup.sh", _wrapped(head, ink, f"\n{word}\necho done\n")


def here_string(ink: Ink, _: Random) -> tuple[str, Ink]:
    """Put it into a text of PowerShell."""
    return "setup.ps1", _wrapped("$config = @'\n", ink, "\n'@\n$config | Set-Content .mcp.json\n")


def block(ink: Ink, chance: Random) -> tuple[str, Ink]:
    """Put it into a text of YAML."""
    step = chance.choice(("    ", "      "))
    head = f"kind: ConfigMap\nmetadata: {{name: ü}}\ndata:\n  mcp.json: |\n{step}"
    return "deploy.yaml", _wrapped(head, _behind(ink, step), "\n  other: a\n")


def text(ink: Ink, _: Random) -> tuple[str, Ink]:
    """Put it into a text of JSON."""
    inner = turned(ink, lambda sign: json.dumps(sign, ensure_ascii=False)[1:-1])
    return "task.json", _wrapped('{"name": "ü ☃", "config": "', inner, '", "more": [1]}\n')


def notebook(ink: Ink, _: Random) -> tuple[str, Ink]:
    """Put it into a program in a cell of a notebook."""

    def spelled(sign: str) -> str:
        inner = json.dumps(sign, ensure_ascii=False)[1:-1]
        return inner + '",\n "' if sign == "\n" else inner

    head = '{"cells": [{"cell_type": "code", "source": ["c = r\\"\\"\\"",\n "'
    tail = '\\"\\"\\""]}], "metadata": {}, "nbformat": 4}\n'
    return "a.ipynb", _wrapped(head, turned(ink, spelled), tail)


def raw_text(ink: Ink, _: Random) -> tuple[str, Ink]:
    """Put it into a raw text of Python."""
    return "a.py", _wrapped('import json\n\nC = json.loads(r"""', ink, '""")\n')


def template(ink: Ink, _: Random) -> tuple[str, Ink]:
    """Put it into a template of TypeScript."""
    inner = turned(ink, lambda sign: f"\\{sign}" if sign in "\\`$" else sign)
    return "a.ts", _wrapped("export const C = JSON.parse(`", inner, "`);\n")


def link(ink: Ink, chance: Random) -> tuple[str, Ink]:
    """Put it into an install link, percent-encoded once or twice."""
    if chance.random() < 1 / 2:
        inner = turned(ink, lambda sign: quote(sign, safe=""))
        head = "[Install](https://vscode.dev/redirect/mcp/install?name=a&config="
        return "README.md", _wrapped(head, inner, ")\n")
    inner = turned(ink, lambda sign: quote(quote(sign, safe=""), safe=""))
    head = "[Ü](https://insiders.vscode.dev/redirect?url=vscode%3Amcp%2Finstall%3F"
    return "README.md", _wrapped(head, inner, ")\n")


def _wrapped(head: str, ink: Ink, tail: str) -> Ink:
    yield head
    yield from ink
    yield tail


WHOLE: tuple[Form, ...] = (
    *(fence, markup, patch, heredoc, here_string, block, text, notebook, raw_text, template),
)
"""Those that hold a configuration with its container; a link holds a server alone."""


def command(name: str, value: Planted, chance: Random) -> Ink:
    """Yield `claude mcp add` with a variable, in one of the quotings of a shell."""
    more = chance.choice((" ", " \\\n  ", "  ", " \\\n"))
    flag = chance.choice(("-e", "--env", "--env="))
    yield f"# ü ☃\nclaude mcp add{more}server{more}{flag}{'' if flag.endswith('=') else more}"
    yield from _word(name, value, chance)
    yield f"{more}--{more}npx -y server-mcp\n"


def _word(name: str, value: Planted, chance: Random) -> Ink:
    way = chance.randrange(4)
    if way == 0:
        yield f"{name}='"
        yield from _spelled(value, lambda sign: "'\\''" if sign == "'" else sign)
        yield "'"
    elif way == 1:
        yield f"'{name}="
        yield from _spelled(value, lambda sign: "'\"'\"'" if sign == "'" else sign)
        yield "'"
    elif way == 2:
        yield f'{name}="'
        yield from _spelled(value, lambda sign: f"\\{sign}" if sign in '\\"$`' else sign)
        yield '"'
    else:
        yield f"{name}="
        yield from _spelled(value, lambda sign: sign if _BARE.fullmatch(sign) else f"\\{sign}")


def constructor(name: str, value: Planted, chance: Random) -> Ink:
    """Yield a call in Python with a variable, in one of its spellings of a text."""
    yield 'params = StdioServerParameters(\n    command="npx",  # ü ☃\n    args=["-y", "a-mcp"],\n'
    yield f"    env={{'{name}': "
    mark = chance.choice(('"', "'", '"""', "'''"))
    codes = chance.random() < 1 / 2

    def spelled(sign: str) -> str:
        if codes and chance.random() < 1 / 5:
            return f"\\u{ord(sign):04x}" if ord(sign) > 0xFF else f"\\x{ord(sign):02x}"
        return repr(sign)[1:-1] if sign in "\t\n\\" else f"\\{sign}" if sign in "'\"" else sign

    yield mark
    yield from _spelled(value, spelled)
    yield f"{mark}}},\n)\n"


def image(name: str, value: Planted, chance: Random) -> Ink:
    """Yield the recipe of an image with a variable."""
    more = chance.choice((" ", " \\\n    ", "  "))
    yield f"FROM node:22\n# ü ☃\nENV{more}A=b{more}{name}="
    yield '"'
    yield from _spelled(value, lambda sign: f"\\{sign}" if sign in '\\"$' else sign)
    yield '"\nCMD ["npx", "-y", "server-mcp"]\n'


def _spelled(value: Planted, turn: Callable[[str], str]) -> Ink:
    yield "".join(map(turn, value.before))
    yield HERE
    yield "".join(map(turn, value.secret))


STATED: dict[str, Callable[[str, Planted, Random], Ink]] = {
    "add.sh": command,
    "agent.py": constructor,
    "Dockerfile": image,
}
"""Writers of a server with a variable, by the path of their text."""
