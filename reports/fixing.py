"""What to do about credentials, as text that `git apply` takes: all but the patches is comment."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from reports.escaping import terminal_text
from scanner.fixing.model import ByHand, Fix, Patch
from scanner.model import Credential, Occurrence, Skipped, State

_SHORT = 12
_HEAD = (
    "Nothing has been changed. Do it in this order: revoke, replace, then see to the history.",
    "A patch holds no old line, so no credential; `git apply` refuses it if the file has changed.",
)
_HISTORY = (
    "Removal is not revocation: whoever has a clone, a fork, a cache or a backup has the value.",
    "Rewriting the history does not reach those, so it is worth its trouble only after 1.",
)


def render(fixes: Sequence[Fix], skipped: Sequence[Skipped]) -> str:
    """Return all there is to do, unit by unit."""
    lines = [*map(_comment, _HEAD)]
    for fix in fixes:
        lines += _unit(fix)
    every = (*skipped, *(gap for fix in fixes for gap in fix.result.skipped))
    if every:
        lines += ["#", "# Not examined, so there may be more to do:"]
        lines += [_comment(f"  {gap.subject}: {gap.reason}") for gap in every]
    return "\n".join(lines) + "\n"


def exit_code(fixes: Sequence[Fix], skipped: Sequence[Skipped]) -> int:
    """Return 1 if something is to be replaced by hand, 3 if not all was examined, else 0."""
    if any(fix.by_hand for fix in fixes):
        return 1
    return 3 if skipped or any(fix.result.skipped for fix in fixes) else 0


def _unit(fix: Fix) -> Iterator[str]:
    yield "#"
    yield _comment(f"==== {fix.result.repository} ====")
    if not fix.result.credentials:
        yield "# No credential was found."
        return
    yield from _revoke(fix)
    yield from _replace(fix)
    yield from _history(fix)


def _revoke(fix: Fix) -> Iterator[str]:
    yield "#"
    yield "# 1. Revoke"
    for credential in sorted(fix.result.credentials, key=_order):
        yield _comment(f"  [ ] {_called(credential)}")
        place = credential.revoke or credential.rotate
        issuer = credential.issuer or "whoever runs what it opens"
        yield _comment(f"      revoke:  {place or f'ask {issuer}; no address is known'}")
        if credential.rotate and credential.rotate != place:
            yield _comment(f"      renew:   {credential.rotate}")
        if credential.alternative:
            yield _comment(f"      better:  {credential.alternative}")


def _replace(fix: Fix) -> Iterator[str]:
    yield "#"
    yield "# 2. Replace"
    if not fix.patches and not fix.by_hand:
        yield "#   Nothing: none of them stands in a file on disk or at a tip."
    if fix.patches:
        at = f"a checkout of {fix.reference}" if fix.reference else fix.where
        yield _comment(f"  Save this output and, in {at}, run: git apply FILE")
    for patch in fix.patches:
        yield from _patch(patch)
    yield from _by_hand(fix.by_hand)


def _patch(patch: Patch) -> Iterator[str]:
    yield "#"
    yield _comment(f"  [ ] {patch.path}")
    for needed in patch.needed:
        new = f"{needed.name} = the new {needed.fingerprint[:_SHORT]}"
        yield _comment(f"      {new}: {needed.kept}")
    yield from (_comment(f"      {line}") for line in patch.shown)
    yield patch.body.removesuffix("\n")


def _by_hand(places: Iterable[ByHand]) -> Iterator[str]:
    for number, place in enumerate(places):
        if not number:
            yield "#"
            yield "#   By hand:"
        at = f"{place.path}:{place.line}:{place.column}"
        yield _comment(f"  [ ] {at} {place.name} ({place.fingerprint[:_SHORT]})")
        yield _comment(f"      {place.reason}")
        if place.source:
            yield _comment(f"      see {place.source}")


def _history(fix: Fix) -> Iterator[str]:
    yield "#"
    yield "# 3. History"
    yield from (_comment(f"  {line}") for line in _HISTORY)
    held: dict[str, list[Occurrence]] = defaultdict(list)
    for one in fix.result.occurrences:
        held[one.fingerprint].append(one)
    for credential in sorted(fix.result.credentials, key=_order):
        lived = _lived(held[credential.fingerprint])
        yield _comment(f"  [ ] {credential.fingerprint[:_SHORT]}: {lived}")


def _lived(held: Sequence[Occurrence]) -> str:
    firsts = [one.lifetime.first for one in held if one.lifetime.first]
    first = min(firsts, key=lambda stamp: (stamp.at, stamp.commit), default=None)
    live = sum(one.lifetime.state is State.LIVE for one in held)
    since = f", since {first.at} ({first.commit[:_SHORT]})" if first else ", in no commit"
    return f"{live} places now, {len(held) - live} only in older or lost commits{since}"


def _called(credential: Credential) -> str:
    preview = f" {credential.preview}" if credential.preview else ""
    return f"{credential.kind_name}{preview} ({credential.fingerprint[:_SHORT]})"


def _order(credential: Credential) -> tuple[str, str]:
    return credential.kind_name, credential.fingerprint


def _comment(text: str) -> str:
    return f"# {terminal_text(text)}".rstrip()
