import json
import re

import pytest

from detectors.judge import judge
from detectors.model import Slot
from detectors.secret import Field, FingerprintKey
from scanner.discovery.catalogue import by_id
from scanner.facts import Reference, ReferenceKind
from scanner.servers.extract import extract
from scanner.servers.references import references
from scanner.syntax import Format, parse

KEY = FingerprintKey(b"a key for tests", ephemeral=False)
OTHER_KEY = FingerprintKey(b"another key", ephemeral=False)
VARIABLE, PROMPT, STORE = ReferenceKind.VARIABLE, ReferenceKind.PROMPT, ReferenceKind.STORE
COMMAND, FILE, SECRET = ReferenceKind.COMMAND, ReferenceKind.FILE, ReferenceKind.SECRET
CLIENT, ENCRYPTED = ReferenceKind.CLIENT, ReferenceKind.ENCRYPTED


def found(
    server: dict[str, object], wanted: str = "claude-code-project", key: FingerprintKey = KEY
) -> tuple[Reference, ...]:
    client = by_id()[wanted]
    if client.format == "toml":
        text = "[mcp_servers.tickets]\n" + "".join(
            f"{name} = {json.dumps(value)}\n" for name, value in server.items()
        )
    else:
        text = json.dumps({client.servers[0].text.partition(".")[0]: {"tickets": server}})
    (declared,) = extract(parse(text.encode(), Format(client.format)), client).servers
    grammar = frozenset(client.references)
    fields = [
        (value, Field(value.reads_as or value.slot, value.name, value.scalar.text))
        for value in declared.values
    ]
    judged = [(value, judge(field, KEY, grammar)) for value, field in fields]
    return references(declared, client, judged, key)


def of(text: str, wanted: str = "claude-code-project") -> Reference:
    (reference,) = found({"command": "tickets", "env": {"TOKEN": text}}, wanted)
    return reference


@pytest.mark.parametrize(
    ("text", "kind", "variable", "default"),
    [
        ("${GITHUB_TOKEN}", VARIABLE, "GITHUB_TOKEN", False),
        ("${GITHUB_TOKEN:-}", VARIABLE, "GITHUB_TOKEN", False),
        ("${GITHUB_TOKEN:-none}", VARIABLE, "GITHUB_TOKEN", True),
        ("Bearer ${GITHUB_TOKEN}", VARIABLE, "GITHUB_TOKEN", False),
        ("${env:GITHUB_TOKEN}", VARIABLE, "GITHUB_TOKEN", False),
        ("${localEnv:GITHUB_TOKEN}", VARIABLE, "GITHUB_TOKEN", False),
        ("{env:GITHUB_TOKEN}", VARIABLE, "GITHUB_TOKEN", False),
        ("$GITHUB_TOKEN", VARIABLE, "GITHUB_TOKEN", False),
        ("%GITHUB_TOKEN%", VARIABLE, "GITHUB_TOKEN", False),
        ("os.environ/GITHUB_TOKEN", VARIABLE, "GITHUB_TOKEN", False),
        ("process.env.GITHUB_TOKEN", VARIABLE, "GITHUB_TOKEN", False),
        ("{{GITHUB_TOKEN}}", VARIABLE, "GITHUB_TOKEN", False),
        ("${input:github-token}", PROMPT, "github-token", False),
        ("${user_config.api_key}", PROMPT, "api_key", False),
        ("${{ inputs.token }}", PROMPT, "token", False),
        ("${{ secrets.GITHUB_TOKEN }}", SECRET, "GITHUB_TOKEN", False),
        ("!secret github_token", SECRET, "github_token", False),
        ("${command:github.token}", COMMAND, "", False),
        ("$(gh auth token)", COMMAND, "", False),
        ("{file:./secrets/token}", FILE, "./secrets/token", False),
        ("${workspaceFolder}", CLIENT, "", False),
        ("${CLAUDE_PLUGIN_ROOT}", CLIENT, "", False),
        ("ENC[AES256_GCM,data:abc,iv:x]", ENCRYPTED, "", False),
        ("keychain://github/token", SECRET, "", False),
    ],
)
def test_a_reference_tells_what_it_leads_to(
    text: str, kind: ReferenceKind, variable: str, default: bool
) -> None:
    reference = of(text)

    assert (reference.kind, reference.variable, reference.default) == (kind, variable, default)
    assert (reference.slot, reference.name) == (Slot.ENV, "TOKEN")
    assert reference.pointer == "/mcpServers/tickets/env/TOKEN"
    assert not reference.identity


