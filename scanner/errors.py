"""What can stop an audit. Failing to scan one thing is a `Skipped`, not one of these."""


class AuditError(Exception):
    """The audit cannot go on; the message says what happened, `hint` what to do."""

    exit_code = 4
    hint = ""

    def __init__(self, message: str, hint: str = "") -> None:
        """Say what happened and, if the class does not, what to do."""
        super().__init__(message)
        self.hint = hint or type(self).hint


class UsageError(AuditError):
    """The command line or one of the reviewer's files is wrong."""

    exit_code = 2


class GitUnavailableError(AuditError):
    """There is no git to run."""

    hint = "Install git 2.30 or newer and see that it is on the PATH."


class OutputError(AuditError):
    """A report could not be written."""

    hint = "Choose a path that can be written, with --report FORMAT=PATH."


class StateBusyError(AuditError):
    """Another scan is using the state."""
