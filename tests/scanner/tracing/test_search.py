import base64
import json
import pickle
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scanner.findings import Place
from scanner.model import Form
from scanner.tracing.search import Hit, Searcher
from tests.tokens import alphanumeric, github, opaque

_DRAWN = opaque(1)
_PASSWORD = 'p@ss/w0rd "1"'


def _find(secret: str, content: str) -> list[tuple[Form, int, int]]:
    hits = Searcher({"one": secret}).find(content.encode())
    return [(hit.form, *hit.place) for hit in hits]


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("written", "form"),
    [
        (_PASSWORD, Form.RAW),
        (quote(_PASSWORD, safe=""), Form.URL),
        (json.dumps(_PASSWORD)[1:-1], Form.JSON),
        (_base64(_PASSWORD), Form.BASE64),
    ],
)
def test_each_form_is_told_with_line_and_column_in_characters(written: str, form: Form) -> None:
    assert _find(_PASSWORD, f"first\nké: '{written}'\n") == [(form, 2, 6)]


@pytest.mark.parametrize("before", ["", "u:", "us:", "use:"])
def test_base64_of_a_longer_text_is_found_at_each_alignment(before: str) -> None:
    found = _find(_DRAWN, f"auth: {_base64(before + _DRAWN + '@h')}")

    assert [(form, line) for form, line, _ in found] == [(Form.BASE64, 1)]


@pytest.mark.parametrize("before", ["u", "us", "use"])
def test_base64_that_differs_only_in_a_bit_of_the_first_or_last_character_is_another_value(
    before: str,
) -> None:
    for other in (chr(ord(_DRAWN[0]) ^ 1) + _DRAWN[1:], _DRAWN[:-1] + chr(ord(_DRAWN[-1]) ^ 1)):
        for behind in ("", "x", "yz"):
            assert not _find(_DRAWN, _base64(before + other + behind))


@pytest.mark.parametrize(
    "content",
    [
        "winter-2024",
        "key=winter-2024;",
        "mysql -pwinter-2024 db",
        "a\\nwinter-2024\\n",
        "p%3Dwinter-2024&q",
        "p\\u003dwinter-2024\\u0026",
        _base64("u:winter-2024"),
    ],
)
def test_a_value_that_is_not_drawn_is_found_as_a_whole(content: str) -> None:
    assert len(_find("winter-2024", content)) == 1


@pytest.mark.parametrize(
    "content",
    [
        "midwinter-2024",
        "winter-2024s",
        "winter-2024-06",
        "my_winter-2024",
        _base64("x-winter-2024"),
    ],
)
def test_a_value_that_is_not_drawn_is_another_one_within_a_word(content: str) -> None:
    assert not _find("winter-2024", content)


def test_a_value_that_looks_drawn_is_found_within_anything() -> None:
    assert len(_find(_DRAWN, f"a{_DRAWN}b{_base64('ab' + _DRAWN + 'cd')}")) == 2


def test_values_that_overlap_are_all_found() -> None:
    long = alphanumeric(60, 3)
    secrets = {"whole": long, "begin": long[:40], "end": long[20:], "within": long[10:50]}

    hits = Searcher(secrets).find(f"x {long} y".encode())

    assert [(hit.fingerprint, hit.place.column) for hit in hits] == [
        ("begin", 3),
        ("whole", 3),
        ("within", 13),
        ("end", 23),
    ]


def test_a_thousand_values_are_looked_for_at_once() -> None:
    secrets = {str(number): github(number) for number in range(1_000)}

    hits = Searcher(secrets).find("\n".join(secrets.values()).encode())

    assert [(hit.fingerprint, *hit.place) for hit in hits] == [
        (str(number), number + 1, 1) for number in range(1_000)
    ]


@given(st.lists(st.integers(0, 400), min_size=1, max_size=8), st.integers(1, 97))
@example([0, 0, 0], 1)
def test_parts_of_any_size_tell_what_the_whole_tells(gaps: list[int], size: int) -> None:
    searcher = Searcher({"drawn": _DRAWN, "word": _PASSWORD})
    words = [_DRAWN, json.dumps(_PASSWORD), _base64(f"a {_PASSWORD}"), quote(_PASSWORD)]
    fillers = "é", "\n", "."
    text = "".join(
        fillers[number % 3] * gap + words[number % 4] + " " for number, gap in enumerate(gaps)
    ).encode()

    parts = (text[at : at + size] for at in range(0, len(text), size))

    assert searcher.leaf(parts) == searcher.find(text)
    assert len(searcher.find(text)) == len(gaps)


def test_what_lies_across_a_window_is_found_once() -> None:
    size = 1 << 18
    for shift in range(-len(_DRAWN) - 1, 2):
        content = b" " * (size + shift) + _DRAWN.encode() + b" " * size
        hits = Searcher({"one": _DRAWN}).find(content)
        assert hits == (Hit("one", Form.RAW, Place(1, size + shift + 1)),)


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-8-sig"])
def test_a_text_in_another_encoding_is_searched(codec: str) -> None:
    hits = Searcher({"one": _DRAWN}).find(f"first line\nKEY={_DRAWN}\n".encode(codec))

    assert [(hit.form, *hit.place) for hit in hits] == [(Form.RAW, 2, 5)]


def test_of_many_places_the_first_twenty_are_told() -> None:
    found = _find(_DRAWN, f"{_DRAWN}\n" * 50 + f"{_base64(_DRAWN)}\n" * 2)

    assert [line for form, line, _ in found if form is Form.RAW] == list(range(1, 21))
    assert [line for form, line, _ in found if form is Form.BASE64] == [51, 52]


def test_nothing_is_found_in_what_holds_nothing() -> None:
    searcher = Searcher({"one": _DRAWN})

    assert searcher.find(b"") == ()
    assert searcher.find(bytes(1 << 20)) == ()
    assert searcher.find(_DRAWN[:-1].encode()) == ()


def test_a_searcher_neither_shows_nor_gives_away_what_it_holds() -> None:
    searcher = Searcher({"one": _DRAWN})

    assert _DRAWN not in repr(searcher)
    with pytest.raises(TypeError):
        pickle.dumps(searcher)
