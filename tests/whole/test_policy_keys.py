"""Every key of a policy, by what it changes in the report on a real repository."""

import base64
import json
import time
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run
from tests.repositories import new_repository
from tests.tokens import alphanumeric, github, opaque

_DAY = 86_400
_LONG = 100_000
"""More days than git has been there."""


def _token(lifetime: int, ago: int = 0) -> str:
    """Return a web token with a life of so many seconds that began so many seconds ago."""
    begin = int(time.time()) - ago
    parts = ({"alg": "HS256", "typ": "JWT"}, {"iat": begin, "exp": begin + lifetime})
    texts = [base64.urlsafe_b64encode(json.dumps(part).encode()) for part in parts]
    return ".".join((*(text.decode().rstrip("=") for text in texts), alphanumeric(43, lifetime)))


def _server(name: str, **more: object) -> dict[str, object]:
    return {"command": "npx", "args": [f"@acme/{name}@1.0.0"], **more}


def _servers() -> dict[str, object]:
    database = f"postgresql://svc_loader:{alphanumeric(20, 7)}@db.example:5432/sales"
    return {
        "privileged": _server("privileged", env={"GITHUB_TOKEN": github()}),
        "static": _server("static", env={"WEATHER_API_KEY": opaque()}),
        "lasting": _server("lasting", env={"API_TOKEN": _token(2 * _DAY)}),
        "ended": _server("ended", env={"API_TOKEN": _token(3 * _DAY, 90 * _DAY)}),
        "database": _server("database", env={"DATABASE_URL": database}),
        "asking": _server("asking", alwaysAllow=["search"]),
        "remote": {"type": "http", "url": "https://mcp.acme.example/mcp"},
    }


@pytest.fixture
def state(tmp_path: Path, run_cli: Run) -> str:
    """What a scan of a repository with a server for each key recorded."""
    repo = new_repository(tmp_path / "repo")
    repo.commit({".roo/mcp.json": json.dumps({"mcpServers": _servers()}, indent=2)})
    option = f"--state=sqlite:///{tmp_path / 'state.db'}"
    assert run_cli("scan", repo.path, option, "--quiet").code == 1
    return option


def _checks(text: str) -> dict[tuple[str, str], str]:
    report: dict[str, Any] = json.loads(text)
    return {
        (row["server"].rpartition("/")[2], check["id"]): check["state"]
        for row in report["exposures"]
        for check in row["checks"]
    }


_KEYS = [
    (f"rotation_days = {{ privileged = {_LONG} }}", "privileged", "MX-07", "FAIL", "UNKNOWN"),
    (f"rotation_days = {{ static = {_LONG} }}", "static", "MX-07", "FAIL", "UNKNOWN"),
    ("ttl_max_hours = 72", "lasting", "MX-10", "FAIL", "PASS"),
    (f"sla_days = {{ critical = {_LONG} }}", "privileged", "MX-25", "FAIL", "PASS"),
    (f"sla_days = {{ high = {_LONG} }}", "static", "MX-25", "FAIL", "PASS"),
    (f"sla_days = {{ medium = {_LONG} }}", "ended", "MX-25", "FAIL", "PASS"),
    ('superuser_names = ["svc_loader"]', "database", "MX-20", "UNKNOWN", "FAIL"),
    ('oauth_hosts = ["*.acme.example"]', "mcp", "MX-17", "UNKNOWN", "PASS"),
    ('auto_approve_allowed = { "npm:@acme/asking" = ["search"] }', "asking", "MX-19", "FAIL",
     "UNKNOWN"),
    ('auto_approve_allowed = { "npm:@acme/*" = ["search"] }', "asking", "MX-19", "FAIL",
     "UNKNOWN"),
    ('auto_approve_allowed = { "npm:@acme/asking" = ["delete"] }', "asking", "MX-19", "FAIL",
     "FAIL"),
]  # fmt: skip


def test_every_key_changes_the_verdict_that_it_is_for(
    state: str, tmp_path: Path, run_cli: Run
) -> None:
    plain = _checks(run_cli("report", state, "--report=json=-").out)
    for number, (text, server, check, before, after) in enumerate(_KEYS):
        policy = tmp_path / f"{number}.toml"
        policy.write_text(f"version = 1\n{text}\n")

        told = _checks(run_cli("report", state, "--report=json=-", "--policy", policy).out)

        assert (plain[server, check], told[server, check]) == (before, after), text
        changed = {key for key in plain if plain[key] != told[key]}
        assert {identifier for _, identifier in changed} <= {check, "MX-11"}, text


def test_a_host_with_oauth_tells_the_identity_of_its_server(
    state: str, tmp_path: Path, run_cli: Run
) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text('version = 1\noauth_hosts = ["mcp.acme.example"]\n')

    models = [
        {item["identity"]: item["identity_model"] for item in json.loads(ran.out)["servers"]}
        for ran in (
            run_cli("report", state, "--report=json=-"),
            run_cli("report", state, "--report=json=-", "--policy", policy),
        )
    ]

    server = "https://mcp.acme.example/mcp"
    assert [told[server] for told in models] == ["remote-undecided", "per-user-delegated"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", 1),
        ('fail_on = "none"', 0),
        ('fail_on = "none"\nunknown_is = "fail"', 1),
    ],
)
def test_what_makes_the_exit_code(
    state: str, tmp_path: Path, run_cli: Run, text: str, code: int
) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text(f"version = 1\n{text}\n")

    assert run_cli("report", state, "--policy", policy).code == code
