import re

import pytest

from detectors import catalogue


def test_the_digest_of_the_rules_is_stable_and_hexadecimal() -> None:
    assert re.fullmatch("[0-9a-f]{64}", catalogue.rules_digest())
    assert catalogue.rules_digest() == catalogue.rules_digest()


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ({"kind": [], "isuer": "x"}, "isuer"),
        ({"kind": [{"id": "a", "name": "A", "patern": "x"}]}, "patern"),
        ({"kind": [{"id": "a", "name": "A", "subject": "robot"}]}, "robot"),
        ({"kind": [{"id": "a", "name": "A", "pattern": "x", "keywords": ["x"]}]}, "named secret"),
        ({"kind": [{"id": "a", "name": "A", "pattern": "(?P<secret>x)"}]}, "neither keywords"),
    ],
)
def test_a_mistake_in_a_kind_is_an_error_that_names_it(
    content: dict[str, object], complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        catalogue.entries("x.toml", content)


def test_kinds_that_structure_alone_tells_are_known() -> None:
    wanted = {"opaque", "password", "basic-credentials", "url-password", "postgres-password"}

    assert wanted <= catalogue.kinds().keys()


def test_a_kind_that_names_another_way_says_it_in_words_and_gives_addresses_of_the_web() -> None:
    for kind in catalogue.kinds().values():
        assert kind.revoke == "" or kind.revoke.startswith("https://")
        assert kind.revoke != kind.rotate or not kind.revoke
        assert not kind.alternative.startswith("http")
