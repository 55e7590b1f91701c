"""What a token says by its form alone: account, workspace, project, region, environment.

Each reader states where its format is described. All values are identifiers or words; a value that
comes out of an encoded part passes `detectors.disclosure`.
"""

import base64
import json
import re
from collections.abc import Callable, Iterator

from detectors import disclosure, macaroons
from detectors.disclosure import Claim
from detectors.encoding import mapping, unpacked, unpacked_mapping

LONGEST = 4096
"""Characters of a token that is looked at; a longer one has no mark that is known."""


def claims(text: str) -> Iterator[Claim]:
    """Yield what the form of the token `text` says."""
    if len(text) > LONGEST:
        return
    for pattern, reader in _READERS:
        if found := pattern.fullmatch(text):
            yield from reader(found)


def _aws(found: re.Match[str]) -> Iterator[Claim]:
    """Read the account from a key id: forty bits after the first.

    https://labs.withsecure.com/publications/a-bitwise-analysis-of-aws-access-key-identifiers;
    where the first bit is not set, the key is of an older generation that does not say.
    """
    number = int.from_bytes(base64.b32decode(found["body"]))
    old = not number >> 79
    account = number >> 39 & (1 << 40) - 1
    if not old and account < 10**12:
        yield "account_id", f"{account:012}"


def _bedrock(found: re.Match[str]) -> Iterator[Claim]:
    """Read the account from the user name, NAME-at-ACCOUNT, that AWS gives to such a key.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_bedrock.html
    """
    name = unpacked(found["body"]).decode("ascii", "replace")
    if told := re.match(r"[\w+-]{1,80}-at-([0-9]{12}):", name):
        yield "account_id", told[1]


def _named(found: re.Match[str]) -> Iterator[Claim]:
    """Read the groups of the pattern as claims of the same names."""
    yield from found.groupdict().items()


def _environment(found: re.Match[str]) -> Iterator[Claim]:
    mark = found["mark"]
    yield "environment", {"sbox": "sandbox"}.get(mark, mark)


def _doppler(found: re.Match[str]) -> Iterator[Claim]:
    """Read the configuration of a service token, whose name begins with the environment's.

    https://docs.doppler.com/reference/auth-token-formats
    """
    yield "environment", disclosure.text(found["config"].partition("_")[0])
    yield "config", disclosure.text(found["config"])


def _gitlab(found: re.Match[str]) -> Iterator[Claim]:
    """Read where a routable token belongs: lines of a letter and a number in base 36.

    https://handbook.gitlab.com/handbook/engineering/architecture/design-documents/cells/routable_tokens/
    """
    content = unpacked(found["body"])
    names = {"o": "organization_id", "g": "group_id", "p": "project_id", "u": "user_id"}
    # Behind the lines stand random bytes, and their number in the last byte.
    shown = content[: -1 - content[-1]] if content else b""
    for line in shown.decode("ascii", "replace").split("\n"):
        letter, _, number = line.partition(":")
        if letter in names and re.fullmatch(r"[0-9a-z]{1,12}", number):
            yield names[letter], str(int(number, 36))


def _sentry(found: re.Match[str]) -> Iterator[Claim]:
    """Read the facts of an organization token.

    https://github.com/getsentry/rfcs/blob/main/text/0091-ci-upload-tokens.md
    """
    facts = unpacked_mapping(found["body"])
    yield "org", disclosure.text(facts.get("org"))
    yield "region", disclosure.text(facts.get("region_url"))
    yield "iat", disclosure.moment(facts.get("iat"))


def _grafana_cloud(found: re.Match[str]) -> Iterator[Claim]:
    facts = unpacked_mapping(found["body"])
    more = facts.get("m")
    yield "org_id", disclosure.identifier(facts.get("o"))
    yield "name", disclosure.text(facts.get("n"))
    yield "region", disclosure.text(more.get("r") if isinstance(more, dict) else "")


def _grafana_legacy(found: re.Match[str]) -> Iterator[Claim]:
    facts = unpacked_mapping(found[0])
    yield "name", disclosure.text(facts.get("n"))
    yield "org_id", disclosure.identifier(facts.get("id"))


def _onepassword(found: re.Match[str]) -> Iterator[Claim]:
    yield "tenant", disclosure.text(unpacked_mapping(found["body"]).get("signInAddress"))


def _pypi(found: re.Match[str]) -> Iterator[Claim]:
    macaroon = macaroons.read(found["body"])
    if macaroon is None:
        return
    yield "location", disclosure.text(macaroon.location)
    if macaroon.location == "test.pypi.org":
        yield "environment", "test"
    for caveat in macaroon.caveats:
        yield from _caveat(caveat)


