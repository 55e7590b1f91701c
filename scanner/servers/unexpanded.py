"""Which values of a server are references that nobody resolves."""

from collections import Counter
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

from detectors.model import Outcome, Slot, Verdict
from scanner.configs import ServerDeclaration, Value
from scanner.discovery.catalogue import Client
from scanner.discovery.expansion import unexpanded
from scanner.servers.launchers import resolves

_GIVEN = frozenset({Slot.ENV, Slot.HEADER, Slot.COMMAND, Slot.ARGUMENT})
_WORDS = frozenset({Slot.COMMAND, Slot.ARGUMENT})


def unresolved(
    server: ServerDeclaration,
    client: Client,
    judged: Iterable[tuple[Value, Iterable[Verdict]]],
) -> tuple[str, ...]:
    """Return the names of the values, or else their pointers, that stay references, sorted.

    Nothing is said where it is not known who will read the configuration (only the shape or the
    content told the client), nor of words that a shell may have read before.
    """
    if client.shape or client.content:
        return ()
    judged = tuple(judged)
    shared = Counter(value.pointer for value, _ in judged if value.slot in _WORDS)
    own = resolves([scalar.text for scalar in server.command])
    urls = {id(url) for url in server.urls}
    found: set[str] = set()
    for value, verdicts in judged:
        is_word = value.slot in _WORDS
        if not _is_given(value, urls) or (is_word and shared[value.pointer] > 1):
            continue
        expands = (*client.references, *own) if is_word and client.references else client.references
        if any(unexpanded(text, expands) for text in _references(value, verdicts)):
            found.add(value.name or value.pointer)
    return tuple(sorted(found))


def _is_given(value: Value, urls: AbstractSet[int]) -> bool:
    """Return True if the client hands the value to the server, or to its host."""
    return value.slot in _GIVEN or id(value.scalar) in urls


def _references(value: Value, verdicts: Iterable[Verdict]) -> Iterator[str]:
    for verdict in verdicts:
        if verdict.outcome is Outcome.REFERENCE:
            yield value.scalar.text[verdict.start : verdict.end]
