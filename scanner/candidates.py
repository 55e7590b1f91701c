"""The contents of one unit: which are worth reading, and what each turned out to be."""

from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

from scanner.content.bundles import is_bundle
from scanner.content.markers import tells
from scanner.content.model import Notation
from scanner.content.notations import is_dotenv, notation_of
from scanner.content.variables import locations
from scanner.discovery.catalogue import Client, matches
from scanner.examiner import Examiner
from scanner.findings import Examined, Key, Server
from scanner.git import places
from scanner.leafing import overlapping
from scanner.records.memory import ForgottenError, Memory
from scanner.records.record import Seen
from scanner.suppressions import is_file_of_suppressions
from scanner.versions import Versions

_NOTHING = Examined()


@dataclass(slots=True)
class Candidates:
    """Each content is examined once for each way in which its paths have it read."""

    examiner: Examiner
    by_content: bool
    memory: Memory | None = None
    """What earlier scans know; None if nothing is to be remembered."""
    claimed: dict[str, tuple[Client, ...]] = field(default_factory=dict)
    """By path: the clients that keep their configuration there."""
    given: list[tuple[str, Server]] = field(default_factory=list)
    """The servers that are given files of variables, with the paths of their configurations."""
    variables: dict[str, Server] = field(default_factory=dict)
    """By path of a file of variables: the first server that is given it."""
    examined: dict[Key, Examined] = field(default_factory=dict)
    recalled: dict[Key, str] = field(default_factory=dict)
    """What is known of those that were not read here, with one of their paths."""
    _notations: dict[str, Notation | None] = field(default_factory=dict)
    _versions: Versions = field(default_factory=Versions)

    def selects(self, path: str) -> bool:
        """Return whether what stands at `path` may matter, whatever it holds."""
        if found := matches(path, self.examiner.catalogue):
            self.claimed[path] = found
        if found or self.by_content or is_dotenv(path) or is_bundle(path):
            return True
        # Not read for what it holds: that it stands there is told.
        return is_file_of_suppressions(path)

    def claims(self, paths: Iterable[str]) -> bool:
        """Return whether some client, or a bundle, claims one of `paths`."""
        return any(path in self.claimed or is_bundle(path) for path in paths)

    def tells(self, content: bytes) -> bool:
        """Return whether `content`, or a part of it, is worth examining wherever it stands."""
        return self.by_content and tells(content)

    def leaf(self, note: Callable[[], str], parts: Iterator[bytes]) -> bool:
        """Return whether a content that is too large to be held should have been examined."""
        del note
        return any(map(self.tells, overlapping(parts)))

    def take(self, blob: str, paths: Collection[str], content: bytes) -> bool:
        """Examine `content` as each of its paths says; return whether it configures MCP."""
        telling: bool | None = None
        recognised = False
        for path in sorted(paths):
            wanted = self._wants(path)
            if not self.by_content and not wanted:
                continue
            if not wanted and self._versions.nothing_new(path, content, self._is_plain):
                self.examined.setdefault(self._key(blob, path), _NOTHING)
                continue
            telling = self.tells(content) if telling is None else telling
            found = _NOTHING
            if telling or wanted:
                found = self._examined(blob, path, content, telling=telling)
                self._note(path, found)
                recognised = recognised or found.matters
            if not wanted and found == _NOTHING:
                self._versions.keep(path, content, self._notation(path), telling=telling)
        if self.memory:
            # What was not asked is looked up by its key, as if it told.
            self.memory.contents[blob] = Seen(len(content), telling is not False)
        return recognised

    def recall(self, blob: str, paths: Collection[str]) -> bool | None:
        """Do as `take` without the content; return None if not all of it is known."""
        seen = self.memory and self.memory.seen(blob)
        if not self.memory or not seen:
            return None
        found: dict[str, Examined] = {}
        for path in sorted(paths):
            wanted = self._wants(path)
            if (seen.telling and self.by_content) or wanted:
                known = self.memory.known.examined.get(self._key(blob, path))
                if known is None or path in self.variables:
                    return None
                found[path] = known
        for path, examined in found.items():
            key = self._key(blob, path)
            self.recalled.setdefault(key, path)
            self.examined.setdefault(key, examined)
            self._note(path, examined)
        return any(examined.matters for examined in found.values())

    def adopt(
        self, places: Mapping[str, Collection[str]], examined: Mapping[Key, Examined]
    ) -> None:
        """Take over what another process found in the contents of `places`."""
        for blob, paths in places.items():
            for path in sorted(paths):
                key = self._key(blob, path)
                if key in examined:
                    self.recalled.setdefault(key, path)
                    self.examined.setdefault(key, examined[key])
                    self._note(path, examined[key])

    def forgotten(self) -> dict[str, str]:
        """Return the contents, with a path of each, whose credentials only their digests are known.

        One for each way in which a credential is written is enough: to take it out of all texts.
        """
        written = {
            finding.written
            for key, examined in self.examined.items()
            if key not in self.recalled
            for _, finding in examined.findings
        }
        wanted: dict[str, str] = {}
        for key, path in self.recalled.items():
            lacking = {found.written for _, found in self.examined[key].findings} - written - {""}
            if lacking:
                written |= lacking
                wanted[key.content] = path
        return wanted

    def remind(self, blob: str, path: str, content: bytes) -> None:
        """Examine again what was recalled, for the sake of the redactor.

        Raises:
            ForgottenError: this finds something else.

        """
        telling = self.tells(content)
        if self._examine(path, content, telling=telling) != self.examined[self._key(blob, path)]:
            raise ForgottenError

    def at(self, path: str, blob: str) -> Examined | None:
        """Return what the content `blob` is at `path`; None if it was not examined."""
        return self.examined.get(self._key(blob, path))

    def follow(self, known: Container[str]) -> set[str]:
        """Return the `known` paths of files of variables that servers are given, to be taken so."""
        # In an order of their own: some are recalled before others are read.
        for path, server in sorted(self.given, key=repr):
            for place in chain.from_iterable(locations(path, file) for file in server.env_files):
                if place in known and place not in self.claimed:
                    self.variables.setdefault(place, server)
        return set(self.variables)

    def _wants(self, path: str) -> bool:
        return self.claims((path,)) or path in self.variables

    def _note(self, path: str, found: Examined) -> None:
        self.given += ((path, server) for server in found.servers if server.env_files)

    def _is_plain(self, section: bytes) -> bool:
        from scanner.content.reading import is_plain  # noqa: PLC0415 - as below

        return is_plain(section, self.examiner)

    def _key(self, blob: str, path: str) -> Key:
        clients = tuple(client.id for client in self.claimed.get(path, ()))
        server = self.variables.get(path)
        return Key(blob, clients, self._notation(path), server.identity if server else "")

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
