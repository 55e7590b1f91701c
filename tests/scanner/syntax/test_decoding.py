import codecs
import json

import pytest
from hypothesis import given

from scanner.syntax import Format, decode, parse
from tests.scanner.syntax.structures import TEXTS, plain

DOCUMENT = {"server": {"name": "é€\U0001f600", "token": "abc"}}
TEXT = json.dumps(DOCUMENT, ensure_ascii=False)


@pytest.mark.parametrize(
    ("raw", "note"),
    [
        (TEXT.encode(), None),
        (codecs.BOM_UTF8 + TEXT.encode(), None),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "read as UTF-16 (little-endian)"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "read as UTF-16 (big-endian)"),
        (TEXT.encode("utf-16-le"), "read as UTF-16 (little-endian), by its NUL bytes"),
        (TEXT.encode("utf-16-be"), "read as UTF-16 (big-endian), by its NUL bytes"),
        (codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), "read as UTF-32 (little-endian)"),
    ],
)
def test_a_document_is_the_same_in_every_encoding(raw: bytes, note: str | None) -> None:
    source, said = decode(raw)

    assert said == note
    assert source == TEXT.encode()
    assert plain(parse(source, Format.JSON).root) == DOCUMENT


def test_what_is_no_utf8_is_read_as_latin_1() -> None:
    source, note = decode('{"name": "café"}'.encode("latin-1"))

    assert note == "not valid UTF-8, read as Latin-1"
    assert plain(parse(source, Format.JSON).root) == {"name": "café"}


@pytest.mark.parametrize("format_", Format)
def test_nul_bytes_do_not_stop_the_parse(format_: Format) -> None:
    separator = b" = " if format_ is Format.TOML else b": "
    pairs = [b"'a'" + separator + b"'b'", b"'c'" + separator + b"'d'"]
    raw = (b"{%b,\0 %b}" if format_ is Format.JSON else b"%b\n\0\n%b\n") % tuple(pairs)

    source, note = decode(raw)

    assert note is None
    assert plain(parse(source, format_).root) == {"a": "b", "c": "d"}


@pytest.mark.parametrize("raw", [b"", b"a", b"\0", b"a\0", b"\xff\xfe", b"\xef\xbb\xbf"])
def test_a_file_too_short_to_tell_is_read_all_the_same(raw: bytes) -> None:
    source, _ = decode(raw)

    assert source.decode() is not None
    assert parse(source, Format.JSON).comments == ()


@given(TEXTS)
def test_valid_utf8_is_left_alone(text: str) -> None:
    source, note = decode(b"{}  " + text.encode())

    assert (source, note) == (b"{}  " + text.encode(), None)
