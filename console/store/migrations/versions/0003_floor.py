"""The floor: rooms and seats, what every agent is doing now, what was asked to be done, alerts, handovers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from console.store.columns import Json, UtcTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only, within the caller's transaction. Of what 0002 kept only `agent_state` changes: it grows."""
    op.add_column("agent_state", sa.Column("queue", sa.Text(), nullable=False, server_default=""))
    op.add_column("agent_state", sa.Column("call_key", sa.Text(), nullable=False, server_default=""))
    op.add_column("agent_state", sa.Column("help", sa.Boolean(), nullable=False, server_default=sa.false()))
    _add_plan()
    _add_states()
    _add_deeds()


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def _add_plan() -> None:
    op.create_table(
        "room",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("grid_rows", sa.Integer(), nullable=False),
        sa.Column("grid_columns", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "grid_rows BETWEEN 1 AND 1000 AND grid_columns BETWEEN 1 AND 1000", name=op.f("ck_room_size")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room")),
        sa.UniqueConstraint("name", name=op.f("uq_room_name")),
    )
    op.create_table(
        "seat",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("grid_row", sa.Integer(), nullable=False),
        sa.Column("grid_column", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        _key("seat", "room_id", "room"),
        _key("seat", "agent_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat")),
        sa.UniqueConstraint("room_id", "grid_row", "grid_column", name=op.f("uq_seat_room_id_grid_row_grid_column")),
        sa.UniqueConstraint("agent_id", name=op.f("uq_seat_agent_id")),
    )
    op.create_table(
        "floor_team",
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("limits", Json(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("team", name=op.f("pk_floor_team")),
    )


def _add_states() -> None:
    op.create_table(
        "gateway",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("backend_pid", sa.Integer(), nullable=False),
        sa.Column("as_of", UtcTime(), nullable=False),
        sa.Column("heard_at", UtcTime(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("able", Json(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_gateway")),
    )
    op.create_table(
        "agent_now",
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("gateway", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("since", UtcTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("call_key", sa.Text(), nullable=False),
        sa.Column("other_number", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("hold_ms", sa.BigInteger(), nullable=False),
        sa.Column("help", sa.Boolean(), nullable=False),
        sa.Column("next_state", sa.Text(), nullable=False),
        sa.Column("next_reason", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("as_of", UtcTime(), nullable=False),
        _key("agent_now", "agent_id", "person"),
        sa.PrimaryKeyConstraint("agent_id", name=op.f("pk_agent_now")),
        postgresql_with={"fillfactor": "40"},  # every row is written anew all day: its page keeps room for that
    )


def _add_deeds() -> None:
    op.create_table(
        "floor_action",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("gateway", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("to_phone", sa.Text(), nullable=False),
        sa.Column("call_key", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("taken_at", UtcTime(), nullable=True),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.CheckConstraint("state IN ('pending', 'accepted', 'done', 'refused')", name=op.f("ck_floor_action_state")),
        _key("floor_action", "by_id", "person"),
        _key("floor_action", "agent_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_floor_action")),
    )
    op.create_index(op.f("ix_floor_action_at"), "floor_action", ["at"])
    op.create_index(op.f("ix_floor_action_agent_id_at"), "floor_action", ["agent_id", "at"])
    op.create_table(
        "alert",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since", UtcTime(), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("limit_ms", sa.BigInteger(), nullable=False),
        sa.Column("raised_at", UtcTime(), nullable=False),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answer_reason", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", UtcTime(), nullable=True),
        sa.Column("snoozed_until", UtcTime(), nullable=True),
        sa.CheckConstraint("answer IN ('', 'seen', 'snoozed')", name=op.f("ck_alert_answer")),
        _key("alert", "agent_id", "person"),
        _key("alert", "answered_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        sa.UniqueConstraint("agent_id", "since", "state", "level", name=op.f("uq_alert_agent_id_since_state_level")),
    )
    op.create_index(op.f("ix_alert_raised_at"), "alert", ["raised_at"])
    op.create_table(
        "handover",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("seat_id", sa.Uuid(), nullable=True),
        sa.Column("about_at", UtcTime(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("signed_by", sa.Uuid(), nullable=True),
        sa.Column("signed_at", UtcTime(), nullable=True),
        _key("handover", "by_id", "person"),
        _key("handover", "signed_by", "person"),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_handover_seat_id_seat"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
    )
    op.create_index(op.f("ix_handover_at"), "handover", ["at"])
