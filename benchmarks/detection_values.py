"""Values to plant: credentials made up at run time, and what only looks like them.

Nothing here is a credential: each is drawn from a seed when the benchmark runs.
"""

import base64
import random
import string
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from detectors.catalogue import Format, formats
from detectors.shapes import expand
from scanner.discovery.catalogue import Client
from scanner.discovery.fields import dialects


class Truth(StrEnum):
    """What a planted value is."""

    SECRET = "secret"  # noqa: S105 - an answer, not a password
    SAFE = "safe"
    NEUTRAL = "neutral"
    """A weak default or a publishable key: to report it is neither right nor wrong."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A value with the name that people give it."""

    name: str
    """In the manner of a variable, e.g. `SEARCH_API_KEY`."""
    text: str
    kind: str
    truth: Truth


_SERVICES = (
    *("ACME", "SEARCH", "TICKETS", "BILLING", "NOTES", "MAPS", "WEATHER", "CRM", "WIKI", "MAIL"),
    *("METRICS", "CALENDAR", "STORAGE", "CATALOG", "FORUM", "LEDGER", "ROUTER", "VISION"),
)
_ENDINGS = (
    *("API_KEY", "TOKEN", "API_TOKEN", "SECRET", "ACCESS_TOKEN", "CLIENT_SECRET", "AUTH_TOKEN"),
    *("BEARER_TOKEN", "APIKEY", "KEY", "SECRET_KEY", "PAT", "ACCESS_KEY", "SIGNING_SECRET"),
    *("CREDENTIAL", "SESSION_TOKEN", "LICENSE_KEY", "ENCRYPTION_KEY", "AUTH", "API_KEY_2"),
)
_OPAQUE = (
    *("{alnum:20}", "{alnum:24}", "{alnum:32}", "{alnum:40}", "{alnum:64}", "{hex:32}", "{hex:40}"),
    *("{hex:64}", "{base64:43}=", "{base64:88}", "{url:22}", "{url:43}", "{url:64}", "{uuid}"),
    *("{loweralnum:25}", "{loweralnum:32}", "{upperalnum:32}", "{base32:32}", "key_{alnum:24}"),
    *("acme-{hex:32}", "sk_{alnum:32}", "tok_{loweralnum:24}", "{alnum:8}.{alnum:32}", "{jwt}"),
)
_PASSWORDS = (
    *(
        "{alnum:12}",
        "{alnum:16}",
        "{url:20}",
        "{letter:6}-{digit:4}-{letter:6}",
        "{alnum:9}!{digit:2}",
    ),
    *(
        "{letter:5}${digit:3}#{alnum:4}",
        "Harbor{digit:4}!",
        "{lower:7}-{lower:6}-{lower:8}-{digit:2}",
    ),
)
_PASSWORD_NAMES = (
    *(
        "DB_PASSWORD",
        "PGPASSWORD",
        "SMTP_PASSWORD",
        "NEO4J_PASSWORD",
        "MYSQL_PASS",
        "ADMIN_PASSWORD",
    ),
    *("JENKINS_PASSWORD", "SSH_PASSPHRASE", "ES_PASSWORD"),
)
_SCHEMES = ("postgresql", "postgres", "mysql", "mongodb+srv", "redis", "amqp", "mssql", "mariadb")
_LEFT_OUT = frozenset({"aws-key-id", "snowflake-password"})
"""One is half of a credential and unmarked, the other no token; `password` makes such."""


_REFERENCES = frozenset(
    {
        *("dollar-brace", "dollar-brace-default", "single-colon-default", "dollar-bare", "percent"),
        *("env-colon", "input", "local-env", "brace-env", "env-url", "dollar-env", "user-config"),
        *("secrets-expression", "inputs-expression", "user-variable", "os-environ"),
    }
)
"""The syntaxes that stand for a whole value; the others name files or directories."""


def service(chance: random.Random) -> str:
    """Return a service of no one's."""
    return chance.choice(_SERVICES)


def opaque(chance: random.Random) -> Sample:
    """Return a credential that no issuer's format describes."""
    shape = chance.choice(_OPAQUE)
    name = f"{service(chance)}_{chance.choice(_ENDINGS)}"
    kind = {"{uuid}": "UUID key", "{jwt}": "JWT"}.get(shape, f"opaque {shape}")
    return Sample(name, expand(shape, chance), kind, Truth.SECRET)


def password(chance: random.Random) -> Sample:
    """Return a password under a name that says so."""
    shape = chance.choice(_PASSWORDS)
    name = chance.choice(_PASSWORD_NAMES)
    return Sample(name, expand(shape, chance), f"password {shape}", Truth.SECRET)


def provider(chance: random.Random) -> Sample:
    """Return a token in the published format of an issuer; URLs are left to `capability_url`."""
    entry, example = chance.choice(_provider_examples())
    name, equals, shape = example.partition("=")
    if not equals or not name.replace("_", "").replace(".", "").isalnum() or "{" in name:
        name, shape = entry.kind.id.upper().replace("-", "_"), example
    return Sample(name, expand(shape, chance), entry.kind.id, Truth.SECRET)


