import pickle

from detectors.model import Slot
from detectors.secret import FingerprintKey
from scanner.discovery.catalogue import matches
from scanner.examine import Route, examine
from scanner.examiner import Examiner
from scanner.findings import Examined
from scanner.model import Origin, Transport
from scanner.redaction import Redactor
from tests.tokens import opaque

_KEY = FingerprintKey(b"k" * 32, ephemeral=False)


def _examine(path: str, text: str) -> Examined:
    return examine(text.encode(), Route(matches(path)), Examiner("repo", _KEY, Redactor()))


def test_a_file_of_several_clients_is_read_in_the_terms_that_fit() -> None:
    claude = _examine(".mcp.json", '{"mcpServers": {"a": {"command": "npx"}}}')
    studio = _examine(".mcp.json", '{"servers": {"a": {"command": "npx"}}}')

    assert [server.client for server in claude.servers] == ["claude-code-project"]
    assert [server.client for server in studio.servers] == ["visual-studio"]


def test_a_json_file_about_something_else_is_no_configuration() -> None:
    examined = _examine("docs/mcp.json", '{"title": "about mcp", "items": [1, 2]}')

    assert examined == Examined()


def test_a_broken_file_of_a_known_client_without_servers_is_a_fault() -> None:
    examined = _examine(".cursor/mcp.json", '{"mcpServers": ')

    assert not examined.recognised
    assert "line 1" in examined.fault


def test_an_argument_keeps_its_slot_although_it_reads_as_something_else() -> None:
    secret = opaque()
    text = '{"mcpServers": {"a": {"command": "docker", "args": ["run", "-e", "API_KEY=%s", "i"]}}}'

    ((place, finding),) = _examine(".mcp.json", text % secret).findings

    assert (finding.slot, finding.name) == (Slot.ARGUMENT, "API_KEY")
    assert finding.credential.fingerprint == _KEY.fingerprint(secret)
    assert place.column == text.index("%s") + 1


def test_transport_and_signals_are_told_and_nothing_holds_the_secret() -> None:
    secret = opaque()
    text = (
        '{"mcpServers": {"a": {"type": "streamable-http", "url": "https://u:%s@acme.example/x",'
        ' "env": {"APP_ENV": "prod", "TENANT_ID": "acme"}}}}'
    )

    examined = _examine(".mcp.json", text % secret)

    (server,) = examined.servers
    assert server.transport is Transport.HTTP
    told = {(signal.origin, signal.text) for signal in server.signals}
    assert {(Origin.SETTING, "prod"), (Origin.HOST, "acme.example")} <= told
    assert secret.encode() not in pickle.dumps(examined)


def test_a_setting_whose_value_is_a_secret_is_no_signal() -> None:
    text = '{"mcpServers": {"a": {"command": "x", "env": {"TENANT_ID": "Bearer %s"}}}}'
    secret = "gh" + "p_" + opaque()[:36]

    examined = _examine(".mcp.json", text % secret)

    assert all(secret not in signal.text for signal in examined.servers[0].signals)
