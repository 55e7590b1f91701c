import base64
import json
import pickle
import random
import string
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.judge import LIMIT, judge
from detectors.model import Confidence, Outcome, Slot, Verdict
from detectors.references import SINGLE_COLON
from detectors.secret import Field, FingerprintKey
from tests.detectors.minting import base62_token

KEY = FingerprintKey(b"a key for tests", ephemeral=False)
ALNUM = string.ascii_letters + string.digits
SAMPLE = random.Random(20261123)


def drawn(alphabet: str, size: int) -> str:
    return "".join(SAMPLE.choices(alphabet, k=size))


TOKEN = drawn(ALNUM, 32)
HEX = drawn("0123456789abcdef", 32)
GITHUB = "gh" + "p_" + drawn(ALNUM, 36)
SUPABASE = "sb" + "p_" + drawn("0123456789abcdef", 40)
UUID = "-".join(drawn("0123456789abcdef", n) for n in (8, 4, 4, 4, 12))
PASSWORD = "k3y/" + "b@rd#" + drawn(ALNUM, 6)
PLAIN = "tr0ub" + "4dor7"


def basic(login: str) -> str:
    return "Basic " + base64.b64encode(login.encode()).decode()


def jwt(**claims: object) -> str:
    parts = [{"alg": "HS256", "typ": "JWT"}, claims]
    coded = [base64.urlsafe_b64encode(json.dumps(p).encode()).decode().rstrip("=") for p in parts]
    return ".".join([*coded, drawn(ALNUM, 43)])


SERVICE_ROLE = jwt(iss="supabase", ref="abcdefghijklmnopqrst", role="service_role")
ANON = jwt(iss="supabase", ref="abcdefghijklmnopqrst", role="anon")
ENV, HEADER, ARGUMENT, OTHER = Slot.ENV, Slot.HEADER, Slot.ARGUMENT, Slot.OTHER

