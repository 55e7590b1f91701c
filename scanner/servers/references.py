"""What the references in a server's values lead to: variables, prompts, stores, commands, files.

`detectors.references` tells what is a reference and where; here it is told which one.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from detectors import references as grammar
from detectors.model import Outcome, Slot, Verdict
from detectors.secret import FingerprintKey
from scanner.configs import ServerDeclaration, Value
from scanner.discovery.catalogue import Client
from scanner.facts import Reference, ReferenceKind
from scanner.servers.launchers import keeps
from scanner.servers.stores import Address, address

_Judged = Iterable[tuple[Value, tuple[Verdict, ...]]]
_Read = tuple[ReferenceKind, str]
"""What a reference leads to, and by which bare name."""

_LONGEST = 200
_LIMIT = 65_536
_WORD = r"[A-Za-z_][\w.-]*"
_FORMS = tuple(
    (kind, re.compile(pattern, re.VERBOSE))
    for kind, pattern in (
        (ReferenceKind.ENCRYPTED, r"ENC[\[(] | \{cipher\} | \$ANSIBLE_VAULT | age-encryption"),
        (ReferenceKind.COMMAND, r"\$\( | ` | \$\{(?:command|cmd):"),
        (
            ReferenceKind.PROMPT,
            rf"""(?:\$\{{(?:input|promptString|pickString): | \$input: | \$\{{user_config\.
                | \$\{{\{{\s*inputs\.)\s*(?P<name>{_WORD})?""",
        ),
        (ReferenceKind.FILE, r"\$?\{file:(?P<name>[^{}]+)\}"),
        (
            ReferenceKind.SECRET,
            rf"""(?:\$\{{\{{\s*secrets\. | !(?:secret|user_secret|developer_secret|vault)\s+
                | \$\{{(?:secrets?|vault|keyring|keychain|ssm|aws|gcp|azure|sops|bws|doppler
                    |infisical)[:.])(?P<name>{_WORD})?""",
        ),
        (
            ReferenceKind.CLIENT,
            r"""\$\{(?:workspace\w* | userHome | cwd | pathSeparator | / | file\w+ | relativeFile\w*
                | config:[^{}]* | extensionPath | __dirname | HOME | DESKTOP | DOCUMENTS | DOWNLOADS
                | CLAUDE_PLUGIN_ROOT | CLAUDE_PROJECT_DIR | CLAUDE_PLUGIN_DATA)[:}]""",
        ),
        (
            ReferenceKind.VARIABLE,
            rf"""(?:\$\{{\{{\s*(?:env|vars)\. | !env\s+ | \$env:
                | \$?\{{(?:env|localEnv|containerEnv):(?://)?\s* | env:(?://)? | os\.environ/
                | (?:os\.environ|process\.env|Deno\.env|ENV)[\[.(\"'get]*
                | os\.getenv\([\"'] | \$\{{ | \$ | % | \{{\{{\s*)(?P<name>{_WORD})""",
        ),
    )
)
_BARE = re.compile(r"\$(?P<name>[A-Za-z_]\w*)")
_FILES = frozenset({"envFile", "env_file", "token_file", "tokenCacheDir"})
_NAME = re.compile(_WORD)
_PASSED_ON = frozenset({"-e", "--env", "--env-var"})


def references(
    server: ServerDeclaration, client: Client, judged: _Judged, key: FingerprintKey
) -> tuple[Reference, ...]:
    """Return every reference in the values of a server, in their order, each once."""
    judged = tuple(judged)
    reading = _Reading(key, frozenset(client.references), server)
    found = (
        *(one for value, verdicts in judged for one in reading.of(value, verdicts)),
        *_by_name(server, client, judged),
    )
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True, repr=False)
class _Reading:
    """How the values of one server are read."""

    key: FingerprintKey
    syntaxes: frozenset[str]
    """Those that the client reads."""
    server: ServerDeclaration

    def of(self, value: Value, verdicts: Iterable[Verdict]) -> Iterator[Reference]:
        """Yield the references in one value."""
        told = False
        for verdict in verdicts:
            if verdict.outcome is not Outcome.REFERENCE:
                continue
            told = True
            text = value.scalar.text[verdict.start : min(verdict.end, _LIMIT)]
            slot = value.slot if verdict.slot is value.reads_as else verdict.slot
            for written, default in _each(text, self.syntaxes):
                yield self._made(written, value, slot, default=default)
        if not told and "${" in value.scalar.text:
            # Of a reference with a default, the verdict is on the default alone.
            for written in _with_defaults(value.scalar.text[:_LIMIT], self.syntaxes):
                yield self._made(written, value, value.slot, default=True)

    def _made(self, text: str, value: Value, slot: Slot, *, default: bool) -> Reference:
        stored = address(text)
        kind, name = _told(text, stored)
        return Reference(
            kind,
            slot,
            value.name,
            value.pointer,
            variable=name[:_LONGEST],
            default=default,
            identity=stored.identity(self.key) if stored else "",
            display=stored.display if stored else "",
            shown=slot is Slot.ARGUMENT and not self._keeps(),
        )

    def _keeps(self) -> bool:
        return keeps([scalar.text for scalar in self.server.command])


def _with_defaults(text: str, syntaxes: frozenset[str]) -> Iterator[str]:
    for one in grammar.find(text, syntaxes):
        if one.defaults:
            yield text[one.start : one.end]


def _each(text: str, syntaxes: frozenset[str]) -> Iterator[tuple[str, bool]]:
    """Yield each reference of `text` as written, and whether it has a default."""
    stripped = text.strip().rstrip(",;")
    if grammar.whole(text):
        several = _BARE.findall(stripped) if stripped.count("$") > 1 else ()
        yield from ((f"${name}", False) for name in several)
        if not several:
            yield stripped, False
        return
    found = grammar.find(text, syntaxes)
    for one in found:
        yield text[one.start : one.end], bool(one.defaults)
    if not found:
        yield stripped, False


def _told(text: str, stored: Address | None) -> _Read:
    if stored:
        return (ReferenceKind.STORE if stored.canonical else ReferenceKind.SECRET), ""
    for kind, pattern in _FORMS:
        if found := pattern.match(text):
            return kind, (found.groupdict().get("name") or "").strip()
    return ReferenceKind.OTHER, ""


def _by_name(server: ServerDeclaration, client: Client, judged: _Judged) -> Iterator[Reference]:
    """Yield what is named instead of being written: fields for names, `docker run -e NAME`."""
    given: set[str] | None = None
    for value, _ in judged:
        if value.slot is Slot.OTHER and not value.name:
            key, _, rest = value.pointer.removeprefix(f"{server.pointer}/").partition("/")
            if value.scalar.text and any(key in p.keys[:1] for p in client.fields.names_only):
                yield _named(value, key, rest)
        elif value.slot is Slot.ARGUMENT and value.name in _PASSED_ON:
            name = value.scalar.text
            if given is None:
                given = {other.name for other, _ in judged if other.slot is Slot.ENV}
            if _NAME.fullmatch(name) and name not in given:
                yield Reference(
                    ReferenceKind.VARIABLE, Slot.ENV, name, value.pointer, variable=name
                )


def _named(value: Value, key: str, rest: str) -> Reference:
    text = value.scalar.text[:_LONGEST]
    if key in _FILES:
        return Reference(ReferenceKind.FILE, Slot.FILE, key, value.pointer, variable=text)
    if key == "env_http_headers":
        return Reference(ReferenceKind.VARIABLE, Slot.HEADER, rest, value.pointer, variable=text)
    bearer = "bearer" in key.lower()
    slot, name = (Slot.HEADER, "Authorization") if bearer else (Slot.ENV, text)
    return Reference(ReferenceKind.VARIABLE, slot, name, value.pointer, variable=text)
