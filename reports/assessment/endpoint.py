"""How a server of a row is reached."""

from enum import StrEnum

from reports.assessment.case import Case
from reports.tenancy import host_of, is_loopback
from scanner.model import Transport

_REMOTE = frozenset({Transport.HTTP, Transport.SSE, Transport.WEBSOCKET})


class Endpoint(StrEnum):
    """What lies between a client and the server."""

    NONE = "no network"
    LOOPBACK = "this machine"
    ENCRYPTED = "encrypted"
    PLAIN = "unencrypted"
    VARIABLE = "decided at run time"


def endpoint(case: Case) -> Endpoint:
    """Return how the live declarations of `case` reach their server.

    A launched program that passes everything on to a URL counts as that URL.
    """
    return endpoint_of(case.row.server, {item.transport for item in case.live_declarations})


def endpoint_of(server: str, transports: set[Transport]) -> Endpoint:
    """Return how the server with identity `server` is reached by any of `transports`."""
    scheme, found, _ = server.partition("://")
    if not transports or not (transports & _REMOTE or found):
        return Endpoint.NONE
    host = host_of(server)
    if not found or not host or {"$", "{"} & set(host):
        return Endpoint.VARIABLE
    if is_loopback(host):
        return Endpoint.LOOPBACK
    return Endpoint.PLAIN if scheme in {"http", "ws"} else Endpoint.ENCRYPTED
