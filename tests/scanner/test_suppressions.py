"""Comments and files by which a repository asks scanners to look away."""

import re
from importlib.resources import files

import pytest
import tomli

from scanner.suppressions import is_file_of_suppressions, suppression

_TABLE = tomli.loads((files("scanner") / "suppressions.toml").read_text("utf-8"))
_VALUE = b'TOKEN = "here"'


def _told(source: bytes) -> str:
    return suppression(source, source.index(b"here"))


@pytest.mark.parametrize(
    ("comment", "name"),
    [
        (b"# gitleaks:allow", "gitleaks:allow"),
        (b"// betterleaks:allow", "betterleaks:allow"),
        (b"# kingfisher:ignore", "kingfisher:ignore"),
        (b"# KINGFISHER:Allow", "kingfisher:ignore"),
        (b"# trufflehog:ignore", "trufflehog:ignore"),
        (b"# pragma: allowlist secret", "pragma: allowlist secret"),
        (b"<!-- pragma: whitelist-secret -->", "pragma: allowlist secret"),
        (b"# ggignore", "ggignore"),
        (b"# nosemgrep: generic.secrets", "nosemgrep"),
        (b"# nosem", "nosemgrep"),
        (b"# nosec B105", "nosec"),
        (b"// #nosec G101", "nosec"),
        (b"# noqa", "noqa"),
        (b"# noqa: E501, S105", "noqa"),
        (b"// NOSONAR", "NOSONAR"),
        (b"// secretlint-disable-line", "secretlint-disable-line"),
        (b"# hashicorpignore", "HashiCorpIgnore"),
        (b"# detect-secrets:ignore", "detect-secrets:ignore"),
        (b"# mcp-exposure:ignore", "mcp-exposure:ignore"),
    ],
)
def test_a_comment_on_the_line_of_a_value_is_told(comment: bytes, name: str) -> None:
    other = b'OTHER = "x"'

    assert _told(other + b"\n" + _VALUE + b" " + comment + b"\r\n" + other + b"\n") == name
    assert _told(comment + b" " + _VALUE) == name


@pytest.mark.parametrize(
    ("comment", "name"),
    [
        (b"  # pragma: allowlist nextline secret", "pragma: allowlist nextline secret"),
        (b"// nosemgrep", "nosemgrep"),
        (b"// secretlint-disable-next-line @x -- why", "secretlint-disable-next-line"),
        (b"# kingfisher:ignore", "kingfisher:ignore"),
    ],
)
def test_a_comment_for_the_next_line_stands_before_the_value(comment: bytes, name: str) -> None:
    assert _told(comment + b"\n" + _VALUE + b"\n") == name
    assert _told(b"a\n" + comment + b"\n" + _VALUE) == name
    assert _told(comment + b"\n\n" + _VALUE) == ""


@pytest.mark.parametrize("comment", [b"kingfisher:ignore", b"nosemgrep"])
def test_a_comment_behind_another_value_is_meant_for_that(comment: bytes) -> None:
    other = b'OTHER = "x" # ' + comment

    assert _told(other + b"\n" + _VALUE + b"\n" + other) == ""


def test_only_kingfisher_looks_at_the_line_behind() -> None:
    assert _told(_VALUE + b"\n# kingfisher:ignore") == "kingfisher:ignore"
    assert _told(_VALUE + b"\n# nosemgrep, gitleaks:allow") == ""


@pytest.mark.parametrize(
    "source",
    [
        b"# gitleaks:allow\n" + _VALUE + b"\n# gitleaks:allow\n",
        b"# trufflehog:ignore\n" + _VALUE,
        _VALUE + b"# Gitleaks:Allow",
        _VALUE + b" # secretlint-disable-next-line",
        _VALUE + b" # pragma: allowlist nextline secret",
        b"a = 1 # pragma: allowlist nextline secret\n" + _VALUE,
        _VALUE + b" # aggignores",
        _VALUE + b" # ggignore-start",
        _VALUE + b" # noqa: E501",
        _VALUE + b" # nosecret",
        _VALUE + b" nosec",
        _VALUE,
    ],
)
def test_what_its_scanner_would_not_take_for_a_suppression_is_none(source: bytes) -> None:
    assert _told(source) == ""


def test_the_first_of_several_is_named() -> None:
    assert _told(_VALUE + b" # nosec, trufflehog:ignore, gitleaks:allow") == "gitleaks:allow"


def test_far_off_in_one_long_line_nothing_is_looked_for() -> None:
    near, far = b"," * 1_000, b"," * 10_000

    assert _told(b"gitleaks:allow" + near + _VALUE) == "gitleaks:allow"
    assert _told(_VALUE + near + b"gitleaks:allow") == "gitleaks:allow"
    assert _told(b"gitleaks:allow" + far + _VALUE + far + b"gitleaks:allow") == ""
    # What the line before begins with cannot be told, so that it is none.
    assert _told(b"a = 1" + far + b"\n# nosemgrep\n" + _VALUE) == "nosemgrep"
    assert _told(far + b"# nosemgrep\n" + _VALUE) == ""


def test_every_comment_says_where_it_stands_and_where_it_is_from() -> None:
    for one in _TABLE["comments"]:
        assert set(one["stands"]) <= {"on", "before", "after"}
        assert one["stands"]
        assert one["source"].startswith("https://") or one["source"] == "by analogy"
        assert one["text"] == one["text"].lower()
        found = re.search(one["pattern"], f"# {one['name']}")
        assert found, one["name"]
        assert one["text"] in found[0].lower()


def test_files_are_told_by_their_names_alone() -> None:
    named = [".gitleaksignore", "a/b/.secrets.baseline", ".kingfisher.yaml", ".mcp-exposure-ignore"]

    assert all(map(is_file_of_suppressions, named))
    assert not any(
        map(is_file_of_suppressions, [".gitignore", ".gitleaksignore/a", "x.gitleaksignore", ""])
    )
