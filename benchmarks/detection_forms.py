"""The forms, other than a client's own file, in which people publish a configuration."""

import base64
import html
import io
import json
import random
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from urllib.parse import quote

from benchmarks.detection_commands import commands, containers, workflow
from benchmarks.detection_near import near, remarks
from benchmarks.detection_programs import program, sources
from benchmarks.detection_text import Leaf, Line
from benchmarks.detection_written import (
    Made,
    Written,
    configuration,
    indented,
    joined,
    plain,
    row,
    server,
    turned,
)

_YAML = ("continue-yaml", "librechat", "goose")


def _block(chance: random.Random, rate: float) -> tuple[str, list[Line]]:
    """Return a configuration, and a tag that a fence around it may have."""
    way = chance.random()
    if way < 1 / 6:
        return "yaml", configuration(chance, rate, *_YAML)
    if way < 1 / 4:
        return "toml", configuration(chance, rate, "codex")
    tag = chance.choice(("json", "json", "jsonc", "json5", "", "text", 'json title="mcp.json"'))
    return tag, configuration(chance, rate)


def _markdown(chance: random.Random, rate: float) -> Iterator[Written]:
    tag, text = _block(chance, rate)
    fence = chance.choice(("```", "```", "~~~", "````"))
    fenced = [*plain(fence + tag), *text, *plain(fence)]
    way = chance.randrange(6)
    if way == 0:
        fenced = indented(fenced, "   ")
    elif way == 1:
        fenced = turned(fenced, lambda line: f"> {line}")
    elif way == 2:  # noqa: PLR2004 - the ways are numbered
        fenced = [*plain(""), *indented(text, "    ")]
    elif way == 3:  # noqa: PLR2004 - the same
        fenced = [
            *plain("<details>", "<summary>Setup</summary>", ""),
            *fenced,
            *plain("</details>"),
        ]
    elif way == 4:  # noqa: PLR2004 - the same
        fenced = [*plain("```diff"), *turned(text, lambda line: f"+{line}"), *plain("```")]
    above = plain("# Search server", "", "Put this into the configuration of your client:", "")
    name = chance.choice(("README.md", "docs/setup.mdx", "CHANGELOG.md", "docs/guide.markdown"))
    below = remarks(chance)
    yield Written(f"NUMBER/{name}", "markdown", (*above, *fenced, *plain(""), *below))


def _markup(chance: random.Random, rate: float) -> Iterator[Written]:
    text = configuration(chance, rate)
    way = chance.randrange(4)
    if way == 0:
        above, below = plain("Setup", "=====", "", ".. code-block:: json", ""), plain("", "Done.")
        name, text = "docs/setup.rst", indented(text, "   ")
    elif way == 1:
        above, below = plain("= Setup", "", "[source,json]", "----"), plain("----")
        name = "docs/setup.adoc"
    elif way == 2:  # noqa: PLR2004 - the ways are numbered
        above, below = plain("<h1>Setup</h1>", "<pre><code>"), plain("</code></pre>")
        name, text = "docs/setup.html", turned(text, html.escape)
    else:
        above, below = plain("Setup", "", "The file reads:", ""), plain("", "Restart the client.")
        name = "docs/setup.txt"
    yield Written(f"NUMBER/{name}", "other documents", (*above, *text, *below))


def _front_matter(chance: random.Random, rate: float) -> Iterator[Written]:
    text = configuration(chance, rate, "librechat")
    head = plain("---", "name: helper", "description: Answers questions about tickets")
    tail = plain("---", "", "You are a helper with the tools of the search MCP server.")
    name = chance.choice((".claude/agents/helper.md", ".github/agents/helper.agent.md"))
    yield Written(f"NUMBER/{name}", "front matter", (*head, *text, *tail))


def _notebook(chance: random.Random, rate: float) -> Iterator[Written]:
    text = [*plain("import json", "config = json.loads(r'''"), *configuration(chance, rate)]
    text += plain("''')")
    if chance.random() < 1 / 2:
        text = program(chance, rate, "py")
    cells = turned(text, lambda line: f"    {json.dumps(f'{line}{chr(10)}')},")
    start = plain('{ "cells": [ {', '   "cell_type": "code",', '   "metadata": {}, "outputs": [],')
    end = plain('    ""', "   ]", ' } ], "metadata": {}, "nbformat": 4, "nbformat_minor": 5 }')
    yield Written("NUMBER/demo.ipynb", "notebook", (*start, *plain('   "source": ['), *cells, *end))


