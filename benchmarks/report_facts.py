"""What a scan of a large organisation tells, made up: the same for every run."""

from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from typing import Final

from detectors.model import Life, Slot
from scanner.facts import (
    Approval,
    ApprovalId,
    FileFact,
    Launch,
    Pin,
    Reference,
    ReferenceKind,
    Trait,
    TraitId,
)
from scanner.model import (
    Credential,
    Declaration,
    Lifetime,
    Occurrence,
    PathOwner,
    SlotLife,
    SlotValue,
    Span,
    Stamp,
    State,
    Transport,
    UnitResult,
)
from tests.reports import facts
from tests.tokens import opaque

REPOSITORIES: Final = 40
_CELLS: Final = 25
"""So many rows has a server: five tenants in five environments."""
_CLIENTS: Final = (
    ("claude-code-project", ".mcp.json"),
    ("cursor-project", ".cursor/mcp.json"),
    ("vscode-workspace", ".vscode/mcp.json"),
)
_ENVIRONMENTS: Final = ("prod", "staging", "test", "dev", "dr")
_TENANTS: Final = ("acme", "globex", "initech", "umbrella", "hooli")
_KINDS: Final = (
    ("github-pat", "GitHub personal access token (classic)", "GitHub", "ghp_… (40)"),
    ("slack-bot", "Slack bot token", "Slack", "xoxb-… (50-60)"),
    ("opaque", "Unrecognised secret", "", "… (40)"),
)
_ROTATE: Final = "https://github.com/settings/tokens"


def results(rows: int) -> list[UnitResult]:
    """Return what forty repositories tell, with `rows` units of review and a fifth as many secrets.

    Every fourth row holds a second secret, so that some are shared by servers.
    """
    return [_result(number, rows) for number in range(REPOSITORIES)]


def secret(number: int) -> str:
    """Return the plaintext of one of the secrets, which is in no result."""
    return opaque(number)


def fingerprint(number: int) -> str:
    """Return what stands for the fingerprint of a secret."""
    return sha256(f"secret {number}".encode()).hexdigest()