def capability_url(chance: random.Random) -> Sample:
    """Return a URL that is itself the credential."""
    urls = [(e.kind.id, text) for e in formats() for text in e.examples if _is_path_url(text)]
    urls.append(("opaque path", "https://mcp.example-host.com/s/{alnum:40}/mcp"))
    kind, shape = chance.choice(urls)
    return Sample("MCP_URL", expand(shape, chance), kind, Truth.SECRET)


def connection(chance: random.Random) -> Sample:
    """Return a connection string with a password in it."""
    shape = chance.choice(_PASSWORDS[:5]).replace("$", "").replace("#", "")
    secret = expand(shape, chance)
    host = f"db-{chance.randrange(90)}.internal-host.net"
    if chance.random() < 1 / 6:
        text = f"Server={host};Database=app;User Id=app_rw;Password={secret};Encrypt=true"
        return Sample("SQL_CONNECTION_STRING", text, "connection-string password", Truth.SECRET)
    scheme = chance.choice(_SCHEMES)
    name = chance.choice(("DATABASE_URL", "DB_URI", "CONNECTION_STRING", "STORE_DSN"))
    return Sample(name, f"{scheme}://app_rw:{secret}@{host}/app", "DSN password", Truth.SECRET)


def basic(chance: random.Random) -> Sample:
    """Return Basic credentials, the scheme included."""
    pair = f"reporting:{expand(chance.choice(_PASSWORDS[:3]), chance)}"
    text = "Basic " + base64.b64encode(pair.encode()).decode()
    return Sample("AUTHORIZATION", text, "Basic credentials", Truth.SECRET)


def token(chance: random.Random) -> Sample:
    """Return a credential without spaces, of an issuer or opaque, as flags and headers carry it."""
    sample = chance.choice((opaque, provider))(chance)
    return opaque(chance) if any(sign in sample.text for sign in " \n:") else sample


def secret(chance: random.Random) -> Sample:
    """Return a credential of any kind that stands in a variable."""
    return chance.choice((opaque, opaque, provider, provider, password, connection))(chance)


def neutral(chance: random.Random) -> Sample:
    """Return a default password or a publishable key."""
    word = chance.choice(("postgres", "root", "guest", "password"))
    publishable = [e.examples[0] for e in formats() if e.publishable]
    return chance.choice(
        (
            Sample(
                "DATABASE_URL", f"postgres://{word}:{word}@localhost/app", "weak", Truth.NEUTRAL
            ),
            Sample("POSTGRES_PASSWORD", word, "weak", Truth.NEUTRAL),
            Sample(
                "PUBLISHABLE_KEY",
                expand(chance.choice(publishable), chance),
                "publishable",
                Truth.NEUTRAL,
            ),
        )
    )


def reference(chance: random.Random, client: Client, name: str) -> Sample:
    """Return a reference to a variable `name` as `client` writes it."""
    known = dialects().references
    usable = [known[name_] for name_ in client.references if name_ in _REFERENCES]
    default = chance.choice(("", "your-key-here", "REPLACE_ME", "none"))
    text = chance.choice(usable or ["${VAR}"]).replace("VAR", name).replace("default", default)
    text = text.replace(":id}", f":{name.lower()}}}").replace(".key}", f".{name.lower()}}}")
    return Sample(name, text, "reference", Truth.SAFE)


def placeholder(chance: random.Random) -> Sample:
    """Return what documentation writes in the place of a credential."""
    service_ = service(chance)
    name = f"{service_}_{chance.choice(_ENDINGS)}"
    text = chance.choice(
        (
            *(f"YOUR_{name}", f"<your-{service_.lower()}-api-key>", "your-api-key-here", "x" * 32),
            *("gh" + "p_" + "x" * 36, "sk-" + "your-key-here", "REPLACE_ME", "<TOKEN>", "..."),
            *(f"[{name}]", f"{{{{{name}}}}}", "INSERT_KEY_HERE", "sk-ant-" + "..." * 2, "TODO"),
            *("*" * 12, "AKIA" + "IOSFODNN7" + "EXAMPLE", "enter-your-token", "0" * 32),
        )
    )
    return Sample(name, text, "placeholder", Truth.SAFE)


