import time
from textwrap import dedent, indent

import pytest

from scanner.content import document
from scanner.content.model import Notation
from scanner.syntax import position
from tests.scanner.content.reading_along import (
    declared,
    holding,
    leads_to,
    only,
    read_document,
)
from tests.tokens import opaque

SECRET = opaque()
JSON = dedent("""\
    {
      "mcpServers": {
        "gh": {
          "command": "npx",
          "env": { "TOKEN": "%s" }
        }
      }
    }""").replace("%s", SECRET)
YAML = f"mcpServers:\n  gh:\n    command: npx\n    env:\n      TOKEN: {SECRET}\n"
TOML = f'[mcp_servers.gh]\ncommand = "npx"\n\n[mcp_servers.gh.env]\nTOKEN = "{SECRET}"\n'
QUOTED = JSON.replace('"', "&quot;")

MARKDOWN = {
    "fence": f"# Setup\n\n```json\n{JSON}\n```\n",
    "tildes": f"~~~~jsonc\n{JSON}\n~~~~\n",
    "words behind the tag": f'```json title=".cursor/mcp.json" {{2,3}}\n{JSON}\n```\n',
    "path as the tag": f"```json:~/.cursor/mcp.json\n{JSON}\n```\n",
    "tag in braces": f'```{{.json filename="x"}}\n{JSON}\n```\n',
    "no tag": f"```\n{JSON}\n```\n",
    "tag of another language": f"```python\n{JSON}\n```\n",
    "shell that shows a file": f"```bash\n# ~/.cursor/mcp.json\n{JSON}\n```\n",
    "shell that prints a file": f"```console\n$ cat .mcp.json\n{JSON}\n```\n",
    "list": f"- item\n\n  ```json\n{indent(JSON, '  ')}\n  ```\n",
    "line of a list": f"1. ```json\n{indent(JSON, '   ')}\n   ```\n",
    "quotation": f"> Note\n>\n> ```json\n{indent(JSON, '> ')}\n> ```\n",
    "tab": f"<Tab>\n\n    ```json\n{indent(JSON, '    ')}\n    ```\n</Tab>\n",
    "no end": f"```json\n{JSON}\n",
    "line breaks of Windows": f"```json\n{JSON}\n```\n".replace("\n", "\r\n"),
    "a fence before has no end": f"```json\n{{}}\n\nOops.\n\n```json\n{JSON}\n```\n",
    "without braces": f'```json\n"mcpServers": {{{JSON.split("{", 2)[2][:-2]}\n```\n',
    "yaml": f"```\n{YAML}```\n",
    "toml": f"```\n{TOML}```\n",
    "indentation": f"Text:\n\n{indent(JSON, '    ')}\n\nEnd.\n",
    "tabulators": f"Text:\n\n{indent(JSON, chr(9))}\n\nEnd.\n",
    "code in a line": f"Use `{' '.join(JSON.split())}` now.\n",
    "front matter": f"---\nname: helper\n{YAML}---\n# Helper\n",
    "front matter in toml": f"+++\n{TOML}+++\n# Helper\n",
}
OTHERS = {
    "pre": f'<pre><code class="language-json">{QUOTED}</code></pre>',
    "coloured": f"<pre>{JSON.replace('{', '<span class=p>{</span>')}</pre>",
    "attribute": f'<button data-text="{QUOTED}">Copy</button>',
    "template of JSX": f'<CodeBlock language="json">{{`{JSON}`}}</CodeBlock>',
    "paragraph": f"<p>{JSON}</p>",
    "directive": f".. code-block:: json\n   :linenos:\n\n{indent(JSON, '   ')}\n\nEnd\n",
    "two colons": f"Config::\n\n{indent(JSON, '  ')}\n\nEnd\n",
    "asciidoc": f"= T\n\n[source,json]\n----\n{JSON}\n----\n",
    "org": f"* T\n#+BEGIN_SRC json\n{JSON}\n#+END_SRC\n",
    "hugo": f"{{{{< highlight json >}}}}\n{JSON}\n{{{{< /highlight >}}}}\n",
    "jira": f"{{code:json}}\n{JSON}\n{{code}}\n",
    "prose": f"Put this: {JSON} into the file.\n",
    "prose without a container": f'{{ "gh": {{ "command": "npx", "k": "{SECRET}" }} }} there.\n',
    "table in prose": f"Add\n\n{TOML}\nThen run.\n",
    "mapping in prose": f"Add\n\n{YAML}\nThen run.\n",
    "string": 'log: {"body": "' + JSON.replace('"', '\\"').replace("\n", "\\n") + '"}\n',
}


@pytest.mark.parametrize("text", MARKDOWN.values(), ids=MARKDOWN)
def test_a_configuration_in_markdown_is_found_where_it_stands(text: str) -> None:
    assert declared(text.encode(), read_document, SECRET) == {("gh", True)}


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
def test_a_configuration_in_other_markup_is_found_where_it_stands(text: str) -> None:
    assert declared(text.encode(), read_document, SECRET) == {("gh", True)}


def test_line_and_column_are_those_of_the_document() -> None:
    source = f"# é\n\n> - ```json\n>   é {JSON}\n>   ```\n".encode()
    (piece,) = read_document(source).pieces
    at = piece.text.text.index("{")

    assert position(source, piece.text, at) == (4, 7)


def test_a_document_in_a_document_is_a_piece_of_its_own() -> None:
    source = f"````markdown\n# T\n\n```json\n{JSON}\n```\n````\n".encode()
    piece = only(read_document(source).pieces, Notation.DOCUMENT)

    assert declared(piece.text.text.encode(), read_document, SECRET) == {("gh", True)}


