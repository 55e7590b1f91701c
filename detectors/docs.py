"""The page of all kinds of credentials, generated from the catalogue."""

from detectors.catalogue import Format, formats

_HEAD = """\
# Kinds of credentials

Generated from `detectors/kinds/*.toml`; do not edit.

These are the kinds that we describe ourselves, with life and place of rotation. Formats that are
not here are recognised through Kingfisher's and detect-secrets' catalogues, and a literal of no
known format in a slot named like a credential is reported as `opaque`. A *static* kind does not end
by itself, or its maker may leave the end open; the issuer always sets an end for a *bounded* or
*ephemeral* one; *unknown* means that neither the format nor a page that we read tells. *Privileged*
kinds reach beyond one resource.

| kind | issuer | life | begins with | privileged | rotate at | source |
|---|---|---|---|---|---|---|
"""


def kinds_page() -> str:
    """Return the Markdown page of all kinds, by issuer."""
    ordered = sorted(formats(), key=lambda entry: (entry.kind.issuer.casefold(), entry.kind.id))
    return _HEAD + "".join(_row(entry) for entry in ordered)


def _row(entry: Format) -> str:
    kind = entry.kind
    cells = (
        f"{kind.name} `{kind.id}`",
        kind.issuer,
        kind.life,
        f"`{kind.prefix}`" if kind.prefix else "",
        "yes" if kind.privileged else "",
        _link(kind.rotate),
        _link(kind.source),
    )
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |\n"


def _link(url: str) -> str:
    return f"<{url}>" if url.startswith("https://") else url
