"""Which tenant and which environment something belongs to, how sure that is, and why.

Signals are ranked; the highest rank that speaks decides, and lower ones corroborate or contradict.
Environment: E0 declared, E1 explicit setting, E2 claim of the credential, E3 host, E4 file name, E5
directory, E6 server name, E7 variable name. Tenant: T0 declared, T1 explicit setting, T2 claim, T3
SaaS host or URL path, T4 container directory. Branches (E8), repository names (E9, T5) and loose
name tokens (T6) are not read: they could only ever give low confidence.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from reports.inventory import EMPTY, Declared, Inventory, Place, declared
from reports.model import Assignment
from reports.words import canonical, environment_names, words
from scanner.model import Origin, Signal

CONFIDENCES = ("none", "low", "medium", "high", "declared")
"""From the weakest to the strongest."""

_FIRM = frozenset({"medium", "high", "declared"})
_ENVIRONMENT_SETTING = re.compile(r"(?:\w+_)?(?:ENV|ENVIRONMENT|STAGE|PROFILE)")
_TENANT_SETTING = re.compile(
    r"""(?:\w+_)?(?:TENANT|CUSTOMER|ORG|ORGANIZATION|WORKSPACE)(?:_(?:ID|NAME|SLUG))?
      | (?:\w+_)?PROJECT_REF | PROJECT | GOOGLE_CLOUD_PROJECT
      | (?:\w+_)?ACCOUNT_ID | SNOWFLAKE_ACCOUNT""",
    re.VERBOSE,
)
_TENANT_CLAIMS = frozenset(
    {
        "tid", "tenant", "tenant_id", "org", "org_id", "organization", "ref", "project_id",
        "account", "account_id", "workspace", "workspace_id", "organization_id", "org_name",
        "org_slug", "tenant_name", "site", "actid",
    }
)  # fmt: skip
# The claims whose words may be about where a token is used; the others say who asked, and for what.
_ENVIRONMENT_CLAIMS = frozenset(
    {"prefix", "environment", "env", "stage", "iss", "aud", "org", "project"}
)
_SAAS_SUFFIXES = (
    ".atlassian.net",
    ".my.salesforce.com",
    ".zendesk.com",
    ".okta.com",
    ".supabase.co",
    ".snowflakecomputing.com",
)
_CONTAINERS = frozenset({"tenants", "customers", "clients", "orgs", "accounts"})
# Reserved top-level names (RFC 6761, RFC 6762) mean what they say; `.dev` and `.live` are for sale.
_MEANINGFUL_TOP_LEVELS = frozenset({"localhost", "local", "test"})
# The product is called "Azure DevOps": its host names no environment.
_PRODUCT_HOSTS = frozenset({"dev.azure.com", "dev.to"})
_LOOPBACK = frozenset({"localhost", "::1", "0.0.0.0"})  # noqa: S104 - compared with, never bound
# `local` in a path or a name says "of this machine" (`settings.local.json`, `/usr/local`).
_NOT_IN_PATHS = frozenset({"local"})
_NOT_IN_NAMES = frozenset({"local", "live", "stage"})
# Names that documentation puts where a tenant goes, and directories that hold code, not customers.
_NO_TENANT = frozenset(
    {
        "your", "my", "mycompany", "yourcompany", "company", "example", "placeholder", "changeme",
        "subdomain", "domain", "tenant", "organization", "organizations", "common", "consumers",
        "www", "api", "mcp", "admin", "login", "help", "support", "developer", "status", "default",
        "src", "lib", "pkg", "test", "tests", "docs", "web", "app", "apps", "cli", "sdk", "core",
        "python", "typescript", "javascript", "node", "java", "kotlin", "swift", "rust", "go",
        "ruby", "php", "dotnet", "csharp", "shared", "templates", "desktop", "mobile", "ios",
        "android", "react", "vscode", "vscode-extension",
    }
)  # fmt: skip
_TENANT_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}")
_FILLER = re.compile(r"x{3,}|0{6,}")
_MOST_CONFLICTS = 4


@dataclass(frozen=True, slots=True)
class Facts:
    """Where something is configured, and what around it may tell tenant or environment."""

    place: Place
    signals: tuple[Signal, ...] = ()


@dataclass(frozen=True, slots=True)
class _Hit:
    rule: str
    confidence: str
    value: str
    matched: str

    def __str__(self) -> str:
        return f"{self.rule} says {self.value} ({self.matched})"


def environment(facts: Facts, inventory: Inventory = EMPTY) -> Assignment:
    """Return the environment of `facts`; `main` and the like are never evidence of one."""
    names = environment_names(inventory.environments)
    said = declared(inventory, facts.place, "environment")
    word = said.value if said.value in inventory.environments else names.get(said.value, said.value)
    return _decide(_environment_hits(facts, names), Declared(word, said.rule), "E0")


def tenant(facts: Facts, inventory: Inventory = EMPTY) -> Assignment:
    """Return the tenant of `facts`, by its canonical name where the inventory gives one."""
    aliases = {
        alias.casefold(): name for name, others in inventory.tenants for alias in (name, *others)
    }
    hits = (
        _Hit(hit.rule, hit.confidence, aliases.get(hit.value.casefold(), hit.value), hit.matched)
        for hit in _tenant_hits(facts)
    )
    said = declared(inventory, facts.place, "tenant")
    return _decide(hits, Declared(aliases.get(said.value.casefold(), said.value), said.rule), "T0")


def is_firm(assignment: Assignment) -> bool:
    """Tell whether `assignment` may carry a verdict: at least medium, or declared."""
    return assignment.confidence in _FIRM


def host_of(text: str) -> str:
    """Return the lower-case host of a URL, an authority or a bare host name, without its port."""
    authority = text.split("://", 1)[-1].split("/", 1)[0].rsplit("@", 1)[-1].casefold()
    if authority.startswith("["):
        return authority[1:].split("]", 1)[0]
    return authority.split(":", 1)[0] if authority.count(":") == 1 else authority


def is_loopback(host: str) -> bool:
    """Tell whether `host`, as `host_of` gives it, is this machine."""
    return host in _LOOPBACK or host.startswith("127.") or host.endswith(".localhost")


def _decide(hits: Iterable[_Hit], said: Declared, declared_rule: str) -> Assignment:
    ranked = sorted(set(hits), key=lambda hit: (hit.rule, hit.value, hit.matched))
    if said.value:
        against = [hit for hit in ranked if hit.confidence == "high" and hit.value != said.value]
        conflict = f"declared {said.value}, evidence says {_listed(against)}" if against else ""
        return Assignment(said.value, "declared", declared_rule, said.rule, conflict)
    if not ranked:
        return Assignment()
    top = [hit for hit in ranked if hit.rule == ranked[0].rule]
    if len({hit.value for hit in top}) > 1:
        return Assignment(rule=top[0].rule, conflict=_listed(top))
    best = top[0]
    others = [hit for hit in ranked if hit.value != best.value]
    if others:
        return Assignment(best.value, "low", best.rule, best.matched, _listed(others))
    return Assignment(best.value, best.confidence, best.rule, best.matched)


def _listed(hits: list[_Hit]) -> str:
    """Put one witness of each value in words."""
    witnesses = {hit.value: hit for hit in reversed(hits)}
    shown = [str(witnesses[value]) for value in sorted(witnesses)][:_MOST_CONFLICTS]
    more = len(witnesses) - len(shown)
    return "; ".join(shown) + (f"; {more} more" if more else "")


def _environment_hits(facts: Facts, names: dict[str, str]) -> Iterator[_Hit]:
    for rule, confidence, found, matched in _environment_texts(facts):
        for word in found:
            if word in names:
                yield _Hit(rule, confidence, names[word], matched)


def _environment_texts(facts: Facts) -> Iterator[tuple[str, str, Iterable[str], str]]:
    """Yield (rule, confidence, words, what they were read from)."""
    for signal in facts.signals:
        match signal.origin:
            case Origin.SETTING if _ENVIRONMENT_SETTING.fullmatch(_setting(signal.name)):
                yield "E1", "high", words(signal.text), f"{signal.name}={signal.text}"
            case Origin.CLAIM if signal.name.casefold() in _ENVIRONMENT_CLAIMS:
                yield "E2", "high", words(signal.text), signal.text
            case Origin.HOST:
                yield "E3", "high", _host_words(signal.text), host_of(signal.text)
            case Origin.VARIABLE:
                yield "E7", "medium", _without(signal.name, _NOT_IN_NAMES), signal.name
            case _:
                pass
    *directories, file = facts.place.path.split("/")
    yield "E4", "high", _without(file, _NOT_IN_PATHS), file
    for directory in directories:
        yield "E5", "medium", _without(directory, _NOT_IN_PATHS), f"{directory}/"
    name = facts.place.name
    yield "E6", "medium", _without(name, _NOT_IN_NAMES), name


def _without(text: str, excluded: frozenset[str]) -> list[str]:
    return [word for word in words(text) if word not in excluded]


def _setting(name: str) -> str:
    return name.lstrip("-").replace("-", "_").upper()


def _host_words(text: str) -> tuple[str, ...]:
    host = host_of(text)
    if is_loopback(host):
        return ("localhost",)
    if host in _PRODUCT_HOSTS:
        return ()
    labels = host.rstrip(".").split(".")
    if len(labels) > 1 and labels[-1] not in _MEANINGFUL_TOP_LEVELS:
        labels.pop()
    return words(".".join(labels))


def _tenant_hits(facts: Facts) -> Iterator[_Hit]:
    for signal in facts.signals:
        match signal.origin:
            case Origin.SETTING if _TENANT_SETTING.fullmatch(_setting(signal.name)):
                yield from _named("T1", "high", signal.text, f"{signal.name}={signal.text}")
            case Origin.CLAIM if signal.name.casefold() in _TENANT_CLAIMS:
                yield from _named("T2", "high", signal.text, f"{signal.name}={signal.text}")
            case Origin.HOST:
                host = host_of(signal.text)
                yield from _named("T3", "high", _saas_tenant(host), host)
            case _:
                pass
    if "://" in facts.place.server:
        segments = facts.place.server.split("://", 1)[1].split("/")[1:]
        for container, child in pairwise(segments):
            if container in {"orgs", "t"}:
                yield from _named("T3", "medium", child, f"/{container}/{child}")
    directories = facts.place.path.split("/")[:-1]
    for container, child in pairwise(directories):
        if container.casefold() in _CONTAINERS and not canonical(child):
            yield from _named("T4", "medium", child, f"{container}/{child}/")


def _saas_tenant(host: str) -> str:
    for suffix in _SAAS_SUFFIXES:
        if host.endswith(suffix):
            labels = host.removesuffix(suffix).split(".")
            # The project stands last in db.PROJECT.supabase.co, others put the region last.
            label = labels[-1] if suffix == ".supabase.co" else labels[0]
            # A Salesforce sandbox is named after its organisation: ACME--uat.
            return label.split("--", 1)[0]
    return ""


def _named(rule: str, confidence: str, text: str, matched: str) -> Iterator[_Hit]:
    """Yield a hit if `text` can be the name of a tenant: no reference, no placeholder."""
    name = text.strip().casefold()
    if not _TENANT_NAME.fullmatch(name) or _FILLER.search(name) or name in _NO_TENANT:
        return
    if not {"your", "my", "example", "placeholder"} & set(words(name)):
        yield _Hit(rule, confidence, name, matched)