def _links(chance: random.Random, rate: float) -> Iterator[Written]:
    one = server(chance, rate)
    said: dict[str, object] = {"command": one.words[0].text} if one.words else {}
    if one.words:
        said |= {"args": [leaf.text for leaf in one.words[1:]]}
        said |= {"env": {key: leaf.text for key, leaf in one.environment.items()}}
    else:
        said |= {"url": one.url.text, "headers": {k: v.text for k, v in one.headers.items()}}
    leaves = (*one.words, one.url, *one.environment.values(), *one.headers.values())
    marks = tuple(leaf.mark for leaf in leaves if leaf.mark)
    link = _link(one.name, said, chance)
    text = chance.choice(
        (f"[![Install]({_BADGE})]({link})", f'<a href="{html.escape(link)}">Install</a>', link)
    )
    name = chance.choice(("README.md", "docs/install.mdx", "site/index.html", "src/install.ts"))
    if name.endswith(".ts"):
        text = f"export const INSTALL = {json.dumps(link)};"
    above = plain("# Install", "") if not name.endswith(".ts") else []
    yield Written(f"NUMBER/{name}", "link", (*above, (text, marks)))


_BADGE = "https://cursor.com/deeplink/mcp-install-dark.svg"


def _link(name: str, said: dict[str, object], chance: random.Random) -> str:
    whole = json.dumps({"name": name, **said})
    alone = json.dumps(said)
    encoded = base64.b64encode(alone.encode()).decode()
    return chance.choice(
        (
            f"cursor://anysphere.cursor-deeplink/mcp/install?name={name}&config={quote(encoded)}",
            f"https://cursor.com/install-mcp?name={name}&config={encoded.rstrip('=')}",
            f"https://cursor.com/en/install-mcp?name={name}&config={quote(alone, safe='')}",
            f"vscode:mcp/install?{quote(whole, safe='')}",
            f"vscode-insiders:mcp/install?{quote(whole, safe='')}",
            f"https://vscode.dev/redirect/mcp/install?name={name}&config={quote(alone, safe='')}",
            "https://insiders.vscode.dev/redirect?url="
            + quote(f"vscode:mcp/install?{quote(whole, safe='')}", safe=""),
            f"lmstudio://add_mcp?name={name}&config={quote(encoded, safe='')}",
            f"https://lmstudio.ai/install-mcp?name={name}&config={encoded}",
            f"https://kiro.dev/launch/mcp/add?name={name}&config={quote(alone, safe='')}",
        )
    )


def _embedded(chance: random.Random, rate: float) -> Iterator[Written]:
    text = configuration(chance, rate)
    way = chance.randrange(3)
    if way == 0:
        head = plain("apiVersion: v1", "kind: ConfigMap", "metadata:", "  name: agent", "data:")
        block = [*plain("  mcp.json: |"), *indented(text, "    ")]
        yield Written("NUMBER/deploy/agent.yaml", "configuration in YAML", (*head, *block))
    elif way == 1:
        head = plain("services:", "  agent:", "    image: acme/agent", "configs:", "  mcp:")
        block = [*plain("    content: |"), *indented(text, "      ")]
        yield Written("NUMBER/compose.yaml", "configuration in YAML", (*head, *block))
    else:
        line = joined(text, lambda whole: f'  "MCP_CONFIG": {json.dumps(whole)},')
        rows = (*plain("{"), line, *plain('  "LOG_LEVEL": "info"', "}"))
        yield Written("NUMBER/task-definition.json", "configuration in a string", rows)


def _base64(chance: random.Random, rate: float) -> Iterator[Written]:
    def encode(whole: str) -> str:
        return base64.b64encode(whole.encode()).decode()

    text = configuration(chance, rate)
    if chance.random() < 1 / 2:
        line = joined(text, lambda whole: f"MCP_CONFIG_B64={encode(whole)}")
        yield Written("NUMBER/.env.production", "base64", (*plain("LOG_LEVEL=info"), line))
        return
    head = plain("apiVersion: v1", "kind: Secret", "metadata:", "  name: agent", "data:")
    line = joined(text, lambda whole: f"  mcp.json: {encode(whole)}")
    yield Written("NUMBER/deploy/secret.yaml", "base64", (*head, line))


