"""Both foreign catalogues: kingfisher and detect-secrets."""

import random
import subprocess
import sys

import pytest

from detectors import adapter, providers, shapes
from detectors.model import Slot
from detectors.secret import Field

DRAW = random.Random(7)


def field(shape: str, name: str = "VALUE") -> Field:
    return Field(Slot.ENV, name, shapes.expand(shape, DRAW))


BOTH = ["ghp_{alnum:36}", "SG.{alnum:22}.{alnum:43}", "glpat-{alnum:20}"]


@pytest.mark.parametrize("shape", BOTH)
@pytest.mark.parametrize("engine", [providers, adapter])
def test_an_engine_finds_the_whole_token(engine: object, shape: str) -> None:
    find = providers.find if engine is providers else adapter.find
    sample = field(shape)

    assert (0, len(sample.text)) in [(f.start, f.end) for f in find(sample)]


def test_two_tokens_in_one_text_are_two_findings_of_each_engine() -> None:
    sample = field("é ghp_{alnum:36}, ghp_{alnum:36}")

    for found in (list(providers.find(sample)), list(adapter.find(sample))):
        assert [sample.text[f.start : f.end][:4] for f in found] == ["gh" + "p_"] * 2
        assert [f.end - f.start for f in found] == [40, 40]


def test_a_rule_of_ours_lends_its_kind_to_a_finding() -> None:
    assert [f.kind.id for f in providers.find(field("ghp_{alnum:36}"))] == ["github-pat"]


def test_a_rule_that_needs_a_name_is_given_it() -> None:
    assert [f.kind.id for f in providers.find(field("{hex:32}", "DATADOG_API_KEY"))] == [
        "datadog-api-key"
    ]


def test_identifiers_are_no_findings() -> None:
    sample = field("AC{hex:32}", "TWILIO_ACCOUNT_SID")

    assert list(providers.find(sample)) == []
    assert list(adapter.find(sample)) == []


def test_a_token_within_a_longer_word_is_not_taken_out_of_it() -> None:
    assert list(adapter.find(field("{alnum:20}ghp_{alnum:60}"))) == []


def test_a_web_token_counts_only_if_it_decodes() -> None:
    assert [f.kind.name for f in adapter.find(field("{jwt}"))] == ["JSON Web Token"]
    assert list(adapter.find(field("eyJ{alnum:20}.eyJ{alnum:20}.{alnum:20}"))) == []


def test_importing_the_room_loads_no_engine() -> None:
    program = (
        "import sys, detectors.judge;"
        "sys.exit(not {'kingfisher_sdk', 'detect_secrets'}.isdisjoint(sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
