"""The tables of the floor: its plan, its states now, what was asked, alerted and handed over."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, SmallInteger, text
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column

from console.store.columns import Json
from console.store.tables import Base

_STANDS = text("ended_at IS NULL")


class RoomTable(Base):
    """A room's plan: a grid, in which what is no seat is an aisle."""

    __tablename__ = "room"
    __table_args__ = (
        Unique("name"),
        CheckConstraint("grid_rows BETWEEN 1 AND 1000 AND grid_columns BETWEEN 1 AND 1000", "size"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    grid_rows: Mapped[int]
    grid_columns: Mapped[int]
    version: Mapped[int]


class SeatTable(Base):
    """A place in a room and who sits there; nobody sits at two."""

    __tablename__ = "seat"
    __table_args__ = (Unique("room_id", "grid_row", "grid_column"), Unique("agent_id"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    room_id: Mapped[UUID] = mapped_column(ForeignKey("room.id"))
    grid_row: Mapped[int]
    grid_column: Mapped[int]
    name: Mapped[str]
    agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))


class FloorTeamTable(Base):
    """A team's limits (`Limits.to_json`; NULL: the usual ones), and the channel on which its changes are told.

    The channel's name is secret: only who may see the team is told it.
    """

    __tablename__ = "floor_team"

    team: Mapped[str] = mapped_column(primary_key=True)
    limits: Mapped[Any | None] = mapped_column(Json)
    channel: Mapped[str] = mapped_column(default="")
    seq: Mapped[int] = mapped_column(BigInteger, default=0)


class GatewayTable(Base):
    """A gateway's last sign of life: `as_of` in its own clock, `heard_at` in the database's."""

    __tablename__ = "gateway"

    name: Mapped[str] = mapped_column(primary_key=True)
    backend_pid: Mapped[int]
    as_of: Mapped[datetime]
    heard_at: Mapped[datetime]
    link: Mapped[str]
    words: Mapped[str]
    able: Mapped[Any] = mapped_column(Json)


class AgentNowTable(Base):
    """What an agent is doing, as `console.domain.floor.AgentNow`."""

    __tablename__ = "agent_now"

    agent_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    gateway: Mapped[str]
    state: Mapped[str]
    since: Mapped[datetime]
    reason: Mapped[str]
    queue: Mapped[str]
    call_key: Mapped[str]
    other_number: Mapped[str]
    direction: Mapped[str]
    hold_ms: Mapped[int] = mapped_column(BigInteger)
    help: Mapped[bool]
    next_state: Mapped[str]
    next_reason: Mapped[str]
    why: Mapped[str]
    as_of: Mapped[datetime]
    queues: Mapped[Any] = mapped_column(Json, server_default="[]")


class FloorActionTable(Base):
    """What somebody asked to be done to an agent or a call, and what came of it.

    Listening is a row that stays open; rows with its key as `listening_id` change its mode.
    """

    __tablename__ = "floor_action"
    __table_args__ = (
        CheckConstraint("state IN ('pending', 'accepted', 'done', 'refused')", "state"),
        Index(None, "at"),
        Index(None, "agent_id", "at"),
        Index("ix_floor_action_open", "agent_id", postgresql_where=_STANDS, sqlite_where=_STANDS),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    gateway: Mapped[str]
    action: Mapped[str]
    reason: Mapped[str]
    to_phone: Mapped[str]
    call_key: Mapped[str]
    state: Mapped[str]
    words: Mapped[str]
    taken_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    listening_id: Mapped[UUID | None]
    began_at: Mapped[datetime | None]
    stop_at: Mapped[datetime | None]


class MediaOfferTable(Base):
    """Where live sound can be sent (`wish`) and fetched (`offer`): for half a minute, and read by functions only.

    On PostgreSQL it is in no write-ahead log, so on no standby and in no archive.
    """

    __tablename__ = "media_offer"

    action_id: Mapped[UUID] = mapped_column(ForeignKey("floor_action.id", ondelete="CASCADE"), primary_key=True)
    wish: Mapped[Any | None] = mapped_column(Json(none_as_null=True))
    offer: Mapped[Any | None] = mapped_column(Json(none_as_null=True))
    made_at: Mapped[datetime | None]
    taken_at: Mapped[datetime | None]


class AlertTable(Base):
    """A limit that was passed (level 2) or nearly so (level 1), told once, and what a lead answered to it."""

    __tablename__ = "alert"
    __table_args__ = (
        Unique("agent_id", "since", "state", "level"),
        CheckConstraint("answer IN ('', 'seen', 'snoozed')", "answer"),
        Index(None, "raised_at"),
        Index("ix_alert_open", "agent_id", postgresql_where=_STANDS, sqlite_where=_STANDS),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    state: Mapped[str]
    reason: Mapped[str]
    since: Mapped[datetime]
    level: Mapped[int] = mapped_column(SmallInteger)
    limit_ms: Mapped[int] = mapped_column(BigInteger)
    raised_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    answer: Mapped[str]
    answer_reason: Mapped[str]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]
    snoozed_until: Mapped[datetime | None]


class HandoverTable(Base):
    """A note for the next lead, pinned to a seat and a moment or to neither; signed by who took it over."""

    __tablename__ = "handover"
    __table_args__ = (Index(None, "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    team: Mapped[str]
    seat_id: Mapped[UUID | None] = mapped_column(ForeignKey("seat.id", ondelete="SET NULL"))
    about_at: Mapped[datetime | None]
    words: Mapped[str]
    signed_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    signed_at: Mapped[datetime | None]
