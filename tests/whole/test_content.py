import base64
import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from detectors.secret import FingerprintKey
from tests.conftest import KEY, Run
from tests.repositories import GitRepo, new_repository
from tests.tokens import github, opaque

Json = dict[str, Any]


def _report(run_cli: Run, *arguments: object) -> Json:
    ran = run_cli("scan", *arguments, "--report", "json=-", "--quiet", "--fail-on", "none")
    assert not ran.err
    found: Json = json.loads(ran.out)
    return found


def _occurrences(report: Json, secret: str) -> list[Json]:
    fingerprint = FingerprintKey(KEY.encode(), ephemeral=False).fingerprint(secret)
    held = [c for c in report["credentials"] if c["fingerprint"] == fingerprint]
    return [dict(place) for credential in held for place in credential["occurrences"]]


def _servers(secret: str) -> str:
    server = {"command": "npx", "args": ["-y", "gh-mcp"], "env": {"GITHUB_TOKEN": secret}}
    return json.dumps({"mcpServers": {"gh": server}}, indent=2)


def _bundle(secret: str) -> bytes:
    config = {"command": "node", "args": ["index.js"], "env": {"GITHUB_TOKEN": secret}}
    manifest = {"name": "gh", "server": {"type": "node", "mcp_config": config}}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("manifest.json", json.dumps({"manifest_version": "0.2", **manifest}))
    return buffer.getvalue()


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())


def _readme(secret: str) -> str:
    return f"# Setup\n\n```json\n{_servers(secret)}\n```\n"


def _python(secret: str) -> str:
    return (
        "from mcp import StdioServerParameters\n\nserver = StdioServerParameters(\n"
        f'    command="npx", args=["-y", "gh-mcp"], env={{"GITHUB_TOKEN": "{secret}"}}\n)\n'
    )


def _typescript(secret: str) -> str:
    return (
        "const config = {\n  mcpServers: {\n    gh: { command: 'npx', args: ['gh-mcp'],"
        f" env: {{ GITHUB_TOKEN: '{secret}' }} }},\n  }},\n}};\n"
    )


def _workflow(secret: str) -> str:
    return (
        "jobs:\n  a:\n    steps:\n      - run: |\n"
        f"          claude mcp add -e GITHUB_TOKEN={secret} gh -- npx -y gh-mcp\n"
    )


def _notebook(secret: str) -> str:
    cell = {"cell_type": "code", "source": ["config = " + _servers(secret) + "\n"]}
    return json.dumps({"cells": [cell]})


_FILES: dict[str, Callable[[str], str | bytes]] = {
    "README.md": _readme,
    "docs/guide.rst": lambda s: f"Setup\n\n.. code-block:: json\n\n{_indented(_servers(s))}\n",
    "notes": _servers,
    "scripts/setup.sh": lambda s: f"claude mcp add -e GITHUB_TOKEN={s} gh -- npx -y gh-mcp\n",
    "scripts/write.sh": lambda s: f"cat > .mcp.json <<'EOF'\n{_servers(s)}\nEOF\n",
    "app/client.py": _python,
    "app/client.ts": _typescript,
    "Dockerfile": lambda s: f'FROM node\nENV GITHUB_TOKEN={s}\nCMD ["npx", "-y", "gh-mcp"]\n',
    "deploy/map.yaml": lambda s: (
        f"kind: ConfigMap\ndata:\n  mcp.json: |\n{_indented(_servers(s))}\n"
    ),
    "ci/job.yml": _workflow,
    "config.b64": lambda s: base64.b64encode(_servers(s).encode()),
    "dist/gh.mcpb": _bundle,
    "utf16.txt": lambda s: ("\ufeff" + _servers(s)).encode("utf-16-le"),
    "analysis.ipynb": _notebook,
}
_SECRETS = {path: github(number) for number, path in enumerate(_FILES)}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> GitRepo:
    """A repository with one configuration, and one secret, in every way of writing it."""
    repo = new_repository(tmp_path_factory.mktemp("written") / "repo")
    repo.commit({path: write(_SECRETS[path]) for path, write in _FILES.items()})
    return repo


@pytest.fixture(scope="module")
def report(written: GitRepo) -> Json:
    """What a scan of that repository tells."""
    command = [sys.executable, "-m", "scanner", "scan", str(written.path)]
    options = ["--report", "json=-", "--quiet", "--fail-on", "none"]
    done = subprocess.run(
        [*command, *options],
        env={**os.environ, "MCP_EXPOSURE_KEY": KEY},
        capture_output=True,
        check=True,
    )
    found: Json = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("path", _FILES)
