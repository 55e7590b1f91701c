"""Our own formats: which of them a text is asked for at all."""

import pytest

from detectors import catalogue, formats
from detectors.catalogue import Format
from detectors.matching import Span, within
from detectors.model import Slot
from detectors.secret import Field


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that gets the kind of every format whose pattern is tried."""
    kinds: list[str] = []

    def noted(entry: Format, text: str) -> tuple[Span, ...]:
        kinds.append(entry.kind.id)
        return within(entry, text)

    monkeypatch.setattr(formats, "within", noted)
    return kinds


def test_a_text_without_any_keyword_is_asked_for_no_format(asked: list[str]) -> None:
    assert not list(formats.find(Field(Slot.ENV, "LOG_LEVEL", "/srv/tools/server x")))
    assert not asked


def test_a_text_is_asked_for_the_formats_of_its_keywords_alone(asked: list[str]) -> None:
    assert not list(formats.find(Field(Slot.ENV, "", "no ghp_ token \ud800")))
    assert asked == ["github-pat"]


def test_a_keyword_within_another_is_seen_as_well(asked: list[str]) -> None:
    free = [entry for entry in catalogue.formats() if entry.names is None]
    texts = {keyword: entry.kind.id for entry in free for keyword in entry.keywords}
    inside = [(long, short) for long in texts for short in texts if short in long and short != long]
    assert inside
    for long, short in inside:
        asked.clear()
        list(formats.find(Field(Slot.ENV, "", long)))
        assert {texts[long], texts[short]} <= set(asked)
