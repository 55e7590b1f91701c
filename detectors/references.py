"""The grammar of "not hard-coded": which text stands for a value that is kept elsewhere.

Braced forms may stand anywhere in a value. Forms without a closing mark (`$VAR`, `%VAR%`, secret
manager addresses) count only if they are the whole value, since a password may hold a `$`.
A default inside a reference is literal text of the file, and is handed back as such.
"""

import re
from dataclasses import dataclass

SINGLE_COLON = "single-colon-default"
"""Name in `grammar` of clients that read `${VAR:x}` as a default: fast-agent, Spring."""

Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference: which syntax it is, where it stands, and the literal text inside it."""

    syntax: str
    start: int
    end: int
    defaults: tuple[Stretch, ...] = ()
    """Literal text that stands for the value when the reference is empty."""
    inner: tuple[Stretch, ...] = ()
    """Other text of the file inside the reference, such as a command."""


_OPERATOR = re.compile(r":[-=+]|[-=+]")
_NAME = re.compile(r"[A-Za-z_][\w.]*")
_PROVIDER = re.compile(
    r"(?:input|promptString|pickString|command|config|file|cmd|vault|secret|secrets|op|"
    r"workspaceFolder|keyring|keychain|ssm|aws|gcp|azure|sops|bws|doppler|infisical)(?::|://)"
)
_ENVIRONMENT = re.compile(r"(?:env|localEnv|containerEnv):(?://)?\s*([A-Za-z_][\w.-]*?)\s*(?=$|:)")
_EXPRESSION_DEFAULT = re.compile(r"(?:\|\||\?\?|\bdefault)\s*(?:'([^']*)'|\"([^\"]*)\")")
_BRACED = re.compile(r"(?:env|file):[^{}]{1,300}")
_EXPANSION = re.compile(r"[%#/^,@?]|:[?0-9]")
_TOKEN_LENGTH = 20
_TOKEN_DIGITS = 4

_WHOLE = (
    ("environment variable", re.compile(
        r"\$(?:env|input):[A-Za-z_][\w-]{0,99}"
        r"|\$(?:[A-Z_][A-Z0-9_]{0,99}|[a-z]{1,30}(?:_[a-z0-9]{1,30}){1,9}|token|key|secret|password"
        r"|api_?key|apiKey)(?:[-_.:/@ ]\$[A-Z_][A-Z0-9_]{0,99}){0,9}"
    )),
    ("environment variable", re.compile(r"%(?![0-9A-Fa-f]{2}%)[A-Za-z_]\w{0,99}%")),
    ("environment variable", re.compile(
        r"os\.environ/\w{1,99}|(?:os\.environ|process\.env|Deno\.env|ENV)[\[.(][\w\"'.\[\]()]{1,99}"
        r"|os\.getenv\([\"']\w{1,99}[\"']\)|env:[A-Z_][A-Z0-9_]{0,99}"
    )),
    ("secret manager address", re.compile(
        r"(?:op|vault|awssm|aws-sm|aws-secretsmanager|gcpsm|gcp-sm|azurekv|akv|keychain|keyring|bws|"
        r"doppler|infisical|akeyless|secret|secretmanager|conjur|gopass|pass|ssm|sops|env|"
        r"ref\+[a-z]{2,20})://[^\s\"'@]{1,500}"
    )),
    ("secret manager address", re.compile(
        r"arn:aws[\w-]{0,20}:(?:secretsmanager|ssm):[^\s\"']{1,500}"
        r"|projects/[^/\s]{1,100}/secrets/[^/\s]{1,300}(?:/versions/\w{1,20})?"
        r"|https://[\w-]{1,60}\.vault\.(?:azure\.net|azure\.cn|usgovcloudapi\.net)/"
        r"(?:secrets|keys|certificates)/[\w/-]{1,300}"
        r"|[A-Za-z][\w-]{1,200}:latest(?:,\w{1,80}=[\w-]{1,200}:(?:latest|\d{1,6})){0,40}"
        r"|@Microsoft\.KeyVault\([^()]{1,500}\)|vault:[\w./-]{1,200}(?:#[\w.-]{1,100})?"
    )),
    ("secret handle", re.compile(
        r"!(?:secret|user_secret|developer_secret|vault|env)\b[ \w.-]{0,100}|mcpac_sc_[0-9a-f-]{36}"
    )),
    ("encrypted value", re.compile(
        r"ENC\[[A-Z0-9_]{3,20},[^\[\]]{1,60000}\]|ENC\([^()]{1,60000}\)|\{cipher\}[^\s]{1,60000}"
        r"|\$ANSIBLE_VAULT;[\s\S]{1,60000}|age-encryption\.org/v1[\s\S]{0,60000}"
    )),
)  # fmt: skip

_ANY_WHOLE = re.compile("|".join(pattern.pattern for _, pattern in _WHOLE))


def whole(text: str) -> Reference | None:
    """Return the reference that `text` as a whole is in a form without a closing mark, if any."""
    stripped = text.strip().rstrip(",;")
    if not _ANY_WHOLE.fullmatch(stripped):
        return None
    for syntax, pattern in _WHOLE:
        if pattern.fullmatch(stripped):
            return Reference(syntax, 0, len(text))
    return None


def find(text: str, grammar: frozenset[str] = frozenset()) -> tuple[Reference, ...]:
    """Return the outermost references with a closing mark in `text`, in order; linear time."""
    if "{" not in text and "$(" not in text and "`" not in text:
        return ()
    found: list[Reference] = []
    reach = 0
    for start, end in sorted(_pairs(text), key=lambda pair: (pair[0], -pair[1])):
        if start >= reach and (reference := _read(text, start, end, grammar)):
            found.append(reference)
            reach = end
    return tuple(found)


_MASKS = tuple(map(chr, range(0xE000, 0xF8FF)))


def mask(text: str, found: tuple[Reference, ...]) -> tuple[str, str]:
    """Return `text` with every reference overwritten by one character, and that character.

    The character does not occur in `text`, and the length does not change.
    """
    if not found and text.isascii():
        return text, _MASKS[0]
    character = next((c for c in _MASKS if c not in text), "\ufffe")
    pieces, position = [], 0
    for reference in found:
        pieces.append(text[position : reference.start])
        pieces.append(character * (reference.end - reference.start))
        position = reference.end
    return "".join([*pieces, text[position:]]), character


_MARK = re.compile(r"\$\{|\$\(|[{}()`]")
_CLOSES = {"}": ("${", "{"), ")": ("$(", "(")}


def _pairs(text: str) -> list[Stretch]:
    """Return the stretches between matching marks; marks without a partner are plain text."""
    stack: list[tuple[str, int]] = []
    pairs = []
    tick = -1
    for found in _MARK.finditer(text):
        mark = found[0]
        if mark == "`":
            if tick >= 0:
                pairs.append((tick, found.end()))
            tick = -1 if tick >= 0 else found.start()
        elif mark not in _CLOSES:
            stack.append((mark, found.start()))
        elif stack and stack[-1][0] in _CLOSES[mark]:
            pairs.append((stack.pop()[1], found.end()))
    return pairs


def _read(text: str, start: int, end: int, grammar: frozenset[str]) -> Reference | None:
    """Return what the marks at `start` and `end` enclose, if it is a reference."""
    if text[start] == "`" or text.startswith("$(", start):
        lead = 1 if text[start] == "`" else 2
        return Reference("command output", start, end, inner=((start + lead, end - 1),))
    if text.startswith("${{", start) or text.startswith("{{", start):
        return _template(text, start, end)
    if text.startswith("${", start):
        return _variable(text, start, end, grammar)
    if text[start] == "{" and _BRACED.fullmatch(text, start + 1, end - 1):
        return Reference("environment variable or file", start, end)
    return None


def _template(text: str, start: int, end: int) -> Reference | None:
    if not text.endswith("}}", start, end):
        return None
    defaults = tuple(
        found.span(1 if found[1] is not None else 2)
        for found in _EXPRESSION_DEFAULT.finditer(text, start, end)
    )
    return Reference("template expression", start, end, defaults)


def _variable(text: str, start: int, end: int, grammar: frozenset[str]) -> Reference | None:
    """Read `${…}`: a variable, its operator and what stands behind it."""
    body, close = start + 2, end - 1
    if environment := _ENVIRONMENT.match(text, body, close):
        return _with_default(text, start, end, environment.end())
    if _PROVIDER.match(text, body, close):
        return Reference("value provided by the client", start, end)
    return _named(text, start, end, grammar)


def _named(text: str, start: int, end: int, grammar: frozenset[str]) -> Reference:
    body, close = start + 2, end - 1
    name = _NAME.match(text, body, close)
    if name is None:
        literal = () if text[body:close].strip(" /!_") == "" else ((body, close),)
        return Reference("expression", start, end, inner=literal)
    if name.end() == close:
        inner = ((body, close),) if _like_a_token(name[0]) else ()
        return Reference("environment variable", start, end, inner=inner)
    if text[name.end()] == ":" and text[name.end() + 1] not in "-=+?":
        return _single_colon(start, end, name.end(), grammar)
    return _with_default(text, start, end, name.end())


def _single_colon(start: int, end: int, position: int, grammar: frozenset[str]) -> Reference:
    rest = ((position + 1, end - 1),)
    if SINGLE_COLON in grammar:
        return Reference("environment variable with default", start, end, rest)
    return Reference("environment variable", start, end, inner=rest)


def _with_default(text: str, start: int, end: int, position: int) -> Reference:
    """Return the reference whose name ends at `position`, with the default behind it."""
    close = end - 1
    if operator := _OPERATOR.match(text, position, close):
        default = ((operator.end(), close),) if operator.end() < close else ()
        return Reference("environment variable with default", start, end, default)
    if text[position] == ":" and position + 1 < close and text[position + 1] != "?":
        rest = ((position + 1, close),)
        return Reference("environment variable with default", start, end, rest)
    inner = () if position >= close or _EXPANSION.match(text, position) else ((position, close),)
    return Reference("environment variable", start, end, inner=inner)


def _like_a_token(name: str) -> bool:
    """Tell whether what should be a name is rather a token that someone put in braces."""
    digits = sum(c.isdigit() for c in name)
    return len(name) >= _TOKEN_LENGTH and digits >= _TOKEN_DIGITS and not name.isupper()
