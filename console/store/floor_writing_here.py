"""The gateway's side of the floor on an SQLite database, where it runs inside the console: as 087_gateway.sql does."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from random import SystemRandom
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, case, false, insert, select, update
from sqlalchemy.dialects.sqlite import insert as insert_or

from console.domain.faults import Fault, FaultKind, PlaceFault
from console.domain.floor import STALE_AFTER, AgentNow, AgentState, FloorAction, Limits
from console.domain.floor_book import ActionState, ActionToDo, Alert, ToldAlert
from console.domain.floor_why import Why, why_text
from console.domain.live import LiveOffer
from console.domain.people import Role
from console.domain.time_kept import entered_at, forward
from console.store import actions_here
from console.store.audit import Clock
from console.store.engine import Database
from console.store.floor import limits_of
from console.store.floor_rows import alert_of, plain, said
from console.store.floor_tables import AgentNowTable, AlertTable, FloorTeamTable, GatewayTable
from console.store.ids import new_id
from console.store.shared_tables import AgentStateTable
from console.store.tables import PersonTable

NEW_LEADER = why_text(0, Why.NEW_LEADER)


class EmbeddedFloorWriting:
    """See `FloorWriting`. Of several consoles on one file leads who began, until silent for `STALE_AFTER` or closed.

    `backend_pid` of the gateway's row, which is a server's process on PostgreSQL, is a number drawn by each of these.
    """

    def __init__(self, database: Database, now: Clock, name: str) -> None:
        self._database = database
        self._now = now
        self._name = name
        self._own = SystemRandom().randrange(1, 2**31)

    def lead(self, able: frozenset[FloorAction], *, fresh: bool = True) -> bool:
        """As `FloorWriting.lead`."""
        at = self._now()
        row = {
            "backend_pid": self._own,
            "as_of": at,
            "heard_at": at,
            "link": "down",
            "words": "",
            "able": sorted(action.value for action in able),
        }
        with self._database.writing() as connection:
            last = connection.execute(select(GatewayTable).where(GatewayTable.name == self._name)).first()
            other = last is not None and last.backend_pid not in (0, self._own)
            if last is not None and other and abs(at - last.heard_at) < STALE_AFTER:
                return False
            connection.execute(
                insert_or(GatewayTable)
                .values(name=self._name, **row)
                .on_conflict_do_update(index_elements=["name"], set_=row)
            )
            if fresh:
                actions_here.end_left(connection, at, self._name)
                self._forget(connection, last.as_of if last is not None else at)
        return True

    def _must_lead(self, connection: Connection) -> None:
        leads = select(GatewayTable.backend_pid).where(GatewayTable.name == self._name)
        if connection.scalar(leads) != self._own:
            raise PlaceFault(FaultKind.NO_RIGHT, why="not_leading")

    def _forget(self, connection: Connection, since: datetime) -> None:
        """Nobody has vouched for these agents since then."""
        known = (AgentNowTable.gateway == self._name, AgentNowTable.state != AgentState.UNKNOWN.value)
        keys = connection.scalars(select(AgentNowTable.agent_id).where(*known)).all()
        blank = dict.fromkeys(("reason", "queue", "call_key", "other_number", "next_state", "next_reason"), "")
        gone = {"state": "unknown", "since": since, "hold_ms": 0, "why": NEW_LEADER, **blank}
        connection.execute(update(AgentNowTable).where(*known).values(gone))
        if keys:
            entered = [
                {"id": new_id(), "agent_id": key, "state": "unknown", "entered_at": since, "source": self._name}
                for key in keys
            ]
            connection.execute(insert(AgentStateTable), entered)

    def put(self, as_of: datetime, link: str, words: str, agents: Sequence[AgentNow] = ()) -> int:
        """As `FloorWriting.put`."""
        beat = {"as_of": as_of, "heard_at": self._now(), "link": link, "words": plain(words, 300)}
        with self._database.writing() as connection:
            self._must_lead(connection)
            connection.execute(update(GatewayTable).where(GatewayTable.name == self._name).values(beat))
            return self._put(connection, agents) if agents else 0

    def _put(self, connection: Connection, agents: Sequence[AgentNow]) -> int:
        given = {agent.agent_number: agent for agent in agents}
        found = select(PersonTable.number, PersonTable.id).where(PersonTable.role == Role.AGENT)
        ids = {number: key for number, key in connection.execute(found).all() if number in given}
        before = {row.agent_id: row for row in connection.execute(select(AgentNowTable))}
        entered: list[dict[str, Any]] = []
        for number, key in ids.items():
            row = said(given[number]) | {"since": given[number].since, "as_of": given[number].as_of}
            del row["number"]
            row |= {"gateway": self._name}
            old = before.get(key)
            if old is None or (old.state, old.reason, old.since, old.help) != (
                row["state"],
                row["reason"],
                row["since"],
                row["help"],
            ):
                same = {name: row[name] for name in ("state", "reason", "queue", "call_key", "help")}
                goes_on = old is not None and (old.state, old.reason, old.since) == (
                    row["state"],
                    row["reason"],
                    row["since"],
                )
                moment = entered_at(old and old.since, given[number], goes_on=goes_on)
                entered.append(same | {"id": new_id(), "agent_id": key, "entered_at": moment, "source": self._name})
            connection.execute(
                insert_or(AgentNowTable)
                .values(agent_id=key, **row)
                .on_conflict_do_update(index_elements=["agent_id"], set_=row)
            )
        if entered:
            connection.execute(insert(AgentStateTable), entered)
        return len(ids)

    def remember(self, over: Sequence[AgentNow]) -> None:
        """As `FloorWriting.remember`."""
        with self._database.writing() as connection:
            self._must_lead(connection)
            found = select(PersonTable.number, PersonTable.id).where(PersonTable.role == Role.AGENT)
            ids = dict(connection.execute(found).all())
            rows = [
                {name: said(agent)[name] for name in ("state", "reason", "queue", "call_key", "help")}
                | {"id": new_id(), "agent_id": ids[agent.agent_number], "entered_at": at, "source": self._name}
                for agent, at in forward(over)
                if agent.agent_number in ids
            ]
            if rows:
                connection.execute(insert(AgentStateTable), rows)

    def take(self) -> list[ActionToDo]:
        """As `FloorWriting.take`."""
        with self._database.writing() as connection:
            self._must_lead(connection)
            return actions_here.take(connection, self._now(), self._name)

    def finish(
        self, action_id: UUID, state: ActionState, words: str, *, last: bool = True, offer: LiveOffer | None = None
    ) -> None:
        """As `FloorWriting.finish`."""
        with self._database.writing() as connection:
            self._must_lead(connection)
            actions_here.finish(connection, self._now(), action_id, state, words, last=last, offer=offer)

    def put_alerts(self, told: Sequence[ToldAlert]) -> int:
        """As `FloorWriting.put_alerts`."""
        changed = 0
        with self._database.writing() as connection:
            self._must_lead(connection)
            found = select(PersonTable.number, PersonTable.id)
            ids = dict(
                connection.execute(found.where(PersonTable.number.in_({one.agent_number for one in told}))).all()
            )
            for one in told:
                if one.agent_number in ids:
                    changed += self._put_alert(connection, ids[one.agent_number], one)
        return changed

    def _put_alert(self, connection: Connection, agent_id: UUID, told: ToldAlert) -> int:
        kept = AlertTable
        stands_again = kept.snoozed_until <= told.at if told.ended_at is None else false()
        stood = connection.execute(
            update(kept)
            .where(
                kept.agent_id == agent_id,
                kept.since == told.since,
                kept.state == told.state.value,
                (kept.limit_ms == 0) == (told.limit_ms == 0),
                kept.ended_at.is_distinct_from(told.ended_at) | stands_again,
            )
            .values(ended_at=told.ended_at, snoozed_until=case((stands_again, None), else_=kept.snoozed_until))
        ).rowcount
        if told.ended_at is not None:
            return stood
        row = {
            "id": new_id(),
            "agent_id": agent_id,
            "state": told.state.value,
            "reason": plain(told.reason, 40),
            "since": told.since,
            "level": int(told.level),
            "limit_ms": told.limit_ms,
            "raised_at": self._now(),
            "answer": "",
            "answer_reason": "",
        }
        return stood + connection.execute(insert_or(kept).values(row).on_conflict_do_nothing()).rowcount

    def open_alerts(self) -> list[tuple[str, Alert]]:
        """As `FloorWriting.open_alerts`."""
        wanted = (
            select(AlertTable, PersonTable.number)
            .join(PersonTable, PersonTable.id == AlertTable.agent_id)
            .join(AgentNowTable, AgentNowTable.agent_id == AlertTable.agent_id)
            .where(AlertTable.ended_at.is_(None), AgentNowTable.gateway == self._name)
        )
        with self._database.reading() as connection:
            return [(row.number, alert_of(row)) for row in connection.execute(wanted)]

    def limits(self) -> tuple[dict[str, str], dict[str, Limits]]:
        """As `FloorWriting.limits`."""
        agents = select(PersonTable.number, PersonTable.team).where(PersonTable.role == Role.AGENT)
        with self._database.reading() as connection:
            teams = dict(connection.execute(agents).all())
            own = connection.execute(select(FloorTeamTable.team, FloorTeamTable.limits)).all()
        return teams, {row.team: limits_of(row.limits) for row in own if row.limits is not None}

    def close(self) -> None:
        """As `FloorWriting.close`; if the database cannot be written now, another leads some seconds later."""
        mine = (GatewayTable.name == self._name, GatewayTable.backend_pid == self._own)
        with suppress(Fault), self._database.writing() as connection:
            connection.execute(update(GatewayTable).where(*mine).values(backend_pid=0))
