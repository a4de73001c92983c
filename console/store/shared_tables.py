"""The tables that came with the shared database; those marked `only` stand on PostgreSQL alone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, LargeBinary, SmallInteger
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column

from console.store.tables import Base

SHARED: dict[str, Any] = {"info": {"only": "postgresql"}}


class PersonTeamTable(Base):
    """A team whose calls a person may see."""

    __tablename__ = "person_team"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    team: Mapped[str] = mapped_column(primary_key=True)


class AppealTable(Base):
    """An agent's word against one item of a revision, and what a manager decided (`outcome`: "", upheld, rejected)."""

    __tablename__ = "appeal"
    __table_args__ = (
        Unique("revision_id", "item_key"),
        CheckConstraint("outcome IN ('', 'upheld', 'rejected')", "outcome"),
        Index(None, "agent_id", "made_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    revision_id: Mapped[UUID] = mapped_column(ForeignKey("revision.id"))
    item_key: Mapped[str]
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    words: Mapped[str]
    made_at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(default="")
    settled_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    settled_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="")


class MonthTable(Base):
    """A month whose results are published: closed from then on."""

    __tablename__ = "month"

    first_day: Mapped[date] = mapped_column(primary_key=True)
    published_at: Mapped[datetime]
    published_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))


class ResultTable(Base):
    """A call's newest revision, packed for reports; the rows of revisions and marks stay the truth.

    `scored_at` is when the call was first submitted: a correction stays in the month of its call's first sheet.
    `verdicts` holds a byte for each item of the form (the codes of `VerdictCode`), on both databases, so that a report
    lays those of a group together and counts them at once. `side_by_side`: a coaching note spoke of the call before it
    was first scored. Rows are kept by triggers on revision, call and coaching_note(_call): 085_reports.sql and, for
    SQLite, migrations/results_0002.py.
    """

    __tablename__ = "result"
    __table_args__ = (Index(None, "scored_at"), Index(None, "agent_id", "scored_at"), Index(None, "revision_id"))

    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.id"), primary_key=True)
    revision_id: Mapped[UUID] = mapped_column(ForeignKey("revision.id"))
    agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    team: Mapped[str]
    scored_at: Mapped[datetime]
    form_key: Mapped[str]
    form_version: Mapped[int]
    points: Mapped[int] = mapped_column(SmallInteger)
    critical: Mapped[bool]
    verdicts: Mapped[bytes] = mapped_column(LargeBinary)
    hand_picked: Mapped[bool]
    side_by_side: Mapped[bool]


class PolicyTable(Base):
    """How many months a kind of thing is kept."""

    __tablename__ = "policy"
    __table_args__ = (CheckConstraint("months > 0", "months"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    months: Mapped[int]


class BackupTable(Base):
    """A backup that was made, and by what it can be known again."""

    __tablename__ = "backup"

    at: Mapped[datetime] = mapped_column(primary_key=True)
    by_login: Mapped[str]
    place: Mapped[str]
    bytes: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str]


class AgentStateTable(Base):
    """A state that an agent entered; a part for each month."""

    __tablename__ = "agent_state"
    __table_args__ = (Index(None, "agent_id", "entered_at"), {"postgresql_partition_by": "RANGE (entered_at)"})

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    entered_at: Mapped[datetime] = mapped_column(primary_key=True)
    source: Mapped[str]
    queue: Mapped[str] = mapped_column(default="")
    call_key: Mapped[str] = mapped_column(default="")
    help: Mapped[bool] = mapped_column(default=False)


class ChainTable(Base):
    """The one row that every deed holds until its commit: the last link of the record, the last number of an event."""

    __tablename__ = "chain"
    __table_args__ = (CheckConstraint("id = 1", "one_row"),)

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    audit_id: Mapped[int] = mapped_column(BigInteger)
    audit_hash: Mapped[bytes] = mapped_column(LargeBinary)
    event_seq: Mapped[int] = mapped_column(BigInteger)


class AnchorTable(Base):
    """Where the chain of the record begins, once retention has dropped its first months: the last link dropped."""

    __tablename__ = "audit_anchor"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime]


class RecordingKeyTable(Base):
    """The content of each recording that ever became a call; parts of a table cannot hold such a promise together."""

    __tablename__ = "recording_key"
    __table_args__ = (SHARED,)

    content_hash: Mapped[str] = mapped_column(primary_key=True)
    call_id: Mapped[UUID]


class EventTable(Base):
    """What happened, by ids only, numbered in the order of commits, for consoles that were not listening."""

    __tablename__ = "event"
    __table_args__ = (SHARED,)

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    kind: Mapped[str]
    call_id: Mapped[UUID | None]
    subject_id: Mapped[UUID | None]
    person_id: Mapped[UUID | None]


class DeedSeenTable(Base):
    """A deed that is recorded already, so that a record sent twice counts once."""

    __tablename__ = "deed_seen"
    __table_args__ = (SHARED,)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class InstalledTable(Base):
    """Which functions the server has: the fingerprint of the files they came from."""

    __tablename__ = "installed"
    __table_args__ = (SHARED,)

    fingerprint: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
