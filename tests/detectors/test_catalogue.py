import re

import pytest

from detectors import catalogue
from detectors.catalogue import CatalogueError


def test_the_digest_of_the_rules_is_stable_and_hexadecimal() -> None:
    assert re.fullmatch("[0-9a-f]{64}", catalogue.rules_digest())
    assert catalogue.rules_digest() == catalogue.rules_digest()


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ({"kind": [], "isuer": "x"}, "isuer"),
        ({"kind": [{"id": "a", "name": "A", "patern": "x"}]}, "patern"),
        ({"kind": [{"id": "a", "name": "A", "pattern": "x", "keywords": ["x"]}]}, "named secret"),
        ({"kind": [{"id": "a", "name": "A", "pattern": "(?P<secret>x)"}]}, "neither keywords"),
    ],
)
def test_a_mistake_in_a_kind_is_an_error_that_names_it(
    content: dict[str, object], complaint: str
) -> None:
    with pytest.raises(CatalogueError, match=complaint):
        catalogue._entries("x.toml", content)  # noqa: SLF001 - the one place that is strict


def test_kinds_that_structure_alone_tells_are_known() -> None:
    wanted = {"opaque", "password", "basic-credentials", "url-password", "postgres-password"}

    assert wanted <= catalogue.kinds().keys()
