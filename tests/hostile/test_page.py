"""The page on security names tests that exist, and all of this room."""

import re
from pathlib import Path

_TESTS = Path(__file__).parents[1]
_PAGE = _TESTS.parent / "docs" / "security.md"
_DEFINED = re.compile(r"^def (test_\w+)", re.MULTILINE)


def _defined(directory: Path) -> set[str]:
    return {
        name
        for file in directory.rglob("test_*.py")
        for name in _DEFINED.findall(file.read_text("utf-8"))
    }


def test_every_test_that_the_page_names_exists() -> None:
    text = _PAGE.read_text("utf-8")
    named = set(re.findall(r"`(test_\w+)`", text))
    files = set(re.findall(r"`(tests/[\w/]+\.py)`", text))

    assert named
    assert named <= _defined(_TESTS)
    assert all((_TESTS.parent / file).is_file() for file in files)


def test_the_page_tells_of_every_test_of_an_attack() -> None:
    text = _PAGE.read_text("utf-8")
    harmless = {
        "test_every_test_that_the_page_names_exists",
        "test_the_page_tells_of_every_test_of_an_attack",
        "test_a_linked_work_tree_and_a_submodule_still_lead_to_theirs",
        "test_a_hard_link_is_a_file_like_any_other",
    }

    assert {name for name in _defined(_TESTS / "hostile") if name not in text} <= harmless