@pytest.mark.parametrize(
    ("text", "notation"),
    [
        ("```bash\nclaude mcp add gh -- npx gh-mcp\n```", Notation.SHELL),
        ("```\n$ codex mcp add gh -- npx gh-mcp\n```", Notation.SHELL),
        ("Run `claude mcp add gh -- npx gh-mcp` now.", Notation.SHELL),
        ("Then run claude mcp add gh -- npx gh-mcp", Notation.SHELL),
        ("<code>claude mcp add gh -- npx gh-mcp</code>", Notation.SHELL),
        ("```env\nA_TOKEN=x\n```", Notation.SETTINGS),
        ("```\nA_TOKEN=x\nB_TOKEN=y\n```", Notation.SETTINGS),
        ("Set `A_TOKEN=x` first.", Notation.SETTINGS),
        ("First:\n\nA_TOKEN=x\n", Notation.SETTINGS),
        ("A_TOKEN=x for mcp", Notation.SETTINGS),
        ("```python\nmcp = MCPServerStdio(params={})\n```", Notation.CODE),
        ("```dockerfile\nFROM node\nENV A=x\n```", Notation.DOCKERFILE),
        ("```json\nclaude mcp add gh -- npx gh-mcp\n```", Notation.SHELL),
        ("```sh\nmcp_servers:\n  gh:\n    command: npx\n```", Notation.YAML),
    ],
)
def test_a_block_is_read_by_its_tag_and_its_looks(text: str, notation: Notation) -> None:
    assert [piece.notation for piece in read_document(text.encode()).pieces] == [notation]


def test_a_command_in_prose_begins_with_its_program_and_keeps_its_further_lines() -> None:
    source = b"Then run claude mcp add gh \\\n  -e A=b -- npx gh-mcp\nand restart.\n"
    (piece,) = read_document(source).pieces

    assert piece.text.text == "claude mcp add gh \\\n  -e A=b -- npx gh-mcp"


def test_what_holds_no_configuration_is_no_piece() -> None:
    source = (
        b"# MCP\n\nAn `mcp` server, see `npm`.\n\n```bash\nls\n```\n\n    quoted prose, indented\n"
    )

    assert read_document(source).pieces == ()


def test_both_sides_of_a_change_are_read() -> None:
    old, new = opaque(1), opaque(2)
    source = dedent(f"""\
        ```diff
         {{
           "mcpServers": {{
        -    "gh": {{ "command": "npx", "env": {{ "TOKEN": "{old}" }} }}
        +    "gh": {{ "command": "npx", "env": {{ "TOKEN": "{new}" }} }}
           }}
         }}
        ```
        """).encode()

    assert declared(source, read_document, old) == {("gh", True)}
    assert declared(source, read_document, new) == {("gh", True)}


def test_a_patch_is_read_by_the_names_of_its_files() -> None:
    head = "diff --git a/x.toml b/x.toml\n--- /dev/null\n+++ b/x.toml\n@@ -0,0 +1,5 @@\n"
    source = (head + indent(TOML, "+", lambda _: True)).encode()
    (piece,) = read_document(source).pieces

    assert (piece.notation, piece.text.text) == (Notation.TOML, TOML)
    assert leads_to(source, piece.text, SECRET)


def test_a_long_document_is_cut_at_the_headings_that_stand_in_no_block() -> None:
    prose = "Text about `mcp`.\n" * 300
    sections = [
        f"---\n# comment\nname: x\n---\n{prose}",
        f"# Setup\n\n```sh\n# comment\nclaude mcp add gh -- npx gh\n```\n{prose}",
        f"## More\n\n~~~json\n{JSON}\n# comment\n~~~\n",
        f"### Pre\n\n<pre>\n# comment\n</pre>\n{prose}",
    ]
    source = "".join(sections).encode()
    stretches = document.read(source).stretches

    assert [source[one.start : one.end].decode() for one in stretches] == sections
    assert {one.notation for one in stretches} == {Notation.DOCUMENT}


def test_a_document_in_a_long_document_is_not_cut() -> None:
    inner = f"````markdown\n# T\n\n```json\n# comment\n{JSON}\n```\n````\n"
    source = (f"# One\n\n{inner}" + "Text.\n" * 1000 + "# Two\n").encode()

    assert [source[one.start :][:5] for one in document.read(source).stretches] == [
        b"# One",
        b"# Two",
    ]


def test_links_are_found_in_every_part_of_a_document() -> None:
    source = (
        b"[Install](vscode:mcp/install?%7B%22name%22%3A%22gh%22%2C%22command%22%3A%22npx%22%7D)"
    )

    assert holding(read_document(source).pieces, "npx") == [
        (Notation.JSON, '{"name":"gh","command":"npx"}')
    ]


@pytest.mark.parametrize(
    "unit",
    [
        "```\n", "> ```json\n", "`", "<pre>", "<code>x</code>", "::\n\n  a\n", "\n----\nx",
        '"mcpServers": {', '\\"mcpServers\\": {', "&quot;mcpServers&quot;: {", "mcpServers:\n",
        "/*", "[mcp_servers.x", "claude mcp add ", "mcp.", "\n\n    x", "ABC=x\n", "A=", "{code}",
        "diff --git a b\n@@\n-x\n",
    ],
)  # fmt: skip
def test_time_is_linear_in_a_hostile_document(unit: str) -> None:
    started = time.perf_counter()
    for start in ("", '{"mcpServers": '):
        read_document((start + unit * (200_000 // len(unit))).encode())

    assert time.perf_counter() - started < 5
