"""The contents of one unit: which are worth reading, and what each turned out to be."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scanner.content.bundles import is_bundle
from scanner.content.markers import tells
from scanner.content.notations import is_dotenv, notation_of
from scanner.content.variables import locations
from scanner.discovery.catalogue import Client, matches
from scanner.examiner import Examiner
from scanner.findings import Examined, Server

if TYPE_CHECKING:
    from scanner.content.model import Notation

_Key = tuple[str, tuple[str, ...], "Notation | None", str]
"""A blob, the ids of the clients and the notation it is read in, the server it belongs to."""


@dataclass(slots=True)
class Candidates:
    """Each content is examined once for each way in which its paths have it read."""

    examiner: Examiner
    by_content: bool
    claimed: dict[str, tuple[Client, ...]] = field(default_factory=dict)
    """By path: the clients that keep their configuration there."""
    variables: dict[str, Server] = field(default_factory=dict)
    """By path of a file of variables: the first server that is given it."""
    examined: dict[_Key, Examined] = field(default_factory=dict)
    _notations: "dict[str, Notation | None]" = field(default_factory=dict)

    def selects(self, path: str) -> bool:
        """Return whether what stands at `path` may matter, whatever it holds."""
        if found := matches(path, self.examiner.catalogue):
            self.claimed[path] = found
        return bool(found) or self.by_content or is_dotenv(path) or is_bundle(path)

    def keeps(self, paths: Iterable[str], content: bytes) -> bool:
        """Return whether `content`, or a part of it, is worth examining."""
        return any(map(self._is_claimed, paths)) or self._tells(content)

    def take(self, blob: str, paths: set[str], content: bytes) -> bool:
        """Examine `content` as each of its paths says; return whether it configures MCP."""
        telling = self._tells(content)
        wanted = paths if telling else {path for path in paths if self._is_wanted(path)}
        for path in sorted(wanted):
            key = self._key(blob, path)
            if key not in self.examined:
                self.examined[key] = self._examine(path, content, telling=telling)
        return any(found.recognised for path in wanted if (found := self.at(path, blob)))

    def at(self, path: str, blob: str) -> Examined | None:
        """Return what the content `blob` is at `path`; None if it was not examined."""
        return self.examined.get(self._key(blob, path))

    def follow(self, known: Iterable[tuple[str, str]]) -> set[str]:
        """Return the paths of files of variables that servers are given, to be taken as such.

        `known` are the (path, blob) pairs that there are or were.
        """
        known = tuple(known)
        paths = {path for path, _ in known}
        for path, blob in known:
            examined = self.at(path, blob)
            for server in examined.servers if examined else ():
                for written in server.env_files:
                    for place in locations(path, written):
                        if place in paths and place not in self.claimed:
                            self.variables.setdefault(place, server)
        return set(self.variables)

    def _tells(self, content: bytes) -> bool:
        return self.by_content and tells(content)

    def _is_claimed(self, path: str) -> bool:
        return path in self.claimed or is_bundle(path)

    def _is_wanted(self, path: str) -> bool:
        return self._is_claimed(path) or path in self.variables

    def _key(self, blob: str, path: str) -> _Key:
        clients = tuple(client.id for client in self.claimed.get(path, ()))
        server = self.variables.get(path)
        return blob, clients, self._notation(path), server.identity if server else ""

    def _notation(self, path: str) -> "Notation | None":
        if path not in self._notations:
            self._notations[path] = notation_of(path)
        return self._notations[path]

    def _examine(self, path: str, content: bytes, *, telling: bool) -> Examined:
        # Imported when the first candidate is known: git walks the history meanwhile.
        from scanner.examine import (  # noqa: PLC0415
            Route,
            examine,
            examine_bundle,
            examine_variables,
        )

        if is_bundle(path):
            return examine_bundle(content, self.examiner, by_content=self.by_content)
        if server := self.variables.get(path):
            return examine_variables(content, server, self.examiner)
        route = Route(self.claimed.get(path, ()), telling, self._notation(path))
        return examine(content, route, self.examiner)
