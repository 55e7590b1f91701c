"""Alembic's way into the store; `scanner.store.database` hands over the connection."""

from alembic import context

from scanner.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
