"""A secret in a configuration is found wherever that is written, and where it stands there."""

from random import Random

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from detectors.model import Slot
from detectors.secret import FingerprintKey
from scanner.content.notations import notation_of
from scanner.discovery.catalogue import clients
from scanner.examine import Route, examine
from scanner.examiner import Examiner
from scanner.redaction import Redactor
from tests.properties.ink import Ink, dried
from tests.properties.planting import Node, Planted, Planting, at, planted, plantings, sample
from tests.properties.writing_forms import STATED, WHOLE, Form, link
from tests.properties.writing_json import JsonStyle, json_text
from tests.tokens import github, opaque

_KEY = FingerprintKey(b"k" * 32, ephemeral=False)
(_CLIENT,) = (client for client in clients() if client.id == "claude-code-project")
_SLOTS = frozenset({Slot.ENV, Slot.HEADER, Slot.ARGUMENT, Slot.URL_QUERY, Slot.URL_USERINFO})
_NEWLINES = st.sampled_from(("\n", "\r\n"))
_INDENTS = st.sampled_from(("  ", "", "\t", "    "))
_PASSWORDS = ("{0}", "{0}'{0}", '{0}"{0}', "{0}\\{0}", "{0}é{0}", "${0}{0}")


def _found(path: str, raw: bytes) -> list[tuple[int, int, str]]:
    route = Route((), by_content=True, notation=notation_of(path))
    examined = examine(raw, route, Examiner("repo", _KEY, Redactor()))
    return [(place.line, place.column, f.credential.fingerprint) for place, f in examined.findings]


def _planting(data: st.DataObject) -> Planting:
    usual = [p for p in plantings(_CLIENT, data.draw(st.integers(0, 24))) if p.slot in _SLOTS]
    return data.draw(st.sampled_from(usual))


def _secret(root: Node, planting: Planting) -> str:
    found = at(root, (*planting.steps, *planting.below))
    return found.secret if isinstance(found, Planted) else ""


def _style(data: st.DataObject) -> JsonStyle:
    flags = st.booleans()
    made = st.builds(
        JsonStyle,
        indent=_INDENTS,
        remarks=st.just(value=False),
        trailing=flags,
        escapes=st.just(value=False),
        single=st.just(value=False),
        bare=flags,
        twice=flags,
    )
    return data.draw(made)


@pytest.mark.parametrize("form", WHOLE, ids=lambda form: form.__name__)
@given(data=st.data())
def test_a_secret_in_an_embedded_configuration_is_found_where_it_stands(
    form: Form, data: st.DataObject
) -> None:
    planting, style = _planting(data), _style(data)
    chance = Random(data.draw(st.integers(0, 999)))
    root = planted(sample(_CLIENT), planting)
    path, ink = form(_inner(root, style, chance), chance)

    written = dried(ink, data.draw(_NEWLINES))

    note(written.text)
    expected = written.line, written.column, _KEY.fingerprint(_secret(root, planting))
    assert _found(path, written.text.encode()) == [expected]


def _inner(root: Node, style: JsonStyle, chance: Random) -> Ink:
    """Yield a configuration without the line break at its end."""
    *ink, _ = json_text(root, style, chance)
    yield from ink


@given(data=st.data())
def test_a_secret_in_an_install_link_is_found_where_it_stands(data: st.DataObject) -> None:
    chance = Random(data.draw(st.integers(0, 999)))
    secret = opaque(data.draw(st.integers(0, 99)))
    root: Node = {"name": "ü", "command": "npx", "env": {"A_KEY": Planted("", secret)}}
    path, ink = link(_inner(root, _style(data), chance), chance)

    written = dried(ink)

    note(written.text)
    expected = written.line, written.column, _KEY.fingerprint(secret)
    assert _found(path, written.text.encode()) == [expected]


@pytest.mark.parametrize("path", STATED)
@given(data=st.data())
def test_a_secret_of_a_stated_server_is_found_where_it_stands(
    path: str, data: st.DataObject
) -> None:
    seed = data.draw(st.integers(0, 99))
    name, value = data.draw(
        st.sampled_from(
            (
                ("SEARCH_TOKEN", Planted("", opaque(seed))),
                ("GITHUB_TOKEN", Planted("", github(seed))),
                ("AUTH_HEADER", Planted("Bearer ", opaque(seed))),
                *(("DB_PASSWORD", Planted("", _password(shape, seed))) for shape in _PASSWORDS),
            )
        )
    )
    chance = Random(data.draw(st.integers(0, 999)))

    written = dried(STATED[path](name, value, chance), data.draw(_NEWLINES))

    note(written.text)
    expected = written.line, written.column, _KEY.fingerprint(value.secret)
    assert _found(path, written.text.encode()) == [expected]


def _password(shape: str, seed: int) -> str:
    return shape.format(opaque(seed)[:9] + "7")
