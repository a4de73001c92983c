"""The ways of SQLite to schema 0002: tables of the same names stay in one piece, triggers keep each call's standing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from console.domain.calls import masked
from console.store.columns import Json, UtcTime, Words
from console.store.migrations import results_0002
from console.store.migrations.sealing_0002 import sealed

ROW_KEY = "rowid"

FROZEN_TABLES = ("form", "revision", "revision_mark", "evidence", "audit")

TRIGGERS = {
    "draft_begun": """
        AFTER INSERT ON draft WHEN NEW.corrects IS NULL BEGIN
            UPDATE call SET progress = 'draft',
                inspector_name = (SELECT name FROM person WHERE id = NEW.inspector_id)
            WHERE id = NEW.call_id AND points IS NULL;
        END""",
    "draft_given": """
        AFTER UPDATE OF inspector_id ON draft WHEN NEW.corrects IS NULL BEGIN
            UPDATE call SET inspector_name = (SELECT name FROM person WHERE id = NEW.inspector_id)
            WHERE id = NEW.call_id AND points IS NULL;
        END""",
    "draft_gone": """
        AFTER DELETE ON draft WHEN OLD.corrects IS NULL BEGIN
            UPDATE call SET progress = 'open', inspector_name = '' WHERE id = OLD.call_id AND points IS NULL;
        END""",
    "revision_added": """
        AFTER INSERT ON revision BEGIN
            UPDATE call SET progress = CASE NEW.number WHEN 1 THEN 'scored' ELSE 'corrected' END,
                points = NEW.points, critical = NEW.critical, inspector_name = NEW.inspector_name
            WHERE id = NEW.call_id;
        END""",
    "call_coached": """
        AFTER INSERT ON coaching_note_call BEGIN
            UPDATE call SET coached = 1 WHERE id = NEW.call_id AND NOT coached;
        END""",
    "call_not_coached": """
        AFTER DELETE ON coaching_note_call BEGIN
            UPDATE call SET coached = 0
            WHERE id = OLD.call_id AND NOT EXISTS (SELECT 1 FROM coaching_note_call WHERE call_id = OLD.call_id);
        END""",
}
"""The call's row says how its scoring stands, whoever writes drafts, revisions and notes."""


def unguard() -> None:
    """Let what never changes be moved; `guard` closes the door again in the same transaction."""
    for table in FROZEN_TABLES:
        op.execute(f"DROP TRIGGER {table}_no_update")
        op.execute(f"DROP TRIGGER {table}_no_delete")


def guard() -> None:
    """Nothing submitted, published or recorded changes; standing follows what is written."""
    for table in FROZEN_TABLES:
        for verb in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} never changes'); END"
            )
    for name, deed in TRIGGERS.items():
        op.execute(f"CREATE TRIGGER {name} {deed}")
    results_0002.follow()


def change_calls() -> None:
    """The masked number beside the whole one."""
    op.add_column("call", sa.Column("customer_masked", sa.Text(), nullable=False, server_default=""))
    op.add_column("call", sa.Column("sound_gone_at", UtcTime(), nullable=True))
    bind = op.get_bind()
    numbers = sa.table("call", sa.column("id", sa.Uuid()), sa.column("customer_number", Words()))
    rows = bind.execute(sa.select(numbers.c.id, numbers.c.customer_number).where(numbers.c.customer_number != "")).all()
    if rows:
        changed = sa.table("call", sa.column("id", sa.Uuid()), sa.column("customer_masked", Words()))
        bind.execute(
            sa.update(changed).where(changed.c.id == sa.bindparam("key")).values(customer_masked=sa.bindparam("mask")),
            [{"key": row.id, "mask": masked(row.customer_number)} for row in rows],
        )


def seal_audit() -> None:
    """The record with its new columns, chained from its first row."""
    op.create_table(
        "audit_sealed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("on_behalf_id", sa.Uuid(), nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("from_where", sa.Text(), nullable=False),
        sa.Column("facts", Json(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_audit_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    bind = op.get_bind()
    rows = bind.exec_driver_sql(
        f"SELECT id, replace(at, ' ', 'T') AS at, kind, {_hyphened('person_id')} AS person_id, "  # noqa: S608
        f"{_hyphened('subject_id')} AS subject_id, facts FROM audit ORDER BY id"
    ).all()
    links = list(sealed(rows))
    if links:
        bind.exec_driver_sql(
            "INSERT INTO audit_sealed (id, at, kind, person_id, login, subject_id, from_where, facts, hash) VALUES "
            "(:id, replace(:at, 'T', ' '), :kind, replace(:person_id, '-', ''), '', replace(:subject_id, '-', ''), '', "
            ":facts, :hash)",
            links,
        )
    op.drop_table("audit")
    op.rename_table("audit_sealed", "audit")
    last_id, last_hash = (links[-1]["id"], links[-1]["hash"]) if links else (0, bytes(32))
    bind.exec_driver_sql("INSERT INTO chain VALUES (1, ?, ?, 0)", (last_id, last_hash))


def _hyphened(key: str) -> str:
    ends = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
    return " || '-' || ".join(f"substr({key}, {at}, {size})" for at, size in ends)
