"""Files that are made to cost a scanner time or memory, each behind a marker of MCP."""

import base64
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

_SIZE = 10_000_000
"""Bytes of a file: a little below the default `--max-bytes`."""
_SERVER = b'{"mcpServers": {"a": {"command": "npx", "args": ["-y", "a-mcp"]}}'


def _filled(unit: bytes, size: int = _SIZE) -> bytes:
    return unit * (size // len(unit))


def _json(filling: bytes) -> bytes:
    """Return a configuration with `filling` as the value of one more key."""
    return _SERVER + b', "more": ' + filling + b"}"


def _json_deep() -> bytes:
    half = _SIZE // 12
    return _json(b'{"a":[' * half + b"]}" * half)


def _json_open() -> bytes:
    return _SERVER + b', "more": ' + _filled(b"[")


def _json_servers() -> bytes:
    rows = b",".join(
        b'"s%d":{"command":"npx","args":["-y","p%d"],"env":{"A":"b"}}' % (n, n)
        for n in range(_SIZE // 62)
    )
    return b'{"mcpServers": {%b}}' % rows


def _json_texts() -> bytes:
    texts = (b'"npx -y a-mcp --token t%d"' % number for number in range(_SIZE // 31))
    return _json(b"[%b]" % b",".join(texts))


def _json_keys() -> bytes:
    return _json(b"{%b}" % b",".join(b'"k%d":%d' % (n, n) for n in range(_SIZE // 16)))


def _json_env() -> bytes:
    rows = b",".join(b'"VARIABLE_%d":"value-%d"' % (n, n * 7919) for n in range(_SIZE // 34))
    return b'{"mcpServers": {"a": {"command": "npx", "env": {%b}}}}' % rows


def _json_in_json() -> bytes:
    text = _SERVER.decode() + "}"
    while len(text) < _SIZE // 3:
        text = json.dumps({"mcpServers": {"a": {"command": "npx", "env": {"C": text}}}})
    return text.encode()


def _yaml_bomb(levels: int = 30, width: int = 10) -> bytes:
    row = ", ".join(["x"] * width)
    lines = [f"a0: &a0 [{row}]"]
    lines += (
        f"a{level}: &a{level} [{row.replace('x', f'*a{level - 1}')}]" for level in range(1, levels)
    )
    tail = f"mcpServers:\n  a:\n    command: npx\n    args: *a{levels - 1}\n"
    return ("\n".join(lines) + "\n" + tail).encode()


def _yaml_wide() -> bytes:
    head = b"mcpServers:\n  a:\n    command: npx\n"
    return head + b"".join(b"key%d: value\n" % number for number in range(500_000))


def _yaml_deep() -> bytes:
    head = b"mcpServers:\n  a:\n    command: npx\n    more:\n"
    return head + b"".join(b" " * (n + 5) + b"a:\n" for n in range(4_400))


def _yaml_block() -> bytes:
    return b"mcpServers:\n  a:\n    command: npx\nnote: |\n" + _filled(b"  claude mcp add a b\n")


def _yaml_merges() -> bytes:
    head = b"base: &b {command: npx, env: {A: b}}\nmcpServers:\n"
    return head + b"".join(b"  s%d: {<<: *b}\n" % number for number in range(200_000))


def _toml_tables() -> bytes:
    rows = (b'[mcp_servers.s%d]\ncommand = "npx"\n' % number for number in range(200_000))
    return b"".join(rows)


def _toml_keys() -> bytes:
    head = b'[mcp_servers.a]\ncommand = "npx"\n[mcp_servers.a.env]\n'
    return head + b"".join(b'K%d = "v"\n' % number for number in range(500_000))


def _toml_dotted() -> bytes:
    return b'[mcp_servers.a]\ncommand = "npx"\n' + b"a." * (_SIZE // 2) + b"b = 1\n"


def _markdown(filling: bytes) -> bytes:
    return b"# Setup\n\n```json\n" + _SERVER + b"}\n```\n\n" + filling


def _markdown_blocks() -> bytes:
    one = b'```json\n{"mcpServers": {"s%d": {"command": "npx", "env": {"A": "b"}}}}\n```\n'
    return b"".join(one % number for number in range(_SIZE // 75))


def _shell(filling: bytes) -> bytes:
    return b"claude mcp add a -- npx -y a-mcp\n" + filling


def _shell_heredocs() -> bytes:
    one = b'cat > .mcp.json <<\'E%d\'\n{"mcpServers": {"a": {"command": "npx"}}}\nE%d\n'
    return b"".join(one % (n, n) for n in range(_SIZE // 70))


def _code(filling: bytes) -> bytes:
    return b'mcp_servers = {"a": StdioServerParameters(command="npx", args=["a"])}\n' + filling


def _encoded(times: int) -> bytes:
    text = _SERVER + b"}" + b" " * 600_000
    return b"MCP_CONFIG_B64=" + b"\nA=".join([base64.b64encode(text)] * times) + b"\n"


def _nested_encoded() -> bytes:
    text = _SERVER + b"}"
    while len(text) < 3_000_000:  # noqa: PLR2004 - as long as a layer of base64 stays in bounds
        text = b'{"mcpServers": {"a": {"command": "' + base64.b64encode(text) + b'"}}}'
    return text


def _zip(size: int, name: str = "manifest.json") -> bytes:
    """Return an archive whose one file unpacks to `size` bytes."""
    archive = io.BytesIO()
    block = b" " * 1_000_000
    with (
        zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as pack,
        pack.open(name, "w", force_zip64=True) as file,
    ):
        file.write(_SERVER)
        for _ in range(size // len(block)):
            file.write(block)
    return archive.getvalue()


def _zip_many() -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as pack:
        for number in range(50_000):
            pack.writestr(f"{number}.mcp.json", _SERVER + b"}")
    return archive.getvalue()


File = tuple[str, Callable[[], bytes]]
"""A path, and what makes the content."""

FILES: Mapping[str, File] = MappingProxyType(
    {
        "json: deep": (".mcp.json", _json_deep),
        "json: only opening brackets": (".mcp.json", _json_open),
        "json: wide array of texts": (".mcp.json", _json_texts),
        "json: wide array of numbers": (
            ".mcp.json",
            lambda: _json(b"[" + _filled(b"1,") + b"1]"),
        ),
        "json: many keys": (".mcp.json", _json_keys),
        "json: many servers": (".mcp.json", _json_servers),
        "json: one server, many variables": (".mcp.json", _json_env),
        "json: a text of escapes": (".mcp.json", lambda: _json(b'"%b"' % _filled(b"\\u0041"))),
        "json: a text without an end": (".mcp.json", lambda: _json(b'"' + _filled(b"a b "))),
        "json: only commas": (".mcp.json", lambda: _json(b"[" + _filled(b",") + b"]")),
        "json: only quotes": (".mcp.json", lambda: _json(_filled(b'"'))),
        "json: only remarks": (".mcp.json", lambda: _filled(b"/* a */ // b\n") + _SERVER + b"}"),
        "json: in itself": (".mcp.json", _json_in_json),
        "json: unknown name, many servers": ("data/x.json", _json_servers),
        "json: unknown name, markers": ("x.json", lambda: _json(_filled(b'"mcpServers":{'))),
        "yaml: aliases of aliases": ("librechat.yaml", _yaml_bomb),
        "yaml: 500,000 keys": ("librechat.yaml", _yaml_wide),
        "yaml: deep": ("librechat.yaml", _yaml_deep),
        "yaml: deep in brackets": (
            "librechat.yaml",
            lambda: b"mcpServers: " + _filled(b"[{a: "),
        ),
        "yaml: one long block": ("librechat.yaml", _yaml_block),
        "yaml: 200,000 merges": ("librechat.yaml", _yaml_merges),
        "yaml: only dashes": ("librechat.yaml", lambda: b"mcpServers:\n" + _filled(b"- ")),
        "yaml: only colons": ("librechat.yaml", lambda: b"mcpServers:\n" + _filled(b"a: ")),
        "toml: 200,000 tables": (".codex/config.toml", _toml_tables),
        "toml: 500,000 keys": (".codex/config.toml", _toml_keys),
        "toml: one dotted key": (".codex/config.toml", _toml_dotted),
        "toml: deep array": (
            ".codex/config.toml",
            lambda: b"[mcp_servers.a]\ncommand = " + _filled(b"["),
        ),
        "markdown: a million fences": ("README.md", lambda: _markdown(_filled(b"```json\n"))),
        "markdown: one unclosed fence": (
            "README.md",
            lambda: _markdown(b"```json\n" + _filled(b'{"a": "b"}\n')),
        ),
        "markdown: many configurations": ("README.md", _markdown_blocks),
        "markdown: one long line": ("README.md", lambda: _markdown(_filled(b"mcpServers {"))),
        "markdown: only backticks": ("README.md", lambda: _markdown(_filled(b"`"))),
        "markdown: block quotes": ("README.md", lambda: _markdown(_filled(b"> "))),
        "markdown: links": (
            "README.md",
            lambda: _markdown(_filled(b"cursor://anysphere.cursor-deeplink/mcp/install?config=")),
        ),
        "markdown: tags": ("README.md", lambda: _markdown(_filled(b"<pre><code>"))),
        "shell: a million quotes": ("x.sh", lambda: _shell(_filled(b'"'))),
        "shell: commands": ("x.sh", lambda: _filled(b"claude mcp add -e A=b a -- npx a\n")),
        "shell: substitutions": ("x.sh", lambda: _shell(_filled(b"$("))),
        "shell: continuations": ("x.sh", lambda: _shell(b"claude mcp add " + _filled(b"a \\\n"))),
        "shell: heredocs": ("x.sh", _shell_heredocs),
        "shell: heredocs without an end": ("x.sh", lambda: _shell(_filled(b"cat <<E\n"))),
        "docker: one instruction": ("Dockerfile", lambda: b"ENV " + _filled(b"A=mcpServers ")),
        "program: brackets": ("x.py", lambda: _code(_filled(b"([{"))),
        "program: markers": ("x.ts", lambda: _code(_filled(b"mcpServers: {"))),
        "program: calls": ("x.py", lambda: _filled(b'StdioServerParameters(command="npx")\n')),
        "program: open calls": ("x.py", lambda: _filled(b"StdioServerParameters(")),
        "program: quotes": ("x.js", lambda: _code(_filled(b"'\"`"))),
        "program: one line of text": ("x.js", lambda: _code(b'"' + _filled(b"mcpServers\\n"))),
        "program: template texts": ("x.js", lambda: _code(_filled(b"`${"))),
        "settings: lines": (".env", lambda: b"MCP_SERVER=npx\n" + _filled(b"A_TOKEN=b\n")),
        "settings: one open quote": (".env", lambda: b"MCP_X=npx a-mcp\n" + _filled(b'A="b\n')),
        "notebook: cells": (
            "x.ipynb",
            lambda: (
                b'{"cells": ['
                + _filled(b'{"cell_type":"code","source":["mcpServers = {}\\n"]},')
                + b"{}]}"
            ),
        ),
        "base64: ten configurations": (".env", partial(_encoded, 10)),
        "base64: in itself": ("x.json", _nested_encoded),
        "base64: no configuration": ("x.json", lambda: _json(b'"%b"' % _filled(b"eyJtY3BT"))),
        "zip: one file of 1 GB": ("x.mcpb", partial(_zip, 1_000_000_000)),
        "zip: 50,000 files": ("x.mcpb", _zip_many),
        "nothing but NUL": (".mcp.json", lambda: _filled(b"\0")),
        "UTF-16": (".mcp.json", lambda: _json_env()[: _SIZE // 2].decode().encode("utf-16")),
    }
)
