"""What language a program may be in, as far as its marks mean different things."""

import re
from dataclasses import dataclass

from scanner.content.search import occurs


@dataclass(frozen=True, slots=True)
class Style:
    """What cannot be told of a language from one mark."""

    slashes: bool
    """`//` begins a comment; in Nix it joins sets, in Python it divides."""
    nix: bool
    """Two single quotes begin a text of several lines."""
    lua: bool
    """Two square brackets do."""
    lisp: bool
    """Blanks separate, and `;` begins a comment."""


# Each begins with what is found at once, a line break or a word: `(?m)^` and `\\b` are tried at
# every byte.
_SLASHES = re.compile(rb"\n[ \t]*(?://|/\*)")
_BEHIND = re.compile(rb"//(?:(?<=[;,{}(\[]//)|(?<=[;,{}(\[] //))")
_HASHES = re.compile(rb"\n[ \t]*#(?:[ !\w\"'\n]|\Z)")
_DIRECTIVE = re.compile(rb"\n[ \t]*#[ \t]*(?:include|define|if|endif|pragma|region)\b")
_NIX = re.compile(
    rb"(?:\"|''|\]|\}|true|false|null|[\w.-])[ \t]*;[ \t]*(?:#[^\n]*)?(?:\n|\Z)[ \t]*"
    rb"(?:[\w\".-]+ = |\}|\Z)"
)
_NIX_PAIR = re.compile(rb"\n[ \t]*[\w\".-]+ =(?: |\n|\Z)")
_NIX_WORDS = (b"lib.mk", b"inherit (", b"home-manager", b"with pkgs")
_NOT_NIX = re.compile(
    rb"(?m)^[ \t]*(?:const|let mut|var|import|using|public|private|export|local|return|fn|func|def|"
    rb"class)\b|=>|\bnew\b|\)\s*;|::|\w\("
)
_LUA = (
    re.compile(rb"\n[ \t]*local\s+\w+"),
    re.compile(rb"vim\.(?<!\wvim\.)"),
    re.compile(rb"require(?<!\wrequire)\s*\(?[\"']"),
)
_LISP_START = re.compile(rb"\s*+(?:[a-z][\w-]*+[ \t\r\n]++)?['`]?\(")
_LISP = re.compile(rb"\n[ \t]*\((?:setq|use-package|defvar|defcustom|def|let|add-to-list)\b")
_LISP_WORD = re.compile(rb"[( \t]:[a-z][\w-]*+[ \t\r\n]++[\"('`]|[\"\w] \. [\"(]")
_LISP_WORDS = (b"(setq", b"(use-package", b"(def", b"(let", b"(add-to-list")
_LOOK = 65_536


def style(source: bytes) -> Style:
    """Return what the first 64 KiB of `source` tell of its language."""
    head = b"\n" + source[:_LOOK]
    nix = _is_nix(head)
    return Style(
        slashes=not nix and (not _has_hashes(head) or _has_slashes(head)),
        nix=nix,
        lua=any(pattern.search(head) for pattern in _LUA),
        lisp=_is_lisp(head),
    )


def _is_nix(head: bytes) -> bool:
    pairs = b" =" in head and b";" in head and _NOT_NIX.search(head) is None
    if pairs and _NIX_PAIR.search(head) and _NIX.search(head):
        return True
    return occurs(_NIX_WORDS, head)


def _has_hashes(head: bytes) -> bool:
    return bool(_HASHES.search(head)) and not _DIRECTIVE.search(head)


def _has_slashes(head: bytes) -> bool:
    return bool(_SLASHES.search(head) or _BEHIND.search(head))


def _is_lisp(head: bytes) -> bool:
    begins = _LISP_START.match(head) or (occurs(_LISP_WORDS, head) and _LISP.search(head))
    return bool(begins and _LISP_WORD.search(head))
