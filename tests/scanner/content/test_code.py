import time
from collections.abc import Iterator

import pytest

from detectors.model import Slot
from detectors.secret import Field, FingerprintKey
from scanner import judging
from scanner.content import code, literal, reading
from scanner.content.literal_versions import program
from scanner.content.model import Notation, Piece
from scanner.examiner import Examiner
from scanner.redaction import Redactor
from scanner.syntax import position
from tests.scanner.syntax.structures import plain
from tests.tokens import opaque


def pieces(source: str) -> list[tuple[Notation, str]]:
    """Return notation and text of what a program holds."""
    return [(one.notation, one.text.text) for one in code.read(source.encode()).pieces]


def servers(source: str) -> dict[str, object]:
    """Return the servers that the literals of a program declare, by name."""
    found: dict[str, object] = {}
    for piece in _literals(source):
        root = plain(literal.tree(piece.text.text.encode()).root)
        assert isinstance(root, dict)
        inside = root.get("mcpServers", {})
        assert isinstance(inside, dict)
        found |= inside
    return found


def _literals(source: str) -> Iterator[Piece]:
    for piece in code.read(source.encode()).pieces:
        if piece.notation is Notation.LITERAL:
            yield piece


@pytest.mark.parametrize(
    "source",
    [
        'config = {\n  "model": "small",\n  "mcpServers": {"files": {"command": "npx"}},\n}\n',
        'const mcpServers: Record<string, Server> = { files: { command: "npx" } };\ngo();\n',
        'agent = Agent(name="a", mcp_servers={"files": {"command": "npx"}}, model=model)\n',
        'mcp_servers: dict[str, object] = {\n    "files": {"command": "npx"},\n}\nrun()\n',
        "$config['mcpServers']['files'] = ['command' => 'npx'];\necho 'done';\n",
        'config["mcpServers"]["files"] = {"command": "npx"}\n',
        'programs.editor = {\n  mcpServers.files = {\n    command = "npx";\n  };\n};\n',
        'x = jsonencode({\n  mcpServers = {\n    files = { command = "npx" }\n  }\n})\n',
        'json!({"mcpServers": {"files": {"command": "npx"}}})\n',
        'Map.of("mcpServers", Map.of("files", Map.of("command", "npx")));\n',
        '(setq mcp-hub-servers \'(("files" . (:command "npx" :args ("x")))))\n',
        'const o = { mcp: { servers: { files: { command: "npx" } } } };\n',
        'files = StdioServerParameters(command="npx")\n',
        'async with MCPServerStdio(name="files", params={"command": "npx"}) as server:\n    pass\n',
        'files_params = {"name": "files", "command": "npx", "args": ["x"]}\n',
        'var t = new StdioClientTransport(new()\n{\n  Name = "files",\n  Command = "npx",\n});\n',
        'a=1;b={"mcpServers":{"files":{"command":"npx"}}};/"/.test(c);d={e:"f"}\n',
    ],
)
def test_a_structure_is_cut_out_of_any_program(source: str) -> None:
    assert list(servers(source)) == ["files"]


