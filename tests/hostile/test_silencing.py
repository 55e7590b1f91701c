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

    found = {one.name for one in scanned(git_repo.path).occurrences}

    assert found >= {"A_TOKEN", "B_TOKEN"}


def test_no_file_of_the_repository_silences_us(git_repo: GitRepo) -> None:
    server = '{"mcpServers": {"a": {"command": "npx", "env": {"A_TOKEN": "%s"}}}}'
    git_repo.commit({".mcp.json": server % opaque(), **_FILES})
    git_repo.commit({".mcp.json": server % opaque(1)})

    assert states(scanned(git_repo.path)) == [State.LIVE, State.HISTORY]
