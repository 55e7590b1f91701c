import json
from pathlib import Path

import pytest

from tests import tokens
from tests.repositories import GitRepo, mcp_json, new_repository
from tests.scanner.fixing.fixing import again, apply, fixed, on_disk


@pytest.fixture
def repo(tmp_path: Path) -> GitRepo:
    return new_repository(tmp_path / "repo")


def mended(repo: GitRepo, path: str, content: str | bytes) -> bytes:
    """Commit a file, fix it, apply, and see that nothing is left."""
    repo.commit({path: content})
    done = fixed(repo.path)
    assert done.fix.by_hand == ()
    assert apply(repo.path, done.text) == ""
    repo.commit()
    assert list(on_disk(again(repo.path))) == []
    return (repo.path / path).read_bytes()


def test_all_but_the_credential_stays_as_it_is_comments_line_ends_and_mark(repo: GitRepo) -> None:
    lines = (
        "\ufeff// of the team",
        "{",
        '\t"mcpServers": {',
        '\t\t"shop": { "command": "shop", "env": { "SHOP_TOKEN": "%s", }, }, // é',
        "\t},",
        "}",
    )
    content = "\r\n".join(lines)

    after = mended(repo, ".mcp.json", (content % tokens.github()).encode())

    assert after == (content % "${SHOP_TOKEN}").encode()


def test_a_credential_in_a_comment_is_removed(repo: GitRepo) -> None:
    content = '{ "mcpServers": { "a": { "command": "a" } } } // SHOP_TOKEN=%s\n'

    after = mended(repo, ".mcp.json", content % tokens.github())

    assert after.decode() == content % "removed"


def test_a_default_in_a_reference_goes_and_the_reference_stays(repo: GitRepo) -> None:
    after = mended(repo, ".mcp.json", mcp_json(API_TOKEN=f"${{MY_TOKEN:-{tokens.github()}}}"))

    assert after.decode() == mcp_json(API_TOKEN="${MY_TOKEN}")


def test_a_password_of_an_address_is_replaced_and_nothing_else_of_it(repo: GitRepo) -> None:
    address = "postgresql://shop:%s@db.example.com:5432/shop?sslmode=require"
    password = tokens.alphanumeric(24, 3)

    after = mended(repo, ".mcp.json", mcp_json(DATABASE_URL=address % password))

    assert after.decode() == mcp_json(DATABASE_URL=address % "${DATABASE_URL_PASSWORD}")


def test_the_same_credential_gets_the_same_variable_and_another_gets_its_own(
    repo: GitRepo,
) -> None:
    def content(first: str, second: str, third: str) -> str:
        tokens_of = {"one": first, "two": second, "three": third}
        servers = {
            name: {"command": name, "env": {"API_TOKEN": token}}
            for name, token in tokens_of.items()
        }
        return json.dumps({"mcpServers": servers})

    after = mended(repo, ".mcp.json", content(tokens.github(1), tokens.github(1), tokens.github(2)))

    assert after.decode() == content("${API_TOKEN}", "${API_TOKEN}", "${THREE_API_TOKEN}")


def test_a_variable_that_the_file_refers_to_already_is_not_taken(repo: GitRepo) -> None:
    other = {"command": "b", "env": {"X": "${API_TOKEN}"}}

    def content(token: str) -> str:
        server = {"command": "a", "env": {"API_TOKEN": token}}
        return json.dumps({"mcpServers": {"a": server, "b": other}})

    after = mended(repo, ".mcp.json", content(tokens.github()))

    assert after.decode() == content("${A_API_TOKEN}")


SERVERS = '"servers": { "a": { "command": "a", "env": { "A_TOKEN": "%s" } } }'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{ %s }", '{ "inputs": [ %s ], %s }'),
        ('{\n  "inputs": [],\n  %s\n}', '{\n  "inputs": [%s],\n  %s\n}'),
    ],
)
def test_the_question_for_an_input_is_added_where_the_file_has_them(
    repo: GitRepo, before: str, after: str
) -> None:
    question = {
        "type": "promptString",
        "id": "a-token",
        "description": "a-token",
        "password": True,
    }

    found = mended(repo, ".vscode/mcp.json", before % SERVERS % tokens.github())

    assert found.decode() == after % (json.dumps(question), SERVERS % "${input:a-token}")


def test_the_id_of_an_input_is_none_that_is_there(repo: GitRepo) -> None:
    asked = {"type": "promptString", "id": "a-token", "password": True}
    server = {"command": "a", "env": {"A_TOKEN": tokens.github(), "B": "${input:a-token}"}}
    content = {"inputs": [asked], "servers": {"a": server}}

    found = json.loads(mended(repo, ".vscode/mcp.json", json.dumps(content, indent=2)))

    assert [item["id"] for item in found["inputs"]] == ["a-a-token", "a-token"]
    assert found["servers"]["a"]["env"]["A_TOKEN"] == "${input:a-a-token}"