def _result(repository: int, rows: int) -> UnitResult:
    mine = [row for row in range(rows) if row // _CELLS % REPOSITORIES == repository]
    held = sorted({number for row in mine for number in _secrets(row, rows)})
    places = {_path(row): row for row in mine}
    name = _repository(mine[0]) if mine else f"git.example.com/acme/empty-{repository}"
    return UnitResult(
        name,
        replace(facts.COMPLETE, commits=9_000, blobs=4_000, values=20_000),
        declarations=tuple(_declaration(row) for row in mine),
        credentials=tuple(_credential(number) for number in held),
        occurrences=tuple(place for row in mine for place in _occurrences(row, rows)),
        slots=tuple(_slot(row, rows) for row in mine),
        approvals=(
            Approval(
                name, ".claude/settings.json", "/enableAllProjectMcpServers", "claude-code-project",
                ApprovalId.ALL_SERVERS, "claude-all", "enableAllProjectMcpServers: true",
                _life(0, name),
            ),
        ),
        files=tuple(
            FileFact(name, path, tracked=True, ignored=False, mode=0o644, open_directory=False)
            for path in places
        ),
        owners=tuple(
            PathOwner(name, path, f"@acme/team-{row % 7}", "CODEOWNERS:12")
            for path, row in places.items()
        ),
    )  # fmt: skip


def _secrets(row: int, rows: int) -> tuple[int, ...]:
    """Return the numbers of the secrets of a row: one value stands in five environments."""
    return (row // 5, row * 7 % (rows // 5 or 1)) if row % 4 == 0 else (row // 5,)


def _credential(number: int) -> Credential:
    kind, name, issuer, preview = _KINDS[number % len(_KINDS)]
    return facts.credential(
        "",
        fingerprint=fingerprint(number),
        kind=kind,
        kind_name=name,
        issuer=issuer,
        preview=preview,
        life=Life.STATIC if issuer else Life.UNKNOWN,
        privileged=number % 3 == 0,
        rotate=_ROTATE if issuer else "",
        alternative="a GitHub App with short-lived tokens" if issuer else "",
    )


def _occurrences(row: int, rows: int) -> Iterator[Occurrence]:
    client, _ = _CLIENTS[row // _CELLS % len(_CLIENTS)]
    for at, number in enumerate(_secrets(row, rows)):
        name = ("API_TOKEN", "SEARCH_KEY")[at]
        yield Occurrence(
            fingerprint(number), _repository(row), _path(row),
            f"/mcpServers/{_name(row)}/env/{name}", 12 + at, 27, Slot.ENV, name, client,
            _server(row), _name(row), _life(number, _path(row)),
        )  # fmt: skip


def _declaration(row: int) -> Declaration:
    client, _ = _CLIENTS[row // _CELLS % len(_CLIENTS)]
    remote = _is_remote(row)
    pin = Pin.NONE if row % 2 else Pin.EXACT
    version = "" if row % 2 else "1.4.2"
    pointer = f"/mcpServers/{_name(row)}"
    references = (
        Reference(ReferenceKind.VARIABLE, Slot.ENV, "REGION", f"{pointer}/env/REGION", "REGION"),
    )
    told = Trait(TraitId.NARROW_SCOPE, "read-only", f"{pointer}/args/2", "--read-only")
    return Declaration(
        _repository(row), _path(row), pointer, client, _server(row), _name(row),
        Transport.HTTP if remote else Transport.STDIO, _life(row // 5, _path(row)),
        references=row % 3, by_reference=references[: row % 3],
        launch=None if remote else Launch("npx", "npm", pin, version, installs=row % 2 == 1),
        traits=(told,) if row % 5 == 0 else (),
    )  # fmt: skip


def _slot(row: int, rows: int) -> SlotLife:
    client, _ = _CLIENTS[row // _CELLS % len(_CLIENTS)]
    life = _life(row // 5, _path(row))
    value = SlotValue(fingerprint(row // 5), life.state, life.first, life.last, life.removed)
    older = replace(
        value,
        fingerprint=fingerprint(row * 7 % (rows // 5 or 1)),
        state=State.HISTORY,
        removed=life.first,
    )
    values = (older, value) if row % 4 == 0 else (value,)
    return SlotLife(
        _repository(row), _path(row), (), f"/mcpServers/{_name(row)}/env/API_TOKEN", client,
        Slot.ENV, "API_TOKEN", _server(row), _name(row), values, len(values) - 1,
    )  # fmt: skip


def _life(number: int, where: str) -> Lifetime:
    first, last, gone = (
        Stamp(sha256(f"{where} {number} {at}".encode()).hexdigest()[:40], at, f"{number % 60:012x}")
        for at in (
            f"202{number % 4}-0{number % 9 + 1}-14T09:30:00Z",
            "2025-10-02T16:00:00Z",
            "2025-10-03T08:00:00Z",
        )
    )
    match number % 10:
        case 6 | 7 | 8:
            return Lifetime(
                State.HISTORY, first, last, gone, present=(Span(first, gone),), exposed_days=600
            )
        case 9:
            return Lifetime(State.UNREACHABLE, first, last, present=(Span(first),))
        case _:
            refs = ("refs/heads/main", "refs/heads/release/1")
            return Lifetime(State.LIVE, first, last, refs=refs, present=(Span(first),))


def _repository(row: int) -> str:
    return f"git.example.com/acme/platform-{row // _CELLS % REPOSITORIES}"


def _path(row: int) -> str:
    _, file = _CLIENTS[row // _CELLS % len(_CLIENTS)]
    tenant, environment = _TENANTS[row // 5 % 5], _ENVIRONMENTS[row % 5]
    return f"tenants/{tenant}/{environment}/{file}"


def _name(row: int) -> str:
    return f"tickets-{row // _CELLS}"


def _is_remote(row: int) -> bool:
    return row // _CELLS % 8 == 0


def _server(row: int) -> str:
    name = _name(row)
    return f"https://{name}.example.com/mcp" if _is_remote(row) else f"pkg:npm/@acme/{name}"
