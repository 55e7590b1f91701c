"""What a credential says of itself, read offline and unverified: claims as stated in the token."""

from collections.abc import Iterator
from dataclasses import replace

from detectors import marks, surroundings, webtokens
from detectors.disclosure import LONGEST, Claim
from detectors.model import Kind, Life, Subject
from detectors.webtokens import is_jwt, is_publishable

__all__ = ["claims", "is_jwt", "is_publishable", "refined"]


def claims(
    kind: Kind, text: str, around: str = "", start: int = 0, end: int = 0
) -> tuple[Claim, ...]:
    """Return what the credential `text` of `kind` states, as sorted pairs of name and value.

    If the text `around` it is given, and where it stands there, that is read as well. Only names
    that are never secret, and no value that is long, names a person or looks like a token itself.
    """
    found = dict.fromkeys(_all(kind, text, around, start, end))
    return tuple(sorted(claim for claim in found if _may_be_shown(claim[1], text)))


def refined(kind: Kind, text: str, around: str = "", start: int = 0, end: int = 0) -> Kind:
    """Return `kind` with what this very credential tells of its issuer, life and subject."""
    user = surroundings.service_user(around, start, end) if around else ""
    if surroundings.is_administrator(user):
        return replace(kind, subject=Subject.ADMIN, privileged=True)
    if user and not kind.subject:
        return replace(kind, subject=Subject.SERVICE)
    content = webtokens.payload(text)
    if not content:
        return kind
    told = (webtokens.kind(content) or kind) if kind.id == "jwt" else kind
    life = told.life if told.life is not Life.UNKNOWN else webtokens.life(content)
    return replace(told, life=life, subject=told.subject or webtokens.subject(content))


def _all(kind: Kind, text: str, around: str, start: int, end: int) -> Iterator[Claim]:
    yield from webtokens.claims(webtokens.payload(text))
    yield from marks.claims(text)
    if around:
        yield from surroundings.claims(kind, around, start, end)


def _may_be_shown(value: str, text: str) -> bool:
    return 0 < len(value) <= LONGEST and value != text
