"""Files as tools list them: what stands behind the numbers is read, at its place."""

import json

import pytest

from detectors.secret import FingerprintKey
from scanner.configs import Scalar
from scanner.content.gutter import without_gutter
from scanner.content.notations import notation_of
from scanner.examine import Route, examine
from scanner.examiner import Examiner
from scanner.redaction import Redactor
from tests.tokens import opaque

_KEY = FingerprintKey(b"k" * 32, ephemeral=False)
_TOKEN = opaque()
_SERVER = {"command": "npx", "args": ["-y", "gh-mcp"], "env": {"GH_TOKEN": _TOKEN, "B": "1"}}
_LINES = json.dumps({"mcpServers": {"gh": _SERVER}}, indent=2).split("\n")


def _listing(mark: str) -> str:
    return "\n".join(f"{number:>6}{mark}{line}" for number, line in enumerate(_LINES, 97))


@pytest.mark.parametrize("mark", ["→", "\t", " | ", "|"])
@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("notes.md", "# Notes\n\n```\n", "\n```\n"),
        ("log.jsonl", None, None),
        ("log.json", None, " " * 20_000),
    ],
)
def test_a_server_in_a_listing_is_one_with_its_secret(
    mark: str, path: str, before: str | None, after: str | None
) -> None:
    listing = _listing(mark)
    text = json.dumps({"content": listing + (after or "")}) if before is None else before + listing
    text = text if before is None else text + (after or "")
    route = Route((), by_content=True, notation=notation_of(path))

    examined = examine(text.encode(), route, Examiner("repo", _KEY, Redactor()))

    (found,) = examined.findings
    place, finding = found
    assert finding.credential.fingerprint == _KEY.fingerprint(_TOKEN)
    assert finding.server
    assert (finding.server.name, finding.server.identity) == ("gh", "pkg:npm/gh-mcp")
    assert text.split("\n")[place.line - 1][place.column - 1 :].startswith(_TOKEN)


@pytest.mark.parametrize("text", ["1\t2\n7\t8\n", "a\n1 b\n2 c\n", "12 | x"])
def test_numbers_that_do_not_count_lines_stay(text: str) -> None:
    scalar = Scalar(text, ((0, 0),))

    assert without_gutter(scalar) is scalar
