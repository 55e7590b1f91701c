"""`verify` sees whatever is done to a pack, whoever made digests fit."""

import json
import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from reports.formats.registry import FORMATS
from reports.verifying import invalid, verify

OURS = {"manifest.json", "manifest.json.sha256", "attestation.intoto.jsonl"}

_PACKED = sorted({known.packed for known in FORMATS.values() if known.packed} | OURS)


def _reseal(directory: Path, *names: str) -> None:
    """Make manifest and digest fit what is in the files `names`, as a forger would."""
    manifest = json.loads((directory / "manifest.json").read_bytes())
    for file in manifest["files"]:
        if file["path"] in names:
            content = (directory / file["path"]).read_bytes()
            file.update(size=len(content), sha256=sha256(content).hexdigest())
    text = json.dumps(manifest).encode()
    (directory / "manifest.json").write_bytes(text)
    digest = f"{sha256(text).hexdigest()}  manifest.json\n"
    (directory / "manifest.json.sha256").write_text(digest)


@pytest.mark.parametrize("name", _PACKED)
def test_one_changed_byte_of_any_file_is_seen(name: str, own_pack: Path) -> None:
    content = bytearray((own_pack / name).read_bytes())
    content[len(content) // 2] ^= 1
    (own_pack / name).write_bytes(content)

    assert any("manifest.json" in one or name in one for one in verify(own_pack).problems)


@pytest.mark.parametrize("name", _PACKED)
def test_a_missing_file_is_seen(name: str, own_pack: Path) -> None:
    (own_pack / name).unlink()

    assert any(f"{name} is missing" in one for one in verify(own_pack).problems)


def test_an_extra_file_is_seen_by_a_visible_name(own_pack: Path) -> None:
    (own_pack / "more\x1b[2J").write_text("x")

    assert verify(own_pack).problems == ("more\\x1b[2J is not of this pack",)


def test_a_link_in_place_of_a_file_is_seen(own_pack: Path, whole_pack: Path) -> None:
    (own_pack / "report.json").unlink()
    (own_pack / "report.json").symlink_to(whole_pack / "report.json")

    assert "report.json is no regular file" in verify(own_pack).problems


def test_a_pipe_in_place_of_a_file_is_not_waited_for(own_pack: Path) -> None:
    (own_pack / "report.md").unlink()
    os.mkfifo(own_pack / "report.md")

    assert "report.md is no regular file" in verify(own_pack).problems


@pytest.mark.parametrize("path", ["../outside", "/etc/passwd", "..", "a/b", "", "a\0b"])
def test_a_manifest_that_names_a_file_outside_is_refused(path: str, own_pack: Path) -> None:
    manifest = json.loads((own_pack / "manifest.json").read_bytes())
    manifest["files"].append({"path": path, "size": 1, "sha256": "0" * 64})
    (own_pack / "manifest.json").write_text(json.dumps(manifest))
    _reseal(own_pack)

    assert verify(own_pack).problems == (
        "manifest.json is not the manifest of a pack of this version",
    )


@pytest.mark.parametrize("text", ["", "[]", "null", '{"schema": 1}', "[" * 100_000, "\xff"])
def test_a_manifest_that_is_none_is_told(text: str, own_pack: Path) -> None:
    (own_pack / "manifest.json").write_text(text, "latin-1")

    assert any("not the manifest" in one for one in verify(own_pack).problems)


def test_a_report_that_the_schema_refuses_is_told_without_its_text(own_pack: Path) -> None:
    report = json.loads((own_pack / "report.json").read_bytes())
    report["credentials"][0]["severity"] = "s3cr3t"
    (own_pack / "report.json").write_text(json.dumps(report))
    _reseal(own_pack, "report.json")

    problems = verify(own_pack).problems

    assert problems == ("report.json is no valid report at credentials/0/severity",)


def _less(text: str) -> str:
    return "".join(text.splitlines(keepends=True)[:-1])


def _without_first(key: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        document = json.loads(text)
        del document[key][0]
        return json.dumps(document)

    return change


def _without_rule(text: str) -> str:
    document = json.loads(text)
    results = document["runs"][0]["results"]
    first = results[0]["ruleId"].partition("/")[0]
    document["runs"][0]["results"] = [
        one for one in results if one["ruleId"].partition("/")[0] != first
    ]
    return json.dumps(document)


def _without_check(text: str) -> str:
    document = json.loads(text)
    first = document["findings"][0]["vuln_id_from_tool"]
    document["findings"] = [f for f in document["findings"] if f["vuln_id_from_tool"] != first]
    return json.dumps(document)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("findings.csv", _less),
        ("occurrences.csv", _less),
        ("checks.csv", _less),
        ("checks.csv", lambda text: text.replace('"FAIL"', '"PASS"', 1)),
        ("results.sarif", _without_rule),
        ("results-full.sarif", _without_rule),
        ("gl-secret-detection-report.json", _without_first("vulnerabilities")),
        ("dojo-generic.json", _without_check),
        ("ocsf.jsonl", _less),
        ("ocsf.jsonl", lambda _: "[" * 100_000),
        ("attestation.intoto.jsonl", lambda text: text.replace("FAILED", "PASSED")),
        ("report.json", lambda text: text.replace('"FAIL"', '"PASS"', 1)),
    ],
)
def test_a_file_that_tells_something_else_is_seen_though_its_digest_fits(
    name: str, change: Callable[[str], str], own_pack: Path
) -> None:
    text = (own_pack / name).read_bytes().decode()
    assert change(text) != text
    (own_pack / name).write_bytes(change(text).encode())
    _reseal(own_pack, name)

    assert any("disagree" in one for one in verify(own_pack).problems)


def test_the_schema_is_shipped_and_takes_what_we_write(whole_pack: Path) -> None:
    assert list(invalid(json.loads((whole_pack / "report.json").read_bytes()))) == []
    assert list(invalid(None)) == ["report.json is no valid report at its top"]
