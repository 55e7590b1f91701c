import re
from pathlib import Path

import pytest

from reports.inventory import Inventory, Place, declared, unused
from reports.inventory_file import load
from reports.strict import ReviewFileError

EXAMPLE = """\
version = 1

[vocabulary]
environments = ["prod", "staging", "dev"]
tenants = { acme = ["acme", "acme-eu"], globex = ["globex"] }

[[map]]
match = { repository = "platform/*" }
set = { environment = "dev", tenant = "globex", owner = "team-platform" }

[[map]]
match = { path = "deploy/prod/**", branch = "release/*" }
set = { environment = "prod" }

[[map]]
match = { server = "pkg:npm/zendesk-*" }
set = { tenant = "acme" }
"""
PLACE = Place("platform/bots", "deploy/prod/.mcp.json", "pkg:npm/zendesk-mcp", "zendesk", "cursor")


def read(tmp_path: Path, text: str) -> Inventory:
    file = tmp_path / "inventory.toml"
    file.write_text(text)
    return load(file)[0]


def refusal(tmp_path: Path, text: str) -> str:
    with pytest.raises(ReviewFileError) as caught:
        read(tmp_path, text)
    return str(caught.value).replace(f"{tmp_path}/", "")


def test_the_most_specific_rule_decides_each_value_by_itself(tmp_path: Path) -> None:
    inventory = read(tmp_path, EXAMPLE)

    assert declared(inventory, PLACE, "tenant").value == "acme"
    assert declared(inventory, PLACE, "environment").value == "dev"
    assert declared(inventory, PLACE, "owner").value == "team-platform"
    assert declared(inventory, PLACE, "tenant").rule == "map[3]"


def test_a_branch_matches_by_its_short_name(tmp_path: Path) -> None:
    inventory = read(tmp_path, EXAMPLE)
    released = Place(
        PLACE.repository, PLACE.path, "", "zendesk", "cursor", ("refs/heads/release/7",)
    )

    assert declared(inventory, released, "environment").value == "prod"


def test_more_literal_characters_win_among_equals(tmp_path: Path) -> None:
    inventory = read(
        tmp_path,
        """\
version = 1
[[map]]
match = { path = "deploy/[ps]*" }
set = { environment = "staging" }
[[map]]
match = { path = "deploy/prod/*" }
set = { environment = "prod" }
""",
    )

    assert declared(inventory, PLACE, "environment").value == "prod"


def test_two_equally_specific_rules_that_disagree_are_an_error(tmp_path: Path) -> None:
    inventory = read(
        tmp_path,
        """\
version = 1
[[map]]
match = { path = "deploy/p*" }
set = { environment = "staging" }
[[map]]
match = { path = "*eploy/p*" }
set = { environment = "prod" }
[[map]]
match = { path = "deploy/*p" }
set = { environment = "prod" }
""",
    )
    place = Place("platform/bots", "deploy/pp", "", "", "")

    with pytest.raises(ReviewFileError, match=r"map\[1\] .* map\[3\] .*equally specific"):
        declared(inventory, place, "environment")
    assert declared(inventory, PLACE, "environment").value == "staging"


def test_rules_that_match_nothing_are_listed(tmp_path: Path) -> None:
    inventory = read(tmp_path, EXAMPLE)

    assert [rule.position for rule in unused(inventory, [PLACE])] == [2]
    assert [rule.position for rule in unused(inventory, [])] == [1, 2, 3]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "`version` must be 1"),
        ("version = true", "`version` must be 1"),
        ("version = 2", "`version` must be 1"),
        ("version = 1\nmaps = []", "unknown key `maps` in the file; did you mean `map`?"),
        ("version = 1\nmap = 3", "map must be a list of tables"),
        ("version = 1\nmap = [3]", "map[1] must be a table"),
        (
            'version = 1\n[[map]]\nmatch = { paths = "a" }\nset = { tenant = "x" }',
            "unknown key `paths` in map[1].match; did you mean `path`?",
        ),
        (
            'version = 1\n[[map]]\nmatch = { path = "a" }\nset = { tennant = "x" }',
            "unknown key `tennant` in map[1].set; did you mean `tenant`?",
        ),
        (
            'version = 1\n[[map]]\nmatch = { path = "a" }\nset = { tenant = 3 }',
            "map[1].set.tenant must be a non-empty string",
        ),
        (
            'version = 1\n[[map]]\nmatch = { path = "a[b" }\nset = { tenant = "x" }',
            "map[1].match.path: `[` is never closed",
        ),
        (
            'version = 1\n[[map]]\nmatch = { path = " " }\nset = { tenant = "x" }',
            "map[1].match.path must be a non-empty string",
        ),
        ('version = 1\n[[map]]\nset = { tenant = "x" }', "map[1] needs both `match` and `set`"),
        (
            (
                'version = 1\nvocabulary = { environments = ["prod"] }\n'
                '[[map]]\nmatch = { path = "a" }\nset = { environment = "prd" }'
            ),
            'map[1].set.environment: "prd" is not in the vocabulary; did you mean `prod`?',
        ),
        (
            'version = 1\nvocabulary = { tenants = { a = ["x"], b = ["X"] } }',
            'vocabulary.tenants: "x" names both a and b',
        ),
        ("version = 1\nvocabulary = { environments = 'prod' }", "must be a list of strings"),
        ("version = 1\nvocabulary = { tenants = ['a'] }", "must be a table of lists"),
    ],
)
def test_what_is_wrong_is_named_with_what_to_do(tmp_path: Path, text: str, message: str) -> None:
    refused = refusal(tmp_path, text)

    assert message in refused
    assert refused.startswith("inventory.toml: ")


def test_broken_toml_is_told_by_position_alone(tmp_path: Path) -> None:
    with pytest.raises(ReviewFileError) as caught:
        read(tmp_path, "version = 1\nsecret = hunter2\n")

    assert re.search(r"not TOML at line 2, column \d+$", str(caught.value))
    assert caught.value.__suppress_context__
    assert "hunter2" not in str(caught.value)


def test_bytes_that_are_no_text_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "inventory.toml"
    file.write_bytes(b"version = 1 # \xff")

    with pytest.raises(ReviewFileError, match="byte 15 is not UTF-8"):
        load(file)
    with pytest.raises(ReviewFileError, match="cannot be read"):
        load(tmp_path / "none.toml")


def test_deep_nesting_is_refused(tmp_path: Path) -> None:
    assert "inventory.toml: n" in refusal(tmp_path, "version = " + "[" * 20_000)


def test_the_examples_of_the_documentation_load_together(tmp_path: Path) -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "inventory.md").read_text("utf-8")
    text = "\n".join(part.split("```")[0] for part in page.split("```toml\n")[1:])
    text = text.replace('"3f9c…"', f'"{"3" * 64}"').replace('"…"', f'"{"a" * 64}"')

    inventory = read(tmp_path, text)

    assert [server.id for server in inventory.servers] == ["github"]
    assert [item.claim for item in inventory.attestations] == ["revoked", "logged"]
