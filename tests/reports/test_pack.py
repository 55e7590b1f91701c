"""A pack is whole or not there, and `verify` sees whatever is done to it."""

import json
import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from reports import pack
from reports.formats.registry import FORMATS
from reports.model import Report
from reports.verifying import verify
from scanner.errors import OutputError
from tests.reports.formats.hostile_names import attacked
from tests.reports.formats.pages import clean, incomplete, rich

_OURS = {"manifest.json", "manifest.json.sha256", "attestation.intoto.jsonl"}


def _content(directory: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in directory.iterdir()}


def test_a_pack_holds_every_format_and_says_what_is_in_it(whole_pack: Path) -> None:
    content = _content(whole_pack)
    manifest = json.loads(content["manifest.json"])

    assert content.keys() == {known.packed for known in FORMATS.values() if known.packed} | _OURS
    assert manifest["counts"]["credentials"] == len(rich().credentials)
    assert manifest["scope"]["targets"] == list(rich().scan.targets)
    for file in manifest["files"]:
        assert len(content[file["path"]]) == file["size"]
        assert sha256(content[file["path"]]).hexdigest() == file["sha256"]
    digest = sha256(content["manifest.json"]).hexdigest()
    assert content["manifest.json.sha256"] == f"{digest}  manifest.json\n".encode()


def test_the_statement_is_one_of_in_toto_about_the_report(whole_pack: Path) -> None:
    content = _content(whole_pack)
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
    make: Callable[[], Report], tmp_path: Path
) -> None:
    report = make()
    first, second = tmp_path / "first", tmp_path / "second"
    pack.write(first, pack.contents(report))
    pack.write(second, pack.contents(make()))

    assert _content(first) == _content(second)
    assert verify(first).problems == ()
    assert verify(first).digest == pack.digest(pack.contents(report))


def test_only_its_owner_may_read_it(whole_pack: Path) -> None:
    assert whole_pack.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in whole_pack.iterdir()} == {0o600}


def test_a_pack_takes_the_place_of_another_and_leaves_nothing_beside(own_pack: Path) -> None:
    pack.write(own_pack, pack.contents(clean()))

    assert json.loads((own_pack / "report.json").read_bytes())["verdict"] == "clean"
    assert [file.name for file in own_pack.parent.iterdir()] == ["pack"]


def test_an_empty_directory_is_taken(tmp_path: Path) -> None:
    (tmp_path / "pack").mkdir()

    pack.write(tmp_path / "pack", pack.contents(clean()))

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
        pack.write(directory, pack.contents(clean()))

    assert "all=DIR" in refused.value.hint
    assert {name: file.decode() for name, file in _content(directory).items()} == strange


def test_a_file_that_somebody_added_to_a_pack_stays(own_pack: Path) -> None:
    (own_pack / "minutes.docx").write_text("signed")

    with pytest.raises(OutputError, match=r"minutes\.docx"):
        pack.write(own_pack, pack.contents(clean()))

    assert (own_pack / "minutes.docx").read_text() == "signed"


def test_a_link_or_a_file_is_not_replaced(tmp_path: Path, own_pack: Path) -> None:
    (tmp_path / "link").symlink_to(own_pack)
    (tmp_path / "file").write_text("x")

    for name, said in (("link", "is a link"), ("file", "is a file"), ("no/pack", "not exist")):
        with pytest.raises(OutputError, match=said):
            pack.write(tmp_path / name, pack.contents(clean()))
    assert verify(own_pack).problems == ()


def test_a_pack_that_cannot_be_written_whole_leaves_the_old_one(
    own_pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _content(own_pack)
    fresh = pack.contents(clean())
    opened = []

    def refuse(descriptor: int, mode: str) -> object:
        opened.append(descriptor)
        if len(opened) == len(fresh) // 2:
            raise OSError(28, "No space left on device")
        return open(descriptor, mode)

    monkeypatch.setattr(os, "fdopen", refuse)
    with pytest.raises(OutputError, match="no space left"):
        pack.write(own_pack, fresh)
    monkeypatch.undo()
    os.close(opened[-1])

    assert _content(own_pack) == before
    assert [file.name for file in own_pack.parent.iterdir()] == ["pack"]


def test_a_pack_that_cannot_take_its_place_leaves_the_old_one(
    own_pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _content(own_pack)
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if Path(target) == own_pack and (self / "report.json").is_file() and self != own_pack:
            told = json.loads((self / "report.json").read_bytes())["verdict"]
            if told == "clean":
                raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(OutputError, match="no space left"):
        pack.write(own_pack, pack.contents(clean()))

    assert _content(own_pack) == before
    assert [file.name for file in own_pack.parent.iterdir()] == ["pack"]
