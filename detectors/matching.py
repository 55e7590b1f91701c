"""Where one format matches a text."""

from detectors.catalogue import Format

Span = tuple[int, int]


def of_value(entry: Format, name: str, text: str) -> tuple[Span, ...]:
    """Return where the value `text` of the canonical `name` has a format that is bound to names."""
    if entry.pattern is None or entry.names is None or not entry.names.search(name):
        return ()
    stripped = text.strip()
    found = entry.pattern.fullmatch(stripped)
    if found is None:
        return ()
    shift = text.index(stripped)
    start, end = found.span("secret")
    return ((start + shift, end + shift),)


def within(entry: Format, text: str) -> tuple[Span, ...]:
    """Return the stretches of `text` that have a format, if one of its keywords is there."""
    # Not a generator: most formats are asked about most values, and nearly all answer no.
    if entry.pattern is None or not any(map(text.__contains__, entry.keywords)):
        return ()
    return tuple(found.span("secret") for found in entry.pattern.finditer(text))
