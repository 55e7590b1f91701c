"""Configurations as the clients keep them: servers in their containers, and what is beside them."""

import random
from collections.abc import Iterator
from itertools import chain, repeat

from benchmarks import detection_servers as servers
from benchmarks.detection_fields import stand_in
from benchmarks.detection_layout import place
from benchmarks.detection_text import Leaf, Mark, Node
from benchmarks.detection_values import Sample, connection, harmless, password, token
from detectors.model import Slot
from scanner.discovery.catalogue import Client, Loose
from scanner.discovery.selectors import Each, Having, Selector, Step


def document(client: Client, chance: random.Random, rate: float) -> dict[str, Node]:
    """Return a file of `client`; each planted value is a credential with probability `rate`."""
    usable = [selector for selector in client.servers if _is_placeable(selector)]
    if not usable:
        return _tokens(client, chance, rate)
    selector = chance.choice(usable)
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
            if _is_placeable(loose.select) and chance.random() < 2 / 3:
                root = _beside(root, loose, chance, rate)
    if not isinstance(root, dict):
        raise TypeError(f"{client.id}: {selector} does not start at a mapping")
    return root


def _tokens(client: Client, chance: random.Random, rate: float) -> dict[str, Node]:
    """Return what a client keeps of its logins, which declares no server."""
    root: Node = {}
    for loose in client.loose:
        steps = tuple(step for step in loose.select.steps if step is not Each.BELOW)
        if Each.ITEM not in steps:
            mark = Mark("beside servers", _loose_sample(loose, chance, rate))
            root = place(root, steps, repeat("search"), Leaf(mark.sample.text, mark))
    return root if isinstance(root, dict) else {}


def _is_placeable(selector: Selector) -> bool:
    return selector.steps[:1] != (Each.ITEM,) and Each.BELOW not in selector.steps


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
        return harmless(chance) if free else stand_in(chance)
    if key.endswith("url"):
        return connection(chance)
    return (password if key.endswith("password") else token)(chance)
