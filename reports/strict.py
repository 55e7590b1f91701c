"""Reading the reviewer's own files strictly: what is not known is an error that says what is.

All of them are TOML. Every message says where in the file something is wrong and what to write.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

import tomli

T = TypeVar("T")

_CHARACTER_CLASS = re.compile(r"\[[^\]]*\]")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class ReviewFileError(ValueError):
    """A file of the reviewer that cannot be used; the message says where and what to do."""


def load(path: Path, read: Callable[[Mapping[str, object]], T]) -> tuple[T, bytes]:
    """Return what `read` makes of the TOML file at `path`, and its bytes.

    Raise `ReviewFileError` if the file or what `read` finds in it is wrong.
    """
    try:
        content = path.read_bytes()
        text = content.decode("utf-8")
    except OSError as error:
        raise ReviewFileError(f"{path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError as error:
        raise ReviewFileError(
            f"{path}: byte {error.start + 1} is not UTF-8; save it as UTF-8"
        ) from None
    try:
        return read(tomli.loads(text)), content
    except tomli.TOMLDecodeError as error:
        # The error carries the whole document: only its position may leave.
        where = f"line {error.lineno}, column {error.colno}"
        raise ReviewFileError(f"{path}: not TOML at {where}") from None
    except RecursionError:
        raise ReviewFileError(f"{path}: nested too deeply; three levels are enough") from None
    except ReviewFileError as error:
        raise ReviewFileError(f"{path}: {error}") from None


def table(value: object, where: str, allowed: Sequence[str]) -> dict[str, object]:
    """Return `value` as a table that has none but the `allowed` keys."""
    if not isinstance(value, Mapping):
        raise ReviewFileError(f"{where} must be a table")
    for key in value:
        if key not in allowed:
            raise ReviewFileError(f"unknown key `{key}` in {where}{hint(str(key), allowed)}")
    return {str(key): item for key, item in value.items()}


def tables(value: object, where: str) -> list[object]:
    """Return `value` as a list; what each item is, is not checked."""
    if not isinstance(value, list):
        raise ReviewFileError(f"{where} must be a list of tables; write `[[{where}]]`")
    return value


def required(found: Mapping[str, object], keys: Sequence[str], where: str) -> None:
    """Raise an error that names the first of `keys` that is not there."""
    for key in keys:
        if key not in found:
            raise ReviewFileError(f"{where} needs `{key}`")


def version(found: Mapping[str, object], known: int) -> None:
    """Raise an error unless the file says that it is of the version that is `known`."""
    given = found.get("version")
    if given != known or isinstance(given, bool):
        raise ReviewFileError(f"`version` must be {known}; write `version = {known}` at the top")


def text(value: object, where: str) -> str:
    """Return `value` as a text that is not blank."""
    if not isinstance(value, str) or not value.strip():
        raise ReviewFileError(f"{where} must be a non-empty string")
    return value


def texts(value: object, where: str) -> tuple[str, ...]:
    """Return `value` as texts that are not blank."""
    if not isinstance(value, list):
        raise ReviewFileError(f"{where} must be a list of strings")
    return tuple(text(item, f"{where}[{index}]") for index, item in enumerate(value, start=1))


def choice(value: object, where: str, known: Sequence[str]) -> str:
    """Return `value` if it is one of the `known` words."""
    word = text(value, where)
    if word not in known:
        raise ReviewFileError(f'{where}: "{word}" is not known{hint(word, known)}')
    return word


def number(value: object, where: str) -> int:
    """Return `value` as a whole number of at least 1."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ReviewFileError(f"{where} must be a whole number of at least 1")
    return value


def day(value: object, where: str) -> date:
    """Return `value` as a day: a TOML date, or a string such as `2026-11-01`."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else _no_day(where)
    except ValueError:
        return _no_day(where)


def digest(value: object, where: str) -> str:
    """Return `value` as the SHA-256 of something, in lower case."""
    word = text(value, where).lower().removeprefix("sha256:")
    if not _SHA256.fullmatch(word):
        raise ReviewFileError(f"{where} must be a SHA-256: 64 hexadecimal digits")
    return word


def glob(value: object, where: str) -> str:
    """Return `value` as a glob whose brackets are closed."""
    word = text(value, where)
    if "[" in _CHARACTER_CLASS.sub("", word):
        raise ReviewFileError(f"{where}: `[` is never closed; write `[[]` for the character itself")
    return word


def hint(word: str, known: Sequence[str]) -> str:
    """Return which of the `known` words may be meant, or all of them."""
    if near := get_close_matches(word, known, n=1):
        return f"; did you mean `{near[0]}`?"
    return f"; known: {', '.join(known)}"


def _no_day(where: str) -> date:
    raise ReviewFileError(f"{where} must be a date such as 2026-11-01") from None
