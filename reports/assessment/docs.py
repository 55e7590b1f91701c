"""The page of all checks, made from their own words: `docs/checks.md`."""

from reports.assessment.case import Check
from reports.assessment.checks import CHECKS

_HEAD = """\
# Checks

Made from `reports/assessment/checks/`; do not edit.

Each check answers for one row of the review: a server in one tenant and one environment. `FAIL`
has counter-evidence, `UNKNOWN` means that the evidence does not decide, `PASS` rests on what was
read and holds only where everything in scope was read, and `N/A` has nothing to judge. Every
answer has a grade of evidence: A direct, B structural, C naming, D declared by the reviewer. The
severity of a failure is its base, moved by the model mx-sev-1 (production, privileged kind and
reach raise it; own expiry and a declared development or test environment lower it).
"""


def checks_page() -> str:
    """Return the Markdown page of all checks, in the order of their ids."""
    return "\n".join([_HEAD, *(_section(check) for check in CHECKS)])


def _section(check: Check) -> str:
    return f"""\
## {check.id}: {check.title}

| | |
|---|---|
| FAIL | {check.fails} |
| PASS | {check.passes} |
| UNKNOWN | {check.unknown} |
| base severity | {check.base} |
| what to do | {check.remedy} |
"""
