"""Plain data from located trees, and documents to parse, for tests."""

from collections.abc import Iterator

from hypothesis import strategies as st

from scanner.configs import Mapping, Node, Scalar, Sequence, Tree

Plain = str | dict[str, "Plain"] | list["Plain"]
Data = str | int | bool | None | dict[str, "Data"] | list["Data"]


def plain(node: Node) -> Plain:
    """Return `node` as data; of a key written twice the last value."""
    match node:
        case Scalar():
            return node.text
        case Sequence():
            return [plain(item) for item in node.items]
        case Mapping():
            return {key.text: plain(value) for key, value in node.entries}


def pairs(node: Node) -> list[tuple[str, Plain]]:
    """Return the entries of a mapping, each key as often as it is written."""
    assert isinstance(node, Mapping)
    return [(key.text, plain(value)) for key, value in node.entries]


def reasons(tree: Tree) -> list[str]:
    return [fault.reason for fault in tree.faults]


def scalars(node: Node) -> Iterator[Scalar]:
    """Yield every scalar, keys too."""
    match node:
        case Scalar():
            yield node
        case Sequence():
            for item in node.items:
                yield from scalars(item)
        case Mapping():
            for key, value in node.entries:
                yield key
                yield from scalars(value)


def data(texts: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, Data]]:
    """Return documents: a mapping of texts, numbers, lists and mappings."""
    leaves: st.SearchStrategy[Data] = st.one_of(texts, st.integers(), st.booleans())
    inner = st.recursive(
        leaves,
        lambda below: st.one_of(
            st.lists(below, max_size=4), st.dictionaries(texts, below, max_size=4)
        ),
        max_leaves=12,
    )
    return st.dictionaries(texts, inner, max_size=5)


TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)
