"""What a found credential tells beyond its format: its checksum, its claims, its own life."""

from dataclasses import replace

from detectors import anatomy, checksums
from detectors.disclosure import Claim
from detectors.hits import Hit
from detectors.model import Confidence, Outcome

_RIGHT = "its checksum holds"
_WRONG = "its checksum does not hold: revoked formats and invented tokens look so"


def described(hit: Hit, around: str) -> tuple[Hit, tuple[Claim, ...]]:
    """Return `hit`, found in the text `around`, with what it tells of itself, and its claims.

    A wrong checksum never clears a credential: formats change, and it may be mistyped here only.
    """
    if hit.kind is None or hit.outcome is not Outcome.SECRET:
        return hit, ()
    token, place = hit.field.text, (around, hit.start, hit.end)
    found = replace(_checked(hit, token), kind=anatomy.refined(hit.kind, token, *place))
    return found, anatomy.claims(hit.kind, token, *place)


def _checked(hit: Hit, token: str) -> Hit:
    match checksums.holds(token):
        case True:
            return replace(hit, evidence=(*hit.evidence, _RIGHT))
        case False:
            high = hit.confidence is Confidence.HIGH
            sure = Confidence.MEDIUM if high else hit.confidence
            return replace(hit, evidence=(*hit.evidence, _WRONG), confidence=sure)
        case _:
            return hit
