"""Which controls of published frameworks the checks of a report support."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from reports.assessment.frameworks import Framework, Relation, frameworks
from reports.model import CheckState, Exposure


@dataclass(frozen=True, slots=True)
class ControlRow:
    """A control, the checks that support it, and what these found."""

    id: str
    direct: tuple[str, ...]
    """Ids of the checks that speak about what the control asks."""
    related: tuple[str, ...]
    failures: int
    """How many failures these checks have, accepted ones included."""


@dataclass(frozen=True, slots=True)
class FrameworkRow:
    """A framework in one edition with the controls that checks support."""

    framework: Framework
    controls: tuple[ControlRow, ...]

    @property
    def touched(self) -> int:
        """How many of the controls have a failure."""
        return sum(bool(one.failures) for one in self.controls)


def supported(exposures: Iterable[Exposure]) -> tuple[FrameworkRow, ...]:
    """Return all frameworks, in the order of their file."""
    failures = Counter(
        check.id
        for exposure in exposures
        for check in exposure.checks
        if check.state is CheckState.FAIL
    )
    return tuple(FrameworkRow(one, _controls(one, failures)) for one in frameworks())


def _controls(framework: Framework, failures: Counter[str]) -> tuple[ControlRow, ...]:
    checks: dict[str, dict[Relation, list[str]]] = {}
    for check, control in framework.rows:
        checks.setdefault(control.id, {}).setdefault(control.relation, []).append(check)
    return tuple(
        ControlRow(
            name,
            direct=tuple(sorted(held.get(Relation.DIRECT, ()))),
            related=tuple(sorted(held.get(Relation.RELATED, ()))),
            failures=sum(failures[check] for some in held.values() for check in some),
        )
        for name, held in sorted(checks.items())
    )
