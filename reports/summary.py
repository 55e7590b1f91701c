"""The worst of a report without the cost of a whole view: for formats that tell only that."""

from dataclasses import replace

from reports.model import Report
from reports.view import View, view
from scanner.model import State


def most_urgent(report: Report, most: int) -> View:
    """Return a view of nothing but the `most` urgent credentials of `report`.

    Making all texts of a large report visible takes longer than all that most formats do.
    """
    ranked = sorted(
        report.credentials,
        key=lambda one: (
            -one.severity.rank,
            list(State).index(one.state),
            one.credential.kind_name,
            one.credential.fingerprint,
        ),
    )
    told = tuple(ranked[:most])
    held = {record.credential.fingerprint for record in told}
    return view(
        replace(
            report,
            credentials=told,
            exposures=(),
            servers=(),
            slots=tuple(
                slot
                for slot in report.slots
                if not held.isdisjoint(value.fingerprint for value in slot.values)
            ),
            requests=(),
            by_server=(),
            by_tenant=(),
            by_environment=(),
        )
    )
