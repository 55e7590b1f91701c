import io
import zipfile

import pytest

from scanner.content.bundles import Member, Unread, is_bundle, members


def _zip(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_a_bundle_yields_its_files() -> None:
    archive = _zip({"manifest.json": b"{}", "server/index.js": b"x"})

    assert [found.name for found in members(archive) if isinstance(found, Member)] == [
        "manifest.json",
        "server/index.js",
    ]


@pytest.mark.parametrize("archive", [b"", b"PK\x03\x04", b"no zip at all", b"PK\x05\x06" * 100])
def test_what_is_no_archive_says_so(archive: bytes) -> None:
    assert [type(found) for found in members(archive)] in ([Unread], [])


def test_a_file_that_unpacks_to_a_gigabyte_costs_some_megabytes() -> None:
    zeros = bytes(1 << 20)
    archive = _zip({"bomb": zeros * 64, "manifest.json": b"{}"})

    found = list(members(archive))

    assert [type(part) for part in found] == [Unread, Member]


def test_an_archive_of_too_many_files_says_what_was_left_out() -> None:
    found = list(members(_zip({f"f{number}": b"" for number in range(2_100)})))

    assert isinstance(found[0], Unread)
    assert "2,000" in found[0].reason
    assert len(found) == 2_001


def test_every_truncation_of_an_archive_is_read_or_named() -> None:
    archive = _zip({"manifest.json": b'{"a": 1}' * 20})

    for end in range(len(archive)):
        assert all(isinstance(found, Member | Unread) for found in members(archive[:end]))


def test_bundles_are_known_by_their_names() -> None:
    assert is_bundle("dist/Server.MCPB")
    assert is_bundle("a.dxt")
    assert not is_bundle("a.zip")
