"""Servers on command lines: scripts, transcripts, images, pipelines."""

import json
import random
import shlex
from collections.abc import Iterator

from benchmarks.detection_near import remarks
from benchmarks.detection_servers import Parts
from benchmarks.detection_text import Leaf, Line
from benchmarks.detection_values import Truth
from benchmarks.detection_written import (
    Written,
    configuration,
    indented,
    plain,
    quoted,
    row,
    server,
)

_Word = str | tuple[str, Leaf]


def _shell(text: str) -> str:
    return shlex.quote(text)


def _power(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _leaf(leaf: Leaf, *, power: bool) -> _Word:
    return (_power if power else _shell)(leaf.text), leaf


def _given(name: str, leaf: Leaf, sign: str, *, power: bool) -> _Word:
    """Return `NAME=value` or `Name: value` as one word."""
    return (_power if power else _shell)(f"{name}{sign}{leaf.text}"), leaf


def _claude(one: Parts, chance: random.Random, *, power: bool) -> list[list[_Word]]:
    scope = chance.choice(([], ["--scope user"], ["-s project"]))
    flag = chance.choice(("-e", "--env"))
    if not one.words:
        headers = [
            [chance.choice(("--header", "-H")), _given(name, leaf, ": ", power=power)]
            for name, leaf in one.headers.items()
        ]
        url = _leaf(one.url, power=power)
        return [["claude mcp add --transport http", *scope, one.name, url], *headers]
    variables = [
        [flag, _given(name, leaf, "=", power=power)] for name, leaf in one.environment.items()
    ]
    words = [_leaf(leaf, power=power) for leaf in one.words]
    if chance.random() < 1 / 2:
        return [["claude mcp add", *scope, one.name], *variables, ["--", *words]]
    return [["claude mcp add", *scope], *variables, [one.name, "--", *words]]


def _codex(one: Parts, *, power: bool) -> list[list[_Word]]:
    variables = [
        ["--env", _given(name, leaf, "=", power=power)] for name, leaf in one.environment.items()
    ]
    words = [_leaf(leaf, power=power) for leaf in one.words]
    return [["codex mcp add", one.name], *variables, ["--", *words]]


def _gemini(one: Parts, *, power: bool) -> list[list[_Word]]:
    variables = [
        ["-e", _given(name, leaf, "=", power=power)] for name, leaf in one.environment.items()
    ]
    words = [_leaf(leaf, power=power) for leaf in one.words]
    return [["gemini mcp add"], *variables, [one.name, *words]]


def _launched(one: Parts) -> list[list[_Word]]:
    """Return a launch with the variables before it."""
    variables: list[_Word] = [
        (f"{name}={_shell(leaf.text)}", leaf) for name, leaf in one.environment.items()
    ]
    return [variables, [_leaf(leaf, power=False) for leaf in one.words]]


def _given_as_json(one: Parts, chance: random.Random) -> list[list[_Word]]:
    if one.words:
        said = {
            "command": one.words[0].text,
            "args": [leaf.text for leaf in one.words[1:]],
            "env": {name: leaf.text for name, leaf in one.environment.items()},
        }
    else:
        said = {"type": "http", "url": one.url.text}
        said["headers"] = {name: leaf.text for name, leaf in one.headers.items()}
    leaves = (*one.words, one.url, *one.environment.values(), *one.headers.values())
    silent: list[_Word] = [("", leaf) for leaf in leaves if leaf.mark]
    if chance.random() < 1 / 2:
        return [["claude mcp add-json", one.name, _shell(json.dumps(said)), *silent]]
    whole = json.dumps({"name": one.name, **said})
    return [["code --add-mcp", _shell(whole), *silent]]


def _lines(command: list[list[_Word]], chance: random.Random, turn: str) -> list[Line]:
    """Return a command on one line, or with `turn` at the end of each but the last."""
    parts = [part for part in command if part]
    if chance.random() < 1 / 2:
        return [row(*_spaced([word for part in parts for word in part]))]
    rows = [row("  " if number else "", *_spaced(part)) for number, part in enumerate(parts)]
    return [*((f"{text} {turn}", marks) for text, marks in rows[:-1]), rows[-1]]


def _spaced(words: list[_Word]) -> list[_Word]:
    spaced: list[_Word] = []
    for word in words:
        if spaced and word[0] != "":
            spaced.append(" ")
        spaced.append(word)
    return spaced


def _command(chance: random.Random, rate: float, *, power: bool = False) -> list[Line]:
    one = server(chance, rate)
    way = chance.randrange(4) if one.words else chance.choice((0, 4))
    match way:
        case 0:
            command = _claude(one, chance, power=power)
        case 1:
            command = _codex(one, power=power)
        case 2:
            command = _gemini(one, power=power)
        case 3 if not power:
            command = _launched(one)
        case _:
            command = _claude(one, chance, power=True) if power else _given_as_json(one, chance)
    return _lines(command, chance, "`" if power else "\\")


def commands(chance: random.Random, rate: float) -> Iterator[Written]:
    """Yield a script, or a document with a transcript."""
    way = chance.randrange(5)
    if way == 0:
        text = configuration(chance, rate, "claude-code-project")
        rows = [*plain("cat > .mcp.json <<'EOF'"), *text, *plain("EOF")]
        yield Written("NUMBER/setup.sh", "shell", (*plain("#!/bin/sh", "set -eu"), *rows))
    elif way == 1:
        text = [*plain("@'"), *configuration(chance, rate), *plain("'@ | Set-Content .mcp.json")]
        rows = text if chance.random() < 1 / 2 else _command(chance, rate, power=True)
        yield Written("NUMBER/setup.ps1", "shell", tuple(rows))
    elif way == 2:  # noqa: PLR2004 - the ways are numbered
        one = server(chance, rate, remote=False)
        rows = [row(f"export {k}=", (_shell(v.text), v)) for k, v in one.environment.items()]
        launch = row(*_spaced([_leaf(leaf, power=False) for leaf in one.words]))
        yield Written("NUMBER/run.sh", "shell", (*plain("#!/bin/bash"), *rows, launch))
    elif way == 3:  # noqa: PLR2004 - the same
        rows = [*_command(chance, rate), *plain("echo done"), *_command(chance, rate)]
        yield Written("NUMBER/scripts/install-mcp.sh", "shell", (*plain("#!/bin/bash"), *rows))
    else:
        tag, start = chance.choice((("bash", ""), ("console", "$ "), ("", ""), ("sh", "$ ")))
        (first, marks), *rest = _command(chance, rate)
        head = plain("# Search", "", "Run:", "", f"```{tag}")
        rows = [(start + first, marks), *rest, *plain("```", ""), *remarks(chance)]
        yield Written("NUMBER/README.md", "command in a document", (*head, *rows))


def containers(chance: random.Random, rate: float) -> Iterator[Written]:
    """Yield the recipe of an image that is a server."""
    one = server(chance, rate, remote=False)
    rows = plain("FROM node:22-slim", "WORKDIR /app", "RUN npm install -g @acme/mcp-server")
    label = f'LABEL io.modelcontextprotocol.server.name="com.example/{one.name}"'
    rows += plain(label)
    variables = list(one.environment.items())
    for number, (name, leaf) in enumerate(variables):
        word = "ARG" if number == 0 and len(variables) > 1 else "ENV"
        rows.append(row(f"{word} {name}=", (_in_docker(leaf), leaf)))
    words: list[str | tuple[str, Leaf]] = [", ", *_listed(list(one.words))]
    rows.append(row("CMD [", *words[1:], "]"))
    yield Written("NUMBER/Dockerfile", "dockerfile", tuple(rows))


def _listed(leaves: list[Leaf]) -> list[_Word]:
    listed: list[_Word] = []
    for leaf in leaves:
        listed += [", "] if listed else []
        listed.append(quoted(leaf))
    return listed


def _in_docker(leaf: Leaf) -> str:
    text = leaf.text.replace("\\", "\\\\").replace('"', '\\"')
    if leaf.mark and leaf.mark.sample.truth is Truth.SECRET and "{" not in text:
        text = text.replace("$", "\\$")
    return f'"{text}"'


def workflow(chance: random.Random, rate: float) -> Iterator[Written]:
    """Yield a pipeline that adds a server before an agent runs."""
    head = plain("name: agent", "on: [push]", "jobs:", "  agent:", "    runs-on: ubuntu-latest")
    one = server(chance, rate, remote=False)
    rows = plain("    env:", "      NODE_ENV: test", "    steps:", "      - run: |")
    rows += indented(_command(chance, rate), "          ")
    rows += plain("      - run: npx -y @acme/mcp-server", "        env:")
    for name, leaf in one.environment.items():
        rows.append(row(f"          {name}: ", quoted(leaf)))
    yield Written("NUMBER/.github/workflows/agent.yml", "workflow", (*head, *rows))
