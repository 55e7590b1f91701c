from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors import references
from detectors.references import SINGLE_COLON

DEFAULTS = [
    ("${V:-x y}", "x y"),
    ("${V-x}", "x"),
    ("${V:=x}", "x"),
    ("${env:V:x}", "x"),
    ("${env:V:-x}", "x"),
    ("${env://V:-x}", "x"),
    ("${localEnv:V:x}", "x"),
    ("${containerEnv:V:x}", "x"),
    ("${V:-${W:-x}}", "${W:-x}"),
    ("${V:-https://h/}", "https://h/"),
    ("${{ secrets.A || 'x' }}", "x"),
    ('{{ .Values.key | default "x" }}', "x"),
]


@pytest.mark.parametrize(("text", "default"), DEFAULTS)
def test_a_default_is_handed_back_as_literal_text(text: str, default: str) -> None:
    (reference,) = references.find(text)

    assert (reference.start, reference.end) == (0, len(text))
    assert [text[a:b] for a, b in reference.defaults] == [default]


@pytest.mark.parametrize(
    "text", ["${V}", "${V:-}", "${V:?needed}", "${input:v}", "${V%.git}", "{env:V}"]
)
def test_a_reference_without_default_holds_no_literal(text: str) -> None:
    (reference,) = references.find(text)

    assert reference.defaults == ()
    assert reference.inner == ()


def test_the_single_colon_is_read_as_the_client_reads_it() -> None:
    (plain,) = references.find("${V:x}")
    (spring,) = references.find("${V:x}", frozenset({SINGLE_COLON}))

    assert (plain.defaults, plain.inner) == ((), ((4, 5),))
    assert (spring.defaults, spring.inner) == (((4, 5),), ())


@pytest.mark.parametrize(
    "text",
    ["pa$word", "$ecretSauce!", "%C3%A9%", "100%", "${unclosed", "{plain}", "a}b{c", "op://", "$$"],
)
def test_text_that_only_resembles_a_reference_is_none(text: str) -> None:
    assert references.whole(text) is None
    assert references.find(text) == ()


def test_only_the_outermost_reference_is_returned() -> None:
    text = "a ${A:-${B}} b ${C} {{ d }}"

    assert [text[r.start : r.end] for r in references.find(text)] == [
        "${A:-${B}}",
        "${C}",
        "{{ d }}",
    ]


@given(st.text(alphabet="${}()`:-aB '\"|%{", max_size=60))
def test_references_lie_apart_and_masking_keeps_the_length(text: str) -> None:
    found = references.find(text)
    masked, character = references.mask(text, found)

    assert len(masked) == len(text)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert masked.count(character) == sum(r.end - r.start for r in found)
    for reference in found:
        for start, end in (*reference.defaults, *reference.inner):
            assert reference.start <= start <= end <= reference.end