@pytest.mark.parametrize(
    ("source", "notation", "text"),
    [
        (
            "CONFIG = '{\"mcpServers\": {\"a\": {\"command\": \"npx\"}}}'\n",
            Notation.JSON,
            '{"mcpServers": {"a": {"command": "npx"}}}',
        ),
        (
            'String c = "{\\"mcpServers\\": {"\n    + "\\"a\\": {}}}";\n',
            Notation.JSON,
            '{"mcpServers": {"a": {}}}',
        ),
        (
            "c = '{\"mcpServers\": {\"a\": {\"env\": {\"T\": \"' + token + '\"}}}}'\n",
            Notation.JSON,
            '{"mcpServers": {"a": {"env": {"T": "${token}"}}}}',
        ),
        (
            'c = f"""{{"mcpServers": {{"a": {{"url": "{url}"}}}}}}"""\n',
            Notation.JSON,
            '{"mcpServers": {"a": {"url": "${url}"}}}',
        ),
        (
            'CONFIG = """\n[mcp_servers.a]\ncommand = "npx"\n"""\n',
            Notation.TOML,
            '\n[mcp_servers.a]\ncommand = "npx"\n',
        ),
        (
            'os.system("claude mcp add a -- npx a-mcp")\n',
            Notation.SHELL,
            "claude mcp add a -- npx a-mcp",
        ),
        (
            'run(["claude", "mcp", "add", "-e", "T=a b", "a", "--", "npx", name])\n',
            Notation.SHELL,
            "claude mcp add -e 'T=a b' a -- npx '${name}' ",
        ),
        (
            'Command::new("claude").args(["mcp", "add", "a"])\n',
            Notation.SHELL,
            "claude mcp add a ",
        ),
        (
            'text = """Add this:\n```json\n{"mcpServers": {}}\n```\n"""\n',
            Notation.DOCUMENT,
            'Add this:\n```json\n{"mcpServers": {}}\n```\n',
        ),
        (
            'c = <<~JSON\n{"mcpServers": {"a": {"command": "npx"}}}\nJSON\n',
            Notation.JSON,
            '{"mcpServers": {"a": {"command": "npx"}}}\n',
        ),
        (
            "{{- if .a }}\n  mcpServers:\n    a:\n{{- if .b }}\n      url: x\n{{- end }}\nb: 1\n",
            Notation.YAML,
            "  mcpServers:\n    a:\n      url: x\n",
        ),
        (
            'model = "small"\n[mcp_servers.a]\ncommand = "npx"\n[history]\nsize = 1\n',
            Notation.TOML,
            '[mcp_servers.a]\ncommand = "npx"\n',
        ),
        (
            'x = 1\n# "mcpServers": {\n#   "a": {"command": "npx"}\n# }\n',
            Notation.CODE,
            '"mcpServers": {\n  "a": {"command": "npx"}\n}\n',
        ),
    ],
)  # fmt: skip
def test_a_text_in_another_notation_is_a_piece(source: str, notation: Notation, text: str) -> None:
    assert pieces(source) == [(notation, text)]


def test_a_piece_leads_back_to_its_place() -> None:
    source = 'String c = "é {\\"mcpServers\\": {"\n    + "\\"a\\": {\\"env\\": 1}}}";\n'.encode()
    (piece,) = code.read(source).pieces
    text = piece.text.text

    assert position(source, piece.text, text.index("mcpServers")) == (1, 18)
    assert position(source, piece.text, text.index("env")) == (2, 18)


def test_a_nested_constructor_is_cut_once() -> None:
    source = (
        "tools = [MCPToolset(connection_params=StdioConnectionParams(\n"
        '    server_params=StdioServerParameters(command="npx", args=["files-mcp"])))]\n'
    )

    assert servers(source) == {"files-mcp": {"command": "npx", "args": ["files-mcp"]}}
    assert len(pieces(source)) == 1


def test_a_truncated_structure_ends_with_its_indentation() -> None:
    source = (
        'def old():\n    mcp_servers = {"a": {"command": "npx",\n\n'
        'def new():\n    mcp_servers = {"b": {"command": "npx"}}\n'
    )

    assert list(servers(source)) == ["a", "b"]


@pytest.mark.parametrize(
    "source",
    [
        "from mcp import StdioServerParameters\nclass StdioServerParameters(Model):\n    x = 'y'\n",
        "interface Config { mcpServers: Record<string, { command: string }> }\n",
        "const mcpServers = z.record(z.string());\nconst b = 'c';\n",
        'log.info("no mcpServers configured")\n',
        "def connect(self, server_url: str) -> None:\n    '''Connect.'''\n",
        'if (!config.mcpServers) { throw new Error("none") }\n',
        'KEY = "abc"\n',
    ],
)
def test_a_program_that_only_speaks_of_servers_has_none(source: str) -> None:
    assert servers(source) == {}


