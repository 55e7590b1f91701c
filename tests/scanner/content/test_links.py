import base64
import json
import time
from urllib.parse import quote, quote_plus

import pytest

from scanner.content import encoded, links
from scanner.content.model import Notation
from scanner.syntax import offset, position
from tests.scanner.content.reading_along import leads_to
from tests.tokens import opaque

SECRET = opaque()
SERVER = {"command": "npx", "args": ["-y", "gh-mcp"], "env": {"TOKEN": SECRET, "é": "(ü)"}}
CONFIG = json.dumps(SERVER, ensure_ascii=False)
NAMED = json.dumps({"name": "gh", **SERVER}, ensure_ascii=False)
MAP = json.dumps({"mcpServers": {"gh": SERVER}}, ensure_ascii=False)


def percent(text: str) -> str:
    return quote(text, safe="()'")


def base(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def urlsafe(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


LINKS = {
    "cursor": (
        f"cursor://anysphere.cursor-deeplink/mcp/install?name=gh&config={base(CONFIG)}",
        ("cursor", "gh", CONFIG),
    ),
    "cursor on the web": (
        f"https://cursor.com/en/install-mcp?name=gh&config={percent(base(CONFIG))}",
        ("cursor", "gh", CONFIG),
    ),
    "cursor, later": (
        f"https://cursor.com/link/mcp%2Finstall?name=gh&amp;config={base(CONFIG)}",
        ("cursor", "gh", CONFIG),
    ),
    "vscode": (f"vscode:mcp/install?{percent(NAMED)}", ("vscode", "", NAMED)),
    "vscode insiders": (f"vscode-insiders:mcp/install?{percent(NAMED)}", ("vscode", "", NAMED)),
    "vscode on the web": (
        f"https://vscode.dev/redirect/mcp/install?name=gh&config={percent(CONFIG)}&quality=insiders",
        ("vscode", "gh", CONFIG),
    ),
    "vscode within another": (
        f"https://insiders.vscode.dev/redirect?url=vscode%3Amcp%2Finstall%3F{percent(percent(NAMED))}&x=1",
        ("vscode", "", NAMED),
    ),
    "not encoded at all": (f"vscode:mcp/install?{NAMED}", ("vscode", "", NAMED)),
    "visual studio": (f"vsweb+mcp:/install?{percent(NAMED)}", ("visual-studio", "", NAMED)),
    "kiro, with plus signs": (
        f"https://kiro.dev/launch/mcp/add?name=gh&config={quote_plus(CONFIG)}",
        ("kiro", "gh", CONFIG),
    ),
    "lm studio": (
        f"lmstudio://add_mcp?name=gh&config={urlsafe(CONFIG)}",
        ("lm-studio", "gh", CONFIG),
    ),
    "lm studio on the web": (
        f"https://lmstudio.ai/install-mcp?name=gh&config={base(CONFIG)}",
        ("lm-studio", "gh", CONFIG),
    ),
    "qoder": (
        f"qoder://aicoding.aicoding-deeplink/mcp/add?name=gh&config={percent(base(percent(CONFIG)))}",
        ("qoder", "gh", CONFIG),
    ),
    "trae": (
        f"trae-cn://trae.ai-ide/mcp-import?type=stdio&name=gh&config={base(CONFIG)}",
        ("trae", "gh", CONFIG),
    ),
    "cherry studio": (
        f"cherrystudio://mcp/install?servers={percent(base(MAP))}",
        ("desktop-chats", "", MAP),
    ),
    "anybody": (f"raycast://mcp/install?{percent(NAMED)}", ("", "", NAMED)),
    "in a string of JSON": (
        f"cursor://a/mcp/install?name=gh\\u0026config={base(CONFIG)}",
        ("cursor", "gh", CONFIG),
    ),
}


@pytest.mark.parametrize(("link", "expected"), LINKS.values(), ids=LINKS)
@pytest.mark.parametrize("around", ["[Install](%s)", '<a href="%s">', "%s", "<%s>", "é '%s'"])
def test_a_link_holds_a_server(link: str, expected: tuple[str, str, str], around: str) -> None:
    source = around.replace("%s", link).encode()
    (piece,) = links.pieces(source)

    assert piece.notation is Notation.JSON
    assert (piece.client, piece.name, piece.text.text) == expected


@pytest.mark.parametrize("name", ["vscode", "vscode within another", "kiro, with plus signs"])
def test_a_percent_encoded_secret_is_found_to_the_column(name: str) -> None:
    source = f"é {LINKS[name][0]}".encode()
    (piece,) = links.pieces(source)

    assert leads_to(source, piece.text, SECRET)


def test_a_place_in_base64_is_that_of_its_four_characters() -> None:
    code = base('{"command": "npx"}')
    source = f"\ncursor://a/mcp/install?config={code}".encode()
    (piece,) = links.pieces(source)

    assert position(source, piece.text, 0) == (2, 31)
    assert offset(source, piece.text, 12) == source.index(code.encode()) + 16


def test_a_link_in_parts_is_written_as_an_object() -> None:
    source = (
        "goose://extension?cmd=npx&arg=-y&arg=%40x%2Fmcp&id=x&name=My%20server"
        f'&env=TOKEN%3D{SECRET}&env=QUOTE%3D%22">'
    ).encode()
    (piece,) = links.pieces(source)

    assert (piece.client, piece.name) == ("goose", "My server")
    assert json.loads(piece.text.text) == {
        "command": "npx",
        "args": ["-y", "@x/mcp"],
        "env": {"TOKEN": SECRET, "QUOTE": '"'},
    }
    assert leads_to(source, piece.text, SECRET)


def test_a_remote_server_in_parts_keeps_its_headers() -> None:
    source = (
        "goose://extension?url=https%3A%2F%2Fx.example.com%2Fmcp&type=streamable_http&name=x"
        f"&header=Authorization%3DBearer%2520{SECRET}"
    ).encode()
    (piece,) = links.pieces(source)

    assert json.loads(piece.text.text) == {
        "url": "https://x.example.com/mcp",
        "type": "streamable_http",
        "headers": {"Authorization": f"Bearer {SECRET}"},
    }


def test_arguments_between_commas_are_apart() -> None:
    (piece,) = links.pieces(b"cursor://settings/mcp/add?name=x&command=npx&args=-y,x-mcp")

    assert json.loads(piece.text.text) == {"command": "npx", "args": ["-y", "x-mcp"]}


def test_inputs_are_a_piece_beside_the_server() -> None:
    inputs = [{"type": "promptString", "id": "t", "default": SECRET}]
    link = f"https://vscode.dev/redirect/mcp/install?name=x&config={percent(CONFIG)}"
    source = f"{link}&inputs={percent(json.dumps(inputs))}".encode()
    found = links.pieces(source)[1]

    assert (found.client, json.loads(found.text.text)) == ("vscode", {"inputs": inputs})
    assert leads_to(source, found.text, SECRET)


@pytest.mark.parametrize(
    "text",
    [
        b"https://x.example.com/mcp?token=x",
        b"![b](https://cursor.com/deeplink/mcp-install-dark.svg)",
        b"cursor://a/mcp/install?name=x&config=${btoa(config)}",
        b"vscode:mcp/install?",
        b"goose://extension",
    ],
)
def test_what_installs_nothing_is_no_link(text: bytes) -> None:
    assert links.pieces(text) == ()


YAML = f"mcp_servers:\n  gh:\n    command: npx\n    env:\n      TOKEN: {SECRET}\n"
FOLDED = base64.encodebytes(MAP.encode()).decode().strip().replace("\n", "\n    ")


@pytest.mark.parametrize(
    ("text", "notation", "expected"),
    [
        (f"MCP_CONFIG_B64={base(MAP)}", Notation.JSON, MAP),
        (f"data:\n  mcp.json: {base(MAP)}\n  other: x", Notation.JSON, MAP),
        (f"  mcp.json: |\n    {FOLDED}\n  other: x", Notation.JSON, MAP),
        (f"https://x.example.com/?c={percent(base(MAP))}", Notation.JSON, MAP),
        (f"run /opt/x/{base(MAP)}", Notation.JSON, MAP),
        (f"x: {base(YAML)}", Notation.YAML, YAML),
    ],
)
def test_a_configuration_in_base64_is_found(text: str, notation: Notation, expected: str) -> None:
    found = [(piece.notation, piece.text.text) for piece in encoded.pieces(text.encode())]

    assert found == [(notation, expected)]


def test_base64_of_anything_else_is_no_configuration() -> None:
    token = base('{"alg": "none", "typ": "JWT"}')

    assert encoded.pieces(f"{token}.{base('{}' * 40)} {base('mcp' * 20)}".encode()) == ()


@pytest.mark.parametrize(
    "unit",
    [
        "mcp/install?", "mcp/install? ", "goose://extension ", "mcp/install?a=%41&amp;",
        "mcp/install?{", "mcp/install?(", "%25", "eyJt", "bWNwU2VydmVyc",
        "A" * 64 + "\n", "eyJt" * 17 + "\n",
    ],
)  # fmt: skip
def test_time_is_linear_in_hostile_text(unit: str) -> None:
    source = b"mcp/install?a=" + unit.encode() * (1_000_000 // len(unit))
    started = time.perf_counter()
    links.pieces(source)
    encoded.pieces(source)

    assert time.perf_counter() - started < 5
