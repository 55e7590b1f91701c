"""Servers in programs: constructors, literals and texts of several languages."""

import random
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from benchmarks.detection_text import Leaf, Line
from benchmarks.detection_written import (
    Written,
    configuration,
    plain,
    quoted,
    row,
    server,
    turned,
)

_Write = Callable[[random.Random, float], list[Line]]


def _pairs(
    values: Mapping[str, Leaf], indent: str, before: str, between: str, after: str = ","
) -> list[Line]:
    """Return a line for each name and value of a literal."""
    return [
        row(f'{indent}{before}"{name}"{between}', quoted(leaf), after)
        for name, leaf in values.items()
    ]


def _list(leaves: tuple[Leaf, ...]) -> list[str | tuple[str, Leaf]]:
    listed: list[str | tuple[str, Leaf]] = []
    for leaf in leaves:
        listed += [", "] if listed else []
        listed.append(quoted(leaf))
    return listed


def _python(chance: random.Random, rate: float) -> list[Line]:
    one = server(chance, rate)
    if not one.words:
        return [
            *plain("from mcp.client.streamable_http import streamablehttp_client", ""),
            *plain("async def main() -> None:", "    async with streamablehttp_client("),
            row("        ", quoted(one.url), ","),
            *plain("        headers={"),
            *_pairs(one.headers, "            ", "", ": "),
            *plain("        },", "    ) as (reader, writer, _):", "        await run(reader)"),
        ]
    return [
        *plain("from mcp import ClientSession, StdioServerParameters", ""),
        *plain("server_params = StdioServerParameters("),
        row("    command=", quoted(one.words[0]), ","),
        row("    args=[", *_list(one.words[1:]), "],"),
        *plain("    env={"),
        *_pairs(one.environment, "        ", "", ": "),
        *plain("    },", ")"),
    ]


def _python_mapping(chance: random.Random, rate: float) -> list[Line]:
    one, two = server(chance, rate, remote=False), server(chance, rate, remote=True)
    return [
        *plain("from langchain_mcp_adapters.client import MultiServerMCPClient", ""),
        *plain("client = MultiServerMCPClient(", "    {"),
        *plain(f'        "{one.name}": {{', '            "transport": "stdio",'),
        row('            "command": ', quoted(one.words[0]), ","),
        row('            "args": [', *_list(one.words[1:]), "],"),
        *plain('            "env": {'),
        *_pairs(one.environment, "                ", "", ": "),
        *plain("            },", "        },", f'        "{two.name}-remote": {{'),
        row('            "url": ', quoted(two.url), ","),
        *plain('            "transport": "streamable_http",', '            "headers": {'),
        *_pairs(two.headers, "                ", "", ": "),
        *plain("            },", "        },", "    }", ")"),
    ]


def _python_hosted(chance: random.Random, rate: float) -> list[Line]:
    one = server(chance, rate, remote=True)
    return [
        *plain("response = client.responses.create(", '    model="gpt-4.1",', "    tools=["),
        *plain("        {", '            "type": "mcp",'),
        *plain(f'            "server_label": "{one.name}",'),
        row('            "server_url": ', quoted(one.url), ","),
        *plain('            "headers": {'),
        *_pairs(one.headers, "                ", "", ": "),
        *plain("            },", "        }", "    ],", '    input="hello",', ")"),
    ]


def _python_text(chance: random.Random, rate: float) -> list[Line]:
    text = configuration(chance, rate, "claude-desktop")
    return [*plain("import json", "", "CONFIG = json.loads(r'''"), *text, *plain("''')")]


def _script_quote(leaf: Leaf) -> tuple[str, Leaf]:
    return "'" + leaf.text.replace("\\", "\\\\").replace("'", "\\'") + "'", leaf


def _typescript(chance: random.Random, rate: float) -> list[Line]:
    one = server(chance, rate)
    if not one.words:
        return [
            *plain("const transport = new StreamableHTTPClientTransport("),
            row("  new URL(", quoted(one.url), "),"),
            *plain("  { requestInit: { headers: {"),
            *_pairs(one.headers, "    ", "", ": "),
            *plain("  } } },", ");"),
        ]
    return [
        *plain("const transport = new StdioClientTransport({"),
        row("  command: ", quoted(one.words[0]), ","),
        row("  args: [", *_list(one.words[1:]), "],"),
        *plain("  env: {"),
        *_pairs(one.environment, "    ", "", ": "),
        *plain("  },", "});"),
    ]


def _javascript(chance: random.Random, rate: float) -> list[Line]:
    one = server(chance, rate, remote=False)
    words: list[str | tuple[str, Leaf]] = []
    for leaf in one.words[1:]:
        words += [", ", _script_quote(leaf)] if words else [_script_quote(leaf)]
    rows = [
        row(f"        {name if name.isidentifier() else repr(name)}: ", _script_quote(leaf), ",")
        for name, leaf in one.environment.items()
    ]
    return [
        *plain("module.exports = {", "  mcpServers: {", f"    {one.name}: {{"),
        row("      command: ", _script_quote(one.words[0]), ","),
        row("      args: [", *words, "],"),
        *plain("      env: {"),
        *rows,
        *plain("      },", "    },", "  },", "};"),
    ]


