"""Servers as people configure them, with credentials and harmless values in every slot."""

import json
import random
from dataclasses import dataclass
from typing import assert_never
from urllib.parse import quote

from benchmarks.detection_fields import fill, stand_in
from benchmarks.detection_layout import Role, put, roles
from benchmarks.detection_text import Leaf, Mark, Node
from benchmarks.detection_values import (
    Draw,
    Sample,
    Truth,
    basic,
    capability_url,
    connection,
    harmless,
    header_name,
    neutral,
    password,
    secret,
    service,
    token,
)
from detectors.shapes import expand
from scanner.discovery.catalogue import Client

NAMES = ("search", "tickets", "database", "browser", "notes", "billing", "maps", "gateway")
_PACKAGES = (
    "@acme/mcp-server",
    "search-mcp",
    "@modelcontextprotocol/server-postgres",
    "tickets-mcp",
)
_HOST = "https://mcp.example-host.com"
_DEFAULTS = {
    "dollar-brace-default": "${%s:-%s}",
    "single-colon-default": "${%s:%s}",
    "env-url": "${env://%s:-%s}",
    "local-env": "${localEnv:%s:%s}",
}
_QUERY = ("api_key", "token", "apiKey", "access_token", "key")

__all__ = ["NAMES", "Parts", "header_name", "parts", "server"]


def server(client: Client, chance: random.Random, rate: float, *, remote: bool) -> dict[str, Node]:
    """Return one server of `client`; each planted value is a credential with probability `rate`."""
    made = (_remote if remote else _local)(client, chance, rate)
    if chance.random() < 2 / 3:
        fill(made, client, chance, rate)
    return made


@dataclass(frozen=True, slots=True)
class Parts:
    """One server, apart from any file: a command line, or a URL with headers."""

    name: str
    words: tuple[Leaf, ...]
    """The program and its arguments; empty for a remote server."""
    environment: dict[str, Leaf]
    url: Leaf
    headers: dict[str, Leaf]


def parts(client: Client, chance: random.Random, rate: float, *, remote: bool) -> Parts:
    """Return what `server` returns, for those who write no file of a client; each on one line."""
    name = chance.choice(NAMES)
    while True:
        words: list[Leaf] = []
        url, headers, environment = Leaf(""), dict[str, Leaf](), dict[str, Leaf]()
        if remote:
            url, headers = _url(client, chance, rate), _headers(client, chance, rate)
        else:
            words = chance.choice((_docker, _bridge, _package, _package))(client, chance, rate)
            environment = _environment(client, chance, rate)
        leaves = (*words, url, *headers.values(), *environment.values())
        if not any("\n" in leaf.text for leaf in leaves):
            return Parts(name, tuple(words), environment, url, headers)


def _draw(
    client: Client,
    chance: random.Random,
    rate: float,
    credential: Draw,
) -> Sample:
    if chance.random() < rate:
        return credential(chance)
    kind = chance.random()
    if kind < 1 / 20:
        return neutral(chance)
    return stand_in(chance, client) if kind < 1 / 2 else harmless(chance)


def _local(client: Client, chance: random.Random, rate: float) -> dict[str, Node]:
    keys = roles(client)
    made: dict[str, Node] = {}
    words = chance.choice((_docker, _bridge, _package, _package))(client, chance, rate)
    if keys.command.steps[-1] == "image":
        put(made, keys.command.steps, Leaf("docker/mcp-gateway"))
        if keys.arguments.sampled:
            put(made, keys.arguments.steps, [*words[1:]])
    elif keys.command.style == "texts":
        put(made, keys.command.steps, [*words])
    else:
        put(made, keys.command.steps, words[0])
        put(made, keys.arguments.steps, [*words[1:]])
    _set(made, keys.environment, _environment(client, chance, rate), "=")
    return made


def _remote(client: Client, chance: random.Random, rate: float) -> dict[str, Node]:
    keys = roles(client)
    made: dict[str, Node] = {}
    if len(keys.url.steps) == 1:
        made["type"] = Leaf("http")
    put(made, keys.url.steps, _url(client, chance, rate))
    _set(made, keys.headers, _headers(client, chance, rate), ": ")
    return made


def _set(made: dict[str, Node], role: Role, values: dict[str, Leaf], between: str) -> None:
    """Set names and values in the style that the client wants."""
    match role.style:
        case "mapping":
            put(made, role.steps, {**values})
        case "texts":
            rows = [Leaf(f"{key}{between}{leaf.text}", leaf.mark) for key, leaf in values.items()]
            put(made, role.steps, [*rows])
        case "pairs":
            pairs = [{"name": Leaf(key), "value": leaf} for key, leaf in values.items()]
            put(made, role.steps, [{**pair} for pair in pairs])
        case _:
            assert_never(role.style)


def _environment(client: Client, chance: random.Random, rate: float) -> dict[str, Leaf]:
    made: dict[str, Leaf] = {}
    for _ in range(chance.randrange(2, 6)):
        name, leaf = _variable(client, chance, rate)
        made.setdefault(name, leaf)
    return made


