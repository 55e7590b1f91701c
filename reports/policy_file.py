"""The policy as a file: read strictly."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from reports import strict
from reports.exceptions import Decision, RiskException, Selector
from reports.inventory_file import target
from reports.model import Severity
from reports.policy import DEFAULT, Policy
from reports.strict import ReviewFileError

VERSION = 1

_TOP = (
    "version", "rotation_days", "ttl_max_hours", "sla_days", "fail_on", "unknown_is",
    "exception_max_days", "exception_max_rows", "non_acceptable", "auto_approve_allowed",
    "oauth_hosts", "superuser_names", "exceptions",
)  # fmt: skip
_NUMBERS = ("ttl_max_hours", "exception_max_days", "exception_max_rows")
_GROUPS = {"rotation_days": ("static", "privileged"), "sla_days": ("critical", "high", "medium")}
_LISTS = ("oauth_hosts", "superuser_names")
_NEVER = "none"
_EXCEPTION_REQUIRED = (
    "id", "check", "selector", "decision", "justification", "risk_owner", "approver",
    "approved_on", "expires_on",
)  # fmt: skip
_EXCEPTION = (
    *_EXCEPTION_REQUIRED, "compensating_controls", "approver_role", "ticket", "proof_sha256",
)  # fmt: skip
_SELECTABLE = ("fingerprint", "server", "path", "repository", "tenant", "environment")


def load(path: Path, checks: tuple[str, ...]) -> tuple[Policy, bytes]:
    """Return the policy in the TOML file at `path`, and its bytes, or raise ReviewFileError.

    `checks` are the ids of all checks that there are.
    """
    return strict.load(path, lambda document: read(document, checks))


def read(document: Mapping[str, object], checks: tuple[str, ...]) -> Policy:
    """Return the policy that a parsed file holds, or raise ReviewFileError."""
    top = strict.table(document, "the file", _TOP)
    strict.version(top, VERSION)
    numbers = {key: strict.number(top[key], key) for key in _NUMBERS if key in top}
    for group, members in _GROUPS.items():
        found = strict.table(top.get(group, {}), group, members)
        numbers |= {
            f"{group}_{key}": strict.number(item, f"{group}.{key}") for key, item in found.items()
        }
    lists = {key: strict.texts(top[key], key) for key in _LISTS if key in top}
    for host in lists.get("oauth_hosts", ()):
        strict.glob(host, "oauth_hosts")
    refused = strict.texts(
        top.get("non_acceptable", list(DEFAULT.non_acceptable)), "non_acceptable"
    )
    for check in refused:
        strict.choice(check, "non_acceptable", checks)
    longest = numbers.get("exception_max_days", DEFAULT.exception_max_days)
    values: dict[str, Any] = {**numbers, **lists}
    return Policy(
        **values,
        fail_on=_fail_on(top.get("fail_on", Severity.HIGH.value)),
        unknown_fails=strict.choice(
            top.get("unknown_is", "report"), "unknown_is", ("report", "fail")
        )
        == "fail",
        non_acceptable=refused,
        auto_approve_allowed=_allowed(top.get("auto_approve_allowed", {})),
        exceptions=_exceptions(top.get("exceptions", []), checks, longest),
    )


def _fail_on(value: object) -> Severity | None:
    word = strict.choice(value, "fail_on", (_NEVER, *Severity))
    return None if word == _NEVER else Severity(word)


def _allowed(value: object) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if not isinstance(value, dict):
        raise ReviewFileError("auto_approve_allowed must be a table of lists of tools")
    return tuple(
        (
            target(strict.glob(name, "auto_approve_allowed")),
            strict.texts(tools, f"auto_approve_allowed.{name}"),
        )
        for name, tools in value.items()
    )


def _exceptions(value: object, checks: tuple[str, ...], longest: int) -> tuple[RiskException, ...]:
    found = tuple(
        _exception(item, f"exceptions[{position}]", checks, longest)
        for position, item in enumerate(strict.tables(value, "exceptions"), start=1)
    )
    ids = [item.id for item in found]
    for name in ids:
        if ids.count(name) > 1:
            raise ReviewFileError(f'exceptions: the id "{name}" is given twice')
    return found


def _exception(value: object, where: str, checks: tuple[str, ...], longest: int) -> RiskException:
    found = strict.table(value, where, _EXCEPTION)
    strict.required(found, _EXCEPTION_REQUIRED, where)
    approved_on = strict.day(found["approved_on"], f"{where}.approved_on")
    expires_on = strict.day(found["expires_on"], f"{where}.expires_on")
    if expires_on < approved_on or expires_on > approved_on + timedelta(days=longest):
        raise ReviewFileError(
            f"{where}.expires_on must be within {longest} days after `approved_on`"
        )
    texts = {
        key: strict.text(found[key], f"{where}.{key}")
        for key in ("justification", "risk_owner", "approver", "approver_role", "ticket")
        if key in found
    }
    controls = strict.texts(
        found.get("compensating_controls", []), f"{where}.compensating_controls"
    )
    proof = found.get("proof_sha256")
    return RiskException(
        id=strict.text(found["id"], f"{where}.id"),
        check=strict.choice(found["check"], f"{where}.check", checks),
        selector=_selector(found["selector"], f"{where}.selector"),
        decision=Decision(strict.choice(found["decision"], f"{where}.decision", tuple(Decision))),
        approved_on=approved_on,
        expires_on=expires_on,
        compensating_controls=controls,
        proof_sha256=strict.digest(proof, f"{where}.proof_sha256") if proof else "",
        **texts,
    )


def _selector(value: object, where: str) -> Selector:
    found = strict.table(value, where, _SELECTABLE)
    if not found:
        raise ReviewFileError(f"{where} must select something: {', '.join(_SELECTABLE)}")
    texts = {key: strict.glob(item, f"{where}.{key}") for key, item in found.items()}
    if "fingerprint" in texts:
        texts["fingerprint"] = strict.digest(texts["fingerprint"], f"{where}.fingerprint")
    return Selector(**texts)
