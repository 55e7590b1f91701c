"""What was judged in the parts of a text, put together in the places of the whole."""

from collections.abc import Iterable

from scanner.configs import Scalar
from scanner.findings import Judged, together
from scanner.syntax import offset

NOTHING = Judged()


def cut(most: int, what: str) -> Judged:
    """Return that of `what` only the first `most` were read."""
    return Judged(cut=(f"more than {most:,} {what}, the rest is not read",))


def encoded(scalar: Scalar) -> bytes:
    """Return the text of `scalar` as it is read by itself."""
    return scalar.text.encode("utf-8", "surrogatepass")


def moved(found: Judged, source: bytes, text: Scalar) -> Judged:
    """Return `found`, judged in `text` alone, with its places in `source`, which holds that."""
    inner = encoded(text)

    def place(at: int) -> int:
        index = at if text.text.isascii() else len(inner[:at].decode("utf-8", "surrogatepass"))
        return offset(source, text, index)

    return found.placed(place)


def shifted(found: Judged, by: int) -> Judged:
    """Return `found` with its places so many bytes further on."""
    if not by or not (found.findings or found.safe):
        return found
    return found.placed(lambda at: at + by)


def total(parts: Iterable[Judged]) -> Judged:
    """Return what all `parts` hold; `NOTHING` itself if they hold nothing."""
    parts = tuple(p for p in parts if p.servers or p.findings or p.safe or p.cut)
    if len(parts) <= 1:
        return parts[0] if parts else NOTHING
    return together(parts)
