"""The approvals of one path, with their lives, cleaned."""

from collections.abc import Callable, Iterator, Mapping

from scanner.facts import Approval
from scanner.findings import Approved, Examined
from scanner.git.ledger import Ledger
from scanner.git.lives import Holding, Line, lines
from scanner.lifetimes import Lifetime

Place = tuple[str, str]
"""Repository and path."""


def approvals(
    place: Place,
    contents: Mapping[str, Examined],
    ledger: Ledger,
    clean: Callable[[str], str],
    lifetime: Callable[[Line], Lifetime],
) -> Iterator[Approval]:
    """Yield each approval that a version of the file at `place` gives."""
    repository, path = place
    held: dict[tuple[str, ...], dict[str, Approved]] = {}
    for blob, examined in contents.items():
        for one in examined.approved:
            key = (one.container, one.client, one.rule, one.server, *one.tools)
            held.setdefault(key, {})[blob] = one
    for key, versions in sorted(held.items()):
        one = versions[ledger.newest(path, versions)]
        container, client, *what = key
        holding = Holding(tuple(what), path, container, client, frozenset(versions))
        (line,) = lines((holding,), ledger)
        yield Approval(
            repository=clean(repository),
            path=clean(path),
            pointer=clean(one.pointer),
            client=one.client,
            id=one.id,
            rule=one.rule,
            text=clean(one.text),
            lifetime=lifetime(line),
            server=clean(one.server),
            tools=tuple(map(clean, one.tools)),
        )
