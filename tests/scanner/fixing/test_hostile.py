"""What a repository could try: to have a credential printed, or a wrong file changed."""

import json
from pathlib import Path

import pytest

from scanner.fixing.fix import fix
from tests import tokens
from tests.repositories import GitRepo, mcp_json, new_repository
from tests.scanner.fixing.fixing import SETTINGS, apply, fixed, unit_at


@pytest.fixture
def repo(tmp_path: Path) -> GitRepo:
    return new_repository(tmp_path / "repo")


def test_names_of_files_and_servers_do_nothing_to_a_terminal(repo: GitRepo) -> None:
    name = "a\x1b[31m\u202e\n+++ b/x"
    server = {name: {"command": "x", "env": {"X_TOKEN": tokens.github()}, name: "\x9b"}}
    repo.commit({"a\x1b[2J\n/.mcp.json": json.dumps({"mcpServers": server}, ensure_ascii=False)})

    text = fixed(repo.path).text

    assert "\x1b" not in text
    assert "\u202e" not in text
    assert all(line.startswith("#") or line.isascii() for line in text.splitlines())
    assert apply(repo.path, text) == ""
    assert "${X_TOKEN}" in (repo.path / "a\x1b[2J\n/.mcp.json").read_text()


def test_a_credential_elsewhere_on_a_line_or_in_a_name_is_not_shown(repo: GitRepo) -> None:
    secret = tokens.opaque(1)
    server = {"command": "x", "env": {"X_TOKEN": secret}, "description": f"was {secret}"}
    repo.commit({".mcp.json": json.dumps({"mcpServers": {f"my-{secret}": server}})})

    found = fixed(repo.path)

    assert secret not in found.text
    assert secret.upper() not in found.text


def test_a_credential_of_an_older_commit_is_masked_where_it_stands_unnoticed(
    repo: GitRepo,
) -> None:
    def content(password: str, note: str) -> str:
        server = {"command": "x", "env": {"DB_PASSWORD": password}, "note": note}
        return json.dumps({"mcpServers": {"x": server}})

    older, newer = "marmalade-" + "orchard-77", "blue-" + "lantern-12-harbour"
    repo.commit({".mcp.json": content(older, "")})
    repo.commit({".mcp.json": content(newer, f"before: {older}")})

    found = fixed(repo.path)

    assert older not in found.text
    assert newer not in found.text


def test_a_link_is_not_followed(repo: GitRepo, tmp_path: Path) -> None:
    outside = tmp_path / "outside.json"
    outside.write_text(mcp_json(API_TOKEN=tokens.github()))
    repo.commit({"a/.mcp.json": mcp_json(API_TOKEN=tokens.github())})
    (repo.path / "a/.mcp.json").unlink()
    (repo.path / "a/.mcp.json").symlink_to(outside)

    found = fixed(repo.path)

    assert found.fix.patches == ()
    assert found.fix.by_hand


def test_a_file_that_became_a_link_since_is_not_written_through(
    repo: GitRepo, tmp_path: Path
) -> None:
    content = mcp_json(API_TOKEN=tokens.github())
    outside = tmp_path / "outside.json"
    outside.write_text(content)
    repo.commit({".mcp.json": content})
    found = fixed(repo.path)
    (repo.path / ".mcp.json").unlink()
    (repo.path / ".mcp.json").symlink_to(outside)

    assert apply(repo.path, found.text) != ""
    assert outside.read_text() == content


def test_a_path_that_leads_out_of_the_repository_gets_no_patch(
    repo: GitRepo, tmp_path: Path
) -> None:
    (tmp_path / ".mcp.json").write_text(mcp_json(API_TOKEN=tokens.github()))
    blob = repo.git("hash-object", "-w", str(tmp_path / ".mcp.json"))
    inner = repo.git("mktree", stdin=f"100644 blob {blob}\t.mcp.json\n".encode())
    outer = repo.git(
        "hash-object",
        "-t",
        "tree",
        "-w",
        "--stdin",
        "--literally",
        stdin=b"40000 ..\0" + bytes.fromhex(inner),
    )
    commit = repo.git("commit-tree", outer, "-m", "x")
    repo.git("update-ref", "refs/heads/main", commit)

    found = fixed(repo.path, "main")

    assert found.fix.patches == ()
    assert [place.path for place in found.fix.by_hand] == ["../.mcp.json"]


@pytest.mark.parametrize(
    "content",
    [
        '{ "mcpServers": { "a": { "command": "a", "env": { "A_TOKEN": "%s" ',
        '<<<<<<< a\n{ "mcpServers": { "a": { "command": "a", "env": { "A_TOKEN": "%s" } } } }\n',
        '{ "mcpServers": { "a": { "env": { "A_TOKEN": "%s", "A_TOKEN": "x" }, "command": "a" } } }',
        '{ "mcpServers": { "a": { "command": "a", "env": { "A_TOKEN": "\\u0067%s" } } } }',
    ],
)
def test_a_damaged_or_odd_file_is_patched_rightly_or_not_at_all(
    repo: GitRepo, content: str
) -> None:
    secret = tokens.github()
    shown = content % (secret if "u0067" not in content else secret[1:])
    repo.commit({".mcp.json": shown})

    found = fixed(repo.path)

    assert secret not in found.text
    assert secret[1:] not in found.text
    if found.fix.patches:
        assert apply(repo.path, found.text) == ""
        expected = shown.replace("\\u0067", "g").replace(secret, "${A_TOKEN}")
        assert (repo.path / ".mcp.json").read_text() == expected
    else:
        assert found.fix.by_hand


def test_what_is_not_utf_8_is_left_to_a_hand(repo: GitRepo) -> None:
    repo.commit({".mcp.json": mcp_json(API_TOKEN=tokens.github()).encode("utf-16")})

    (place,) = fixed(repo.path).fix.by_hand

    assert place.reason.startswith("it is not UTF-8")


@pytest.mark.parametrize("indent", [None, 2])
def test_what_leaves_the_worker_holds_no_plaintext_not_even_of_what_nobody_recognised(
    repo: GitRepo, indent: int | None
) -> None:
    server = {"command": "x", "env": {"X": tokens.opaque(3), "API_TOKEN": tokens.github()}}
    content = json.dumps({"mcpServers": {"x": server}}, indent=indent)
    repo.commit({".mcp.json": f"{content} // {tokens.opaque(4)}\n"})

    told = repr(fix(unit_at(repo.path), SETTINGS))

    assert tokens.github() not in told
    assert tokens.opaque(3) not in told
    assert tokens.opaque(4) not in told
    assert "${API_TOKEN}" in told
