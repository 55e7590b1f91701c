"""Fields of a server that hold a credential themselves, and those that only name a variable."""

import random
from functools import partial

from benchmarks.detection_layout import name_fields, put, secret_fields
from benchmarks.detection_text import Leaf, Mark, Node
from benchmarks.detection_values import (
    Draw,
    Sample,
    Truth,
    opaque,
    password,
    placeholder,
    reference,
    token,
)
from detectors.shapes import expand
from scanner.discovery.catalogue import Client


def stand_in(chance: random.Random, client: Client | None = None) -> Sample:
    """Return a reference or placeholder, where only a credential could stand."""
    if client is None or chance.random() < 1 / 3:
        return placeholder(chance)
    return reference(chance, client, opaque(chance).name)


def fill(made: dict[str, Node], client: Client, chance: random.Random, rate: float) -> None:
    """Fill a field that holds a credential itself, or one that only names a variable."""
    if chance.random() < 1 / 3:
        name = opaque(chance).name
        sample = Sample(name, name, "variable name", Truth.SAFE)
        put(made, chance.choice(name_fields(client)), Leaf(name, Mark("field", sample)))
        return
    steps = chance.choice(secret_fields(client))
    sample = stand_in(chance, client)
    if chance.random() < rate:
        sample = _credential_of(steps[-1].lower())(chance)
    put(made, steps, Leaf(sample.text, Mark("field", sample)))


def _credential_of(key: str) -> Draw:
    if "password" in key:
        return password
    if "private_key" in key:
        return partial(_shaped, "private-key", "{pem}")
    if "aws_secret" in key:
        return partial(_shaped, "aws-secret-access-key", "{base64:40}")
    if "aws_session" in key:
        return partial(_shaped, "aws-session-token", "{base64:300}")
    return token


def _shaped(kind: str, shape: str, chance: random.Random) -> Sample:
    return Sample("", expand(shape, chance), kind, Truth.SECRET)
