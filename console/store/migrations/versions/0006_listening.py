"""Listening to live calls: an action that stays open, and where its sound is fetched, for half a minute."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from console.store.columns import Json, UtcTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only, within the caller's transaction."""
    op.add_column("floor_action", sa.Column("listening_id", sa.Uuid(), nullable=True))
    op.add_column("floor_action", sa.Column("began_at", UtcTime(), nullable=True))
    op.add_column("floor_action", sa.Column("stop_at", UtcTime(), nullable=True))
    stands = sa.text("ended_at IS NULL")
    op.create_index(
        op.f("ix_floor_action_open"), "floor_action", ["agent_id"], postgresql_where=stands, sqlite_where=stands
    )
    op.create_table(
        "media_offer",
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("wish", Json(), nullable=True),
        sa.Column("offer", Json(), nullable=True),
        sa.Column("made_at", UtcTime(), nullable=True),
        sa.Column("taken_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["floor_action.id"],
            name=op.f("fk_media_offer_action_id_floor_action"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("action_id", name=op.f("pk_media_offer")),
    )
    if op.get_context().dialect.name == "postgresql":
        op.execute("ALTER TABLE media_offer SET UNLOGGED")
