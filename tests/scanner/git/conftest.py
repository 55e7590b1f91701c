from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from scanner.git import door, layout
from scanner.git.door import View
from tests.repositories import GitRepo

OpenView = Callable[[GitRepo], View]


@pytest.fixture
def open_view() -> Iterator[OpenView]:
    """Views that last as long as the test."""
    with ExitStack() as stack:

        def opened(repo: GitRepo) -> View:
            found = layout.find(repo.path)
            assert found is not None
            return stack.enter_context(door.view(found))

        yield opened
