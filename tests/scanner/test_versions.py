"""What versions spare must be without effect: with and without them a history tells the same."""

import random
from collections.abc import Callable, Iterator
from importlib.resources import files

import pytest
import tomli

from detectors.secret import FingerprintKey
from scanner.candidates import Candidates
from scanner.content import reading
from scanner.content.markers import tells
from scanner.content.model import Notation
from scanner.examiner import Examiner
from scanner.findings import Examined
from scanner.redaction import Redactor
from scanner.versions import IsPlain, Versions
from tests.tokens import opaque

_Edit = Callable[[random.Random, bytes], bytes]


class _Forgetful(Versions):
    def nothing_new(self, path: str, content: bytes, is_plain: IsPlain) -> bool:  # noqa: ARG002
        return False


def _candidates(versions: Versions) -> Candidates:
    key = FingerprintKey(b"k" * 32, ephemeral=False)
    examiner = Examiner("repository", key, Redactor())
    return Candidates(examiner, by_content=True, _versions=versions)


def _outcomes(candidates: Candidates, path: str, contents: list[bytes]) -> list[Examined]:
    found = []
    for number, content in enumerate(contents):
        candidates.take(str(number), {path}, content)
        found.append(candidates.at(path, str(number)) or Examined())
    return found


def _history(
    chance: random.Random, base: bytes, edits: tuple[_Edit, ...], length: int
) -> Iterator[bytes]:
    """Yield versions of two branches in turn."""
    branches = [base, base]
    for number in range(length):
        branches[number % 2] = chance.choice(edits)(chance, branches[number % 2])
        yield branches[number % 2]


_ITEM = "- **[Server {0}](https://example.com/{0})** - does `{0}` things, an MCP server\n"
_CONFIGURED = (
    '```json\n{{"mcpServers": {{"a": {{"command": "npx", "env": {{"API_KEY": "{0}"}}}}}}}}\n```\n'
)
_PIECES = (
    "```\n", "~~~\n", "````\n", "<pre>\n", "</pre>\n", "# Heading\n", "### Heading\n",
    "\n@@ -1 +1 @@\n", "- item that leads on:\n", "- \n", "\n\n", "::\n\n    indented\n",
    "[source]\n----\n", "- \xe9\n", "---\n", "<code>API_KEY={0}</code>\n",
    "- `export API_KEY={0}`\n", "API_KEY={0}\n", "- claude mcp add a -e API_KEY={0} -- npx a\n",
    "- goose://extension?cmd=npx&arg=a&env=API_KEY%3D{0}\n", _CONFIGURED,
    'see "mcpServers": {{"a": {{"command": "npx", "env": {{"API_KEY": "{0}"}}}}}}\n',
)  # fmt: skip


def _document(chance: random.Random) -> bytes:
    lines = ["# Title about MCP\n", "words\n", "## Servers\n"]
    lines += [_ITEM.format(chance.randrange(10**6)) for _ in range(450)]
    lines += ["## Setup\n", "```sh\nnpx a-mcp-server\n```\n", "## More\n"]
    lines += [_ITEM.format(chance.randrange(10**6)) for _ in range(50)]
    return "".join(lines).encode()


def _insert_item(chance: random.Random, content: bytes) -> bytes:
    lines = content.splitlines(keepends=True)
    lines.insert(chance.randrange(len(lines)), _ITEM.format(chance.randrange(10**6)).encode())
    return b"".join(lines)


def _delete_line(chance: random.Random, content: bytes) -> bytes:
    lines = content.splitlines(keepends=True)
    del lines[chance.randrange(len(lines))]
    return b"".join(lines)


def _insert_piece(chance: random.Random, content: bytes) -> bytes:
    at = chance.choice([m for m in range(len(content)) if content[m - 1 : m] == b"\n"])
    piece = chance.choice(_PIECES).format(opaque(chance.randrange(4)))
    return content[:at] + piece.encode() + content[at:]


def _cut_bytes(chance: random.Random, content: bytes) -> bytes:
    at = chance.randrange(len(content))
    return content[:at] + content[at + chance.randrange(1, 12) :]


_DOCUMENT_EDITS: tuple[_Edit, ...] = (
    _insert_item, _insert_item, _insert_item, _delete_line, _delete_line, _cut_bytes, _insert_piece,
)  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_documents_tell_the_same_whatever_was_known_of_earlier_versions(seed: int) -> None:
    chance = random.Random(seed)
    contents = list(_history(chance, _document(chance), _DOCUMENT_EDITS, 40))

    spared = _outcomes(_candidates(Versions()), "README.md", contents)

    assert spared == _outcomes(_candidates(_Forgetful()), "README.md", contents)