SECRETS = [
    (ENV, "GITHUB_TOKEN", GITHUB, GITHUB),
    (ENV, "UNREMARKABLE", GITHUB, GITHUB),
    (ENV, "API_KEY", TOKEN, TOKEN),
    (ENV, "apiKey", TOKEN, TOKEN),
    (ENV, "API_KEY", f"  {TOKEN}\n", TOKEN),
    (ENV, "API_KEY", f"'{TOKEN}'", TOKEN),
    (ENV, "EXA_API_KEY", UUID, UUID),
    (ENV, "REF_API_KEY", UUID, UUID),
    (ENV, "DB_PASSWORD", PLAIN, PLAIN),
    (ENV, "SUPABASE_SERVICE_ROLE_KEY", SERVICE_ROLE, SERVICE_ROLE),
    (ENV, "AUTH_HEADER", f"Bearer {TOKEN}", TOKEN),
    (ENV, "API_KEY", "test" + TOKEN + "example", "test" + TOKEN + "example"),
    (ENV, "K_TOKEN", "${V:-" + TOKEN + "}", TOKEN),
    (ENV, "K_TOKEN", "${V-" + TOKEN + "}", TOKEN),
    (ENV, "K_TOKEN", "${V:=" + TOKEN + "}", TOKEN),
    (ENV, "K_TOKEN", "${env:V:" + TOKEN + "}", TOKEN),
    (ENV, "K_TOKEN", "${localEnv:V:" + TOKEN + "}", TOKEN),
    (ENV, "K_TOKEN", "${A:-${B:-" + TOKEN + "}}", TOKEN),
    (ENV, "K_TOKEN", "${{ secrets.A || '" + TOKEN + "' }}", TOKEN),
    (ENV, "K_TOKEN", "${" + SUPABASE + "}", SUPABASE),
    (ENV, "K_TOKEN", "$(echo " + GITHUB + ")", GITHUB),
    (ENV, "K_TOKEN", "${X} " + TOKEN, TOKEN),
    (ENV, "DATABASE_URL", f"postgres://app:{PLAIN}@db.acme.io:5432/x", PLAIN),
    (ENV, "DATABASE_URL", f"postgres://app:{quote(PASSWORD, safe='')}@db.acme.io/x", PASSWORD),
    (ENV, "DATABASE_URL", f"postgres://app:{PASSWORD}@db.acme.io/x", PASSWORD),
    (ENV, "DATABASE_URL", f"postgres://app:{PLAIN}@${{HOST}}/x", PLAIN),
    (ENV, "REDIS_URL", f"redis://:{PLAIN}@cache.acme.io:6379/0", PLAIN),
    (ENV, "MONGO", f"mongodb+srv://app:{PLAIN}@c0.x.mongodb.net,c1.x.mongodb.net/db", PLAIN),
    (ENV, "JDBC", f"jdbc:postgresql://db.acme.io/x?user=app&password={PLAIN}", PLAIN),
    (ENV, "ODBC", f"Server=tcp:db.acme.io;Database=x;User Id=app;Password={PLAIN};", PLAIN),
    (ENV, "LIBPQ", f"host=db.acme.io user=app password={PLAIN} dbname=x", PLAIN),
    (ENV, "DB_URL", "${URL:-postgres://app:" + PLAIN + "@db.acme.io/x}", PLAIN),
    (ENV, "DB_URL", "postgres://app:${PW:-" + PLAIN + "}@db.acme.io/x", PLAIN),
    (ENV, "OPENAPI_MCP_HEADERS", json.dumps({"Authorization": f"Bearer {TOKEN}"}), TOKEN),
    (ENV, "CONFIG", json.dumps({"a": json.dumps({"apiKey": TOKEN})}), TOKEN),
    (HEADER, "Authorization", f"Bearer {TOKEN}", TOKEN),
    (HEADER, "authorization", f"bearer {TOKEN}", TOKEN),
    (HEADER, "Authorization", f"Token {HEX}", HEX),
    (HEADER, "Authorization", TOKEN, TOKEN),
    (HEADER, "Authorization", basic(f"app:{PLAIN}"), PLAIN),
    (HEADER, "Authorization", f"Basic {TOKEN}!", f"{TOKEN}!"),
    (HEADER, "Authorization", f"Bearer {UUID}", UUID),
    (HEADER, "X-API-Key", TOKEN, TOKEN),
    (HEADER, "PRIVATE-TOKEN", TOKEN, TOKEN),
    (HEADER, "CONTEXT7_API_KEY", UUID, UUID),
    (HEADER, "Cookie", f"theme=dark; session={TOKEN}", TOKEN),
    (HEADER, "", f"Authorization: Bearer {TOKEN}", TOKEN),
    (HEADER, "", f"Authorization:Bearer {TOKEN}", TOKEN),
    (HEADER, "", f"X-Api-Key: {TOKEN}", TOKEN),
    (ARGUMENT, "", f"Authorization: Bearer {TOKEN}", TOKEN),
    (ARGUMENT, "--api-key", TOKEN, TOKEN),
    (ARGUMENT, "--access-token", SUPABASE, SUPABASE),
    (ARGUMENT, "", f"--figma-api-key={TOKEN}", TOKEN),
    (ARGUMENT, "", f"API_TOKEN={TOKEN} npx -y server", TOKEN),
    (ARGUMENT, "", f"curl -H 'Authorization: Bearer {TOKEN}' https://acme.io", TOKEN),
    (ARGUMENT, "", f"mysql://app:{PLAIN}@db.acme.io/x", PLAIN),
    (ARGUMENT, "", f"https://u:{TOKEN}@h/", TOKEN),
    (ARGUMENT, "", f"https://{GITHUB}@github.com/a/b.git", GITHUB),
    (ARGUMENT, "", f"https://mcp.acme.io/mcp?api_key={TOKEN}", TOKEN),
    (ARGUMENT, "", f"https://mcp.exa.ai/mcp?exaApiKey={UUID}", UUID),
    (ARGUMENT, "", f"https://mcp.acme.io/#access_token={TOKEN}", TOKEN),
    (ARGUMENT, "", f"https://mcp.acme.io/{TOKEN}/sse", TOKEN),
    (ARGUMENT, "", TOKEN, TOKEN),
    (Slot.URL_USERINFO, "password", PLAIN, PLAIN),
    (Slot.URL_QUERY, "token", TOKEN, TOKEN),
    (Slot.URL_QUERY, "key", TOKEN, TOKEN),
    (Slot.URL_PATH, "", TOKEN, TOKEN),
    (Slot.INPUT_DEFAULT, "api-key", TOKEN, TOKEN),
    (Slot.COMMENT, "", f"old: {GITHUB}", GITHUB),
    (Slot.COMMENT, "", f'"Authorization": "Bearer {TOKEN}",', TOKEN),
    (OTHER, "api_key", TOKEN, TOKEN),
    (Slot.COMMAND, "", f"API_KEY={TOKEN} node server.js", TOKEN),
]

