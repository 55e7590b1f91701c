"""MX-15: a secret in a URL."""

from detectors.model import Slot
from reports.assessment.case import Ask, Case, Check, Finding, count, fail, pass_unless, where
from reports.model import Severity

_SLOTS = frozenset({Slot.URL_USERINFO, Slot.URL_QUERY, Slot.URL_PATH})


def _judge(case: Case) -> Finding:
    literal = [
        item for item in case.holdings if any(place.slot in _SLOTS for place in item.live_here)
    ]
    if not literal:
        return pass_unless(case.gaps, "B", "no credential in a URL at any tip")
    places = [place for item in literal for place in item.live_here if place.slot in _SLOTS]
    reason = f"{count(len(literal), 'credential')} in a URL of {where(places)}"
    # The password of a connection string goes to its own server; a query goes through proxies.
    remote = case.row.server.startswith(("http://", "https://", "ws://", "wss://"))
    return fail(Severity.HIGH if remote else Severity.MEDIUM, "A", reason, literal)


CHECK = Check(
    id="MX-15",
    title="Secret in a URL",
    fails="A literal credential is in the user part, query or path of a URL at a tip.",
    passes="No credential is in a URL, and everything in scope was read.",
    unknown="Something in scope was not read.",
    base="high (remote server), medium (connection string of a local one)",
    remedy="Send it in the Authorization header or use OAuth: URLs are logged on the way.",
    ask=Ask(
        question="Is part of the URL a credential?",
        why="A path segment that looks drawn may be an identifier or a secret.",
        artefacts="The server's documentation of its URLs, or its owner's statement.",
        role="server owner",
    ),
    judge=_judge,
)
