import pickle

import pytest

from scanner.sources.local import Unit, units
from scanner.tracing.regain import Regained, forget, regain
from scanner.tracing.sought import sought
from scanner.worker import scan
from tests.repositories import GitRepo, mcp_json
from tests.scanner.tracing.tracing import KEY, SETTINGS
from tests.tokens import opaque

_SECRET = opaque(1)


def _regained(repo: GitRepo) -> Regained:
    unit = next(unit for unit in units([str(repo.path)]) if isinstance(unit, Unit))
    return regain(sought([scan(unit, SETTINGS)], {unit.name: unit}), SETTINGS)


@pytest.mark.parametrize(
    ("written", "secret"),
    [
        (_SECRET, _SECRET),
        (f"Bearer {_SECRET}", _SECRET),
        (f"${{KEY:-{_SECRET}}}", _SECRET),
        (f'{{"token": "{_SECRET}"}}', _SECRET),
        ("https://u:Zx9%40k2%2FQw7@db.example/x", "Zx9@k2/Qw7"),
        ("ab\u00e9 Zx9@k2", "ab\u00e9 Zx9@k2"),
    ],
)
def test_the_value_is_regained_as_its_fingerprint_takes_it(
    git_repo: GitRepo, written: str, secret: str
) -> None:
    git_repo.commit({".mcp.json": mcp_json(API_PASSWORD=written)})

    found = _regained(git_repo)

    assert found.lost == ()
    assert found.searcher
    (hit,) = found.searcher.find(f"x {secret} y".encode())
    assert hit.fingerprint == KEY.fingerprint(secret)


def test_a_file_that_has_changed_since_is_not_read(git_repo: GitRepo) -> None:
    git_repo.write(".mcp.json", mcp_json(API_KEY=_SECRET))
    unit = next(unit for unit in units([str(git_repo.path)]) if isinstance(unit, Unit))
    result = scan(unit, SETTINGS)
    git_repo.write(".mcp.json", mcp_json(API_KEY=_SECRET, MORE="1"))

    found = regain(sought([result], {unit.name: unit}), SETTINGS)

    assert found.lost == (KEY.fingerprint(_SECRET),)
    assert found.searcher is None


def test_plaintext_is_neither_shown_nor_given_away_and_dropped_in_the_end(
    git_repo: GitRepo,
) -> None:
    git_repo.commit({".mcp.json": mcp_json(API_KEY=_SECRET)})

    found = _regained(git_repo)

    assert _SECRET not in repr(found)
    with pytest.raises(TypeError):
        pickle.dumps(found)
    assert _regained(git_repo) is found
    forget()
    assert _regained(git_repo) is not found