@pytest.mark.parametrize(
    ("text", "display"),
    [
        ("op://Prod/github/token", "op://…"),
        ("$(op read op://Prod/github/token)", "op://…"),
        ("vault://secret/data/github#token", "vault://…"),
        ("arn:aws:secretsmanager:eu-west-1:123456789012:secret:gh-a1b2c3", "AWS Secrets Manager"),
        ("arn:aws:ssm:eu-west-1:123456789012:parameter/gh", "AWS Systems Manager"),
        ("projects/acme/secrets/gh/versions/latest", "Google Secret Manager"),
        ("https://acme.vault.azure.net/secrets/gh", "Azure Key Vault"),
        ("@Microsoft.KeyVault(VaultName=acme;SecretName=gh)", "Azure Key Vault"),
        ("doppler://acme/prod/GH_TOKEN", "doppler://…"),
        ("bws://be8e0ad8-d545-4017-a55a-b02f014d4158", "bws://…"),
    ],
)
def test_an_absolute_address_identifies_the_secret_and_is_not_shown(
    text: str, display: str
) -> None:
    reference = of(text)

    assert (reference.kind, reference.display) == (STORE, display)
    assert re.fullmatch("[0-9a-f]{64}", reference.identity)
    shown = (reference.kind, reference.display, reference.variable, reference.identity)
    assert all(part not in " ".join(shown) for part in ("github", "/gh", "acme", "Prod"))
    assert reference.identity != KEY.fingerprint(text)


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("op://Prod/github/token", "{{ op://prod/GitHub/token }}", True),
        ("op://Prod/github/token", "op://Staging/github/token", False),
        ("vault://kv/gh#token", "vault:kv/gh#token", True),
        ("projects/a/secrets/gh", "gcpsm://projects/a/secrets/gh/versions/3", True),
        ("projects/a/secrets/gh", "projects/b/secrets/gh", False),
        (
            "https://acme.vault.azure.net/secrets/gh/0123",
            "@Microsoft.KeyVault(SecretUri=https://ACME.vault.azure.net/secrets/gh)",
            True,
        ),
        ("https://acme.vault.azure.net/secrets/gh", "azurekv://acme/gh", True),
    ],
)
def test_one_address_has_one_identity_however_it_is_written(
    one: str, other: str, equal: bool
) -> None:
    assert (of(one).identity == of(other).identity) is equal


def test_the_identity_depends_on_the_key() -> None:
    server: dict[str, object] = {"command": "x", "env": {"TOKEN": "op://Prod/github/token"}}

    (one,), (other,) = found(server), found(server, key=OTHER_KEY)

    assert one.identity != other.identity


def test_a_value_may_hold_several() -> None:
    server: dict[str, object] = {
        "command": "x",
        "env": {"DSN": "postgres://${DB_USER}:${DB_PASSWORD}@${DB_HOST:-db}/app"},
    }

    told = {(one.variable, one.default) for one in found(server)}

    assert told == {("DB_USER", False), ("DB_PASSWORD", False), ("DB_HOST", True)}


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (["tickets-mcp", "--token", "${TOKEN}"], True),
        (["tickets-mcp", "--token=${TOKEN}"], True),
        (["mcp-remote", "https://acme.example/mcp", "--header", "Authorization:${TOKEN}"], False),
    ],
)
def test_a_variable_in_an_argument_shows_in_the_command_line_unless_the_program_resolves_it(
    arguments: list[str], shown: bool
) -> None:
    (reference,) = found({"command": "npx", "args": arguments})

    assert reference.variable == "TOKEN"
    assert (reference.slot, reference.shown) == (Slot.ARGUMENT, shown)


def test_a_variable_that_a_container_is_given_by_name_is_none_of_its_arguments() -> None:
    arguments = ["run", "-e", "TOKEN", "-e", "MODE", "acme/tickets"]
    server: dict[str, object] = {"command": "docker", "args": arguments, "env": {"MODE": "fast"}}

    (reference,) = found(server)

    assert (reference.kind, reference.slot, reference.variable) == (VARIABLE, Slot.ENV, "TOKEN")


def test_a_field_that_names_a_variable_is_a_reference() -> None:
    server: dict[str, object] = {
        "url": "https://acme.example/mcp",
        "bearer_token_env_var": "TICKETS_TOKEN",
        "env_vars": ["REGION"],
    }

    told = [(one.kind, one.slot, one.name, one.variable) for one in found(server, "codex")]

    assert told == [
        (VARIABLE, Slot.HEADER, "Authorization", "TICKETS_TOKEN"),
        (VARIABLE, Slot.ENV, "REGION", "REGION"),
    ]


def test_a_literal_is_no_reference() -> None:
    assert not found({"command": "npx", "args": ["tickets"], "env": {"MODE": "fast"}})
