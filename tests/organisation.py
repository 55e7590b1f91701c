"""Make the repositories of an organisation with two tenants and three environments.

Run as `python tests/organisation.py DIRECTORY`; the sample report is made from it. All secrets are
made up, and the same every time, as are all commits.
"""

import json
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.repositories import GitRepo, new_repository
from tests.tokens import alphanumeric, github, opaque

_CRM = "https://crm.example/mcp"
_IMAGE = "ghcr.io/github/github-mcp-server"
_PINNED = f"{_IMAGE}@sha256:{'4' * 64}"


def build(directory: Path) -> Path:
    """Make the organisation below `directory`, which is replaced; return it."""
    shutil.rmtree(directory, ignore_errors=True)
    _platform(new_repository(directory / "platform-gateway"))
    _support(new_repository(directory / "acme-support-bots"), "acme")
    _support(new_repository(directory / "globex-support-bots"), "globex")
    _data(new_repository(directory / "acme-data-agents"))
    return directory


def _commit(repo: GitRepo, day: str, files: dict[str, str | None]) -> None:
    repo.when = f"{day}T09:00:00+00:00"
    repo.commit(files)


def _platform(repo: GitRepo) -> None:
    """One billing token in all environments, a rotated token of GitHub, owners by CODEOWNERS."""
    billing = opaque(20)
    owners = "*            @example/platform\n/deploy/prod/  @example/platform-prod\n"
    _commit(repo, "2026-01-12", {"README.md": "# Gateway\n", ".github/CODEOWNERS": owners})
    _commit(repo, "2026-02-03", {".mcp.json": _servers(github=_github(github(21)))})
    _commit(
        repo,
        "2026-03-16",
        {
            f"deploy/{name}/librechat.yaml": _librechat(name, billing)
            for name in ("dev", "staging", "prod")
        },
    )
    _commit(repo, "2026-06-30", {".mcp.json": _servers(github=_github(github(22)))})
    _commit(
        repo,
        "2026-10-05",
        {".mcp.json": _servers(github=_github("${GITHUB_PERSONAL_ACCESS_TOKEN}", _PINNED))},
    )
    repo.when = "2026-10-06T09:00:00+00:00"
    repo.git("checkout", "--quiet", "-b", "spike/search")
    _commit(repo, "2026-10-06", {".cursor/mcp.json": _servers(search=_search(opaque(23)))})
    repo.git("checkout", "--quiet", "main")


def _support(repo: GitRepo, tenant: str) -> None:
    """The same token of the CRM in both tenants, and one desk for each."""
    desk = {
        "command": "npx",
        "args": ["-y", "zendesk-mcp-server@1.4.2"],
        "env": {
            "TENANT_ID": tenant,
            "APP_ENV": "prod",
            "ZENDESK_SUBDOMAIN": tenant,
            "ZENDESK_TOKEN": alphanumeric(40, 30 + len(tenant)),
        },
    }
    crm = {
        "type": "http",
        "url": _CRM,
        "headers": {"Authorization": f"Bearer {opaque(31)}", "X-Tenant-Id": tenant},
        "env": {"TENANT_ID": tenant, "APP_ENV": "prod"},
    }
    _commit(repo, "2026-04-20", {".mcp.json": _servers(desk=desk)})
    _commit(repo, "2026-05-04", {".mcp.json": _servers(desk=desk, crm=crm)})
    prompt = {
        "type": "http",
        "url": _CRM,
        "headers": {"Authorization": "Bearer ${input:crm-token}"},
    }
    staging = {
        "inputs": [{"type": "promptString", "id": "crm-token", "password": True}],
        "servers": {"crm-staging": prompt},
    }
    _commit(repo, "2026-07-01", {".vscode/mcp.json": json.dumps(staging, indent=2) + "\n"})


def _data(repo: GitRepo) -> None:
    """A database for each environment: a password, a vault, a well-known default."""
    password = alphanumeric(20, 40)
    production = f"postgresql://reporting:{password}@prod-db.acme.example:5432/sales"
    local = "postgresql://postgres:postgres@localhost:5432/sales"
    codex = f"""approval_policy = "never"

[mcp_servers.sales-prod]
command = "uvx"
args = ["postgres-mcp", "--access-mode=unrestricted"]
env = {{ DATABASE_URI = "{production}", APP_ENV = "prod", TENANT_ID = "acme" }}

[mcp_servers.sales-dev]
command = "uvx"
args = ["postgres-mcp==0.3.0", "--access-mode=restricted"]
env = {{ DATABASE_URI = "{local}", APP_ENV = "dev", TENANT_ID = "acme" }}
"""
    vault = _servers(
        **{
            "sales-staging": {
                "command": "op",
                "args": ["run", "--", "uvx", "postgres-mcp==0.3.0", "--access-mode=restricted"],
                "env": {
                    "DATABASE_URI": "op://acme-staging/sales-db/uri",
                    "APP_ENV": "staging",
                    "TENANT_ID": "acme",
                },
            }
        }
    )
    _commit(repo, "2026-08-11", {".codex/config.toml": codex})
    _commit(repo, "2026-08-12", {"deploy/staging/.mcp.json": vault})
    settings = {"enableAllProjectMcpServers": True, "permissions": {"allow": ["mcp__files"]}}
    files = {"command": "npx", "args": ["-y", "@modelcontextprotocol/server-filesystem", "/"]}
    _commit(
        repo,
        "2026-09-01",
        {
            ".mcp.json": _servers(files=files),
            ".claude/settings.json": json.dumps(settings, indent=2) + "\n",
        },
    )


def _servers(**servers: object) -> str:
    return json.dumps({"mcpServers": servers}, indent=2) + "\n"


def _github(token: str, image: str = _IMAGE) -> dict[str, object]:
    variable = "GITHUB_PERSONAL_ACCESS_TOKEN"
    return {
        "command": "docker",
        "args": ["run", "-i", "--rm", "-e", variable, image],
        "env": {variable: token},
    }


def _search(key: str) -> dict[str, object]:
    return {"command": "npx", "args": ["-y", "search-mcp"], "env": {"SEARCH_API_KEY": key}}


def _librechat(environment: str, token: str) -> str:
    return f"""version: 1.2.1
mcpServers:
  billing:
    type: streamable-http
    url: https://billing.example/mcp
    headers:
      Authorization: "Bearer {token}"
    env:
      APP_ENV: {environment}
"""


if __name__ == "__main__":
    build(Path(sys.argv[1]))
