"""Whether a text can hold a server at all, told without parsing it.

Where only the shape tells, most files of a common name (`config.json`) are about something else;
one history had 26 MB of them. A server stands below keys that its client's selectors name, and a
key that is written without escapes is in the text as it is.
"""

import re
from functools import cache

from scanner.discovery.catalogue import Client
from scanner.discovery.selectors import Having, Selector

_ESCAPED = re.compile(rb"\\[uUx\r\n]")


def may_declare(source: bytes, client: Client) -> bool:
    """Return False only if no selector of `client` can reach anything in `source` (UTF-8)."""
    if _ESCAPED.search(source):
        return True
    return any(all(key in source for key in keys) for keys in _keys(client.servers))


@cache
def _keys(selectors: tuple[Selector, ...]) -> tuple[tuple[bytes, ...], ...]:
    """Return, by selector, the keys that it cannot do without."""
    return tuple(
        tuple(
            (step if isinstance(step, str) else step.key).encode()
            for step in selector.steps
            if isinstance(step, str | Having)
        )
        for selector in selectors
    )
