"""What stands among all alerts is found at once: every console reads it whenever one comes or goes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only, within the caller's transaction."""
    stands = sa.text("ended_at IS NULL")
    op.create_index(op.f("ix_alert_open"), "alert", ["agent_id"], postgresql_where=stands, sqlite_where=stands)
