"""The policy: the numbers and lists that verdicts rest on, with their defaults.

Ninety days are a convention, no norm; PCI DSS 8.6.3 leaves the interval to a risk analysis.
"""

from dataclasses import dataclass

from reports.exceptions import RiskException
from reports.model import Severity


@dataclass(frozen=True, slots=True)
class Policy:
    """What the reviewer demands; every field has the default that holds without a policy file."""

    rotation_days_static: int = 90
    """A static credential is to be replaced within so many days (MX-07)."""
    rotation_days_privileged: int = 30
    """The same for a privileged one."""
    ttl_max_hours: int = 24
    """A credential that tells its own lifetime may live so long (MX-10)."""
    sla_days_critical: int = 1
    """An exposure of this severity is to end within so many days (MX-25)."""
    sla_days_high: int = 7
    sla_days_medium: int = 30
    fail_on: Severity | None = Severity.HIGH
    """The exit code is 1 at this severity or above; None: never."""
    unknown_fails: bool = False
    """Whether a check that is UNKNOWN makes the exit code 1 as well."""
    exception_max_days: int = 90
    """An exception may last so long after its approval."""
    exception_max_rows: int = 25
    """An exception that selects failures of more rows is refused."""
    non_acceptable: tuple[str, ...] = ("MX-04",)
    """Checks whose failures nobody can accept."""
    auto_approve_allowed: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """(glob of server identities, tools that may run without being asked for) (MX-19)."""
    oauth_hosts: tuple[str, ...] = ()
    """Globs of hosts that are known to demand OAuth (MX-11, MX-17, identity model)."""
    superuser_names: tuple[str, ...] = ()
    """Names of database users with all rights, beside the well-known ones (MX-20)."""
    exceptions: tuple[RiskException, ...] = ()

    def rotation_days(self, *, privileged: bool) -> int:
        """Return within how many days a credential is to be replaced."""
        return self.rotation_days_privileged if privileged else self.rotation_days_static

    @property
    def sla(self) -> dict[Severity, int]:
        """By severity: within how many days an exposure is to end; none below medium."""
        return {
            Severity.CRITICAL: self.sla_days_critical,
            Severity.HIGH: self.sla_days_high,
            Severity.MEDIUM: self.sla_days_medium,
        }

    def sla_days(self, severity: Severity) -> int | None:
        """Return within how many days an exposure is to end; None below medium."""
        return self.sla.get(severity)


DEFAULT = Policy()
