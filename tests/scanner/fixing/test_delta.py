import random
from pathlib import Path

import pytest

from scanner.fixing.delta import patch
from scanner.fixing.edits import Edit, applied
from tests.repositories import new_repository
from tests.scanner.fixing.fixing import apply

CONTENT = bytes(random.Random(7).choices(range(256), k=200_000))


@pytest.mark.parametrize(
    ("content", "edits"),
    [
        (b"abc\n", [Edit(1, 2, b"")]),
        (b"abc", [Edit(0, 0, b"x" * 300), Edit(3, 3, b"\r\n")]),
        (CONTENT, [Edit(5, 90_000, b"new"), Edit(150_000, 150_000, b"y" * 127)]),
        (CONTENT, [Edit(0, 200_000, b"all of it")]),
        (b"a\r\nb\r\n", [Edit(0, 1, "é".encode())]),
    ],
)
@pytest.mark.parametrize("options", [(), ("--object-format=sha256",)])
def test_git_makes_of_a_patch_what_the_edits_make(
    tmp_path: Path, content: bytes, edits: list[Edit], options: tuple[str, ...]
) -> None:
    repo = new_repository(tmp_path / "repo", *options)
    repo.write("a file", content)
    repo.git("add", "--all")
    length = len(repo.git("hash-object", "a file"))

    before, after, text = patch("a file", content, edits, length)

    assert before == repo.git("hash-object", "a file")
    assert apply(repo.path, text) == ""
    assert (repo.path / "a file").read_bytes() == applied(content, edits)
    assert after == repo.git("hash-object", "a file")


@pytest.mark.parametrize("name", ['q"uote', "tab\there", "back\\slash", "é b", "new\nline", "-x"])
def test_a_name_of_any_sort_is_written_as_git_reads_it(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"old\n")

    _, _, text = patch(name, b"old\n", [Edit(0, 3, b"new")], 40)

    assert text.isascii()
    assert apply(tmp_path, text) == ""
    assert (tmp_path / name).read_bytes() == b"new\n"


def test_a_patch_holds_nothing_of_what_was_there() -> None:
    once = patch("f", b"the old secret\n", [Edit(8, 14, b"new")], 40)[2].splitlines()[4:]
    twice = patch("f", b"the OLD_SECRET\n", [Edit(8, 14, b"new")], 40)[2].splitlines()[4:]

    assert once == twice


def test_a_file_that_has_changed_is_refused_by_its_id(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"the new secret\n")

    _, _, text = patch("f", b"the old secret\n", [Edit(8, 14, b"-")], 40)

    assert "does not match the current contents" in apply(tmp_path, text)
    assert (tmp_path / "f").read_bytes() == b"the new secret\n"


def test_the_mode_of_a_file_stays(tmp_path: Path) -> None:
    repo = new_repository(tmp_path / "repo")
    repo.write("f", b"old\n")
    (repo.path / "f").chmod(0o755)
    repo.commit()

    assert apply(repo.path, patch("f", b"old\n", [Edit(0, 3, b"new")], 40)[2]) == ""
    assert (repo.path / "f").stat().st_mode & 0o777 == 0o755
    assert (repo.path / "f").read_bytes() == b"new\n"