def test_a_configuration_is_found_in_whatever_it_is_written(report: Json, path: str) -> None:
    (place,) = _occurrences(report, _SECRETS[path])

    assert place["path"] == path
    assert place["server"]
    assert place["name"] == "GITHUB_TOKEN"


def test_by_paths_alone_only_the_files_of_clients_are_read(written: GitRepo, run_cli: Run) -> None:
    found = _report(run_cli, written.path, "--discover", "paths")

    places = [place for secret in _SECRETS.values() for place in _occurrences(found, secret)]
    assert {place["path"] for place in places} == {"dist/gh.mcpb"}


def test_the_place_of_a_secret_in_a_document_is_exact(git_repo: GitRepo, run_cli: Run) -> None:
    secret = github()
    text = _readme(secret)
    git_repo.commit({"README.md": "ä first line\n" + text})

    (place,) = _occurrences(_report(run_cli, git_repo.path), secret)

    before = text[: text.index(secret)]
    assert place["line"] == before.count("\n") + 2
    assert place["column"] == len(before) - before.rindex("\n")
    assert place["pointer"] == "/mcpServers/gh/env/GITHUB_TOKEN"


def test_a_document_keeps_the_life_of_a_secret_while_its_lines_move(
    git_repo: GitRepo, run_cli: Run
) -> None:
    secret = github()
    text = _readme(secret)
    first = git_repo.commit({"README.md": text})
    for number in range(3):
        git_repo.commit({"README.md": "more\n" * (number + 1) + text})
    git_repo.commit({"README.md": "nothing about mcpServers"})

    (place,) = _occurrences(_report(run_cli, git_repo.path), secret)

    assert place["state"] == "history"
    assert place["first_commit"] == first
    assert place["line"] == text.partition(secret)[0].count("\n") + 1 + 3
    assert place["removed_at"]


def test_examples_in_a_document_are_no_servers_that_run(git_repo: GitRepo, run_cli: Run) -> None:
    git_repo.commit({"README.md": f"# Setup\n\n```json\n{_servers('${GITHUB_TOKEN}')}\n```\n"})

    report = _report(run_cli, git_repo.path)

    assert report["servers"] == []
    assert report["verdict"] == "clean"


def test_a_file_of_variables_is_read_as_that_of_the_server_that_is_given_it(
    git_repo: GitRepo, run_cli: Run
) -> None:
    key = opaque()
    server = {"command": "npx", "args": ["-y", "gh-mcp"], "envFile": "${workspaceFolder}/dev.env"}
    git_repo.commit(
        {
            ".vscode/mcp.json": json.dumps({"servers": {"gh": server}}),
            "dev.env": f"# keys\nAPI_KEY={key}\n",
            "other.env": f"API_KEY={opaque()}\n",
        }
    )

    (place,) = _occurrences(_report(run_cli, git_repo.path), key)

    assert (place["path"], place["line"], place["column"]) == ("dev.env", 2, 9)
    assert place["server"] == "pkg:npm/gh-mcp"


def test_a_server_that_is_commented_out_still_carries_its_credential(
    git_repo: GitRepo, run_cli: Run
) -> None:
    key = opaque()
    text = (
        '{\n  "mcpServers": {\n    "a": { "command": "npx", "args": ["a-mcp"] }\n'
        '    // "old": {\n    //   "command": "npx", "args": ["old-mcp"],\n'
        f'    //   "env": {{ "API_KEY": "{key}" }}\n    // }}\n  }}\n}}\n'
    )
    git_repo.commit({".mcp.json": text})

    (place,) = _occurrences(_report(run_cli, git_repo.path), key)

    assert (place["server"], place["name"], place["line"]) == ("pkg:npm/old-mcp", "API_KEY", 6)


def test_a_large_blob_is_named_only_if_it_tells_of_mcp(git_repo: GitRepo, run_cli: Run) -> None:
    git_repo.commit({"a.bin": b"x" * 3_000_000, "b.bin": b"x" * 3_000_000 + b'"mcpServers"'})

    report = _report(run_cli, git_repo.path, "--max-bytes", 1_000_000)

    assert {one["subject"].split(" (")[0] for one in report["skipped"]} == {"repo: b.bin"}
    assert report["verdict"] == "incomplete"
