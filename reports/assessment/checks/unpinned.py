"""MX-18: code that is not settled runs with a secret."""

from collections.abc import Sequence

from reports.assessment.case import (
    Ask,
    Case,
    Check,
    Finding,
    fail_setting,
    listed,
    not_applicable,
    unknown,
)
from reports.model import CheckState, Severity
from scanner.facts import Launch, Pin

_OPEN = frozenset({Pin.NONE, Pin.RANGE})


def _judge(case: Case) -> Finding:
    launches = [item.launch for item in case.live_declarations if item.launch]
    if not launches:
        return not_applicable("no live declaration launches a program")
    if loose := [item for item in launches if item.pin in _OPEN]:
        secret = bool(case.references or case.exposed)
        base = Severity.HIGH if secret else Severity.MEDIUM
        beside = "; it gets a secret" if secret else ""
        return fail_setting(base, "A", f"not pinned: {_named(loose)}{beside}", case)
    if any(item.pin is Pin.UNKNOWN for item in launches):
        return unknown("what version runs is decided elsewhere", "B")
    if any(item.pin is Pin.LOCAL for item in launches):
        return unknown("what is installed on the machine runs", "B")
    firm = all(item.pin is Pin.DIGEST for item in launches)
    return Finding(CheckState.PASS, "A", "pinned by digest" if firm else "pinned to one version")


def _named(loose: Sequence[Launch]) -> str:
    return listed(
        sorted(
            {
                f"{item.runner} takes {item.version or 'whatever is newest'}"
                f"{' and installs it unasked' * item.installs}"
                for item in loose
            }
        )
    )


CHECK = Check(
    id="MX-18",
    title="Unpinned code that receives a secret",
    fails="A live declaration runs whatever is newest, a tag, a branch or a range, or a script "
    "from the network.",
    passes="Every live declaration runs one exact version, or what a digest or a full commit "
    "names.",
    unknown="What is on the machine runs, or the version is decided elsewhere.",
    base="high (with a credential or a reference), medium (without)",
    remedy="Pin the version and its hash, and take it from an internal registry or a list of what "
    "is allowed.",
    ask=Ask(
        question="Which version of the code runs, and who settles it?",
        why="A local path or a variable names what is on the machine, not what it holds.",
        artefacts="The lock file, the image's digest or the software inventory of the machine.",
        role="server owner",
    ),
    judge=_judge,
)
