"""One content, read once: which servers it declares, and which of its values are credentials."""

import gc
import secrets
from dataclasses import dataclass, field, replace
from functools import cache

from detectors.judge import judge
from detectors.model import Slot
from detectors.secret import Field, FingerprintKey
from scanner.configs import Configuration, Fault, Node, Tree
from scanner.content import settings
from scanner.content.bundles import Unread, members
from scanner.content.looks import looks
from scanner.content.markers import tells
from scanner.content.model import Notation
from scanner.content.notations import notation_of
from scanner.content.reading import read, read_inside
from scanner.discovery.approvals import approved
from scanner.discovery.catalogue import Client, by_id, clients, matches
from scanner.discovery.prefilter import may_declare
from scanner.discovery.selectors import below
from scanner.discovery.shape import servers
from scanner.examiner import Examiner
from scanner.findings import Approved, Examined, Finding, Judged, Place, Server, once, together
from scanner.judging import judged
from scanner.redaction import Redactor
from scanner.servers.extract import Rest, extract
from scanner.suppressions import suppression
from scanner.syntax import Format, SyntaxFailure, decode, line_column, parse, places
from scanner.syntax.outlines import outline

_YOUNG = 200_000
"""Objects that are made before those that hang in circles are looked for."""
_HINTS = (b"mcp", b"servers", b"extensions")
_SAMPLE = 4_096
"""Characters that are looked at to tell the notation of a file of an unknown name."""


@dataclass(frozen=True, slots=True)
class Route:
    """How a content is to be read for the sake of one of its paths."""

    clients: tuple[Client, ...] = ()
    """Who keeps its configuration there, the most specific first."""
    by_content: bool = False
    """Whether it is read in its notation if it is none of those clients'."""
    notation: Notation | None = None
    """Told by the path; None if only its looks can tell."""
    path: str = ""
    """Where versions of the content stand; empty if that is of no use."""


def examine(raw: bytes, route: Route, examiner: Examiner) -> Examined:
    """Return what `raw` declares, as the first of its clients that recognises it reads it."""
    source, _ = decode(raw)
    examined = _as_file_of(route.clients, source, examiner)
    if examined.recognised or not route.by_content:
        return examined
    notation = route.notation or _looks(source)
    found = read(source, notation, examiner, route.path)
    placed = _placed(found, source)
    if found.servers or found.findings:
        return replace(placed, approved=examined.approved)
    return replace(examined, safe=placed.safe, fault=examined.fault or placed.fault)


def examine_variables(raw: bytes, server: Server, examiner: Examiner) -> Examined:
    """Return the credentials in a file of variables that `server` is given."""
    source, _ = decode(raw)
    values = settings.read(source).loose
    terms = by_id()["dotenv"]
    found = judged(source, Configuration((), values, (), recognised=True), terms, examiner)
    given = tuple((at, replace(finding, server=server)) for at, finding in found.findings)
    return _placed(replace(found, findings=given), source)


def examine_bundle(archive: bytes, examiner: Examiner, *, by_content: bool) -> Examined:
    """Return what the files of a bundle declare; each stands below its name in the pointers."""
    parts: list[Examined] = []
    reasons: list[str] = []
    for found in members(archive):
        if isinstance(found, Unread):
            reasons.append(found.reason)
            continue
        route = Route(matches(found.name, examiner.catalogue), by_content, notation_of(found.name))
        if route.clients or (by_content and tells(found.content)):
            parts.append(_below(found.name, examine(found.content, route, examiner)))
    reasons += [part.fault for part in parts if part.fault]
    more = f" and {len(reasons) - 1} more" if len(reasons) > 1 else ""
    return Examined(
        recognised=any(part.recognised for part in parts),
        servers=tuple(server for part in parts for server in part.servers),
        findings=tuple(held for part in parts for held in part.findings),
        safe=tuple(held for part in parts for held in part.safe),
        approved=tuple(held for part in parts for held in part.approved),
        values=sum(part.values for part in parts),
        fault=f"{reasons[0]}{more}" if reasons else "",
    )


