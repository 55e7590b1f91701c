"""What stands beside a configuration, or looks like one, and holds no credential."""

import random
from collections.abc import Iterator

from benchmarks.detection_fields import stand_in
from benchmarks.detection_text import Leaf, Line, Mark
from benchmarks.detection_values import Sample, harmless, placeholder
from benchmarks.detection_written import Written, plain, row


def remarks(chance: random.Random) -> list[Line]:
    """Return prose and commands that documentation has below a configuration."""
    key, other = _leaf(placeholder(chance)), _leaf(stand_in(chance))
    name = other.mark.sample.name if other.mark else "TOKEN"
    rows = [
        row("Ask an administrator for a key, then try it: `", (_curl(key), key), "`."),
        row("Set `", name, "` to a value such as `", (other.text, other), "`."),
        row("The checksum of the release is ", _spelled(_one_of(chance, "digest")), "."),
        row("Tokens expire after 3600 seconds; see https://docs.example.com/mcp#tokens."),
    ]
    return [*plain("## Notes", ""), *chance.sample(rows, chance.randrange(1, 4))]


def near(chance: random.Random) -> Iterator[Written]:
    """Yield a file that is no MCP configuration, or hardly one, and has no credential."""
    key, value = _leaf(placeholder(chance)), _leaf(harmless(chance))
    name = value.mark.sample.name if value.mark else "MODE"
    files: tuple[tuple[str, list[Line]], ...] = (
        (
            "docs/api.md",
            [
                *plain("# The API behind the MCP server", "", "```bash"),
                *plain("npm install -g @acme/mcp-server", "npx -y create-acme-app my-app"),
                row((_curl(key), key)),
                row("export ", name, "=", (f'"{value.text}"', value)),
                *plain("```"),
            ],
        ),
        (
            "compose.yaml",
            [
                *plain("services:", "  web:", "    image: acme/web:2", "    environment:"),
                row(f"      {name}: ", (f"'{value.text}'", value)),
                row("      API_KEY: ", (f"'{key.text}'", key)),
            ],
        ),
        (
            "src/server.py",
            [
                *plain("from mcp.server.fastmcp import FastMCP", "", 'mcp = FastMCP("search")'),
                row(f"{name} = ", (repr(value.text), value)),
                row("API_KEY = os.environ.get('API_KEY', ", (repr(key.text), key), ")"),
            ],
        ),
        (
            "package.json",
            [
                *plain("{", '  "name": "search-mcp",', '  "keywords": ["mcp", "mcpServers"],'),
                *plain('  "scripts": { "start": "npx -y search-mcp --token $TOKEN" },'),
                row('  "integrity": "', _spelled(_one_of(chance, "digest")), '"'),
                *plain("}"),
            ],
        ),
    )
    path, lines = chance.choice(files)
    yield Written(f"NUMBER/{path}", "near misses", tuple(lines))


def _leaf(sample: Sample) -> Leaf:
    return Leaf(sample.text, Mark("outside servers", sample))


def _spelled(leaf: Leaf) -> tuple[str, Leaf]:
    return leaf.text, leaf


def _one_of(chance: random.Random, kind: str) -> Leaf:
    while True:
        sample = harmless(chance)
        if sample.kind == kind:
            return _leaf(sample)


def _curl(key: Leaf) -> str:
    return f'curl -H "Authorization: Bearer {key.text}" https://api.example.com/v1/search'
