import pytest

from scanner.configs import Mapping, Scalar, Sequence
from scanner.discovery.selectors import Each, parse, select
from tests.scanner.discovery.trees import tree

DOCUMENT = tree(
    {
        "mcpServers": {"files": {"command": "npx"}, "search": {"url": "https://example.com"}},
        "mcp.servers": {"clock": {"command": "uvx"}},
        "projects": {"/home/user~1": {"mcpServers": {"shop": {"command": "shop"}}}},
        "list": [{"name": "first"}, {"name": "second"}],
    }
)


@pytest.mark.parametrize(
    ("selector", "pointers"),
    [
        ("mcpServers.*", ["/mcpServers/files", "/mcpServers/search"]),
        ('"mcp.servers".*', ["/mcp.servers/clock"]),
        ("mcp.servers.*", []),
        ("projects.*.mcpServers.*", ["/projects/~1home~1user~01/mcpServers/shop"]),
        ("list[*]", ["/list/0", "/list/1"]),
        ("list[*].name", ["/list/0/name", "/list/1/name"]),
        ("list.*", []),
        ("mcpServers[*]", []),
        ("mcpServers.files.command.deeper", []),
        ("$", [""]),
        ("$.*", ["/mcpServers", "/mcp.servers", "/projects", "/list"]),
        ("$.*.clock", ["/mcp.servers/clock"]),
        ("$.mcpServers.files", ["/mcpServers/files"]),
        ("list[*][name]", ["/list/0", "/list/1"]),
        ("list[*][name=first]", ["/list/0"]),
        ("list[*][name=FIRST].name", ["/list/0/name"]),
        ("list[*][name=fir]", []),
        ("list[*][name*=fir]", ["/list/0"]),
        ("list[*][name*=r][name=first]", ["/list/0"]),
        ("list[*][title]", []),
        ("$[mcpServers].list[*][name=second]", ["/list/1"]),
        ("$[mcpServers=files]", []),
        ("list[name]", []),
        ("mcpServers.*[url*=example.com/]", []),
        ("mcpServers.*[url*=//example.com]", ["/mcpServers/search"]),
        (
            "$..mcpServers.*",
            [
                "/mcpServers/files",
                "/mcpServers/search",
                "/projects/~1home~1user~01/mcpServers/shop",
            ],
        ),
        ("projects..command", ["/projects/~1home~1user~01/mcpServers/shop/command"]),
        ('$.."mcp.servers".*.command', ["/mcp.servers/clock/command"]),
        ("$..[name=second]", ["/list/1"]),
        ("$..list[*][name]", ["/list/0", "/list/1"]),
        ("$..[*]", ["/list/0", "/list/1"]),
        ("list..*", ["/list/0/name", "/list/1/name"]),
        ("$..shop..command", ["/projects/~1home~1user~01/mcpServers/shop/command"]),
    ],
)
def test_a_selector_yields_pointers_in_source_order(selector: str, pointers: list[str]) -> None:
    assert [found.pointer for found in select(DOCUMENT, parse(selector))] == pointers


def test_an_array_at_the_root_is_reached_through_the_root() -> None:
    found = list(select(tree(["a", "b"]), parse("$[*]")))

    assert [(at.pointer, at.key) for at in found] == [("/0", "0"), ("/1", "1")]


def test_the_key_is_the_last_one_unescaped() -> None:
    found = list(select(DOCUMENT, parse("projects.*")))

    assert [at.key for at in found] == ["/home/user~1"]


def test_a_key_written_twice_yields_both_values_under_one_pointer() -> None:
    root = Mapping(((Scalar("a", ()), tree({"b": "1"})), (Scalar("a", ()), tree({"b": "2"}))))

    found = list(select(root, parse("a.b")))

    assert [at.pointer for at in found] == ["/a/b", "/a/b"]
    assert [at.node.text for at in found if isinstance(at.node, Scalar)] == ["1", "2"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "a.",
        ".a",
        "a...b",
        "a..",
        "$..$",
        "..a",
        "a[0]",
        "a[*",
        '"open',
        '""',
        "a b",
        "$a",
        "a.$",
        "a**",
        "a*",
        "a[b",
        "a[b=]",
        "a[=b]",
        "a[b*]",
        "a[b=c d]",
        "a[]",
    ],
)
def test_a_malformed_selector_is_refused_with_its_text(text: str) -> None:
    with pytest.raises(ValueError, match="selector"):
        parse(text)


def test_a_selector_prints_as_it_was_written() -> None:
    assert str(parse('"mcp.servers".*')) == '"mcp.servers".*'


def test_selecting_stays_shallow_in_a_very_deep_tree() -> None:
    node = tree("end")
    for _ in range(50_000):
        node = Mapping(((Scalar("a", ()), node),))

    assert [at.pointer for at in select(node, parse("a.*.a"))] == ["/a/a/a"]


def test_what_is_reached_in_several_ways_is_reached_once() -> None:
    shared = tree({"name": "files"})
    root = Sequence((shared, shared, tree({"name": "files"})))

    assert [at.pointer for at in select(root, parse("$[*]"))] == ["/0", "/2"]
    assert [at.pointer for at in select(root, parse("$[*].name"))] == ["/0/name", "/2/name"]


def test_a_step_takes_time_linear_in_a_tree_of_aliases() -> None:
    layer = tree({"name": "files"})
    for _ in range(100):
        layer = Sequence((layer,) * 10)

    found = list(select(layer, parse("$" + "[*]" * 100 + ".name")))

    assert [at.pointer for at in found] == ["/0" * 100 + "/name"]


def test_a_condition_tells_what_is_selected_but_not_by_which_key() -> None:
    assert parse("list[*][name]").is_conditional
    assert not parse("list[*]").is_conditional
    assert parse("list[*][name]").last is Each.ITEM
    assert parse("list.a[name]").last == "a"
    assert parse("$[name]").last is None


def test_a_key_is_found_at_any_depth_whatever_leads_to_what_it_holds() -> None:
    shared = tree({"files": {"command": "npx"}})
    root = Mapping(((Scalar("defaults", ()), shared), (Scalar("mcpServers", ()), shared)))

    found = list(select(root, parse("$..mcpServers.*")))

    assert [at.pointer for at in found] == ["/mcpServers/files"]


def test_any_depth_takes_time_linear_in_a_tree_of_aliases() -> None:
    layer = tree({"mcpServers": {"files": {"command": "npx"}}})
    for _ in range(100):
        layer = Sequence((layer,) * 10)

    found = list(select(layer, parse("$..mcpServers..command")))

    assert [at.pointer for at in found] == ["/0" * 100 + "/mcpServers/files/command"]


def test_any_depth_is_read_in_the_deepest_of_trees() -> None:
    node = tree("end")
    for _ in range(50_000):
        node = Mapping(((Scalar("a", ()), node),))

    assert sum(1 for _ in select(node, parse("$..a"))) == 50_000


def test_a_long_pointer_ends_where_it_would_be_copied_for_each_of_many() -> None:
    root = tree({"x" * 5_000: {"mcpServers": {"files": {}}}})

    assert [at.pointer for at in select(root, parse("$..mcpServers.*"))] == ["/mcpServers/files"]
