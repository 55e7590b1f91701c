import pickle

import pytest

from detectors.catalogue import formats
from detectors.user_catalogue import UserCatalogue, hostile, is_fast, own_formats
from scanner.discovery.catalogue import clients, matches, unsound_glob
from scanner.discovery.user_catalogue import accepted, check
from scanner.errors import UsageError

CLIENT = """
[[client]]
id = "acme-assistant"
name = "Acme Assistant"
paths = ["**/.acme/mcp.json"]
format = "json"
servers = ["mcpServers.*"]
source = "https://wiki.example.com/assistant"
sample = '{ "mcpServers": { "files": { "command": "files-mcp" } } }'
"""
KIND = """
[[kind]]
id = "acme-api-key"
name = "Acme API key"
source = "https://wiki.example.com/keys"
pattern = '(?P<secret>acme_[A-Za-z0-9]{32})'
keywords = ["acme_"]
examples = ["acme_{alnum:32}"]
negative_examples = ["acme_{alnum:8}", "${ACME_KEY}"]
"""
BOTH = UserCatalogue("acme.toml", CLIENT + KIND)


def found(text: str) -> list[str]:
    return [str(problem) for problem in check(text)]


def test_an_auditors_client_is_matched_beside_ours() -> None:
    assert matches("home/.acme/mcp.json", BOTH)[0].id == "acme-assistant"
    assert "acme-assistant" not in {client.id for client in matches("home/.acme/mcp.json")}
    assert len(clients(BOTH)) == len(clients()) + 1


def test_a_catalogue_is_the_same_in_another_process() -> None:
    again = pickle.loads(pickle.dumps(BOTH))  # noqa: S301 - our own bytes

    assert matches(".acme/mcp.json", again) == matches(".acme/mcp.json", BOTH)
    assert own_formats(again) == own_formats(BOTH)


def test_an_auditors_kind_is_read_like_ours() -> None:
    (form,) = own_formats(BOTH)

    assert form.kind.id == "acme-api-key"
    assert form.pattern is not None
    assert form.pattern.search("key=acme_" + "x1" * 16)
    assert own_formats(None) == ()


def test_a_sound_catalogue_is_accepted() -> None:
    assert accepted("acme.toml", CLIENT + KIND) == BOTH


def test_an_unsound_catalogue_is_refused_with_its_name_and_the_way_to_see_all() -> None:
    text = CLIENT.replace("acme-assistant", "cursor") + KIND.replace("{32}", "{9}")

    with pytest.raises(UsageError, match=r"^acme\.toml: client cursor, id: is taken .*1 more") as e:
        accepted("acme.toml", text)
    assert "catalogue check acme.toml" in e.value.hint


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("paths =", "path =", "client acme-assistant: unknown key 'path'; did you mean 'paths'?"),
        ('"json"', '"xml"', "client acme-assistant: 'format' is not one of json, toml, yaml"),
        ("mcpServers.*", "a...b", "client acme-assistant: selector 'a...b' cannot be read"),
        ('["mcpServers.*"]', '["servers.*"]', "client acme-assistant, sample: holds nothing"),
        ("files-mcp", "", "client acme-assistant, sample: holds nothing"),
        ('{ "mcp', '{{ "mcp', "client acme-assistant, sample: "),
        ("acme-assistant", "Acme", "client Acme, id: must be in lower case with hyphens"),
        ("acme-assistant", "zed", "client zed, id: is taken by another client"),
        ("**/.acme/mcp.json", "**/*.json", "client acme-assistant, paths: '**/*.json' must begin"),
        ("**/.acme/mcp.json", ".acme.json", "client acme-assistant, paths: '.acme.json' must"),
        ("**/.acme/mcp.json", "**/x/**", "client acme-assistant, paths: '**/x/**' must begin"),
        ("https://wiki.example.com/assistant", "", "client acme-assistant, source: is empty"),
        ("source", "sauce", "client acme-assistant: unknown key 'sauce'; did you mean 'source'?"),
        ("[[client]]", "[client]", "client: must be tables, each under [[client]]"),
        ("[[client]]", "[[clients]]", "clients: is no part of a catalogue; did you mean 'client'?"),
        ("[[client]]", "[[client]", "this is not TOML: "),
    ],
)  # fmt: skip
def test_a_wrong_client_is_one_line_that_says_what_to_do(old: str, new: str, problem: str) -> None:
    assert found(CLIENT) == []

    (line,) = found(CLIENT.replace(old, new))

    assert line.startswith(problem)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("patt", "ptt", "kind acme-api-key, pttern: is no key of a kind; did you mean 'pattern'?"),
        ('["acme_"]', '"acme_"', "kind acme-api-key, keywords: must be a list of texts"),
        ('["acme_"]', "[]", "kind acme-api-key, keywords: is missing"),
        ("?P<secret>", "?P<token>", "kind acme-api-key, pattern: names no group; write"),
        ("{32})", "{32}", "kind acme-api-key, pattern: is no regular expression: "),
        ("{alnum:32}", "{alnum:8}", "kind acme-api-key, examples: the pattern does not find"),
        ("acme_{alnum:8}", "acme_{hex:32}", "kind acme-api-key, negative_examples: the pattern"),
        ("[A-Za-z0-9]{32}", "[A-Za-z_]+[0-9]!", "kind acme-api-key, pattern: takes too long"),
        ("[A-Za-z0-9]{32}", "([a-z]+)+!", "kind acme-api-key, pattern: takes too long"),
        ("acme-api-key", "github-pat", "kind github-pat, id: is taken by another kind"),
        ("https://wiki.example.com/keys", "", "kind acme-api-key, source: is missing"),
        ('name = "A', 'life = "long"\nname = "A', "kind acme-api-key, life: must be one of"),
        ('name = "A', 'subject = "cat"\nname = "A', "kind acme-api-key, subject: must be one of"),
        ('name = "A', 'payload = 1\nname = "A', "kind acme-api-key, payload: must be a table"),
    ],
)  # fmt: skip
def test_a_wrong_kind_is_one_line_that_says_what_to_do(old: str, new: str, problem: str) -> None:
    assert found(KIND) == []

    line = found(KIND.replace(old, new))[0]

    assert line.startswith(problem)


def test_a_kind_that_is_bound_to_a_name_is_found_by_it() -> None:
    bound = KIND.replace('keywords = ["acme_"]', "names = '^ACME_KEY$'")

    assert found(bound)[0].startswith("kind acme-api-key, examples: the pattern does not find")
    assert found(bound.replace('"acme_{alnum:32}"', '"ACME_KEY=acme_{alnum:32}"')) == []


def test_two_entries_of_one_id_clash() -> None:
    assert found(CLIENT * 2) == [
        "client acme-assistant, id: is taken by another client; choose an id of your own"
    ]


@pytest.mark.parametrize(
    "text", ["", "a" * 100_000, "[" * 100_000, "client = [1]", "kind = 1", "\0"]
)
def test_any_text_is_checked(text: str) -> None:
    assert found(text)


def test_our_own_clients_are_sound() -> None:
    assert [c.id for c in clients() if unsound_glob(c)] == []


def test_a_few_of_our_own_patterns_pass_as_fast() -> None:
    some = [form for form in formats() if form.pattern is not None][::16]

    assert [f.kind.id for f in some if f.pattern and not is_fast(f.pattern, hostile(f))] == []
