"""What a repository says to scanners is not obeyed: the audited does not silence the auditor."""

import pytest

from scanner.model import State
from tests.hostile.scanning import scanned, states
from tests.repositories import GitRepo
from tests.tokens import opaque

_COMMENTS = (
    "gitleaks:allow", "pragma: allowlist secret", "trufflehog:ignore", "kingfisher:ignore",
    "betterleaks:allow", "nosec", "noqa: S105", "ggignore", "NOSONAR", "nosemgrep",
    "mcp-exposure:ignore", "pragma: whitelist secret", "detect-secrets:ignore",
)  # fmt: skip
_FILES = {
    ".gitleaksignore": ".mcp.json:generic-api-key:1\n",
    ".gitleaks.toml": "[allowlist]\npaths = ['.*']\n",
    ".betterleaks.toml": "[allowlist]\npaths = ['.*']\n",
    ".secrets.baseline": '{"version": "1.5.0", "results": {}, "plugins_used": []}\n',
    ".trufflehogignore": ".*\n",
    ".kingfisherignore": "*\n",
    ".kingfisher.yaml": "rules: []\n",
    ".gitguardian.yaml": 'secret:\n  ignored_paths:\n    - "**/*"\n',
    ".semgrepignore": "*\n",
    ".mcp-exposure.toml": "ignore = ['*']\n",
    ".mcp-exposure-ignore": "*\n",
    ".mcp-exposureignore": "*\n",
    ".ignore": "*\n",
    ".gitignore": "*\n",
}


@pytest.mark.parametrize("comment", _COMMENTS)
def test_a_comment_that_asks_scanners_to_look_away_is_not_obeyed(
    git_repo: GitRepo, comment: str
) -> None:
    secret = opaque()
    git_repo.commit(
        {
            ".mcp.json": f'{{"mcpServers": {{"a": {{"command": "npx", // {comment}\n'
            f'"env": {{"A_TOKEN": "{secret}"}} // {comment}\n}}}}}}\n',
            ".codex/config.toml": f'# {comment}\n[mcp_servers.a]\ncommand = "npx" # {comment}\n'
            f'[mcp_servers.a.env]\n# {comment}\nB_TOKEN = "{opaque(1)}" # {comment}\n',
        }
    )

    found = scanned(git_repo.path).occurrences

    # The comment itself is no credential, whatever it looks like.
    assert {one.name for one in found} == {"A_TOKEN", "B_TOKEN"}


@pytest.mark.parametrize("comment", _COMMENTS)
def test_a_comment_that_asks_scanners_to_look_away_is_told(git_repo: GitRepo, comment: str) -> None:
    git_repo.commit(
        {
            ".codex/config.toml": '[mcp_servers.a]\ncommand = "npx"\n[mcp_servers.a.env]\n'
            f'A_TOKEN = "{opaque()}" # {comment}\n\nB_TOKEN = "{opaque(1)}"\n',
        }
    )

    told = {one.name: one.suppressed for one in scanned(git_repo.path).occurrences}

    assert told["A_TOKEN"].split(":")[0].lower() in comment.replace("white", "allow").lower()
    assert (bool(told["A_TOKEN"]), told["B_TOKEN"]) == (True, "")


def test_a_repository_that_suppresses_everything_is_told_whole(git_repo: GitRepo) -> None:
    lines = "".join(
        f'T{number}_TOKEN = "{opaque(number)}" # {comment}\n'
        for number, comment in enumerate(_COMMENTS)
    )
    servers = '[mcp_servers.a]\ncommand = "npx"\n[mcp_servers.a.env]\n'
    git_repo.commit({".codex/config.toml": servers + lines, **_FILES})

    result = scanned(git_repo.path)
    told = {
        path.removeprefix(f"{result.repository}: ") for path in result.coverage.suppression_files
    }

    assert len(result.occurrences) == len(_COMMENTS)
    assert all(one.suppressed for one in result.occurrences)
    assert told == _FILES.keys() - {".ignore", ".gitignore"}


def test_no_file_of_the_repository_silences_us(git_repo: GitRepo) -> None:
    server = '{"mcpServers": {"a": {"command": "npx", "env": {"A_TOKEN": "%s"}}}}'
    git_repo.commit({".mcp.json": server % opaque(), **_FILES})
    git_repo.commit({".mcp.json": server % opaque(1)})

    assert states(scanned(git_repo.path)) == [State.LIVE, State.HISTORY]
