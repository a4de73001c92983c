"""The gateway's side of the floor on an SQLite database, where it runs inside the console: as 087_gateway.sql does."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from random import SystemRandom
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, case, delete, false, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as insert_or
from sqlalchemy.orm import aliased

from console.domain.audit import AuditKind
from console.domain.faults import Fault, FaultKind, PlaceFault
from console.domain.floor import STALE_AFTER, AgentNow, AgentState, FloorAction, Limits
from console.domain.floor_book import ActionState, ActionToDo, Alert, Stop, ToldAlert
from console.domain.live import OFFER_LASTS, LiveOffer
from console.domain.people import Role
from console.domain.time_kept import entered_at, forward
from console.store.audit import Clock, record
from console.store.engine import Database
from console.store.floor import limits_of
from console.store.floor_rows import alert_of, hear_at_of, plain, said
from console.store.floor_tables import (
    AgentNowTable,
    AlertTable,
    FloorActionTable,
    FloorTeamTable,
    GatewayTable,
    MediaOfferTable,
)
from console.store.ids import new_id
from console.store.shared_tables import AgentStateTable
from console.store.tables import PersonTable

NEW_LEADER = "0: another gateway took over"

TOO_LATE = timedelta(seconds=10)
"""What nobody began by then is refused: whoever asked has looked away."""


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
        left = (FloorActionTable.gateway == self._name, FloorActionTable.taken_at.is_not(None))
        lost = {"state": "refused", "words": "the gateway ended while it was at it", "ended_at": at}
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
                for key in connection.scalars(self._heard().where(FloorActionTable.began_at.is_not(None))).all():
                    self._finish(connection, key, ActionState.DONE, "the gateway ended", last=True)
                connection.execute(
                    update(FloorActionTable).where(*left, FloorActionTable.ended_at.is_(None)).values(lost)
                )
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
        """As `FloorWriting.take`. Of whoever is gone nobody knows here: their sound finds nobody and ends."""
        at = self._now()
        asked = FloorActionTable
        waiting = (asked.gateway == self._name, asked.state == ActionState.PENDING, asked.taken_at.is_(None))
        by = aliased(PersonTable)
        with self._database.writing() as connection:
            self._must_lead(connection)
            late = select(asked.id, asked.stop_at).where(
                *waiting, (asked.at <= at - TOO_LATE) | asked.stop_at.is_not(None)
            )
            for key, stopped in connection.execute(late).all():
                words = "nobody carried it out in time" if stopped is None else "not wanted any more"
                self._finish(connection, key, ActionState.REFUSED, words, last=True)
            old = select(asked.id).where(asked.at < at - OFFER_LASTS)
            forgotten = func.coalesce(MediaOfferTable.made_at, at - 2 * OFFER_LASTS) < at - OFFER_LASTS
            connection.execute(delete(MediaOfferTable).where(MediaOfferTable.action_id.in_(old), forgotten))
            rows = connection.execute(
                select(asked, PersonTable.number, by.number.label("by_number"), MediaOfferTable.wish)
                .join(PersonTable, PersonTable.id == asked.agent_id)
                .join(by, by.id == asked.by_id)
                .outerjoin(MediaOfferTable, MediaOfferTable.action_id == asked.id)
                .where(*waiting)
                .order_by(asked.at, asked.id)
            ).all()
            connection.execute(update(asked).where(*waiting).values(taken_at=at))
            taken = [row.id for row in rows]
            connection.execute(delete(MediaOfferTable).where(MediaOfferTable.action_id.in_(taken)))
            ended = connection.scalars(self._heard().where(asked.stop_at.is_not(None))).all()
            left = select(PersonTable.id).where(PersonTable.active.is_(False))
            barred = connection.scalars(self._heard().where(asked.stop_at.is_(None), asked.by_id.in_(left))).all()
        return [
            *(
                ActionToDo(
                    row.id,
                    row.number,
                    FloorAction(row.action),
                    row.reason,
                    row.to_phone,
                    row.call_key,
                    row.by_number,
                    row.listening_id,
                    hear_at_of(row.wish),
                )
                for row in rows
            ),
            *(ActionToDo(key, "", FloorAction.LISTEN, stop=Stop.ASKED) for key in ended),
            *(ActionToDo(key, "", FloorAction.LISTEN, stop=Stop.BARRED) for key in barred),
        ]

    def _heard(self) -> Select[UUID]:
        """The open listenings through this gateway that were taken up."""
        asked = FloorActionTable
        return select(asked.id).where(
            asked.gateway == self._name,
            asked.action == FloorAction.LISTEN.value,
            asked.listening_id.is_(None),
            asked.taken_at.is_not(None),
            asked.ended_at.is_(None),
        )

    def finish(
        self, action_id: UUID, state: ActionState, words: str, *, last: bool = True, offer: LiveOffer | None = None
    ) -> None:
        """As `FloorWriting.finish`."""
        with self._database.writing() as connection:
            self._must_lead(connection)
            self._finish(connection, action_id, state, words, last=last, offer=offer)

    def _finish(
        self,
        connection: Connection,
        action_id: UUID,
        state: ActionState,
        words: str,
        *,
        last: bool,
        offer: LiveOffer | None = None,
    ) -> None:
        at = self._now()
        known = plain(words, 300)
        asked = FloorActionTable
        row = connection.execute(select(asked).where(asked.id == action_id, asked.ended_at.is_(None))).first()
        if row is None:
            return
        heard = row.action == FloorAction.LISTEN and row.listening_id is None
        begins = heard and state is ActionState.ACCEPTED and not last and row.began_at is None
        now_so = {"state": state.value, "words": known, "ended_at": at if last else None}
        if begins:
            now_so["began_at"] = at
        connection.execute(update(asked).where(asked.id == action_id).values(now_so))
        if last:
            facts: dict[str, str | int] = {"id": str(action_id), "outcome": state.value, "words": known}
            if row.began_at is not None:
                facts |= {"call": row.call_key, "seconds": round((at - row.began_at).total_seconds())}
            record(connection, at, AuditKind.FLOOR_ACTION_ENDED, subject_id=row.agent_id, facts=facts)
            of_it = select(asked.id).where((asked.id == action_id) | (asked.listening_id == action_id))
            connection.execute(delete(MediaOfferTable).where(MediaOfferTable.action_id.in_(of_it)))
        if offer is not None:
            made = {"action_id": action_id, "offer": json.loads(offer.to_json()), "made_at": at}
            connection.execute(insert_or(MediaOfferTable).values(made).on_conflict_do_nothing())

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
