"""The names that git still knows commits by."""

from collections.abc import Iterator
from dataclasses import dataclass

from scanner.git import door
from scanner.git import layout as layouts
from scanner.git.door import View
from scanner.git.layout import Layout
from scanner.git.objects import Header, headers
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
    # Not splitlines: a name may hold what only Unicode takes for the end of a line.
    lines = filter(None, listing.decode("utf-8", "surrogateescape").split("\n"))
    found = [Ref(name, target) for target, _, name in (line.partition(" ") for line in lines)]
    if detached := _detached_head(view):
        found.append(Ref("HEAD", detached))
    return tuple(found), _broken(status, said)


def names_in_files(view: View, layout: Layout) -> tuple[Ref, ...]:
    """Return the commits that only files beside the refs name, and that are there.

    These are the detached heads of other work trees, the refs that linked work trees keep for
    themselves, and the older entries of the stash; git itself names them so.
    """
    named = (*_other_heads(layout), *_own_refs(layout), *_older_stashes(layout))
    answers = headers(view, [ref.target for ref in named])
    return tuple(
        ref
        for ref, answer in zip(named, answers, strict=True)
        if isinstance(answer, Header) and answer.type == "commit"
    )


def _other_heads(layout: Layout) -> Iterator[Ref]:
    for name, directory in layouts.work_trees(layout):
        head = layouts.head_of(directory)
        if directory != layout.git_dir and not head.startswith("ref:"):
            yield Ref(f"{name}/HEAD", head)


def _own_refs(layout: Layout) -> Iterator[Ref]:
    for name, directory in layouts.work_trees(layout):
        if directory != layout.common_dir:
            for ref, target in layouts.own_refs(directory):
                yield Ref(f"{name}/{ref}", target)


def _older_stashes(layout: Layout) -> Iterator[Ref]:
    """Yield all entries but the newest, to which `refs/stash` itself points."""
    kept = layouts.reflog(layout, "refs/stash")
    for age, identity in enumerate(reversed(kept[:-1]), start=1):
        yield Ref(f"stash@{{{age}}}", identity)


def _detached_head(view: View) -> str:
    text = (view.directory / "HEAD").read_text("ascii").strip()
    return "" if text.startswith("ref:") else text


def _broken(status: int, said: str) -> tuple[Skipped, ...]:
    if not status and not said:
        return ()
    broken = [line.rpartition(" ")[2] for line in said.split("\n") if "broken ref" in line]
    subjects = broken or ["refs"]
    return tuple(
        Skipped(subject, "git could not read this ref", "what only it reaches was not scanned")
        for subject in subjects
    )
