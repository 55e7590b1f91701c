"""What the refs point to in the end: behind annotated tags, and by type."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from scanner.git.commits import Tag, tags
from scanner.git.door import View
from scanner.git.objects import Header, Unreadable, headers
from scanner.git.refs import Ref
from scanner.git.stored import Stored


@dataclass(frozen=True, slots=True)
class Tips:
    """The refs with what is behind their tags."""

    refs: tuple[Ref, ...]
    """Those that lead to commits or trees, or to something that is not there."""
    trees: tuple[str, ...]
    """The trees among them."""
    contents: tuple[Ref, ...]
    """Those that lead to a single content."""
    tags: tuple[tuple[Tag, tuple[Ref, ...]], ...]
    """Every annotated tag that is stored, with the refs that lead to it."""
    unreadable: tuple[Unreadable, ...] = ()
    by_target: Mapping[str, list[Ref]] = field(default_factory=dict)
    """By commit or tree: the `refs` that lead to it."""

    @property
    def targets(self) -> list[str]:
        """Return each of the commits and trees once."""
        return sorted(self.by_target)


def tips_of(view: View, known: Iterable[Ref], stored: Stored) -> Tips:
    """Return where the `known` refs lead."""
    named, unreadable = tags(view, stored.ids("tag"))
    refs: list[Ref] = []
    through: dict[str, list[Ref]] = {}
    for ref in known:
        *passed, target = _way(ref.target, named)
        for tag in passed:
            through.setdefault(tag, []).append(ref)
        refs.append(replace(ref, target=target))
    kinds = _kinds(view, {ref.target for ref in refs}, stored)
    leading = tuple(ref for ref in refs if kinds.get(ref.target) != "blob")
    return Tips(
        leading,
        tuple(sorted(name for name, kind in kinds.items() if kind == "tree")),
        tuple(ref for ref in refs if kinds.get(ref.target) == "blob"),
        tuple((tag, tuple(through.get(name, ()))) for name, tag in named.items()),
        tuple(unreadable.values()),
        _by_target(leading),
    )


def _way(name: str, named: Mapping[str, Tag]) -> Iterator[str]:
    """Yield the tags from `name` on, and what the last of them names."""
    while tag := named.get(name):
        yield name
        name = tag.target
    yield name


def _kinds(view: View, targets: set[str], stored: Stored) -> dict[str, str]:
    """Return the types of those targets that are no commits."""
    others = sorted(targets.difference(stored.ids("commit")))
    answers = headers(view, others)
    return {answer.id: answer.type for answer in answers if isinstance(answer, Header)}


def _by_target(refs: Iterable[Ref]) -> dict[str, list[Ref]]:
    found: dict[str, list[Ref]] = {}
    for ref in refs:
        found.setdefault(ref.target, []).append(ref)
    return found
