"""What every report for people says of itself, word for word the same in each."""

from typing import Final

ASSURANCE: Final = (
    "Static reading of the listed files and git objects on the stated date. A PASS means no "
    "counter-evidence was found in that scope. UNKNOWN means static evidence cannot decide. The "
    "tool did not contact any provider, start any MCP server, or test any credential. Removal from "
    "a repository is not evidence of revocation. Framework references are an aid, not a "
    "certification."
)

NEVER_SEEN: Final = (
    "Forks and other people's clones",
    "Pull and merge request refs, and deleted branches, unless they were fetched",
    "Objects that were collected as garbage before the scan",
    "Git LFS content, submodules that are not on this machine, blobs missing in partial clones",
    "Caches of the hosting side; wikis, gists, issues, chats",
    "Variables and logs of CI, container images, releases",
    "What secret managers hold, and how they rotate it",
    "Registrations, consents and token lifetimes at identity providers",
    "The permissions that a credential really has",
    "Source code, tool lists and run-time behaviour of MCP servers",
    "Client policies set by device management; Windows access lists",
    "Home directories of machines that were not scanned",
    "Encrypted files; binary and oversized files; encodings that were not decoded",
    "Clients and formats of configuration that this version does not know",
    "Whether any credential still works",
)
"""What no scan of files can see, whatever its scope; a report always says so."""
