"""A labelled corpus of MCP configurations, the same for the same seed."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.detection_documents import document
from benchmarks.detection_forms import FORMS
from benchmarks.detection_layout import path
from benchmarks.detection_text import lines
from benchmarks.detection_values import Truth
from benchmarks.detection_written import Written
from scanner.discovery.catalogue import clients


@dataclass(frozen=True, slots=True)
class Label:
    """What stands on a line of a file; without the text itself."""

    file: str
    line: int
    slot: str
    format: str
    kind: str
    truth: Truth
    client: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """The labels of the files below a directory."""

    root: Path
    files: tuple[str, ...]
    labels: tuple[Label, ...]

    def places(self, truth: Truth) -> frozenset[tuple[str, int]]:
        """Return the lines that hold a value of this truth."""
        return frozenset((label.file, label.line) for label in self.labels if label.truth is truth)


def generate(root: Path, seed: int, each: int) -> Corpus:
    """Write `each` configurations for every client and form below `root`; return their labels.

    One in four holds no credential at all.
    """
    files: list[str] = []
    labels: list[Label] = []
    for number, (together, client) in enumerate(_all(seed, each)):
        for written in together:
            relative = written.path.replace("NUMBER", f"c{number:04}")
            _write(root / relative, written)
            files.append(relative)
            labels += _labels(relative, client, written)
    return Corpus(root, tuple(files), tuple(labels))


def _all(seed: int, each: int) -> Iterator[tuple[Iterable[Written], str]]:
    """Yield what stands together: files of the clients, with whose they are, then of the forms."""
    for client in clients():
        for number in range(each if client.paths else 0):
            chance = random.Random(f"{seed}/{client.id}/{number}")  # noqa: S311 - for a benchmark
            where = path(client, chance)
            text = lines(document(client, chance, _rate(number)), client.format, chance)
            yield [Written(where, client.format, tuple(text))], client.id
    for form, made in FORMS.items():
        for number in range(each):
            chance = random.Random(f"{seed}/{form}/{number}")  # noqa: S311 - for a benchmark
            yield made(chance, _rate(number)), ""


def _rate(number: int) -> float:
    return 0.0 if number % 4 == 3 else 0.5  # noqa: PLR2004 - every fourth is clean


def _write(file: Path, written: Written) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    text = "\n".join(line for line, _ in written.lines) + "\n"
    file.write_bytes(written.encode(text))


def _labels(file: str, client: str, written: Written) -> Iterator[Label]:
    for line, (_, marks) in enumerate(written.lines, 1):
        for mark in marks:
            sample = mark.sample
            yield Label(file, line, mark.slot, written.form, sample.kind, sample.truth, client)
