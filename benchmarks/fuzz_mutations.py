"""Damage done to texts: what editors, merges, transports and attackers do to a configuration."""

import base64
import random
from collections.abc import Callable, Sequence

from scanner.discovery.catalogue import clients

LONGEST = 200_000
"""Bytes that a damaged text has at most."""
_TOKENS = (
    *(b'"', b"'", b"`", b'"""', b"'''", b"\\", b"\\u", b"\\ud83d", b"\\x", b"\\\r\n", b"$'", b"$("),
    *(b"{", b"}", b"[", b"]", b"(", b")", b"<", b">", b",", b":", b"=", b"=>", b";", b"|", b"&"),
    *(
        b"//",
        b"/*",
        b"*/",
        b"#",
        b"--",
        b"<!--",
        b"-->",
        b"---\n",
        b"+++\n",
        b"...\n",
        b"%YAML 1.2\n",
    ),
    *(
        b"\n",
        b"\r",
        b"\r\n",
        b"\t",
        b" ",
        b"    ",
        b"\n\n",
        b"\0",
        b"\x0c",
        b"\xc2\x85",
        b"\xe2\x80\xa8",
    ),
    *(
        b"\xff",
        b"\xc3",
        b"\xed\xa0\x80",
        b"\xf0\x9f\x98\x80",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xfe\xff",
    ),
    *(
        b"&a ",
        b"*a ",
        b"<<: *a\n",
        b"!!binary ",
        b"? ",
        b"- ",
        b"|-\n",
        b">+2\n",
        b"key:\n",
        b"[[a]]\n",
    ),
    *(
        b"```",
        b"~~~",
        b"```json\n",
        b"    ",
        b"> ",
        b"<pre>",
        b"&quot;",
        b"&amp;",
        b"%22",
        b"%257B",
    ),
    *(
        b"<<EOF\n",
        b"<<-'EOF'\n",
        b"@'\n",
        b"EOF\n",
        b"export ",
        b"-e ",
        b"--header ",
        b" -- ",
        b"^\n",
    ),
    *(
        b'"mcpServers"',
        b"mcp_servers",
        b'"command"',
        b'"env"',
        b"claude mcp add ",
        b"npx -y a-mcp ",
    ),
    *(
        b"ENV ",
        b"CMD [",
        b"RUN ",
        b"StdioServerParameters(",
        b"cursor://anysphere.cursor-deeplink/mcp/",
    ),
)
_BRACKETS = ((b"[", b"]"), (b"{", b"}"), (b"(", b")"), (b'{"a":', b"}"), (b"- ", b""), (b"> ", b""))
_CODECS = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig", "latin-1", "utf-7")


def seeds() -> tuple[bytes, ...]:
    """Return the samples of all clients, and each inside a text of another notation."""
    samples = [client.sample.encode() for client in clients()]
    return (*samples, *(_inside(sample, number) for number, sample in enumerate(samples)), *_TEXTS)


def _inside(sample: bytes, number: int) -> bytes:
    encoded = base64.b64encode(sample)
    ways = (
        b"# Setup\n\n```json\n%b```\n" % sample,
        b"cat > .mcp.json <<'EOF'\n%b\nEOF\n" % sample,
        b'{"cells": [{"cell_type": "code", "source": %b}]}' % repr(sample.decode()).encode(),
        b'config = """%b"""\nmcp_servers = %b\n' % (sample, sample),
        b"cursor://anysphere.cursor-deeplink/mcp/install?name=a&config=%b\n" % encoded,
        b"FROM node\nENV MCP_CONFIG=%b\nRUN echo '%b' > mcp.json\n" % (encoded, sample),
        b"data:\n  mcp.json: |\n    %b\n" % sample.replace(b"\n", b"\n    "),
        b"  * text\n\n        %b\n" % sample.replace(b"\n", b"\n        "),
    )
    return ways[number % len(ways)]


