"""The names that git still knows commits by."""

from dataclasses import dataclass

from scanner.git import door
from scanner.git.door import View
from scanner.git.stamps import stamped
from scanner.model import Skipped, Stamp

_FORMAT = "%(objectname) %(committerdate:unix)%(*committerdate:unix) %(refname)"


@dataclass(frozen=True, slots=True)
class Ref:
    """A ref by its full name, the object it points to, and the commit's time."""

    name: str
    stamp: Stamp
    """Of the object the ref itself names: for an annotated tag the tag."""


def refs(view: View) -> tuple[tuple[Ref, ...], tuple[Skipped, ...]]:
    """Return every ref (a detached HEAD among them), and those that are broken."""
    listing, status, said = door.output(door.start(view, "for-each-ref", f"--format={_FORMAT}"))
    found = [
        _ref(*line.decode("utf-8", "surrogateescape").split(" ", 2))
        for line in listing.splitlines()
    ]
    if detached := _detached_head(view):
        found.append(Ref("HEAD", Stamp(detached, "")))
    return tuple(found), _broken(status, said)


def _ref(target: str, time: str, name: str) -> Ref:
    # Only commits have a committer: a tag's own time is nothing to go by.
    return Ref(name, stamped(target, int(time) if time.isdigit() else 0))


def _detached_head(view: View) -> str:
    text = (view.directory / "HEAD").read_text("ascii").strip()
    return "" if text.startswith("ref:") else text


def _broken(status: int, said: str) -> tuple[Skipped, ...]:
    if not status and not said:
        return ()
    broken = [line.rpartition(" ")[2] for line in said.splitlines() if "broken ref" in line]
    subjects = broken or ["refs"]
    return tuple(
        Skipped(subject, "git could not read this ref", "what only it reaches was not scanned")
        for subject in subjects
    )
