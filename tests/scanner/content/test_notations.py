import pytest

from scanner.content.model import Notation
from scanner.content.notations import is_dotenv, notation_of


@pytest.mark.parametrize(
    ("path", "notation"),
    [
        ("README.md", Notation.DOCUMENT),
        ("a/b/settings.JSON", Notation.JSON),
        ("mcp.json.bak", Notation.JSON),
        ("deploy/values.yaml.tmpl", Notation.YAML),
        ("docker/Dockerfile", Notation.DOCKERFILE),
        ("Dockerfile.dev", Notation.DOCKERFILE),
        (".env", Notation.SETTINGS),
        (".env.local", Notation.SETTINGS),
        ("src/client.ts", Notation.CODE),
        ("setup.sh", Notation.SHELL),
        ("Makefile", Notation.SHELL),
        ("notes.ipynb", Notation.NOTEBOOK),
        ("LICENSE", None),
        ("a.b/noextension", None),
    ],
)
def test_the_name_of_a_file_tells_its_notation(path: str, notation: Notation | None) -> None:
    assert notation_of(path) == notation


@pytest.mark.parametrize("path", [".env", "a/.env.local", "prod.env", ".envrc"])
def test_files_of_variables_are_known_by_their_names(path: str) -> None:
    assert is_dotenv(path)


def test_a_file_about_environments_is_no_file_of_variables() -> None:
    assert not is_dotenv("docs/environment.md")
