"""Located trees from plain data, for tests."""

from scanner.configs import Mapping, Node, Scalar, Sequence

Plain = str | int | bool | None | dict[str, "Plain"] | list["Plain"]


def tree(plain: Plain) -> Node:
    """Return the tree that a JSON file with this content would have."""
    match plain:
        case dict():
            return Mapping(tuple((Scalar(key, ()), tree(value)) for key, value in plain.items()))
        case list():
            return Sequence(tuple(tree(item) for item in plain))
        case str():
            return Scalar(plain, ())
        case None:
            return Scalar("null", (), quoted=False)
        case _:
            return Scalar(str(plain).lower(), (), quoted=False)
