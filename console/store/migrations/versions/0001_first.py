"""The first schema: people, forms, calls, drafts, revisions, coaching notes, audit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from console.store.columns import PackedVerdicts, UtcTime, VerdictCode

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

FROZEN_TABLES = ("form", "revision", "revision_mark", "evidence", "audit")
"""Rows of these are added and never changed or removed, by whatever client."""


def upgrade() -> None:
    """Forward only."""
    op.create_table(
        "form",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("published_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", "version", name=op.f("pk_form")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("seat", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("pin_hash", sa.Text(), nullable=True),
        sa.Column("wrong_passwords", sa.SmallInteger(), nullable=False),
        sa.Column("password_locked_until", UtcTime(), nullable=True),
        sa.Column("wrong_pins", sa.SmallInteger(), nullable=False),
        sa.Column("pin_locked_until", UtcTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("number", name=op.f("uq_person_number")),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_audit_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_table(
        "call",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("started_at", UtcTime(), nullable=False),
        sa.Column("duration_ms", sa.Integer(), nullable=False),
        sa.Column("sound_paths", sa.JSON(), nullable=False),
        sa.Column("agent_side", sa.Text(), nullable=False),
        sa.Column("raw_rate_hz", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        sa.Column("agent_number", sa.Text(), nullable=False),
        sa.Column("agent_name", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("call_number", sa.Text(), nullable=False),
        sa.Column("customer_number", sa.Text(), nullable=False),
        sa.Column("ring_ms", sa.Integer(), nullable=True),
        sa.Column("hold_ms", sa.Integer(), nullable=True),
        sa.Column("hand_picked", sa.Boolean(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("progress", sa.Text(), nullable=False),
        sa.Column("points", sa.SmallInteger(), nullable=True),
        sa.Column("critical", sa.Boolean(), nullable=False),
        sa.Column("inspector_name", sa.Text(), nullable=False),
        sa.Column("coached", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["person.id"], name=op.f("fk_call_agent_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
        sa.UniqueConstraint("content_hash", name=op.f("uq_call_content_hash")),
    )
    op.create_index(op.f("ix_call_agent_id_started_at_id"), "call", ["agent_id", "started_at", "id"], unique=False)
    op.create_index(
        op.f("ix_call_agent_name_agent_number_id"), "call", ["agent_name", "agent_number", "id"], unique=False
    )
    op.create_index(op.f("ix_call_duration_ms_id"), "call", ["duration_ms", "id"], unique=False)
    op.create_index(op.f("ix_call_points_id"), "call", ["points", "id"], unique=False)
    op.create_index(op.f("ix_call_progress_started_at_id"), "call", ["progress", "started_at", "id"], unique=False)
    op.create_index(op.f("ix_call_queue_started_at_id"), "call", ["queue", "started_at", "id"], unique=False)
    op.create_index(op.f("ix_call_started_at_id"), "call", ["started_at", "id"], unique=False)
    op.create_index(op.f("ix_call_team_started_at_id"), "call", ["team", "started_at", "id"], unique=False)
    op.create_table(
        "coaching_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("coach_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", UtcTime(), nullable=False),
        sa.Column("clips", sa.JSON(), nullable=False),
        sa.Column("item_keys", sa.JSON(), nullable=False),
        sa.Column("strength", sa.Text(), nullable=False),
        sa.Column("priorities", sa.JSON(), nullable=False),
        sa.Column("agent_words", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("action_due", sa.Date(), nullable=True),
        sa.Column("follow_up", sa.Text(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("acknowledged_at", UtcTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["person.id"], name=op.f("fk_coaching_note_agent_id_person")),
        sa.ForeignKeyConstraint(["coach_id"], ["person.id"], name=op.f("fk_coaching_note_coach_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coaching_note")),
    )
    op.create_index(op.f("ix_coaching_note_agent_id_made_at"), "coaching_note", ["agent_id", "made_at"], unique=False)
    op.create_index(op.f("ix_coaching_note_coach_id_made_at"), "coaching_note", ["coach_id", "made_at"], unique=False)
    op.create_table(
        "coaching_note_call",
        sa.Column("note_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_coaching_note_call_call_id_call")),
        sa.ForeignKeyConstraint(
            ["note_id"], ["coaching_note.id"], name=op.f("fk_coaching_note_call_note_id_coaching_note")
        ),
        sa.PrimaryKeyConstraint("note_id", "call_id", name=op.f("pk_coaching_note_call")),
    )
    op.create_index(op.f("ix_coaching_note_call_call_id"), "coaching_note_call", ["call_id"], unique=False)
    op.create_table(
        "draw",
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("inspector_id", sa.Uuid(), nullable=False),
        sa.Column("drawn_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_draw_call_id_call")),
        sa.ForeignKeyConstraint(["inspector_id"], ["person.id"], name=op.f("fk_draw_inspector_id_person")),
        sa.PrimaryKeyConstraint("call_id", "inspector_id", name=op.f("pk_draw")),
    )
    op.create_table(
        "revision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("inspector_id", sa.Uuid(), nullable=False),
        sa.Column("inspector_name", sa.Text(), nullable=False),
        sa.Column("submitted_at", UtcTime(), nullable=False),
        sa.Column("form_key", sa.Text(), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("points", sa.SmallInteger(), nullable=False),
        sa.Column("critical", sa.Boolean(), nullable=False),
        sa.Column("verdicts", PackedVerdicts(), nullable=False),
        sa.Column("pins", sa.JSON(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("advice", sa.Text(), nullable=False),
        sa.Column("heard", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("number = 1 OR reason <> ''", name=op.f("ck_revision_reason")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_revision_number")),
        sa.ForeignKeyConstraint(["agent_id"], ["person.id"], name=op.f("fk_revision_agent_id_person")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_revision_call_id_call")),
        sa.ForeignKeyConstraint(
            ["form_key", "form_version"],
            ["form.key", "form.version"],
            name=op.f("fk_revision_form_key_form_version_form"),
        ),
        sa.ForeignKeyConstraint(["inspector_id"], ["person.id"], name=op.f("fk_revision_inspector_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
        sa.UniqueConstraint("call_id", "number", name=op.f("uq_revision_call_id_number")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_revision_draft_id")),
    )
    op.create_index(op.f("ix_revision_agent_id_submitted_at"), "revision", ["agent_id", "submitted_at"], unique=False)
    op.create_index(op.f("ix_revision_submitted_at"), "revision", ["submitted_at"], unique=False)
    op.create_table(
        "draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("inspector_id", sa.Uuid(), nullable=False),
        sa.Column("sheet", sa.JSON(), nullable=False),
        sa.Column("heard", sa.JSON(), nullable=False),
        sa.Column("corrects", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("opened_at", UtcTime(), nullable=False),
        sa.Column("saved_at", UtcTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_draft_call_id_call")),
        sa.ForeignKeyConstraint(["corrects"], ["revision.id"], name=op.f("fk_draft_corrects_revision")),
        sa.ForeignKeyConstraint(["inspector_id"], ["person.id"], name=op.f("fk_draft_inspector_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("call_id", name=op.f("uq_draft_call_id")),
    )
    op.create_index(op.f("ix_draft_inspector_id"), "draft", ["inspector_id"], unique=False)
    op.create_table(
        "revision_mark",
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("item_key", sa.Text(), nullable=False),
        sa.Column("verdict", VerdictCode(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_revision_mark_revision_id_revision")),
        sa.PrimaryKeyConstraint("revision_id", "item_key", name=op.f("pk_revision_mark")),
    )
    op.create_table(
        "evidence",
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("item_key", sa.Text(), nullable=False),
        sa.Column("start_ms", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("end_ms", sa.Integer(), autoincrement=False, nullable=False),
        sa.CheckConstraint("0 <= start_ms AND start_ms < end_ms", name=op.f("ck_evidence_span")),
        sa.ForeignKeyConstraint(
            ["revision_id", "item_key"],
            ["revision_mark.revision_id", "revision_mark.item_key"],
            name=op.f("fk_evidence_revision_id_item_key_revision_mark"),
        ),
        sa.PrimaryKeyConstraint("revision_id", "item_key", "start_ms", "end_ms", name=op.f("pk_evidence")),
    )
    if op.get_bind().dialect.name == "postgresql":
        _guard_on_postgresql()
    else:
        _guard_on_sqlite()


def _guard_on_sqlite() -> None:
    for table in FROZEN_TABLES:
        for verb in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} never changes'); END"
            )


def _guard_on_postgresql() -> None:
    op.execute(
        """
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '% never changes', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
        END $$
        """
    )
    for table in FROZEN_TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
