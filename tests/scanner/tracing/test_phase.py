from pathlib import Path

from scanner.executors import executor
from scanner.model import Skipped
from scanner.sources.local import Unit, units
from scanner.tracing.phase import joined, traces
from scanner.tracing.sought import sought
from scanner.worker import scan
from tests.repositories import GitRepo, mcp_json, new_repository
from tests.scanner.tracing.tracing import KEY, SETTINGS
from tests.tokens import opaque

_SECRET = opaque(1)


def test_a_unit_that_cannot_be_traced_is_named_and_keeps_what_was_found(
    git_repo: GitRepo, tmp_path: Path
) -> None:
    git_repo.commit({".mcp.json": mcp_json(API_KEY=_SECRET)})
    bundle = tmp_path / "all.bundle"
    git_repo.git("bundle", "create", str(bundle), "main")
    other = new_repository(tmp_path / "other")
    other.commit({".mcp.json": mcp_json(API_KEY=_SECRET), ".env": f"KEY={_SECRET}\n"})
    found = [unit for unit in units([str(bundle), str(other.path)]) if isinstance(unit, Unit)]
    first = [scan(unit, SETTINGS) for unit in found]
    bundle.rename(tmp_path / "gone.bundle")

    with executor(1) as pool:
        whole = {
            item.repository: item
            for item in joined(first, list(traces(found, first, SETTINGS, pool)))
        }

    effect = "it was not searched for the values that were found"
    assert whole["all.bundle"].skipped == (
        Skipped("all.bundle", "no such file or directory", effect),
    )
    assert [item.path for item in whole["all.bundle"].occurrences] == [".mcp.json"]
    assert [item.path for item in whole["other"].occurrences] == [".mcp.json", ".env"]
    assert whole["other"].skipped == ()


def test_the_next_source_is_read_where_the_first_is_gone(git_repo: GitRepo, tmp_path: Path) -> None:
    other = new_repository(tmp_path / "other")
    for repo in (git_repo, other):
        repo.commit({".mcp.json": mcp_json(API_KEY=_SECRET), ".env": f"KEY={_SECRET}\n"})
    found = [
        unit for unit in units([str(git_repo.path), str(other.path)]) if isinstance(unit, Unit)
    ]
    first = [scan(unit, SETTINGS) for unit in found]
    git_repo.path.rename(tmp_path / "gone")

    with executor(1) as pool:
        after = list(traces(found[1:], first, SETTINGS, pool))

    assert [item.path for item in after[0].occurrences] == [".env"]


def test_what_is_handed_to_a_worker_holds_no_plaintext(git_repo: GitRepo) -> None:
    git_repo.commit({f"{_SECRET}/.mcp.json": mcp_json(API_KEY=_SECRET)})
    unit = next(unit for unit in units([str(git_repo.path)]) if isinstance(unit, Unit))

    result = scan(unit, SETTINGS)
    (wanted,) = sought([result], {unit.name: unit})

    assert wanted.fingerprint == KEY.fingerprint(_SECRET)
    assert [source.path for source in wanted.sources] == ["•••/.mcp.json"]
    assert _SECRET not in repr((result, wanted))


def test_each_path_is_a_source_before_the_second_content_of_any(git_repo: GitRepo) -> None:
    for number in range(5):
        git_repo.commit({".mcp.json": mcp_json(API_KEY=_SECRET, N=str(number))})
    git_repo.commit({"z/.mcp.json": mcp_json(API_KEY=_SECRET, N="z")})
    unit = next(unit for unit in units([str(git_repo.path)]) if isinstance(unit, Unit))

    (wanted,) = sought([scan(unit, SETTINGS)], {unit.name: unit})

    assert [source.path for source in wanted.sources] == [".mcp.json", "z/.mcp.json", ".mcp.json"]


def test_where_nothing_was_found_nothing_is_traced(git_repo: GitRepo) -> None:
    git_repo.commit({".mcp.json": mcp_json(API_KEY="${KEY}")})
    found = [unit for unit in units([str(git_repo.path)]) if isinstance(unit, Unit)]
    first = [scan(unit, SETTINGS) for unit in found]

    with executor(1) as pool:
        assert list(traces(found, first, SETTINGS, pool)) == []
