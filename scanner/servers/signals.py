"""What a server's values say of its tenant and environment, as far as it may be told.

Only values that are no credentials, of settings that name a tenant or an environment, and the
hosts of URLs leave the worker (ASSESSMENT section 7, rules E1, E3, E7, T1 and T3).
"""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from detectors.model import Outcome, Slot, Verdict
from scanner.configs import Value
from scanner.model import Origin, Signal

_SETTING = re.compile(
    r"""-{0,2}(?:\w+[_-])?(?:
      env | environment | stage | profile | google[_-]cloud[_-]project
    | (?:app|node|rails|rack|flask|django|sentry|deploy|deployment|runtime)[_-]?env(?:ironment)?
    | (?:tenant|account|subscription|team)(?:[_-]?id)?
    | (?:org|organization|workspace)(?:[_-]?(?:id|slug|name))?
    | (?:customer|project)(?:[_-]?(?:id|name|ref))?
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_HOST = re.compile(r"(?:^|[\s=\"'])([a-z][a-z0-9+.-]*://[^\s\"'<>]+)", re.IGNORECASE)
_LONGEST = 200
_NAMED = (Slot.ENV, Slot.ARGUMENT)


def signals(value: Value, verdicts: Iterable[Verdict]) -> Iterator[Signal]:
    """Yield the signals of one value, given what it was judged to be."""
    text = value.scalar.text
    secret = any(v.outcome in (Outcome.SECRET, Outcome.DEFAULT_CREDENTIAL) for v in verdicts)
    reads_as = value.reads_as or value.slot
    if reads_as in _NAMED and value.name:
        told = not secret and 0 < len(text) <= _LONGEST and len(value.name) <= _LONGEST
        if told and _SETTING.fullmatch(value.name):
            yield Signal(Origin.SETTING, value.name.lstrip("-"), text)
        if reads_as is Slot.ENV:
            yield Signal(Origin.VARIABLE, value.name, value.name)
    for found in _HOST.finditer(text[: 4 * _LONGEST]):
        if host := _host(found[1]):
            yield Signal(Origin.HOST, value.name, host)


def _host(url: str) -> str:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return host if len(host) <= _LONGEST and "$" not in host and "{" not in host else ""
