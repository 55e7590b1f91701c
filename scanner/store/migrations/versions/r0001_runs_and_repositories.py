"""Runs, repositories and what is known of them."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "run",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("started_at", sa.String, nullable=False),
        sa.Column("finished_at", sa.String),
        sa.Column("scan", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "repository",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("location", sa.String, nullable=False, unique=True),
        sa.Column("scope", sa.String, nullable=False),
        sa.Column("kinds", sa.String, nullable=False),
        sa.Column("signature", sa.String, nullable=False),
        sa.Column("result", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "segment",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "repository_id",
            sa.Integer,
            sa.ForeignKey("repository.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("knowledge", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "outcome",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "run_id",
            sa.Integer,
            sa.ForeignKey("run.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("repository_id", sa.Integer, sa.ForeignKey("repository.id", ondelete="CASCADE")),
        sa.Column("result", sa.LargeBinary),
        sa.UniqueConstraint("run_id", "repository_id"),
        sa.CheckConstraint("(repository_id IS NULL) != (result IS NULL)", name="one_of_two"),
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("outcome", "segment", "repository", "run"):
        op.drop_table(table)
