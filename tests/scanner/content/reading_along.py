from collections.abc import Callable
from dataclasses import replace

from scanner.configs import Scalar
from scanner.content import document, document_lines
from scanner.content.model import Content, Notation, Piece
from scanner.discovery.catalogue import clients
from scanner.servers.extract import extract
from scanner.syntax import Format, offset, parse

_FORMATS = {
    Notation.JSON: Format.JSON,
    Notation.YAML: Format.YAML,
    Notation.TOML: Format.TOML,
}


def leads_to(source: bytes, text: Scalar, secret: str) -> bool:
    at = offset(source, text, text.text.index(secret))
    return source.startswith(secret.encode(), at)


def only(pieces: tuple[Piece, ...], notation: Notation) -> Piece:
    (found,) = [piece for piece in pieces if piece.notation is notation]
    return found


def holding(pieces: tuple[Piece, ...], secret: str) -> list[tuple[Notation, str]]:
    return [(piece.notation, piece.text.text) for piece in pieces if secret in piece.text.text]


def declared(source: bytes, read: Callable[[bytes], Content], secret: str) -> set[tuple[str, bool]]:
    """Return names of servers with `secret`, and whether the place it is led to holds it."""
    found = set()
    known = {client.id: client for client in clients()}
    for piece in read(source).pieces:
        text = piece.text.text.encode()
        if piece.notation not in _FORMATS:
            continue
        tree = parse(text, _FORMATS[piece.notation])
        for server in extract(tree, known[f"any-{piece.notation}"]).servers:
            for value in server.values:
                if secret in value.scalar.text:
                    at = offset(text, value.scalar, value.scalar.text.index(secret))
                    at = offset(source, piece.text, len(text[:at].decode()))
                    found.add((server.name, source.startswith(secret.encode(), at)))
    return found


def read_document(source: bytes) -> Content:
    """Return what a document holds, that of its prose among its pieces."""
    content = document.read(source)
    among = [
        _shifted(piece, stretch.start + start)
        for stretch in content.stretches
        if stretch.notation is Notation.PROSE
        for start, part in document_lines.paragraphs(source[stretch.start : stretch.end], set())
        for piece in document_lines.read(part).pieces
    ]
    return replace(content, pieces=(*content.pieces, *among))


def _shifted(piece: Piece, by: int) -> Piece:
    anchors = tuple((index, offset + by) for index, offset in piece.text.anchors)
    return replace(piece, text=replace(piece.text, anchors=anchors))
