"""What counts in a configuration, in a script and in a description."""

import pytest

from detectors.secret import FingerprintKey
from scanner.content.model import Notation
from scanner.discovery.catalogue import matches
from scanner.examine import Route, examine
from scanner.examiner import Examiner
from scanner.findings import Examined
from scanner.redaction import Redactor
from scanner.standing import Standing, standing_of
from tests.tokens import opaque

_KEY = FingerprintKey(b"k" * 32, ephemeral=False)
_WORD = "caller-managed"
_PASSWORD = "Winter" + "2024!"
_SERVER = '{{"mcpServers": {{"a": {{"url": "https://a.example/mcp", "headers": {{"{}": "{}"}}}}}}}}'


def _examine(path: str, text: str) -> Examined:
    examiner = Examiner("repo", _KEY, Redactor(), explain_safe=True)
    route = Route(matches(path), by_content=True)
    return examine(text.encode(), route, examiner)


def _readme(body: str) -> str:
    return f"# Setup\n\n```sh\n{body}\n```\n\nThen `claude mcp add gh -- npx gh-mcp`.\n"


def test_a_word_counts_where_a_client_reads_it_and_not_where_it_is_described() -> None:
    server = _SERVER.format("X-Api-Key", _WORD)

    configured = _examine(".mcp.json", server)
    described = _examine("docs/setup.md", f"# Setup\n\n```json\n{server}\n```\n")

    assert len(configured.findings) == 1
    assert not described.findings
    assert [value.reason for _, value in described.safe if "sample" in value.reason]


def test_what_no_server_is_given_counts_in_a_description_only_if_it_looks_drawn() -> None:
    token = opaque()

    assert len(_examine("a.md", _readme(f"export GH_TOKEN={token}")).findings) == 1
    assert not _examine("a.md", _readme(f"export DB_PASSWORD={_PASSWORD}")).findings
    assert len(_examine("a.sh", f"export DB_PASSWORD={_PASSWORD}\nnpx -y gh-mcp").findings) == 1


@pytest.mark.parametrize("mark", ['<img src="{}">', "[badge]({})", "uri: {}"])
def test_the_address_of_a_picture_holds_no_key(mark: str) -> None:
    shown = mark.format(f"https://img.example/{opaque()}")

    assert not _examine("README.md", f"{shown}\n\n" + _readme("npx gh-mcp")).findings


def test_a_default_login_in_a_description_is_a_sample() -> None:
    login = "postgresql://postgres:" + "postgres@localhost:5432/db"

    assert not _examine("README.md", _readme(f"export DATABASE_URL={login}")).findings
    assert len(_examine("run.sh", f"export DATABASE_URL={login}\nnpx gh-mcp").findings) == 1


def test_a_word_that_does_not_count_is_not_scrubbed_from_names() -> None:
    redactor = Redactor()
    server = _SERVER.format("X-Api-Key", _WORD)
    described = f"# Setup\n\n```json\n{server}\n```\n".encode()
    examine(described, Route((), by_content=True), Examiner("repo", _KEY, redactor))

    assert redactor.clean(f"docs/{_WORD}.md") == f"docs/{_WORD}.md"


@pytest.mark.parametrize("notation", Notation)
def test_every_notation_has_a_standing(notation: Notation) -> None:
    assert standing_of(notation) in {Standing.RUNS, Standing.DESCRIBES}
