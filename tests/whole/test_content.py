import base64
import io
import json
import zipfile
from typing import Any

import pytest

from detectors.secret import FingerprintKey
from tests.conftest import KEY, Run
from tests.repositories import GitRepo
from tests.tokens import github, opaque

Json = dict[str, Any]
_SECRET = github()


def _report(run_cli: Run, *arguments: object) -> Json:
    ran = run_cli("scan", *arguments, "--report", "json=-", "--quiet", "--fail-on", "none")
    assert not ran.err
    found: Json = json.loads(ran.out)
    return found


def _occurrences(report: Json, secret: str = _SECRET) -> list[Json]:
    fingerprint = FingerprintKey(KEY.encode(), ephemeral=False).fingerprint(secret)
    held = [c for c in report["credentials"] if c["fingerprint"] == fingerprint]
    return [dict(place) for credential in held for place in credential["occurrences"]]


def _servers(secret: str = _SECRET) -> str:
    server = {"command": "npx", "args": ["-y", "gh-mcp"], "env": {"GITHUB_TOKEN": secret}}
    return json.dumps({"mcpServers": {"gh": server}}, indent=2)


def _line_of(secret: str, path: str) -> int:
    return str(_FILES[path]).partition(secret)[0].count("\n") + 1


def _bundle(secret: str) -> bytes:
    config = {"command": "node", "args": ["index.js"], "env": {"GITHUB_TOKEN": secret}}
    manifest = {"name": "gh", "server": {"type": "node", "mcp_config": config}}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("manifest.json", json.dumps({"manifest_version": "0.2", **manifest}))
    return buffer.getvalue()


_INDENTED = "\n".join(f"    {line}" for line in _servers().splitlines())
_FILES: dict[str, str | bytes] = {
    "README.md": f"# Setup\n\n```json\n{_servers()}\n```\n",
    "docs/guide.rst": f"Setup\n\n.. code-block:: json\n\n{_INDENTED}\n",
    "notes": _servers(),
    "scripts/setup.sh": f"claude mcp add -e GITHUB_TOKEN={_SECRET} gh -- npx -y gh-mcp\n",
    "scripts/write.sh": f"cat > .mcp.json <<'EOF'\n{_servers()}\nEOF\n",
    "app/client.py": "from mcp import StdioServerParameters\n\nserver = StdioServerParameters(\n"
    f'    command="npx", args=["-y", "gh-mcp"], env={{"GITHUB_TOKEN": "{_SECRET}"}}\n)\n',
    "app/client.ts": "const config = {\n  mcpServers: {\n    gh: { command: 'npx',"
    f" args: ['gh-mcp'], env: {{ GITHUB_TOKEN: '{_SECRET}' }} }},\n  }},\n}};\n",
    "Dockerfile": f'FROM node\nENV GITHUB_TOKEN={_SECRET}\nCMD ["npx", "-y", "gh-mcp"]\n',
    "deploy/map.yaml": "kind: ConfigMap\ndata:\n  mcp.json: |\n" + _INDENTED + "\n",
    "ci/job.yml": "jobs:\n  a:\n    steps:\n      - run: |\n"
    f"          claude mcp add -e GITHUB_TOKEN={_SECRET} gh -- npx -y gh-mcp\n",
    "config.b64": base64.b64encode(_servers().encode()),
    "dist/gh.mcpb": _bundle(_SECRET),
    "utf16.txt": ("\ufeff" + _servers()).encode("utf-16-le"),
    "analysis.ipynb": json.dumps(
        {"cells": [{"cell_type": "code", "source": ["config = " + _servers() + "\n"]}]}
    ),
}


@pytest.mark.parametrize("path", _FILES)
def test_a_configuration_is_found_in_whatever_it_is_written(
    git_repo: GitRepo, run_cli: Run, path: str
) -> None:
    git_repo.commit({path: _FILES[path]})

    report = _report(run_cli, git_repo.path)

    places = _occurrences(report)
    assert [place["path"] for place in places] == [path]
    assert places[0]["server"], places
    assert places[0]["name"] == "GITHUB_TOKEN"


def test_by_paths_alone_only_the_files_of_clients_are_read(git_repo: GitRepo, run_cli: Run) -> None:
    git_repo.commit({**_FILES, ".mcp.json": _servers()})

    report = _report(run_cli, git_repo.path, "--discover", "paths")

    assert {place["path"] for place in _occurrences(report)} == {".mcp.json", "dist/gh.mcpb"}


def test_the_place_of_a_secret_in_a_document_is_exact(git_repo: GitRepo, run_cli: Run) -> None:
    text = str(_FILES["README.md"])
    git_repo.commit({"README.md": "ä first line\n" + text})

    (place,) = _occurrences(_report(run_cli, git_repo.path))

    before = text[: text.index(_SECRET)]
    assert place["line"] == before.count("\n") + 2
    assert place["column"] == len(before) - before.rindex("\n")
    assert place["pointer"] == "/mcpServers/gh/env/GITHUB_TOKEN"


def test_a_document_keeps_the_life_of_a_secret_while_its_lines_move(
    git_repo: GitRepo, run_cli: Run
) -> None:
    first = git_repo.commit({"README.md": str(_FILES["README.md"])})
    for number in range(3):
        git_repo.commit({"README.md": "more\n" * (number + 1) + str(_FILES["README.md"])})
    git_repo.commit({"README.md": "nothing about mcpServers"})

    (place,) = _occurrences(_report(run_cli, git_repo.path))

    assert place["state"] == "history"
    assert place["first_commit"] == first
    assert place["line"] == _line_of(_SECRET, "README.md") + 3
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
