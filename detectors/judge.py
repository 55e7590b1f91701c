"""The door of this room: what a text of a configuration is."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import replace

from detectors import (
    adapter,
    anatomy,
    defaults,
    formats,
    opaque,
    placeholders,
    providers,
    references,
)
from detectors.catalogue import Format, kinds
from detectors.description import described
from detectors.disclosure import Claim
from detectors.hits import Hit, Strength, merged, moved, placed
from detectors.model import Confidence, Kind, Outcome, Slot, Verdict
from detectors.names import Role, role
from detectors.parts import Part, parts
from detectors.randomness import looks_random
from detectors.secret import Field, FingerprintKey

LIMIT = 65_536
"""Characters of a text that are judged; a longer one says so in its evidence."""
_LONGEST_NAME = 256
"""Characters of a name that count: each value below a key is asked for all of the key's name."""
_DEPTH = 6
_NOTHING = frozenset({Outcome.HARMLESS})
_TOKEN_LIKE = re.compile(r"(?=[A-Za-z0-9_+/=.~-]{0,64}[0-9])[A-Za-z0-9_+/=.~:-]{16,}")
_SEPARATORS = " \t\r\n\"'-_./:,;@=&?"
_SHORTEST_PIECE = 16
_TELLING = frozenset({Role.CREDENTIAL, Role.PASSWORD, Role.HINT})


def judge(
    field: Field, key: FingerprintKey, grammar: frozenset[str] = frozenset()
) -> tuple[Verdict, ...]:
    """Return what is found in `field.text`, by position; one harmless verdict if nothing is.

    `grammar` names what the client of this file understands beyond the unambiguous references.
    Raises `providers.EngineError` if the catalogue of token formats cannot be loaded.
    """
    cut = len(field.text) > LIMIT
    judged = _shortened(field)
    hits = merged([*_examine(judged, grammar, _DEPTH), *_engines(judged, grammar)])
    telling = [hit for hit in hits if hit.outcome not in _NOTHING] or hits[:1]
    if len(telling) > 1 and all(hit.outcome is Outcome.REFERENCE for hit in telling):
        telling = [replace(telling[0], start=0, end=len(judged.text), field=judged)]
    limit = (f"only the first {LIMIT} characters were judged",) if cut else ()
    if not telling:
        telling = [_hit(judged, Outcome.HARMLESS, "nothing of interest", Strength.CONTEXT)]
    told = (described(hit, judged.text) for hit in telling)
    return tuple(_verdict(hit, claims, key, limit) for hit, claims in told)


def _verdict(
    hit: Hit, claims: tuple[Claim, ...], key: FingerprintKey, limit: tuple[str, ...]
) -> Verdict:
    proven = hit.outcome in {Outcome.SECRET, Outcome.DEFAULT_CREDENTIAL}
    return Verdict(
        hit.outcome,
        hit.start,
        hit.end,
        (*dict.fromkeys(hit.evidence), *limit),
        hit.field.slot,
        hit.field.name,
        hit.kind,
        hit.confidence,
        key.fingerprint(hit.field.text) if proven else "",
        _preview(hit) if proven else "",
        claims,
    )


def _preview(hit: Hit) -> str:
    """Return the public prefix and the length; a class of lengths where no format is known."""
    text, kind = hit.field.text, hit.kind
    if kind is None or kind.id.endswith("password") or kind.id == "basic-credentials":
        return ""
    if hit.outcome is Outcome.DEFAULT_CREDENTIAL or role(hit.field.name) is Role.PASSWORD:
        return ""
    if kind.prefix and text.startswith(kind.prefix):
        return f"{kind.prefix}… ({len(text)})"
    bounds = (1, 8, 20, 40, 80)
    low = max((bound for bound in bounds if bound <= len(text)), default=1)
    high = next((f"-{bound - 1}" for bound in bounds if bound > low), "+")
    return f"… ({low}{high})"


def _hit(field: Field, outcome: Outcome, why: str, strength: Strength) -> Hit:
    return Hit(outcome, 0, len(field.text), field, (why,), strength)


