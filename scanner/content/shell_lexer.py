"""Shell text to commands: words, what is redirected where, here documents, comments."""

import re
from collections.abc import Callable, Mapping

from scanner.content import shell_words
from scanner.content.rewriting import joined
from scanner.content.shell_state import (
    Command,
    Draft,
    Lexer,
    Pending,
    Script,
    add,
    behind_prompt,
    closing,
    document_end,
    end_command,
    end_line,
    end_word,
)
from scanner.content.shell_words import Dialect

_LARGEST = 1 << 20
"""Bytes of the largest structure that is written without quotes."""
_SUBSTITUTION = 1 << 12
"""Bytes of the longest `$(…)` that is one word."""


_NO_WORD = rb"\s\"'\\`$;&|<>()^{\[@#"
_TOKEN = re.compile(
    rb"(?P<join>\\\r?\n(?:[ \t]*+>[ \t]++)?)"
    rb"|(?P<blank>[ \t\f\v]++|\xc2\xa0|\\[ \t]++\r?\n(?:[ \t]*+>[ \t]++)?|\^\r?\n)"
    rb"|(?P<newline>\r?\n|\r)"
    rb"|(?P<plain>(?:[^" + _NO_WORD + rb"\xc2]|\xc2(?!\xa0))++)"
    rb"|(?P<comment>\#++)"
    rb"|(?P<heredoc><<(?!<)-?[ \t]*+"
    rb"(?:'(?P<raw>[^'\n]++)'|\"(?P<hard>[^\"\n]++)\"|(?P<soft>\\?[\w.!%^*+-]++)))"
    rb"|(?P<herestring><<<)"
    rb"|(?P<literal><[A-Za-z_](?:[\w .:/|'-]{0,60}+(?<! ))?>|\$?\{\{[^{}\n]*+\}\}"
    rb"|\$\{[^{}\s\"']*+\})"
    rb"|(?P<redirect>&>>?|>>?[|&]?|<[>&]?)"
    rb"|(?P<substitution>\$\()"
    rb"|(?P<separator>;;?&?|&&?|\|\|?&?|[()])"
    rb"|(?P<herequote>@(?P<mark>['\"])[ \t]*+\r?\n)"
    rb"|(?P<structure>@\{|[\[{](?=\s*+(?:[\[{]\s*+){0,2}[\"'][^\"'\n]{1,200}[\"']\s*+:))"
    rb"|(?P<ansi>\$')|(?P<single>')|(?P<double>\$?\")"
    rb"|(?P<command>`[^`\n]*+`)|(?P<tick>`[ \t]*+\r?\n)"
    rb"|(?P<escape>\\[\s\S]|\^[&|<>^\"'()%!]|`[\s\S])"
    rb"|(?P<other>[\s\S])"
)
_TAIL = re.compile(rb"[\[{]\s*+(?:[\[{]\s*+){0,2}(?:[\"'][^\"'\n]{1,200}[\"']\s*+)?\Z")
"""What may be the beginning of a structure, if more follows."""
_COMMENT = re.compile(rb"[# \t]*+([^\r\n]*+)")
_ESCAPABLE = re.compile(rb"[^\w.:/\\-]|\\")
_BRACKETS = re.compile(
    rb"[\[{(\]})]|\"(?:[^\"\\\n]++|\\.)*+\"?+|'(?:[^'\\\n]++|\\.)*+'?+|//[^\n]*+"
)
_PARENTHESES = re.compile(rb"[()]|'[^'\n]*+'|\\.")
_URL = re.compile(rb"[^\s]{0,80}?[a-z]://")
_FOLLOWED = re.compile(rb"[\w%]")

_MOST = 1_000_000
"""Tokens that are read of one text: a script of megabytes is none that anybody runs."""


def lex(source: bytes, known: Dialect | None = None) -> Script:
    """Return the commands and comments of `source`; what no shell would read is read too.

    It is in the dialect that is `known`, or else in the one that it shows.
    """
    lexer = Lexer(source, known or shell_words.dialect(source), [Draft()])
    at = behind_prompt(lexer, 0)
    for _ in range(_MOST):
        match = _TOKEN.match(source, at)
        if match is None:
            break
        at = _HANDLERS[match.lastgroup or "other"](lexer, match)
    closed = _is_closed(lexer)
    end_word(lexer)
    end_line(lexer, len(source))
    return Script(
        tuple(
            Command(tuple(draft.words), draft.target, draft.piped, tuple(draft.documents))
            for draft in lexer.drafts
            if draft.words or draft.documents
        ),
        tuple(joined(source, _lined(source, block)) for block in lexer.comments),
        cut=at < len(source),
        closed=closed and at == len(source),
    )


def _is_closed(lexer: Lexer) -> bool:
    """Return whether nothing that was begun goes on, or was looked for in vain."""
    last = lexer.drafts[-1]
    going = last.words or last.documents or last.target or any(d.piped for d in lexer.drafts[-2:])
    open_yet = lexer.begun or lexer.redirected or lexer.pending or lexer.unended
    return not (going or open_yet or lexer.missing or lexer.dead or _TAIL.search(lexer.source))


