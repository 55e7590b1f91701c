"""JSON Web Tokens, read and not verified: what they claim is as stated in the token."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from detectors import disclosure
from detectors.catalogue import Format, formats
from detectors.disclosure import Claim
from detectors.encoding import LONGEST, unpacked_mapping
from detectors.model import Kind, Life, Subject
from detectors.randomness import UUID

_PARTS = 3
# GitHub's installation tokens carry the number of the app and a web token behind their prefix.
_WRAPPED = re.compile(r"ghs_[0-9]{1,12}_(?=eyJ)")
_PERSONAL = frozenset({"user", "authorization_code", "password"})
_DAY = 86_400
# Who a token is about (`sub`, `email`, `name`, `oid`) is never told: it may be a person.
_ALLOWED: dict[str, Callable[[object], str]] = {
    **dict.fromkeys(("exp", "iat", "nbf"), disclosure.moment),
    **dict.fromkeys(
        (
            "iss", "scope", "scp", "scopes", "role", "roles", "org", "org_name", "org_slug", "hd",
            "organization", "tenant", "tenant_name", "workspace", "ref", "environment", "env",
            "region", "rgn", "app_displayname", "idtyp", "gty", "typ",
        ),
        disclosure.text,
    ),
    **dict.fromkeys(
        (
            "aud", "azp", "client_id", "appid", "cid", "tenant_id", "org_id", "organization_id",
            "account_id", "actid", "workspace_id", "team_id", "project_id",
        ),
        disclosure.identifier,
    ),
}  # fmt: skip
_TENANT = "tid"
_NAMESPACE = "kubernetes.io/serviceaccount/namespace"
_ACCOUNT = "kubernetes.io/serviceaccount/service-account.name"


def payload(text: str) -> dict[str, Any]:
    """Return what the web token `text` claims; an empty object if it is none."""
    if len(text) > LONGEST:
        return {}
    parts = _WRAPPED.sub("", text, count=1).split(".")
    return unpacked_mapping(parts[1]) if len(parts) == _PARTS else {}


def is_jwt(text: str) -> bool:
    """Tell whether `text` has a header and a payload that decode to JSON objects."""
    head, _, rest = text.partition(".")
    return "alg" in unpacked_mapping(head) and bool(unpacked_mapping(rest.partition(".")[0]))


def is_publishable(text: str) -> bool:
    """Tell whether `text` is a JWT whose role is the anonymous one of a Supabase project."""
    return payload(text).get("role") == "anon"


def claims(content: dict[str, Any]) -> Iterator[Claim]:
    """Yield those claims of the payload `content` that may be shown."""
    for name, shown in _ALLOWED.items():
        if name in content:
            yield name, shown(content[name])
    # Others than Microsoft number tokens, not tenants, by the same name.
    tenant = content.get(_TENANT)
    if isinstance(tenant, str) and UUID.fullmatch(tenant):
        yield _TENANT, tenant
    yield from _kubernetes(content)


def _kubernetes(content: dict[str, Any]) -> Iterator[Claim]:
    nested = content.get("kubernetes.io")
    place = nested if isinstance(nested, dict) else {}
    account = place.get("serviceaccount")
    name = account.get("name") if isinstance(account, dict) else None
    yield "namespace", disclosure.text(place.get("namespace", content.get(_NAMESPACE)))
    yield "service_account", disclosure.text(name or content.get(_ACCOUNT))


def life(content: dict[str, Any]) -> Life:
    """Return how long a token lives by its own dates: up to a day, longer, or for ever."""
    if not content:
        return Life.UNKNOWN
    end = disclosure.moment(content.get("exp"))
    start = disclosure.moment(content.get("iat", content.get("nbf")))
    if not end:
        return Life.STATIC
    return Life.EPHEMERAL if start and int(end) - int(start) <= _DAY else Life.BOUNDED


def subject(content: dict[str, Any]) -> Subject:
    """Return whose the token is if it says so by its grant or its type of identity."""
    said = str(content.get("idtyp", content.get("gty", "")))
    if said in {"app", "client-credentials", "client_credentials"}:
        return Subject.SERVICE
    return Subject.USER if said in _PERSONAL else Subject.UNKNOWN


def kind(content: dict[str, Any]) -> Kind | None:
    """Return the kind of the catalogue that the payload `content` tells, or None."""
    return next((entry.kind for entry in _told() if _fits(entry, content)), None)


def _fits(entry: Format, content: dict[str, Any]) -> bool:
    return all(
        isinstance(value := content.get(name), str | int) and pattern.fullmatch(str(value)[:400])
        for name, pattern in entry.payload
    )


@cache
def _told() -> tuple[Format, ...]:
    return tuple(entry for entry in formats() if entry.payload)
