from detectors.catalogue import formats, kinds
from detectors.docs import kinds_page


def row(ident: str) -> str:
    (line,) = [line for line in kinds_page().splitlines() if f"`{ident}`" in line]
    return line


def test_every_kind_has_a_row_of_as_many_cells_as_the_head() -> None:
    rows = [line for line in kinds_page().splitlines() if line.startswith("|")]

    assert len(rows) == len(formats()) + 2
    assert {line.count("|") for line in rows} == {10}


def test_a_row_says_whose_it_is_what_to_use_instead_and_where_to_revoke() -> None:
    kind = kinds()["github-pat"]

    assert f"| {kind.subject} |" in row(kind.id)
    assert f"<{kind.revoke}>" in row(kind.id)
    assert "<https://api.githubcopilot.com/mcp/>," in row(kind.id)
