"""What the commands and files of a review are for, for `explain`."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Topic:
    """A word of the command line or of the reviewer's files, explained."""

    id: str
    title: str
    what: str
    effect: str
    """What it changes in a report."""
    begin: str
    """The command to begin with."""
    more: str
    """Where all of it is written down."""


TOPICS: Final = (
    Topic(
        "inventory",
        "Your map of tenants, environments and owners, and your approved servers",
        "A TOML file of yours. `inventory init` drafts it from a scan, for you to confirm.",
        "What it declares decides over what is inferred; evidence of high confidence against it is "
        "shown beside it (MX-23).",
        "mcp-exposure inventory init TARGET --output inventory.toml",
        "docs/inventory.md",
    ),
    Topic(
        "attestation",
        "What somebody vouches for that no configuration can show",
        "An [[attestations]] table of the inventory: who says so, since when, and what shows it.",
        "Evidence of grade D. A credential that is attested as revoked is low at most; what a "
        "commit contradicts has no effect, and is named.",
        "mcp-exposure inventory init TARGET --key-file FILE --output inventory.toml",
        "docs/inventory.md",
    ),
    Topic(
        "policy",
        "Your limits, what makes the exit code, and the exceptions that somebody approved",
        "A TOML file of yours; what it does not say has a default.",
        "The limits of MX-07, MX-10 and MX-25, what MX-11, MX-17, MX-19 and MX-20 know, and the "
        "exit code.",
        "mcp-exposure scan TARGET --policy policy.toml",
        "docs/policy.md",
    ),
    Topic(
        "exception",
        "A failure that somebody accepts for a time",
        "An [[exceptions]] table of the policy, with an owner, an approver and an end.",
        "The failure stays one, is shown as accepted, and does not make the exit code 1.",
        "mcp-exposure scan TARGET --policy policy.toml",
        "docs/policy.md",
    ),
    Topic(
        "pack",
        "All formats of one report in a directory, with a manifest",
        "`--report all=DIR` writes it; `verify DIR` hashes and compares it again.",
        "None: it is the report, as evidence.",
        "mcp-exposure scan TARGET --report all=DIR",
        "docs/formats.md",
    ),
    Topic(
        "diff",
        "What changed between two reports",
        "New, back, resolved, unchanged or open past its limit, by credential and by row; both "
        "reports need the same key.",
        "With --baseline it stands in the report as well.",
        "mcp-exposure diff OLD NEW",
        "docs/cli.md",
    ),
)