def _variable(client: Client, chance: random.Random, rate: float) -> tuple[str, Leaf]:
    way = chance.random()
    defaults = [shape for name, shape in _DEFAULTS.items() if name in client.references]
    if way < 1 / 4 and defaults:
        sample = _draw(client, chance, rate, token)
        if "$" not in sample.text and "{" not in sample.text:
            text = chance.choice(defaults) % (sample.name, sample.text)
            return sample.name, Leaf(text, Mark("default in a reference", sample))
    if way < 1 / 8:
        sample = token(chance) if chance.random() < rate else stand_in(chance, client)
        text = json.dumps({"Authorization": f"Bearer {sample.text}", "Accept": "text/plain"})
        return "OPENAPI_MCP_HEADERS", Leaf(text, Mark("env, JSON inside", sample))
    if way < 1 / 6:
        sample = token(chance) if chance.random() < rate else stand_in(chance, client)
        return "AUTH_HEADER", Leaf(f"Bearer {sample.text}", Mark("env", sample))
    sample = _draw(client, chance, rate, secret)
    return sample.name, Leaf(sample.text, Mark("env", sample))


def _headers(client: Client, chance: random.Random, rate: float) -> dict[str, Leaf]:
    made = {"Accept": Leaf("application/json, text/event-stream")}
    for _ in range(chance.randrange(1, 4)):
        name, text, sample = _header(client, chance, rate)
        made[name] = Leaf(text, Mark("header", sample))
    return made


def _header(client: Client, chance: random.Random, rate: float) -> tuple[str, str, Sample]:
    way = chance.random()
    if way < 1 / 2:
        sample = token(chance) if chance.random() < rate else stand_in(chance, client)
        return chance.choice(("Authorization", "authorization")), f"Bearer {sample.text}", sample
    if way < 1 / 2 + rate / 5:
        sample = basic(chance)
        return "Authorization", sample.text, sample
    sample = _draw(client, chance, rate, token)
    usual = sample.truth is Truth.SECRET and chance.random() < 1 / 2
    return "X-API-Key" if usual else header_name(sample.name), sample.text, sample


def _url(client: Client, chance: random.Random, rate: float) -> Leaf:
    if chance.random() < rate:
        return chance.choice((_in_userinfo, _in_query, _in_path))(chance)
    way = chance.randrange(4)
    sample = harmless(chance)
    if way == 0:
        sample = stand_in(chance, client)
        text = f"{_HOST}/mcp?{chance.choice(_QUERY)}={sample.text}"
        return Leaf(text, Mark("url query", sample))
    if way == 1:
        text = f"{_HOST}/mcp?{sample.name.lower()}={quote(sample.text, safe='')}"
        return Leaf(text, Mark("url query", sample))
    project = Sample("URL", expand("{uuid}", chance), "project id", Truth.SAFE)
    if way == 2:  # noqa: PLR2004 - the third of four ways
        return Leaf(f"{_HOST}/projects/{project.text}/mcp", Mark("url path", project))
    host = f"{service(chance).lower()}.example-host.com"
    sample = Sample("URL", f"https://{host}/mcp", "endpoint", Truth.SAFE)
    return Leaf(sample.text, Mark("url path", sample))


def _in_userinfo(chance: random.Random) -> Leaf:
    named = chance.random() < 2 / 3
    sample = (password if named else token)(chance)
    user = "reporting:" if named else ""
    url = f"https://{user}{quote(sample.text, safe='')}@mcp.example-host.com/mcp"
    return Leaf(url, Mark("url userinfo", sample))


def _in_query(chance: random.Random) -> Leaf:
    sample = token(chance)
    url = f"{_HOST}/mcp?region=eu&{chance.choice(_QUERY)}={quote(sample.text, safe='')}"
    return Leaf(url, Mark("url query", sample))


def _in_path(chance: random.Random) -> Leaf:
    sample = capability_url(chance)
    return Leaf(sample.text, Mark("url path", sample))


def _package(client: Client, chance: random.Random, rate: float) -> list[Leaf]:
    words = [Leaf("npx"), Leaf("-y"), Leaf(chance.choice(_PACKAGES))]
    for _ in range(chance.randrange(3)):
        sample = _draw(client, chance, rate, chance.choice((token, token, password)))
        ours = chance.choice(("api-key", "token")) if sample.truth is Truth.SECRET else ""
        flag = f"--{ours or sample.name.lower().replace('_', '-').replace('.', '-')}"
        if chance.random() < 1 / 2:
            words += [Leaf(flag), Leaf(sample.text, Mark("--flag value", sample))]
        else:
            words.append(Leaf(f"{flag}={sample.text}", Mark("--flag=value", sample)))
    if chance.random() < 1 / 3:
        sample = _draw(client, chance, rate, connection)
        words.append(Leaf(sample.text, Mark("positional", sample)))
    return words


def _docker(client: Client, chance: random.Random, rate: float) -> list[Leaf]:
    words = [Leaf("docker"), Leaf("run"), Leaf("-i"), Leaf("--rm")]
    for _ in range(chance.randrange(1, 4)):
        sample = _draw(client, chance, rate, secret)
        value = Leaf(f"{sample.name}={sample.text}", Mark("-e NAME=value", sample))
        words += [Leaf(chance.choice(("-e", "--env"))), value]
    digest = Sample("IMAGE", expand("{hex:64}", chance), "digest", Truth.SAFE)
    image = f"ghcr.io/acme/{chance.choice(NAMES)}-mcp"
    if chance.random() < 1 / 2:
        return [*words, Leaf(f"{image}@sha256:{digest.text}", Mark("positional", digest))]
    return [*words, Leaf(image)]


def _bridge(client: Client, chance: random.Random, rate: float) -> list[Leaf]:
    words = [Leaf("npx"), Leaf("-y"), Leaf("mcp-remote"), _url(client, chance, rate / 2)]
    for _ in range(chance.randrange(1, 3)):
        name, text, sample = _header(client, chance, rate)
        between = chance.choice((": ", ":"))
        words += [Leaf("--header"), Leaf(f"{name}{between}{text}", Mark("--header", sample))]
    return words
