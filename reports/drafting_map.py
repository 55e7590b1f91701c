"""The entries of a drafted map: as few rules as tell apart what was inferred, and no rule too wide.

A rule for a server in a repository is enough where all its places were assigned alike. Else there
is one for each path, and within a path for each name and client. Nothing else could be matched by
one of these rules, so that declaring what was inferred moves no other row.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from reports.grouping import PlacedDeclaration, place_of
from reports.model import UNASSIGNED, Assignment, PlacedOccurrence
from reports.owners import Named
from reports.tenancy import CONFIDENCES
from reports.toml_text import comment, exactly, quoted, writable

_Fields = tuple[str, ...]

_OF_SERVERS: Final[tuple[_Fields, ...]] = (
    ("repository", "server"),
    ("repository", "path", "server"),
    ("repository", "path", "server", "name"),
    ("repository", "path", "server", "name", "client"),
)
"""What a rule matches, from the widest to the narrowest."""
_OUTSIDE: Final[tuple[_Fields, ...]] = (("repository", "path"), ("repository", "path", "client"))
"""The same for places outside any server; such a rule matches the servers of the path as well."""
_KEYS: Final = ("tenant", "environment")
_MOST_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class _Site:
    """A place and what it was assigned to."""

    place: Mapping[str, str]
    """By field of a rule: what it is matched against."""
    assigned: Mapping[str, Assignment]
    """By key of a rule."""

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(self.assigned[key].value for key in _KEYS)

    def under(self, fields: _Fields) -> tuple[str, ...]:
        return tuple(self.place[field] for field in fields)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One rule to propose."""

    fields: _Fields
    texts: tuple[str, ...]
    """What each of the fields is."""
    sites: tuple[_Site, ...]
    """All places that the rule would match."""

    def value(self, key: str) -> str:
        """Return what all its places were assigned to; empty if to nothing, or not to the same."""
        values = {site.assigned[key].value for site in self.sites}
        return values.pop() if len(values) == 1 and UNASSIGNED not in values else ""

    @property
    def order(self) -> tuple[int, tuple[str, ...], _Fields]:
        """The unassigned first, then by repository and so on."""
        return sum(bool(self.value(key)) for key in _KEYS), self.texts, self.fields


def entries(
    placed: Iterable[PlacedOccurrence | PlacedDeclaration], owners: Named
) -> Iterator[tuple[str, ...]]:
    """Yield the lines of each entry: what was inferred as comments, then a rule to uncomment."""
    for entry in sorted(_entries(_sites(placed)), key=lambda entry: entry.order):
        yield tuple(_lines(entry, owners))


def _sites(placed: Iterable[PlacedOccurrence | PlacedDeclaration]) -> tuple[_Site, ...]:
    found: dict[tuple[object, ...], _Site] = {}
    for item in placed:
        where = place_of(
            item.occurrence if isinstance(item, PlacedOccurrence) else item.declaration
        )
        place = {
            "repository": where.repository,
            "path": where.path,
            "server": where.server,
            "name": where.name,
            "client": where.client,
        }
        site = _Site(place, {"tenant": item.tenant, "environment": item.environment})
        found.setdefault((*place.values(), item.tenant, item.environment), site)
    return tuple(found.values())


def _entries(sites: Sequence[_Site]) -> tuple[_Entry, ...]:
    matched: dict[tuple[_Fields, tuple[str, ...]], list[_Site]] = defaultdict(list)
    for site in sites:
        for fields in (*_OF_SERVERS, *_OUTSIDE):
            matched[fields, site.under(fields)].append(site)
    chosen: dict[tuple[_Fields, tuple[str, ...]], _Entry] = {}
    for site in sites:
        levels = _OF_SERVERS if site.place["server"] else _OUTSIDE
        alike = (
            fields
            for fields in levels
            if len({one.values for one in matched[fields, site.under(fields)]}) == 1
        )
        fields = next(alike, levels[-1])
        key = fields, site.under(fields)
        chosen.setdefault(key, _Entry(*key, tuple(matched[key])))
    return tuple(chosen.values())


def _lines(entry: _Entry, owners: Named) -> Iterator[str]:
    yield comment(_title(entry))
    for key in _KEYS:
        yield comment(f"{key}: {_told(entry, key)}")
    names, unowned = _owned(entry, owners)
    yield comment(f"owner: {', '.join(names) or 'nobody is named'}")
    if not all(map(writable, entry.texts)):
        yield comment("No rule can name it: a part of its name is blank, or no text.")
        return
    yield "#[[map]]"
    for field, text in zip(entry.fields, entry.texts, strict=True):
        yield f"#match.{field} = {quoted(exactly(text))}"
    for key in _KEYS:
        yield f"#set.{key} = {quoted(entry.value(key))}"
    if unowned:
        yield '#set.owner = ""'


def _title(entry: _Entry) -> str:
    names = sorted({site.place["name"] for site in entry.sites if site.place["name"]})
    paths = sorted({site.place["path"] for site in entry.sites})
    repository = entry.sites[0].place["repository"]
    what = _listed(names) if "server" in entry.fields else "Outside any server"
    return f"{what or 'A server without a name'} in {repository}: {_listed(paths)}"


def _told(entry: _Entry, key: str) -> str:
    """Say what was inferred and from what: the best founded of what was assigned to each value."""
    best: dict[str, Assignment] = {}
    for site in entry.sites:
        found = site.assigned[key]
        best[found.value] = min(best.get(found.value, found), found, key=_weakness)
    told = [_in_words(best[value]) for value in sorted(best)]
    more = "; no rule tells them apart" if len(told) > 1 else ""
    return _listed(told, "; ") + more


def _weakness(item: Assignment) -> tuple[int, str, str, str]:
    return -CONFIDENCES.index(item.confidence), item.rule, item.matched, item.conflict


def _in_words(item: Assignment) -> str:
    disputed = f", disputed: {item.conflict}" if item.conflict else ""
    if item.value == UNASSIGNED:
        return f"{UNASSIGNED}{disputed or ', nothing tells'}"
    return f"{item.value} ({item.confidence}, {item.rule} {item.matched}){disputed}"


def _owned(entry: _Entry, owners: Named) -> tuple[list[str], bool]:
    """Return who is named for its paths, and whether nobody is for some of them."""
    told = {owners.get((site.place["repository"], site.place["path"])) for site in entry.sites}
    names = {f"{item.name} ({item.basis})" for item in told if item and item.name}
    unread = {item.unread for item in told if item and item.unread}
    unowned = any(item is None or not (item.name or item.unread) for item in told)
    return sorted(names | unread), unowned


def _listed(texts: Sequence[str], mark: str = ", ") -> str:
    more = len(texts) - _MOST_NAMED
    return mark.join(texts[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
