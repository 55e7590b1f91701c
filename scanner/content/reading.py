"""From a text of any notation to what is judged in it, however deep one notation holds another."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from itertools import islice

from scanner.configs import Configuration, Mapping, Scalar, Tree, Value
from scanner.content import (
    code,
    dockerfile,
    document,
    document_lines,
    document_plain,
    encoded,
    links,
    literal,
    notebook,
    settings,
    shell,
    shell_sections,
    shell_words,
)
from scanner.content.comments import commented
from scanner.content.markers import CUT, are_in, holds
from scanner.content.model import Content, Notation, Piece, Reader, Stated, Stretch
from scanner.content.outlined import holds_nothing, strings
from scanner.content.shell_lexer import lex
from scanner.content.shell_sections import Section
from scanner.content.shell_words import Dialect
from scanner.content.sums import NOTHING, cut, moved, shifted, total
from scanner.content.sums import encoded as as_bytes
from scanner.content.terms import in_terms, loose_terms, reader_of
from scanner.discovery.catalogue import Client
from scanner.discovery.shape import is_server
from scanner.examiner import Examiner
from scanner.findings import Judged, carrying, once
from scanner.judging import judged
from scanner.servers.extract import Rest, extract
from scanner.standing import Standing, standing_of
from scanner.syntax import Format, SyntaxFailure, parse

_DEPTH = 5
"""So many notations are followed into one another."""
_MOST_PIECES = 2_000
_MOST_STATED = 20_000
_MOST_SECTIONS = 100_000
_WHOLE = 1 << 14
"""Bytes up to which a structured text is read whole; a larger one is cut around its markers."""

_READERS: dict[Notation, Reader] = {
    Notation.DOCKERFILE: dockerfile.read,
    Notation.DOCUMENT: document.read,
    Notation.LITERAL: literal.read,
    Notation.NOTEBOOK: notebook.read,
    Notation.SETTINGS: settings.read,
    Notation.SHELL: shell.read,
}
_FORMATS = {
    Notation.JSON: Format.JSON,
    Notation.YAML: Format.YAML,
    Notation.TOML: Format.TOML,
}
_DESCRIPTIONS = frozenset({Notation.DOCUMENT, Notation.NOTEBOOK})
_WITH_LINKS = frozenset({Notation.CODE, Notation.SHELL, *_FORMATS})


def read(source: bytes, notation: Notation, examiner: Examiner, path: str = "") -> Judged:
    """Return what is judged in `source`, UTF-8; nothing if it declares no server.

    It is quicker if it is known at which `path` its versions stand.

    A server that a document only describes is nothing that runs: there only servers that carry a
    credential count.
    """
    standing = standing_of(notation)
    if notation not in _DESCRIPTIONS:
        # Nearly all contents declare no server: what else they hold need not be judged then.
        declared = _Reading(examiner, standing, path, servers_only=True).text(
            source, notation, _DEPTH
        )
        if not declared.servers:
            return replace(NOTHING, cut=declared.cut)
    found = _Reading(examiner, standing, path).text(source, notation, _DEPTH)
    if not found.servers:
        return replace(NOTHING, cut=found.cut)
    found = replace(found, findings=tuple(once(found.findings)))
    return carrying(found) if notation in _DESCRIPTIONS else found


def read_inside(source: bytes, tree: Tree, notation: Notation, examiner: Examiner) -> Judged:
    """Return what is judged in the texts inside a configuration that is read already."""
    return _Reading(examiner, Standing.CONFIGURES).inside(source, tree, notation, _DEPTH)


def is_plain(section: bytes, examiner: Examiner) -> bool:
    """Return whether a section of a document has no block and none of its items holds anything."""
    return _Reading(examiner, Standing.DESCRIBES).is_plain(section, _DEPTH)


@dataclass(frozen=True, slots=True, repr=False)
class _Reading:
    """One text while the texts inside it are read."""

    examiner: Examiner
    standing: Standing
    path: str = ""
    """Where the text as a whole stands."""
    servers_only: bool = False
    """True if nothing is asked for but which servers there are."""

    def text(self, source: bytes, notation: Notation, depth: int) -> Judged:
        """Return what is judged in `source`, a text of its own."""
        is_whole = notation in _FORMATS and len(source) <= _WHOLE
        if notation in CUT and not is_whole:
            return self._read(source, notation, depth) if are_in(source) else NOTHING
        return self._fresh(source, Piece(notation, _NOWHERE), depth)

    def _read(self, source: bytes, notation: Notation, depth: int) -> Judged:
        if notation is Notation.SHELL and depth and shell_sections.is_divided(source):
            known = partial(self._section, shell_words.dialect(source), depth)
            found = shell_sections.sections(source, known)
            if sum(part.count + len(part.stated) for _, part in found) < _MOST_PIECES:
                return self._script(source, found, depth)
        return self._whole(source, notation, depth)

    def _script(self, source: bytes, parts: list[tuple[int, Section]], depth: int) -> Judged:
        """Return what is judged in a script of so many parts."""
        stated, pieces = shell_sections.put_together(parts)
        mislabelled = () if any(part.stated for _, part in parts) else shell.whole(source)
        more = self._pieces(source, (*mislabelled, *_hidden(source, Notation.SHELL)), depth)
        return total((*stated, *pieces, *more))

    def _section(self, known: Dialect, depth: int, text: bytes, last: bool) -> Section | None:  # noqa: FBT001 - called by position
        key = known, self.standing, self.servers_only, depth, last, sha256(text).digest()
        sections = self.examiner.sections
        if key not in sections:
            if len(sections) > _MOST_SECTIONS:
                sections.clear()
            sections[key] = self._fresh_section(text, known, depth, last=last)
        return sections[key]

    def _fresh_section(
        self, text: bytes, known: Dialect, depth: int, *, last: bool
    ) -> Section | None:
        script = lex(text, known)
        if not (last or script.closed):
            return None
        held, remarks = shell.section(script)
        return Section(
            tuple(self._stated(text, held.stated, Notation.SHELL)),
            self._loose(text, held.loose, Notation.SHELL),
            tuple(self._pieces(text, held.pieces, depth)),
            tuple(self._pieces(text, remarks, depth)),
            len(held.pieces) + len(remarks),
        )

    def _stated(
        self, source: bytes, stated: Iterable[Stated], notation: Notation
    ) -> Iterator[Judged]:
        for one in stated:
            yield self._judged(source, one.tree, in_terms(one.client, notation))

    def _loose(self, source: bytes, loose: tuple[Value, ...], notation: Notation) -> Judged:
        if not loose or self.servers_only:
            return NOTHING
        values = Configuration((), loose, (), recognised=False)
        return judged(source, values, loose_terms(notation), self.examiner, self.standing)

    def _whole(self, source: bytes, notation: Notation, depth: int) -> Judged:
        content = self._content(source, notation, depth)
        found = list(self._stated(source, content.stated[:_MOST_STATED], notation))
        found.append(self._loose(source, content.loose, notation))
        if len(content.stated) > _MOST_STATED:
            found.append(cut(_MOST_STATED, "servers"))
        if content.cut:
            found.append(Judged(cut=(content.cut,)))
        # Sections of a document are together all of it, and each is read like this.
        divided = any(one.notation is Notation.DOCUMENT for one in content.stretches)
        hidden = () if divided else _hidden(source, notation)
        found.extend(self._pieces(source, (*content.pieces, *hidden), depth))
        found.extend(self._stretches(source, content.stretches, depth))
        return total(found)

    def _content(self, source: bytes, notation: Notation, depth: int) -> Content:
        if notation not in CUT:
            return _READERS[notation](source)
        path = self.path if depth == _DEPTH else ""
        program = self.examiner.programs.version(path, source)
        # The values of no server take as long as all the rest.
        return code.content(program, with_loose=not self.servers_only)

    def _tree(self, source: bytes, piece: Piece, format: Format, depth: int) -> Judged:  # noqa: A002
        known = reader_of(piece)
        if self.servers_only and not piece.name and holds_nothing(source, format, known):
            return NOTHING
        try:
            tree = parse(source, format)
        except SyntaxFailure:
            return NOTHING
        tree = _named(tree, piece.name)
        found = self._judged(source, tree, known)
        return total((found, self.inside(source, tree, piece.notation, depth)))

    def _judged(self, source: bytes, tree: Tree, known: Client) -> Judged:
        rest = Rest.NEVER if self.servers_only else Rest.ALWAYS
        configuration = extract(tree, known, rest)
        return judged(source, configuration, known, self.examiner, self.standing)

    def inside(self, source: bytes, tree: Tree, notation: Notation, depth: int) -> Judged:
        """Return what is judged in the strings, comments, links and base64 of `tree`."""
        whole = (*strings(tree.root), *_hidden(source, notation))
        shown = total(self._pieces(source, whole, depth))
        off = total(self._pieces(source, commented(source, tree, notation), depth))
        # Of remarks only servers count: comments are judged as such elsewhere.
        ours = tuple(held for held in off.findings if held[1].server)
        return total((shown, carrying(replace(off, findings=ours))))

    def _pieces(self, source: bytes, pieces: Iterable[Piece], depth: int) -> Iterator[Judged]:
        waiting = iter(pieces if depth else ())
        for piece in islice(waiting, _MOST_PIECES):
            found = self._piece(as_bytes(piece.text), piece, depth - 1)
            if found is not NOTHING:
                yield moved(found, source, piece.text)
        if next(waiting, None):
            yield cut(_MOST_PIECES, "texts within one")

    def _stretches(
        self, source: bytes, stretches: Iterable[Stretch], depth: int
    ) -> Iterator[Judged]:
        for stretch in stretches if depth else ():
            text = source[stretch.start : stretch.end]
            if stretch.notation is Notation.PROSE:
                found = self._prose(text, depth - 1)
            else:
                found = self._piece(text, Piece(stretch.notation, _NOWHERE), depth - 1)
            if found is not NOTHING:
                yield shifted(found, stretch.start)

    def _prose(self, source: bytes, depth: int) -> Judged:
        """Return what is judged in lines of prose; those that once held nothing hold nothing."""
        without = self.examiner.without
        found = []
        for start, part in document_lines.paragraphs(source, without):
            judged_in = self._paragraph(part, depth)
            if judged_in is NOTHING and not document_lines.leads_on(part):
                self.examiner.remember_without(part)
            elif judged_in is not NOTHING:
                found.append(shifted(judged_in, start))
        return total(found)

    def _paragraph(self, part: bytes, depth: int) -> Judged:
        return total(self._pieces(part, document_lines.read(part).pieces, depth))

    def is_plain(self, section: bytes, depth: int) -> bool:
        """Return the same as the function."""
        for part in document_plain.novel(section, self.examiner.plain):
            if not document_plain.is_plain(part):
                return False
            if self._paragraph(part, depth) is not NOTHING:
                return False
            self.examiner.remember_plain(part)
        return True

    def _piece(self, source: bytes, piece: Piece, depth: int) -> Judged:
        """Return what is judged in `source`, which is that of `piece`; equal ones are read once."""
        digest = sha256(source).digest()
        key = piece.notation, piece.client, piece.name, self.standing, self.servers_only, digest
        known = self.examiner.known_piece(key)
        if known is None:
            is_plain = piece.notation is Notation.DOCUMENT and self.is_plain(source, depth)
            known = NOTHING if is_plain else self._fresh(source, piece, depth)
            self.examiner.remember_piece(key, known)
        return known

    def _fresh(self, source: bytes, piece: Piece, depth: int) -> Judged:
        if format := _FORMATS.get(piece.notation):  # noqa: A001 - the word of the field
            return self._tree(source, piece, format, depth)
        return self._read(source, piece.notation, depth)


_NOWHERE = Scalar("", ((0, 0),))


def _named(tree: Tree, name: str) -> Tree:
    """Return `tree` with its root as the server `name`, if that is what the root is."""
    if not name or not is_server(tree.root):
        return tree
    server = Mapping(((replace(_NOWHERE, text=name), tree.root),))
    root = Mapping(((replace(_NOWHERE, text="mcpServers"), server),))
    return Tree(root, tree.comments, tree.faults)


def _hidden(source: bytes, notation: Notation) -> Iterator[Piece]:
    """Yield what links and base64 hold, wherever they stand; documents find their own links."""
    if notation in _WITH_LINKS and holds(source, "link"):
        yield from links.pieces(source)
    if holds(source, "encoded"):
        yield from encoded.pieces(source)
