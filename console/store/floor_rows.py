"""The floor as rows of the database and as it is told in notices; both ways."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from console.domain.calls import Direction
from console.domain.floor import AgentNow, AgentState, FloorAction, LimitLevel
from console.domain.floor_book import (
    ActionState,
    Alert,
    AlertAnswer,
    AskedAction,
    Entered,
    GatewayNow,
    Handover,
    HearAt,
)

_ENTRY = datetime(1970, 1, 1, tzinfo=UTC)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")

_STATES = {state.value: state for state in AgentState}
_DIRECTIONS = {direction.value: direction for direction in Direction}


def plain(words: str, most: int) -> str:
    """A text of the outside world, short and without what no notice or JSON can carry."""
    return _CONTROL.sub(" ", words[:most].encode("utf-8", "replace").decode())


def plain_queues(names: Iterable[str]) -> tuple[str, ...]:
    """Names of queues, each as it is kept: what becomes the same is one, what becomes nothing is none."""
    return tuple(sorted({plain(name, 40) for name in names} - {""}))


def said(agent: AgentNow) -> dict[str, Any]:
    """An agent's state in the words of `put_floor`. ValueError for a time without zone."""
    return {
        "number": plain(agent.agent_number, 63),
        "state": agent.state.value,
        "since": _moment(agent.since),
        "reason": plain(agent.reason, 40),
        "queue": plain(agent.queue, 40),
        "call_key": plain(agent.call_key, 80),
        "other_number": plain(agent.other_number, 24),
        "direction": agent.direction.value,
        "hold_ms": agent.hold_ms,
        "help": agent.help,
        "next_state": agent.next_state.value if agent.next_state else "",
        "next_reason": plain(agent.next_reason, 40),
        "why": plain(agent.why, 160),
        "queues": plain_queues(agent.queues),
        "as_of": _moment(agent.as_of),
    }


def _moment(at: datetime) -> str:
    if at.tzinfo is None:
        raise ValueError("a time without zone cannot be stored")
    return at.astimezone(UTC).isoformat()


def micros(at: datetime) -> int:
    """Microseconds since 1970, as notices tell a moment."""
    return (at - _ENTRY) // timedelta(microseconds=1)


def moment(micros_since: int) -> datetime:
    """The moment that `micros` was given."""
    return _ENTRY + timedelta(microseconds=micros_since)


_AS_BEFORE, _TO_READ = 0, 1
"""In place of an agent's queues: they are those told before; they are too many for a notice and are to be read."""

_QUEUES = 13


def must_read_queues(row: Sequence[Any]) -> bool:
    """Whether a notice tells of an agent only that the queues are otherwise."""
    return bool(row[_QUEUES] == _TO_READ)


def heard_agent(row: Sequence[Any], queues: tuple[str, ...] = ()) -> tuple[AgentNow, str]:
    """An agent as a notice tells it (`floor_row` of the server), and its gateway; `queues` where it tells none."""
    number, state, since, reason, queue, call_key, other, way, hold_ms, asks, after, then, why, on, as_of, by = row
    agent = AgentNow(
        number,
        _STATES.get(state, AgentState.UNKNOWN),
        moment(since),
        reason=reason,
        queue=queue,
        call_key=call_key,
        other_number=other,
        direction=_DIRECTIONS.get(way, Direction.UNKNOWN),
        hold_ms=hold_ms,
        help=asks,
        next_state=_STATES.get(after),
        next_reason=then,
        why=why,
        queues=queues if on in (_AS_BEFORE, _TO_READ) else tuple(on),
        as_of=moment(as_of),
    )
    return agent, by


def agent_of(row: Any) -> AgentNow:
    """An agent of a row of `agent_now` with the `number` beside it."""
    return AgentNow(
        row.number,
        _STATES.get(row.state, AgentState.UNKNOWN),
        row.since,
        reason=row.reason,
        queue=row.queue,
        call_key=row.call_key,
        other_number=row.other_number,
        direction=_DIRECTIONS.get(row.direction, Direction.UNKNOWN),
        hold_ms=row.hold_ms,
        help=row.help,
        next_state=_STATES.get(row.next_state),
        next_reason=row.next_reason,
        why=row.why,
        queues=tuple(row.queues),
        as_of=row.as_of,
    )


def gateway_of(row: Any, now: datetime) -> GatewayNow:
    """A gateway of its row, read when the database's clock showed `now`."""
    known = {action.value: action for action in FloorAction}
    able = frozenset(known[name] for name in row.able if name in known)
    return GatewayNow(row.name, row.as_of, row.link, row.words, max(timedelta(), now - row.heard_at), able)


def action_of(row: Any) -> AskedAction:
    """An action of its row."""
    return AskedAction(
        row.id,
        row.at,
        row.by_id,
        row.agent_id,
        FloorAction(row.action),
        row.reason,
        row.to_phone,
        row.call_key,
        ActionState(row.state),
        row.words,
        row.ended_at,
        row.listening_id,
        row.began_at,
    )


def hear_at_of(wish: Any) -> HearAt | None:
    """Where sound is wished, as it is kept."""
    if wish is None:
        return None
    return HearAt(str(wish["address"]), int(wish["agent_port"]), int(wish["customer_port"]))


def wish_of(hear_at: HearAt | None) -> dict[str, Any] | None:
    """As it is kept."""
    if hear_at is None:
        return None
    return {
        "address": hear_at.address,
        "agent_port": hear_at.agent_port,
        "customer_port": hear_at.customer_port,
    }


def entered_of(row: Any) -> Entered:
    """A state of the history of its row."""
    state = _STATES.get(row.state, AgentState.UNKNOWN)
    return Entered(row.agent_id, state, row.entered_at, row.reason, row.queue, row.call_key, row.help)


ALERT_COLUMNS = (
    "id",
    "agent_id",
    "state",
    "reason",
    "since",
    "level",
    "limit_ms",
    "raised_at",
    "ended_at",
    "answer",
    "answer_reason",
    "answered_by",
    "answered_at",
    "snoozed_until",
)


def alert_of(row: Any) -> Alert:
    """An alert of its row."""
    return alert_of_columns([getattr(row, name) for name in ALERT_COLUMNS])


def alert_of_columns(values: Sequence[Any]) -> Alert:
    """An alert of the values of `ALERT_COLUMNS`."""
    key, agent_id, state, reason, since, level, limit_ms, raised_at, ended_at, answer, *answered = values
    return Alert(
        key,
        agent_id,
        _STATES.get(state, AgentState.UNKNOWN),
        reason,
        since,
        LimitLevel(level),
        limit_ms,
        raised_at,
        ended_at,
        AlertAnswer(answer),
        *answered,
    )


def handover_of(row: Any) -> Handover:
    """A note of its row."""
    return Handover(
        row.id, row.at, row.by_id, row.team, row.words, row.seat_id, row.about_at, row.signed_by, row.signed_at
    )
