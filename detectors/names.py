"""What the name of a variable, header, flag or parameter says of its value.

The three families and their order were measured on 1,581 variable names that public MCP
registries declare as secret or not.
"""

import re
from enum import StrEnum
from functools import lru_cache


class Role(StrEnum):
    """What a name promises."""

    CREDENTIAL = "credential"
    PASSWORD = "password"  # noqa: S105 - a role, not a password
    HINT = "hint"
    """May be a credential (`key`, `sig`, `session`), if the value looks like one."""
    IDENTIFIER = "identifier"
    ADDRESS = "address"
    PLAIN = "plain"


# "All tests pass" names no password.
_VERB = re.compile(r"(?<=\s)pass(?:es)?\b|\bpass(?:es)?(?=\s)", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NOT_WORD = re.compile(r"[^A-Za-z0-9]+")
_IDENTIFIER = re.compile(
    r"(?:^|_)(?:IDS?|USER|USERNAME|LOGIN|EMAIL|HOST|HOSTNAME|PORT|REGION|PATH|FILE|FILENAME|DIR|"
    r"DIRECTORY|TIMEOUT|TTL|TYPE|METHOD|THRESHOLD|LIMIT|ENABLED|SECONDS|EXPIRATION|EXPIRY|MODE|"
    r"VERSION|NAME|CLOUD|DOMAIN|ENV_VAR|ENV|ALGORITHM|HEADER_NAME|COUNT|SIZE|BUDGET|PREFIX|"
    r"FORMAT|PROVIDER|BACKEND|STRATEGY|MODEL|LENGTH|SCHEME|ISSUER|AUDIENCE|STORAGE|STORE|CACHE|"
    r"POLICY|PROJECT|LOCATION|SCOPES?)$"
    r"|(?:^|_)(?:KEYS?|TOKENS?|SECRETS?)_HEADER$"
    r"|^(?:USE|ENABLE|DISABLE|SKIP|MASK|REQUIRE|HAS|IS)_"
    r"|(?:^|_)(?:MAX|MIN|NUM|TOTAL|INPUT|OUTPUT|CONTEXT|COMPLETION)_(?:\w+_)?TOKENS?$"
    r"|(?:^|_)(?:PUBLIC|PUBLISHABLE|SORT|PRIMARY|FOREIGN|PARTITION|CACHE|PROJECT|ISSUE|HOST|FILE|DOCUMENT|"
    r"BOARD|SHEET|FOLDER|PAGE|SPACE|TEAM)_KEYS?$"
    r"|^(?:CUSTOM_)?API_KEY_RESPONSES"
)
_PASSWORD = re.compile(
    r"(?:^|_)(?:PASS(?:WORD|WD|PHRASE|CODE)?|PWD|PW|MNEMONIC|SEED_PHRASE)(?:_|$|\d)"
    r"|PASSWORD|PASSWD|PASSPHRASE"
)
_CREDENTIAL = re.compile(
    r"(?:^|_)(?:API_?KEYS?|TOKENS?|API_?TOKEN|SECRETS?|PAT|CREDENTIALS?|JWT|BEARER|AUTHORIZATION|"
    r"AUTH|AUTH_HEADER|AUTH_KEY|ACCESS_KEY|SECRET_KEY|PRIVATE_KEY|SIGNING_KEY|SERVICE_KEY|"
    r"SERVICE_ROLE_KEY|ENCRYPTION_KEY|MASTER_KEY|ADMIN_KEY|LICENSE_KEY|ACCOUNT_KEY|AUTHENTICATION|"
    r"APP_SKS?|[A-Z]+TOKEN|DSN|CONNECTION_?STRINGS?|CONN_?STR|X_API_KEY)(?:_|$|\d)"
    r"|APIKEY|ACCESSKEY|SECRETKEY|PRIVATEKEY|AUTHTOKEN|ACCESSTOKEN|CLIENTSECRET"
)
# `--secrets`, as of Docker's gateway, says where they are kept.
_SEVERAL = re.compile(r"^SECRETS$")
_HINT = re.compile(
    r"(?:^|_)(?:KEYS?|COOKIES?|SESSION|SEED|PRIVATE|SIGNING|SIG|SIGNATURE|SAS|HEADERS|HASH|SALT|"
    r"CODE|WEBHOOK|AK|SK|CERT|PIN)(?:_|$|\d)"
)
_ADDRESS = re.compile(
    r"(?:^|_)(?:URLS?|URIS?|ENDPOINTS?|BASE_?URL|ORIGINS?|ADDR(?:ESS)?)(?:_|$)|URL$|URI$|ENDPOINT$"
)


def canonical(name: str) -> str:
    """Return `name` as UPPER_SNAKE: `apiKey`, `--api-key` and `X-Api-Key` lose their dress."""
    return _NOT_WORD.sub("_", _CAMEL.sub("_", name)).strip("_").upper()


def is_same(name: str, other: str) -> bool:
    """Tell whether two names differ in their dress only."""
    # Most differ in their first letter, and that is cheap to see.
    first, second = name[:1], other[:1]
    plain = (first + second).isascii() and first.isalnum() and second.isalnum()
    if plain and first.upper() != second.upper():
        return False
    return canonical(name) == canonical(other)


@lru_cache(maxsize=4096)
def role(name: str) -> Role:
    """Return what `name` promises of its value."""
    plain = canonical(_VERB.sub("", name[:128]))
    for pattern, meaning in (
        (_IDENTIFIER, Role.IDENTIFIER),
        (_PASSWORD, Role.PASSWORD),
        (_ADDRESS, Role.ADDRESS),
        (_SEVERAL, Role.HINT),
        (_CREDENTIAL, Role.CREDENTIAL),
        (_HINT, Role.HINT),
    ):
        if pattern.search(plain):
            return meaning
    return Role.PLAIN
