import pytest

from scanner.discovery.catalogue import clients
from scanner.discovery.expansion import syntaxes, unexpanded
from scanner.discovery.fields import dialects

BY_ID = {client.id: client.references for client in clients()}


@pytest.mark.parametrize(
    ("text", "client", "expected"),
    [
        ("${TOKEN}", "claude-code-project", ()),
        ("Bearer ${TOKEN:-none}", "claude-code-project", ()),
        ("${TOKEN}", "claude-desktop", ("dollar-brace",)),
        ("${TOKEN}", "codex", ("dollar-brace",)),
        ("$TOKEN", "claude-code-project", ("dollar-bare",)),
        ("$TOKEN", "gemini-cli", ()),
        ("${env:TOKEN}", "vscode", ()),
        ("${env:TOKEN}", "claude-code-project", ("env-colon",)),
        ("${TOKEN}", "vscode", ("dollar-brace",)),
        ("${input:token}", "vscode", ()),
        ("${input:token}", "cursor", ("input",)),
        ("{env:TOKEN}", "opencode", ()),
        ("{env:TOKEN}", "claude-code-project", ("brace-env",)),
        ("%TOKEN%", "claude-desktop", ("percent",)),
        ("${workspaceFolder}/data", "cursor", ()),
        ("${workspaceFolder}/data", "zed", ("dollar-brace",)),
        ("${CLAUDE_PLUGIN_ROOT}/server.js", "claude-code-plugin", ()),
        ("${{ secrets.TOKEN }}", "continue-yaml", ()),
        ("${{ secrets.TOKEN }}", "cursor", ("secrets-expression",)),
        ("${A}:$B:${C}", "claude-desktop", ("dollar-brace", "dollar-bare")),
        ("${TOKEN:default}", "fast-agent", ()),
        ("${ä ö}", "claude-desktop", ()),
        ("${TOKEN}", "kimi", ()),
    ],
)
def test_a_reference_that_the_client_does_not_expand_is_named_by_its_syntax(
    text: str, client: str, expected: tuple[str, ...]
) -> None:
    assert unexpanded(text, BY_ID[client]) == expected


@pytest.mark.parametrize("name", dialects().patterns)
def test_the_example_of_a_syntax_is_written_in_it(name: str) -> None:
    assert name in syntaxes(dialects().references[name])


def test_a_syntax_without_a_pattern_is_one_that_its_text_does_not_tell() -> None:
    assert dialects().references.keys() - dialects().patterns.keys() == {
        "yaml-tag", "variable-name", "secret-object", "nothing",
    }  # fmt: skip


def test_a_client_that_expands_nothing_expands_nothing_else() -> None:
    assert [names for names in BY_ID.values() if "nothing" in names and len(names) > 1] == []


@pytest.mark.parametrize("unit", ["${", "$", "%a", "{{", "$(", "${a", "{env:", "$env:"])
def test_any_text_is_read_in_linear_time(unit: str) -> None:
    unexpanded(unit * 1_000_000, ("nothing",))
