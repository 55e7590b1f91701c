"""Files of a work tree that lead out of it, never end, cannot be read or have impossible names."""

import os
import shutil
import socket
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from scanner.model import State
from tests.conftest import KEY
from tests.hostile.scanning import reasons, scanned, states, two_credentials
from tests.repositories import GitRepo, mcp_json
from tests.tokens import opaque

_ODD = 12


def _fill(directory: Path, outside: Path) -> None:
    """Put one of each kind of file that is none, and links out of the directory, into it."""
    outside.mkdir()
    (outside / ".mcp.json").write_text(mcp_json(OUTSIDE_TOKEN=opaque(99)))
    names = iter(f"{number}.mcp.json" for number in range(_ODD))
    os.mkfifo(directory / next(names))
    with socket.socket(socket.AF_UNIX) as made:
        before = Path.cwd()
        os.chdir(directory)
        made.bind(next(names))
        os.chdir(before)
    for target in (
        outside / ".mcp.json", "/dev/zero", "/dev/tty", "/proc/self/environ", "/proc/self/mem",
        "loop", "9.mcp.json", "../" * 20 + "etc/passwd", "/proc/self/fd/0", "/" + "x/" * 2000,
    ):  # fmt: skip
        (directory / next(names)).symlink_to(target)
    (directory / "out").symlink_to(outside)
    (directory / "up").symlink_to("..")
    (directory / "root").symlink_to("/")
    (directory / "loop").symlink_to("loop")


@pytest.mark.parametrize("plain", [True, False])
def test_nothing_leads_out_of_the_directory(git_repo: GitRepo, tmp_path: Path, plain: bool) -> None:
    two_credentials(git_repo)
    _fill(git_repo.path, tmp_path / "outside")
    if plain:
        shutil.rmtree(git_repo.path / ".git")

    result = scanned(git_repo.path)

    assert states(result) == [State.LIVE, State.HISTORY][: 1 if plain else 2]
    assert "time" not in reasons(result)


def test_links_out_of_the_tree_that_are_committed_are_texts(
    git_repo: GitRepo, tmp_path: Path
) -> None:
    two_credentials(git_repo)
    _fill(git_repo.path, tmp_path / "outside")
    git_repo.commit()

    result = scanned(git_repo.bare())

    assert states(result) == [State.LIVE, State.HISTORY]


def test_a_hard_link_is_a_file_like_any_other(git_repo: GitRepo) -> None:
    two_credentials(git_repo)
    (git_repo.path / "again.json").hardlink_to(git_repo.path / ".mcp.json")

    result = scanned(git_repo.path)

    assert {one.path for one in result.occurrences} == {".mcp.json", "again.json"}
    assert len(result.credentials) == 2


@pytest.fixture
def deep(tmp_path: Path) -> Iterator[Path]:
    """A directory with a thousand levels, gone afterwards: pytest could not remove them."""
    audited = tmp_path / "audited"
    audited.mkdir()
    before = os.open(".", os.O_RDONLY)
    os.chdir(audited)
    for _ in range(1000):
        Path("level").mkdir()
        os.chdir("level")
    Path(".mcp.json").write_text(mcp_json(API_TOKEN=opaque(1)))
    os.fchdir(before)
    os.close(before)
    yield audited
    subprocess.run(["rm", "-rf", str(audited)], check=True)


def test_a_thousand_levels_of_directories_are_gone_down_or_named(deep: Path) -> None:
    (deep / ".mcp.json").write_text(mcp_json(API_TOKEN=opaque()))

    result = scanned(deep)

    assert len(result.credentials) == 2 or "file name too long" in reasons(result)
    assert ".mcp.json" in {one.path for one in result.occurrences}


@pytest.mark.parametrize(
    "name", ["a\nb", "\x1b[31m", "\udcff\udcfe", "\u202eb", "n" * 255, "=1", "::error::", "-rf"]
)
def test_a_file_of_any_name_is_read(git_repo: GitRepo, name: str) -> None:
    file = git_repo.path / os.fsencode(name).decode("utf-8", "surrogateescape") / ".mcp.json"
    file.parent.mkdir()
    file.write_text(mcp_json(API_TOKEN=opaque()))

    (found,) = scanned(git_repo.path).occurrences

    assert found.path.endswith("/.mcp.json")


def test_what_may_not_be_read_is_named(git_repo: GitRepo, tmp_path: Path) -> None:
    """Root is told as well: here it may no more than others."""
    two_credentials(git_repo)
    for name in ("closed", "open/closed"):
        closed = git_repo.path / name
        closed.mkdir(parents=True)
        (closed / ".mcp.json").write_text(mcp_json(API_TOKEN=opaque(3)))
        closed.chmod(0)
    (git_repo.path / "file.mcp.json").write_text("{}")
    (git_repo.path / "file.mcp.json").chmod(0)
    powerless = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
    command = [sys.executable, "-m", "scanner", "scan", str(git_repo.path), "--fail-on", "none"]

    done = subprocess.run(
        [*(powerless if os.geteuid() == 0 else []), *command],
        env={**os.environ, "MCP_EXPOSURE_KEY": KEY, "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    for name in ("closed", "open/closed"):
        (git_repo.path / name).chmod(0o755)
    assert done.returncode == 3, done.stderr
    assert "2 credentials" in done.stdout
    for named in ("closed/", "open/closed/", "file.mcp.json"):
        assert f"{named}: it cannot be read: permission denied" in done.stdout


def _bomb(file: Path, method: int) -> None:
    with zipfile.ZipFile(file, "w", method) as archive:
        for number in range(9):
            archive.writestr(f"{number}/manifest.json", b"\0" * (5 << 20))


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
def test_a_zip_bomb_is_named_and_costs_little(git_repo: GitRepo, method: int) -> None:
    two_credentials(git_repo)
    _bomb(git_repo.path / "server.mcpb", method)

    result = scanned(git_repo.path)

    assert len(result.credentials) == 2
    assert "server.mcpb" in reasons(result)


@pytest.mark.parametrize("method", [0, 8, 12, 14, 93, 99])
def test_an_archive_of_lies_costs_only_itself(git_repo: GitRepo, method: int) -> None:
    """Its bytes say nothing that the method of packing could read, however it is called."""
    two_credentials(git_repo)
    file = git_repo.path / "server.mcpb"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("manifest.json", b"\x09\x04\x05\0\xff\xff\xff\xff\xff" + b"\xff" * 100)
    content = bytearray(file.read_bytes())
    central = content.find(b"PK\x01\x02")
    for at in (8, central + 10):
        content[at : at + 2] = method.to_bytes(2, "little")
    file.write_bytes(content)

    result = scanned(git_repo.path)

    assert len(result.credentials) == 2
    assert "unexpected" not in reasons(result)


def test_a_bundle_that_would_unpack_to_gigabytes_is_read_in_little_memory(
    git_repo: GitRepo, tmp_path: Path
) -> None:
    two_credentials(git_repo)
    with (git_repo.path / "large").open("wb") as file:
        file.truncate(256 << 20)
    git_repo.commit()
    bundle = tmp_path / "all.bundle"
    git_repo.git("bundle", "create", "--quiet", str(bundle), "--all")
    assert bundle.stat().st_size < 1 << 20

    result = scanned(bundle)

    assert states(result) == [State.LIVE, State.HISTORY]
