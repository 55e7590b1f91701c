import csv
import io
import json
import re
import unicodedata

import pytest

from reports.escaping import ci_line, csv_cell, json_text, markdown_text, terminal_text

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
