"""Facts of a server without any secret of the unit in their texts."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from scanner.facts import Launch, Reference, Trait
from scanner.findings import Server

Clean = Callable[[str], str]


def references(server: Server, clean: Clean) -> tuple[Reference, ...]:
    """Return what a server keeps elsewhere, cleaned."""
    return tuple(
        replace(
            one,
            name=clean(one.name),
            pointer=clean(one.pointer),
            variable=clean(one.variable),
        )
        for one in server.by_reference
    )


def launch(server: Server, clean: Clean) -> Launch | None:
    """Return how a server is started, cleaned."""
    return server.launch and replace(server.launch, version=clean(server.launch.version))


def traits(server: Server, clean: Clean) -> tuple[Trait, ...]:
    """Return what the settings of a server say, cleaned."""
    return tuple(
        replace(
            one,
            pointer=clean(one.pointer),
            text=clean(one.text),
            tools=tuple(map(clean, one.tools)),
        )
        for one in server.traits
    )


def texts(server: Server) -> Iterator[str]:
    """Yield all texts in these facts that the scanned repository chose."""
    for reference in server.by_reference:
        yield from (reference.name, reference.pointer, reference.variable)
    if server.launch:
        yield server.launch.version
    for trait in server.traits:
        yield from (trait.pointer, trait.text, *trait.tools)
