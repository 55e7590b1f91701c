"""Every example of a check, made into a real repository and scanned."""

import base64
import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import tomli

from detectors.secret import FingerprintKey
from reports.assessment.checks import CHECKS
from reports.assessment.examples import Example, examples
from reports.build import build
from reports.inventory import EMPTY
from reports.inventory_file import read
from reports.model import CheckState
from scanner.settings import Settings
from scanner.sources.local import Unit, units
from scanner.worker import scan
from tests.conftest import KEY
from tests.reports.facts import SCAN, check
from tests.repositories import GitRepo
from tests.tokens import alphanumeric, github, opaque

START = datetime.fromtimestamp(1_700_000_000, UTC)
HOUR = 3600
NO_PASS = {"MX-19", "MX-24"}
"""The checks that a configuration cannot pass, as their pages say."""
CASES = [
    pytest.param(
        item.id,
        example,
        id=f"{item.id} {example.shows}",
    )
    for item in CHECKS
    for example in examples(item.id)
]


def web_token(**claims: object) -> str:
    parts = ({"alg": "RS256", "typ": "JWT"}, {"iss": "https://id.example.com", **claims})
    encoded = (base64.urlsafe_b64encode(json.dumps(part).encode()) for part in parts)
    head, payload = (text.decode().rstrip("=") for text in encoded)
    return f"{head}.{payload}.{alphanumeric(86)}"


def made_up(mark: re.Match[str]) -> str:
    """Return the secret that a mark of the examples stands for."""
    issued = int(START.timestamp())
    match mark[1].split():
        case ["github"]:
            return github()
        case ["opaque", number]:
            return opaque(int(number))
        case ["jwt", "for", "an", "hour"]:
            return web_token(iat=issued, exp=issued + HOUR)
        case ["jwt", "without", "end"]:
            return web_token(iat=issued)
        case words:
            pytest.fail(f"nothing is known of {words}")


def filled(files: tuple[tuple[str, str], ...]) -> dict[str, str | bytes | None]:
    return {path: re.sub("«([^»]*)»", made_up, text) for path, text in files}


def scanned(repo: GitRepo, example: Example) -> str:
    """Make the repository of `example`; return the time of its scan."""
    for change in example.commits:
        name = change.author or "A Developer"
        repo.author = (name, f"{name.lower().replace(' ', '.')}@example.com")
        repo.commit(filled(change.files))
    for path, text in filled(example.untracked).items():
        repo.write(path, text or "")
        (repo.path / path).chmod(example.mode or 0o600)
    at = START + timedelta(days=example.days or len(example.commits) - 1)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.mark.parametrize(("identifier", "example"), CASES)
def test_an_example_is_judged_as_its_page_says(
    git_repo: GitRepo, identifier: str, example: Example
) -> None:
    at = scanned(git_repo, example)
    settings = Settings(FingerprintKey(KEY.encode(), ephemeral=False))
    found = [scan(item, settings) for item in units([str(git_repo.path)]) if isinstance(item, Unit)]

    declared = read(tomli.loads(example.inventory)) if example.inventory else EMPTY

    report = build(found, replace(SCAN, started_at=at), declared)

    judged = check(report.exposures[0], identifier)
    assert judged.state is example.state, judged.reason


def test_every_check_has_an_example_of_a_failure_and_of_a_pass() -> None:
    for item in CHECKS:
        states = {example.state for example in examples(item.id)}
        expected = CheckState.UNKNOWN if item.id in NO_PASS else CheckState.PASS
        assert states >= {CheckState.FAIL, expected}, item.id
        assert (item.id in NO_PASS) == item.passes.startswith("Never")
