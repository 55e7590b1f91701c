from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from reports.build import build
from reports.inventory_file import load, target
from reports.model import CheckResult
from scanner.facts import Launch, Pin
from scanner.model import Declaration
from scanner.servers.identity import identify
from tests.reports.facts import SCAN, check, declaration, host, result

SERVER = identify(("npx", "@acme/mcp"), (), "", "")
LIST = """
version = 1
[[servers]]
id = "acme"
target = "npm:@acme/mcp"
allowed_environments = ["dev"]
versions = ["1.*"]
"""


def judged(tmp_path: Path, text: str, *found: Declaration) -> CheckResult:
    file = tmp_path / "inventory.toml"
    file.write_text(text)
    built = build([result(*found)], SCAN, load(file)[0])
    return check(built.exposures[0], "MX-23")


def launched(version: str = "1.2.0", **changes: Any) -> Declaration:
    launch = Launch("npx", "npm", Pin.EXACT, version)
    return declaration(**{"server": SERVER, "path": "dev/.mcp.json", "launch": launch} | changes)


@pytest.mark.parametrize(
    ("found", "state", "reason"),
    [
        (launched(), "PASS", "approved as acme"),
        (launched("2.0.0"), "FAIL", "approved as acme, but not in version 2.0.0"),
        (launched(""), "UNKNOWN", "which one runs is not pinned"),
        (launched(path="prod/a.json"), "FAIL", "approved as acme, but not in environment prod"),
        (launched(path="a.json"), "UNKNOWN", "the environment is unassigned"),
        (launched(server="pkg:npm/evil"), "FAIL", "not in the list of approved servers"),
    ],
)
def test_a_server_is_held_against_the_list(
    tmp_path: Path, found: Declaration, state: str, reason: str
) -> None:
    told = judged(tmp_path, LIST, found)

    assert told.state == state
    assert reason in told.reason


def test_without_a_list_nothing_is_known(tmp_path: Path) -> None:
    assert judged(tmp_path, "version = 1", launched()).state == "UNKNOWN"


# Golden case 9.
def test_evidence_against_a_declared_environment_is_a_mapping_conflict(tmp_path: Path) -> None:
    text = """
version = 1
[[map]]
match = { path = "*" }
set = { environment = "dev" }
"""
    told = judged(tmp_path, text, launched(signals=(host("prod-db.example.com"),)))

    # Declared to be development, which is what is in dispute: that lowers nothing.
    assert (told.state, told.severity) == ("FAIL", "medium")
    assert told.reason.startswith("mapping conflict: declared dev, evidence says")


@pytest.mark.parametrize(
    ("form", "identity"),
    [
        ("npm:@acme/mcp", SERVER),
        ("npm:@acme/mcp@1.2.3", SERVER),
        ("npm:@acme/*", "pkg:npm/%40acme/*"),
        ("pypi:mcp-server-time", "pkg:pypi/mcp-server-time"),
        ("oci:ghcr.io/acme/mcp:1", identify((), (), "", "", image="ghcr.io/acme/mcp:1")),
        ("path:tools/mcp.py", "local:*/tools/mcp.py"),
        ("https://Mcp.example.com:443/mcp/", "https://mcp.example.com/mcp"),
        ("https://*.example.com/*", "https://*.example.com/*"),
    ],
)
def test_a_target_becomes_our_identity(form: str, identity: str) -> None:
    assert target(form) == identity


@pytest.mark.parametrize(
    ("form", "identity"),
    [
        ("npm:@acme/*", identify(("npx", "@acme/mcp"), (), "", "")),
        ("npm:mcp-*", identify(("npx", "mcp-files"), (), "", "")),
        ("pypi:mcp-*", identify(("uvx", "mcp-server-time"), (), "", "")),
        ("oci:ghcr.io/acme/*", identify((), (), "", "", image="ghcr.io/acme/mcp:1")),
        ("oci:localhost:5000/*", identify((), (), "", "", image="localhost:5000/acme/mcp")),
        ("oci:docker.io/mcp/*", identify((), (), "", "", image="docker.io/mcp/time")),
        ("oci:mcp/*", identify((), (), "", "", image="mcp/time")),
        ("path:/opt/mcp/*", identify(("/opt/mcp/files",), (), "", "")),
    ],
)
def test_a_target_with_wildcards_matches_what_it_is_for(form: str, identity: str) -> None:
    assert fnmatchcase(identity, target(form))
    assert not fnmatchcase(f"x{identity}", target(form))
