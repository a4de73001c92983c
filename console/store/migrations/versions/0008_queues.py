"""Which queues an agent is signed on to: the floor's filter by skill stands on it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from console.store.columns import Json

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only, within the caller's transaction. The next word of each gateway fills it."""
    op.add_column("agent_now", sa.Column("queues", Json(), nullable=False, server_default="[]"))
