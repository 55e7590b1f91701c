"""A secret in any slot of any client's file is found, however the file is written."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from detectors.model import Slot
from detectors.secret import FingerprintKey
from scanner.discovery.catalogue import Client, clients
from scanner.examine import Route, examine
from scanner.examiner import Examiner
from scanner.redaction import Redactor
from tests.properties.ink import HERE, Ink, Written, dried, encoded
from tests.properties.planting import Node, Planted, Planting, at, planted, plantings, sample
from tests.properties.writing_json import JsonStyle, json_text
from tests.properties.writing_toml import TomlStyle, toml_text
from tests.properties.writing_yaml import YamlStyle, yaml_text

_KEY = FingerprintKey(b"k" * 32, ephemeral=False)
_FILES = {client.id: client for client in clients() if client.paths}
_CODECS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")
_NO = st.just(value=False)
_CUT = ("claude-code-project", "cursor", "vscode", "codex", "continue-yaml", "librechat")
_DECOY = "naïve ☃ 😀 \\ \"quoted\" 'it' /*"


def _style(client: Client) -> st.SearchStrategy[JsonStyle | YamlStyle | TomlStyle]:
    flags = st.booleans()
    if client.format == "json":
        indents = st.sampled_from(("  ", None, "", "\t", "    "))
        return st.builds(JsonStyle, indents, flags, flags, flags, flags, flags, flags)
    if client.format == "toml":
        return st.builds(TomlStyle, flags, flags, flags, flags, flags, flags, flags)
    # Where any key at the root counts, one more for the anchor would say something else.
    roots = (*client.servers, *(rule.select for rule in client.loose))
    shared = _NO if any(not isinstance(at.steps[0], str) for at in roots if at.steps) else flags
    steps = st.sampled_from((2, 4))
    return st.builds(
        YamlStyle, steps, flags, flags, flags, flags, flags, flags, flags, shared, flags
    )


def _ink(root: Node, style: JsonStyle | YamlStyle | TomlStyle, chance: Random) -> Ink:
    match style:
        case JsonStyle():
            return json_text(root, style, chance)
        case TomlStyle():
            return toml_text(root, style, chance)
        case YamlStyle():
            return yaml_text(root, style, chance)


def _shuffled(node: Node, chance: Random) -> Node:
    """Return `node` with the entries of its mappings in another order."""
    match node:
        case dict():
            entries = [(key, _shuffled(value, chance)) for key, value in node.items()]
            return dict(chance.sample(entries, len(entries)))
        case list():
            return [_shuffled(item, chance) for item in node]
        case _:
            return node


def _with_decoys(root: Node, planting: Planting) -> Node:
    """Return `root` with a harmless text of all sorts of characters beside the secret."""
    steps = planting.steps[:-1]
    if planting.below or not isinstance(at(root, steps), dict):
        return root
    decoy = Planting(planting.slot, (*steps, "A_NOTE"), _DECOY)
    return planted(root, decoy)


@pytest.mark.parametrize("name", _FILES)
@given(data=st.data())
def test_a_planted_secret_is_found_once_and_exactly_where_it_stands(
    name: str, data: st.DataObject
) -> None:
    client = _FILES[name]
    planting = data.draw(st.sampled_from(list(plantings(client, data.draw(st.integers(0, 24))))))
    style = data.draw(_style(client))
    newline = data.draw(st.sampled_from(("\n", "\r\n")))
    codec = data.draw(st.sampled_from(_CODECS))
    chance = Random(data.draw(st.integers(0, 999)))
    root = planted(_with_decoys(sample(client), planting), planting)
    if data.draw(st.booleans()):
        root = _shuffled(root, chance)

    written = dried(_ink(root, style, chance), newline)

    note(written.text)
    assert _found(client, encoded(written, codec)) == [_expected(written, root, planting)]


def _expected(written: Written, root: Node, planting: Planting) -> tuple[object, ...]:
    text = at(root, (*planting.steps, *planting.below))
    secret = text.secret if isinstance(text, Planted) else ""
    fingerprint = _KEY.fingerprint(secret)
    return planting.pointer, written.line, written.column, planting.slot, fingerprint


def _found(client: Client, raw: bytes) -> list[tuple[object, ...]]:
    examined = examine(raw, Route((client,)), Examiner("repo", _KEY, Redactor()))
    return [
        (f.pointer, place.line, place.column, f.slot, f.credential.fingerprint)
        for place, f in examined.findings
    ]


@given(data=st.data())
def test_a_file_that_breaks_off_behind_a_secret_still_tells_it(data: st.DataObject) -> None:
    client = _FILES[data.draw(st.sampled_from(_CUT))]
    usual = [p for p in plantings(client, data.draw(st.integers(1, 24))) if p.slot is Slot.ENV]
    planting, style = data.draw(st.sampled_from(usual)), data.draw(_style(client))
    if isinstance(style, YamlStyle):
        style = replace(style, shared=False)
    root = planted(sample(client), planting)
    chance = Random(data.draw(st.integers(0, 999)))
    pieces = list(_ink(root, style, chance))
    first = pieces.index(HERE) + 2
    length = sum(len(piece) for piece in pieces[:first] if isinstance(piece, str))
    whole = dried(pieces)

    # Behind the quotes of the secret, of which there may be three.
    cut = data.draw(st.integers(min(length + 3, len(whole.text)), len(whole.text)))
    written = replace(whole, text=whole.text[:cut])

    note(written.text)
    assert _expected(written, root, planting) in _found(client, encoded(written, "utf-8"))
