"""The files on disk of a work tree, or of a directory without git."""

import hashlib
import stat
from collections.abc import Iterator
from pathlib import Path

from scanner.content.notations import is_dotenv
from scanner.gathering.state import Gathering
from scanner.git.ignoring import LARGEST, is_file_of_ignored
from scanner.git.ledger import Ledger
from scanner.ownership import digest_of
from scanner.sources.files import Listing, Wanted, files
from scanner.suppressions import is_file_of_suppressions

_SHA256_LENGTH = 64


def gather_files(directory: Path, leaves_out: frozenset[Path], gathering: Gathering) -> int:
    """Read the candidate files of `directory`; return how many files there were at all."""
    listing = Listing()
    read: list[int] = []
    reader = gathering.reader
    wanted = Wanted(
        lambda path: reader.selects(path) or is_file_of_ignored(path),
        gathering.settings.max_bytes,
        lambda path, size, parts: _leaf(path, size, parts, gathering),
        leaves_out,
    )
    for file in files(directory, wanted, listing):
        if gathering.budget.over:
            gathering.skip("the other files", gathering.budget.over)
            break
        if is_file_of_ignored(file.path):
            gathering.ignoring[file.path] = file.content[:LARGEST]
            if not reader.selects(file.path):
                continue
        gathering.count(files=1, bytes=len(file.content))
        read.append(len(file.content))
        if is_file_of_suppressions(file.path):
            gathering.suppressing.add(file.path)
        named = is_dotenv(file.path) or reader.claims((file.path,))
        if named or reader.tells(file.content):
            identity = blob_id(file.content, gathering.ledger.id_length)
            gathering.ledger.check_out(file.path, identity)
            gathering.contents[identity] = file.content
            if file.mode is not None:
                gathering.modes[file.path] = file.mode, _is_open((directory / file.path).parent)
    if gathering.memory:
        rules = sorted((path, blob_id(text, 0)) for path, text in gathering.ignoring.items())
        modes = sorted(gathering.modes.items())
        told = (listing, sorted(gathering.suppressing), modes, rules, digest_of(directory))
        gathering.memory.files = _digest(gathering.ledger, told, read)
    for path in listing.nested:
        gathering.skip(path, "its .git is no repository that can be read")
    gathering.skipped += listing.skipped
    return listing.seen


def _is_open(directory: Path) -> bool:
    """Return whether all users may write to `directory`."""
    try:
        return bool(directory.stat().st_mode & stat.S_IWOTH)
    except OSError:
        return False


def _digest(ledger: Ledger, told: tuple[object, ...], read: list[int]) -> str:
    """Return a digest of all that the files add to a result, and of what their ids are made of."""
    all_told = [ledger.id_length, sorted(ledger.worktree.items()), len(read), sum(read), told]
    digest = hashlib.sha256(repr(all_told).encode("utf-8", "surrogateescape"))
    return f"{ledger.id_length}-{digest.hexdigest()}"


def _leaf(path: str, size: int, parts: Iterator[bytes], gathering: Gathering) -> bool:
    """Leaf through a file that is too large to be held; return whether it is a gap."""
    digest = _begun(size, gathering.ledger.id_length)

    def hashed() -> Iterator[bytes]:
        for part in parts:
            digest.update(part)
            yield part

    def note() -> str:
        identity = digest.hexdigest()
        gathering.ledger.check_out(path, identity)
        gathering.leafed.add(identity)
        return identity

    telling = gathering.reader.leaf(note, hashed())
    return telling or gathering.reader.claims((path,))


def blob_id(content: bytes, length: int) -> str:
    """Return the id of so many digits that git gives `content`, so that a file equals its blob."""
    digest = _begun(len(content), length)
    digest.update(content)
    return digest.hexdigest()


def _begun(size: int, length: int) -> "hashlib._Hash":
    """Begin the id that git gives a content of `size` bytes."""
    head = b"blob %d\0" % size
    if length == _SHA256_LENGTH:
        return hashlib.sha256(head)
    return hashlib.sha1(head, usedforsecurity=False)
