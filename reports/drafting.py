"""A draft of the reviewer's inventory, made from what a scan saw.

As it is it declares nothing: all that would count is behind a `#` without a space, and what only
the reviewer can know is left empty, so that it is an error until it is filled in.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from reports import grouping
from reports.assessment.gaps import gaps_by_repository
from reports.drafting_map import entries
from reports.drafting_servers import servers
from reports.merging import merge
from reports.model import UNASSIGNED, CredentialRecord, Report
from reports.owners import by_path
from reports.texts import count
from reports.toml_text import comment, quoted
from scanner.model import State, UnitResult

_MOST_MISSED: Final = 15
_GLOB: Final = re.compile(r"\[([*?\[])\]")
_HOW_TO: Final = """\
A line that begins with # and no space is a proposal: take the # away once it is right.
What is empty is for you to fill in, or to delete: the command refuses a file with an empty value.
Then: mcp-exposure scan … --inventory THIS-FILE"""
_MAP: Final = """\
Tenants, environments and owners: what nothing tells comes first. Below each title stands what was
inferred: value (confidence, rule and what it matched). Uncommented, it is yours: "declared"."""
_SERVERS: Final = """\
Approved servers. As soon as one is listed, check MX-23 fails for every server that is not."""
_ATTESTATIONS: Final = """\
Credentials that are no longer at any tip. Removal is not revocation: ask whoever issued it, and
write down who says so, since when, and what shows it."""
_LOST_KEY: Final = """\
The fingerprints of this scan compare with no other scan, since it had no key of yours. Run it again
with --key-file for the attestations of {}."""


def draft(report: Report, results: Sequence[UnitResult]) -> str:
    """Return a draft for the scan that `report` and `results` are of, the same for equal scans.

    `report` is made without an inventory, or what that declares would be told as inferred.
    """
    merged = merge(results)
    occurrences, declarations = grouping.place(merged)
    blocks = [
        tuple(_header(report, results)),
        tuple(_vocabulary(report)),
        _prose(_MAP),
        *entries((*occurrences, *declarations), by_path(merged.owners)),
        _prose(_SERVERS),
        *servers(report),
        *_attestations(report),
    ]
    return "\n\n".join("\n".join(lines) for lines in blocks) + "\n"


def without_globs(text: str) -> str:
    """Return a draft with the names in it as they are: what is searched for secrets as well."""
    return _GLOB.sub(r"\1", text)


def _prose(text: str) -> tuple[str, ...]:
    return tuple(map(comment, text.splitlines()))


def _header(report: Report, results: Sequence[UnitResult]) -> Iterator[str]:
    read = report.coverage.repositories + report.coverage.without_history
    repositories = count(read, "repository", "repositories")
    yield comment(f"Inventory, drafted by mcp-exposure {report.scan.version} from {repositories}.")
    yield from _prose(_HOW_TO)
    missed = [f"{item.subject}: {item.reason}" for item in report.skipped]
    gaps = gaps_by_repository(results, report.scan).items()
    missed += [f"{name or 'the scan'}: {', '.join(texts)}" for name, texts in gaps if texts]
    yield from (comment(f"Not seen: {text}") for text in missed[:_MOST_MISSED])
    if (more := len(missed) - _MOST_MISSED) > 0:
        yield comment(f"Nor what {count(more, 'more line')} of the report would tell.")
    yield ""
    yield "version = 1"
    yield "#as_of = YYYY-MM-DD"


def _vocabulary(report: Report) -> Iterator[str]:
    """Yield the tables of names that were seen; they change nothing but what a rule may set."""
    environments = sorted({item.environment.value for item in report.exposures} - {UNASSIGNED})
    tenants = sorted({item.tenant.value for item in report.exposures} - {UNASSIGNED})
    yield comment("Names that were seen. Once names are listed, any other below is an error.")
    yield "[vocabulary]"
    if environments:
        yield f"environments = [{', '.join(map(quoted, environments))}]"
    else:
        yield '#environments = ["prod", "staging", "dev"]'
    if tenants:
        yield ""
        yield comment("Each tenant with its other names.")
        yield "[vocabulary.tenants]"
        yield from (f"{quoted(name)} = []" for name in tenants)


def _attestations(report: Report) -> Iterator[tuple[str, ...]]:
    gone = [
        record
        for record in report.credentials
        if record.state is not State.LIVE and not record.credential.default
    ]
    if not gone:
        return
    yield _prose(_ATTESTATIONS)
    if report.scan.key_ephemeral:
        yield _prose(_LOST_KEY.format(count(len(gone), "credential")))
        return
    yield from (tuple(_attestation(record)) for record in gone)


def _attestation(record: CredentialRecord) -> Iterator[str]:
    credential = record.credential
    last = f", last seen {record.last_seen.at[:10]}" if record.last_seen else ""
    places = sorted(
        {f"{one.occurrence.repository}: {one.occurrence.path}" for one in record.occurrences}
    )
    more = f" and {len(places) - 1} more" if len(places) > 1 else ""
    where = f" in {places[0]}{more}" if places else ""
    yield comment(f"{credential.kind_name}, {credential.preview}{where}{last}")
    if credential.revoke or credential.rotate:
        yield comment(f"to be revoked at: {credential.revoke or credential.rotate}")
    yield "#[[attestations]]"
    yield f'#subject.fingerprint = "{credential.fingerprint}"'
    yield '#claim = "revoked"'
    yield "#on = YYYY-MM-DD"
    yield '#by = ""'
    yield '#evidence.ref = ""'
