"""The gateway's side of the floor: leads one telephone system, writes states and what came of actions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import psycopg

from console.domain.faults import FaultKind, PlaceFault
from console.domain.floor import AgentNow, FloorAction, Limits
from console.domain.floor_book import ActionState, ActionToDo, Alert, Stop, ToldAlert
from console.domain.live import LiveOffer
from console.domain.time_kept import forward
from console.store.connecting import BoundedConnection, Session
from console.store.floor import limits_of
from console.store.floor_rows import ALERT_COLUMNS, alert_of_columns, hear_at_of, plain, said
from console.store.ids import new_id
from console.store.translating import faults


class FloorWriting(Protocol):
    """What a gateway wants of a database. Faults as of any deed; NO_RIGHT with why `not_leading` when another leads."""

    def lead(self, able: frozenset[FloorAction], *, fresh: bool = True) -> bool:
        """Lead from now on, if nobody else does; say what the telephone system is able to do.

        `fresh`: as another program than led before. Then everybody is unknown until written anew, and what that one had
        begun is refused.
        """

    def put(self, as_of: datetime, link: str, words: str, agents: Sequence[AgentNow] = ()) -> int:
        """Write that the gateway lives and which agents are now otherwise; how many of them are known here."""

    def remember(self, over: Sequence[AgentNow]) -> None:
        """Write states that are over into the history, oldest first, once; nobody is told of them."""

    def take(self) -> list[ActionToDo]:
        """What is asked for and not yet begun; it counts as begun. Then listenings that are to end (`Stop`)."""

    def finish(
        self, action_id: UUID, state: ActionState, words: str, *, last: bool = True, offer: LiveOffer | None = None
    ) -> None:
        """Write what came of an action; after the `last` word nothing changes it.

        `offer` is for whoever asked, to be taken once (`Live.offer`). LISTEN that is accepted, and not for the last
        time, has begun to be heard.
        """

    def put_alerts(self, told: Sequence[ToldAlert]) -> int:
        """Write how alerts stand, each level of them once; how many are otherwise than before."""

    def open_alerts(self) -> list[tuple[str, Alert]]:
        """What is kept as open of this gateway's agents, by agent number."""

    def limits(self) -> tuple[dict[str, str], dict[str, Limits]]:
        """The team of each agent by number, and the limits of teams that have their own."""

    def close(self) -> None:
        """Lead no longer."""


