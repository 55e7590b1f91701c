"""MX-21: others on the machine can read a file that holds a secret."""

from reports.assessment.case import (
    Ask,
    Case,
    Check,
    Finding,
    fail,
    listed,
    not_applicable,
    unknown,
)
from reports.model import CheckState, Severity
from scanner.facts import FileFact

_OTHERS = 0o077


def _judge(case: Case) -> Finding:
    holding = {
        (place.repository, place.path): item
        for item in case.secrets
        for place in item.live_here
        if place.lifetime.worktree
    }
    files = [item for item in case.files if (item.repository, item.path) in holding]
    if not files:
        return not_applicable("no secret in a file on disk")
    if open_ := [item for item in files if _open(item)]:
        reason = listed(sorted({_told(item) for item in open_}))
        exposed = [holding[item.repository, item.path] for item in open_]
        return fail(Severity.MEDIUM, "A", reason, exposed)
    if any(item.mode is None for item in files):
        return unknown("the permissions of the file were not read")
    return Finding(CheckState.PASS, "A", "only its owner can read it, by its permission bits")


def _open(item: FileFact) -> bool:
    return bool((item.mode or 0) & _OTHERS or item.open_directory)


def _told(item: FileFact) -> str:
    if (item.mode or 0) & _OTHERS:
        return f"{item.path} has mode {item.mode:04o}"
    return f"everybody may write to the directory of {item.path}"


CHECK = Check(
    id="MX-21",
    title="Others can read the file of a secret",
    fails="The permissions of a file on disk that holds a literal secret let its group or all "
    "users at it, or everybody may write to its directory.",
    passes="Only its owner can read it, by the permission bits at the time of the scan.",
    unknown="Its permissions were not read, as on Windows.",
    base="medium",
    remedy="`chmod 600` the file, or move the secret to the system's keychain.",
    ask=Ask(
        question="Who on that machine can read the file?",
        why="Access lists and the rights of services are not in the permission bits.",
        artefacts="The access list of the file, or the endpoint agent's record of it.",
        role="administrator of the clients",
    ),
    judge=_judge,
)
