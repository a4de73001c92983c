"""The floor as people see it and work on it: plan, states now and before, limits, actions, alerts, handovers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, select, text

from console.domain.faults import FaultKind, InputFault, PlaceFault
from console.domain.floor import DEFAULT_LIMITS, FloorAction, Limits
from console.domain.floor_book import Alert, AlertAnswer, AskedAction, Entered, FloorNow, Handover
from console.domain.floor_plan import Room, Seat
from console.domain.people import Person, Role
from console.store import floor_here
from console.store.audit import Clock
from console.store.columns import Json, UtcTime, Words
from console.store.engine import Database
from console.store.floor_rows import action_of, agent_of, alert_of, entered_of, gateway_of, handover_of
from console.store.floor_tables import (
    AgentNowTable,
    AlertTable,
    FloorActionTable,
    FloorTeamTable,
    GatewayTable,
    HandoverTable,
    RoomTable,
    SeatTable,
)
from console.store.ids import new_id
from console.store.shared_tables import AgentStateTable
from console.store.tables import PersonTable

_DAY = timedelta(days=1)


def _calls(query: str, **types: Any) -> Any:
    return text(f"SELECT {query}").bindparams(*(bindparam(name, type_=kind) for name, kind in types.items()))


_SAVE = _calls("save_room(CAST(:room AS json), :who, :now)", room=Json(), now=UtcTime())
_REMOVE = _calls("remove_room(:id, :who, :now)", now=UtcTime())
_LIMITS = _calls("set_limits(:team, CAST(:limits AS json), :who, :now)", team=Words(), limits=Json(), now=UtcTime())
_ASK = _calls(
    "ask_action(:id, :agent, :action, :reason, :to_phone, :call_key, NULL, NULL, :who, :now)",
    reason=Words(),
    to_phone=Words(),
    call_key=Words(),
    now=UtcTime(),
)
_ANSWER = _calls(
    "answer_alert(:id, :answer, :reason, :until, :who, :now)", reason=Words(), until=UtcTime(), now=UtcTime()
)
_HAND_OVER = _calls(
    "hand_over(:id, :team, :words, :seat_id, :about_at, :who, :now)",
    team=Words(),
    words=Words(),
    about_at=UtcTime(),
    now=UtcTime(),
)
_SIGN = _calls("sign_handover(:id, :who, :now)", now=UtcTime())


class Floor:
    """The floor. On a shared database rights are the server's, on SQLite those of `ALLOWED` and of the role."""

    def __init__(self, database: Database, now: Clock) -> None:
        self._database = database
        self._now = now

    # the plan

    def rooms(self) -> list[Room]:
        """Every room with its seats, by name."""
        with self._database.reading() as connection:
            seats: dict[UUID, list[Seat]] = {}
            order = (SeatTable.grid_row, SeatTable.grid_column)
            for row in connection.execute(select(SeatTable).order_by(*order)):
                seat = Seat(row.id, row.grid_row, row.grid_column, row.name, row.agent_id)
                seats.setdefault(row.room_id, []).append(seat)
            rooms = connection.execute(select(RoomTable).order_by(RoomTable.name)).all()
        return [
            Room(row.id, row.name, row.grid_rows, row.grid_columns, tuple(seats.get(row.id, ())), row.version)
            for row in rooms
        ]

    def save_room(self, room: Room, by: Person) -> Room:
        """Keep a room's plan whole; who is seated here leaves any other seat. The room with its new version.

        PlaceFault: NO_RIGHT, CHANGED_ELSEWHERE; InputFault(NUMBER_TAKEN) when another room has that name.
        """
        return self._saved(room, self._do(_SAVE, {"room": _plan(room), "who": by.id}, floor_here.save_room, room, by))

    @staticmethod
    def _saved(room: Room, version: int) -> Room:
        return Room(room.id, room.name, room.rows, room.columns, room.seats, version)

    def remove_room(self, room_id: UUID, by: Person) -> None:
        """Take a room and its seats away. PlaceFault: NO_RIGHT, NOT_FOUND."""
        self._do(_REMOVE, {"id": room_id, "who": by.id}, floor_here.remove_room, room_id, by)

    # limits

    def limits(self) -> dict[str, Limits]:
        """The limits of the teams that have their own; the others have the usual ones."""
        with self._database.reading() as connection:
            rows = connection.execute(select(FloorTeamTable.team, FloorTeamTable.limits)).all()
        return {row.team: limits_of(row.limits) for row in rows if row.limits is not None}

    def set_limits(self, team: str, limits: Limits | None, by: Person) -> None:
        """Give a team its own limits, or with None the usual ones again. PlaceFault(NO_RIGHT)."""
        said = json.loads(limits.to_json()) if limits else None
        self._do(_LIMITS, {"team": team, "limits": said, "who": by.id}, floor_here.set_limits, team, said, by)

    # states

    def now(self) -> FloorNow:
        """The floor as the database knows it; see `FloorNow.aged` for how it may be shown."""
        agent = (PersonTable.id == AgentNowTable.agent_id) & (PersonTable.role == Role.AGENT)
        wanted = select(AgentNowTable, PersonTable.number).join(PersonTable, agent)
        with self._database.reading() as connection:
            clock = self._clock(connection)
            gateways = {row.name: gateway_of(row, clock) for row in connection.execute(select(GatewayTable))}
            rows = connection.execute(wanted).all()
        agents = {row.number: agent_of(row) for row in rows}
        return FloorNow(agents, {row.number: row.gateway for row in rows}, gateways)

    def history(self, since: datetime, until: datetime, agent_ids: Sequence[UUID] = ()) -> list[Entered]:
        """States entered in `since`..`until`, by time, after the last one before of each agent (a day at most).

        Without `agent_ids` of everybody one may see.
        """
        state = AgentStateTable
        mine = [state.agent_id.in_(agent_ids)] if agent_ids else []
        last = (
            select(state.agent_id, func.max(state.entered_at).label("entered_at"))
            .where(state.entered_at < since, state.entered_at >= since - _DAY, *mine)
            .group_by(state.agent_id)
            .subquery()
        )
        before = (
            select(state)
            .join(last, (last.c.agent_id == state.agent_id) & (last.c.entered_at == state.entered_at))
            .where(state.entered_at < since, state.entered_at >= since - _DAY)
            .order_by(state.entered_at, state.id)
        )
        during = select(state).where(state.entered_at >= since, state.entered_at < until, *mine)
        with self._database.reading() as connection:
            rows = [
                *connection.execute(before),
                *connection.execute(during.order_by(state.entered_at, state.id)),
            ]
        return [entered_of(row) for row in rows]

    def bring_in_past(self, source: str, entered: Sequence[Entered], alerts: Sequence[Alert]) -> None:
        """Keep states and alerts of before: a past to try things on. PlaceFault(NO_RIGHT) on a shared database."""
        if not self._database.is_sqlite:
            raise PlaceFault(FaultKind.NO_RIGHT)
        with self._database.writing() as connection:
            floor_here.bring_in_past(connection, source, entered, alerts)

    # actions

    def ask(
        self,
        by: Person,
        agent_id: UUID,
        action: FloorAction,
        *,
        reason: str = "",
        to_phone: str = "",
        call_key: str = "",
        action_id: UUID | None = None,
    ) -> UUID:
        """Ask the telephone system to do something to an agent or the call `call_key`; the key of the action.

        Asked again with the same key it is asked once. `reason` is an `AwayReason` for SET_AWAY, `to_phone` whose phone
        the call goes to. PlaceFault: NO_RIGHT, NOT_FOUND (agent, gateway); InputFault: REASON_MISSING, NUMBER_UNUSABLE.
        """
        asked = {
            "id": action_id or new_id(),
            "agent": agent_id,
            "action": action.value,
            "reason": reason,
            "to_phone": to_phone,
            "call_key": call_key,
            "who": by.id,
        }
        self._do(_ASK, asked, floor_here.ask, asked, by)
        return asked["id"]  # type: ignore[return-value]

    def action(self, action_id: UUID) -> AskedAction:
        """How an action stands. PlaceFault(NOT_FOUND)."""
        with self._database.reading() as connection:
            row = connection.execute(select(FloorActionTable).where(FloorActionTable.id == action_id)).first()
        if row is None:
            raise PlaceFault(FaultKind.NOT_FOUND, what="action")
        return action_of(row)

    def recent_actions(self, within: timedelta) -> list[AskedAction]:
        """What was asked for in the last while by the database's own clock, oldest first."""
        with self._database.reading() as connection:
            since = self._clock(connection) - within
            wanted = select(FloorActionTable).where(FloorActionTable.at >= since).order_by(FloorActionTable.at)
            return [action_of(row) for row in connection.execute(wanted)]

    def actions(self, since: datetime, agent_id: UUID | None = None) -> list[AskedAction]:
        """What was asked for since then, oldest first."""
        wanted = select(FloorActionTable).where(FloorActionTable.at >= since).order_by(FloorActionTable.at)
        if agent_id is not None:
            wanted = wanted.where(FloorActionTable.agent_id == agent_id)
        with self._database.reading() as connection:
            return [action_of(row) for row in connection.execute(wanted)]

    # alerts

    def alerts(self, since: datetime, most: int | None = None) -> list[Alert]:
        """Alerts raised since then and those that still stand, oldest first; with `most` the newest of them only."""
        wanted = select(AlertTable).where((AlertTable.raised_at >= since) | AlertTable.ended_at.is_(None))
        newest = wanted.order_by(AlertTable.raised_at.desc(), AlertTable.id.desc()).limit(most)
        with self._database.reading() as connection:
            return [alert_of(row) for row in reversed(connection.execute(newest).all())]

    def answer(
        self, alert_id: UUID, by: Person, answer: AlertAnswer, reason: str = "", until: datetime | None = None
    ) -> None:
        """Say that an alert was seen, or put it off with a reason until later.

        PlaceFault: NO_RIGHT, NOT_FOUND; InputFault(REASON_MISSING) when it is put off without either.
        """
        if answer is AlertAnswer.SNOOZED and (not reason.strip() or until is None):
            raise InputFault(FaultKind.REASON_MISSING)
        said = {"id": alert_id, "answer": answer.value, "reason": reason.strip(), "until": until, "who": by.id}
        self._do(_ANSWER, said, floor_here.answer, said, by)

    # handovers

    def hand_over(
        self, by: Person, team: str, words: str, seat_id: UUID | None = None, about_at: datetime | None = None
    ) -> UUID:
        """Leave a note for the next lead; its key. PlaceFault(NO_RIGHT), InputFault(REASON_MISSING) when empty."""
        if not words.strip():
            raise InputFault(FaultKind.REASON_MISSING)
        note = {
            "id": new_id(),
            "team": team,
            "words": words,
            "seat_id": seat_id,
            "about_at": about_at,
            "who": by.id,
        }
        self._do(_HAND_OVER, note, floor_here.hand_over, note, by)
        return note["id"]  # type: ignore[return-value]

    def sign(self, handover_id: UUID, by: Person) -> None:
        """Sign that a note of somebody else's was taken over. PlaceFault: NO_RIGHT, NOT_FOUND."""
        self._do(_SIGN, {"id": handover_id, "who": by.id}, floor_here.sign, handover_id, by)

    def handovers(self, since: datetime) -> list[Handover]:
        """Notes made since then and those nobody has signed, oldest first."""
        wanted = select(HandoverTable).where((HandoverTable.at >= since) | HandoverTable.signed_at.is_(None))
        with self._database.reading() as connection:
            return [handover_of(row) for row in connection.execute(wanted.order_by(HandoverTable.at, HandoverTable.id))]

    def _clock(self, connection: Connection) -> datetime:
        """The database's own: a PC's may be wrong."""
        if self._database.is_sqlite:
            return self._now()
        clock: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
        return clock

    def _do(self, query: Any, values: dict[str, Any], here: Any, *arguments: Any) -> Any:
        """A deed: the function `query` of the server, or what it does in Python on SQLite."""
        if self._database.is_sqlite:
            with self._database.writing() as connection:
                return here(connection, self._now(), *arguments)
        with self._database.deed() as connection:
            return connection.execute(query, values | {"now": self._now()}).scalar_one()


def limits_of(said: Any) -> Limits:
    """A team's limits as kept; the usual ones for what nobody can read."""
    try:
        return Limits.from_json(json.dumps(said))
    except ValueError:
        return DEFAULT_LIMITS


def _plan(room: Room) -> dict[str, Any]:
    return {
        "id": str(room.id),
        "name": room.name,
        "rows": room.rows,
        "columns": room.columns,
        "version": room.version,
        "seats": [
            {
                "id": str(seat.id),
                "row": seat.row,
                "column": seat.column,
                "name": seat.name,
                "agent_id": str(seat.agent_id) if seat.agent_id else None,
            }
            for seat in room.seats
        ],
    }
