import subprocess
import sys

import pytest

from scanner.syntax import Format, SyntaxFailure, parse
from scanner.syntax.drafts import Limits


def test_the_grammars_are_not_loaded_at_start_up() -> None:
    code = "import sys, scanner.syntax; print(any('tree_sitter' in name for name in sys.modules))"

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == "False"


def test_a_failure_tells_a_place_and_nothing_of_the_text() -> None:
    broken = Limits(max_nodes="no number")  # type: ignore[arg-type]

    with pytest.raises(SyntaxFailure) as caught:
        parse(b'{"key": "private"}', Format.JSON, broken)

    assert str(caught.value) == "the json reader stopped after byte 0 of 18"
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("format_", Format)
def test_an_empty_file_is_an_empty_mapping_without_a_fault(format_: Format) -> None:
    for source in (b"", b" ", b"\n \r\n\n"):
        tree = parse(source, format_)
        assert (repr(tree.root), tree.comments, tree.faults) == ("Mapping(0)", (), ())
