"""Which claims of an assurance level the evidence falsifies: rows of CoSAI's assurance profile.

A level is what the reviewer declares of a place (`assurance_target`). A row of the profile is
falsified by a failed check that is directly about it (frameworks.toml). Nothing is ever confirmed.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from reports.assessment.frameworks import Relation, controls_of
from reports.claimed import UNCLAIMED, Assurance, Falsified
from reports.grouping import Row, place_of
from reports.inventory import Inventory, declared
from reports.model import CheckResult, CheckState

_FRAMEWORK: Final = "cosai"
_PROFILE_ROW: Final = re.compile(r"(?P<name>.+) L(?P<level>[1-4])")
_LITERAL: Final = "MX-01"
_SANDBOX: Final = Falsified(_LITERAL, "Credential storage L1", "a real credential makes it L2")


def target_of(row: Row, inventory: Inventory) -> str:
    """Return the highest level that is declared of a place of `row`; empty if none is.

    Raise `ReviewFileError` if two equally specific rules of `inventory` disagree.
    """
    if not any(rule.assurance_target for rule in inventory.rules):
        return ""
    places = [place_of(item) for item in row.declarations]
    places += [place_of(item.occurrence) for item in row.occurrences]
    return max(declared(inventory, place, "assurance_target").value for place in places)


def assurance(target: str, checks: Iterable[CheckResult]) -> Assurance:
    """Return what failed `checks` falsify of the claim that a row is at the level `target`."""
    if not target:
        return UNCLAIMED
    failed = [check.id for check in checks if check.state is CheckState.FAIL]
    found = {item for check in failed for item in _against(check, int(target[1]))}
    if _LITERAL in failed:
        found.add(_SANDBOX)
    return Assurance(target, tuple(sorted(found, key=lambda item: (item.check, item.row))))


def _against(check: str, level: int) -> Iterator[Falsified]:
    for control in controls_of(check):
        if control.framework != _FRAMEWORK or control.relation is not Relation.DIRECT:
            continue
        row = _PROFILE_ROW.fullmatch(control.id)
        if row and int(row["level"]) <= level:
            yield Falsified(check, control.id, "")