def _typescript_text(chance: random.Random, rate: float) -> list[Line]:
    def escaped(line: str) -> str:
        return line.replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${")

    text = turned(configuration(chance, rate, "claude-desktop"), escaped)
    return [*plain("export const CONFIG = JSON.parse(`"), *text, *plain("`);")]


def _go(chance: random.Random, rate: float) -> list[Line]:
    one = server(chance, rate)
    if not one.words:
        return [
            *plain("package main", "", "func dial() (*client.Client, error) {"),
            *plain("\treturn client.NewStreamableHttpClient("),
            row("\t\t", quoted(one.url), ","),
            *plain("\t\ttransport.WithHTTPHeaders(map[string]string{"),
            *_pairs(one.headers, "\t\t\t", "", ": "),
            *plain("\t\t}),", "\t)", "}"),
        ]
    settings = [
        row("\t\t\t", quoted(Leaf(f"{name}={leaf.text}", leaf.mark)), ",")
        for name, leaf in one.environment.items()
    ]
    return [
        *plain("package main", "", "func dial() (*client.Client, error) {"),
        *plain("\treturn client.NewStdioMCPClient("),
        row("\t\t", quoted(one.words[0]), ","),
        *plain("\t\t[]string{"),
        *settings,
        *plain("\t\t},"),
        row("\t\t", *_list(one.words[1:]), ","),
        *plain("\t)", "}"),
    ]


def _java(chance: random.Random, rate: float) -> list[Line]:
    one = server(chance, rate, remote=False)
    pairs = list(one.environment.items())
    last = len(pairs) - 1
    return [
        *plain("class Clients {"),
        row("  ServerParameters params = ServerParameters.builder(", quoted(one.words[0]), ")"),
        row("      .args(", *_list(one.words[1:]), ")"),
        *plain("      .env(Map.of("),
        *(
            row(f'          "{name}", ', quoted(leaf), "" if number == last else ",")
            for number, (name, leaf) in enumerate(pairs)
        ),
        *plain("      ))", "      .build();", "}"),
    ]


def _csharp(chance: random.Random, rate: float) -> list[Line]:
    one = server(chance, rate, remote=False)
    settings = [
        row(f'        ["{name}"] = ', quoted(leaf), ",") for name, leaf in one.environment.items()
    ]
    return [
        *plain("var transport = new StdioClientTransport(new StdioClientTransportOptions", "{"),
        row(f'    Name = "{one.name}",'),
        row("    Command = ", quoted(one.words[0]), ","),
        row("    Arguments = [", *_list(one.words[1:]), "],"),
        *plain("    EnvironmentVariables = new Dictionary<string, string?>", "    {"),
        *settings,
        *plain("    },", "});"),
    ]


def _rust(chance: random.Random, rate: float) -> list[Line]:
    one = server(chance, rate, remote=False)
    program = quoted(one.words[0])
    if chance.random() < 1 / 2:
        opening = [row("    let mut command = Command::new(", program, ");")]
        closing = plain("        .stderr(Stdio::null());", "    TokioChildProcess::new(command)?;")
    else:
        start = "    TokioChildProcess::new(Command::new("
        opening = [row(start, program, ").configure(|command| {")]
        closing = plain("        ;", "    }))?;")
    return [
        *plain("use rmcp::transport::TokioChildProcess;", "", "fn process() -> Result<()> {"),
        *opening,
        *plain("    command"),
        *(row("        .arg(", quoted(leaf), ")") for leaf in one.words[1:]),
        *(
            row(f'        .env("{name}", ', quoted(leaf), ")")
            for name, leaf in one.environment.items()
        ),
        *closing,
        *plain("}"),
    ]


_LANGUAGES: Mapping[str, tuple[tuple[str, _Write], ...]] = MappingProxyType(
    {
        "py": (
            ("python", _python),
            ("python", _python_mapping),
            ("python", _python_hosted),
            ("python", _python_text),
        ),
        "ts": (("typescript", _typescript), ("typescript", _typescript_text)),
        "js": (("javascript", _javascript),),
        "go": (("go", _go),),
        "java": (("java", _java),),
        "cs": (("csharp", _csharp),),
        "rs": (("rust", _rust),),
    }
)


def program(chance: random.Random, rate: float, ending: str) -> list[Line]:
    """Return a program in the language of an ending."""
    return _drawn(chance, rate, ending)[2]


def _drawn(chance: random.Random, rate: float, *endings: str) -> tuple[str, str, list[Line]]:
    ending = chance.choice(endings or tuple(_LANGUAGES))
    tag, write = chance.choice(_LANGUAGES[ending])
    return ending, tag, write(chance, rate)


def sources(chance: random.Random, rate: float) -> Iterator[Written]:
    """Yield a source file, or a document with one in a fence."""
    ending, tag, text = _drawn(chance, rate)
    if chance.random() < 1 / 4:
        above = plain("# Usage", "", "With an MCP server:", "", f"```{tag}")
        yield Written(
            "NUMBER/docs/usage.md", "program in a document", (*above, *text, *plain("```"))
        )
    else:
        yield Written(f"NUMBER/src/agent.{ending}", "program", tuple(text))
