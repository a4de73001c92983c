"""The tables, typed: what the console keeps and what the database itself holds to be true."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from console.domain.sheet import Verdict
from console.store.columns import Json, PackedVerdicts, UtcTime, VerdictCode, Words


class Base(DeclarativeBase):
    """Names every constraint, so that a later migration can speak of it."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {str: Words(), UUID: Uuid(), datetime: UtcTime()}


class PersonTable(Base):
    """Somebody with a work number; the secrets are argon2 hashes. On a shared database each is also a login role."""

    __tablename__ = "person"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[str]
    team: Mapped[str] = mapped_column(default="")
    seat: Mapped[str] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)
    password_hash: Mapped[str | None]
    pin_hash: Mapped[str | None]
    wrong_passwords: Mapped[int] = mapped_column(SmallInteger, default=0)
    password_locked_until: Mapped[datetime | None]
    wrong_pins: Mapped[int] = mapped_column(SmallInteger, default=0)
    pin_locked_until: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class FormTable(Base):
    """A published form; rows never change."""

    __tablename__ = "form"

    key: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    published_at: Mapped[datetime]


class CallTable(Base):
    """A call, and in its last columns how its scoring stands (kept by the database's own triggers).

    The standing is beside the facts, not in a table of its own, so that the list filters and orders by one index.
    `search` is the case-folded text that the list looks in. A shared database keeps a part for each month in which
    calls were added (keys are UUIDv7, thus ordered by time), lets nobody read `customer_number`, and knows by
    `RecordingKeyTable` which recordings it has.
    """

    __tablename__ = "call"
    __table_args__ = (
        UniqueConstraint("content_hash", info={"only": "sqlite"}),
        Index(None, "started_at", "id"),
        Index(None, "duration_ms", "id"),
        Index(None, "agent_name", "agent_number", "id"),
        Index(None, "queue", "started_at", "id"),
        Index(None, "team", "started_at", "id"),
        Index(None, "agent_id", "started_at", "id"),
        Index(None, "progress", "started_at", "id"),
        Index(None, "points", "id"),
        Index("ix_call_points_falling", text("points DESC NULLS LAST"), text("id DESC"), info={"only": "postgresql"}),
        {"postgresql_partition_by": "RANGE (id)"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    started_at: Mapped[datetime]
    duration_ms: Mapped[int] = mapped_column(Integer)
    sound_paths: Mapped[list[str]] = mapped_column(Json)
    agent_side: Mapped[str]
    raw_rate_hz: Mapped[int]
    content_hash: Mapped[str]
    agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    agent_number: Mapped[str]
    agent_name: Mapped[str]
    team: Mapped[str]
    direction: Mapped[str]
    queue: Mapped[str]
    call_number: Mapped[str]
    customer_number: Mapped[str]
    customer_masked: Mapped[str]
    ring_ms: Mapped[int | None]
    wait_ms: Mapped[int | None]
    talk_ms: Mapped[int | None]
    hold_ms: Mapped[int | None]
    ended_by: Mapped[str]
    stretches: Mapped[list[list[Any]]] = mapped_column(Json)
    hand_picked: Mapped[bool]
    search: Mapped[str]
    sound_gone_at: Mapped[datetime | None]
    live_since: Mapped[datetime | None]
    sound_at: Mapped[datetime | None]
    progress: Mapped[str]
    points: Mapped[int | None] = mapped_column(SmallInteger)
    critical: Mapped[bool]
    inspector_name: Mapped[str]
    coached: Mapped[bool]


class DrawTable(Base):
    """A call given to an inspector by a draw."""

    __tablename__ = "draw"

    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.id"), primary_key=True)
    inspector_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    drawn_at: Mapped[datetime]


class DraftTable(Base):
    """An unsubmitted sheet with its ledger in one row, so that keeping a keystroke is one UPDATE."""

    __tablename__ = "draft"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.id"), unique=True)
    inspector_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    sheet: Mapped[dict[str, Any]] = mapped_column(Json)
    heard: Mapped[list[list[int]]] = mapped_column(Json)
    corrects: Mapped[UUID | None] = mapped_column(ForeignKey("revision.id"))
    reason: Mapped[str]
    opened_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    version: Mapped[int]


class RevisionTable(Base):
    """A submitted sheet; rows never change. `draft_id` makes a second submit of the same draft find the first.

    Agent and team stand here as they were on the day, so that a month reads one table.
    """

    __tablename__ = "revision"
    __table_args__ = (
        UniqueConstraint("call_id", "number"),
        ForeignKeyConstraint(["form_key", "form_version"], ["form.key", "form.version"]),
        CheckConstraint("number >= 1", "number"),
        CheckConstraint("number = 1 OR reason <> ''", "reason"),
        Index(None, "submitted_at"),
        Index(None, "agent_id", "submitted_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    draft_id: Mapped[UUID] = mapped_column(unique=True)
    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.id"))
    number: Mapped[int] = mapped_column(SmallInteger)
    agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    team: Mapped[str]
    inspector_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    inspector_name: Mapped[str]
    submitted_at: Mapped[datetime]
    form_key: Mapped[str]
    form_version: Mapped[int]
    points: Mapped[int] = mapped_column(SmallInteger)
    critical: Mapped[bool]
    verdicts: Mapped[Sequence[Verdict]] = mapped_column(PackedVerdicts)
    pins: Mapped[list[list[Any]]] = mapped_column(Json)
    notes: Mapped[str]
    advice: Mapped[str]
    heard: Mapped[list[list[int]]] = mapped_column(Json)
    reason: Mapped[str]
    live: Mapped[dict[str, Any] | None] = mapped_column(Json)


class PlaceTable(Base):
    """Where the tape that a revision's times are of lies in the recording, which came after it was submitted."""

    __tablename__ = "revision_place"
    __table_args__ = (CheckConstraint("how IN ('sound', 'times')", "how"),)

    revision_id: Mapped[UUID] = mapped_column(ForeignKey("revision.id", ondelete="CASCADE"), primary_key=True)
    pieces: Mapped[list[list[int]]] = mapped_column(Json)
    how: Mapped[str]
    placed_at: Mapped[datetime]


class MarkTable(Base):
    """What a revision says of one item; rows never change. Items without verdict or note have none."""

    __tablename__ = "revision_mark"

    revision_id: Mapped[UUID] = mapped_column(ForeignKey("revision.id"), primary_key=True)
    item_key: Mapped[str] = mapped_column(primary_key=True)
    verdict: Mapped[Verdict] = mapped_column(VerdictCode)
    note: Mapped[str]


class EvidenceTable(Base):
    """A stretch of the call that a mark rests on; rows never change."""

    __tablename__ = "evidence"
    __table_args__ = (
        ForeignKeyConstraint(["revision_id", "item_key"], ["revision_mark.revision_id", "revision_mark.item_key"]),
        CheckConstraint("0 <= start_ms AND start_ms < end_ms", "span"),
    )

    revision_id: Mapped[UUID] = mapped_column(primary_key=True)
    item_key: Mapped[str] = mapped_column(primary_key=True)
    start_ms: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    end_ms: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class NoteTable(Base):
    """A coaching note."""

    __tablename__ = "coaching_note"
    __table_args__ = (Index(None, "agent_id", "made_at"), Index(None, "coach_id", "made_at"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    coach_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    clips: Mapped[list[list[Any]]] = mapped_column(Json)
    item_keys: Mapped[list[str]] = mapped_column(Json)
    strength: Mapped[str]
    priorities: Mapped[list[str]] = mapped_column(Json)
    agent_words: Mapped[str]
    action: Mapped[str]
    action_due: Mapped[date | None]
    follow_up: Mapped[str]
    shared: Mapped[bool]
    acknowledged_at: Mapped[datetime | None]
    version: Mapped[int]


class NoteCallTable(Base):
    """A call that a coaching note speaks of, in the note's order."""

    __tablename__ = "coaching_note_call"

    note_id: Mapped[UUID] = mapped_column(ForeignKey("coaching_note.id"), primary_key=True)
    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.id"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(SmallInteger)


class AuditTable(Base):
    """Who did what, when, to what; rows are only ever added, each sealed with a hash over the one before.

    `person_id` is who did it, `login` and `from_where` the session that it came through, `on_behalf_id` for whom.
    """

    __tablename__ = "audit"
    __table_args__ = ({"postgresql_partition_by": "RANGE (at)"},)

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    at: Mapped[datetime]
    kind: Mapped[str]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    login: Mapped[str] = mapped_column(default="")
    on_behalf_id: Mapped[UUID | None]
    subject_id: Mapped[UUID | None]
    from_where: Mapped[str] = mapped_column(default="")
    facts: Mapped[dict[str, Any]] = mapped_column(Json)
    hash: Mapped[bytes] = mapped_column(LargeBinary)
