"""Any bytes to UTF-8: what editors and shells of every platform leave behind."""

import codecs

_MARKS = (
    # UTF-32 first: its little-endian mark begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32 (little-endian)"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32 (big-endian)"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16 (little-endian)"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16 (big-endian)"),
)
BYTE_ORDER_MARKS = (*(mark for mark, _, _ in _MARKS), codecs.BOM_UTF8)
_HEAD = 8_000
"""Bytes in which git, too, looks for the NUL that tells what is no text."""
_SAMPLE = 128
"""Bytes looked at for the NUL in every second byte that Latin text has in UTF-16."""

_LEAST = 2
"""Characters without which NUL bytes tell nothing."""


def decode(raw: bytes) -> tuple[bytes, str | None]:
    """Return `raw` as UTF-8 without a byte order mark, and a note if it was something else.

    UTF-16 is told by its mark or by its NUL bytes; what is not valid UTF-8 is read as Latin-1,
    in which every byte is a character.
    """
    for mark, codec, name in _MARKS:
        if raw.startswith(mark):
            return _transcoded(raw[len(mark) :], codec), f"read as {name}"
    if (order := _wide(raw[:_SAMPLE])) is not None:
        mark, codec, name = _MARKS[order]
        return _transcoded(raw, codec), f"read as {name}, by its NUL bytes"
    raw = raw.removeprefix(codecs.BOM_UTF8)
    if is_utf8(raw):
        return raw, None
    return raw.decode("latin-1").encode(), "not valid UTF-8, read as Latin-1"


def is_wide(raw: bytes) -> bool:
    """Return whether `raw` is text of two or four bytes a character."""
    marked = any(raw.startswith(mark) for mark, _, _ in _MARKS)
    return marked or _wide(raw[:_SAMPLE]) is not None


def has_nul(raw: bytes) -> bool:
    """Return whether `raw` has a NUL where one tells what is no text."""
    return b"\0" in raw[:_HEAD]


def is_utf8(raw: bytes) -> bool:
    """Return whether `raw` is UTF-8."""
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def _transcoded(raw: bytes, codec: str) -> bytes:
    return raw.decode(codec, "replace").encode()


def _wide(sample: bytes) -> int | None:
    """Return the place in `_MARKS` of the UTF-16 that `sample` looks like."""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    # Three in four, one in four: some characters of other scripts must not hide the pattern.
    if half < _LEAST or min(even, odd) * 4 > half or max(even, odd) * 4 < half * 3:
        return None
    return 2 if odd > even else 3
