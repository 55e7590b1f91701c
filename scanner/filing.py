"""The files in which something is live, as git and the file system see them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from detectors.user_catalogue import UserCatalogue
from scanner.content.notations import is_dotenv
from scanner.discovery.catalogue import matches
from scanner.facts import FileFact
from scanner.findings import Examined
from scanner.gathering.state import Gathering
from scanner.git.ledger import Ledger

Ignored = Callable[[Sequence[str]], frozenset[str] | str]
"""Tells which of some paths the repository ignores, or why that is not known."""

_EXAMPLES = ("example", "sample", "template", "dist", "defaults")


def files(
    places: Iterable[tuple[str, Mapping[str, Examined]]],
    gathering: Gathering,
    ignored: Ignored,
    catalogue: UserCatalogue | None,
) -> Iterator[FileFact]:
    """Yield a fact for each path at which a server, a credential or an approval is live."""
    ledger = gathering.ledger
    live = tuple(path for path, contents in places if _is_live(path, contents, ledger))
    told = ignored(live)
    for path in live:
        mode, is_open = gathering.modes.get(path, (None, None))
        has_git = bool(gathering.coverage.repositories)
        yield FileFact(
            repository="",
            path=path,
            tracked=bool(ledger.tips.get(path) or ledger.staged.get(path)) if has_git else None,
            ignored=None if isinstance(told, str) else path in told,
            unknown=told if isinstance(told, str) else "",
            mode=mode,
            open_directory=is_open,
            local_only=_local_only(path, catalogue),
        )


def _is_live(path: str, contents: Mapping[str, Examined], ledger: Ledger) -> bool:
    standing = {*ledger.tips.get(path, ()), *ledger.staged.get(path, ())}
    standing.add(ledger.worktree.get(path, ""))
    return any(
        blob in standing and bool(one.servers or one.findings or one.approved)
        for blob, one in contents.items()
    )


def _local_only(path: str, catalogue: UserCatalogue | None) -> str:
    """Return why the name of a file says that it is never to be committed, or nothing."""
    name = path.rpartition("/")[2].lower()
    if is_dotenv(path):
        return "" if any(word in name for word in _EXAMPLES) else "a file of variables"
    if ".local." in name:
        return "local settings"
    client = next(iter(matches(path, catalogue)), None)
    return f"{client.name}: one user's file" if client and client.local_only else ""
