"""MX-14: a secret among the arguments of a command."""

import re

from detectors.model import Slot
from reports.assessment.case import (
    Ask,
    Case,
    Check,
    Finding,
    count,
    fail,
    fail_setting,
    listed,
    not_applicable,
    pass_unless,
    unknown,
    where,
)
from reports.model import Severity
from scanner.facts import ReferenceKind
from scanner.model import Declaration, Transport

_SECRETIVE = frozenset(ReferenceKind) - {ReferenceKind.CLIENT, ReferenceKind.OTHER}
_SHELL = re.compile(r"\.(?:sh|bash|zsh|ps1|cmd|bat)\b")
_SLOTS = frozenset({Slot.ARGUMENT, Slot.COMMAND})


def _judge(case: Case) -> Finding:
    literal = [
        item for item in case.holdings if any(place.slot in _SLOTS for place in item.live_here)
    ]
    if literal:
        places = [place for item in literal for place in item.live_here if place.slot in _SLOTS]
        reason = f"{count(len(literal), 'credential')} in the arguments of {where(places)}"
        return fail(Severity.MEDIUM, "A", reason, literal)
    launched = [item for item in case.live_declarations if item.transport is Transport.STDIO]
    if not launched:
        return not_applicable("no live declaration launches a command")
    if shown := [item for item in case.references if item.shown and item.kind in _SECRETIVE]:
        names = sorted({item.name or item.variable or item.display or "a value" for item in shown})
        reason = f"expanded into the arguments when it runs: {listed(names)}"
        return fail_setting(Severity.LOW, "B", reason, case)
    if any(_is_script(item) for item in launched):
        return unknown("a script is launched, and may put anything into arguments", "B")
    return pass_unless(case.gaps, "B", "no credential among the arguments at any tip")


def _is_script(item: Declaration) -> bool:
    return bool(item.launch and item.launch.kind == "program" and _SHELL.search(item.server))


CHECK = Check(
    id="MX-14",
    title="Secret in command arguments",
    fails="A literal credential is among the arguments of a command at a tip; or a reference is "
    "expanded into them, which shows it on the machine while it runs.",
    passes="No credential and no reference is among the arguments, and everything in scope was "
    "read.",
    unknown="A shell script is launched, which is not read; or something else was not read.",
    base="medium (literal), low (reference)",
    remedy="Pass it by environment or file: arguments show in the list of processes.",
    ask=Ask(
        question="Does a credential reach the arguments of the command?",
        why="What a launched script does with its environment is outside of the configuration.",
        artefacts="The list of processes of a running server, redacted, or the script.",
        role="server owner",
    ),
    judge=_judge,
)
