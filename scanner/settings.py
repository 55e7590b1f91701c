"""What the auditor asked for, as one value that every worker gets."""

from dataclasses import dataclass

from detectors.secret import FingerprintKey
from detectors.user_catalogue import UserCatalogue

_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Settings:
    """How to scan one unit."""

    key: FingerprintKey
    history: bool = True
    """Every commit, not only what is checked out and at the tips."""
    by_content: bool = True
    """Every text that holds a marker of MCP, not only files that some client keeps."""
    explain_safe: bool = False
    """Tell also what was judged to be no credential."""
    catalogue: UserCatalogue | None = None
    """The auditor's own clients and kinds of credentials."""
    trace: bool = False
    """Look for the values that are found in all other contents as well."""
    authors_shown: bool = False
    """Name the authors of commits instead of hashing them."""
    max_bytes: int = 10 * _MIB
    """A larger candidate file is named in the coverage, not read."""
    state: str = ""
    """URL of the store of earlier results; empty if nothing is remembered."""
    max_time: float = 3600
    """Seconds that one repository may take; what was not read by then is named."""
    max_memory: int = 4096 * _MIB
    """Bytes that reading one repository may add to this process; each git may have a quarter."""
    lanes: int = 1
    """Processes that read one repository."""
