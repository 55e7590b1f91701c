import pickle

import pytest

from detectors.model import Slot
from scanner.configs import Scalar, Value
from scanner.discovery.catalogue import matches
from scanner.servers.extract import extract
from scanner.syntax import Format, parse
from tests.tokens import opaque


def _nodes(secret: str) -> list[object]:
    text = f'{{"mcpServers": {{"a": {{"command": "x", "env": {{"K": "{secret}"}}}}}}}} // {secret}'
    tree = parse(text.encode(), Format.JSON)
    configuration = extract(tree, matches(".mcp.json")[0])
    server = configuration.servers[0]
    return [tree, tree.root, configuration, server, *server.values, *tree.comments]


def test_nothing_that_holds_plaintext_shows_it() -> None:
    secret = opaque()

    for node in _nodes(secret):
        assert secret not in repr(node)


def test_what_holds_plaintext_does_not_leave_its_process() -> None:
    scalar = Scalar(opaque(), ((0, 0),))

    for held in (scalar, Value(Slot.ENV, "K", "/a", scalar), *_nodes(opaque())):
        with pytest.raises(TypeError, match="never leaves"):
            pickle.dumps(held)
