"""Facts as a scan would tell them, with everything that a test does not care about filled in."""

import hashlib
from dataclasses import replace
from typing import Any

from detectors.model import Confidence, Life, Slot
from reports.model import CheckResult, Exposure, Report, ScanInfo
from scanner.model import (
    Coverage,
    Credential,
    Declaration,
    Lifetime,
    Occurrence,
    Origin,
    Signal,
    Stamp,
    State,
    Transport,
    UnitResult,
)

REPOSITORY = "acme/tools"
PATH = ".mcp.json"
GITHUB = "pkg:npm/@modelcontextprotocol/server-github"
POSTGRES = "pkg:npm/@modelcontextprotocol/server-postgres"

FIRST = Stamp("a" * 40, "2025-01-10T08:00:00Z")
LAST = Stamp("b" * 40, "2025-06-10T08:00:00Z")
REMOVED = Stamp("c" * 40, "2025-06-11T08:00:00Z")

LIVE = Lifetime(State.LIVE, FIRST, LAST, refs=("refs/heads/main",))
HISTORY = Lifetime(State.HISTORY, FIRST, LAST, REMOVED)
UNREACHABLE = Lifetime(State.UNREACHABLE, FIRST, LAST)

COMPLETE = Coverage(repositories=1, refs=1, commits=9, blobs=3, recognised=3, parsed=3, values=9)
SCAN = ScanInfo(
    version="0.1.0",
    rules_digest="d" * 64,
    targets=(".",),
    started_at="2026-01-10T08:00:00Z",
    finished_at="2026-01-10T08:00:05Z",
    key_id="0123456789ab",
    key_ephemeral=False,
    discover="content",
    history="all",
)


def fingerprint(name: str) -> str:
    """Return what stands for the fingerprint of a secret called `name`."""
    return hashlib.sha256(name.encode()).hexdigest()


def credential(name: str = "one", /, **changes: Any) -> Credential:
    plain = Credential(
        fingerprint=fingerprint(name),
        kind="opaque",
        kind_name="Unrecognised secret",
        issuer="",
        life=Life.UNKNOWN,
        confidence=Confidence.HIGH,
        privileged=False,
        default=False,
        preview="… (40)",
        rotate="",
        evidence=("the name of a credential",),
    )
    return replace(plain, **changes)


def classic_pat(name: str = "one", /, **changes: Any) -> Credential:
    return credential(
        name,
        kind="github-pat",
        kind_name="GitHub personal access token (classic)",
        issuer="GitHub",
        life=Life.STATIC,
        privileged=True,
        **changes,
    )


def default_pair(name: str = "pair", /, **changes: Any) -> Credential:
    return credential(name, kind="default", kind_name="Default password", default=True, **changes)


def occurrence(name: str = "one", /, **changes: Any) -> Occurrence:
    plain = Occurrence(
        fingerprint=fingerprint(name),
        repository=REPOSITORY,
        path=PATH,
        pointer="/mcpServers/github/env/API_KEY",
        line=5,
        column=20,
        slot=Slot.ENV,
        name="API_KEY",
        client="claude-code-project",
        server=GITHUB,
        server_name="github",
        lifetime=LIVE,
    )
    return replace(plain, **changes)


def declaration(**changes: Any) -> Declaration:
    plain = Declaration(
        repository=REPOSITORY,
        path=PATH,
        pointer="/mcpServers/github",
        client="claude-code-project",
        server=GITHUB,
        name="github",
        transport=Transport.STDIO,
        lifetime=LIVE,
    )
    return replace(plain, **changes)


def setting(name: str, text: str) -> Signal:
    return Signal(Origin.SETTING, name, text)


def claim(name: str, text: str) -> Signal:
    return Signal(Origin.CLAIM, name, text)


def host(text: str, name: str = "URL") -> Signal:
    return Signal(Origin.HOST, name, text)


def variable(name: str) -> Signal:
    return Signal(Origin.VARIABLE, name, name)


def result(
    *found: Credential | Occurrence | Declaration,
    repository: str = REPOSITORY,
    coverage: Coverage = COMPLETE,
    **changes: Any,
) -> UnitResult:
    """Return the result of one repository, with a declaration for each place on its own."""
    places = [item for item in found if isinstance(item, Occurrence)]
    declared = [item for item in found if isinstance(item, Declaration)]
    declared += [
        declaration(
            repository=item.repository,
            path=item.path,
            server=item.server,
            name=item.server_name,
            client=item.client,
            lifetime=item.lifetime,
            signals=item.signals,
        )
        for item in places
        if item.server
    ]
    return UnitResult(
        repository,
        coverage,
        declarations=tuple(dict.fromkeys(declared)),
        credentials=tuple(item for item in found if isinstance(item, Credential)),
        occurrences=tuple(places),
        **changes,
    )


def check(exposure: Exposure, identifier: str) -> CheckResult:
    return next(item for item in exposure.checks if item.id == identifier)


def states(report: Report, identifier: str) -> list[str]:
    """Return the state of one check in every row, in the order of the rows."""
    return [check(item, identifier).state.value for item in report.exposures]
