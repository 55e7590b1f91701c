"""Texts that others chose, written as TOML: in quotes, as a glob, in a comment; inert there."""

import glob

from reports.escaping import ci_line, terminal_text


def quoted(text: str) -> str:
    r"""Return `text` as a basic string in which all that cannot be seen is escaped, as `\u202E`.

    `##` begins commands of CI systems anywhere in a line, so that it is escaped as well. What is
    not `writable` cannot be quoted.
    """
    return f'"{"".join(map(_escaped, text))}"'.replace("##", r"\u0023\u0023")


def comment(text: str) -> str:
    """Return `text` as a comment of one line."""
    return f"# {ci_line(text)}"


def exactly(text: str) -> str:
    """Return a glob that matches `text` and nothing else."""
    return glob.escape(text)


def writable(text: str) -> bool:
    """Tell whether the strict reader takes `text`: it is not blank, and no bytes without a text."""
    return bool(text.strip()) and not any("\ud800" <= char <= "\udfff" for char in text)


def _escaped(char: str) -> str:
    if char in '"\\':
        return f"\\{char}"
    if terminal_text(char) == char:
        return char
    number = ord(char)
    return f"\\u{number:04X}" if number <= 0xFFFF else f"\\U{number:08X}"  # noqa: PLR2004 - four digits
