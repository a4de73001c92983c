"""A call is scored while it goes on: a row before its recording, a sheet that says so, and where its tape lay."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from console.store.columns import Json, UtcTime, Words

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_BESIDE = """
    (EXISTS (
        SELECT 1 FROM coaching_note_call l JOIN coaching_note n ON n.id = l.note_id
        WHERE l.call_id = {call} AND n.made_at <= {scored_at}
    ) OR EXISTS (
        SELECT 1 FROM revision f WHERE f.call_id = {call} AND f.number = 1 AND instr(f.live, '"beside"\\:true') > 0
    ))"""
"""A coaching note spoke of a call before it was first scored, or the agent sat with whoever scored it live.

A trigger may not take JSON apart where the schema is not trusted; of that column the words are our own.
"""

_BESIDE_AGAIN = f"""
    UPDATE result SET side_by_side = {_BESIDE.format(call="result.call_id", scored_at="result.scored_at")}
    WHERE call_id """  # noqa: S608 - no values in it

TRIGGERS = {
    "result_follows_revision": f"""
        AFTER INSERT ON revision BEGIN
            INSERT INTO result (call_id, revision_id, agent_id, team, scored_at, form_key, form_version, points,
                critical, verdicts, hand_picked, side_by_side)
            SELECT NEW.call_id, NEW.id, NEW.agent_id, NEW.team, NEW.submitted_at, NEW.form_key, NEW.form_version,
                NEW.points, NEW.critical, NEW.verdicts, c.hand_picked,
                {_BESIDE.format(call="NEW.call_id", scored_at="NEW.submitted_at")}
            FROM call c WHERE c.id = NEW.call_id
            ON CONFLICT (call_id) DO UPDATE SET revision_id = excluded.revision_id, agent_id = excluded.agent_id,
                team = excluded.team, form_key = excluded.form_key, form_version = excluded.form_version,
                points = excluded.points, critical = excluded.critical, verdicts = excluded.verdicts;
        END""",  # noqa: S608
    "result_follows_link": f"AFTER INSERT ON coaching_note_call BEGIN {_BESIDE_AGAIN} = NEW.call_id; END",
    "result_follows_lost_link": f"AFTER DELETE ON coaching_note_call BEGIN {_BESIDE_AGAIN} = OLD.call_id; END",
}


def upgrade() -> None:
    """Forward only, within the caller's transaction."""
    op.add_column("call", sa.Column("live_since", UtcTime(), nullable=True))
    op.add_column("call", sa.Column("sound_at", UtcTime(), nullable=True))
    op.add_column("revision", sa.Column("live", Json(), nullable=True))
    op.create_table(
        "revision_place",
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("pieces", Json(), nullable=False),
        sa.Column("how", Words(), nullable=False),
        sa.Column("placed_at", UtcTime(), nullable=False),
        sa.CheckConstraint("how IN ('sound', 'times')", name=op.f("ck_revision_place_how")),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["revision.id"],
            name=op.f("fk_revision_place_revision_id_revision"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("revision_id", name=op.f("pk_revision_place")),
    )
    if op.get_context().dialect.name == "sqlite":
        for name, deed in TRIGGERS.items():
            op.execute(f"DROP TRIGGER {name}")
            op.execute(f"CREATE TRIGGER {name} {deed}")
