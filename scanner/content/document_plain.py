"""Sections without any block: long lists, of which each version of a document changes an item."""

from collections.abc import Set as AbstractSet

from scanner.content import document_markup as markup
from scanner.content import document_sections as sections
from scanner.content import links
from scanner.content.document_lines import LEADS_ON
from scanner.content.markers import holds
from scanner.content.search import Texts, occurs

_FRONT = (b"---", b"+++", b"<!--")
"""What front matter begins with."""
_PATCH = b"@@"
_BLOCKS: Texts = (*sections.EVENTS, *markup.OPENINGS, _PATCH)
"""Without one of these there is no block, no patch, and nowhere to cut."""


def novel(section: bytes, known: AbstractSet[bytes]) -> set[bytes]:
    """Return the parts between the items of `section` that are not `known` to be plain."""
    return set(section.split(sections.EDGE)).difference(known)


def is_plain(part: bytes) -> bool:
    """Return whether nothing in `part` makes more of the items around it than paragraphs.

    Where all parts of a section are plain, so is the section: it begins with no front matter, and
    nothing that is looked for holds the line break and the dash between two items, or begins with
    what follows that line break.
    """
    return not (
        occurs(_BLOCKS, part)
        or part.endswith(LEADS_ON)
        or part.lstrip().startswith(_FRONT)
        or links.stand_in(part)
        or holds(part, "encoded")
    )
