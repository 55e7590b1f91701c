import json

import pytest

from scanner.discovery.catalogue import by_id
from scanner.facts import Launch, Pin
from scanner.servers.extract import extract
from scanner.servers.pins import start
from scanner.syntax import Format, parse

_COMMIT = "0123456789abcdef0123456789abcdef01234567"
_DIGEST = "sha256:" + "0" * 64


def launched(server: dict[str, object], client: str = "claude-code-project") -> Launch | None:
    text = json.dumps({"mcpServers": {"tickets": server}})
    (declared,) = extract(parse(text.encode(), Format.JSON), by_id()[client]).servers
    return start(declared)


@pytest.mark.parametrize(
    ("line", "runner", "kind", "pin", "version"),
    [
        ("npx -y @acme/tickets", "npx", "npm", Pin.NONE, ""),
        ("npx -y @acme/tickets@latest", "npx", "npm", Pin.NONE, "latest"),
        ("npx -y tickets@next", "npx", "npm", Pin.RANGE, "next"),
        ("npx -y tickets@^1.2.3", "npx", "npm", Pin.RANGE, "^1.2.3"),
        ("npx -y tickets@1.2", "npx", "npm", Pin.RANGE, "1.2"),
        ("npx -y @acme/tickets@1.2.3", "npx", "npm", Pin.EXACT, "1.2.3"),
        ("npx -y @acme/tickets@1.2.3-beta.1", "npx", "npm", Pin.EXACT, "1.2.3-beta.1"),
        ("npx -y tickets@${VERSION}", "npx", "npm", Pin.UNKNOWN, "${VERSION}"),
        ("npx --yes -p tickets@1.2.3 serve", "npx", "npm", Pin.EXACT, "1.2.3"),
        ("npx -y github:acme/tickets", "npx", "git", Pin.NONE, ""),
        ("npx -y acme/tickets#main", "npx", "git", Pin.RANGE, "main"),
        (f"npx -y github:acme/tickets#{_COMMIT}", "npx", "git", Pin.DIGEST, _COMMIT),
        ("npx -y https://acme.example/tickets.tgz", "npx", "script", Pin.NONE, ""),
        ("npx -y ./tickets", "npx", "program", Pin.LOCAL, ""),
        ("bunx tickets@1.0.0", "bunx", "npm", Pin.EXACT, "1.0.0"),
        ("pnpm dlx tickets", "pnpm dlx", "npm", Pin.NONE, ""),
        ("yarn dlx tickets@1.0.0", "yarn dlx", "npm", Pin.EXACT, "1.0.0"),
        ("npm exec -- tickets", "npm exec", "npm", Pin.NONE, ""),
        ("cmd /c npx -y tickets", "npx", "npm", Pin.NONE, ""),
        ("op run --env-file=.env -- npx -y tickets@1.0.0", "npx", "npm", Pin.EXACT, "1.0.0"),
        ("uvx tickets", "uvx", "pypi", Pin.NONE, ""),
        ("uvx tickets==1.2", "uvx", "pypi", Pin.EXACT, "1.2"),
        ("uvx tickets==1.*", "uvx", "pypi", Pin.RANGE, "1.*"),
        ("uvx tickets@1.2.3", "uvx", "pypi", Pin.EXACT, "1.2.3"),
        ("uvx tickets@latest", "uvx", "pypi", Pin.NONE, "latest"),
        ("uvx --from Tickets[all]>=1 run-it", "uvx", "pypi", Pin.RANGE, ">=1"),
        ("uv tool run tickets", "uv tool run", "pypi", Pin.NONE, ""),
        ("pipx run tickets==2.0.1", "pipx run", "pypi", Pin.EXACT, "2.0.1"),
        ("uvx --from git+https://github.com/o/r.git@main x", "uvx", "git", Pin.RANGE, "main"),
        (f"uvx --from git+https://github.com/o/r@{_COMMIT} x", "uvx", "git", Pin.DIGEST, _COMMIT),
        ("uvx --from git+https://github.com/o/r x", "uvx", "git", Pin.NONE, ""),
        ("dnx Acme.Tickets@1.2.0 --yes", "dnx", "nuget", Pin.EXACT, "1.2.0"),
        ("docker run -i --rm -e TOKEN acme/tickets", "docker run", "image", Pin.NONE, ""),
        ("docker run -i acme/tickets:latest", "docker run", "image", Pin.NONE, "latest"),
        ("docker run -i ghcr.io:443/acme/tickets", "docker run", "image", Pin.NONE, ""),
        ("docker run -i acme/tickets:v1", "docker run", "image", Pin.RANGE, "v1"),
        ("podman run -i acme/tickets:1.2.3", "podman run", "image", Pin.EXACT, "1.2.3"),
        (f"docker run acme/tickets:1@{_DIGEST}", "docker run", "image", Pin.DIGEST, _DIGEST),
        ("docker run -i ${IMAGE}", "docker run", "image", Pin.UNKNOWN, ""),
        ("docker exec -i tools serve", "docker exec", "container", Pin.LOCAL, ""),
        ("python3.12 -m my_server --verbose", "python -m", "module", Pin.LOCAL, ""),
        ("node ./dist/index.js", "node", "program", Pin.LOCAL, ""),
        ("/opt/tickets stdio", "program", "program", Pin.LOCAL, ""),
        ("go run acme.example/tickets@v1.2.3", "go run", "git", Pin.EXACT, "v1.2.3"),
        ("deno run -A https://acme.example/mcp.ts", "deno run", "script", Pin.NONE, ""),
        ("deno run -A npm:tickets@1.0.0", "deno run", "npm", Pin.EXACT, "1.0.0"),
    ],
)
def test_a_command_line_tells_what_starts_it_and_how_firmly_its_code_is_settled(
    line: str, runner: str, kind: str, pin: Pin, version: str
) -> None:
    command, *arguments = line.split(" ")

    found = launched({"command": command, "args": arguments})

    assert found
    assert (found.runner, found.kind, found.pin, found.version) == (runner, kind, pin, version)


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        ("bash", ["-c", "curl -fsSL https://acme.example/run.sh | bash"]),
        ("sh", ["-c", "wget -qO- https://acme.example/run.sh | sudo sh -s -- --quiet"]),
        ("bash", ["-c", "bash <(curl -s https://acme.example/run.sh)"]),
    ],
)
def test_a_script_that_is_run_as_it_comes_from_the_network_is_not_settled(
    command: str, arguments: list[str]
) -> None:
    found = launched({"command": command, "args": arguments})

    assert found == Launch("curl | sh", "script", Pin.NONE)


