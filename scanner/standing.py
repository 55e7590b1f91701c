"""How much a text says of what runs, and so which credentials in it count."""

from enum import StrEnum

from detectors.model import Confidence, Slot
from scanner.content.model import Notation
from scanner.findings import Finding


class Standing(StrEnum):
    """What a text is to the servers in it."""

    CONFIGURES = "configuration"
    """A client reads it."""
    RUNS = "script"
    """Something of its own kind reads it: a shell, a builder of images, a program's settings."""
    DESCRIBES = "description"
    """People read it, or a compiler: documents are full of samples, programs of tests."""


_DESCRIPTIONS = frozenset(
    {Notation.DOCUMENT, Notation.NOTEBOOK, Notation.CODE, Notation.LITERAL, Notation.PROSE}
)


def standing_of(notation: Notation) -> Standing:
    """Return the standing of a file in `notation` that no client claims."""
    return Standing.DESCRIBES if notation in _DESCRIPTIONS else Standing.RUNS


def doubt(finding: Finding, standing: Standing) -> str:
    """Return why a credential does not count in a text of such a standing; empty if it does."""
    match standing:
        case Standing.CONFIGURES:
            return ""
        case Standing.RUNS:
            return "" if finding.server else _outside(finding)
        case Standing.DESCRIBES:
            return _described(finding)


def _outside(finding: Finding) -> str:
    """Say what speaks against a credential that no server is given."""
    if finding.slot is Slot.URL_PATH:
        return "a segment of an address that is no server's"
    if finding.credential.confidence is Confidence.HIGH:
        return ""
    named = finding.name and finding.credential.confidence is Confidence.MEDIUM
    return "" if named else "outside any server and hardly a credential by its looks"


def _described(finding: Finding) -> str:
    credential = finding.credential
    if finding.server:
        doubtful = credential.confidence is Confidence.LOW
        return "a sample in a description: short or a word" if doubtful else ""
    if credential.default:
        return "a well-known default in a description, of no server"
    if finding.slot is Slot.URL_PATH or credential.confidence is not Confidence.HIGH:
        return "in a description, of no server, and of no known format"
    return ""
