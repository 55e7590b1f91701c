"""Plaintext, read again where it was found: it never travels, neither to here nor from here."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NoReturn, final

from detectors.secret import refuse_to_pickle
from scanner.candidates import Candidates
from scanner.errors import AuditError
from scanner.examiner import Examiner
from scanner.findings import Server
from scanner.gathering.files import blob_id
from scanner.git import door, places
from scanner.git.bundle import unbundled
from scanner.git.commits import message_in
from scanner.git.door import View
from scanner.git.objects import Found, read_within
from scanner.guessing import guessable
from scanner.model import Transport
from scanner.redaction import Redactor
from scanner.settings import Settings
from scanner.sources.files import File, Listing, Wanted, files
from scanner.sources.local import Unit
from scanner.tracing.forms import patterns
from scanner.tracing.search import Searcher
from scanner.tracing.sought import Sought, Source

_NO_SERVER = Server("", "", "", "", Transport.UNKNOWN)


@final
@dataclass(frozen=True, slots=True, repr=False)
class Regained:
    """Holds plaintext, as long as a worker traces."""

    searcher: Searcher | None
    """None if there is nothing to look for."""
    texts: Mapping[str, str]
    """By fingerprint: all that was read again, whether it is looked for or not."""
    untraced: tuple[tuple[str, str], ...]
    """Credentials that could stand anywhere by chance, and why."""
    lost: tuple[str, ...]
    """Credentials that could not be read again."""

    def redactor(self, own: Iterable[str]) -> Redactor:
        """Return what takes out of all texts that leave a unit what is looked for, in all forms.

        Of values that can stand anywhere only its `own` ones, by fingerprint: the others would be
        taken out of the words of its names.
        """
        redactor = Redactor()
        common = {name for name, _ in self.untraced}
        for name in self.texts.keys() - common:
            for pattern in patterns(self.texts[name]):
                redactor.learn(pattern.text.decode("utf-8", "surrogatepass"))
        for name in self.texts.keys() & common & set(own):
            redactor.learn(self.texts[name])
        return redactor

    def __repr__(self) -> str:
        return "Regained(…)"

    def __reduce__(self) -> NoReturn:
        refuse_to_pickle()


@lru_cache(maxsize=1)
def regain(sought: tuple[Sought, ...], settings: Settings) -> Regained:
    """Return all that can be looked for: read once a process, kept until `forget` is called."""
    texts = _texts([one for one in sought if not one.default], settings)
    untraced = {one.fingerprint: "a well-known default" for one in sought if one.default}
    untraced |= {name: why for name, text in texts.items() if (why := guessable(text))}
    traced = {name: text for name, text in texts.items() if name not in untraced}
    known = texts.keys() | untraced.keys()
    return Regained(
        searcher=Searcher(traced) if traced else None,
        texts=texts,
        untraced=tuple(sorted(untraced.items())),
        lost=tuple(one.fingerprint for one in sought if one.fingerprint not in known),
    )


def forget() -> None:
    """Drop the plaintext that this process holds."""
    regain.cache_clear()


def _texts(sought: Sequence[Sought], settings: Settings) -> dict[str, str]:
    """Return, by fingerprint, what could be read again: from the first place that still has it."""
    texts: dict[str, str] = {}
    wanted = {one.fingerprint for one in sought}

    def witness(fingerprint: str, secret: str) -> None:
        if fingerprint in wanted:
            texts[fingerprint] = secret

    knowing = replace(settings, key=replace(settings.key, witness=witness))
    for turn in range(max((len(one.sources) for one in sought), default=0)):
        by_unit: dict[Unit, list[Source]] = defaultdict(list)
        for one in sought:
            if one.fingerprint not in texts and turn < len(one.sources):
                by_unit[one.sources[turn].unit].append(one.sources[turn])
        for unit, sources in by_unit.items():
            # What cannot be opened any more is looked for at the next place.
            with suppress(AuditError, OSError):
                _read_again(unit, sources, knowing)
    return texts


def _read_again(unit: Unit, sources: Sequence[Source], settings: Settings) -> None:
    paths: dict[str, set[str]] = defaultdict(set)
    for source in sources:
        paths[source.blob].add(source.path)
    for blob, content in _contents(unit, paths, settings):
        for path in sorted(paths[blob]):
            _examine_again(Source(unit, path, blob), content, settings)


def _examine_again(source: Source, content: bytes, settings: Settings) -> None:
    """Judge all of `content`, as what it was the first time or as a file of variables."""
    from scanner.examine import examine_variables  # noqa: PLC0415 - as in the candidates

    examiner = Examiner(source.unit.name, settings.key, Redactor(), catalogue=settings.catalogue)
    candidates = Candidates(examiner, settings.by_content)
    candidates.selects(source.path)
    candidates.take(source.blob, {source.path}, content)
    examine_variables(content, _NO_SERVER, examiner)


def _contents(
    unit: Unit, paths: Mapping[str, set[str]], settings: Settings
) -> Iterator[tuple[str, bytes]]:
    """Yield the contents that `paths` has, by id, from git or else from the files."""
    missing = set(paths)
    with opened(unit) as view:
        for found in stored(view, sorted(missing), settings) if view else ():
            missing.discard(found.id)
            said = any(map(places.is_message, paths[found.id]))
            yield found.id, message_in(found.content) if said else found.content
    if missing and not unit.bundle:
        called = {path for blob in missing for path in paths[blob]}
        for file in _on_disk(unit, called, settings):
            if (identity := blob_id(file.content, len(min(missing)))) in missing:
                yield identity, file.content


def stored(view: View, names: Sequence[str], settings: Settings) -> Iterator[Found]:
    """Yield those of the objects `names` that can be read and held."""
    for found in read_within(view, names, settings.max_bytes, lambda *_: False):
        if isinstance(found, Found):
            yield found


def _on_disk(unit: Unit, called: AbstractSet[str], settings: Settings) -> Iterator[File]:
    """Yield the files that reports call so."""
    readable = Redactor().clean
    wanted = Wanted(
        lambda path: readable(path) in called,
        settings.max_bytes,
        lambda *_: False,
        frozenset(unit.leaves_out),
    )
    return files(unit.path, wanted, Listing())


@contextmanager
def opened(unit: Unit) -> Iterator[View | None]:
    """Lend a view of the repository; None for plain files."""
    if unit.bundle:
        with unbundled(unit.path) as found, door.view(found.layout) as view:
            yield view
    elif unit.layout:
        with door.view(unit.layout) as view:
            yield view
    else:
        yield None
