"""A script that is read part by part must come to what it comes to as a whole."""

import random

import pytest

from detectors.secret import FingerprintKey
from scanner.content import reading, shell_sections
from scanner.content.model import Notation
from scanner.examiner import Examiner
from scanner.findings import Judged
from scanner.redaction import Redactor
from tests.tokens import opaque

_BLOCKS = (
    "claude mcp add a -e API_KEY={0} -- npx a-mcp\n",
    "# claude mcp add b -e API_KEY={0} -- npx b\n",
    "export API_KEY={0}\n",
    "API_KEY={0} npx c-mcp-server\n",
    "\n",
    "\n\n",
    "echo don't\n",
    "echo 'a\n",
    "'\n",
    'echo "a\n',
    '"\n',
    "cat > .mcp.json <<EOF\n",
    "EOF\n",
    "foo |\n",
    "| tee .mcp.json\n",
    "a \\\n",
    '{{"mcpServers": {{"a": {{"command": "npx", "env": {{"API_KEY": "{0}"}}}}}}}}\n',
    "{{\n",
    '{{ "a"\n',
    ": 1 }}\n",
    "x=$(cat <<EOF\n",
    ")\n",
    "$(\n",
    "build: a\n\tnpx a\n",
    '@"\n',
    '"@\n',
    "`\n",
    "# remark\n",
    "fi\n",
    "x" * 300 + "\n",
    "FOO ?= {0}\n",
    "echo $'a\n",
    "a > b <<'EOF'\n",
    "$env:A_KEY = '{0}'\n",
    "mcp:\n  a: b\n",
    "[\n",
)


def _judged(source: bytes, examiner: Examiner) -> Judged:
    return reading.read(source, Notation.SHELL, examiner)


def _examiner() -> Examiner:
    return Examiner("repository", FingerprintKey(b"k" * 32, ephemeral=False), Redactor())


def _script(chance: random.Random, tokens: list[str]) -> bytes:
    wild = chance.random() < 1 / 2
    blocks = _BLOCKS if wild else (*_BLOCKS[:6], *_BLOCKS[-8:-6])
    chosen = chance.choices(blocks, k=chance.randrange(30, 120))
    lines = (one.format(chance.choice(tokens)) for one in chosen)
    return "".join(line + chance.choice(("", "\n")) for line in lines).encode()


@pytest.mark.parametrize("seed", range(80))
def test_parts_of_a_script_come_to_the_whole(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(seed)
    tokens = [opaque() for _ in range(4)]
    parted = _examiner()
    for _ in range(4):
        source = _script(chance, tokens)
        found = _judged(source, parted)
        with monkeypatch.context() as patch:
            patch.setattr(shell_sections, "is_divided", lambda _: False)
            whole = _judged(source, _examiner())

        assert found == whole, source


def test_a_quote_that_nothing_closes_takes_linear_time() -> None:
    asked: list[int] = []

    def read(part: bytes, last: bool) -> shell_sections.Section | None:
        asked.append(len(part))
        return shell_sections.Section((), Judged(), (), (), 0) if last else None

    source = b"a\n\n" * 10_000

    assert len(shell_sections.sections(source, read)) == 1
    assert sum(asked) < 4 * len(source)
