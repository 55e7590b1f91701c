import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scanner.sources.files import Listing, Wanted, files

_NOBODY = 65534


@contextmanager
def _as_somebody_else() -> Iterator[None]:
    """Root reads every file: be somebody else for a while."""
    if os.geteuid():
        yield
        return
    os.seteuid(_NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def open_directory() -> Iterator[Path]:
    """A directory that everybody may enter."""
    directory = Path(tempfile.mkdtemp())
    directory.chmod(0o755)
    yield directory
    shutil.rmtree(directory)


def _is_json(path: str) -> bool:
    return path.endswith("json")


def _read(directory: Path, limit: int = 100) -> tuple[dict[str, bytes], Listing]:
    listing = Listing()
    wanted = Wanted(
        _is_json, limit, lambda path, _size, parts: _is_json(path) and b"mcp" in b"".join(parts)
    )
    found = files(directory, wanted, listing)
    return {file.path: file.content for file in found}, listing


def test_selected_files_are_read_with_their_relative_paths(tmp_path: Path) -> None:
    for path in ("a.json", "b/c/d.json", "b/other.txt"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(path)

    found, listing = _read(tmp_path)

    assert found == {"a.json": b"a.json", "b/c/d.json": b"b/c/d.json"}
    assert listing.seen == 3


def test_links_are_not_followed_and_repositories_below_are_named(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "x.json").write_text("x")
    inside = tmp_path / "inside"
    (inside / "nested" / ".git").mkdir(parents=True)
    (inside / "nested" / "y.json").write_text("y")
    (inside / "file.json").symlink_to(outside / "x.json")
    (inside / "directory").symlink_to(outside)

    found, listing = _read(inside)

    assert found == {}
    assert listing.nested == ["nested"]


def test_the_target_of_a_link_is_a_text_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/nowhere/at/all")
    listing = Listing()
    wanted = Wanted(lambda path: path.endswith("link)"), 100, lambda *_: False)

    found = {file.path: file.content for file in files(tmp_path, wanted, listing)}

    assert found == {"link (symbolic link)": b"/nowhere/at/all"}
    assert listing.seen == 0


def test_a_file_or_directory_without_permission_is_named(open_directory: Path) -> None:
    closed = open_directory / "closed.json"
    closed.write_text("{}")
    closed.chmod(0)
    (open_directory / "locked").mkdir(mode=0)
    (open_directory / "open.json").write_text("{}")
    (open_directory / "open.json").chmod(0o644)

    with _as_somebody_else():
        found, listing = _read(open_directory)

    assert list(found) == ["open.json"]
    assert {(one.subject, one.reason) for one in listing.skipped} == {
        ("closed.json", "it cannot be read: permission denied"),
        ("locked/", "it cannot be read: permission denied"),
    }


def test_a_file_over_the_limit_is_named_if_a_part_of_it_tells_of_mcp(tmp_path: Path) -> None:
    (tmp_path / "large.json").write_bytes(b"x" * 90 + b'"mcpServers"')
    (tmp_path / "other.json").write_bytes(b"x" * 200)

    found, listing = _read(tmp_path)

    assert found == {}
    assert [(one.subject, one.reason) for one in listing.skipped] == [
        ("large.json", "102 bytes is over the limit of 100")
    ]


def test_a_marker_across_two_parts_of_a_large_file_is_seen(tmp_path: Path) -> None:
    (tmp_path / "large.json").write_bytes(b"x" * ((1 << 20) - 1) + b"mcp")

    _, listing = _read(tmp_path)

    assert [one.subject for one in listing.skipped] == ["large.json"]
