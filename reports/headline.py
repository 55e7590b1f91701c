"""The verdict of a report in two sentences, and what these alone would hide."""

from collections import Counter
from dataclasses import dataclass

from reports.model import Overall, Report
from reports.suppressing import left_out
from reports.texts import count
from scanner.model import State


@dataclass(frozen=True, slots=True)
class Headline:
    """The verdict in words."""

    title: str
    sentence: str
    caveat: str
    """What the sentence alone would hide."""


def headline(report: Report) -> Headline:
    """Return the verdict of `report` in words, none of which somebody else chose."""
    missed = count(len(report.skipped), "thing")
    gaps = f"{missed} in scope could not be examined." if report.skipped else ""
    caveat = {
        Overall.EXPOSED: gaps,
        Overall.INCOMPLETE: f"This is not a clean result. {gaps}",
        Overall.CLEAN: f"Clean holds for what was scanned, and for nothing else. {gaps}",
    }[report.verdict].strip()
    caveat = f"{left_out(report)} {caveat}".strip()
    if not report.coverage.recognised:
        caveat = f"No MCP configuration of a supported format was found. {caveat}".strip()
    return Headline(report.verdict.capitalize(), _sentence(report), caveat)


def _sentence(report: Report) -> str:
    if not report.credentials:
        return f"No hard-coded credential was found{' that counts' * bool(report.suppressed)}."
    states = Counter(record.state for record in report.credentials)
    servers = {name for record in report.credentials for name in record.servers if name}
    found = count(len(report.credentials), "credential")
    where = f"in {count(len(servers), 'server')}" if servers else "outside any server"
    words = ("live", "only in history", "only in unreachable objects")
    parts = ", ".join(
        f"{states[state]:,} {word}"
        for state, word in zip(State, words, strict=True)
        if states[state]
    )
    return f"{found} {where}; {parts}."
