"""In whose terms a text is read: what its selectors and its references mean."""

from dataclasses import replace
from functools import cache

from scanner.content.model import Notation, Piece
from scanner.discovery.catalogue import Client, by_id

_TERMS = {Notation.SETTINGS: "dotenv", Notation.DOCKERFILE: "dockerfile", Notation.CODE: "code"}
"""The client in whose terms values outside any server are read; a shell where none is here."""
_SHELLS = frozenset({Notation.SHELL, Notation.DOCKERFILE})


@cache
def in_terms(client: str, notation: Notation) -> Client:
    """Return a client who reads references as the text around its configuration does."""
    known = by_id()[client]
    if notation not in _SHELLS:
        return known
    return replace(known, references=known.references + by_id()["shell"].references)


def loose_terms(notation: Notation) -> Client:
    """Return the client in whose terms values outside any server are read in `notation`."""
    return by_id()[_TERMS.get(notation, "shell")]


def reader_of(piece: Piece) -> Client:
    """Return the client whose selectors lead through a piece, under the id of whom it is for."""
    known = by_id()[f"any-{piece.notation}"]
    if not piece.client:
        return known
    meant = by_id()[piece.client]
    if meant.content:
        return meant
    return replace(known, id=meant.id, references=meant.references, loose=meant.loose)
