"""One row judged with what a reviewer declares, for the tests of checks and readiness."""

from datetime import date
from typing import Any

from reports.attestations import Attestation, Claim
from reports.build import build
from reports.inventory import ApprovedServer, Inventory
from reports.model import CheckResult, Report
from reports.policy import DEFAULT, Policy
from scanner.model import Credential, Declaration, Occurrence
from tests.reports.facts import SCAN, check, fingerprint, result

Fact = Credential | Occurrence | Declaration


def attestation(claim: Claim, name: str = "", **changes: Any) -> Attestation:
    """Return what vouches for the secret called `name`, or for a server that `changes` name."""
    told: dict[str, Any] = {
        "position": 1,
        "claim": claim,
        "on": date(2025, 12, 1),
        "by": "Security",
        "evidence_ref": "TICKET-1",
        "expires": date(2026, 12, 1),
        "fingerprint": fingerprint(name) if name else "",
    }
    return Attestation(**(told | changes))


def report(
    *found: Fact,
    vouched: tuple[Attestation, ...] = (),
    policy: Policy = DEFAULT,
    approved: tuple[ApprovedServer, ...] = (),
    **changes: Any,
) -> Report:
    """Return the report on one repository."""
    inventory = Inventory(attestations=vouched, servers=approved)
    return build([result(*found, **changes)], SCAN, inventory, policy)


def judged(identifier: str, *found: Fact, **changes: Any) -> CheckResult:
    """Return what one check says of the first row of one repository."""
    return check(report(*found, **changes).exposures[0], identifier)