class SharedFloorWriting:
    """On a shared database: one connection of the gateway's own, whose end is the end of leading."""

    def __init__(self, session: Session, name: str) -> None:
        self._session = session
        self._name = name
        self._connection: BoundedConnection | None = None

    def lead(self, able: frozenset[FloorAction], *, fresh: bool = True) -> bool:
        """As `FloorWriting.lead`. Faults of connecting as `connecting.connect`."""
        names = json.dumps(sorted(action.value for action in able))
        return bool(self._one("SELECT lead_floor(%s, %s, %s)", (self._name, names, fresh)))

    def put(self, as_of: datetime, link: str, words: str, agents: Sequence[AgentNow] = ()) -> int:
        """As `FloorWriting.put`."""
        states = json.dumps([said(agent) for agent in agents], ensure_ascii=False)
        return int(self._one("SELECT put_floor(%s, %s, %s, %s, %s)", (self._name, as_of, link, _kept(words), states)))

    def remember(self, over: Sequence[AgentNow]) -> None:
        """As `FloorWriting.remember`."""
        rows = [
            {
                "id": str(new_id()),
                "number": _kept(agent.agent_number),
                "state": agent.state.value,
                "reason": plain(agent.reason, 40),
                "entered_at": at.isoformat(),
                "queue": plain(agent.queue, 40),
                "call_key": plain(agent.call_key, 80),
                "help": agent.help,
            }
            for agent, at in forward(over)
        ]
        self._one(_REMEMBER, (json.dumps(rows, ensure_ascii=False), self._name))

    def take(self) -> list[ActionToDo]:
        """As `FloorWriting.take`."""
        rows = self._rows(
            "SELECT id, agent_number, action, reason, to_phone, call_key, by_number, listening_id, hear_at, stop"
            " FROM take_actions(%s)",
            (self._name,),
        )
        return [_to_do(*row) for row in rows]

    def finish(
        self, action_id: UUID, state: ActionState, words: str, *, last: bool = True, offer: LiveOffer | None = None
    ) -> None:
        """As `FloorWriting.finish`."""
        said = offer.to_json() if offer is not None else None
        self._one("SELECT finish_action(%s, %s, %s, %s, %s)", (action_id, state.value, _kept(words), last, said))

    def put_alerts(self, told: Sequence[ToldAlert]) -> int:
        """As `FloorWriting.put_alerts`."""
        alerts = [
            {
                "number": _kept(one.agent_number),
                "state": one.state.value,
                "reason": _kept(one.reason),
                "since": one.since.isoformat(),
                "level": int(one.level),
                "limit_ms": one.limit_ms,
                "at": one.at.isoformat(),
                "ended_at": one.ended_at.isoformat() if one.ended_at else None,
            }
            for one in told
        ]
        return int(self._one("SELECT put_alerts(%s, %s)", (self._name, json.dumps(alerts))))

    def open_alerts(self) -> list[tuple[str, Alert]]:
        """As `FloorWriting.open_alerts`."""
        columns = ", ".join(f"a.{name}" for name in ALERT_COLUMNS)
        rows = self._rows(
            f"SELECT p.number, {columns} FROM alert a JOIN person p ON p.id = a.agent_id"  # noqa: S608 - our own names
            " JOIN agent_now n ON n.agent_id = a.agent_id WHERE a.ended_at IS NULL AND n.gateway = %s",
            (self._name,),
        )
        return [(number, alert_of_columns(rest)) for number, *rest in rows]

    def limits(self) -> tuple[dict[str, str], dict[str, Limits]]:
        """As `FloorWriting.limits`."""
        teams = dict(self._rows("SELECT number, team FROM person WHERE role = 'agent'", ()))
        own = self._rows("SELECT team, limits FROM floor_team WHERE limits IS NOT NULL", ())
        return teams, {team: limits_of(kept) for team, kept in own}

    def close(self) -> None:
        """As `FloorWriting.close`."""
        if self._connection is not None:
            with suppress(psycopg.Error):
                self._connection.close()
            self._connection = None

    def _one(self, query: str, values: Sequence[Any]) -> Any:
        return self._rows(query, values)[0][0]

    def _rows(self, query: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        with faults():
            if self._connection is None:
                self._connection = self._session.connect(autocommit=True)
                self._connection.execute(
                    "SELECT set_config(name, value, false) FROM (VALUES ('tcp_keepalives_idle', '2'),"
                    " ('tcp_keepalives_interval', '1'), ('tcp_keepalives_count', '2')) AS wish(name, value)"
                )
            try:
                return self._connection.execute(query, values).fetchall()
            except psycopg.OperationalError:
                self.close()
                raise


_REMEMBER = """
WITH written AS (
    INSERT INTO agent_state (id, agent_id, state, reason, entered_at, source, queue, call_key, help)
    SELECT n.id, p.id, n.state, n.reason, n.entered_at, g.name, n.queue, n.call_key, n.help
    FROM json_to_recordset(%s) AS n(id uuid, number text, state text, reason text, entered_at timestamptz, queue text,
        call_key text, help boolean)
    JOIN person p ON p.number = n.number AND p.role = 'agent'
    JOIN gateway g ON g.name = %s AND g.backend_pid = pg_backend_pid()
    WHERE NOT EXISTS (SELECT FROM agent_state s WHERE s.agent_id = p.id AND s.entered_at = n.entered_at
        AND (s.state, s.reason, s.help) = (n.state, n.reason, n.help))
    RETURNING 1)
SELECT count(*) FROM written
"""


def _to_do(
    key: UUID,
    number: str,
    action: str,
    reason: str,
    to_phone: str,
    call_key: str,
    by_number: str,
    listening: UUID | None,
    wish: Any,
    stop: str | None,
) -> ActionToDo:
    """A row of `take_actions`."""
    return ActionToDo(
        key,
        number,
        FloorAction(action),
        reason,
        to_phone,
        call_key,
        by_number,
        listening,
        hear_at_of(wish),
        Stop(stop) if stop else None,
    )


def is_not_leading(fault: PlaceFault) -> bool:
    """Whether the database refused because another gateway leads."""
    return fault.kind is FaultKind.NO_RIGHT and fault.facts.get("why") == "not_leading"


def _kept(words: str) -> str:
    return words.replace("\0", " ").encode("utf-8", "replace").decode()
