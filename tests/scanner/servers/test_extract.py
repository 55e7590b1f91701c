import json

from detectors.model import Slot
from scanner.configs import Configuration, Mapping, Scalar, Value, part
from scanner.discovery.catalogue import matches
from scanner.servers.extract import extract
from scanner.syntax import Format, parse, position


def _read(path: str, text: str) -> Configuration:
    client = matches(path)[0]
    return extract(parse(text.encode(), Format(client.format)), client)


def _told(values: tuple[Value, ...]) -> dict[str, tuple[str, Slot, str]]:
    return {value.pointer: (value.name, value.slot, value.scalar.text) for value in values}


def test_every_value_of_a_server_has_its_slot_name_and_pointer() -> None:
    server = {
        "command": "npx",
        "args": ["-y", "pkg", "--token", "t"],
        "env": {"KEY": "k"},
        "headers": {"X-Key": "h"},
        "settings": {"api_key": "s"},
    }
    found = _read(".mcp.json", json.dumps({"mcpServers": {"a/b": server}})).servers[0]

    told = _told(found.values)

    assert found.name == "a/b"
    assert found.pointer == "/mcpServers/a~1b"
    assert told["/mcpServers/a~1b/args/3"] == ("--token", Slot.ARGUMENT, "t")
    assert told["/mcpServers/a~1b/env/KEY"] == ("KEY", Slot.ENV, "k")
    assert told["/mcpServers/a~1b/headers/X-Key"] == ("X-Key", Slot.HEADER, "h")
    assert told["/mcpServers/a~1b/settings/api_key"] == ("api_key", Slot.OTHER, "s")


def test_no_value_is_told_twice_and_none_is_left_out() -> None:
    document = {
        "inputs": [{"id": "i", "default": "d"}],
        "servers": {"s": {"url": "https://h/m", "headers": {"A": "1"}}},
        "elsewhere": ["x", {"y": "z"}],
    }
    found = _read(".vscode/mcp.json", json.dumps(document))

    pointers = [value.pointer for server in found.servers for value in server.values]
    pointers += [value.pointer for value in found.loose]

    assert sorted(pointers) == [
        "/elsewhere/0",
        "/elsewhere/1/y",
        "/inputs/0/default",
        "/inputs/0/id",
        "/servers/s/headers/A",
        "/servers/s/url",
    ]
    assert _told(found.loose)["/inputs/0/default"] == ("i", Slot.INPUT_DEFAULT, "d")


def test_a_server_in_a_list_goes_by_the_name_it_gives_itself() -> None:
    text = "mcpServers:\n  - name: search\n    command: uvx\n    args: [mcp-search]\n"

    assert [server.name for server in _read(".continue/config.yaml", text).servers] == ["search"]


def test_a_field_that_names_a_variable_is_judged_without_a_name() -> None:
    text = '[mcp_servers.docs]\nurl = "https://h/m"\nbearer_token_env_var = "TOKEN"\n'

    found = _read(".codex/config.toml", text).servers[0]

    assert ("", Slot.OTHER, "TOKEN") in _told(found.values).values()


def test_a_list_of_assignments_is_an_environment() -> None:
    server = {"command": "npx", "env": ["KEY=k", {"name": "OTHER", "value": "o"}]}

    found = _read(".mcp.json", json.dumps({"mcpServers": {"a": server}})).servers[0]

    told = _told(found.values)
    assert told["/mcpServers/a/env/0"] == ("KEY", Slot.ENV, "k")
    assert told["/mcpServers/a/env/1/value"] == ("OTHER", Slot.ENV, "o")


def test_both_values_of_a_key_that_is_written_twice_are_read() -> None:
    text = '{"mcpServers": {"a": {"command": "npx", "env": {"K": "1", "K": "2"}}}}'

    found = _read(".mcp.json", text).servers[0]

    assert [value.scalar.text for value in found.values if value.slot is Slot.ENV] == ["1", "2"]


def test_comments_are_values_of_their_own() -> None:
    text = '{\n  // "old": "token"\n  "mcpServers": {"a": {"command": "npx"}}\n}'

    comments = [v for v in _read(".mcp.json", text).loose if v.slot is Slot.COMMENT]

    assert ["old" in comment.scalar.text for comment in comments] == [True]


def test_a_part_of_a_text_keeps_its_place_behind_escapes_and_wide_characters() -> None:
    source = '{"k": "é\\u0041bc=def"}'.encode()
    root = parse(source, Format.JSON).root
    assert isinstance(root, Mapping)
    scalar = root.entries[0][1]
    assert isinstance(scalar, Scalar)
    start = scalar.text.index("def")

    found = part(scalar, start, start + 3)

    assert found.text == "def"
    assert position(source, found, 0) == (1, 1 + source.decode().index("def"))


def test_aliases_that_lead_everywhere_are_cut_off_with_a_fault() -> None:
    keys = ", ".join(f"k{number}: v" for number in range(2_000))
    servers = "".join(f"  s{number}: {{command: c, env: *x}}\n" for number in range(2_000))

    found = _read("librechat.yaml", f"x: &x {{{keys}}}\nmcpServers:\n{servers}")

    assert len(found.servers) == 2_000
    assert sum(len(server.values) for server in found.servers) < 200_000
    assert [fault.reason for fault in found.faults] == [
        "more than 200,000 values are reached, the rest is not read"
    ]


def test_a_text_of_megabytes_is_no_command_line() -> None:
    text = "a " * 1_000_000

    found = _read(".mcp.json", f'{{"mcpServers": {{"a": {{"command": "{text}"}}}}}}')

    assert [len(value.scalar.text) for value in found.servers[0].values] == [len(text)]


def test_stored_tokens_are_values_without_a_server() -> None:
    text = '{"access_token": "a", "token_type": "Bearer", "refresh_token": "r"}'

    found = _read(".mcp-auth/mcp-remote-1/0a_tokens.json", text)

    assert found.recognised
    assert found.servers == ()
    assert _told(found.loose)["/access_token"] == ("access_token", Slot.OTHER, "a")
    assert _told(found.loose)["/refresh_token"] == ("refresh_token", Slot.OTHER, "r")


def test_a_variable_of_an_exported_application_goes_by_its_name() -> None:
    node = "{nodes: [{data: {provider_type: mcp, provider_id: tickets}}]}"
    variable = "{name: TOKEN, value: t, value_type: secret}"
    text = f"workflow: {{environment_variables: [{variable}], graph: {node}}}"

    found = _read("dify/app.yml", text)

    assert [server.name for server in found.servers] == ["tickets"]
    assert ("TOKEN", Slot.ENV, "t") in _told(found.loose).values()


def test_what_stands_below_a_very_long_key_is_told_without_copying_it() -> None:
    values = ",".join('{"a":{"b":1}}' for _ in range(50_000))
    text = f'{{"{"k" * 1_000_000}": {{"mcpServers": [{values}]}}}}'

    found = _read(".mcp.json", text)

    assert max(len(value.pointer) for value in found.loose) <= 1_024
