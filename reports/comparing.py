"""Comparing two reports: what became of each credential and of each row of the review."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from reports.delta import Change, Changed, Delta
from reports.lifespan import days
from reports.model import Severity
from reports.snapshot import OldCredential, OldExposure, Snapshot
from reports.texts import day
from scanner.errors import UsageError
from scanner.model import Stamp, State

LIMITS: Final[Mapping[Severity, int]] = MappingProxyType(
    {Severity.CRITICAL: 1, Severity.HIGH: 7, Severity.MEDIUM: 30}
)
"""Days within which an exposure is to end, where no policy says otherwise."""
_REMOVED: Final = "removed by commit {} on {}; removal is not revocation"
_OFF_TIPS: Final = "at no tip any more; removal is not revocation"
_ATTESTED: Final = "its revocation is attested"
_ERASED: Final = "in no object of its repository as it is now; other copies may still have it"
_NOT_COPIED: Final = "it was only in objects that no ref reached, which a clone does not take along"
_CAME: Final = "first seen on {}, after the baseline"
_WAS_THERE: Final = "it was there when the baseline was made, which does not show it"
_BACK: Final = "it is at a tip again"
_ELSEWHERE: Final = "its credentials are counted in another row now"
_YES: Final = "YES"
_DIGITS: Final = 12


def same_key(old: Snapshot, key_id: str) -> None:
    """Raise UsageError unless the fingerprints of `old` are of this key."""
    if old.scan.key_id == key_id:
        return
    own = " (made for that run only)" if old.scan.key_ephemeral else ""
    raise UsageError(
        f"the reports have different keys, {old.scan.key_id}{own} and {key_id}: "
        "their fingerprints cannot be compared",
        "Scan both times with the same --key-file.",
    )


def compare(old: Snapshot, new: Snapshot, limits: Mapping[Severity, int] = LIMITS) -> Delta:
    """Return what changed from `old` to `new`.

    Raises:
        UsageError: their fingerprints are of different keys.

    """
    same_key(old, new.scan.key_id)
    pair = _Pair(old, new, limits)
    before = {item.fingerprint: item for item in old.credentials}
    after = {item.fingerprint: item for item in new.credentials}
    credentials = {
        name: pair.credential(before.get(name), after.get(name)) for name in before | after
    }
    then = {_row(item): item for item in old.exposures if item.credentials}
    now = {_row(item): item for item in new.exposures if item.credentials}
    rows = (pair.row(then.get(key), now.get(key), credentials) for key in then | now)
    return Delta(
        baseline_at=old.scan.started_at,
        credentials=_sorted(filter(None, credentials.values())),
        exposures=_sorted(filter(None, rows)),
        verdict_before=old.verdict,
        verdict=new.verdict,
        differences=differences(old, new),
    )


def differences(old: Snapshot, new: Snapshot) -> tuple[str, ...]:
    """Say what the two scans did differently."""
    pairs: list[tuple[str, object, object]] = [
        ("version", old.scan.tool.version, new.scan.tool.version),
        ("rules", old.scan.rules_digest[:12], new.scan.rules_digest[:12]),
        ("--discover", old.scan.discover, new.scan.discover),
        ("--history", old.scan.history, new.scan.history),
        ("--obey-suppressions", old.scan.obey_suppressions, new.scan.obey_suppressions),
        ("repositories", old.coverage.repositories, new.coverage.repositories),
        ("refs", old.coverage.refs, new.coverage.refs),
        ("commits", old.coverage.commits, new.coverage.commits),
        ("configurations", old.coverage.recognised, new.coverage.recognised),
        ("skipped", len(old.skipped), len(new.skipped)),
    ]
    return tuple(f"{name}: {then} before, {now} now" for name, then, now in pairs if then != now)


def _sorted(items: Iterable[Changed]) -> tuple[Changed, ...]:
    order = list(Change)
    return tuple(
        sorted(
            items,
            key=lambda one: (
                order.index(one.change), -one.severity.rank, one.title, one.tenant,
                one.environment, one.fingerprint,
            ),
        )
    )  # fmt: skip


def _row(item: OldExposure) -> tuple[str, str, str]:
    return item.server, item.tenant, item.environment


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two reports while they are compared."""

    old: Snapshot
    new: Snapshot
    limits: Mapping[Severity, int]

    def credential(self, then: OldCredential | None, now: OldCredential | None) -> Changed:
        """Return what became of a credential that at least one of both has."""
        shown = now or then
        assert shown  # noqa: S101 - one of both has it
        change, why = self._became(then, now)
        live = now is not None and now.state is State.LIVE
        return Changed(
            change,
            why,
            shown.severity,
            then.severity if then else None,
            f"{shown.kind_name} {shown.preview}".rstrip(),
            fingerprint=shown.fingerprint,
            open=live,
            days=self._age(now) if now and live and not self._attested(now, self.new) else None,
            limit=self.limits.get(shown.severity),
        )

    def row(
        self,
        then: OldExposure | None,
        now: OldExposure | None,
        credentials: Mapping[str, Changed],
    ) -> Changed:
        """Return what became of a row of the review that at least one of both has."""
        shown = now or then
        assert shown  # noqa: S101 - one of both has it
        held = [credentials[name] for name in shown.credentials if name in credentials]
        live = [item for item in held if item.open] if now else []
        ages = [item.days for item in live if item.days is not None]
        change, why = self._row_became(then, now, held)
        return Changed(
            change,
            why,
            shown.severity,
            then.severity if then else None,
            shown.server,
            tenant=shown.tenant,
            environment=shown.environment,
            credentials=shown.credentials,
            open=bool(live),
            days=max(ages, default=None),
            limit=self.limits.get(shown.severity),
        )

    def _became(self, then: OldCredential | None, now: OldCredential | None) -> tuple[Change, str]:
        if now is None:
            return self._missing(then) if then else (Change.NOT_SEEN, "")
        if then is None:
            return Change.NEW, self._came(now)
        if then.state is not State.LIVE and now.state is State.LIVE:
            return Change.REAPPEARED, _BACK
        if self._attested(now, self.new) and not self._attested(now, self.old):
            return Change.RESOLVED, _ATTESTED
        if then.state is State.LIVE and now.state is not State.LIVE:
            return Change.RESOLVED, _removal(now)
        return Change.UNCHANGED, ""

    def _row_became(
        self, then: OldExposure | None, now: OldExposure | None, held: Sequence[Changed]
    ) -> tuple[Change, str]:
        if now is None:
            return _row_missing(held)
        if then is None:
            return Change.NEW, _whys(held) or _ELSEWHERE
        came = [item for item in held if item.is_new]
        if came:
            back = all(item.change is Change.REAPPEARED for item in came)
            return (Change.REAPPEARED if back else Change.NEW), _whys(came)
        if now.readiness.revoked == _YES and then.readiness.revoked != _YES:
            return Change.RESOLVED, _ATTESTED
        if held and all(item.change is Change.RESOLVED for item in held):
            return Change.RESOLVED, _whys(held)
        return Change.UNCHANGED, ""

    def _came(self, now: OldCredential) -> str:
        first = now.first_seen.at if now.first_seen else ""
        if first and first <= self.old.scan.started_at:
            return _WAS_THERE
        return _CAME.format(day(first)) if first else ""

    def _missing(self, then: OldCredential) -> tuple[Change, str]:
        """Say what is known of a credential that the later report does not show."""
        if any(item.fingerprint == then.fingerprint for item in self.new.suppressed):
            return Change.NOT_SEEN, "left out, as the repository asks"
        places = sorted({place.repository for place in then.occurrences})
        for gap in self.new.skipped:
            if any(gap.subject == name or gap.subject.startswith(f"{name}: ") for name in places):
                return Change.NOT_SEEN, f"its repository was not read whole: {gap.reason}"
        absent = [name for name in places if name not in self._repositories()]
        if absent:
            return Change.NOT_SEEN, f"gone with its repository: nothing of {absent[0]} is shown"
        if looked := self._looked_otherwise(places):
            return Change.NOT_SEEN, f"the later scan looked otherwise ({looked})"
        if then.state is State.UNREACHABLE:
            return Change.NOT_SEEN, _NOT_COPIED
        return Change.RESOLVED, _ERASED

    def _repositories(self) -> set[str]:
        """Return the repositories that the later report shows anything of."""
        found = {one.repository for item in self.new.credentials for one in item.occurrences}
        return found | {one.repository for item in self.new.servers for one in item.declarations}

    def _looked_otherwise(self, places: Sequence[str]) -> str:
        old, new = self.old.scan, self.new.scan
        cut = {*self.new.coverage.shallow, *self.new.coverage.partial}
        pairs = (
            ("other rules", old.rules_digest != new.rules_digest),
            ("another version", old.tool.version != new.tool.version),
            (f"--history {new.history}", old.history != new.history),
            (f"--discover {new.discover}", old.discover != new.discover),
            ("not all of the history is there", not cut.isdisjoint(places)),
            ("fewer refs", self.new.coverage.refs < self.old.coverage.refs),
        )
        return ", ".join(name for name, differs in pairs if differs)

    def _attested(self, credential: OldCredential, report: Snapshot) -> bool:
        name = credential.fingerprint
        held = [item for item in report.exposures if name in item.credentials]
        return bool(held) and all(item.readiness.revoked == _YES for item in held)

    def _age(self, now: OldCredential) -> int | None:
        first = now.first_seen
        return (
            days(Stamp(first.commit, first.at), Stamp("", self.new.scan.started_at))
            if first
            else None
        )


def _row_missing(held: Sequence[Changed]) -> tuple[Change, str]:
    if any(item.open for item in held):
        return Change.NOT_SEEN, _ELSEWHERE
    gone = held and all(item.change is Change.RESOLVED for item in held)
    return (Change.RESOLVED if gone else Change.NOT_SEEN), _whys(held)


def _removal(now: OldCredential) -> str:
    removals = [(one.removed_at, one.removed_commit) for one in now.occurrences]
    known = [(at, commit) for at, commit in removals if at and commit]
    if not known:
        return _OFF_TIPS
    at, commit = max(known)
    return _REMOVED.format(commit[:_DIGITS], day(at))


def _whys(held: Iterable[Changed]) -> str:
    return "; ".join(dict.fromkeys(item.why for item in held if item.why))
