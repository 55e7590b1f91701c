"""Codex refers to no variable in a value: keys name it instead."""

from pathlib import Path

import pytest
import tomli

from tests import tokens
from tests.repositories import GitRepo, new_repository
from tests.scanner.fixing.fixing import Fixed, again, apply, fixed, on_disk

PATH = ".codex/config.toml"


@pytest.fixture
def repo(tmp_path: Path) -> GitRepo:
    return new_repository(tmp_path / "repo")


def mended(repo: GitRepo, content: str) -> tuple[Fixed, str]:
    repo.commit({PATH: content})
    done = fixed(repo.path)
    assert apply(repo.path, done.text) == ""
    repo.commit()
    return done, (repo.path / PATH).read_bytes().decode()


def test_variables_bearers_and_headers_are_named(repo: GitRepo) -> None:
    done, after = mended(
        repo,
        f"""\
# of the team
[mcp_servers.docs]
url = "https://docs.example.com/mcp"
http_headers = {{ X-Team = "shop", "X-Api-Key" = "{tokens.opaque(1)}", Authorization = "Bearer {tokens.opaque(2)}" }}

[mcp_servers."shop database"]
command = "npx"   # local
args = ["-y", "@acme/database"]

[mcp_servers."shop database".env]
DATABASE_TOKEN = "{tokens.github()}"
LOG_LEVEL = "info"
""",  # noqa: E501 - as users write it
    )

    assert done.fix.by_hand == ()
    assert after == (
        "# of the team\n"
        "[mcp_servers.docs]\n"
        'bearer_token_env_var = "DOCS_AUTHORIZATION_TOKEN"\n'
        'env_http_headers = { "X-Api-Key" = "DOCS_X_API_KEY" }\n'
        'url = "https://docs.example.com/mcp"\n'
        'http_headers = { X-Team = "shop" }\n'
        "\n"
        '[mcp_servers."shop database"]\n'
        'env_vars = ["DATABASE_TOKEN"]\n'
        'command = "npx"   # local\n'
        'args = ["-y", "@acme/database"]\n'
        "\n"
        '[mcp_servers."shop database".env]\n'
        'LOG_LEVEL = "info"\n'
    )
    assert list(on_disk(again(repo.path))) == []


def test_a_list_of_variables_that_is_there_is_added_to(repo: GitRepo) -> None:
    _, after = mended(
        repo,
        "[mcp_servers.shop]\r\n"
        'command = "shop"\r\n'
        'env_vars = ["SHOP_URL"]\r\n'
        f'env = {{ SHOP_TOKEN = "{tokens.github()}" }}\r\n',
    )

    server = tomli.loads(after)["mcp_servers"]["shop"]
    assert server == {"command": "shop", "env_vars": ["SHOP_TOKEN", "SHOP_URL"], "env": {}}
    assert after.count("\r\n") == after.count("\n")


def test_a_header_of_another_scheme_is_kept_whole_in_its_variable(repo: GitRepo) -> None:
    done, after = mended(
        repo,
        "[mcp_servers.shop]\n"
        'url = "https://shop.example.com/mcp"\n'
        f'http_headers = {{ Authorization = "Token {tokens.opaque(1)}" }}\n',
    )

    server = tomli.loads(after)["mcp_servers"]["shop"]
    assert server["env_http_headers"] == {"Authorization": "SHOP_AUTHORIZATION_TOKEN"}
    assert done.fix.patches[0].needed[0].kept.endswith("with all that stood around it")


@pytest.mark.parametrize(
    "line",
    [
        'args = ["--api-key", "{secret}"]',
        'env.SHOP_TOKEN = "{secret}"',
        'env = {{ SHOP_TOKEN = """{secret}""" }}',
        'bearer_token_env_var = "{secret}"',
    ],
)
def test_what_no_key_can_name_is_left_to_a_hand(repo: GitRepo, line: str) -> None:
    written = line.format(secret=tokens.github())
    repo.commit({PATH: f'[mcp_servers.shop]\ncommand = "shop"\n{written}\n'})

    done = fixed(repo.path)

    assert done.fix.patches == ()
    assert len(done.fix.by_hand) == 1
    assert tokens.github() not in done.text
