import base64
import json
import urllib.parse
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.repositories import GitRepo, mcp_json
from tests.tokens import github, opaque


def _forms(secret: str) -> set[bytes]:
    """Return what a leak could look like; base64 in all three alignments."""
    raw = secret.encode()
    aligned = {base64.b64encode(b"\0" * n + raw)[4 : 4 + 4 * (len(raw) // 3 - 1)] for n in range(3)}
    quoted = urllib.parse.quote(secret, safe="").encode()
    return {raw, quoted, json.dumps(secret)[1:-1].encode(), raw.hex().encode(), *aligned}


def _plant(repo: GitRepo, secret: str) -> None:
    """Put the secret wherever a configuration, a path or a name can carry it."""
    server = {
        "command": "npx",
        "args": ["-y", "pkg", "--api-key", secret, f"https://u:{secret}@h.example/{secret}/x"],
        "env": {"API_KEY": secret, "TENANT_ID": secret, "APP_ENV": secret},
        "headers": {"Authorization": f"Bearer {secret}"},
        "url": f"https://mcp.example.com/s/{secret}/mcp?token={secret}",
    }
    text = json.dumps({"mcpServers": {"plain": server, f"server-{secret}": server}})
    repo.commit({".mcp.json": text, f"{secret}/.mcp.json": text})
    repo.git("checkout", "--quiet", "-b", f"branch-{secret}")
    repo.commit({"broken/.mcp.json": text[:-4], "config.mcp.json": f"// {secret}\n{text}"})
    repo.git("checkout", "--quiet", "main")
    repo.commit({".mcp.json": mcp_json(), **_elsewhere(secret)})


def _elsewhere(secret: str) -> dict[str, str]:
    """Return files that only a trace finds it in, whose names have it in all its forms."""
    encoded = [base64.b64encode(b"x" * n + secret.encode() + b"\n").decode() for n in range(3)]
    named = [text.replace("/", "_") for text in (secret, *encoded)]
    return {f"deploy/{name}/.env": f"KEY={secret}\n{encoded}\n" for name in named}


@pytest.mark.parametrize("secret", [github(77), opaque(77)], ids=["known", "opaque"])
@pytest.mark.parametrize(
    "options",
    [(), ("--verbose",), ("--quiet",), ("--trace",), ("--trace", "--verbose")],
    ids=" ".join,
)
def test_a_planted_secret_appears_in_no_output_log_error_or_file(
    git_repo: GitRepo, run_cli: Run, tmp_path: Path, options: tuple[str, ...], secret: str
) -> None:
    _plant(git_repo, secret)
    out = tmp_path / "out"
    out.mkdir()
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    reports = [f"--report=html={out / 'r.html'}", f"--report=json={out / 'r.json'}"]

    ran = run_cli("scan", git_repo.path, *options, *reports, TMPDIR=str(scratch))

    assert ran.code in (1, 3)
    assert len(json.loads((out / "r.json").read_text())["credentials"]) == 1
    written = [file.read_bytes() for folder in (out, scratch) for file in folder.rglob("*.*")]
    assert len(written) == 2
    for text in (ran.out.encode(), ran.err.encode(), *written):
        assert not [form for form in _forms(secret) if form in text]


def test_a_secret_in_a_target_that_cannot_be_scanned_or_written_is_not_repeated_in_a_traceback(
    git_repo: GitRepo, run_cli: Run, tmp_path: Path
) -> None:
    secret = opaque(78)
    _plant(git_repo, secret)

    ran = run_cli("scan", git_repo.path, "--report", f"html={tmp_path / 'missing' / 'r.html'}")

    assert ran.code == 4
    assert "Traceback" not in ran.err
    assert not [form for form in _forms(secret) if form in (ran.out + ran.err).encode()]
