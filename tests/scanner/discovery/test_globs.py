import re

import pytest

from scanner.discovery.globs import expand, pattern


def matches(glob: str, path: str) -> bool:
    return any(re.fullmatch(pattern(one), path, re.DOTALL) for one in expand(glob))


@pytest.mark.parametrize(
    ("glob", "path"),
    [
        ("**/.mcp.json", ".mcp.json"),
        ("**/.mcp.json", "a/b/.mcp.json"),
        ("**/x/**/y.json", "x/y.json"),
        ("**/x/**/y.json", "a/x/b/c/y.json"),
        ("**/x/*/y.json", "a/x/b/y.json"),
        ("**/*mcp*.json", "a/my-mcp-file.json"),
        ("**/*mcp*.json", "mcp.json"),
        ("**/a?c", "abc"),
        ("**/{a,b/c}.{json,yaml}", "z/b/c.yaml"),
        ("**/a{,.local}.json", "a.json"),
        ("**/*a*a.json", "aa.json"),
        ("**/*.json", "line\nbreak.json"),
        ("**/x/*.json", "x/x/y.json"),
    ],
)
def test_a_glob_matches(glob: str, path: str) -> None:
    assert matches(glob, path)


@pytest.mark.parametrize(
    ("glob", "path"),
    [
        ("**/.mcp.json", "a.mcp.json"),
        ("**/.mcp.json", ".mcp.json/a"),
        ("**/x/**/y.json", "ax/y.json"),
        ("**/x/*/y.json", "x/y.json"),
        ("**/x/*/y.json", "x/a/b/y.json"),
        ("**/*mcp*.json", "mcp/other.json"),
        ("**/a?c", "a/c"),
        ("**/a?c", "ac"),
        ("**/*a*a.json", "a.json"),
        ("**/a.json", "axjson"),
    ],
)
def test_a_glob_does_not_match(glob: str, path: str) -> None:
    assert not matches(glob, path)


@pytest.mark.parametrize("glob", ["a/**", "a**/b", "**"])
def test_two_stars_stand_only_for_directories(glob: str) -> None:
    with pytest.raises(ValueError, match="glob"):
        pattern(glob)
