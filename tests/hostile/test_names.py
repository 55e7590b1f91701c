"""Names are shown, never carried out: on a terminal, in a page, in JSON, on standard error."""

import json
import os
import unicodedata
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.hostile.objects import commit_text, loose, tree_entry
from tests.reports.test_escaping import NASTY
from tests.repositories import GitRepo, mcp_json
from tests.tokens import opaque

_LONG = "n" * 255
_PATHS = (
    "line\nbreak", "\x1b[31mred\x1b[0m", "../../outside", "b\udcffd", "/".join([_LONG] * 16),
    "\u202egpj.mcp", "=cmd|' /C calc'!A0", "::error::x", "##vso[task.setvariable]x", "</script>",
    "[link](javascript:x)", "`code`", "<b onclick=x>", "\x9b2J", "-rf", "a\r", "\u2028", "%s%n",
)  # fmt: skip


def _shown(text: str) -> bool:
    """Return whether `text` holds nothing that a terminal would carry out or turn around."""
    return all(unicodedata.category(char)[0] != "C" for char in text if char != "\n") and not (
        set("\u2028\u2029") & set(text)
    )


@pytest.fixture
def named(git_repo: GitRepo) -> GitRepo:
    """A repository in which paths, servers, variables, refs and authors have such names."""
    tree = b""
    for number, path in enumerate(_PATHS):
        name = _NAMES[number % len(_NAMES)]
        text = mcp_json(name, **{f"{name}TOKEN": opaque(number)})
        inner = loose(git_repo, "blob", text.encode("utf-8", "surrogatepass"))
        below = tree_entry("100644", ".mcp.json", inner)
        for part in reversed(path.split("/")):
            identity = loose(git_repo, "tree", below)
            below = tree_entry("40000", part, identity)
        tree += below
    author = "A\x1b[31m \u202e</script> <::error::@=1> 1700000000 +0000"
    made = loose(git_repo, "commit", commit_text(loose(git_repo, "tree", tree), author=author))
    refs = "".join(f"{made} refs/heads/{name}\n" for name in _REFS)
    tags = "".join(f"{made} refs/tags/{name}\n" for name in _REFS)
    (git_repo.path / ".git" / "packed-refs").write_bytes(refs.encode() + tags.encode())
    git_repo.git("symbolic-ref", "HEAD", f"refs/heads/{_REFS[0]}")
    return git_repo


_NAMES = tuple(text for text in NASTY if text != "\ud800")
_REFS = (
    "</script>", "\u202egpj", "=cmd|x", "::error", "##vso", "\u0085\u2028", "`x`", "<b>", "\u009b2J"
)  # fmt: skip


def test_no_output_carries_out_a_name(named: GitRepo, run_cli: Run, tmp_path: Path) -> None:
    page, file = tmp_path / "page.html", tmp_path / "file.json"

    ran = run_cli(
        "scan", named.path, "--verbose", "--explain-safe",
        "--report", f"html={page}", "--report", f"json={file}",
    )  # fmt: skip

    text = file.read_text("utf-8")
    report = json.loads(text)
    assert len(report["credentials"]) == len(_PATHS)
    for shown in (ran.out, ran.err, page.read_text("utf-8"), text):
        assert _shown(shown)
    paths = {one["path"] for each in report["credentials"] for one in each["occurrences"]}
    assert "line\nbreak/.mcp.json" in paths
    assert {"refs/heads/</script>", "refs/tags/\u202egpj"} < {
        ref for each in report["credentials"] for one in each["occurrences"] for ref in one["refs"]
    }


def test_a_page_holds_no_element_that_a_name_made(
    named: GitRepo, run_cli: Run, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"

    run_cli("scan", named.path, "--report", f"html={page}")

    text = page.read_text("utf-8")
    assert text.count("<script") == text.count("</script") == 1
    for markup in ("<img", "<b onclick", 'javascript:x"', "onclick=x>"):
        assert markup not in text


def test_a_repository_is_named_without_its_escapes_in_errors_and_progress(
    run_cli: Run, tmp_path: Path
) -> None:
    directory = tmp_path / "a\x1b[31m\u202e\nb"
    directory.mkdir()

    for arguments in (
        [directory, "-v"],
        [directory / "missing\x9b2J", "-v"],
        [tmp_path, "--report", f"json={directory}/x/y"],
        [tmp_path, "--inventory", directory / "missing"],
    ):
        ran = run_cli("scan", *arguments)
        assert ran.code in {2, 3, 4}
        assert _shown(ran.out)
        assert _shown(ran.err)


def test_a_report_goes_through_no_link_that_was_laid(
    git_repo: GitRepo, run_cli: Run, tmp_path: Path
) -> None:
    git_repo.commit({"a": "1"})
    pipe, file = tmp_path / "pipe", tmp_path / "file"
    os.mkfifo(pipe)
    file.write_text("kept")
    (git_repo.path / "one.json").symlink_to(pipe)
    (git_repo.path / "two.json").symlink_to(file)

    ran = run_cli(
        "scan", git_repo.path,
        "--report", f"json={git_repo.path}/one.json", "--report", f"json={git_repo.path}/two.json",
    )  # fmt: skip

    assert ran.code == 0
    assert file.read_text() == "kept"
    assert (git_repo.path / "one.json").is_file()
