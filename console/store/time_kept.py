"""Days and months kept, out of the history of states: only as far as a gateway vouched for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from itertools import groupby, islice
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select, text

from console.domain.attendance import AttendanceRules
from console.domain.day_totals import AgentDay
from console.domain.floor import STALE_AFTER, AgentState
from console.domain.month_kept import MonthKept, came_to_work, month_kept
from console.domain.time_kept import DayKept, StateChange, Stretch, day_bounds, day_kept, day_stretches
from console.store.audit import Clock
from console.store.calls import AnySelect
from console.store.engine import Database
from console.store.floor_tables import AgentNowTable, GatewayTable
from console.store.shared_tables import AgentStateTable
from console.store.tables import PersonTable

LOOK_BACK = timedelta(days=35)
"""A state entered longer ago than this before the day is not counted on: nobody works or is away for a month."""

AGENTS_AT_ONCE = 500
"""Agents asked for in one query."""

_STATES = {state.value: state for state in AgentState}


@dataclass(frozen=True, slots=True)
class _Agent:
    """An agent and how far is known what they did: `silent_since` is when the gateway was lost, if it is."""

    id: UUID
    number: str
    name: str
    team: str
    active: bool
    until: datetime
    silent_since: datetime | None


class TimeKept:
    """Reads what agents did. Agents are those whom the reader may see on the floor and of whom it ever heard.

    Moments are the gateway's. Days are local: `zone` None is this computer's.
    """

    def __init__(self, database: Database, now: Clock) -> None:
        self._database = database
        self._now = now

    def day(self, day: date, rules: AttendanceRules | None, zone: tzinfo | None = None) -> list[AgentDay]:
        """One day of everybody, by number. Whoever left the centre is there on the days that have news of them."""
        since, until = day_bounds(day, zone)
        found = []
        with self._database.reading() as connection:
            agents = self._agents(connection)
            for some in _some(agents.values()):
                changes = _changes(connection, some, since, until)
                for agent in some:
                    own = changes[agent.id]
                    if not agent.active and all(one.at < since for one in own):
                        continue
                    due = came_to_work(own, day, zone)
                    kept = day_kept(own, day, zone, agent.until, rules, due=due)
                    found.append(AgentDay(agent.id, agent.number, agent.name, agent.team, kept))
        return sorted(found, key=attrgetter("number"))

    def stretches(self, agent_id: UUID, day: date, zone: tzinfo | None = None) -> list[Stretch]:
        """One agent's day, state by state; nothing for an agent of whom the floor never heard."""
        since, until = day_bounds(day, zone)
        with self._database.reading() as connection:
            agent = self._agents(connection, (agent_id,)).get(agent_id)
            changes = _changes(connection, [agent], since, until)[agent_id] if agent else []
        return day_stretches(changes, day, zone, agent.until) if agent else []

    def day_of(
        self, agent_id: UUID, day: date, rules: AttendanceRules | None, zone: tzinfo | None = None
    ) -> DayKept | None:
        """One agent's day in figures; None for an agent of whom the floor never heard."""
        since, until = day_bounds(day, zone)
        with self._database.reading() as connection:
            agent = self._agents(connection, (agent_id,)).get(agent_id)
            changes = _changes(connection, [agent], since, until)[agent_id] if agent else []
        return day_kept(changes, day, zone, agent.until, rules, due=came_to_work(changes, day, zone)) if agent else None

    def month_of(
        self,
        agent_ids: Sequence[UUID],
        first_day: date,
        rules: AttendanceRules | None,
        zone: tzinfo | None = None,
    ) -> dict[UUID, MonthKept]:
        """The month of these agents as far as it has gone; without those of whom the floor never heard.

        ValueError when `first_day` is not the first of a month.
        """
        since, _ = day_bounds(first_day, zone)
        until, _ = day_bounds((first_day + timedelta(days=32)).replace(day=1), zone)
        found = {}
        with self._database.reading() as connection:
            agents = self._agents(connection, agent_ids)
            for some in _some(agents.values()):
                changes = _changes(connection, some, since, until)
                for agent in some:
                    found[agent.id] = month_kept(changes[agent.id], first_day, zone, agent.until, rules)
        return found

    def _agents(self, connection: Connection, wanted: Sequence[UUID] = ()) -> dict[UUID, _Agent]:
        now = self._now()
        if not self._database.is_sqlite:
            now = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
        known = {row.name: row for row in connection.execute(select(GatewayTable))}
        person = PersonTable
        query = (
            select(person.id, person.number, person.name, person.team, person.active, AgentNowTable.gateway)
            .select_from(AgentNowTable)
            .join(person, person.id == AgentNowTable.agent_id)
        )
        if wanted:
            query = query.where(AgentNowTable.agent_id.in_(wanted))
        return {row.id: _agent(row, known.get(row.gateway), now) for row in connection.execute(query)}