def _caveat(caveat: str) -> Iterator[Claim]:
    """Read a caveat: an object until 2022, since then a list with a number in front."""
    if "permissions" in (old := mapping(caveat)):
        permissions = old["permissions"]
        projects = permissions.get("projects") if isinstance(permissions, dict) else None
        yield "scope", disclosure.text(projects or permissions)
        return
    try:
        content = json.loads(caveat)
    except (ValueError, RecursionError):
        return
    match content:
        case [0, end, *_]:
            yield "exp", disclosure.moment(end)
        case [1, [*names]]:
            yield "scope", disclosure.text(names)
        case [3, *_]:
            yield "scope", "user"
        case _:
            return


def _discord(found: re.Match[str]) -> Iterator[Claim]:
    number = unpacked(found["body"]).decode("ascii", "replace")
    if re.fullmatch(r"[0-9]{15,21}", number):
        yield "bot_id", number


def _annotated(found: re.Match[str]) -> Iterator[Claim]:
    """Read when and for which service of Azure a key was made.

    https://github.com/microsoft/security-utilities (LegacyCommonAnnotatedSecurityKey)
    """
    year = 2024 + _YEARS.index(found["year"])
    yield "issued", f"{year}-{_YEARS.index(found['month']) + 1:02}"
    if service := _AZURE.get(found["provider"]):
        yield "service", service


_YEARS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_AZURE = {
    "ACOG": "Azure AI services",
    "AZAC": "Azure App Configuration",
    "AZCS": "Azure Communication Services",
    "AZDO": "Azure DevOps",
    "AZEG": "Azure Event Grid",
    "AZFR": "Azure Fluid Relay",
    "AZMP": "Azure Maps",
    "AZMR": "Azure Mixed Reality",
}
_Reader = Callable[[re.Match[str]], Iterator[Claim]]
_READERS: tuple[tuple[re.Pattern[str], _Reader], ...] = tuple(
    (re.compile(pattern), reader)
    for pattern, reader in (
        (r"A(?:KIA|SIA)(?P<body>[A-Z2-7]{16})", _aws),
        (r"ABSK(?P<body>[A-Za-z0-9+/]{40,400}={0,2})", _bedrock),
        # Stripe, Clerk, Browserbase, Razorpay; Checkout.com; Plaid; Square: as they document them.
        (r"(?:[a-z]{2,8}_)(?P<mark>live|test|sandbox|sbox)_[A-Za-z0-9_-]+", _environment),
        (r"access-(?P<mark>sandbox|development|production)-[0-9a-f-]{36}", _environment),
        (r"(?P<mark>sandbox)-sq0[a-z]{3}-[A-Za-z0-9_-]+", _environment),
        (r"dp\.st\.(?P<config>[a-z0-9_-]{2,35})\.[A-Za-z0-9]+", _doppler),
        # The first number is one and the same for all tokens of a workspace.
        (r"xox[bpc]-(?P<workspace_number>[0-9]{8,14})-[A-Za-z0-9-]+", _named),
        (r"xapp-[0-9]-(?P<app_id>A[A-Z0-9]{7,13})-[A-Za-z0-9-]+", _named),
        (r"(?P<workspace_id>T[A-Z0-9]{6,13})/[A-Z][A-Z0-9]{6,13}/[A-Za-z0-9]+", _named),
        (
            r"gl[a-z]{1,8}-(?P<body>[A-Za-z0-9_-]{27,320})(?:\.[0-9a-z]{2})?\.[0-9a-z]{9}",
            _gitlab,
        ),
        (r"sntrys_(?P<body>[A-Za-z0-9+/=]{20,800})_[A-Za-z0-9+/=]+", _sentry),
        (r"glc_(?P<body>eyJ[A-Za-z0-9+/=_-]{20,800})", _grafana_cloud),
        (r"eyJrIjoi[A-Za-z0-9+/=_-]{20,800}", _grafana_legacy),
        (r"ops_(?P<body>eyJ[A-Za-z0-9+/=_-]{20,4000})", _onepassword),
        (r"pypi-(?P<body>AgE[A-Za-z0-9_-]{60,600})", _pypi),
        (r"(?P<body>[A-Za-z0-9_-]{20,30})\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,38}", _discord),
        (r"(?P<bot_id>[0-9]{8,10}):AA[A-Za-z0-9_-]{32,34}", _named),
        (r"pat-(?P<region>(?:na|eu|ap)[0-9])-[0-9a-f-]{36}", _named),
        (r"[0-9a-f]{32}-(?P<region>us[0-9]{1,2})", _named),
        (r"ghs_(?P<app_id>[0-9]{1,12})_eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+", _named),
        (r"(?P<token_id>dt0[a-z][0-9]{2}\.[A-Z0-9]{8,24})\.[A-Z0-9]{64}", _named),
        (
            (
                r"[A-Za-z0-9]{52}JQQJ9[9DH](?P<year>[A-Za-z0-9])(?P<month>[A-L])[A-Za-z0-9]{16}"
                r"(?P<provider>[A-Za-z][A-Za-z0-9]{3})[A-Za-z0-9]{4}(?:[A-Za-z0-9]{2}==)?"
            ),
            _annotated,
        ),
    )
)
