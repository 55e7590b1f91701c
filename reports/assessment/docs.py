"""The pages of checks and of frameworks, made from data: `docs/checks.md`, `docs/frameworks.md`."""

from reports.assessment.case import Check
from reports.assessment.checks import CHECKS
from reports.assessment.examples import Example, examples
from reports.assessment.frameworks import Framework, Relation, controls_of, frameworks

_HEAD = """\
# Checks

Made from `reports/assessment/checks/`; do not edit.

Each check answers for one row of the review: a server in one tenant and one environment. `FAIL`
has counter-evidence, `UNKNOWN` means that the evidence does not decide, `PASS` rests on what was
read and holds only where everything in scope was read, and `N/A` has nothing to judge. Every
answer has a grade of evidence: A direct, B structural, C naming, D declared by the reviewer. The
severity of a failure is its base, moved by the model mx-sev-1 (production, privileged kind and
reach, a public repository and a return after removal raise it; own expiry and a declared
development or test environment lower it; what is attested as revoked is low at most).

The examples are data in `reports/assessment/examples/`; a test makes a repository of each, scans it
and compares. A text such as `«github»` stands for a secret that the test makes up.
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
| what to ask | {check.ask.question} |
| why ask | {check.ask.why} |
| of whom, for what | {check.ask.role}: {check.ask.artefacts} |
| supports | {_supports(check)} |
{"".join(_example(item) for item in examples(check.id))}"""


def _example(item: Example) -> str:
    parts = [f"\n{item.state}: {item.shows}\n"]
    for number, change in enumerate(item.commits, start=1):
        which = f", commit {number}" if len(item.commits) > 1 else ""
        by = f" by {change.author}" if change.author else ""
        parts += [_file(path, f"{which}{by}", text) for path, text in change.files]
    parts += [_file(path, ", untracked", text) for path, text in item.untracked]
    if item.inventory:
        parts.append(_file("inventory.toml", ", of the reviewer", item.inventory))
    if item.days:
        parts.append(f"\nScanned on day {item.days} after the first commit.\n")
    return "".join(parts)


def _file(path: str, which: str, text: str) -> str:
    return f"\n`{path}`{which}:\n\n```text\n{text.strip()}\n```\n"


def _supports(check: Check) -> str:
    direct = [
        f"{item.id} ({item.name})"
        for item in controls_of(check.id)
        if item.relation is Relation.DIRECT
    ]
    return "; ".join(direct) or "nothing directly; see the frameworks"


_FRAMEWORKS_HEAD = """\
# Frameworks

Made from `reports/assessment/frameworks.toml`; do not edit.

Which controls the finding of each check supports. The mapping is ours: no standards body publishes
one. `direct` means that what the check finds speaks about what the control asks, `related` that it
is evidence beside it. A reference is an aid for a reviewer, no certification, and a check that
passes does not show that a control is met.

The *CIS Controls v8.1 Model Context Protocol Companion Guide* (April 2026) covers the same ground;
its safeguards are not cited one by one.
"""


def frameworks_page() -> str:
    """Return the Markdown page of all frameworks, in the order of their file."""
    return "\n".join([_FRAMEWORKS_HEAD, *(_framework(item) for item in frameworks())])


def _framework(item: Framework) -> str:
    rows = []
    for check in CHECKS:
        held = [control for name, control in item.rows if name == check.id]
        cells = (
            ", ".join(control.id for control in held if control.relation is relation)
            for relation in Relation
        )
        if held:
            rows.append(f"| {check.id} {check.title} | {' | '.join(cells)} |")
    note = f" {item.note}" if item.note else ""
    return f"""\
## {item.name}

Edition {item.edition}; <{item.source}>.{note}

| check | direct | related |
|---|---|---|
{chr(10).join(rows)}
"""