def _bundle(chance: random.Random, rate: float) -> Iterator[Written]:
    name = chance.choice((".mcp.json", "config/mcp.json"))

    def pack(text: str) -> bytes:
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as files:
            files.writestr("manifest.json", '{"dxt_version": "0.1", "name": "search"}')
            files.writestr(name, text)
        return archive.getvalue()

    text = configuration(chance, rate, "claude-code-project")
    ending = chance.choice(("mcpb", "dxt"))
    yield Written(f"NUMBER/dist/search.{ending}", "bundle", tuple(text), pack)


def _encodings(chance: random.Random, rate: float) -> Iterator[Written]:
    codec = chance.choice(("utf-16", "utf-8-sig", "latin-1", "crlf"))
    text = configuration(chance, rate, "cursor")
    rows = [*text[:1], *plain('  "note": "Schlüssel für die Suche",'), *text[1:]]

    def encode(whole: str) -> bytes:
        if codec == "crlf":
            return whole.replace("\n", "\r\n").encode()
        return whole.encode(codec, "replace")

    yield Written("NUMBER/.cursor/mcp.json", "other encodings", tuple(rows), encode)


def _unknown_names(chance: random.Random, rate: float) -> Iterator[Written]:
    tag, text = _block(chance, rate)
    ending = {"yaml": "yml", "toml": "toml"}.get(tag, "json")
    name = chance.choice(
        ("notes.txt", f"setup.{ending}.bak", f"backup/old.{ending}~", "setup.cfg.orig", "paste")
    )
    yield Written(f"NUMBER/{name}", "unknown names", tuple(text))


def _properties(chance: random.Random, rate: float) -> Iterator[Written]:
    one = server(chance, rate, remote=False)
    start = f"spring.ai.mcp.client.stdio.connections.{one.name}"
    rows = plain("spring.application.name=assistant", f"{start}.command={one.words[0].text}")
    escaped = [(leaf.text.replace("\\", "\\\\"), leaf) for leaf in one.words[1:]]
    rows += [row(f"{start}.args[{number}]=", leaf) for number, leaf in enumerate(escaped)]
    for key, leaf in one.environment.items():
        rows.append(row(f"{start}.env.{key}=", (leaf.text.replace("\\", "\\\\"), leaf)))
    yield Written("NUMBER/src/main/resources/application.properties", "properties", tuple(rows))


def _variable_files(chance: random.Random, rate: float) -> Iterator[Written]:
    one = server(chance, rate, remote=False)
    said = {"command": one.words[0].text, "args": ["-y", "search-mcp"], "envFile": ".env"}
    text = json.dumps({"mcpServers": {one.name: said}}, indent=2).splitlines()
    yield Written("NUMBER/.mcp.json", "variable file", tuple(plain(*text)))
    rows = [row(f"{key}=", _in_quotes(leaf)) for key, leaf in one.environment.items()]
    yield Written("NUMBER/.env", "variable file", (*plain("# of the search server"), *rows))


def _in_quotes(leaf: Leaf) -> tuple[str, Leaf]:
    bare = leaf.text.replace("_", "").replace("-", "").isalnum()
    return (leaf.text if bare else f"'{leaf.text}'"), leaf


def _near(chance: random.Random, _: float) -> Iterable[Written]:
    return near(chance)


FORMS: Mapping[str, Made] = MappingProxyType(
    {
        **{f"markdown {number}": _markdown for number in range(4)},
        **{f"links {number}": _links for number in range(3)},
        **{f"commands {number}": commands for number in range(6)},
        **{f"programs {number}": sources for number in range(6)},
        **{f"embedded {number}": _embedded for number in range(3)},
        "markup": _markup,
        "front matter": _front_matter,
        "notebook": _notebook,
        "containers": containers,
        "workflow": workflow,
        "base64": _base64,
        "bundle": _bundle,
        "encodings": _encodings,
        "unknown names": _unknown_names,
        "properties": _properties,
        "variable files": _variable_files,
        "near misses": _near,
    }
)
"""By a name that draws other configurations for each; a form that has several is written more."""
