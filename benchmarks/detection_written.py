"""A file of the corpus while it is put together: lines, and what is planted in each."""

import json
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from benchmarks.detection_documents import document
from benchmarks.detection_servers import Parts, parts
from benchmarks.detection_text import Leaf, Line, lines
from scanner.discovery.catalogue import Client, clients

Encode = Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class Written:
    """One file."""

    path: str
    """With `NUMBER` for the folder that keeps one configuration apart from the next."""
    form: str
    """What the tables call it."""
    lines: tuple[Line, ...]
    encode: Encode = str.encode


Made = Callable[[random.Random, float], Iterable[Written]]
"""Makes the files of one configuration; each planted value is a credential with a probability."""

_PLAIN = ("claude-code-project", "claude-desktop", "cursor", "windsurf", "vscode", "gemini-cli")


@cache
def _client(name: str) -> Client:
    return next(client for client in clients() if client.id == name)


def row(*pieces: str | tuple[str, Leaf]) -> Line:
    """Return a line of texts, and of leaves as they are spelled in it."""
    text = "".join(piece if isinstance(piece, str) else piece[0] for piece in pieces)
    leaves = (piece[1] for piece in pieces if not isinstance(piece, str))
    return text, tuple(leaf.mark for leaf in leaves if leaf.mark)


def quoted(leaf: Leaf) -> tuple[str, Leaf]:
    """Return a leaf in double quotes, as most languages write it."""
    return json.dumps(leaf.text, ensure_ascii=False), leaf


def plain(*texts: str) -> list[Line]:
    """Return lines in which nothing is planted."""
    return [(text, ()) for text in texts]


def configuration(chance: random.Random, rate: float, *names: str) -> list[Line]:
    """Return a file of one of the clients `names`, or of a well-known one in JSON."""
    client = _client(chance.choice(names or _PLAIN))
    return lines(document(client, chance, rate), client.format, chance)


def server(chance: random.Random, rate: float, *, remote: bool | None = None) -> Parts:
    """Return a server as any client may start or reach it."""
    client = _client("claude-code-project")
    is_remote = chance.random() < 1 / 3 if remote is None else remote
    return parts(client, chance, rate, remote=is_remote)


def indented(text: Iterable[Line], before: str) -> list[Line]:
    """Return lines with something before each, but not before nothing."""
    return [(before + line if line else line, marks) for line, marks in text]


def turned(text: Iterable[Line], turn: Callable[[str], str]) -> list[Line]:
    """Return lines, each spelled in another way."""
    return [(turn(line), marks) for line, marks in text]


def joined(text: Iterable[Line], turn: Callable[[str], str]) -> Line:
    """Return all lines as a part of one."""
    rows = list(text)
    whole = "\n".join(line for line, _ in rows)
    return turn(whole), tuple(mark for _, marks in rows for mark in marks)