def _agent(row: Any, gateway: Any, now: datetime) -> _Agent:
    """How far an agent's states are vouched for: to this moment by a gateway that lives, else to its last word."""
    until, silent_since = now, None
    if gateway is not None:
        age = max(timedelta(), now - gateway.heard_at)
        until = gateway.as_of + age
        silent_since = gateway.as_of if age > STALE_AFTER else None
    return _Agent(row.id, row.number, row.name, row.team, row.active, until, silent_since)


def _some(agents: Iterable[_Agent]) -> Iterator[list[_Agent]]:
    rest = iter(agents)
    while some := list(islice(rest, AGENTS_AT_ONCE)):
        yield some


def _changes(
    connection: Connection, agents: Sequence[_Agent], since: datetime, until: datetime
) -> Mapping[UUID, list[StateChange]]:
    """What each of them entered from `since` until `until`, after the last state before, by time."""
    found: dict[UUID, list[StateChange]] = {agent.id: [] for agent in agents}
    ids = [agent.id for agent in agents]
    for query in (before_query(ids, since), during_query(ids, since, until)):
        for agent_id, rows in groupby(connection.execute(query), attrgetter("agent_id")):
            found[agent_id] += [_change(row) for row in rows if row.entered_at is not None]
    for agent in agents:
        if agent.silent_since is not None:
            found[agent.id].append(StateChange(agent.silent_since, AgentState.UNKNOWN))
    return found


def _change(row: Any) -> StateChange:
    return StateChange(row.entered_at, _STATES.get(row.state, AgentState.UNKNOWN), row.reason, row.call_key)


_SHOWN = (
    AgentStateTable.agent_id,
    AgentStateTable.entered_at,
    AgentStateTable.state,
    AgentStateTable.reason,
    AgentStateTable.call_key,
)


def before_query(agent_ids: Sequence[UUID], since: datetime) -> AnySelect:
    """The last state of each agent before `since`; apart so that tests can ask how it would be run.

    Each column is looked up by itself, one step in the index: of a join PostgreSQL would read all those weeks whole.
    """
    state = AgentStateTable

    def last(column: Any) -> Any:
        return (
            select(column)
            .where(
                state.agent_id == AgentNowTable.agent_id,
                state.entered_at < since,
                state.entered_at >= since - LOOK_BACK,
            )
            .order_by(state.entered_at.desc(), state.id.desc())
            .limit(1)
            .correlate(AgentNowTable)
            .scalar_subquery()
        )

    columns = (last(column).label(column.key) for column in _SHOWN[1:])
    return select(AgentNowTable.agent_id, *columns).where(AgentNowTable.agent_id.in_(agent_ids))


def during_query(agent_ids: Sequence[UUID], since: datetime, until: datetime) -> AnySelect:
    """What they entered in between; by agent, so that the index on agent and time serves it."""
    state = AgentStateTable
    return (
        select(*_SHOWN)
        .where(state.agent_id.in_(agent_ids), state.entered_at >= since, state.entered_at < until)
        .order_by(state.agent_id, state.entered_at, state.id)
    )
