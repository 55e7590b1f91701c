import pytest

from scanner.content.variables import locations


@pytest.mark.parametrize(
    ("path", "written", "place"),
    [
        (".vscode/mcp.json", "${workspaceFolder}/.env", ".env"),
        ("apps/web/.vscode/mcp.json", "${workspaceFolder}/.env", "apps/web/.env"),
        ("compose.yaml", "./secrets/prod.env", "secrets/prod.env"),
        ("deploy/compose.yaml", "prod.env", "deploy/prod.env"),
        ("a/b.json", "../.env", ".env"),
        (".mcp.json", "$PWD/.env", ".env"),
        (".mcp.json", '".env"', ".env"),
    ],
)
def test_a_named_file_is_looked_for_where_the_client_would(
    path: str, written: str, place: str
) -> None:
    assert place in tuple(locations(path, written))


@pytest.mark.parametrize(
    "written", ["/etc/app.env", "~/.env", "${HOME}/.env", "C:\\app\\.env", "../../.env", "", "a\nb"]
)
def test_what_lies_outside_the_repository_is_nowhere(written: str) -> None:
    assert all(not place.startswith(("/", "..")) for place in locations(".mcp.json", written))
    assert tuple(locations(".mcp.json", "/etc/app.env")) == ()
