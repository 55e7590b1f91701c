"""A pack is whole or not there, and `verify` sees whatever is done to it."""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from reports import pack
from reports.formats.registry import FORMATS
from reports.verifying import invalid, verify
from scanner.errors import OutputError
from tests.reports.formats.hostile_names import attacked
from tests.reports.formats.pages import clean, incomplete, rich

_OURS = {"manifest.json", "manifest.json.sha256", "attestation.intoto.jsonl"}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack that tests only read."""
    directory = tmp_path_factory.mktemp("whole") / "pack"
    pack.write(directory, rich())
    return directory


@pytest.fixture
def made(tmp_path: Path, whole: Path) -> Path:
    """A pack of its own for a test that changes it."""
    directory = tmp_path / "pack"
    directory.mkdir()
    for file in whole.iterdir():
        (directory / file.name).write_bytes(file.read_bytes())
    return directory


def _content(directory: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in directory.iterdir()}


def test_a_pack_holds_every_format_and_says_what_is_in_it(whole: Path) -> None:
    content = _content(whole)
    manifest = json.loads(content["manifest.json"])

    assert content.keys() == {known.packed for known in FORMATS.values()} | _OURS
    assert manifest["counts"]["credentials"] == len(rich().credentials)
    assert manifest["scope"]["targets"] == list(rich().scan.targets)
    for file in manifest["files"]:
        assert len(content[file["path"]]) == file["size"]
        assert sha256(content[file["path"]]).hexdigest() == file["sha256"]
    digest = sha256(content["manifest.json"]).hexdigest()
    assert content["manifest.json.sha256"] == f"{digest}  manifest.json\n".encode()


def test_the_statement_is_one_of_in_toto_about_the_report(whole: Path) -> None:
    content = _content(whole)
    statement = json.loads(content["attestation.intoto.jsonl"])
    named = {one["name"]: one["digest"]["sha256"] for one in statement["subject"]}
    predicate = statement["predicate"]

    assert statement["_type"] == "https://in-toto.io/Statement/v1"
    assert statement["predicateType"] == "https://in-toto.io/attestation/test-result/v0.1"
    assert named["report.json"] == sha256(content["report.json"]).hexdigest()
    assert predicate["result"] == "FAILED"
    told = [*predicate["passedTests"], *predicate["warnedTests"], *predicate["failedTests"]]
    assert len(told) == len(set(told))
    assert {"name": "rules", "digest": {"sha256": rich().scan.rules_digest}} in predicate[
        "configuration"
    ]


@pytest.mark.parametrize("make", [rich, clean, incomplete, attacked])
def test_equal_reports_make_equal_packs_that_are_in_order(
    make: Callable[..., object], tmp_path: Path
) -> None:
    report = make()
    first, second = tmp_path / "first", tmp_path / "second"
    pack.write(first, report)  # type: ignore[arg-type]
    digest = pack.write(second, report)  # type: ignore[arg-type]

    assert _content(first) == _content(second)
    assert verify(first).problems == ()
    assert verify(first).digest == digest


def test_only_its_owner_may_read_it(whole: Path) -> None:
    assert whole.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in whole.iterdir()} == {0o600}


def test_a_pack_takes_the_place_of_another_and_leaves_nothing_beside(made: Path) -> None:
    pack.write(made, clean())

    assert json.loads((made / "report.json").read_bytes())["verdict"] == "clean"
    assert [file.name for file in made.parent.iterdir()] == ["pack"]


def test_an_empty_directory_is_taken(tmp_path: Path) -> None:
    (tmp_path / "pack").mkdir()

    pack.write(tmp_path / "pack", clean())

    assert verify(tmp_path / "pack").problems == ()


@pytest.mark.parametrize(
    "strange",
    [
        {"notes.txt": "mine"},
        {"manifest.json": "{}"},
        {"manifest.json": '{"schema": "mcp-exposure/pack/1", "files": 7}'},
        {"manifest.json": "[" * 100_000},
    ],
)
def test_a_directory_that_is_no_pack_of_ours_stays(strange: dict[str, str], tmp_path: Path) -> None:
    directory = tmp_path / "pack"
    directory.mkdir()
    for name, text in strange.items():
        (directory / name).write_text(text)

    with pytest.raises(OutputError, match="would be lost") as refused:
        pack.write(directory, clean())

    assert "all=DIR" in refused.value.hint
    assert {name: file.decode() for name, file in _content(directory).items()} == strange


def test_a_file_that_somebody_added_to_a_pack_stays(made: Path) -> None:
    (made / "minutes.docx").write_text("signed")

    with pytest.raises(OutputError, match=r"minutes\.docx"):
        pack.write(made, clean())

    assert (made / "minutes.docx").read_text() == "signed"


def test_a_link_or_a_file_is_not_replaced(tmp_path: Path, made: Path) -> None:
    (tmp_path / "link").symlink_to(made)
    (tmp_path / "file").write_text("x")

    for name, said in (("link", "is a link"), ("file", "is a file"), ("no/pack", "not exist")):
        with pytest.raises(OutputError, match=said):
            pack.write(tmp_path / name, clean())
    assert verify(made).problems == ()


def test_a_pack_that_cannot_be_made_whole_leaves_the_old_one(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _content(made)
    broken = replace(FORMATS["ocsf"], module="reports.formats.nothing_of_that_name")
    monkeypatch.setitem(FORMATS, "ocsf", broken)

    with pytest.raises(ModuleNotFoundError):
        pack.write(made, clean())

    assert _content(made) == before
    assert [file.name for file in made.parent.iterdir()] == ["pack"]


def test_a_pack_that_cannot_take_its_place_leaves_the_old_one(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _content(made)
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if Path(target) == made and (self / "report.json").is_file() and self != made:
            told = json.loads((self / "report.json").read_bytes())["verdict"]
            if told == "clean":
                raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(OutputError, match="no space left"):
        pack.write(made, clean())

    assert _content(made) == before
    assert [file.name for file in made.parent.iterdir()] == ["pack"]


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


@pytest.mark.parametrize("name", sorted({known.packed for known in FORMATS.values()} | _OURS))
def test_one_changed_byte_of_any_file_is_seen(name: str, made: Path) -> None:
    content = bytearray((made / name).read_bytes())
    content[len(content) // 2] ^= 1
    (made / name).write_bytes(content)

    assert any("manifest.json" in one or name in one for one in verify(made).problems)


@pytest.mark.parametrize("name", sorted({known.packed for known in FORMATS.values()} | _OURS))
def test_a_missing_file_is_seen(name: str, made: Path) -> None:
    (made / name).unlink()

    assert any(f"{name} is missing" in one for one in verify(made).problems)


def test_an_extra_file_is_seen_by_a_visible_name(made: Path) -> None:
    (made / "more\x1b[2J").write_text("x")

    assert verify(made).problems == ("more\\x1b[2J is not of this pack",)


def test_a_link_in_place_of_a_file_is_seen(made: Path, whole: Path) -> None:
    (made / "report.json").unlink()
    (made / "report.json").symlink_to(whole / "report.json")

    assert "report.json is no regular file" in verify(made).problems


def test_a_pipe_in_place_of_a_file_is_not_waited_for(made: Path) -> None:
    (made / "report.md").unlink()
    os.mkfifo(made / "report.md")

    assert "report.md is no regular file" in verify(made).problems


@pytest.mark.parametrize("path", ["../outside", "/etc/passwd", "..", "a/b", "", "a\0b"])
def test_a_manifest_that_names_a_file_outside_is_refused(path: str, made: Path) -> None:
    manifest = json.loads((made / "manifest.json").read_bytes())
    manifest["files"].append({"path": path, "size": 1, "sha256": "0" * 64})
    (made / "manifest.json").write_text(json.dumps(manifest))
    _reseal(made)

    assert verify(made).problems == ("manifest.json is not the manifest of a pack of this version",)


@pytest.mark.parametrize("text", ["", "[]", "null", '{"schema": 1}', "[" * 100_000, "\xff"])
def test_a_manifest_that_is_none_is_told(text: str, made: Path) -> None:
    (made / "manifest.json").write_text(text, "latin-1")

    assert any("not the manifest" in one for one in verify(made).problems)


def test_a_report_that_the_schema_refuses_is_told_without_its_text(made: Path) -> None:
    report = json.loads((made / "report.json").read_bytes())
    report["credentials"][0]["severity"] = "s3cr3t"
    (made / "report.json").write_text(json.dumps(report))
    _reseal(made, "report.json")

    problems = verify(made).problems

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
    name: str, change: Callable[[str], str], made: Path
) -> None:
    text = (made / name).read_bytes().decode()
    assert change(text) != text
    (made / name).write_bytes(change(text).encode())
    _reseal(made, name)

    assert any("disagree" in one for one in verify(made).problems)


def test_the_schema_is_shipped_and_takes_what_we_write(whole: Path) -> None:
    assert list(invalid(json.loads((whole / "report.json").read_bytes()))) == []
    assert list(invalid(None)) == ["report.json is no valid report at its top"]
