"""What another catalogue of token formats says of a text, free of the text."""

from dataclasses import dataclass

from detectors.model import Confidence, Kind


@dataclass(frozen=True, slots=True)
class Finding:
    """A stretch of a text, the kind of token that it is, and who says so."""

    kind: Kind
    start: int
    end: int
    confidence: Confidence
    evidence: str
