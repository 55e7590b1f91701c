import pytest

from scanner.discovery.fields import FIELD_NAMES, dialects, read_fields
from scanner.discovery.tables import Table


def texts(field: str) -> list[str]:
    return [path.text for path in getattr(dialects().fields, field)]


@pytest.mark.parametrize("field", FIELD_NAMES)
def test_every_field_has_spellings_and_each_only_once(field: str) -> None:
    assert texts(field)
    assert len(set(texts(field))) == len(texts(field))


def test_a_credential_is_never_taken_for_the_name_of_one() -> None:
    assert not set(texts("secrets")) & set(texts("names_only"))


def test_spellings_of_transports_are_compared_in_one_form() -> None:
    assert all(word == word.lower() and word.isalnum() for word in dialects().transports)


def test_an_unknown_field_is_an_error_that_names_its_file() -> None:
    with pytest.raises(ValueError, match=r"zed\.toml: unknown key 'secret'"):
        read_fields(Table("zed.toml", {"secret": ["settings.*"]}))


def test_added_fields_keep_their_order() -> None:
    own = read_fields(Table("zed.toml", {"url": ["address"]}))

    assert [path.text for path in (own + dialects().fields).url[:2]] == ["address", "url"]
