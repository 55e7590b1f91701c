"""Whether a text can hold a server at all, told without parsing it.

Where only the shape tells, most files of a common name (`config.json`) are about something else;
one history had 26 MB of them. A server stands below keys that its client's selectors name, and a
key is in the text as it is once its escapes are undone.
"""

import re
from functools import cache

from scanner.discovery.catalogue import Client
from scanner.discovery.selectors import Selector

_ESCAPE = re.compile(
    rb"\\(?:u00([0-7][0-9a-fA-F])|U000000([0-7][0-9a-fA-F])|x([0-7][0-9a-fA-F])|(/)|\r?\n[ \t]*+)"
)
"""What may stand for a character of a key in JSON, YAML or TOML, or for nothing."""


def may_declare(source: bytes, client: Client) -> bool:
    """Return False only if no selector of `client` can reach anything in `source` (UTF-8)."""
    if b"\\" in source:
        source = _ESCAPE.sub(_unescaped, source)
    wanted = [texts for keys, texts in _needs(client.servers) if all(key in source for key in keys)]
    if not all(wanted):
        return bool(wanted)
    lowered = source.lower()
    return any(all(text in lowered for text in texts) for texts in wanted)


def _unescaped(match: re.Match[bytes]) -> bytes:
    code = match[1] or match[2] or match[3]
    return bytes((int(code, 16),)) if code else match[4] or b""


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
