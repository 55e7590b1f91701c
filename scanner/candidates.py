"""The contents of one unit: which are worth reading, and what each turned out to be."""

from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from itertools import chain

from scanner.content.bundles import is_bundle
from scanner.content.markers import tells
from scanner.content.model import Notation
from scanner.content.notations import is_dotenv, notation_of
from scanner.content.variables import locations
from scanner.discovery.catalogue import Client, matches
from scanner.examiner import Examiner
from scanner.findings import Examined, Server
from scanner.git import places
from scanner.versions import Versions

_Key = tuple[str, tuple[str, ...], Notation | None, str]
"""A blob, the ids of the clients and the notation it is read in, the server it belongs to."""

_NOTHING = Examined()


@dataclass(slots=True)
class Candidates:
    """Each content is examined once for each way in which its paths have it read."""

    examiner: Examiner
    by_content: bool
    claimed: dict[str, tuple[Client, ...]] = field(default_factory=dict)
    """By path: the clients that keep their configuration there."""
    given: list[tuple[str, Server]] = field(default_factory=list)
    """The servers that are given files of variables, with the paths of their configurations."""
    variables: dict[str, Server] = field(default_factory=dict)
    """By path of a file of variables: the first server that is given it."""
    examined: dict[_Key, Examined] = field(default_factory=dict)
    _notations: dict[str, Notation | None] = field(default_factory=dict)
    _versions: Versions = field(default_factory=Versions)

    def selects(self, path: str) -> bool:
        """Return whether what stands at `path` may matter, whatever it holds."""
        if found := matches(path, self.examiner.catalogue):
            self.claimed[path] = found
        return bool(found) or self.by_content or is_dotenv(path) or is_bundle(path)

    def claims(self, paths: Iterable[str]) -> bool:
        """Return whether some client, or a bundle, claims one of `paths`."""
        return any(path in self.claimed or is_bundle(path) for path in paths)

    def tells(self, content: bytes) -> bool:
        """Return whether `content`, or a part of it, is worth examining wherever it stands."""
        return self.by_content and tells(content)

    def take(self, blob: str, paths: set[str], content: bytes) -> bool:
        """Examine `content` as each of its paths says; return whether it configures MCP."""
        telling: bool | None = None
        recognised = False
        for path in sorted(paths):
            wanted = self.claims((path,)) or path in self.variables
            if not self.by_content and not wanted:
                continue
            if not wanted and self._versions.nothing_new(path, content, self._is_plain):
                continue
            telling = self.tells(content) if telling is None else telling
            found = _NOTHING
            if telling or wanted:
                found = self._examined(blob, path, content, telling=telling)
                self.given += ((path, server) for server in found.servers if server.env_files)
                recognised = recognised or found.recognised
            if not wanted and found == _NOTHING:
                self._versions.keep(path, content, self._notation(path), telling=telling)
        return recognised

    def at(self, path: str, blob: str) -> Examined | None:
        """Return what the content `blob` is at `path`; None if it was not examined."""
        return self.examined.get(self._key(blob, path))

    def follow(self, known: Container[str]) -> set[str]:
        """Return the `known` paths of files of variables that servers are given, to be taken so."""
        for path, server in self.given:
            for place in chain.from_iterable(locations(path, file) for file in server.env_files):
                if place in known and place not in self.claimed:
                    self.variables.setdefault(place, server)
        return set(self.variables)

    def _is_plain(self, section: bytes) -> bool:
        from scanner.content.reading import is_plain  # noqa: PLC0415 - as below

        return is_plain(section, self.examiner)

    def _key(self, blob: str, path: str) -> _Key:
        clients = tuple(client.id for client in self.claimed.get(path, ()))
        server = self.variables.get(path)
        return blob, clients, self._notation(path), server.identity if server else ""

    def _notation(self, path: str) -> Notation | None:
        if path not in self._notations:
            told = Notation.DOCUMENT if places.is_message(path) else notation_of(path)
            self._notations[path] = told
        return self._notations[path]

    def _examined(self, blob: str, path: str, content: bytes, *, telling: bool) -> Examined:
        key = self._key(blob, path)
        if key not in self.examined:
            self.examined[key] = self._examine(path, content, telling=telling)
        return self.examined[key]

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
        route = Route(self.claimed.get(path, ()), telling, self._notation(path), path)
        return examine(content, route, self.examiner)
