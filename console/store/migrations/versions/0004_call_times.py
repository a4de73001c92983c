"""What the telephone system knows of a call's times: waiting, talking, how it ended, and where in the recording."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from console.store.columns import Json

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only, within the caller's transaction. On PostgreSQL the parts of `call` grow with it, unread."""
    op.add_column("call", sa.Column("wait_ms", sa.Integer(), nullable=True))
    op.add_column("call", sa.Column("talk_ms", sa.Integer(), nullable=True))
    op.add_column("call", sa.Column("ended_by", sa.Text(), nullable=False, server_default="unknown"))
    op.add_column("call", sa.Column("stretches", Json(), nullable=False, server_default="[]"))