def test_variables_beside_a_configuration_are_loose_values() -> None:
    secret = opaque()
    source = (
        'server = StdioServerParameters(command="npx", args=["files-mcp"])\n'
        f'API_KEY = "{secret}"\n'
        'os.environ["SEARCH_TOKEN"] = "abc-abcdefghi"\n'
        'process.env.OTHER_TOKEN = "def-abcdefghi";\n'
        'const label: string = "ghi-abcdefghi";\n'
        'client = Client(api_key="jkl-abcdefghi", model="small")\n'
        'headers = {"Authorization": "Bearer mno-abcdefghi"}\n'
        'cmd.env("CMD_TOKEN", "pqr-abcdefghi");\n'
        'token = "st-abcdefghijkl" + rest\n'
        'SHORT_TOKEN = "abcdefghijk"\n'
        'if mode == "uvw": pass\n'
    )
    found = code.read(source.encode()).loose

    assert {(one.slot, one.name, one.scalar.text) for one in found} == {
        (Slot.OTHER, "API_KEY", secret),
        (Slot.ENV, "SEARCH_TOKEN", "abc-abcdefghi"),
        (Slot.ENV, "OTHER_TOKEN", "def-abcdefghi"),
        (Slot.OTHER, "label", "ghi-abcdefghi"),
        (Slot.OTHER, "api_key", "jkl-abcdefghi"),
        (Slot.HEADER, "Authorization", "Bearer mno-abcdefghi"),
        (Slot.ENV, "CMD_TOKEN", "pqr-abcdefghi"),
    }
    key = next(one for one in found if one.name == "API_KEY")
    assert position(source.encode(), key.scalar, 0) == (2, 12)


def test_variables_without_a_configuration_are_nothing() -> None:
    assert code.read(b'# mcp server\nAPI_KEY = "abc"\nserver = FastMCP("x")\n').loose == ()


def test_generic_names_count_only_where_the_text_tells() -> None:
    call = 'c = Client("https://example.com/mcp", auth="abc")\n'

    assert servers(call) == {}
    assert list(servers(f"from fastmcp import Client\n{call}")) == ["c"]


def test_a_bundle_in_one_line_is_cut_around_its_servers() -> None:
    noise = 'a.b("c",{d:"e",f:`g`});'
    source = noise * 20_000 + 'x={mcpServers:{files:{command:"npx"}}};' + noise * 20_000

    assert servers(source) == {"files": {"command": "npx"}}


@pytest.mark.parametrize(
    "unit",
    ["mcpServers: {", '"mcpServers": {"a": "', "StdioServerParameters(", '{command: "x", args: ["',
     "mcpServers:\n a:\n  b\n", '\\"mcpServers\\": {', '["claude","mcp","add",', '"mcp add" + ',
     "[mcp_servers.a]\nx=1\n", "`mcpServers: {${", "x.mcpServers.", "mcpServers: [[[[",
     "/* mcpServers */ '",     '"type": "mcp",', "headers = {", "# mcpServers: {\n"],
)  # fmt: skip
def test_nothing_hostile_is_slow_or_raises(unit: str) -> None:
    source = 'mcpServers: {a: {command: "npx"}}\n' + unit * (200_000 // len(unit))
    started = time.process_time()

    content = code.read(source.encode())

    assert time.process_time() - started < 15
    assert len(content.pieces) <= 4_000
    assert all(len(piece.text.text) <= 1 << 18 for piece in content.pieces)


def test_bytes_that_are_no_text_are_read() -> None:
    (piece,) = code.read(b'\xff mcpServers = {"a\xfe": {"command": "npx"}}').pieces

    assert piece.text.text == 'mcpServers = {"a\udcfe": {"command": "npx"}}'


def test_structures_are_all_but_the_variables() -> None:
    source = (
        'server = StdioServerParameters(command="npx", args=["files-mcp"])\n'
        f'API_KEY = "{opaque()}"\n# mcp add a -- npx a-mcp\n'
    )
    whole, brief = (
        code.read(source.encode()),
        code.content(program(source.encode()), with_loose=False),
    )

    assert whole.loose
    assert not brief.loose
    assert [one.text for one in brief.pieces] == [one.text for one in whole.pieces]


def test_a_program_without_a_server_is_read_for_servers_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[Field] = []

    def judge(field: Field, *_: object) -> tuple[()]:
        asked.append(field)
        return ()

    monkeypatch.setattr(judging, "judge", judge)
    examiner = Examiner("a", FingerprintKey(b"k" * 32, ephemeral=False), Redactor())
    script = f"export API_KEY={opaque()}\n# about mcp\n"

    reading.read(script.encode(), Notation.SHELL, examiner)
    before = len(asked)
    reading.read(f"{script}claude mcp add a -- npx a\n".encode(), Notation.SHELL, examiner)

    assert before == 0
    assert {field.name for field in asked} >= {"API_KEY"}
