"""A labelled corpus of MCP configurations, the same for the same seed."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, repeat
from pathlib import Path

from benchmarks import detection_servers as servers
from benchmarks.detection_layout import path, place
from benchmarks.detection_text import Leaf, Mark, Node, lines
from benchmarks.detection_values import Sample, Truth, connection, harmless, password, token
from detectors.model import Slot
from scanner.discovery.catalogue import Client, Loose, clients
from scanner.discovery.selectors import Each, Having, Selector, Step


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
    """Write `each` configurations for every client below `root`; return their labels.

    One in four holds no credential at all.
    """
    files: list[str] = []
    labels: list[Label] = []
    for client in clients():
        for number in range(each):
            chance = random.Random(f"{seed}/{client.id}/{number}")  # noqa: S311 - for a benchmark
            relative = path(client, len(files), chance)
            rate = 0.0 if number % 4 == 3 else 0.5  # noqa: PLR2004 - every fourth is clean
            document = lines(_document(client, chance, rate), client.format, chance)
            _write(root / relative, (text for text, _ in document))
            files.append(relative)
            labels += _labels(relative, client, [marks for _, marks in document])
    return Corpus(root, tuple(files), tuple(labels))


def _write(file: Path, content: Iterator[str]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(content) + "\n", "utf-8")


def _labels(file: str, client: Client, document: list[tuple[Mark, ...]]) -> Iterator[Label]:
    for line, marks in enumerate(document, 1):
        for mark in marks:
            sample = mark.sample
            yield Label(file, line, mark.slot, client.format, sample.kind, sample.truth, client.id)


def _document(client: Client, chance: random.Random, rate: float) -> dict[str, Node]:
    selector = chance.choice([s for s in client.servers if s.steps[:1] != (Each.ITEM,)])
    count = chance.choice((1, 2, 3)) if _is_wild(selector.steps) else 1
    conditions = {step.key for step in selector.steps if isinstance(step, Having)}
    remote = not conditions.isdisjoint(field.steps[0] for field in client.fields.url)
    if not conditions:
        remote = chance.random() < 1 / 3
    root: Node = {}
    for number in range(count):
        name = f"{chance.choice(servers.NAMES)}-{number}"
        server = servers.server(client, chance, rate, remote=remote)
        if selector.last is Each.ITEM:
            server = {"name": Leaf(name)} | server
        root = place(root, selector.steps, _names(selector, name), server)
    if len(selector.steps) > 1:
        for loose in client.loose:
            if chance.random() < 2 / 3:
                root = _beside(root, loose, chance, rate)
    if not isinstance(root, dict):
        raise TypeError(f"{client.id}: {selector} does not start at a mapping")
    return root


def _is_wild(steps: tuple[Step, ...]) -> bool:
    return any(isinstance(step, Each) for step in steps)


def _names(selector: Selector, last: str) -> Iterator[str]:
    wild = sum(isinstance(step, Each) for step in selector.steps)
    return chain(repeat("app", wild - 1), repeat(last))


def _beside(root: Node, loose: Loose, chance: random.Random, rate: float) -> Node:
    sample = _loose_sample(loose, chance, rate)
    slot = "input default" if loose.slot is Slot.INPUT_DEFAULT else "beside servers"
    names: Iterator[str] = repeat(sample.name.lower())
    if loose.select.steps[-1] is Each.VALUE:
        own = servers.header_name(sample.name) if loose.slot is Slot.HEADER else sample.name
        names = _names(loose.select, own)
    return place(root, loose.select.steps, names, Leaf(sample.text, Mark(slot, sample)))


def _loose_sample(loose: Loose, chance: random.Random, rate: float) -> Sample:
    key = str(loose.select).lower()
    if chance.random() >= rate:
        free = loose.select.steps[-1] is Each.VALUE or loose.slot is Slot.INPUT_DEFAULT
        return harmless(chance) if free else servers.stand_in(chance)
    if key.endswith("url"):
        return connection(chance)
    return (password if key.endswith("password") else token)(chance)
