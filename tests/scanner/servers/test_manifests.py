import json

import pytest

from detectors.model import Slot
from scanner.configs import ServerDeclaration
from scanner.discovery.catalogue import clients
from scanner.servers.extract import extract
from scanner.servers.identity import identify
from scanner.syntax import Format, parse


def declared(document: object, wanted: str = "server-json") -> tuple[ServerDeclaration, ...]:
    (client,) = (known for known in clients() if known.id == wanted)
    return extract(parse(json.dumps(document).encode(), Format.JSON), client).servers


def identity(server: ServerDeclaration) -> str:
    words = [scalar.text for scalar in server.command]
    urls = [scalar.text for scalar in server.urls]
    return identify(words, urls, server.name, "repo", server.image)


@pytest.mark.parametrize(
    ("package", "expected"),
    [
        ({"registryType": "npm", "identifier": "@acme/a"}, "pkg:npm/%40acme/a"),
        ({"registryType": "npm", "identifier": "a", "runtimeHint": "node"}, "pkg:npm/a"),
        ({"registryType": "pypi", "identifier": "a-mcp"}, "pkg:pypi/a-mcp"),
        ({"registryType": "oci", "identifier": "docker.io/acme/a:1"}, "pkg:docker/acme/a"),
        (
            {"registryType": "oci", "identifier": "ghcr.io/acme/a@sha256:00"},
            "pkg:docker/acme/a?repository_url=ghcr.io",
        ),
        ({"registryType": "nuget", "identifier": "Acme.A"}, "pkg:nuget/Acme.A"),
        (
            {"registryType": "mcpb", "identifier": "https://github.com/o/r/releases/a.mcpb"},
            "pkg:github/o/r",
        ),
        (
            {"registryType": "mcpb", "identifier": "https://example.com/a.mcpb"},
            "https://example.com/a.mcpb",
        ),
        ({"registry_name": "npm", "name": "@acme/a"}, "pkg:npm/%40acme/a"),
        ({"registryType": "cargo", "identifier": "a-mcp", "runtimeHint": "cargo"}, "local:cargo"),
    ],
)
def test_a_package_is_the_server_whatever_runs_it(package: dict[str, str], expected: str) -> None:
    local = {"transport": {"type": "streamable-http", "url": "http://127.0.0.1:{port}/mcp"}}

    assert [identity(server) for server in declared({"packages": [package]})] == [expected]
    if package.get("registryType") != "cargo":
        assert [identity(one) for one in declared({"packages": [package | local]})] == [expected]


def test_the_arguments_of_a_package_are_read_by_their_names() -> None:
    package = {
        "registryType": "npm",
        "identifier": "tickets-mcp",
        "runtimeArguments": [{"type": "named", "name": "-e", "value": "TOKEN=t"}],
        "packageArguments": [
            {"type": "named", "name": "--key", "value": "v", "default": "d", "valueHint": "h"},
            {"type": "positional", "value": "{where}", "variables": {"where": {"default": "w"}}},
        ],
        "environmentVariables": [{"name": "A", "default": "b", "isSecret": True}],
    }
    (server,) = declared({"packages": [package]})

    told = {value.pointer: (value.name, value.slot) for value in server.values}

    assert told["/packages/0/runtimeArguments/0/value"] == ("TOKEN", Slot.ARGUMENT)
    assert told["/packages/0/packageArguments/0/value"] == ("--key", Slot.ARGUMENT)
    assert told["/packages/0/packageArguments/0/default"] == ("--key", Slot.ARGUMENT)
    assert told["/packages/0/packageArguments/0/valueHint"] == ("valueHint", Slot.OTHER)
    assert told["/packages/0/packageArguments/1/value"] == ("", Slot.ARGUMENT)
    assert told["/packages/0/packageArguments/1/variables/where/default"] == ("", Slot.ARGUMENT)
    assert told["/packages/0/environmentVariables/0/default"] == ("A", Slot.ENV)
    assert told["/packages/0/environmentVariables/0/isSecret"] == ("isSecret", Slot.OTHER)


def test_the_overrides_of_a_bundle_for_a_platform_are_its_environment() -> None:
    override = {"command": "node.exe", "env": {"TOKEN": "t"}, "args": ["--key", "v"]}
    settings = {"command": "node", "args": ["a.js"], "platform_overrides": {"win32": override}}
    (server,) = declared({"name": "a", "server": {"mcp_config": settings}}, "mcp-bundle")

    told = {(value.name, value.slot, value.scalar.text) for value in server.values}

    assert {("TOKEN", Slot.ENV, "t"), ("--key", Slot.ARGUMENT, "v")} <= told
    assert identity(server) == "local:repo/a.js"


@pytest.mark.parametrize("wanted", ["gh-aw-gateway", "any-json"])
def test_a_container_is_run_like_an_image(wanted: str) -> None:
    settings = {"container": "ghcr.io/acme/a:1", "env": {"TOKEN": "t"}, "entrypointArgs": ["--x"]}
    (server,) = declared({"mcpServers": {"a": settings}}, wanted)

    assert identity(server) == "pkg:docker/acme/a?repository_url=ghcr.io"