_TEXTS = tuple(
    text.encode()
    for text in (
        'claude mcp add -e "A_KEY=${KEY}" gh -- npx -y gh-mcp --x=1 \\\n  && export B=\'a\'"$b"\n',
        'claude mcp add-json gh \'{"command":"npx","env":{"T":"\'"$T"\'"}}\'\n',
        "codex mcp add a --env K=v -- x\n",
        "$env:K = \"v\"; claude mcp add -t http a https://a.example/mcp `\n  --header 'X: y'\n",
        'FROM node AS a\nENV A=1 B="2 3" \\\n  C=4\nARG TOKEN\nCMD ["npx", "-y", "a-mcp"]\n',
        'StdioServerParameters(command="npx", args=["-y", "a"], env={"K": os.getenv("K", "d")})\n',
        "new StdioClientTransport({ command: 'npx', env: { K: `Bearer ${k}` } });\n",
        'ServerParameters.builder("npx").args("-y").env(Map.of("K", "v")).build();\n',
        'c, err := client.NewStdioMCPClient("npx", []string{"K=v"}, "-y")\n',
        'Command::new("npx").env("K", "v") // TokioChildProcess\n',
        'new StdioClientTransportOptions { EnvironmentVariables = { ["K"] = @"v""w" } }\n',
        "spring.ai.mcp.client.stdio.connections.gh.env.A_TOKEN=a\\\n  b\n[mcp]\nx: y\n",
        'export K="a\nb" # c\nMCP_X=npx -y a-mcp\n',
        "<https://cursor.com/install-mcp?name=a&config=%7B%22url%22%3A%22https%3A%2F%2Fa.b%22%7D>\n",
        "vscode:mcp/install?%7B%22name%22%3A%22a%22%2C%22command%22%3A%22npx%22%7D\n",
        "goose://extension?cmd=npx&env=K%3DV&name=a\n",
        "jobs:\n  a:\n    steps:\n      - run: |\n          claude mcp add a -- npx a --token $T\n",
    )
)

Damage = Callable[[bytes, random.Random, Sequence[bytes]], bytes]


def damaged(chance: random.Random, texts: Sequence[bytes]) -> bytes:
    """Return one of `texts` after one to six damages, of at most 200,000 bytes."""
    text = chance.choice(texts)
    for _ in range(chance.choice((1, 1, 2, 3, 6))):
        text = chance.choice(_DAMAGES)(text, chance, texts)[:LONGEST]
    return text


def _span(text: bytes, chance: random.Random, most: int) -> tuple[int, int]:
    start = chance.randrange(len(text) + 1)
    return start, min(len(text), start + chance.randrange(most + 1))


def _truncate(text: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    at = chance.randrange(len(text) + 1)
    return text[:at] if chance.random() < 3 / 4 else text[at:]


def _delete(text: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    start, end = _span(text, chance, 12)
    return text[:start] + text[end:]


def _splice(text: bytes, chance: random.Random, texts: Sequence[bytes]) -> bytes:
    other = chance.choice(texts)
    start, end = _span(other, chance, len(other))
    at = chance.randrange(len(text) + 1)
    return text[:at] + other[start:end] + text[at:]


def _insert(text: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice(_TOKENS) + text[at:]


def _run(text: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    """Insert one token, or two by turns, up to tens of thousands of times."""
    at = chance.randrange(len(text) + 1)
    tokens = b"".join(chance.choices(_TOKENS, k=chance.choice((1, 1, 2, 3))))
    return text[:at] + tokens * chance.choice((3, 50, 1_000, 20_000)) + text[at:]


def _repeat(text: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    start, end = _span(text, chance, 60)
    return text[:start] + text[start:end] * chance.choice((2, 30, 3_000)) + text[end:]


def _nest(text: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    start, end = _span(text, chance, 200)
    opening, closing = chance.choice(_BRACKETS)
    deep = chance.choice((1, 10, 250, 10_000))
    return text[:start] + opening * deep + text[start:end] + closing * deep + text[end:]


def _flip(text: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    changed = bytearray(text)
    for _again in range(chance.choice((1, 2, 8)) if text else 0):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _encode(text: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    way = chance.randrange(4)
    if way == 0:
        return base64.b64encode(text)
    if way == 1:
        return text.replace(b"\n", b"\r\n")
    return text.decode("utf-8", "replace").encode(chance.choice(_CODECS), "replace")


def _indent(text: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    before = chance.choice((b"    ", b"\t", b"> ", b"+ ", b"# ", b"// ", b" * "))
    return before + text.replace(b"\n", b"\n" + before)


_DAMAGES: tuple[Damage, ...] = (
    *(_truncate, _delete, _splice, _insert, _insert, _run, _repeat, _nest, _flip, _encode, _indent),
)
