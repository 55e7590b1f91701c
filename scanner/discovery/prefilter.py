"""Whether a text can hold a server at all, told without parsing it.

Where only the shape tells, most files of a common name (`config.json`) are about something else;
one history had 26 MB of them. A server stands below keys that its client's selectors name, and a
key that is written without escapes is in the text as it is.
"""

import re
from functools import cache

from scanner.discovery.catalogue import Client
from scanner.discovery.selectors import Selector

_ESCAPED = re.compile(rb"\\[uUx/\r\n]")


def may_declare(source: bytes, client: Client) -> bool:
    """Return False only if no selector of `client` can reach anything in `source` (UTF-8)."""
    if _ESCAPED.search(source):
        return True
    wanted = [texts for keys, texts in _needs(client.servers) if all(key in source for key in keys)]
    if not all(wanted):
        return bool(wanted)
    lowered = source.lower()
    return any(all(text in lowered for text in texts) for texts in wanted)


@cache
def _needs(
    selectors: tuple[Selector, ...],
) -> tuple[tuple[tuple[bytes, ...], tuple[bytes, ...]], ...]:
    """Return, by selector, the keys and the texts in lower case that it cannot do without."""
    return tuple(
        (
            tuple(key.encode() for key in selector.keys),
            tuple(text.encode() for text in selector.texts if text.isascii()),
        )
        for selector in selectors
    )