def _examine(
    field: Field, grammar: frozenset[str], depth: int, part: Part | None = None
) -> list[Hit]:
    """Return all that `field` holds, with places in its own text; may overlap."""
    whole = references.whole(field.text)
    if whole is not None:
        return [_hit(field, Outcome.REFERENCE, whole.syntax, Strength.STRUCTURE)]
    found = references.find(field.text, grammar)
    masked, _ = references.mask(field.text, found)
    inside = () if depth == 0 or (part and part.kind) else parts(field, masked)
    if not inside:
        return _leaf(field, found, grammar, depth, part)
    hits = [hit for p in inside for hit in _within(field, p, grammar, depth)]
    stretches = sorted((p.start, p.end) for p in inside)
    exact = {(p.start, p.end) for p in inside if p.field.text == field.text[p.start : p.end]}
    # A piece of a part has been judged already, within its whole and decoded.
    hits += [
        hit
        for hit in _formats(_with_text(field, masked))
        if (hit.start, hit.end) in exact or not _within_one(stretches, hit.start, hit.end)
    ]
    loose = [r for r in found if not _within_one(stretches, r.start, r.end)]
    return hits + [hit for r in loose for hit in _reference(field, r, grammar, depth)]


def _within(field: Field, part: Part, grammar: frozenset[str], depth: int) -> list[Hit]:
    inner = part.field
    if field.catalogue:
        inner = replace(inner, catalogue=field.catalogue)
    hits = _examine(inner, grammar, depth - 1, part)
    return [moved(hit, part.start, part.end, inner.text, part.how) for hit in hits]


def _shortened(field: Field) -> Field:
    """Return `field` with as much of its text and its name as is judged."""
    if len(field.name) > _LONGEST_NAME:
        field = replace(field, name=field.name[:_LONGEST_NAME])
    return _with_text(field, field.text[:LIMIT])


def _with_text(field: Field, text: str) -> Field:
    # Not `replace`, which takes longer than most of what is asked of a value.
    return field if text == field.text else Field(field.slot, field.name, text, field.catalogue)


def _within_one(stretches: list[tuple[int, int]], start: int, end: int) -> bool:
    """Tell whether one of the disjoint, sorted `stretches` holds all from `start` to `end`."""
    index = bisect_right(stretches, (start, LIMIT))
    return index > 0 and end <= stretches[index - 1][1]


def _reference(
    field: Field,
    reference: references.Reference,
    grammar: frozenset[str],
    depth: int,
    part: Part | None = None,
) -> Iterator[Hit]:
    """Yield the reference itself and what the literal text inside it is."""
    place = Hit(Outcome.REFERENCE, reference.start, reference.end, field,
                (reference.syntax,), Strength.CONTEXT)  # fmt: skip
    yield place
    for start, end in reference.defaults:
        inner = _with_text(field, field.text[start:end])
        hits = _examine(inner, grammar, depth - 1, part) if depth else []
        for hit in hits:
            if hit.outcome not in _NOTHING:
                yield moved(hit, start, end, inner.text, "the default of a reference")
    for start, end in reference.inner:
        yield from _piece(field, start, end, "written inside a reference")


def _piece(field: Field, start: int, end: int, how: str) -> Iterator[Hit]:
    """Yield the credentials in text that is only a piece of a value."""
    inner = _with_text(field, field.text[start:end])
    hits = list(_formats(inner))
    if not hits:
        text = inner.text.strip(_SEPARATORS)
        opinion = opaque.assess(_with_text(field, text))
        if (
            len(text) >= _SHORTEST_PIECE
            and looks_random(text)
            and (opinion.outcome is Outcome.SECRET)
        ):
            shift = inner.text.index(text)
            hit = Hit(Outcome.SECRET, shift, shift + len(text), _with_text(field, text),
                      (opinion.reason,), Strength.OPAQUE, kinds()["opaque"],
                      Confidence.MEDIUM)  # fmt: skip
            hits = [hit]
    for hit in hits:
        yield moved(hit, start, end, inner.text, how)


def _leaf(
    field: Field,
    found: tuple[references.Reference, ...],
    grammar: frozenset[str],
    depth: int,
    part: Part | None,
) -> list[Hit]:
    """Judge a text without structure: formats, then placeholders, then its name and looks."""
    masked, _ = references.mask(field.text, found)
    hits = [] if part and part.kind else list(_formats(_with_text(field, masked)))
    if not found:
        return hits or [_judged(field, part)]
    starts = sorted(hit.start for hit in hits)
    for reference in found:
        hits += _reference(field, reference, grammar, depth, part)
    edges = [0, *(edge for r in found for edge in (r.start, r.end)), len(field.text)]
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        if bisect_left(starts, start) == bisect_left(starts, end):
            hits += _piece(field, start, end, "beside a reference")
    return hits


