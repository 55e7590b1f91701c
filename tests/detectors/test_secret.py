import hashlib
import hmac
import pickle

import pytest

from detectors.model import Slot
from detectors.secret import Field, FingerprintKey
from tests.tokens import opaque

_KEY = FingerprintKey(b"k" * 32, ephemeral=False)


def test_a_fingerprint_is_the_hmac_of_the_utf_8_bytes() -> None:
    secret = "pässword"

    expected = hmac.new(b"k" * 32, secret.encode(), hashlib.sha256).hexdigest()

    assert _KEY.fingerprint(secret) == expected


def test_equal_secrets_have_equal_fingerprints_only_under_one_key() -> None:
    other = FingerprintKey.random()

    assert _KEY.fingerprint("a") == _KEY.fingerprint("a")
    assert _KEY.fingerprint("a") != other.fingerprint("a")
    assert _KEY.id != other.id
    assert other.ephemeral


def test_a_field_and_a_key_show_nothing_of_what_they_hold() -> None:
    secret = opaque()

    assert secret not in repr(Field(Slot.ENV, "TOKEN", secret))
    assert secret not in repr(FingerprintKey(secret.encode(), ephemeral=False))


def test_a_field_does_not_leave_its_process() -> None:
    with pytest.raises(TypeError, match="never leaves"):
        pickle.dumps(Field(Slot.ENV, "TOKEN", opaque()))
