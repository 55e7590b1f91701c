"""The names that git still knows commits by."""

from dataclasses import dataclass

from scanner.git import door
from scanner.git.door import View
from scanner.model import Skipped


@dataclass(frozen=True, slots=True)
class Ref:
    """A ref by its full name, and the object it points to: for an annotated tag the tag."""

    name: str
    target: str


def refs(view: View) -> tuple[tuple[Ref, ...], tuple[Skipped, ...]]:
    """Return every ref (a detached HEAD among them), and those that are broken."""
    # Asking for nothing else than these two opens no object, which takes ten times as long.
    listing, status, said = door.output(
        door.start(view, "for-each-ref", "--format=%(objectname) %(refname)")
    )
    lines = listing.decode("utf-8", "surrogateescape").splitlines()
    found = [Ref(name, target) for target, _, name in (line.partition(" ") for line in lines)]
    if detached := _detached_head(view):
        found.append(Ref("HEAD", detached))
    return tuple(found), _broken(status, said)


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