def _lined(source: bytes, block: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the lines of a block, each but the last with its line break."""
    return [(start, source.find(b"\n", end) + 1) for start, end in block[:-1]] + block[-1:]


def _on_text(lexer: Lexer, match: re.Match[bytes]) -> int:
    add(lexer, match.span())
    return match.end()


def _on_join(_: Lexer, match: re.Match[bytes]) -> int:
    return match.end()


def _on_blank(lexer: Lexer, match: re.Match[bytes]) -> int:
    end_word(lexer)
    return match.end()


def _on_newline(lexer: Lexer, match: re.Match[bytes]) -> int:
    end_command(lexer)
    return behind_prompt(lexer, end_line(lexer, match.end()))


def _on_comment(lexer: Lexer, match: re.Match[bytes]) -> int:
    if lexer.begun:
        return _on_text(lexer, match)
    text = _COMMENT.match(lexer.source, match.start())
    start, last = text.span(1) if text else match.span()
    before = lexer.comments[-1][-1][1] if lexer.comments else 0
    gap = lexer.source[before : match.start()] if match.start() - before < _SUBSTITUTION else b"."
    if (
        lexer.comments
        and not gap.strip()
        and gap.lstrip(b"\r").find(b"\n") == 0 == gap.count(b"\n") - 1
    ):
        lexer.comments[-1].append((start, last))
    else:
        lexer.comments.append([(start, last)])
    return last


def _on_heredoc(lexer: Lexer, match: re.Match[bytes]) -> int:
    end_word(lexer)
    soft = match["soft"] or b""
    delimiter = match["raw"] or match["hard"] or soft.removeprefix(b"\\")
    expands = bool(soft) and not soft.startswith(b"\\")
    lexer.pending.append(Pending(lexer.drafts[-1], delimiter.strip(), expands))
    return match.end()


def _on_redirect(lexer: Lexer, match: re.Match[bytes]) -> int:
    if lexer.runs and lexer.source[lexer.runs[0][0] : match.start()] in {b"1", b"2"}:
        lexer.runs, lexer.begun = [], False
    end_word(lexer)
    if match[0].startswith(b"<"):
        return match.end()
    if lexer.source[match.end() - 1 : match.end()] == b"&":
        return match.end() + 1
    lexer.redirected = True
    return match.end()


def _on_separator(lexer: Lexer, match: re.Match[bytes]) -> int:
    if match[0] == b"&" and lexer.begun and _FOLLOWED.match(lexer.source, match.end()):
        start = lexer.runs[0][0] if lexer.runs else match.start()
        if _URL.match(lexer.source, start, match.start()):
            return _on_text(lexer, match)
    draft = lexer.drafts[-1]
    end_command(lexer)
    draft.piped = match[0] in {b"|", b"|&"}
    return match.end()


def _on_substitution(lexer: Lexer, match: re.Match[bytes]) -> int:
    end = closing(lexer, match.start() + 1, _PARENTHESES, _SUBSTITUTION)
    end = end or match.start() + 1
    add(lexer, (match.start(), end))
    return end


def _on_structure(lexer: Lexer, match: re.Match[bytes]) -> int:
    end = closing(lexer, match.end() - 1, _BRACKETS, _LARGEST)
    lexer.quoted = lexer.quoted or bool(end)
    end = end or match.end()
    add(lexer, (match.start(), end))
    return end


def _on_herequote(lexer: Lexer, match: re.Match[bytes]) -> int:
    closing = match["mark"] + b"@"
    end = re.compile(rb"\r?\n[ \t]*+" + closing)
    found = None if closing in lexer.missing else end.search(lexer.source, match.end() - 1)
    if found is None:
        lexer.missing.add(closing)
        return _on_text(lexer, match)
    lexer.quoted = True
    if match.end() < found.start():
        add(lexer, (match.end(), found.start()))
    return found.end()


def _on_quote(lexer: Lexer, match: re.Match[bytes]) -> int:
    at, mark = match.end() - 1, match[0][-1:]
    closing = mark not in lexer.missing
    if match.lastgroup == "ansi":
        end, runs = shell_words.ansi(lexer.source, at, closing=closing)
    elif mark == b"'":
        end, runs = shell_words.single(lexer.source, at, lexer.known, closing=closing)
    elif document := document_end(lexer, at + 1):
        end, runs = document + 1, [(at + 1, document)]
    else:
        end, runs = shell_words.double(lexer.source, at, lexer.known, closing=closing)
    if end == at + 1:
        # Looked for in vain, or an apostrophe.
        if mark == b'"' or lexer.source.find(mark, end) < 0:
            lexer.missing.add(mark)
    else:
        lexer.quoted = True
    add(lexer, *(runs or [(at + 1, at + 1)]))
    return end


def _on_tick(lexer: Lexer, match: re.Match[bytes]) -> int:
    return _on_blank(lexer, match)


def _on_command(lexer: Lexer, match: re.Match[bytes]) -> int:
    if lexer.known.powershell:
        return _on_escape(lexer, match)
    return _on_text(lexer, match)


def _on_escape(lexer: Lexer, match: re.Match[bytes]) -> int:
    start = match.start()
    if match[0][:1] == b"\\" and not _ESCAPABLE.match(match[0], 1):
        add(lexer, (start, start + 1))
        return start + 1
    size = len(match[0][1:2])
    add(lexer, (start + 1, start + 1 + size))
    return start + 1 + size


_HANDLERS: Mapping[str, Callable[[Lexer, re.Match[bytes]], int]] = {
    "ansi": _on_quote,
    "blank": _on_blank,
    "command": _on_command,
    "comment": _on_comment,
    "double": _on_quote,
    "escape": _on_escape,
    "heredoc": _on_heredoc,
    "herequote": _on_herequote,
    "herestring": _on_blank,
    "join": _on_join,
    "literal": _on_text,
    "newline": _on_newline,
    "other": _on_text,
    "plain": _on_text,
    "redirect": _on_redirect,
    "separator": _on_separator,
    "single": _on_quote,
    "structure": _on_structure,
    "substitution": _on_substitution,
    "tick": _on_tick,
}
