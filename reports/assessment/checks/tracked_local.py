"""MX-13: a file that is for one machine, or holds a secret, is tracked."""

from reports.assessment.case import (
    Ask,
    Case,
    Check,
    Finding,
    fail_setting,
    listed,
    not_applicable,
    pass_unless,
    unknown,
)
from reports.model import Severity
from scanner.facts import FileFact


def _judge(case: Case) -> Finding:
    if not case.files:
        return not_applicable("no live file of this row in a repository")
    secret = {(place.repository, place.path) for item in case.secrets for place in item.live_here}
    if local := sorted({f"{item.path} ({item.local_only})" for item in case.files if _slip(item)}):
        return fail_setting(Severity.LOW, "A", f"tracked: {listed(local)}", case)
    holding = [item for item in case.files if (item.repository, item.path) in secret]
    if bare := sorted({item.path for item in holding if item.tracked}):
        return fail_setting(Severity.LOW, "A", f"tracked with a secret: {listed(bare)}", case)
    if open_ := sorted({item.path for item in holding if item.ignored is False}):
        reason = f"holds a secret and is not ignored: {listed(open_)}"
        return fail_setting(Severity.LOW, "A", reason, case)
    return _kept_out(case, holding)


def _kept_out(case: Case, holding: list[FileFact]) -> Finding:
    if all(item.tracked is None for item in case.files):
        return not_applicable("no git here")
    if vague := sorted({item.unknown for item in holding if item.ignored is None} - {""}):
        return unknown(f"whether it is ignored is not known: {listed(vague)}")
    return pass_unless(
        case.gaps, "A", "no file that is for one machine or holds a secret is tracked"
    )


def _slip(item: FileFact) -> bool:
    return bool(item.tracked and item.local_only)


CHECK = Check(
    id="MX-13",
    title="Local or secret-bearing file is tracked",
    fails="A tip or the index holds a file whose name says that it is for one machine; or a file "
    "with a literal secret is tracked, or is not ignored.",
    passes="No such file is tracked, what holds a secret is ignored, and everything in scope was "
    "read.",
    unknown="The rules of what to ignore could not be read, or something in scope was not read.",
    base="low",
    remedy="Take it out with `git rm --cached`, ignore it, and commit a template with empty "
    "values instead. What was committed stays in history.",
    ask=Ask(
        question="Is this file kept out of the repository?",
        why="The rules of what to ignore are not all in the repository.",
        artefacts="The output of `git check-ignore --verbose` for the file.",
        role="server owner",
    ),
    judge=_judge,
)
