"""The shared database: parts by month, a sealed record, appeals, results, policies; standing kept by triggers."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from console.store.columns import UtcTime, coded
from console.store.migrations import embedded_0002, shared_0002

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

JSON_COLUMNS = {
    "form": ("content",),
    "call": ("sound_paths",),
    "draft": ("sheet", "heard"),
    "revision": ("pins", "heard"),
    "coaching_note": ("clips", "item_keys", "priorities"),
    "audit": ("facts",),
}
"""Where texts stood as JSON escapes them; from now on they are coded as in every other column."""

POLICIES = {"recordings": 6, "logs": 12, "evaluations": 60}
"""Months that things are kept unless somebody says otherwise."""


def upgrade() -> None:
    """Forward only, within the caller's transaction."""
    ways = shared_0002 if op.get_bind().dialect.name == "postgresql" else embedded_0002
    ways.unguard()
    _recode(ways.ROW_KEY)
    ways.change_calls()
    _add_tables()
    ways.seal_audit()
    ways.guard()


def _recode(row_key: str) -> None:
    """Write anew what holds an escape: a NUL or half a surrogate pair, which functions of the server cannot take."""
    bind = op.get_bind()
    key = "CAST(:key AS tid)" if row_key == "ctid" else ":key"
    place = "strpos" if row_key == "ctid" else "instr"
    kept = "CAST(:kept AS json)" if row_key == "ctid" else ":kept"
    for table, columns in JSON_COLUMNS.items():
        for column in columns:
            text = f"CAST({column} AS text)"
            found = bind.execute(
                sa.text(f"SELECT CAST({row_key} AS text), {text} FROM {table} WHERE {place}({text}, '\\u') > 0")  # noqa: S608
            ).all()
            if found:
                change = sa.text(f"UPDATE {table} SET {column} = {kept} WHERE {row_key} = {key}")  # noqa: S608
                bind.execute(change, [{"key": row, "kept": _recoded(words)} for row, words in found])


def _recoded(words: str) -> str:
    value: Any = coded(json.loads(words))
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _add_tables() -> None:
    op.create_table(
        "person_team",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_team_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", "team", name=op.f("pk_person_team")),
    )
    op.create_table(
        "appeal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("item_key", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("made_at", UtcTime(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        sa.Column("settled_at", UtcTime(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.CheckConstraint("outcome IN ('', 'upheld', 'rejected')", name=op.f("ck_appeal_outcome")),
        sa.ForeignKeyConstraint(["agent_id"], ["person.id"], name=op.f("fk_appeal_agent_id_person")),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_appeal_revision_id_revision")),
        sa.ForeignKeyConstraint(["settled_by"], ["person.id"], name=op.f("fk_appeal_settled_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
        sa.UniqueConstraint("revision_id", "item_key", name=op.f("uq_appeal_revision_id_item_key")),
    )
    op.create_index(op.f("ix_appeal_agent_id_made_at"), "appeal", ["agent_id", "made_at"])
    op.create_table(
        "month",
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("published_at", UtcTime(), nullable=False),
        sa.Column("published_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["published_by"], ["person.id"], name=op.f("fk_month_published_by_person")),
        sa.PrimaryKeyConstraint("first_day", name=op.f("pk_month")),
    )
    policy = op.create_table(
        "policy",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.CheckConstraint("months > 0", name=op.f("ck_policy_months")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_policy")),
    )
    op.bulk_insert(policy, [{"key": key, "months": months} for key, months in POLICIES.items()])
    op.create_table(
        "backup",
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("by_login", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("at", name=op.f("pk_backup")),
    )
    op.create_table(
        "agent_state",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("entered_at", UtcTime(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["person.id"], name=op.f("fk_agent_state_agent_id_person")),
        sa.PrimaryKeyConstraint("id", "entered_at", name=op.f("pk_agent_state")),
        postgresql_partition_by="RANGE (entered_at)",
    )
    op.create_index(op.f("ix_agent_state_agent_id_entered_at"), "agent_state", ["agent_id", "entered_at"])
    op.create_table(
        "audit_anchor",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_anchor")),
    )
    op.create_table(
        "chain",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("audit_id", sa.BigInteger(), nullable=False),
        sa.Column("audit_hash", sa.LargeBinary(), nullable=False),
        sa.Column("event_seq", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_chain_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chain")),
        postgresql_with={"fillfactor": "10"},  # the row is written with every deed: its page keeps room for the next
    )
    op.create_table(
        "result",
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("scored_at", UtcTime(), nullable=False),
        sa.Column("form_key", sa.Text(), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("points", sa.SmallInteger(), nullable=False),
        sa.Column("critical", sa.Boolean(), nullable=False),
        sa.Column("verdicts", sa.LargeBinary(), nullable=False),
        sa.Column("hand_picked", sa.Boolean(), nullable=False),
        sa.Column("side_by_side", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["person.id"], name=op.f("fk_result_agent_id_person")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_result_call_id_call")),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_result_revision_id_revision")),
        sa.PrimaryKeyConstraint("call_id", name=op.f("pk_result")),
    )
    op.create_index(op.f("ix_result_scored_at"), "result", ["scored_at"])
    op.create_index(op.f("ix_result_agent_id_scored_at"), "result", ["agent_id", "scored_at"])
    op.create_index(op.f("ix_result_revision_id"), "result", ["revision_id"])
