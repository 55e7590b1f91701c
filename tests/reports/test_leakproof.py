import base64
import html
import json
import random
import string
import urllib.parse
from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.secret import FingerprintKey
from reports.build import build
from reports.formats.registry import FORMATS
from reports.leakproof import LeakError, refuse_leaks
from reports.writing import octets
from scanner.marks import Lookout
from scanner.shadows import lookout, shadow
from tests.reports import facts
from tests.tokens import alphanumeric, github, opaque

KEY = FingerprintKey(b"a key for tests alone", ephemeral=False)


def _lookout(secrets: Iterable[str], repository: str = facts.REPOSITORY) -> Lookout:
    shadows = tuple(shadow(KEY.fingerprint(one), one, KEY, default=False) for one in secrets)
    return lookout([replace(facts.result(repository=repository), shadows=shadows)], KEY)


def _in_base64(place: int, after: str = "") -> Callable[[str], str]:
    return lambda text: base64.b64encode(b"x" * place + (text + after).encode()).decode()


def _url_safe(text: str) -> str:
    return base64.urlsafe_b64encode(f"x{text}".encode()).decode().rstrip("=")


FORMS: dict[str, Callable[[str], str]] = {
    "raw": str,
    "url": lambda text: urllib.parse.quote(text, safe=""),
    "url lower": lambda text: "".join(f"%{byte:02x}" for byte in text.encode()),
    "url form": urllib.parse.quote_plus,
    "base64 0": _in_base64(0),
    "base64 1": _in_base64(1),
    "base64 2": _in_base64(2, "and more"),
    "base64 url": _url_safe,
    "json": lambda text: json.dumps(text)[1:-1],
    "json unicode": lambda text: "".join(f"\\u{ord(one):04X}" for one in text),
    "json in json": lambda text: json.dumps(json.dumps(text))[1:-1],
    "html": html.escape,
    "html decimal": lambda text: "".join(f"&#{ord(one)};" for one in text),
    "html hex": lambda text: "".join(f"&#x{ord(one):x};" for one in text),
    "json in html": lambda text: html.escape(json.dumps(text)),
    "html in json": lambda text: json.dumps(html.escape(text))[1:-1],
    "url in json": lambda text: json.dumps(urllib.parse.quote(text))[1:-1],
    "base64 in url": lambda text: urllib.parse.quote(_in_base64(1)(text), safe=""),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_secret_in_any_form_is_refused_and_told_by_place_and_fingerprint_alone(form: str) -> None:
    secret = f'{alphanumeric(9)}"<&/+ %~{alphanumeric(9)}=\\é'
    written = FORMS[form](secret)
    artefact = f"{opaque(1)}\n{'x' * 500}\nname: {written} \n{opaque(2)}\n" * 3

    with pytest.raises(LeakError) as refused:
        refuse_leaks({"json report": artefact.encode()}, _lookout([opaque(7), secret]))

    message = str(refused.value)
    assert message.startswith("nothing was written, since it would hold credentials: json report: ")
    assert f"{KEY.fingerprint(secret)[:12]} of acme/tools at line 3 (byte 5" in message
    assert secret not in message
    assert written not in message
    assert refused.value.exit_code == 4


def _random(chance: random.Random) -> str:
    letters = chance.choice(
        (string.ascii_letters + string.digits, string.printable, "äß€😀'\"\\&<%+")
    )
    return "".join(chance.choices(letters, k=chance.randint(8, 60)))


@settings(max_examples=60, deadline=None)
@given(st.integers(min_value=0))
def test_random_secrets_in_random_forms_at_random_places_are_always_found(seed: int) -> None:
    chance = random.Random(seed)
    secrets = [_random(chance) for _ in range(20)]
    watched = _lookout(secrets)
    sought = {mark.fingerprint for mark in watched.marks}
    secret = chance.choice([one for one in secrets if KEY.fingerprint(one) in sought])
    plain = ("raw", "url", "url lower", "url form", "base64 0", "base64 1", "base64 2", "json")
    form = chance.choice((*plain, "base64 url", "html", "html decimal"))
    around = [chance.choice(("", " ", "\n", '"', "/", alphanumeric(30, seed))) for _ in range(2)]
    # Short texts are searched in another way than long ones.
    size = chance.randint(*chance.choice(((0, 3_000), (20_000, 30_000))))
    filling = "".join(chance.choices(string.ascii_letters + ' \n":,', k=size))
    at = chance.randint(0, len(filling))
    before = around[0] if "base64" not in form else "\n"
    artefact = f"{filling[:at]}{before}{FORMS[form](secret)}{around[1]}{filling[at:]}"

    with pytest.raises(LeakError, match=KEY.fingerprint(secret)[:12]):
        refuse_leaks({"x": artefact.encode()}, watched)


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_writes_what_is_in_no_fact(name: str) -> None:
    secrets = [github(1), opaque(2), 'p@ss "word" & more 1!x']
    report = build([facts.result(facts.credential(), facts.occurrence())], facts.SCAN)

    refuse_leaks({name: octets(FORMATS[name].render(report))}, _lookout(secrets))


@pytest.mark.parametrize(
    ("common", "why"),
    [
        ("postgres", "it is a word or a number"),
        ("production", "it is a word or a number"),
        ("20240101", "it is a word or a number"),
        ("secret", "it has fewer than 8 characters"),
        ("winter2024", "it is made of words and short numbers"),
        ("orders-db-primary", "it is made of words and short numbers"),
        ("/mcpServers/github/env", "it is made of words and short numbers"),
        ("correct horse battery staple", "it is made of words and short numbers"),
        ("localhost:5432", "it is made of words and short numbers"),
    ],
)
def test_what_may_be_a_name_blocks_nothing_and_is_told(common: str, why: str) -> None:
    watched = _lookout([common])

    refuse_leaks({"html report": f"<p>{common}</p>".encode()}, watched)

    assert watched.left_out == ((KEY.fingerprint(common), why),)
    assert not watched.marks


def test_a_default_and_what_was_recorded_without_a_shadow_are_told() -> None:
    pair = shadow("a" * 64, opaque(1), KEY, default=True)
    old = facts.result(facts.credential("old"))

    watched = lookout([replace(old, shadows=(pair,))], KEY)

    told = dict(watched.left_out)
    assert told["a" * 64] == "a well-known default"
    assert told[facts.fingerprint("old")] == "it was recorded by an earlier version"


def test_a_repository_that_is_called_like_a_secret_is_not_named() -> None:
    secret = opaque(5)

    with pytest.raises(LeakError) as refused:
        refuse_leaks({"x": secret.encode()}, _lookout([secret], repository=f"acme/{secret}"))

    assert secret not in str(refused.value)


def test_without_the_key_a_shadow_tells_nothing_not_even_the_length() -> None:
    other = FingerprintKey(b"another key for tests", ephemeral=False)
    short, long = github(1), opaque(2) * 3
    one, two = (shadow("f" * 64, text, KEY, default=False) for text in (short, long))
    again = shadow("f" * 64, short, other, default=False)

    assert len(one.sealed) == len(two.sealed)
    assert one.sealed != again.sealed
    assert shadow("e" * 64, short, KEY, default=False).sealed != one.sealed
