"""The tables. Nothing in them is plaintext: secrets are told by keyed digests."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

metadata = MetaData()

runs = Table(
    "run",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("started_at", String, nullable=False, comment="UTC, ISO 8601"),
    Column("finished_at", String, comment="null while it runs, and if it was killed"),
    Column("scan", LargeBinary, nullable=False, comment="what was asked for, JSON"),
    comment="One scan of some targets.",
)

repositories = Table(
    "repository",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("location", String, nullable=False, unique=True, comment="where it is kept"),
    Column("scope", String, nullable=False, comment="digest of all that decides what is read"),
    Column("kinds", String, nullable=False, comment="digest of what decides on credentials"),
    Column("signature", String, nullable=False, comment="digest of its state; empty if in doubt"),
    Column("result", LargeBinary, nullable=False, comment="scanner.records.packing"),
    comment="The last result of each repository or directory.",
)

segments = Table(
    "segment",
    metadata,
    Column("id", Integer, primary_key=True),
    Column(
        "repository_id",
        Integer,
        ForeignKey("repository.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("knowledge", LargeBinary, nullable=False, comment="scanner.records.packing"),
    comment="What one scan learnt of the contents of a repository.",
)

outcomes = Table(
    "outcome",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run_id", Integer, ForeignKey("run.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("repository_id", Integer, ForeignKey("repository.id", ondelete="CASCADE")),
    Column("result", LargeBinary, comment="one beside the record: of a failure or a trace"),
    UniqueConstraint("run_id", "repository_id"),
    CheckConstraint("(repository_id IS NULL) != (result IS NULL)", name="one_of_two"),
    comment="What a run has got through.",
)