_SAFE: tuple[tuple[str, str, str], ...] = (
    ("project id", "PROJECT_ID", "{uuid}"),
    ("project id", "AZURE_TENANT_ID", "{uuid}"),
    ("project id", "WORKSPACE_ID", "{uuid}"),
    ("project id", "NOTION_DATABASE_ID", "{hex:32}"),
    ("project id", "OAUTH_CLIENT_ID", "{digit:12}-{loweralnum:32}.apps.googleusercontent.com"),
    ("project id", "SPREADSHEET_ID", "1{url:43}"),
    ("project id", "CHANNEL_ID", "C{upperalnum:10}"),
    ("project id", "SENTRY_ORG", "acme-web"),
    ("digest", "IMAGE_DIGEST", "sha256:{hex:64}"),
    ("digest", "GIT_COMMIT", "{hex:40}"),
    ("digest", "CHECKSUM", "{hex:64}"),
    ("digest", "BUNDLE_INTEGRITY", "sha512-{base64:86}=="),
    ("digest", "TOKEN_CONTRACT_ADDRESS", "0x{hex:40}"),
    (
        "ARN",
        "DB_SECRET_ARN",
        "arn:aws:secretsmanager:eu-west-1:{digit:12}:secret:db-{alnum:6}",
    ),
    ("ARN", "ROLE_ARN", "arn:aws:iam::{digit:12}:role/mcp-reader"),
    ("ARN", "KMS_KEY_ID", "arn:aws:kms:eu-west-1:{digit:12}:key/{uuid}"),
    ("secret name", "SECRET_NAME", "prod/database/password"),
    ("secret name", "API_KEY_SECRET_NAME", "billing-api-key"),
    ("secret name", "TOKEN_ENV_VAR", "TICKETS_API_TOKEN"),
    ("secret name", "GCP_SECRET", "projects/acme-prod/secrets/search-token/versions/3"),
    ("file path", "GOOGLE_APPLICATION_CREDENTIALS", "/etc/acme/service-account.json"),
    ("file path", "SSH_KEY_PATH", "~/.ssh/id_ed25519"),
    ("file path", "PRIVATE_KEY_FILE", "./keys/app-{digit:4}.pem"),
    ("file path", "TOKEN_PATH", "/home/dev/.config/acme/token.json"),
    ("file path", "MEMORY_FILE_PATH", "/srv/memory/{lower:8}/graph-{digit:6}.json"),
    ("endpoint", "TOKEN_URL", "https://login.example-host.com/oauth2/v2/token"),
    ("endpoint", "OPENAI_BASE_URL", "https://llm-gateway.example-host.com/v1"),
    (
        "endpoint",
        "AUTH_ENDPOINT",
        "https://id.example-host.com/realms/acme/protocol/openid-connect",
    ),
    ("endpoint", "DATABASE_URL", "postgresql://db.internal-host.net:5432/app"),
    ("endpoint", "SUPABASE_URL", "https://{lower:20}.supabase.co"),
    ("version", "API_VERSION", "2024-11-05"),
    ("version", "NODE_VERSION", "v22.{digit:2}"),
    ("model", "MODEL", "claude-sonnet-4-20250514"),
    ("model", "EMBEDDING_MODEL", "text-embedding-3-large"),
    ("model", "MODEL_ID", "anthropic.claude-3-5-sonnet-20241022-v2:0"),
    ("e-mail", "JIRA_USERNAME", "svc-{lower:6}@example.com"),
    ("e-mail", "GMAIL_ACCOUNT", "{lower:5}.{lower:7}@example.org"),
    ("switch", "REQUIRE_AUTH_TOKEN", "true"),
    ("switch", "MAX_TOKENS", "16384"),
    ("switch", "TOKEN_TTL", "3600"),
    ("switch", "AUTH_TYPE", "bearer"),
    ("switch", "SECRET_BACKEND", "keychain"),
    ("switch", "AWS_PROFILE", "acme-readonly"),
    ("switch", "API_KEY_HEADER", "X-API-Key"),
    ("switch", "OAUTH_SCOPES", "https://www.googleapis.com/auth/drive.readonly"),
    ("switch", "KEY_PREFIX", "mcp:cache:"),
    ("switch", "TOKENIZER", "cl100k_base"),
    ("switch", "SECRET_MANAGER_PROJECT", "acme-prod-{digit:6}"),
    ("switch", "KEYCLOAK_REALM", "acme-internal"),
    ("switch", "TOKEN_STORAGE", "encrypted-file"),
    ("public key", "SSH_PUBLIC_KEY", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5{alnum:48} dev@example.com"),
    ("project id", "TRACE_ID", "{hex:32}"),
    ("project id", "AUTH0_CLIENT_ID", "{alnum:32}"),
    ("project id", "DEPLOYMENT_ID", "dpl_{alnum:28}"),
)


def harmless(chance: random.Random) -> Sample:
    """Return a value that is no credential, though name or form may suggest one."""
    kind, name, shape = chance.choice(_SAFE)
    return Sample(name, expand(shape, chance), kind, Truth.SAFE)


Draw = Callable[[random.Random], Sample]


@cache
def _provider_examples() -> tuple[tuple[Format, str], ...]:
    return tuple(
        (entry, example)
        for entry in formats()
        for example in entry.examples
        if not entry.publishable and "://" not in example and entry.kind.id not in _LEFT_OUT
    )


def _is_path_url(example: str) -> bool:
    return example.startswith("https://") and "?" not in example


def header_name(name: str) -> str:
    """Return the custom header that carries what a variable `name` holds."""
    return "X-" + string.capwords(name.replace("_", " ")).replace(" ", "-")
