"""Which settings of clients, and which files, belong to a row."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from reports.grouping import Row
from scanner.facts import Approval, FileFact
from scanner.model import Declaration, Occurrence, State, UnitResult


@dataclass(frozen=True, slots=True)
class Settings:
    """All of them, by what a row is looked up with."""

    approvals: Mapping[str, tuple[Approval, ...]] = field(default_factory=dict)
    """The live ones by repository."""
    files: Mapping[tuple[str, str], FileFact] = field(default_factory=dict)
    """By repository and path."""

    def approvals_of(self, row: Row) -> tuple[Approval, ...]:
        """Return what lets a live server of `row` start or run without being asked for.

        A setting that names a server is for it, whichever client reads both; one that is for all
        servers is for those of the same client.
        """
        live = [item for item in row.declarations if item.lifetime.state is State.LIVE]
        named = {(item.repository, item.name) for item in live}
        families = {(item.repository, _family(item.client)) for item in live}
        return tuple(
            approval
            for repository in sorted({item.repository for item in live})
            for approval in self.approvals.get(repository, ())
            if (repository, approval.server) in named
            or (not approval.server and (repository, _family(approval.client)) in families)
        )

    def files_of(self, row: Row) -> tuple[FileFact, ...]:
        """Return the files in which something of `row` is live."""
        held: list[Declaration | Occurrence] = [*row.declarations]
        held += [placed.occurrence for placed in row.occurrences]
        places = {
            (item.repository, item.path) for item in held if item.lifetime.state is State.LIVE
        }
        return tuple(self.files[place] for place in sorted(places) if place in self.files)


def settings(results: Sequence[UnitResult]) -> Settings:
    """Return what `results` tell of clients and files, the same whatever their order."""
    approvals: dict[str, set[Approval]] = defaultdict(set)
    for item in (one for result in results for one in result.approvals):
        if item.lifetime.state is State.LIVE:
            approvals[item.repository].add(item)
    return Settings(
        {name: _sorted(items) for name, items in approvals.items()},
        {(item.repository, item.path): item for result in results for item in result.files},
    )


def _sorted(items: Iterable[Approval]) -> tuple[Approval, ...]:
    return tuple(
        sorted(items, key=lambda item: (item.path, item.pointer, item.rule, item.server, item.text))
    )


def _family(client: str) -> str:
    """Return the product of a client's id: `claude` of `claude-code-project`."""
    return client.partition("-")[0]
