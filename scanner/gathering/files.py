"""The files on disk of a work tree, or of a directory without git."""

import hashlib
from pathlib import Path

from scanner.content.notations import is_dotenv
from scanner.gathering.state import Gathering
from scanner.git.ledger import Ledger
from scanner.sources.files import Listing, Wanted, files

_SHA256_LENGTH = 64


def gather_files(directory: Path, leaves_out: frozenset[Path], gathering: Gathering) -> int:
    """Read the candidate files of `directory`; return how many files there were at all."""
    listing = Listing()
    reader = gathering.reader
    wanted = Wanted(
        reader.selects,
        gathering.settings.max_bytes,
        lambda path, part: reader.claims((path,)) or reader.tells(part),
        leaves_out,
    )
    for file in files(directory, wanted, listing):
        if gathering.budget.over:
            gathering.skip("the other files", gathering.budget.over)
            break
        gathering.count(files=1, bytes=len(file.content))
        named = is_dotenv(file.path) or reader.claims((file.path,))
        if named or reader.tells(file.content):
            identity = _blob_id(file.content, gathering.ledger)
            gathering.ledger.check_out(file.path, identity)
            gathering.contents[identity] = file.content
    for path in listing.nested:
        gathering.skip(path, "its .git is no repository that can be read")
    gathering.skipped += listing.skipped
    return listing.seen


def _blob_id(content: bytes, ledger: Ledger) -> str:
    """Return the id that git gives `content`, so that a file equals its blob."""
    whole = b"blob %d\0" % len(content) + content
    if ledger.id_length == _SHA256_LENGTH:
        return hashlib.sha256(whole).hexdigest()
    return hashlib.sha1(whole, usedforsecurity=False).hexdigest()
