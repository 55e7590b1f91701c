"""The values that options of the command line take."""

from enum import StrEnum


class History(StrEnum):
    """How far back to look."""

    ALL = "all"
    NONE = "none"


class Discover(StrEnum):
    """Which files are looked at."""

    CONTENT = "content"
    PATHS = "paths"


class Authors(StrEnum):
    """How reports call the authors of commits."""

    HASHED = "hashed"
    SHOWN = "shown"


class DiffFormat(StrEnum):
    """How `diff` tells what changed."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


class Level(StrEnum):
    """The severity from which on a scan fails."""

    NONE = "none"
    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"