REFERENCE, PLACEHOLDER, HARMLESS = Outcome.REFERENCE, Outcome.PLACEHOLDER, Outcome.HARMLESS
SAFE = [
    (ENV, "API_KEY", "${API_KEY}", REFERENCE),
    (ENV, "API_KEY", "${env:API_KEY}", REFERENCE),
    (ENV, "API_KEY", "${input:api-key}", REFERENCE),
    (ENV, "API_KEY", "$input:api_key", REFERENCE),
    (ENV, "API_KEY", "{env:API_KEY}", REFERENCE),
    (ENV, "API_KEY", "{file:~/.secrets/key}", REFERENCE),
    (ENV, "API_KEY", "$API_KEY", REFERENCE),
    (ENV, "API_KEY", "$env:API_KEY", REFERENCE),
    (ENV, "API_KEY", "%API_KEY%", REFERENCE),
    (ENV, "API_KEY", "${{ secrets.API_KEY }}", REFERENCE),
    (ENV, "API_KEY", "{{API_KEY}}", REFERENCE),
    (ENV, "API_KEY", "$(pass show acme/api)", REFERENCE),
    (ENV, "API_KEY", "`pass show acme/api`", REFERENCE),
    (ENV, "API_KEY", "op://vault/item/field", REFERENCE),
    (ENV, "API_KEY", "vault://kv/acme#key", REFERENCE),
    (ENV, "API_KEY", "os.environ/API_KEY", REFERENCE),
    (ENV, "API_KEY", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:acme-Ab12Cd", REFERENCE),
    (ENV, "API_KEY", "projects/acme/secrets/key/versions/latest", REFERENCE),
    (ENV, "API_KEY", "https://acme.vault.azure.net/secrets/key", REFERENCE),
    (ENV, "API_KEY", "${API_KEY:-}", REFERENCE),
    (ENV, "API_KEY", "${API_KEY:?must be set}", REFERENCE),
    (HEADER, "Authorization", "Bearer ${TOKEN}", REFERENCE),
    (HEADER, "Authorization", "Bearer $TOKEN", REFERENCE),
    (HEADER, "", "Authorization:${AUTH_HEADER}", REFERENCE),
    (ENV, "X", "${A}-${B}", REFERENCE),
    (ENV, "URL", "https://${HOST}/x", REFERENCE),
    (ENV, "DATABASE_URL", "postgres://${USER}:${PASS}@${HOST}/db", REFERENCE),
    (ENV, "DATABASE_URL", "postgres://$DB_USER:$DB_PASS@db.acme.io/db", REFERENCE),
    (ENV, "API_KEY", "YOUR_API_KEY", PLACEHOLDER),
    (ENV, "API_KEY", "your-openai-api-key-here", PLACEHOLDER),
    (ENV, "API_KEY", "<token>", PLACEHOLDER),
    (ENV, "API_KEY", "xxxxxxxxxxxx", PLACEHOLDER),
    (ENV, "API_KEY", "*" * 12, PLACEHOLDER),
    (ENV, "API_KEY", "changeme", PLACEHOLDER),
    (ENV, "API_KEY", "sk-...", PLACEHOLDER),
    (ENV, "API_KEY", "replace-me", PLACEHOLDER),
    (ENV, "API_KEY", "__API_KEY__", PLACEHOLDER),
    (ENV, "API_KEY", "", PLACEHOLDER),
    (ENV, "STRAVA_TOKEN", "STRAVA_TOKEN", PLACEHOLDER),
    (ENV, "GITHUB_TOKEN", "gh" + "p_" + "x" * 36, PLACEHOLDER),
    (ENV, "AWS_ACCESS_KEY_ID", "AKIA" + "IOSFODNN7" + "EXAMPLE", PLACEHOLDER),
    (ENV, "API_KEY", "test-api-key", PLACEHOLDER),
    (ENV, "API_KEY", "1234567890", PLACEHOLDER),
    (ARGUMENT, "", "https://mcp.acme.io/mcp?api_key=YOUR_KEY", PLACEHOLDER),
    (ENV, "DATABASE_URL", "postgres://user:your_password@db.acme.io/db", PLACEHOLDER),
    (ENV, "MAX_TOKENS", "4096", HARMLESS),
    (ENV, "DEBUG", "true", HARMLESS),
    (ENV, "TENANT_ID", UUID, HARMLESS),
    (ENV, "SESSION", UUID[:8], HARMLESS),
    (ENV, "MODEL", "gpt-4o-mini-2024-07-18", HARMLESS),
    (ENV, "GOOGLE_TOKEN", "/home/dev/.config/token.json", HARMLESS),
    (ENV, "API_KEY_FILE", "./secrets/key.pem", HARMLESS),
    (ENV, "TOKEN_URL", "https://auth.acme.io/oauth/token", HARMLESS),
    (ENV, "EMAIL", "dev@acme.io", HARMLESS),
    (ENV, "SECRET_NAME", "acme/prod/db-password", HARMLESS),
    (ENV, "AUTH_TOKEN", "acme/prod/db-password", HARMLESS),
    (ENV, "VERSION", "1.24.3", HARMLESS),
    (ENV, "ROLE", "arn:aws:iam::123456789012:role/mcp", HARMLESS),
    (ENV, "COMMIT", drawn("0123456789abcdef", 40), HARMLESS),
    (ENV, "SUPABASE_ANON_KEY", ANON, HARMLESS),
    (ARGUMENT, "", "@modelcontextprotocol/server-github@2025.4.8", HARMLESS),
    (ARGUMENT, "", "ghcr.io/github/github-mcp-server:0.20.1", HARMLESS),
    (ARGUMENT, "", "https://mcp.acme.io/v1/sse?region=eu-west-1", HARMLESS),
    (HEADER, "Content-Type", "application/json", HARMLESS),
    (HEADER, "User-Agent", "Mozilla/5.0 (X11; Linux x86_64)", HARMLESS),
    (Slot.COMMENT, "", "the Bearer tokens of this one are kept elsewhere", HARMLESS),
    (Slot.COMMAND, "", "npx", HARMLESS),
    (OTHER, "description", "An example of a server that is based on tokens", HARMLESS),
]

DEFAULTS = [
    (ENV, "DATABASE_URL", "postgres://postgres:postgres@localhost:5432/db"),
    (ARGUMENT, "", "mysql://root:root@127.0.0.1/db"),
    (ENV, "AMQP_URL", "amqp://guest:guest@rabbitmq:5672"),
    (ENV, "DATABASE_URL", "postgres://app:app123@db/x"),
    (ENV, "MINIO_ROOT_PASSWORD", "minio" + "admin"),
    (ENV, "POSTGRES_PASSWORD", "${POSTGRES_PASSWORD:-postgres}"),
    (HEADER, "Authorization", basic("admin:admin")),
    (ENV, "DATABASE_URL", "postgres://${U:-app}:${PW:-example}@db/x"),
]


def proven(verdicts: tuple[Verdict, ...]) -> list[Verdict]:
    return [v for v in verdicts if v.outcome is Outcome.SECRET]


@pytest.mark.parametrize(("slot", "name", "text", "secret"), SECRETS)
def test_a_credential_is_found_once_and_by_its_own_fingerprint(
    slot: Slot, name: str, text: str, secret: str
) -> None:
    verdicts = judge(Field(slot, name, text), KEY)

    assert [v.fingerprint for v in proven(verdicts)] == [KEY.fingerprint(secret)]
    assert secret not in repr(verdicts)


@pytest.mark.parametrize(("slot", "name", "text", "outcome"), SAFE)
def test_a_safe_value_is_named_for_what_it_is(
    slot: Slot, name: str, text: str, outcome: Outcome
) -> None:
    verdicts = judge(Field(slot, name, text), KEY)

    assert {v.outcome for v in verdicts} - {HARMLESS, REFERENCE} | {outcome} == {outcome}
    assert outcome in {v.outcome for v in verdicts}
    assert all(v.evidence and not v.fingerprint and not v.preview for v in verdicts)


@pytest.mark.parametrize(("slot", "name", "text"), DEFAULTS)
def test_a_default_credential_is_told_from_a_secret(slot: Slot, name: str, text: str) -> None:
    verdicts = judge(Field(slot, name, text), KEY)
    found = [v for v in verdicts if v.outcome is Outcome.DEFAULT_CREDENTIAL]

    assert len(found) == 1
    assert len(found[0].fingerprint) == 64
    assert not proven(verdicts)


def test_two_secrets_in_one_text_are_two_verdicts() -> None:
    other = drawn(ALNUM, 32)
    text = json.dumps({"Authorization": f"Bearer {TOKEN}", "X-Api-Key": other})

    found = proven(judge(Field(ENV, "HEADERS", text), KEY))

    assert [v.fingerprint for v in found] == [KEY.fingerprint(TOKEN), KEY.fingerprint(other)]
    assert [text[v.start : v.end] for v in found] == [TOKEN, other]


def test_the_slot_of_a_verdict_is_that_of_its_stretch() -> None:
    text = f"https://app:{PLAIN}@mcp.acme.io/?api_key={TOKEN}"

    found = proven(judge(Field(ENV, "SERVER", text), KEY))

    assert [(v.slot, v.name) for v in found] == [
        (Slot.URL_USERINFO, "password"),
        (Slot.URL_QUERY, "api_key"),
    ]


def test_a_preview_shows_the_public_prefix_and_a_length() -> None:
    previews = [
        proven(judge(Field(ENV, name, text), KEY))[0].preview
        for name, text in (("A", GITHUB), ("API_KEY", TOKEN), ("DB_PASSWORD", PLAIN))
    ]
    assert previews == ["gh" + "p_… (40)", "… (20-39)", ""]


def test_evidence_of_every_detector_is_gathered_on_one_verdict() -> None:
    (verdict,) = judge(Field(ENV, "GITHUB_TOKEN", base62_token("gh" + "p_")), KEY)

    assert len([why for why in verdict.evidence if why.startswith("the format of")]) == 3
    assert verdict.confidence is Confidence.HIGH


def test_a_single_colon_is_a_default_only_for_clients_that_read_it_so() -> None:
    field = Field(ENV, "DB_PASSWORD", "${PW:" + PLAIN + "}")

    assert proven(judge(field, KEY)) == []
    assert len(proven(judge(field, KEY, frozenset({SINGLE_COLON})))) == 1


def test_a_parameter_name_that_is_a_secret_is_not_repeated() -> None:
    verdicts = judge(Field(ARGUMENT, "", f"https://acme.io/?{GITHUB}=1&{TOKEN}={TOKEN}"), KEY)

    assert GITHUB not in repr(verdicts)
    assert TOKEN not in repr(verdicts)


def test_a_service_account_key_is_more_than_a_private_key() -> None:
    edge = "-" * 5
    body = "\n".join(drawn(ALNUM, 64) for _ in range(4))
    pem = f"{edge}BEGIN PRIVATE KEY{edge}\n{body}\n{edge}END PRIVATE KEY{edge}\n"
    text = json.dumps({"type": "service_account", "project_id": "acme", "private_key": pem})

    (verdict,) = proven(judge(Field(ENV, "GOOGLE_CREDENTIALS", text), KEY))

    assert verdict.kind is not None
    assert verdict.kind.id == "google-service-account-key"
    assert verdict.fingerprint == KEY.fingerprint(pem.strip())


SHAPES = ("Bearer {}", "{}", "https://u:{}@h/", "https://h/?api_key={}", "${{V:-{}}}")


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**64), st.sampled_from(SHAPES))
def test_one_token_has_one_fingerprint_however_it_is_written(seed: int, shape: str) -> None:
    token = "".join(random.Random(seed).choices(ALNUM, k=32))
    verdicts = judge(Field(ENV, "SERVICE_TOKEN", shape.format(token)), KEY)

    assert [v.fingerprint for v in proven(verdicts)] == [KEY.fingerprint(token)]
    assert token not in repr(verdicts)


@settings(max_examples=150, deadline=None)
@given(
    st.text(max_size=80), st.text(max_size=12), st.sampled_from(list(Slot)), st.binary(max_size=8)
)
def test_any_text_has_verdicts_within_its_bounds(
    text: str, name: str, slot: Slot, key: bytes
) -> None:
    verdicts = judge(Field(slot, name, text), FingerprintKey(key, ephemeral=False))

    assert verdicts
    assert all(0 <= v.start <= v.end <= len(text) for v in verdicts)
    assert pickle.loads(pickle.dumps(verdicts)) == verdicts  # noqa: S301 - made one line above


HOSTILE = ("${", "{{", "eyJ", "eyJ-", "://a:", "`", '"\\', "a=", "-", "<", "gh" + "p_", "$(", ";a=")


@pytest.mark.parametrize("unit", HOSTILE)
def test_a_megabyte_of_repetition_is_judged_up_to_a_limit_and_says_so(unit: str) -> None:
    text = unit * (2**20 // len(unit))

    verdicts = judge(Field(ENV, "API_KEY", text), KEY)

    assert all(f"only the first {LIMIT} characters were judged" in v.evidence for v in verdicts)
