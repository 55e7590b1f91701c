"""Make a repository with ten clients' files and secrets in every part of its history.

Run as `python tests/showcase.py DIRECTORY`; the tests use it as well. The secrets are made up.
"""

import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.repositories import GitRepo, new_repository
from tests.tokens import alphanumeric, github, opaque


@dataclass(frozen=True, slots=True)
class Showcase:
    """The repository, and the secrets by where they are."""

    repo: GitRepo
    secrets: dict[str, str]


def build(directory: Path) -> Showcase:
    """Make the repository at `directory`, which is replaced."""
    shutil.rmtree(directory, ignore_errors=True)
    repo = new_repository(directory)
    secrets = {
        "tip": github(1),
        "shared": opaque(2),
        "history": github(3),
        "branch": opaque(4),
        "merge": opaque(5),
        "url": opaque(6),
        "argument": opaque(7),
        "password": alphanumeric(18, 8),
        "default": opaque(9),
        "header": opaque(10),
    }
    _beginning(repo, secrets)
    _later(repo, secrets)
    return Showcase(repo, secrets)


def _beginning(repo: GitRepo, secrets: dict[str, str]) -> None:
    repo.commit({"README.md": "# Tools of the platform team\n"})
    repo.commit({".mcp.json": _servers(github=_github(secrets["history"]))})
    repo.commit({".mcp.json": _servers(github=_github(secrets["tip"]))})
    repo.commit(
        {
            ".cursor/mcp.json": _servers(gh=_github("${env:GITHUB_TOKEN}")),
            ".vscode/mcp.json": _vscode(secrets),
            ".codex/config.toml": _codex(secrets),
            ".gemini/settings.json": _gemini(secrets),
        }
    )
    repo.commit(
        {
            "deploy/prod/librechat.yaml": _librechat(secrets),
            "deploy/staging/librechat.yaml": _librechat(secrets),
            "opencode.json": _opencode(secrets),
            ".zed/settings.json": _zed(),
            ".continue/config.yaml": _continue(secrets),
            "claude_desktop_config.json": _servers(files=_files(), db=_database(secrets)),
        }
    )


def _later(repo: GitRepo, secrets: dict[str, str]) -> None:
    repo.git("checkout", "--quiet", "-b", "experiment")
    search = {
        "command": "uvx",
        "args": ["mcp-search"],
        "env": {"SEARCH_API_KEY": secrets["branch"]},
    }
    repo.commit({".roo/mcp.json": _servers(search=search)})
    repo.git("checkout", "--quiet", "main")
    repo.git("checkout", "--quiet", "-b", "topic")
    repo.commit({"notes.txt": "work in progress\n"})
    repo.git("checkout", "--quiet", "main")
    repo.commit({"README.md": "# Tools of the platform team\n\nSee notes.txt.\n"})
    repo.git("merge", "--quiet", "--no-ff", "--no-commit", "topic")
    tracker = {"url": "https://mcp.tracker.example/mcp", "headers": {"X-API-Key": secrets["merge"]}}
    repo.commit({".kiro/settings/mcp.json": _servers(tracker=tracker)})
    repo.commit({".kiro/settings/mcp.json": None})


def _servers(**servers: object) -> str:
    return json.dumps({"mcpServers": servers}, indent=2) + "\n"


def _github(token: str) -> dict[str, object]:
    image = "ghcr.io/github/github-mcp-server"
    variable = "GITHUB_PERSONAL_ACCESS_TOKEN"
    return {
        "command": "docker",
        "args": ["run", "-i", "--rm", "-e", variable, image],
        "env": {variable: token},
    }


def _files() -> dict[str, object]:
    return {"command": "npx", "args": ["-y", "@modelcontextprotocol/server-filesystem", "/srv"]}


def _database(secrets: dict[str, str]) -> dict[str, object]:
    url = f"postgresql://reporting:{secrets['password']}@prod-db.acme.example:5432/sales"
    return {"command": "npx", "args": ["-y", "@modelcontextprotocol/server-postgres", url]}


def _vscode(secrets: dict[str, str]) -> str:
    return f"""{{
  // The token is asked for, the key of the search service is not.
  "inputs": [{{ "type": "promptString", "id": "token", "password": true }}],
  "servers": {{
    "github": {{
      "url": "https://api.githubcopilot.com/mcp/",
      "headers": {{ "Authorization": "Bearer ${{input:token}}" }},
    }},
    "search": {{ "url": "https://mcp.search.example/mcp?api_key={secrets["url"]}" }},
  }},
}}
"""


def _codex(secrets: dict[str, str]) -> str:
    return f"""model = "large"

[mcp_servers.issues]
command = "npx"
args = ["-y", "@acme/issues-mcp", "--api-key", "{secrets["argument"]}"]

[mcp_servers.docs]
url = "https://docs.acme.example/mcp"
bearer_token_env_var = "DOCS_TOKEN"
"""


def _gemini(secrets: dict[str, str]) -> str:
    crm = {
        "httpUrl": "https://acme-eu.crm.example/mcp",
        "headers": {"Authorization": f"Bearer {secrets['header']}"},
        "env": {"TENANT_ID": "acme-eu"},
    }
    return _servers(crm=crm)


def _librechat(secrets: dict[str, str]) -> str:
    return f"""version: 1.2.1
mcpServers:
  billing:
    type: streamable-http
    url: https://billing.acme.example/mcp
    headers:
      Authorization: "Bearer {secrets["shared"]}"
  weather:
    command: uvx
    args: [mcp-weather]
    env:
      WEATHER_API_KEY: ${{WEATHER_API_KEY}}
"""


def _opencode(secrets: dict[str, str]) -> str:
    metrics = {
        "type": "local",
        "command": ["npx", "-y", "@acme/metrics-mcp"],
        "environment": {"METRICS_TOKEN": f"${{METRICS_TOKEN:-{secrets['default']}}}"},
    }
    return json.dumps({"mcp": {"metrics": metrics}}, indent=2) + "\n"


def _zed() -> str:
    server = {"command": "docs-mcp", "args": [], "env": {"DOCS_API_KEY": "YOUR_API_KEY"}}
    return json.dumps({"context_servers": {"docs": server}}, indent=2) + "\n"


def _continue(secrets: dict[str, str]) -> str:
    return f"""name: assistant
mcpServers:
  - name: github
    command: docker
    args: [run, -i, --rm, -e, GITHUB_PERSONAL_ACCESS_TOKEN, ghcr.io/github/github-mcp-server]
    env:
      GITHUB_PERSONAL_ACCESS_TOKEN: {secrets["tip"]}
"""


if __name__ == "__main__":
    build(Path(sys.argv[1]))
