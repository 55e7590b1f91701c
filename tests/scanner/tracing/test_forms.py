"""Whatever real encoders make of a value is found, and what is looked for decodes to the value."""

import base64
import json
import string
from collections.abc import Callable
from urllib.parse import quote, quote_plus, unquote, unquote_plus, urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scanner.model import Form
from scanner.tracing.forms import in_bytes, patterns
from tests.tokens import opaque

_SECRETS = st.one_of(
    st.text(st.characters(codec="utf-8"), min_size=8, max_size=40),
    st.text(string.ascii_letters + string.digits + "-_.~+/= %&'\"\\<>:@!*()", min_size=8),
)
_HARD = "p\"a/s\\s w+o~r%41d<é>\U0001f511\u2028\\u00e9'()*!"

_UNRESERVED = string.ascii_letters + string.digits + "_.-~"


def _texts(secret: str, *forms: Form) -> set[bytes]:
    return {pattern.text for pattern in patterns(secret) if pattern.form in forms}


def _component(text: str) -> str:
    return quote(text, safe="!'()*~")


def _go(text: str) -> str:
    """Escape as Go does, for JSON that may stand in HTML."""
    written = json.dumps(text, ensure_ascii=False)[1:-1]
    return written.translate({ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"})


def _dotnet(text: str) -> str:
    """Escape as System.Text.Json does."""
    return "".join(
        f"\\u{ord(char):04X}" if char in "<>&'\"+`" else _upper(json.dumps(char)[1:-1])
        for char in text
    )


def _upper(char: str) -> str:
    return char.upper().replace("\\U", "\\u") if char.startswith("\\u") else char


_ENCODERS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "quote": quote,
    "all quoted": lambda text: quote(text, safe=""),
    "plus for space": quote_plus,
    "form": lambda text: urlencode({"": text})[1:],
    "encodeURIComponent": _component,
    "encodeURI": lambda text: quote(text, safe=";,/?:@&=+$!'()*#~"),
    "json": lambda text: json.dumps(text)[1:-1],
    "json in UTF-8": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "json of PHP": lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
    "json of Go": _go,
    "json of .NET": _dotnet,
    "json in json": lambda text: json.dumps(json.dumps(text)[1:-1])[1:-1],
}


@pytest.mark.parametrize("encoder", _ENCODERS.values(), ids=_ENCODERS)
@given(secret=_SECRETS)
@example(secret=_HARD)
def test_what_an_encoder_makes_of_a_value_is_looked_for(
    encoder: Callable[[str], str], secret: str
) -> None:
    assert in_bytes(encoder(secret)) in _texts(secret, *Form)


@pytest.mark.parametrize("case", [str.upper, str.lower])
@given(secret=_SECRETS)
@example(secret=_HARD)
def test_the_hex_digits_of_escapes_are_looked_for_in_both_cases(
    case: Callable[[str], str], secret: str
) -> None:
    quoted = "".join(
        char
        if char in _UNRESERVED
        else "".join(f"%{case(f'{byte:02x}')}" for byte in char.encode())
        for char in secret
    )
    escaped = "".join(
        char if " " <= char <= "~" else f"\\u{case(f'{ord(char):04x}')}"
        for char in secret.replace("\\", "").replace('"', "")
        if ord(char) < 0x10000
    )

    assert quoted.encode() in _texts(secret, *Form)
    plain = "".join(filter("\b\t\n\f\r\x7f".__contains__, secret)) == ""
    same = "".join(char for char in secret if char not in '"\\' and ord(char) < 0x10000)
    assert not plain or escaped.encode() in _texts(same, *Form)


@given(secret=_SECRETS)
@example(secret=_HARD)
def test_every_form_of_a_url_decodes_to_the_value(secret: str) -> None:
    for text in _texts(secret, Form.URL):
        assert secret in {unquote(text.decode()), unquote_plus(text.decode())}


@given(secret=_SECRETS)
@example(secret=_HARD)
def test_every_form_of_json_decodes_to_the_value_once_or_twice(secret: str) -> None:
    for text in _texts(secret, Form.JSON):
        once = _loaded(text.decode())
        assert secret in {once, _loaded(once)}


def _loaded(text: str) -> str:
    try:
        return str(json.loads(f'"{text}"', strict=False))
    except ValueError:
        return ""


@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
@given(secret=_SECRETS, before=st.binary(max_size=7), behind=st.binary(max_size=7))
def test_base64_is_looked_for_at_each_of_its_alignments(
    encode: Callable[[bytes], bytes], secret: str, before: bytes, behind: bytes
) -> None:
    whole = encode(before + in_bytes(secret) + behind)

    assert any(text in whole for text in _texts(secret, Form.BASE64))


def test_an_ordinary_token_has_no_more_forms_than_needed() -> None:
    assert [pattern.form for pattern in patterns("aB3" * 12)] == [Form.RAW, *[Form.BASE64] * 3]


def test_a_pattern_does_not_show_the_value() -> None:
    secret = opaque(5)

    assert not [one for one in patterns(secret) if secret in repr(one)]
