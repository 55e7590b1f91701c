"""Every place of a repository where a secret may hide, each with a secret of its own."""

import zlib
from inspect import getmembers, isfunction

import pytest

from detectors.secret import FingerprintKey
from scanner.model import Skipped
from scanner.settings import Settings
from scanner.sources.local import units
from scanner.worker import scan
from tests.repositories import GitRepo
from tests.tokens import opaque
from tests.whole import hiding_beside_commits, hiding_in_commits
from tests.whole.hiding import Hide

KEY = FingerprintKey(b"a key for tests, and for tests only", ephemeral=False)


def _places() -> list[Hide]:
    return [
        hide
        for module in (hiding_in_commits, hiding_beside_commits)
        for name, hide in getmembers(module, isfunction)
        if hide.__module__ == module.__name__ and not name.startswith("_")
    ]


def _called(hide: Hide) -> str:
    return getattr(hide, "__name__", "").replace("_", " ")


@pytest.mark.parametrize("hide", _places(), ids=_called)
def test_a_secret_is_found_where_it_hides(git_repo: GitRepo, hide: Hide) -> None:
    secret = opaque(zlib.crc32(_called(hide).encode()))
    git_repo.commit({"file": "a file without a secret"})

    hidden = hide(git_repo, secret)

    found = list(units([str(hidden.target)]))
    results = [scan(unit, Settings(KEY)) for unit in found if not isinstance(unit, Skipped)]
    places = {
        (occurrence.path, occurrence.lifetime.state)
        for result in results
        for occurrence in result.occurrences
        if occurrence.fingerprint == KEY.fingerprint(secret)
    }
    assert places == hidden.places
    assert [one for result in results for one in result.skipped] == []
    assert [one for one in found if isinstance(one, Skipped)] == []


def test_no_hiding_place_is_lost_on_the_way_into_the_test() -> None:
    assert len(_places()) >= 60