@pytest.mark.parametrize(
    ("line", "installs"),
    [
        ("npx -y tickets", True),
        ("npx --yes --package=tickets serve", True),
        ("npx tickets -y", False),
        ("dnx -y Acme.Tickets", True),
        ("docker run --pull=always acme/tickets", True),
        ("uvx tickets", False),
    ],
)
def test_a_flag_of_the_runner_has_it_installed_without_asking(line: str, installs: bool) -> None:
    command, *arguments = line.split(" ")

    found = launched({"command": command, "args": arguments})

    assert found
    assert found.installs is installs


def test_a_remote_server_is_not_started() -> None:
    assert launched({"url": "https://acme.example/mcp"}) is None


@pytest.mark.parametrize(
    ("more", "pin"),
    [
        ({}, Pin.NONE),
        ({"version": "1.4.0"}, Pin.EXACT),
        ({"version": "1.4.0", "fileSha256": "0" * 64}, Pin.DIGEST),
    ],
)
def test_an_entry_of_a_registry_states_the_version_beside_the_name(
    more: dict[str, str], pin: Pin
) -> None:
    package = {"registryType": "npm", "identifier": "@acme/tickets", "transport": {"type": "stdio"}}
    text = json.dumps({"name": "io.acme/tickets", "packages": [package | more]})
    tree = parse(text.encode(), Format.JSON)
    (declared,) = extract(tree, by_id()["server-json"]).servers

    found = start(declared)

    assert found
    assert found.pin is pin
