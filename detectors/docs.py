"""The page of all kinds of credentials, generated from the catalogue."""

from detectors.catalogue import Format, formats

_HEAD = """\
# Kinds of credentials

Generated from `detectors/kinds/*.toml`; do not edit.

These are the kinds that we describe ourselves, with life, owner and place of rotation. Formats that
are not here are recognised through Kingfisher's and detect-secrets' catalogues, and a literal of no
known format in a slot named like a credential is reported as `opaque`. A *static* kind does not end
by itself, or its maker may leave the end open; the issuer always sets an end for a *bounded* or
*ephemeral* one; *unknown* means that neither the format nor a page that we read tells. A web token
that tells its own dates is judged by them: up to a day is ephemeral, and one without an end static.
*Privileged* kinds reach beyond one resource.

*Whose* says who acts when it is used: a *user*, a *service* (an application, a robot, a project or
a team), an *installation* of an application in one account, or the *admin* of an account; empty
where neither the format nor a page that we read tells. *Instead* is the delegated or federated way.

| kind | issuer | life | whose | begins with | privileged | rotate at | instead | source |
|---|---|---|---|---|---|---|---|---|
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
        kind.subject,
        f"`{kind.prefix}`" if kind.prefix else "",
        "yes" if kind.privileged else "",
        _places(kind.rotate, kind.revoke),
        " ".join(map(_link, kind.alternative.split(" "))),
        _link(kind.source),
    )
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |\n"


def _places(rotate: str, revoke: str) -> str:
    return f"{_link(rotate)}; to revoke {_link(revoke)}" if revoke else _link(rotate)


def _link(text: str) -> str:
    """Return `text` as a link if it is an address, without the comma that may follow it."""
    address = text.rstrip(",;")
    if not address.startswith("https://"):
        return text
    return f"<{address}>{text[len(address) :]}"
