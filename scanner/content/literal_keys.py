"""What stands before a colon, an equals sign or an arrow: a key, or a path of them."""

import re

from scanner.configs import Scalar, Sequence
from scanner.content.literal_values import Operand, Word

_PIECE = re.compile(r"[\w\x80-\U0010ffff-]+")


def taken_keys(operands: list[Operand]) -> tuple[Word | Scalar, ...]:
    """Take the names and texts at the end of `operands` that are a key, `a."b".c` as three."""
    taken: list[Word | Scalar] = []
    while operands:
        last = operands[-1]
        if not isinstance(last, Word | Scalar):
            break
        taken.append(last)
        operands.pop()
        if operands and operands[-1] == ".":
            operands.pop()
        elif not (isinstance(last, Word) and last.name.startswith(".")):
            break
    if not taken and (key := _computed(operands)):
        operands.pop()
        taken.append(key)
    return tuple(reversed(taken))


def _computed(operands: list[Operand]) -> Scalar | None:
    """Return the key of `[key] = …`."""
    match operands:
        case [*_, Sequence((Scalar() as key,))]:
            return key
        case _:
            return None


def is_parameter(operand: Word | Scalar) -> bool:
    """Return whether `=>` makes a function here: `(request) => …`."""
    return isinstance(operand, Scalar) and operand.text.startswith("${") and not operand.quoted


def keys(operand: Word | Scalar, *, split: bool) -> tuple[Scalar, ...]:
    """Return the keys that an operand is; a name that is not `split` is one, dots and all."""
    if isinstance(operand, Scalar):
        return (operand,)
    name = operand.name
    if not split:
        plain = name.lstrip(":$@&")
        return (_part(operand, len(name) - len(plain), plain.rstrip("?!")), *operand.keys)
    parts = tuple(_part(operand, piece.start(), piece[0]) for piece in _PIECE.finditer(name))
    return (*parts, *operand.keys)


def _part(word: Word, index: int, text: str) -> Scalar:
    at = word.start + len(word.name[:index].encode("utf-8", "surrogateescape"))
    return Scalar(text, ((0, at),), quoted=False)