def _formats(field: Field) -> Iterator[Hit]:
    """Yield the tokens of our own formats; filled with a placeholder they are placeholders."""
    for entry, start, end in formats.find(field):
        text = field.text[start:end]
        inner = _with_text(field, text)
        why = f"the format of {entry.kind.name}"
        if filler := placeholders.reason(text, field.name, entry.kind.prefix):
            yield Hit(Outcome.PLACEHOLDER, start, end, inner, (filler, why), Strength.FORMAT)
        elif entry.kind.id == "jwt" and not anatomy.is_jwt(text):
            continue
        elif entry.publishable or (entry.kind.id == "jwt" and anatomy.is_publishable(text)):
            harmless = (f"{why}, which its issuer means to be public",)
            yield Hit(Outcome.HARMLESS, start, end, inner, harmless, Strength.FORMAT, entry.kind)
        else:
            yield Hit(Outcome.SECRET, start, end, inner, (why,), Strength.FORMAT, entry.kind,
                      Confidence.HIGH)  # fmt: skip


def _judged(field: Field, part: Part | None) -> Hit:
    """Return the one hit of a text that has no format of ours."""
    text = field.text.strip() if not (part and part.kind) else field.text
    quoted = len(text) > 2 and text[0] == text[-1] and text[0] in "\"'"  # noqa: PLR2004
    text = text[1:-1] if quoted and not (part and part.kind) else text
    shift = field.text.find(text)
    hit = _decided(_with_text(field, text), part)
    if not shift:
        return hit
    return placed(hit, shift, shift + len(text), hit.evidence)


def _decided(field: Field, part: Part | None) -> Hit:
    text = field.text
    if why := _default(field, part):
        kind = kinds()[part.kind if part and part.kind else "password"]
        return replace(_hit(field, Outcome.DEFAULT_CREDENTIAL, why, Strength.STRUCTURE),
                       kind=kind, confidence=Confidence.HIGH)  # fmt: skip
    expected = role(field.name) in _TELLING or (part is not None and part.credential)
    why = placeholders.reason(text, field.name)
    if why and (expected or why not in placeholders.ORDINARY):
        return _hit(field, Outcome.PLACEHOLDER, why, Strength.OPAQUE)
    if part and part.kind:
        return _structural(field, part)
    opinion = opaque.assess(field, credential=bool(part and part.credential))
    hit = _hit(field, opinion.outcome, opinion.reason, Strength.CONTEXT)
    if opinion.outcome is not Outcome.SECRET:
        return hit
    kind = kinds()["password" if role(field.name) is Role.PASSWORD else "opaque"]
    return replace(hit, kind=kind, confidence=opinion.confidence, strength=Strength.OPAQUE)


def _default(field: Field, part: Part | None) -> str | None:
    if part and part.kind:
        return defaults.reason(part.user, field.text, part.host)
    return defaults.alone(field.text) if role(field.name) is Role.PASSWORD else None


def _structural(field: Field, part: Part) -> Hit:
    """Return the hit of a text whose place proves that it is a credential."""
    known = next((e for e, a, b in formats.find(field) if (a, b) == (0, len(field.text))), None)
    kind = _kind(known, part)
    sure = looks_random(field.text) or any(not c.isalpha() for c in field.text)
    hit = _hit(field, Outcome.SECRET, kind.name, Strength.STRUCTURE)
    return replace(hit, kind=kind, confidence=Confidence.HIGH if sure else Confidence.MEDIUM)


def _kind(known: Format | None, part: Part) -> Kind:
    return known.kind if known else kinds()[part.kind]


def _engines(field: Field, grammar: frozenset[str]) -> Iterator[Hit]:
    """Yield what the other catalogues see; they are asked once, and only about token-like text."""
    masked, character = references.mask(field.text, references.find(field.text, grammar))
    if field.slot is Slot.COMMAND or not _TOKEN_LIKE.search(masked):
        return
    seen = _with_text(field, masked)
    for finding in (*providers.find(seen), *adapter.find(seen)):
        text = masked[finding.start : finding.end]
        if not text or character in text:
            continue
        inner = _with_text(field, text)
        place = Hit(Outcome.SECRET, finding.start, finding.end, inner,
                    (finding.evidence,), Strength.ENGINE, finding.kind,
                    finding.confidence)  # fmt: skip
        filler = placeholders.reason(text, field.name)
        yield replace(place, outcome=Outcome.PLACEHOLDER, kind=None) if filler else place
