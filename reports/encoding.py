"""JSON for other programs: bounded names, one way to write a document, one to write it canonically.

Interchange formats are shown by programs that we do not know. So every name that others chose is
visible and bounded in them, as it is on the terminal; what is exact is in `report.json`.
"""

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import msgspec

from reports.escaping import json_octets, json_text, terminal_text
from reports.lifespan import moment
from reports.texts import LONGEST, shorten


@lru_cache(maxsize=4096)
def shown(text: str, limit: int = LONGEST) -> str:
    """Return `text` in one visible line of at most `limit` characters."""
    return shorten(terminal_text(text), limit)


def pretty(document: Any) -> bytes:
    """Return `document` as JSON in the order of its keys, its parts in lines of their own.

    Every text in it is valid Unicode: names go through `shown` first.
    """
    return json_octets(msgspec.json.encode(document)) + b"\n"


def part(document: Any) -> msgspec.Raw:
    """Return `document` as a part of a larger one, without the objects that it was made of."""
    return msgspec.Raw(b"\n" + msgspec.json.encode(document))


def one_line(document: Any) -> str:
    """Return `document` as JSON in a line of its own."""
    return json_text(msgspec.json.encode(document).decode()) + "\n"


def exact(document: Any) -> str:
    """Return `document` as JSON without space, its texts as they are.

    A half of a surrogate pair, which names of files may hold, becomes U+FFFD.
    """
    try:
        text = msgspec.json.encode(document).decode()
    except UnicodeEncodeError:
        text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return json_text(text)


def listing(items: Iterable[str], indent: str = " ") -> str:
    """Return a list of what is JSON already, each item in a line of its own."""
    inner = f",\n{indent}".join(items)
    return f"[\n{indent}{inner}\n{indent[1:]}]" if inner else "[]"


def lined(head: Mapping[str, Any], name: str, items: Iterable[str]) -> str:
    """Return an object: its `head`, which is not empty, and in `name` a list, an item a line."""
    return f"{exact(head)[:-1]},\n  {exact(name)}:{listing(items, '   ')}}}"


def canonical(document: Any) -> str:
    """Return `document` as JSON with sorted keys and without space: equal content, equal bytes."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return json_text(text) + "\n"


def utc(at: str) -> str:
    """Return an ISO 8601 time as `2026-01-10T08:00:00Z`, or an empty string if it is none."""
    read = moment(at)
    return read.strftime("%Y-%m-%dT%H:%M:%SZ") if read else ""


def milliseconds(at: str) -> int:
    """Return a time in milliseconds since 1970, 0 if it is not known."""
    read = moment(at)
    return int(read.timestamp()) * 1000 if read else 0
