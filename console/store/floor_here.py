"""Deeds on the floor of an SQLite database: what 086_floor.sql does on a server, the rights of roles among it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as insert_or

from console.domain.audit import AuditKind
from console.domain.faults import FaultKind, InputFault, PlaceFault
from console.domain.floor import ALLOWED, AwayReason, FloorAction, can_be_a_phone
from console.domain.floor_book import ActionState, Alert, Entered
from console.domain.floor_plan import Room
from console.domain.people import Person, Role
from console.store.audit import record
from console.store.floor_tables import (
    AgentNowTable,
    AlertTable,
    FloorActionTable,
    FloorTeamTable,
    HandoverTable,
    MediaOfferTable,
    RoomTable,
    SeatTable,
)
from console.store.ids import new_id
from console.store.shared_tables import AgentStateTable, PersonTeamTable
from console.store.tables import PersonTable

_LEADS = (Role.SUPERVISOR, Role.MANAGER)


def _must_be(by: Person, *roles: Role) -> None:
    if not by.active or by.role not in roles:
        raise PlaceFault(FaultKind.NO_RIGHT)


def _sees_team(connection: Connection, by: Person, team: str) -> bool:
    """As `sees_team`, but here nobody gives teams out: whoever belongs to none is there for all of them."""
    if by.role is Role.MANAGER or not team:
        return True
    given = select(PersonTeamTable.team).where(PersonTeamTable.person_id == by.id)
    teams = {by.team, *connection.scalars(given)} - {""}
    return not teams or team in teams


def save_room(connection: Connection, at: datetime, room: Room, by: Person) -> int:
    """As `save_room`."""
    _must_be(by, *_LEADS)
    known = connection.scalar(select(RoomTable.version).where(RoomTable.id == room.id))
    if (known or 0) != room.version:
        raise PlaceFault(FaultKind.CHANGED_ELSEWHERE)
    named = select(RoomTable.id).where(RoomTable.name == room.name, RoomTable.id != room.id)
    if connection.scalar(named) is not None:
        raise InputFault(FaultKind.NUMBER_TAKEN, number=room.name)
    size = {"name": room.name, "grid_rows": room.rows, "grid_columns": room.columns, "version": room.version + 1}
    if known is None:
        connection.execute(insert(RoomTable), {"id": room.id, **size})
    else:
        connection.execute(update(RoomTable).where(RoomTable.id == room.id).values(size))
    # Out of the way first: a seat may change places with another, and so may those who sit there.
    moved = {"grid_row": -1 - SeatTable.grid_row, "agent_id": None}
    connection.execute(update(SeatTable).where(SeatTable.room_id == room.id).values(moved))
    seated = [seat.agent_id for seat in room.seats if seat.agent_id]
    connection.execute(update(SeatTable).where(SeatTable.agent_id.in_(seated)).values(agent_id=None))
    for seat in room.seats:
        place = {"grid_row": seat.row, "grid_column": seat.column, "name": seat.name, "agent_id": seat.agent_id}
        connection.execute(
            insert_or(SeatTable)
            .values(id=seat.id, room_id=room.id, **place)
            .on_conflict_do_update(index_elements=["id"], set_=place, where=SeatTable.room_id == room.id)
        )
    connection.execute(delete(SeatTable).where(SeatTable.room_id == room.id, SeatTable.grid_row < 0))
    record(connection, at, AuditKind.PLAN_CHANGED, person_id=by.id, subject_id=room.id, facts={"room": room.name})
    return room.version + 1


def remove_room(connection: Connection, at: datetime, room_id: UUID, by: Person) -> None:
    """As `remove_room`."""
    _must_be(by, *_LEADS)
    name = connection.scalar(select(RoomTable.name).where(RoomTable.id == room_id))
    if name is None:
        raise PlaceFault(FaultKind.NOT_FOUND, what="room")
    connection.execute(delete(SeatTable).where(SeatTable.room_id == room_id))
    connection.execute(delete(RoomTable).where(RoomTable.id == room_id))
    facts: dict[str, str | int] = {"room": name, "removed": 1}
    record(connection, at, AuditKind.PLAN_CHANGED, person_id=by.id, subject_id=room_id, facts=facts)


def set_limits(connection: Connection, at: datetime, team: str, said: Any, by: Person) -> None:
    """As `set_limits`."""
    _must_be(by, *_LEADS)
    if not _sees_team(connection, by, team):
        raise PlaceFault(FaultKind.NO_RIGHT)
    connection.execute(
        insert_or(FloorTeamTable)
        .values(team=team, limits=said, channel="", seq=0)
        .on_conflict_do_update(index_elements=["team"], set_={"limits": said})
    )
    record(connection, at, AuditKind.LIMITS_SET, person_id=by.id, facts={"team": team})


def ask(connection: Connection, at: datetime, asked: dict[str, Any], by: Person) -> None:
    """As `ask_action`."""
    action = FloorAction(asked["action"])
    if not by.active or action not in ALLOWED[by.role]:
        raise PlaceFault(FaultKind.NO_RIGHT)
    agents = select(PersonTable.number, PersonTable.team).where(PersonTable.role == Role.AGENT)
    agent = connection.execute(agents.where(PersonTable.id == asked["agent"])).first()
    if agent is None or not _sees_team(connection, by, agent.team):
        raise PlaceFault(FaultKind.NOT_FOUND, what="agent")
    if action is FloorAction.SET_AWAY and asked["reason"] not in set(AwayReason):
        raise InputFault(FaultKind.REASON_MISSING)
    listening: UUID | None = asked.get("listening")
    to_phone = asked["to_phone"] if action is FloorAction.TAKE_OVER and listening is None else ""
    if action is FloorAction.TAKE_OVER and listening is None and not can_be_a_phone(to_phone):
        raise InputFault(FaultKind.NUMBER_UNUSABLE, number=to_phone, why="characters")
    gateway = connection.scalar(select(AgentNowTable.gateway).where(AgentNowTable.agent_id == asked["agent"]))
    if gateway is None:
        raise PlaceFault(FaultKind.NOT_FOUND, what="gateway")
    call_key = asked["call_key"]
    if listening is not None or action in (FloorAction.WHISPER, FloorAction.JOIN):
        heard = own_listening(connection, by, asked["agent"], call_key, listening)
        listening, call_key, gateway = heard.id, heard.call_key, heard.gateway
    done = connection.execute(
        insert_or(FloorActionTable)
        .values(
            id=asked["id"],
            at=at,
            by_id=by.id,
            agent_id=asked["agent"],
            gateway=gateway,
            action=action.value,
            reason=asked["reason"],
            to_phone=to_phone,
            call_key=call_key,
            state=ActionState.PENDING.value,
            words="",
            listening_id=listening,
        )
        .on_conflict_do_nothing()
    )
    if done.rowcount:
        if asked.get("hear_at") is not None:
            connection.execute(insert(MediaOfferTable), {"action_id": asked["id"], "wish": asked["hear_at"]})
        facts: dict[str, str | int] = {
            "id": str(asked["id"]),
            "action": action.value,
            "agent": agent.number,
            "reason": asked["reason"],
            "call": call_key,
        }
        if listening is not None:
            facts["listening"] = str(listening)
        record(connection, at, AuditKind.FLOOR_ACTION, person_id=by.id, subject_id=asked["agent"], facts=facts)


def own_listening(connection: Connection, by: Person, agent: UUID, call_key: str, listening: UUID | None) -> Any:
    """The open listening named, or the newest of that call; of this person to this agent. PlaceFault(NOT_FOUND)."""
    asked = FloorActionTable
    which = asked.id == listening if listening is not None else asked.call_key == call_key
    wanted = select(asked).where(
        asked.by_id == by.id,
        asked.agent_id == agent,
        asked.action == FloorAction.LISTEN.value,
        asked.listening_id.is_(None),
        asked.ended_at.is_(None),
        which,
    )
    found = connection.execute(wanted.order_by(asked.at.desc(), asked.id.desc()).limit(1)).first()
    if found is None:
        raise PlaceFault(FaultKind.NOT_FOUND, what="listening")
    return found


def answer(connection: Connection, at: datetime, said: dict[str, Any], by: Person) -> None:
    """As `answer_alert`."""
    _must_be(by, *_LEADS)
    one = AlertTable.id == said["id"]
    team = connection.scalar(
        select(PersonTable.team).join(AlertTable, AlertTable.agent_id == PersonTable.id).where(one)
    )
    if team is None or not _sees_team(connection, by, team):
        raise PlaceFault(FaultKind.NOT_FOUND, what="alert")
    answered = {"answer": said["answer"], "answer_reason": said["reason"], "answered_by": by.id, "answered_at": at}
    connection.execute(update(AlertTable).where(one).values(answered | {"snoozed_until": said["until"]}))


def hand_over(connection: Connection, at: datetime, note: dict[str, Any], by: Person) -> None:
    """As `hand_over`."""
    _must_be(by, Role.INSPECTOR, *_LEADS)
    if not _sees_team(connection, by, note["team"]):
        raise PlaceFault(FaultKind.NO_RIGHT)
    row = {key: value for key, value in note.items() if key != "who"}
    connection.execute(insert(HandoverTable), row | {"at": at, "by_id": by.id})


def sign(connection: Connection, at: datetime, handover_id: UUID, by: Person) -> None:
    """As `sign_handover`."""
    _must_be(by, *_LEADS)
    note = connection.execute(select(HandoverTable).where(HandoverTable.id == handover_id)).first()
    if note is None or not _sees_team(connection, by, note.team):
        raise PlaceFault(FaultKind.NOT_FOUND, what="handover")
    if note.by_id == by.id:
        raise PlaceFault(FaultKind.NO_RIGHT, why="own_note")
    if note.signed_by is None:
        signed = {"signed_by": by.id, "signed_at": at}
        connection.execute(update(HandoverTable).where(HandoverTable.id == handover_id).values(signed))
        facts: dict[str, str | int] = {"id": str(handover_id)}
        record(connection, at, AuditKind.HANDOVER_SIGNED, person_id=by.id, subject_id=note.by_id, facts=facts)


def bring_in_past(connection: Connection, source: str, entered: Sequence[Entered], alerts: Sequence[Alert]) -> None:
    """As `Floor.bring_in_past`."""
    states = [
        {
            "id": new_id(),
            "agent_id": one.agent_id,
            "state": one.state.value,
            "reason": one.reason,
            "entered_at": one.entered_at,
            "source": source,
            "queue": one.queue,
            "call_key": one.call_key,
            "help": one.help,
        }
        for one in entered
    ]
    raised = [
        {name: getattr(one, name) for name in _ALERT_FIELDS}
        | {"state": one.state.value, "level": int(one.level), "answer": one.answer.value}
        for one in alerts
    ]
    for table, rows in ((AgentStateTable, states), (AlertTable, raised)):
        if rows:
            connection.execute(insert(table), rows)


_ALERT_FIELDS = tuple(column.name for column in AlertTable.__table__.columns)
