"""The ways of PostgreSQL to schema 0002: calls, states and the record in parts by month; guards are server code."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import sqlalchemy as sa
from alembic import op

from console.store.columns import Json, UtcTime
from console.store.migrations.sealing_0002 import sealed

ROW_KEY = "ctid"

MONTHS_BACK = 36
"""Calls of a 0001 database that were added before that lie in the default part."""

MONTHS_AHEAD = 3

CALL_COLUMNS = (
    "id, started_at, duration_ms, sound_paths, agent_side, raw_rate_hz, content_hash, agent_id, agent_number, "
    "agent_name, team, direction, queue, call_number, customer_number, ring_ms, hold_ms, hand_picked, search, "
    "progress, points, critical, inspector_name, coached"
)

CALL_INDEXES = (
    ("agent_id", "started_at", "id"),
    ("agent_name", "agent_number", "id"),
    ("duration_ms", "id"),
    ("points", "id"),
    ("progress", "started_at", "id"),
    ("queue", "started_at", "id"),
    ("started_at", "id"),
    ("team", "started_at", "id"),
)

REFER_TO_CALL = ("draw", "draft", "revision", "coaching_note_call")

Month = tuple[int, int]


def unguard() -> None:
    """Guards are made anew by console/store/server after every migration."""
    op.execute("DROP FUNCTION IF EXISTS refuse_change() CASCADE")


def guard() -> None:
    """Nothing here: see `unguard`."""


def change_calls() -> None:
    """`call` in parts by the month in its key, with everything that was in it."""
    for table in REFER_TO_CALL:
        op.drop_constraint(op.f(f"fk_{table}_call_id_call"), table, type_="foreignkey")
    op.execute("ALTER TABLE call SET SCHEMA parts")
    op.create_table(
        "call",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("started_at", UtcTime(), nullable=False),
        sa.Column("duration_ms", sa.Integer(), nullable=False),
        sa.Column("sound_paths", Json(), nullable=False),
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
        sa.Column("customer_masked", sa.Text(), nullable=False),
        sa.Column("ring_ms", sa.Integer(), nullable=True),
        sa.Column("hold_ms", sa.Integer(), nullable=True),
        sa.Column("hand_picked", sa.Boolean(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("sound_gone_at", UtcTime(), nullable=True),
        sa.Column("progress", sa.Text(), nullable=False),
        sa.Column("points", sa.SmallInteger(), nullable=True),
        sa.Column("critical", sa.Boolean(), nullable=False),
        sa.Column("inspector_name", sa.Text(), nullable=False),
        sa.Column("coached", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["person.id"], name=op.f("fk_call_agent_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
        postgresql_partition_by="RANGE (id)",
    )
    for columns in CALL_INDEXES:
        op.create_index(op.f(f"ix_call_{'_'.join(columns)}"), "call", list(columns))
    op.execute("CREATE INDEX ix_call_points_falling ON call (points DESC NULLS LAST, id DESC)")
    op.execute("CREATE TABLE parts.call_other PARTITION OF call DEFAULT")
    oldest = op.get_bind().scalar(sa.text("SELECT min(id::text) FROM parts.call WHERE substr(id::text, 15, 1) = '7'"))
    for month in _months(None if oldest is None else datetime.fromtimestamp((UUID(oldest).int >> 80) / 1000, UTC)):
        first, after = _first_key(month), _first_key(_after(month))
        _make_part("call", month, first, after)
    op.execute(
        f"""
        INSERT INTO call ({CALL_COLUMNS}, customer_masked)
        SELECT {CALL_COLUMNS},
            CASE WHEN length(plain) >= 9 THEN left(plain, 3) || repeat('*', length(plain) - 7) || right(plain, 4)
                 WHEN length(plain) <= 1 THEN plain
                 ELSE repeat('*', length(plain) - 1) || right(plain, 1) END
        FROM parts.call
        CROSS JOIN LATERAL (SELECT btrim(customer_number, E' \\t\\n\\r\\f\\v') AS plain) AS trimmed
        """  # noqa: S608
    )
    op.create_table(
        "recording_key",
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("content_hash", name=op.f("pk_recording_key")),
    )
    op.execute("INSERT INTO recording_key SELECT content_hash, id FROM parts.call")
    op.execute("DROP TABLE parts.call")
    for table in REFER_TO_CALL:
        op.create_foreign_key(op.f(f"fk_{table}_call_id_call"), table, "call", ["call_id"], ["id"])


def seal_audit() -> None:
    """`audit` in parts by month, chained from its first row; parts of `agent_state`; what only this database has."""
    op.execute("ALTER TABLE audit SET SCHEMA parts")
    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
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
        sa.PrimaryKeyConstraint("id", "at", name=op.f("pk_audit")),
        postgresql_partition_by="RANGE (at)",
    )
    bind = op.get_bind()
    for table, oldest in (("audit", bind.scalar(sa.text("SELECT min(at) FROM parts.audit"))), ("agent_state", None)):
        op.execute(f"CREATE TABLE parts.{table}_other PARTITION OF {table} DEFAULT")
        for month in _months(oldest):
            _make_part(table, month, _first_moment(month), _first_moment(_after(month)))
    rows = bind.exec_driver_sql(
        """
        SELECT id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') AS at, kind, person_id::text,
            subject_id::text, facts::text
        FROM parts.audit ORDER BY id
        """
    ).all()
    links = list(sealed(rows))
    if links:
        bind.execute(
            sa.text(
                "INSERT INTO audit (id, at, kind, person_id, login, subject_id, from_where, facts, hash) VALUES "
                "(:id, CAST(:at || 'Z' AS timestamptz), :kind, CAST(:person_id AS uuid), '', "
                "CAST(:subject_id AS uuid), '', CAST(:facts AS json), :hash)"
            ),
            links,
        )
    op.execute("DROP TABLE parts.audit")
    last_id, last_hash = (links[-1]["id"], links[-1]["hash"]) if links else (0, bytes(32))
    bind.execute(sa.text("INSERT INTO chain VALUES (1, :id, :hash, 0)"), {"id": last_id, "hash": last_hash})
    op.create_table(
        "event",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_event")),
    )
    op.create_table(
        "deed_seen",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deed_seen")),
    )
    op.create_table(
        "installed",
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_installed")),
    )


def _months(oldest: datetime | None) -> list[Month]:
    """The months from `oldest` (at most three years ago; this month without) to three ahead."""
    today = datetime.now(UTC)
    last = today.year * 12 + today.month - 1 + MONTHS_AHEAD
    begin = oldest.astimezone(UTC) if oldest else today
    first = max(begin.year * 12 + begin.month - 1, last - MONTHS_AHEAD - MONTHS_BACK)
    return [(month // 12, month % 12 + 1) for month in range(min(first, last - MONTHS_AHEAD), last + 1)]


def _after(month: Month) -> Month:
    return (month[0] + month[1] // 12, month[1] % 12 + 1)


def _first_moment(month: Month) -> str:
    return f"{month[0]:04}-{month[1]:02}-01 00:00:00+00"


def _first_key(month: Month) -> str:
    """The lowest UUIDv7 of a month: 48 bits of milliseconds, then nothing."""
    first_ms = int(datetime(*month, 1, tzinfo=UTC).timestamp() * 1000)
    return str(UUID(int=first_ms << 80))


def _make_part(table: str, month: Month, first: str, after: str) -> None:
    name = f"parts.{table}_{month[0]:04}_{month[1]:02}"
    op.execute(f"CREATE TABLE {name} PARTITION OF {table} FOR VALUES FROM ('{first}') TO ('{after}')")