@pytest.mark.parametrize("seed", range(12))
def test_sections_tell_the_same_whether_or_not_they_are_plain(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)
    contents = list(_history(chance, _document(chance)[-9_000:], (_insert_piece, _cut_bytes), 40))
    shortened = _outcomes(_candidates(_Forgetful()), "README.md", contents)

    monkeypatch.setattr(reading._Reading, "is_plain", lambda *_: False)  # noqa: SLF001

    assert shortened == _outcomes(_candidates(_Forgetful()), "README.md", contents)


_FRAGMENTS = (
    '"mcpServ', 'ers": {{"a": {{"command": "npx", "env": {{"API_KEY": "{0}"}}}}}},\n', '"mcp',
    "-sdk", '": 1,\n', "mcp_cli", "ent", "Std", "ioServerParam", "goose:", "//extension",
    "bWNwU2Vy", "dmVycw", "\n", " ",
)  # fmt: skip


def _locked(chance: random.Random) -> bytes:
    names = ("mcp-sdk", "left-pad", "emcp")
    rows = (f'"{chance.choice(names)}-{chance.randrange(10**9)}": "1.0",\n' for _ in range(1_500))
    return ("{\n" + "".join(rows) + '"end": ""}\n').encode()


def _insert_fragment(chance: random.Random, content: bytes) -> bytes:
    # Few places, so that halves of a marker meet.
    at = content.find(b"\n", len(content) // 5 * chance.randrange(1, 5)) + chance.randrange(2)
    text = chance.choice(_FRAGMENTS).format(opaque(chance.randrange(4)))
    return content[:at] + text.encode() + content[at:]


@pytest.mark.parametrize("path", ["package-lock.json", "uv.lock", "main.py", "data.yaml", "notes"])
@pytest.mark.parametrize("seed", range(4))
def test_files_that_are_cut_around_markers_tell_the_same(path: str, seed: int) -> None:
    chance = random.Random(seed)
    edits = (_insert_fragment, _insert_fragment, _delete_line, _cut_bytes)
    contents = list(_history(chance, _locked(chance), edits, 60))

    spared = _outcomes(_candidates(Versions()), path, contents)

    assert spared == _outcomes(_candidates(_Forgetful()), path, contents)


_TABLE = tomli.loads((files("scanner.content") / "markers.toml").read_text("utf-8"))
_TELLING = [text for name, texts in _TABLE["groups"].items() if name != "server" for text in texts]
_FILLING = b"filling = 1\n" * 4_000


@pytest.mark.parametrize("text", _TELLING)
def test_a_marker_that_an_edit_completes_is_new(text: str) -> None:
    marker = text.encode()
    for at in range(1, len(marker)):
        for left, right in ((marker[:at], b""), (b"", marker[at:])):
            versions = Versions()
            before = _FILLING + left + right + _FILLING
            untold = not tells(before)
            versions.keep("a", before, Notation.JSON, telling=not untold)
            after = _FILLING + marker + _FILLING

            assert not versions.nothing_new("a", after, bool), (left, right)


def _in_a_list(*lines: str) -> bytes:
    items = [_ITEM.format(number) for number in range(450)]
    return "".join(["# MCP\n", *items, *lines, *items]).encode()


_SERVER = "- name: a\n  command: npx\n  args: [-y, a-mcp]\n  env:\n    API_KEY: {0}\n"


@pytest.mark.parametrize("lead", ["```yaml\nmcpServers:\n- name: b\n", "- mcpServers:\n"])
def test_an_item_of_a_block_is_none_of_a_list(lead: str) -> None:
    end = "```\n" if lead.startswith("`") else ""
    contents = [
        _in_a_list(lead, "- name: c\n", *more, end) for more in ((), (_SERVER.format(opaque()),))
    ]

    spared = _outcomes(_candidates(Versions()), "README.md", contents)

    assert [len(found.findings) for found in spared] == [0, 1]
    assert spared == _outcomes(_candidates(_Forgetful()), "README.md", contents)


def test_a_version_that_differs_by_an_item_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(1)
    content = _document(chance)
    candidates = _candidates(Versions())
    item = content.index(b"\n- ", 20_000)
    for number in range(2):
        more = b"\n- one more %d" % number
        candidates.take(f"before {number}", {"README.md"}, content[:item] + more + content[item:])

    def examine(*_: object, **__: object) -> Examined:
        raise AssertionError

    monkeypatch.setattr(Candidates, "_examine", examine)

    candidates.take("after", {"README.md"}, content)


def test_what_is_kept_of_versions_is_bounded() -> None:
    versions = Versions()
    for number in range(100):
        versions.keep(f"{number}", bytes([65 + number % 26]) * (1 << 20), None, telling=False)

    kept = sum(
        versions.nothing_new(str(n), bytes([65 + n % 26]) * (1 << 20), bool) for n in range(100)
    )

    assert kept == 32
