import pytest

from detectors import encoding
from detectors.encoding import BASE36, BASE62


@pytest.mark.parametrize(
    ("number", "alphabet", "width", "digits"),
    [
        (0, BASE62, 6, "000000"),
        (61, BASE62, 2, "0z"),
        (62, BASE62, 2, "10"),
        (1295, BASE36, 2, "zz"),
    ],
)
def test_a_number_is_written_in_any_base(
    number: int, alphabet: str, width: int, digits: str
) -> None:
    assert encoding.in_base(number, alphabet, width) == digits


@pytest.mark.parametrize("text", ["aGk", "aGk=", "aGk=="])
def test_padding_makes_no_difference(text: str) -> None:
    assert encoding.unpacked(text) == b"hi"


@pytest.mark.parametrize("text", ["é", "a b", "aGkx!", "a", "a" * 20_000])
def test_what_is_not_base64_unpacks_to_nothing(text: str) -> None:
    assert encoding.unpacked(text) == b""


@pytest.mark.parametrize("text", ["", "[]", "1", "{", "[" * 9_000, b"\xff", '{"a":' * 2_000])
def test_what_is_no_object_is_an_empty_one(text: str | bytes) -> None:
    assert encoding.mapping(text) == {}
