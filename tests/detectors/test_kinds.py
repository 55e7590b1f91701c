import random
import re

import pytest

from detectors import formats, shapes
from detectors.catalogue import Format
from detectors.catalogue import formats as catalogue
from detectors.judge import judge
from detectors.model import Outcome, Slot
from detectors.secret import Field, FingerprintKey

KEY = FingerprintKey(b"a key for tests", ephemeral=False)
NOT_A_SHAPE = re.compile(r"\{(?:env:)?[A-Z_]+\}")


def planted(entry: Format, shape: str) -> Field:
    name, text = "", shape
    if entry.names is not None:
        name, _, text = shape.partition("=")
    if not NOT_A_SHAPE.search(text):
        text = shapes.expand(text, random.Random(shape))
    return Field(Slot.ENV, name, text)


POSITIVE = [(entry, shape) for entry in catalogue() for shape in entry.examples]
NEGATIVE = [(entry, shape) for entry in catalogue() for shape in entry.negative_examples]


def label(value: object) -> str:
    return value.kind.id if isinstance(value, Format) else str(value)


@pytest.mark.parametrize(("entry", "shape"), POSITIVE, ids=label)
def test_a_kind_finds_its_examples(entry: Format, shape: str) -> None:
    assert entry in [found for found, _, _ in formats.find(planted(entry, shape))]


@pytest.mark.parametrize(("entry", "shape"), NEGATIVE, ids=label)
def test_a_kind_leaves_its_negative_examples_alone(entry: Format, shape: str) -> None:
    assert entry not in [found for found, _, _ in formats.find(planted(entry, shape))]


@pytest.mark.parametrize(("entry", "shape"), POSITIVE, ids=label)
def test_an_example_is_judged_as_its_kind(entry: Format, shape: str) -> None:
    field = planted(entry, shape)
    wanted = Outcome.HARMLESS if entry.publishable else Outcome.SECRET

    verdicts = judge(field, KEY)

    assert [(v.outcome, v.kind and v.kind.id) for v in verdicts] == [(wanted, entry.kind.id)]


@pytest.mark.parametrize(
    ("before", "shape", "after"),
    [
        ("https://mcp.zapier.com/api/mcp/s/", "{alnum:98}==", "/mcp"),
        ("https://mcp.zapier.com/api/v1/connect?token=", "{alnum:30}-{alnum:57}", "&x=1"),
        ("Bearer ", "ghs_{digit:7}_{jwt}", ""),
    ],
)
def test_a_token_with_punctuation_is_taken_whole(before: str, shape: str, after: str) -> None:
    token = shapes.expand(shape, random.Random(shape))

    verdicts = judge(Field(Slot.ARGUMENT, "", before + token + after), KEY)

    assert [(v.start, v.end) for v in verdicts] == [(len(before), len(before) + len(token))]


def test_every_format_has_examples_both_ways() -> None:
    missing = [
        entry.kind.id
        for entry in catalogue()
        if entry.pattern is not None and not (entry.examples and entry.negative_examples)
    ]
    assert missing == []


def test_every_kind_says_where_its_facts_come_from() -> None:
    assert [e.kind.id for e in catalogue() if not e.kind.source and e.pattern is not None] == []


@pytest.mark.parametrize("entry", [e for e in catalogue() if e.pattern is not None], ids=label)
def test_a_pattern_ends_on_hostile_repetition(entry: Format) -> None:
    assert entry.pattern is not None
    for seed in (*entry.keywords, "a", "A-", "0", "-----BEGIN PRIVATE KEY-----"):
        text = (seed * 8192)[:8192] + "!"
        for found in entry.pattern.finditer(text):
            assert found.end() <= len(text)
