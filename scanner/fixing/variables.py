"""Files of variables: what stands in them is commented out, so that the environment decides."""

import re
from collections.abc import Collection

from detectors.model import Slot
from scanner.configs import Configuration
from scanner.content import settings
from scanner.discovery.catalogue import by_id
from scanner.examiner import Examiner
from scanner.fixing.edits import Edit, applied
from scanner.fixing.literals import Literal, Reading, literals
from scanner.fixing.referring import Change, Changes
from scanner.syntax import Format, parse

_LINE = re.compile(rb"^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=[^\r\n]*", re.MULTILINE)
_KEPT = "in the environment of what reads this file"
_NOTE = "is set outside of this repository"
_SHARED = "its line cannot be told from others; take it out by hand"


def comment_out(
    source: bytes, wanted: Collection[str], examiner: Examiner
) -> tuple[Changes, list[Edit]] | None:
    """Return what comments out the `wanted` credentials of a file of variables; None if it fails.

    Whatever loads such a file leaves a variable that it does not name as it was.
    """
    found = _literals(source, examiner)
    changes, edits = Changes(seen=found), {}
    for literal in (one for one in found if one.verdict.fingerprint in wanted):
        line = _LINE.match(source, source.rfind(b"\n", 0, literal.start) + 1)
        if line is None or literal.end > line.end() or literal.value.slot is Slot.COMMENT:
            changes.refuse(literal, _SHARED)
            continue
        name = line[1].decode()
        if examiner.redactor.clean(name) != name:
            changes.refuse(literal, _SHARED)
            continue
        edits[line.start()] = Edit(line.start(), line.end(), f"# {name} {_NOTE}".encode())
        changes.done.append(_change(literal, edits[line.start()], name))
    left = {one.verdict.fingerprint for one in _literals(applied(source, edits.values()), examiner)}
    done = {one.literal.verdict.fingerprint for one in changes.done}
    kept = {literal.verdict.fingerprint for literal, _, _ in changes.refused}
    return (changes, sorted(edits.values())) if left.isdisjoint(done - kept) else None


def _literals(source: bytes, examiner: Examiner) -> tuple[Literal, ...]:
    configuration = Configuration((), settings.read(source).loose, (), recognised=True)
    reading = Reading(source, by_id()["dotenv"], parse(b"{}", Format.JSON), configuration)
    return literals(reading, examiner)


def _change(literal: Literal, edit: Edit, name: str) -> Change:
    return Change(literal, edit, "", "", name, _KEPT)
