import csv
import io
import json
import re
import unicodedata

import pytest
from markdown_it import MarkdownIt

from reports.escaping import (
    ci_line,
    code_span,
    csv_cell,
    json_text,
    markdown_text,
    relative_uri,
    sarif_message,
    terminal_text,
)

NASTY = (
    "\x1b[2J\x1b]0;title\x07", "\x9b31m", "\x85\u2028\u2029", "\u202egpj.exe", "\u2066a\u2069",
    "a\r\nb", "\x00\x08\x7f", "\u200b\u200d\ufeff\u00ad", "\ud800", "\U000e0041", "\u3164",
    "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\uff1d1", "::error::x", "##vso[a]b",
    "##[group]x", "##teamcity[x]", "::set-output name=a::b", "::add-mask::x", "</script>",
    "<img src=x onerror=alert(1)>", "[a](javascript:b)", "`rm`", "![a](http://b)", "https://a.b",
    "# a", "- a", "1. a", "| a |", "&lt;", "a\\", "'=1", '"=1', "%0A::error::",
)  # fmt: skip


def _seen(text: str) -> bool:
    """Return whether nothing in `text` does anything but stand there."""
    return all(unicodedata.category(char)[0] != "C" and char not in "\u2028\u2029" for char in text)


@pytest.mark.parametrize("text", NASTY)
def test_nothing_that_cannot_be_seen_is_left(text: str) -> None:
    for shown in (terminal_text(text), csv_cell(text), markdown_text(text), ci_line(text)):
        assert _seen(shown)
    assert _seen(json_text(json.dumps({text: text}, ensure_ascii=False)))


@pytest.mark.parametrize("text", [*NASTY, "caf\u00e9 \u4e2d\u6587 \U0001f511", 'plain "text"'])
def test_json_says_the_same_as_before(text: str) -> None:
    encoded = json_text(json.dumps(text, ensure_ascii=False))

    assert json.loads(encoded) == text.replace("\ud800", "\ufffd")
    assert encoded.encode("utf-8")


@pytest.mark.parametrize("text", NASTY)
def test_a_cell_is_one_cell_and_no_formula(text: str) -> None:
    ((cell, after),) = csv.reader(io.StringIO(f"{csv_cell(text)},after\n"))

    assert after == "after"
    assert (
        cell.lstrip(" '\"")[:1] not in {"=", "+", "-", "@", "|", "\t", "\uff1d"} or cell[0] == "'"
    )
    assert cell.removeprefix("'").endswith(terminal_text(text)[1:])


@pytest.mark.parametrize("text", NASTY)
def test_markdown_holds_no_markup(text: str) -> None:
    assert not re.search(r"[`*_\[\]()<>|!~]|://|^[-+#]|^\d+\.", markdown_text(text))


@pytest.mark.parametrize("text", NASTY)
def test_a_line_of_ci_is_no_command(text: str) -> None:
    line = ci_line(text)

    assert "\n" not in line
    assert "::" not in line
    assert "##" not in line


def test_what_is_harmless_stays_as_it_is() -> None:
    text = "github (caf\u00e9 \u4e2d\u6587)"

    assert terminal_text(text) == text
    assert ci_line("a: b # c") == "a: b # c"
    assert csv_cell(text) == f'"{text}"'
    assert json_text(f'"{text}"') == f'"{text}"'


@pytest.mark.parametrize("text", NASTY)
def test_a_code_span_shows_the_text_and_ends_where_it_should(text: str) -> None:
    (inline,) = MarkdownIt("commonmark").parse(f"a {code_span(text)} b")[1:2]

    assert [child.type for child in inline.children or ()] == ["text", "code_inline", "text"]
    shown = [child.content for child in inline.children or ()][1]
    assert shown.replace("#\\#", "##") == terminal_text(text)


@pytest.mark.parametrize("text", ["`", "``", "a`b``c", " ", "", "`a", "a`", " a "])
def test_a_code_span_takes_backticks_and_what_is_blank(text: str) -> None:
    (inline,) = MarkdownIt("commonmark").parse(f"a {code_span(text)} b")[1:2]
    children = inline.children or []

    if text.strip():
        assert [child.content.strip() for child in children][1] == text.strip()
    else:
        assert [child.content for child in children] == ["a (no name) b"]


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("a/b c.json", "a/b%20c.json"),
        ("\u00e9.json", "%C3%A9.json"),
        ("\udcff.json", "%FF.json"),
        ("\ud800.json", "%3F.json"),
        ("javascript:alert(1)", "javascript%3Aalert%281%29"),
        ("//host/share", "host/share"),
        ("a?b#c%d\\e", "a%3Fb%23c%25d%5Ce"),
        ("", "."),
    ],
)
def test_a_path_is_a_relative_reference(path: str, uri: str) -> None:
    assert relative_uri(path) == uri


def test_a_message_of_sarif_holds_no_link() -> None:
    assert sarif_message("[a](b) \\ \n") == "\\[a\\](b) \\\\ \\\\n"
