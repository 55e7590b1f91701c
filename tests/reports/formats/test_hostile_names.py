"""No name does anything in any format; a new format is tried by its line in the registry."""

import csv
import io
import json
import re
import unicodedata
from functools import cache
from itertools import pairwise

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from reports.formats.registry import FORMATS
from reports.writing import octets
from tests.reports.formats.hostile_names import NAMES, attacked

_JSON = (".json", ".sarif", ".jsonl")


@cache
def _text(name: str) -> str:
    return octets(FORMATS[name].render(attacked())).decode("utf-8")


def _of(*endings: str) -> list[str]:
    return [name for name, known in FORMATS.items() if known.packed.endswith(endings)]


@pytest.mark.parametrize("name", _of(*_JSON, ".csv", ".md", ".html"))
def test_nothing_that_cannot_be_seen_is_left(name: str) -> None:
    unseen = {char for char in _text(name) if unicodedata.category(char) in {"Cc", "Cf", "Cs"}}

    assert unseen <= set("\r\n")
    assert not set("\u2028\u2029\x85") & set(_text(name))


@pytest.mark.parametrize("name", _of(*_JSON, ".csv", ".md"))
def test_no_line_is_a_command_of_a_ci_system(name: str) -> None:
    """`::` counts at the start of a line, `##[` and its like anywhere."""
    text = _text(name)

    assert not [line for line in re.split(r"[\r\n]+", text) if line.lstrip().startswith("::")]
    assert not re.search(r"##(\[|vso|teamcity)", text)


@pytest.mark.parametrize("name", _of(*_JSON))
def test_json_is_json(name: str) -> None:
    text = _text(name)

    for line in text.splitlines() if name == "ocsf" else [text]:
        json.loads(line)


@pytest.mark.parametrize("name", _of(".csv"))
def test_no_cell_is_a_formula(name: str) -> None:
    header, *rows = csv.reader(io.StringIO(_text(name), newline=""), strict=True)
    cells = [cell for row in rows for cell in row]

    assert {len(row) for row in rows} == {len(header)}
    assert not [cell for cell in cells if re.match(r"[\s\"]*[=+\-@|%\t\r\uff1d]", cell)]
    assert any(cell.startswith("'=cmd") for cell in cells)


def _walk(tokens: list[Token]) -> list[Token]:
    return [one for token in tokens for one in (token, *_walk(token.children or []))]


def test_markdown_holds_no_markup_but_ours() -> None:
    tokens = _walk(_parser().parse(_text("markdown")))

    kinds = {token.type for token in tokens}
    assert not kinds & {"link_open", "image", "html_inline", "html_block", "fence", "code_block"}
    assert {token.tag for token in tokens if token.type == "heading_open"} == {"h1", "h2"}
    headings = [after.content for one, after in pairwise(tokens) if one.type == "heading_open"]
    assert "heading" not in headings


def _parser() -> MarkdownIt:
    """Return a parser that takes all that GitHub and GitLab take, but for bare addresses."""
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def test_markdown_names_are_code_where_nobody_is_mentioned() -> None:
    tokens = _walk(_parser().parse(_text("markdown")))
    texts = " ".join(token.content for token in tokens if token.type == "text")
    codes = {token.content for token in tokens if token.type == "code_inline"}

    assert not re.search(r"@\w|#\d|https?:|www\.|!\d|~\d|evil", texts)
    assert {"=cmd|' /C calc'!A0", "+1+1"} <= codes


@pytest.mark.parametrize("name", NAMES)
def test_one_name_alone_is_one_code_span(name: str) -> None:
    text = octets(FORMATS["markdown"].render(attacked((name,)))).decode()
    tokens = _walk(_parser().parse(text))

    assert not {token.type for token in tokens} & {"link_open", "image", "html_inline"}
    places = [t for t in tokens if t.type == "code_inline" and t.content.endswith(":12")]
    assert places


@pytest.mark.parametrize("name", FORMATS)
def test_equal_reports_make_equal_files(name: str) -> None:
    made = (octets(FORMATS[name].render(attacked())) for _ in range(2))

    assert next(made) == next(made)
