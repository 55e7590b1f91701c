"""Sample reports: what the formats are tried on."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from hashlib import sha256
from typing import Any, Final

from detectors.model import Confidence, Life, Slot
from reports import model
from reports.grouping import OUTSIDE
from reports.model import UNASSIGNED, CheckState, CredentialRecord, Exposure, Report, Severity
from scanner import model as facts
from scanner.model import Lifetime, Skipped, Stamp, State

REPOSITORY: Final = "git@git.example.com:acme/platform.git"
GITHUB: Final = "pkg:npm/@modelcontextprotocol/server-github"
POSTGRES: Final = "pkg:npm/@modelcontextprotocol/server-postgres"
SLACK: Final = "pkg:npm/@zencoderai/slack-mcp-server"
LINEAR: Final = "https://mcp.linear.app/sse"
SEARCH: Final = "pkg:docker/mcp/brave-search"
BILLING: Final = "./tools/billing/server.py"

HOSTILE: Final = (
    "<script>window.pwned = 1</script>",
    '"><img src=x onerror="window.pwned = 1">',
    "\x1b[2J\x1b[31mred\x07",
    "safe\u202egnp.exe\u2066\u200b\u200d\ufeff",
    "line one\nline two\r\n\tthree\u2028four",
    "javascript:window.pwned=1//' onclick='window.pwned=1",
    "a" * 4096,
    "deep/" * 800 + "\udc80.json",
)

_QUESTIONS: Final = (
    ("Hard-coded secret at a tip", "a literal stands at the tip of main", "A"),
    ("Same secret across environments", "one fingerprint in prod and staging", "A"),
    ("Not rotated within 90 days", "first seen at least 412 days ago", "A"),
    ("Unpinned code receives a secret", "npx without an exact version", "B"),
    ("No evidence of audit logging", "nothing in the files tells", ""),
)
CHECKS: Final = tuple((f"MX-{one + 1:02}", *_QUESTIONS[one % 5]) for one in range(25))


def stamp(at: str) -> Stamp:
    return Stamp(sha256(at.encode()).hexdigest()[:40], f"{at}T09:30:00Z")


def lifetime(since: str, until: str = "", *, state: State = State.HISTORY) -> Lifetime:
    if not until:
        refs = ("refs/heads/main", "refs/remotes/origin/main")
        return Lifetime(State.LIVE, stamp(since), stamp("2026-10-28"), refs=refs, worktree=True)
    return Lifetime(state, stamp(since), stamp(until), stamp(until))


def place(
    server: str = GITHUB, tenant: str = "acme", environment: str = "prod", **changes: Any
) -> model.PlacedOccurrence:
    name = server.rsplit("/", 1)[-1]
    pointer, path = f"/mcpServers/{name}/env/API_TOKEN", "deploy/prod/.mcp.json"
    one = facts.Occurrence(
        "", REPOSITORY, path, pointer, 12, 27, Slot.ENV, "API_TOKEN", "claude-code-project",
        server, name, lifetime("2025-03-04"),
    )  # fmt: skip
    return model.PlacedOccurrence(
        replace(one, **changes), assigned(tenant, "T4"), assigned(environment, "E5")
    )


def assigned(value: str, rule: str) -> model.Assignment:
    known = model.Assignment(value, "medium", rule, value)
    return model.Assignment() if value == UNASSIGNED else known


def record(
    kind: str, *places: model.PlacedOccurrence, severity: Severity = Severity.HIGH, **changes: Any
) -> CredentialRecord:
    fingerprint = sha256(f"{kind}{len(places)}{places[0]}".encode(errors="replace")).hexdigest()
    places = tuple(
        replace(one, occurrence=replace(one.occurrence, fingerprint=fingerprint)) for one in places
    )
    lives = [one.occurrence.lifetime for one in places]
    issuer, evidence = kind.split(" ", maxsplit=1)[0], ("the documented format", "its checksum")
    grave, default = severity is Severity.CRITICAL, "default" in kind
    life, sure = Life.STATIC, Confidence.HIGH
    secret = facts.Credential(
        fingerprint, kind, kind, issuer, life, sure, grave, default, "", "", evidence
    )
    return CredentialRecord(
        credential=replace(secret, **changes),
        severity=severity,
        severity_trace=("High: MX-01, a literal at a tip", "+1 U1: the environment is prod"),
        state=min((life.state for life in lives), key=list(State).index),
        first_seen=min((life.first for life in lives if life.first), key=lambda one: one.at),
        last_seen=max((life.last for life in lives if life.last), key=lambda one: one.at),
        servers=_names(one.occurrence.server for one in places),
        tenants=_names(one.tenant.value for one in places),
        environments=_names(one.environment.value for one in places),
        occurrences=places,
    )


def report(
    verdict: model.Overall, *records: CredentialRecord, skipped: tuple[Skipped, ...] = ()
) -> Report:
    exposures = tuple(_exposures(records))
    started, finished = "2026-11-02T08:14:03Z", "2026-11-02T08:14:09Z"
    digest = sha256(b"rules").hexdigest()
    return Report(
        verdict=verdict,
        scan=model.ScanInfo(
            "0.1.0", digest, (REPOSITORY,), started, finished, "5f0c9a1be2d4",
            key_ephemeral=False, discover="content", history="all",
        ),
        coverage=facts.Coverage(3, 0, 41, 31_798, 2_114, 48_200_113, 96, 71, 69, 2, 1_240),
        skipped=skipped,
        credentials=records,
        servers=tuple(_server(name) for name in _names(e.server for e in exposures) if name),
        exposures=exposures,
        by_server=_groups(exposures, records, lambda one: one.server or OUTSIDE),
        by_tenant=_groups(exposures, records, lambda one: one.tenant.value),
        by_environment=_groups(exposures, records, lambda one: one.environment.value),
    )  # fmt: skip


def clean() -> Report:
    """Configuration was found, and nothing in it is a credential."""
    tried = report(model.Overall.CLEAN, record("Opaque bearer token", place()))
    row = replace(tried.exposures[0], severity=Severity.INFO, credentials=())
    good = (replace(one, state=CheckState.PASS, severity=None) for one in row.checks)
    row = replace(row, checks=tuple(good))
    group = _group(GITHUB, (row,), set())
    tenants, stages = (replace(group, name="acme"),), (replace(group, name="prod"),)
    found = replace(tried, credentials=(), exposures=(row,), by_server=(group,))
    return replace(found, by_tenant=tenants, by_environment=stages)


def incomplete() -> Report:
    """Nothing was found, but much was not looked at."""
    skipped = (
        Skipped("acme/mobile", "the clone is shallow (50 commits)", "older commits are not seen"),
        Skipped("acme/web: .cursor/mcp.json@3f2a91c", "line 8: not JSON", "read in part"),
        Skipped("acme/attic", "the remote refused the connection", "not scanned at all"),
    )
    return replace(
        report(model.Overall.INCOMPLETE, skipped=skipped),
        coverage=facts.Coverage(2, 0, 3, 50, shallow=("acme/mobile",), missing_objects=17),
    )


def rich() -> Report:
    """Twelve credentials over six servers, three tenants and three environments."""
    old, older = lifetime("2023-02-14", "2024-01-09"), lifetime("2022-06-01", "2023-05-20")
    lost = lifetime("2024-08-02", "2024-08-02", state=State.UNREACHABLE)
    medium, low, critical = Severity.MEDIUM, Severity.LOW, Severity.CRITICAL
    none, staging = UNASSIGNED, "deploy/staging/.mcp.json"
    github, slack = "https://github.com/settings/tokens", "https://api.slack.com/apps"
    claims = (("iss", "https://login.example.com"), ("aud", "billing"), ("exp", "none"))
    many = (
        place(),
        place(environment="staging", path=staging),
        place(tenant="globex", path="tenants/globex/.cursor/mcp.json", lifetime=old),
        place(SEARCH, "acme", "dev", path=".vscode/mcp.json", slot=Slot.ARGUMENT),
    )
    bots = (
        place(SLACK, none, none, path=".mcp.json"),
        place(SLACK, "initech", "prod", lifetime=lifetime("2025-11-20")),
    )
    pat = "GitHub personal access token"
    records = (
        record(pat, *many, severity=critical, preview="ghp_… (40)", rotate=github),
        record("GitHub app token", place(lifetime=older), preview="ghs_… (40)", rotate=github),
        record("PostgreSQL password", place(POSTGRES), severity=critical),
        record("PostgreSQL default login", place(POSTGRES, none, "dev"), severity=medium),
        record("Slack bot token", *bots, preview="xoxb-… (50-60)", rotate=slack),
        record(
            "Slack configuration token",
            place(SLACK, "initech", "prod", lifetime=old),
            severity=medium,
        ),
        record("Linear API key", place(LINEAR, "globex", "staging", slot=Slot.HEADER)),
        record("Brave search key", place(SEARCH, "acme", "dev"), severity=low),
        record("JSON Web Token", place(BILLING, "globex"), severity=critical, claims=claims),
        record(
            "Stripe secret key", place(BILLING, "globex", "staging", lifetime=lost), severity=medium
        ),
        record(
            "Opaque bearer token", place(LINEAR, none, "staging", lifetime=older), severity=medium
        ),
        record("Private key", place("", none, none, path="README.md", slot=Slot.FILE)),
    )
    skipped = (
        Skipped("acme/platform: infra/mcp.enc.yaml@9b1d2e7", "encrypted with sops", "not seen"),
        Skipped("acme/platform: .mcp.json@77ac01f", "line 31: a merge conflict", "read in part"),
    )
    return report(model.Overall.EXPOSED, *records, skipped=skipped)


def hostile() -> Report:
    """Every name is an attack on the page or on the terminal."""
    skipped = tuple(Skipped(name, name, name) for name in HOSTILE)
    found = report(model.Overall.EXPOSED, *map(_attack, HOSTILE), skipped=skipped)
    scan = replace(found.scan, targets=HOSTILE, key_ephemeral=True, finished_at=HOSTILE[0])
    coverage = replace(
        found.coverage,
        shallow=HOSTILE,
        partial=HOSTILE,
        submodules=HOSTILE,
        suppression_files=HOSTILE,
    )
    suppressed = tuple(
        replace(placed.occurrence, suppressed=placed.occurrence.path)
        for held in found.credentials
        for placed in held.occurrences
    )
    scan = replace(scan, obey_suppressions=True)
    names = ((name,) * 8 for name in HOSTILE)
    asked = tuple(model.EvidenceRequest(*eight) for eight in names)
    owned = tuple(
        replace(
            one,
            owner=model.Owner(one.server, one.server),
            gate=model.Gate(closed=True, reasons=(one.server,)),
        )
        for one in found.exposures
    )
    found = replace(found, requests=asked, exposures=owned)
    return replace(found, scan=scan, coverage=coverage, suppressed=suppressed)


def _attack(name: str) -> CredentialRecord:
    life = replace(lifetime("2025-03-04"), refs=(name, f"refs/heads/{name}"))
    placed = place(
        name, name, name, path=name, repository=name, pointer=name, name=name, client=name,
        lifetime=life,
    )  # fmt: skip
    return record(name, placed, preview=name, rotate=name, claims=((name, name),))


_LONG: Final = "pkg:npm/@acme-internal-tools/mcp-server-"


def large() -> Report:
    """Two thousand exposures: 400 servers, each for five tenants."""
    return report(
        model.Overall.EXPOSED,
        *(
            record(
                "Opaque bearer token",
                *(place(f"pkg:npm/@acme/server-{number}", f"tenant-{one}") for one in range(5)),
            )
            for number in range(400)
        ),
    )


def huge() -> Report:
    """Ten thousand exposures: 1,000 long names, each for five tenants in two environments."""
    found = report(
        model.Overall.EXPOSED,
        *(
            record(
                "Opaque bearer token",
                *(
                    place(f"{_LONG}{number // 2}-of-the-department", f"tenant-{one}", stage)
                    for one in range(5)
                ),
            )
            for number in range(2_000)
            for stage in ("prod" if number % 2 else "staging",)
        ),
    )
    return asked(
        replace(
            found,
            exposures=tuple(
                replace(
                    one,
                    gate=model.Gate(closed=True, reasons=("MX-01", "MX-04", "MX-17")),
                    owner=model.Owner("@acme-corporation/platform", ".github/CODEOWNERS:12"),
                )
                for one in found.exposures
            ),
        )
    )


def asking() -> Report:
    """A gate is closed, a row is attested, an owner is named, and evidence is asked for."""
    found = rich()
    first, second, *others = found.exposures
    accepted = tuple(
        replace(one, accepted="EX-7") if one.state is CheckState.FAIL else one
        for one in first.checks
    )
    first = replace(
        first,
        checks=accepted,
        gate=model.Gate(closed=True, reasons=("MX-01", "MX-04")),
        ready=model.Ready.NOT_READY,
        owner=model.Owner("platform team", "inventory rule 3"),
    )
    second = replace(second, ready=model.Ready.ATTESTED)
    return asked(replace(found, exposures=(first, second, *others)))


def asked(found: Report) -> Report:
    """The same report, with a question about each of its rows."""
    requests = tuple(
        model.EvidenceRequest(
            one.server, one.tenant.value, one.environment.value, "logged",
            "Which log tells who called what with this identity?", "logs are not in files",
            "one redacted record of a tool call", "server owner",
        )
        for one in found.exposures
    )  # fmt: skip
    return replace(found, requests=requests)


def _names(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names)))


def _exposures(records: tuple[CredentialRecord, ...]) -> Iterable[Exposure]:
    rows: dict[tuple[str, model.Assignment, model.Assignment], list[CredentialRecord]] = {}
    for one in records:
        for placed in one.occurrences:
            key = (placed.occurrence.server, placed.tenant, placed.environment)
            held = rows.setdefault(key, [])
            if one not in held:
                held.append(one)
    for number, ((server, tenant, environment), held) in enumerate(rows.items()):
        worst = max((one.severity for one in held), key=lambda severity: severity.rank)
        fingerprints = tuple(one.credential.fingerprint for one in held)
        checks = tuple(_checks(number, worst))
        yield Exposure(server, tenant, environment, worst, fingerprints, checks, _readiness(number))


def _checks(number: int, worst: Severity) -> Iterable[model.CheckResult]:
    for index, (name, title, reason, grade) in enumerate(CHECKS):
        state = (*CheckState, CheckState.UNKNOWN)[(number + index * index + index // 5) % 5]
        yield model.CheckResult(
            name, title, state, grade, reason, worst if state is CheckState.FAIL else None
        )


def _readiness(number: int) -> model.Readiness:
    shared = model.Test(model.Answer.NO, "another server uses the same credential")
    ask = model.Test(model.Answer.UNKNOWN, "ask for one redacted log record of a tool call")
    good = model.Test(model.Answer.YES, "rotated 21 days ago, as declared")
    return model.Readiness(shared, ask, good if number % 3 == 0 else shared, shared)


def _server(identity: str) -> model.ServerRecord:
    name = identity.rsplit("/", 1)[-1]
    transport = facts.Transport.HTTP if identity[:6] == "https:" else facts.Transport.STDIO
    declaration = facts.Declaration(
        REPOSITORY, ".mcp.json", "/mcpServers", "cursor", identity, name, transport,
        lifetime("2025-03-04"),
    )  # fmt: skip
    model_name, clients = "shared-static", ("cursor",)
    return model.ServerRecord(identity, (name,), transport, clients, (declaration,), model_name)


def _groups(
    exposures: tuple[Exposure, ...],
    records: tuple[CredentialRecord, ...],
    key: Callable[[Exposure], str],
) -> tuple[model.Group, ...]:
    live = {one.credential.fingerprint for one in records if one.state is State.LIVE}
    return tuple(
        _group(name, tuple(one for one in exposures if key(one) == name), live)
        for name in _names(map(key, exposures))
    )


def _group(name: str, exposures: tuple[Exposure, ...], live: set[str]) -> model.Group:
    fingerprints = _names(one for exposure in exposures for one in exposure.credentials)
    return model.Group(
        name=name,
        severity=max((one.severity for one in exposures), key=lambda severity: severity.rank),
        exposures=len(exposures),
        servers=_names(one.server for one in exposures),
        tenants=_names(one.tenant.value for one in exposures),
        environments=_names(one.environment.value for one in exposures),
        credentials=fingerprints,
        live=len(live.intersection(fingerprints)),
    )