def test_the_default_of_an_input_is_emptied(repo: GitRepo) -> None:
    def content(token: str) -> str:
        asked = {"type": "promptString", "id": "a_token", "default": token}
        server = {"command": "a", "env": {"A_TOKEN": "${input:a_token}"}}
        return json.dumps({"inputs": [asked], "servers": {"a": server}})

    after = mended(repo, ".vscode/mcp.json", content(tokens.github()))

    assert after.decode() == content("")


def test_yaml_keeps_its_comments_and_gets_quotes_where_it_needs_them(repo: GitRepo) -> None:
    content = (
        "mcpServers:\n"
        "  - name: Shop # ours\n"
        "    type: streamable-http\n"
        "    url: https://shop.example.com/mcp\n"
        "    apiKey: %s # old\n"
        "    requestOptions: { headers: { X-Key: %s } }\n"
    )

    after = mended(repo, ".continue/config.yaml", content % (tokens.opaque(1), tokens.opaque(2)))

    assert after.decode() == content % (
        '"${{ secrets.SHOP_API_KEY }}"',
        '"${{ secrets.SHOP_X_KEY }}"',
    )


def test_a_line_of_a_file_of_variables_is_commented_out(repo: GitRepo) -> None:
    server = {"command": "shop", "envFile": "${workspaceFolder}/.env"}
    repo.commit({".vscode/mcp.json": json.dumps({"servers": {"shop": server}})})

    after = mended(
        repo, ".env", f"# ours\nMODE=test\nexport SHOP_TOKEN={tokens.github()}\nLAST=1\n"
    )

    assert after.decode() == (
        "# ours\nMODE=test\n# SHOP_TOKEN is set outside of this repository\nLAST=1\n"
    )


def test_what_is_only_in_history_needs_no_patch(repo: GitRepo) -> None:
    repo.commit({".mcp.json": mcp_json(API_TOKEN=tokens.github())})
    repo.commit({".mcp.json": mcp_json(API_TOKEN="${API_TOKEN}")})

    done = fixed(repo.path)

    assert (done.fix.patches, done.fix.by_hand) == ((), ())
    assert "revoke:  https://docs.github.com/" in done.text
    assert "0 places now, 1 only in older or lost commits" in done.text


def test_what_another_branch_holds_is_named_with_the_way_to_mend_it(repo: GitRepo) -> None:
    repo.commit({".mcp.json": mcp_json(API_TOKEN=tokens.github())})
    repo.git("branch", "release")
    repo.commit({".mcp.json": mcp_json(API_TOKEN="${API_TOKEN}")})

    (place,) = fixed(repo.path).fix.by_hand
    assert place.reason.endswith("run fix with --ref refs/heads/release")

    repo.git("switch", "--quiet", "release")
    assert apply(repo.path, fixed(repo.path, "refs/heads/release").text) == ""
    assert (repo.path / ".mcp.json").read_text() == mcp_json(API_TOKEN="${API_TOKEN}")


def test_a_bare_repository_is_mended_in_a_checkout_of_its_head(repo: GitRepo) -> None:
    repo.commit({".mcp.json": mcp_json(API_TOKEN=tokens.github())})

    done = fixed(repo.bare())

    assert done.fix.reference == "HEAD"
    assert apply(repo.path, done.text) == ""
    assert (repo.path / ".mcp.json").read_text() == mcp_json(API_TOKEN="${API_TOKEN}")


def test_line_ends_that_git_converts_are_no_obstacle_for_the_content_at_the_tip(
    repo: GitRepo,
) -> None:
    repo.git("config", "core.autocrlf", "true")
    content = mcp_json(API_TOKEN=tokens.github()).replace("\n", "\r\n")
    repo.commit({".mcp.json": content})

    assert "does not match" in apply(repo.path, fixed(repo.path).text)
    assert apply(repo.path, fixed(repo.path, "HEAD").text) == ""

    after = (repo.path / ".mcp.json").read_bytes().decode()
    assert after == mcp_json(API_TOKEN="${API_TOKEN}").replace("\n", "\r\n")


def test_what_is_mended_on_disk_is_to_be_committed(repo: GitRepo) -> None:
    repo.commit({".mcp.json": mcp_json(API_TOKEN=tokens.github())})
    apply(repo.path, fixed(repo.path).text)

    (place,) = fixed(repo.path).fix.by_hand

    assert place.reason == "the file on disk does not hold it any more; commit that"


def test_files_below_a_directory_of_a_repository_are_named_from_its_top(repo: GitRepo) -> None:
    repo.write("app/.mcp.json", mcp_json(API_TOKEN=tokens.github()))

    done = fixed(repo.path / "app")

    assert done.fix.where == str(repo.path)
    assert apply(repo.path, done.text) == ""
    assert (repo.path / "app/.mcp.json").read_text() == mcp_json(API_TOKEN="${API_TOKEN}")


def test_the_same_input_makes_the_same_output(repo: GitRepo) -> None:
    repo.commit(
        {
            ".mcp.json": mcp_json(A_TOKEN=tokens.github(1), B_TOKEN=tokens.opaque(2)),
            "README.md": f"```json\n{mcp_json(A_TOKEN=tokens.github(3))}```\n",
        }
    )

    assert fixed(repo.path).text == fixed(repo.path).text
