"""What language a program may be in, as far as its marks mean different things."""

import re
from dataclasses import dataclass


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


_SLASHES = re.compile(rb"(?m)^[ \t]*(?://|/\*)|[;,{}(\[] ?//")
_HASHES = re.compile(rb"(?m)^[ \t]*#(?:[ !\w\"']|$)")
_DIRECTIVE = re.compile(rb"(?m)^[ \t]*#[ \t]*(?:include|define|if|endif|pragma|region)\b")
_NIX = re.compile(
    rb"(?:\"|''|\]|\}|true|false|null|[\w.-])[ \t]*;[ \t]*(?:#[^\n]*)?(?:\n|\Z)[ \t]*"
    rb"(?:[\w\".-]+ = |\}|\Z)"
)
_NIX_PAIR = re.compile(rb"(?m)^[ \t]*[\w\".-]+ =(?: |$)")
_NOT_NIX = re.compile(
    rb"(?m)^[ \t]*(?:const|let mut|var|import|using|public|private|export|local|return|fn|func|def|"
    rb"class)\b|=>|\bnew\b|\)\s*;|::|\w\("
)
_LUA = re.compile(rb"(?m)^[ \t]*local\s+\w+|\bvim\.|\brequire\s*\(?[\"']")
_LISP_START = re.compile(rb"[ \t\r\n]*+(?:[a-z][\w-]*+[ \t\r\n]++)?['`]?\(")
_LISP_LINE = re.compile(
    rb"(?m)^[ \t]*\((?:setq|use-package|defvar|defcustom|def|let|add-to-list)\b"
)
_LISP_WORD = re.compile(rb"[( \t]:[a-z][\w-]*+[ \t\r\n]++[\"('`]|[\"\w] \. [\"(]")
_LOOK = 65_536
# Texts of which each pattern needs one: nearly every source has none of them.
_LUA_NEEDS = (b"local", b"vim.", b"require")
_LISP_NEEDS = (b"(setq", b"(use-package", b"(def", b"(let", b"(add-to-list")


def style(source: bytes) -> Style:
    """Return what the first 64 KiB of `source` tell of its language."""
    head = source[:_LOOK]
    # What nearly every other language has is looked for first: the other two are slow.
    nix = bool(not _NOT_NIX.search(head) and _NIX_PAIR.search(head) and _NIX.search(head)) or (
        b"lib.mk" in head or b"inherit (" in head or b"home-manager" in head or b"with pkgs" in head
    )
    hashes = bool(_HASHES.search(head)) and not _DIRECTIVE.search(head)
    return Style(
        slashes=not nix and (not hashes or bool(_SLASHES.search(head))),
        nix=nix,
        lua=any(map(head.__contains__, _LUA_NEEDS)) and bool(_LUA.search(head)),
        lisp=_opens_like_lisp(head) and bool(_LISP_WORD.search(head)),
    )


def _opens_like_lisp(head: bytes) -> bool:
    if _LISP_START.match(head):
        return True
    return any(map(head.__contains__, _LISP_NEEDS)) and _LISP_LINE.search(head) is not None
