"""The lives of credentials and slots in the JSON report."""

from typing import Any

from reports.encoding import exact, lined
from scanner.model import Lifetime, SlotLife, SlotValue, Span, Stamp

_Object = dict[str, Any]


def stamp(one: Stamp | None) -> _Object | None:
    """Return a commit with its time and author."""
    if one is None:
        return None
    return {
        "commit": one.commit,
        "at": one.at,
        "author": one.author,
        "doubtful": one.doubtful,
    }


def life(lifetime: Lifetime) -> _Object:
    """Return when something came, moved, went and was brought back."""
    return {
        "introduced": stamp(lifetime.first),
        "removed": stamp(lifetime.removed),
        "returned": [stamp(one) for one in lifetime.returned],
        "present": [_span(span) for span in lifetime.present],
        "moved_from": list(lifetime.moved_from),
        "exposed_days": lifetime.exposed_days,
    }


def _span(span: Span) -> _Object:
    return {"first": stamp(span.first), "removed": stamp(span.removed)}


def slot(held: SlotLife) -> str:
    """Return as JSON what one slot held, one credential after the other, each in a line."""
    head = {
        "repository": held.repository,
        "path": held.path,
        "moved_from": list(held.moved_from),
        "pointer": held.pointer,
        "client": held.client,
        "slot": held.slot,
        "name": held.name,
        "server": held.server,
        "server_name": held.server_name,
        "rotations": held.rotations,
    }
    return lined(head, "values", (exact(_held(value)) for value in held.values))


def _held(value: SlotValue) -> _Object:
    return {
        "fingerprint": value.fingerprint,
        "state": value.state,
        "first": stamp(value.first),
        "last": stamp(value.last),
        "removed": stamp(value.removed),
    }