def _below(name: str, examined: Examined) -> Examined:
    """Return `examined` with the file's name before every pointer."""
    prefix = below("", name)
    servers = {
        server: replace(server, pointer=prefix + server.pointer) for server in examined.servers
    }
    findings = tuple(
        (place, replace(found, pointer=prefix + found.pointer, server=_kept(found.server, servers)))
        for place, found in examined.findings
    )
    approvals = tuple(
        replace(one, pointer=prefix + one.pointer, container=prefix + one.container)
        for one in examined.approved
    )
    return replace(examined, servers=tuple(servers.values()), findings=findings, approved=approvals)


def _kept(server: Server | None, servers: dict[Server, Server]) -> Server | None:
    return servers.get(server) if server else None


def _as_file_of(of: tuple[Client, ...], source: bytes, examiner: Examiner) -> Examined:
    fault = ""
    outlines = _Outlines(source)
    trees: dict[str, Tree] = {}
    allowed: tuple[Approved, ...] = ()
    for client in of:
        if client.shape and not (may_declare(source, client) and outlines.may_declare(client)):
            continue
        try:
            tree = trees.get(client.format) or parse(source, Format(client.format))
        except SyntaxFailure as failure:
            fault = str(failure)
            continue
        trees[client.format] = tree
        allowed += approved(tree.root, client)
        configuration = extract(tree, client, Rest.IF_RECOGNISED)
        if configuration.recognised:
            own = judged(source, configuration, client, examiner)
            inside = read_inside(source, tree, Notation(client.format), examiner)
            found = together((own, inside))
            found = replace(found, findings=tuple(once(found.findings)))
            placed = _placed(found, source, _fault(source, configuration.faults))
            return replace(placed, approved=allowed)
        if not client.shape and any(hint in source.lower() for hint in _HINTS):
            fault = fault or _fault(source, tree.faults)
    return Examined(fault=fault, approved=allowed)


@dataclass(slots=True, repr=False, eq=False)
class _Outlines:
    """One file without the places in it, by format."""

    source: bytes
    known: dict[str, Node | None] = field(default_factory=dict)

    def may_declare(self, client: Client) -> bool:
        """Return False only if the file declares no server of `client`."""
        format = client.format  # noqa: A001 - the word of the field
        if format not in self.known:
            self.known[format] = outline(self.source, Format(format))
        root = self.known[format]
        return root is None or any(servers(root, client))


def _looks(source: bytes) -> Notation:
    sample = source[:_SAMPLE].decode("utf-8", "replace")
    return looks(sample) or Notation.DOCUMENT


def _placed(found: Judged, source: bytes, fault: str = "") -> Examined:
    at = places(source, (offset for offset, _ in (*found.findings, *found.safe)))
    return Examined(
        recognised=True,
        servers=found.servers,
        findings=tuple(
            (Place(*at[offset]), _marked(finding, suppression(source, offset)))
            for offset, finding in found.findings
        ),
        safe=tuple((Place(*at[offset]), value) for offset, value in found.safe),
        values=found.values,
        fault=fault or "; ".join(found.cut),
    )


def _marked(finding: Finding, suppressed: str) -> Finding:
    return replace(finding, suppressed=suppressed) if suppressed else finding


def _fault(source: bytes, faults: tuple[Fault, ...]) -> str:
    if not faults:
        return ""
    first = faults[0]
    line, column = line_column(source, first.offset)
    more = f" and {len(faults) - 1} more places" if len(faults) > 1 else ""
    return f"{first.reason} at line {line}, column {column}{more}"


@cache
def warm_up(key: FingerprintKey) -> None:
    """Load, once a process, all that judging needs: a sample of each format, and a token."""
    # What a history comes to is kept to the end, and hardly anything of it hangs in circles: at the
    # usual threshold a tenth of the time goes into looking for such, again and again.
    gc.set_threshold(_YOUNG, 20, 100)
    apart = Examiner("", key, Redactor())
    for client in {client.format: client for client in clients()}.values():
        examine(client.sample.encode(), Route((client,)), apart)
    judge(Field(Slot.ENV, "API_KEY", secrets.token_hex(32)), key)
