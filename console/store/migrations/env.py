"""Runs the migrations on the connection the store hands over, inside its transaction."""

from __future__ import annotations

from alembic import context

from console.store import floor_tables, shared_tables  # noqa: F401 - they stand in the same metadata
from console.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=False,
)
context.run_migrations()
