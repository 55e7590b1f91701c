import base64
import pickle
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.redaction import Redactor
from tests.tokens import opaque


@given(st.text(min_size=4).filter(lambda text: "•" not in text), st.text(), st.text())
def test_a_learnt_secret_is_in_no_cleaned_text(secret: str, before: str, after: str) -> None:
    redactor = Redactor()
    redactor.learn(secret)

    assert secret not in redactor.clean(f"{before}{secret}{after}")


def test_its_encoded_forms_go_as_well() -> None:
    secret = opaque() + "/+="
    redactor = Redactor()
    redactor.learn(secret)

    for form in (secret, quote(secret, safe=""), base64.b64encode(secret.encode()).decode()):
        assert redactor.clean(f"a/{form}/b").startswith("a/•••")


def test_of_two_secrets_the_longer_goes_whole() -> None:
    redactor = Redactor()
    redactor.learn("abcdef")
    redactor.learn("abcdefghij")

    assert redactor.clean("x abcdefghij y") == "x ••• y"


def test_bytes_that_are_no_utf_8_become_readable() -> None:
    assert Redactor().clean("caf\udce9") == "caf\\xe9"


def test_it_does_not_leave_its_process_and_shows_nothing() -> None:
    redactor = Redactor()
    redactor.learn("plain text")

    with pytest.raises(TypeError, match="never leaves"):
        pickle.dumps(redactor)
    assert "plain" not in repr(redactor)
