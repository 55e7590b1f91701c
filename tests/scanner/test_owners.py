import time

import pytest

from scanner.owners import lines, owners


def named(text: str, path: str, place: str = ".github/CODEOWNERS") -> tuple[str, ...]:
    return owners(lines(text, place), path)[0]


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("*", "a/b.json", True),
        ("*.json", "a/b.json", True),
        ("*.json", "a/b.toml", False),
        ("/a/", "a/b.json", True),
        ("/a/", "x/a/b.json", False),
        ("a/", "x/a/b.json", True),
        ("a/", "x/a", False),
        ("docs/*", "docs/a.md", True),
        ("docs/*", "docs/a/b.md", False),
        ("/docs/**", "docs/a/b.md", True),
        ("/docs/**", "docs", False),
        ("**/logs", "x/y/logs/z", True),
        ("a/**/z", "a/z", True),
        ("a/**/z", "a/b/c/z", True),
        ("/.mcp.json", ".mcp.json", True),
        ("/.mcp.json", "a/.mcp.json", False),
        ("a\\ b.json", "a b.json", True),
        ("?.json", "a.json", True),
        ("?.json", "ab.json", False),
        ("A.json", "a.json", False),
        ("!*.json", "a.json", False),
        ("/", "a", False),
    ],
)
def test_a_pattern_is_read_as_github_reads_it(pattern: str, path: str, matches: bool) -> None:
    assert (named(f"{pattern} @team", path) == ("@team",)) is matches


# Golden case 20, the first half.
def test_the_last_line_that_matches_wins() -> None:
    text = "* @all\n\n# a comment\n/a/ @a ops@example.com # why\n*.md\n"

    assert owners(lines(text, "CODEOWNERS"), "a/x.json") == (("@a", "ops@example.com"), (4,))
    assert named(text, "b/x.json") == ("@all",)
    assert owners(lines(text, "CODEOWNERS"), "a/x.md") == ((), (5,))


def test_each_section_of_gitlab_has_a_last_line_and_default_owners() -> None:
    text = "* @all\n[Docs][2] @writers\n*.md\n^[Tools] @tools\n*.md @md\n!vendor/*.md\n"

    assert named(text, "a.md", ".gitlab/CODEOWNERS") == ("@all", "@writers", "@md")
    assert named(text, "vendor/a.md", ".gitlab/CODEOWNERS") == ("@all", "@writers")


def test_no_pattern_costs_more_than_lengths_multiplied() -> None:
    text = f"{'*a' * 200}b @team\n{'**/a/' * 200}b @team\n"
    started = time.process_time()

    assert named(text, "/".join(["a" * 200] * 200)) == ()
    assert time.process_time() - started < 2
