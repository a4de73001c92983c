"""The gateway's watch of limits and calls for help: each level of a stretch is told once, quiet while it is put off."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from console.domain.floor import DEFAULT_LIMITS, AgentNow, AgentState, LimitLevel, Limits, limit_state
from console.domain.floor_book import Alert, AlertKind, ToldAlert


@dataclass(frozen=True, slots=True)
class AlertKey:
    """One agent has at most one alert of a kind open."""

    agent_number: str
    kind: AlertKind


@dataclass(frozen=True, slots=True)
class Watched:
    """One stretch of one state that asked for attention: `key`, `state` and `since` name it. Moments are UTC.

    `level` is the highest that was told, first at `told_at`. While it is put off (`quiet_until`) nothing is told; what
    is due then is told once it is over.
    """

    key: AlertKey
    state: AgentState
    since: datetime
    limit_ms: int
    reason: str = ""
    level: LimitLevel = LimitLevel.NONE
    told_at: datetime | None = None
    quiet_until: datetime | None = None
    ended_at: datetime | None = None

    def as_told(self, at: datetime) -> ToldAlert:
        """What the database is to know of it at `at`."""
        return ToldAlert(
            self.key.agent_number, self.state, self.reason, self.since, self.level, self.limit_ms, at, self.ended_at
        )


@dataclass(frozen=True)
class AlertBook:
    """The open alerts by key, and the last one of each state that is over: a talk goes on after a hold."""

    open: Mapping[AlertKey, Watched] = field(default_factory=lambda: MappingProxyType({}))
    over: Mapping[tuple[AlertKey, AgentState], Watched] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Looked:
    """What one look brought: the book from now on, what is to be told, what is over, what goes on after all."""

    book: AlertBook
    told: tuple[Watched, ...] = ()
    ended: tuple[Watched, ...] = ()
    going_on: tuple[Watched, ...] = ()


def watch(
    book: AlertBook,
    agents: Iterable[AgentNow],
    at: datetime,
    limits_of: Callable[[AgentNow], Limits] = lambda _: DEFAULT_LIMITS,
) -> Looked:
    """Look at `agents` (all, or those that have changed or are due by `next_look`) at `at`.

    Each level of a stretch is told once, however often it is looked at. An unknown agent changes nothing: when the
    link is back and the stretch goes on, it is not told again. An alert that has ended may be open again, untold,
    when the stretch turns out to go on.
    """
    now_open = dict(book.open)
    over = dict(book.over)
    told: list[Watched] = []
    ended: list[Watched] = []
    going_on: list[Watched] = []
    for agent in agents:
        for kind in AlertKind:
            key = AlertKey(agent.agent_number, kind)
            if kind is AlertKind.LIMIT and agent.state is AgentState.UNKNOWN:
                continue
            before = now_open.get(key)
            if before is not None and _is_over(before, agent):
                over[key, before.state] = replace(before, ended_at=_end(before, agent, at))
                ended.append(over[key, before.state])
                before = None
                del now_open[key]
            goes_on = None if before is not None else _goes_on(over.get((key, agent.state)), agent)
            after, is_news = _look(key, before or goes_on, agent, at, limits_of(agent))
            if after is None:
                continue
            now_open[key] = after
            if is_news:
                told.append(after)
            elif goes_on is not None:
                going_on.append(after)
    return Looked(
        AlertBook(MappingProxyType(now_open), MappingProxyType(over)), tuple(told), tuple(ended), tuple(going_on)
    )


def next_look(book: AlertBook, agent: AgentNow, limits: Limits) -> datetime | None:
    """When `agent` is to be looked at again if nothing changes before; None for never."""
    quiet = (book.open[key].quiet_until for key in _keys(agent.agent_number) if key in book.open)
    due = [until for until in quiet if until is not None]
    limit_ms = 0 if agent.state is AgentState.UNKNOWN else limits.limit_ms(agent.state, agent.reason)
    alert = book.open.get(AlertKey(agent.agent_number, AlertKind.LIMIT))
    level = alert.level if alert is not None else LimitLevel.NONE
    if limit_ms and level is not LimitLevel.ALARM and (alert is None or alert.quiet_until is None):
        share_ms = limit_ms if level is LimitLevel.WARN else -(-limit_ms * limits.warn_percent // 100)
        due.append(agent.since + timedelta(milliseconds=share_ms))
    return min(due, default=None)


def take_up(book: AlertBook, kept: Iterable[tuple[str, Alert]]) -> tuple[AlertBook, tuple[Watched, ...]]:
    """The book with what the database keeps as open, by agent number: what an earlier gateway told, what was put off.

    And what is open there of a stretch that is no longer watched: it is to be ended.
    """
    now_open = dict(book.open)
    known = dict(book.open)
    strays = []
    for number, alert in sorted(kept, key=lambda one: (one[1].since, one[1].level)):
        key = AlertKey(number, alert.kind)
        mine = Watched(
            key,
            alert.state,
            alert.since,
            alert.limit_ms,
            alert.reason,
            alert.level,
            alert.raised_at,
            alert.snoozed_until,
        )
        before = now_open.get(key)
        if before is None or (key not in known and _same(before, mine)):
            now_open[key] = mine if before is None else replace(mine, told_at=before.told_at)
        elif _same(before, mine):
            if alert.level >= before.level:
                now_open[key] = replace(before, quiet_until=alert.snoozed_until)
        elif key in known:
            strays.append(mine)
        else:
            strays.append(before)
            now_open[key] = mine
    return replace(book, open=MappingProxyType(now_open)), tuple(strays)


def let_go(book: AlertBook, known: Container[str]) -> tuple[AlertBook, tuple[Watched, ...]]:
    """The book without the alerts of agents who are not `known`, and those alerts: they are to be ended."""
    gone = tuple(alert for key, alert in book.open.items() if key.agent_number not in known)
    kept = {key: alert for key, alert in book.open.items() if key.agent_number in known}
    return replace(book, open=MappingProxyType(kept)), gone


def _keys(number: str) -> tuple[AlertKey, ...]:
    return tuple(AlertKey(number, kind) for kind in AlertKind)


def _same(one: Watched, other: Watched) -> bool:
    return (one.key, one.state, one.since) == (other.key, other.state, other.since)


def _goes_on(past: Watched | None, agent: AgentNow) -> Watched | None:
    """The alert that was over and is not: the stretch that it told of is still counted from its beginning."""
    if past is None or past.key.kind is AlertKind.HELP or past.told_at is None or agent.since > past.told_at:
        return None
    return replace(past, ended_at=None)


def _is_over(alert: Watched, agent: AgentNow) -> bool:
    if alert.key.kind is AlertKind.HELP:
        return not agent.help
    # a beginning that is put right afterwards lies before the first telling; a new stretch begins after it
    return agent.state is not alert.state or (alert.told_at is not None and agent.since > alert.told_at)


def _end(alert: Watched, agent: AgentNow, at: datetime) -> datetime:
    if alert.key.kind is AlertKind.HELP or agent.state is alert.state:
        return at
    return min(at, max(agent.since, alert.told_at or agent.since))


def _look(
    key: AlertKey, before: Watched | None, agent: AgentNow, at: datetime, limits: Limits
) -> tuple[Watched | None, bool]:
    """The alert as it stands, and whether it is to be told."""
    if key.kind is AlertKind.HELP:
        level, since, limit_ms = (LimitLevel.ALARM if agent.help else LimitLevel.NONE), at, 0
    else:
        limit = limit_state(agent, at, limits)
        level, since, limit_ms = limit.level, agent.since, limit.limit_ms
    if before is None and level is LimitLevel.NONE:
        return None, False
    alert = before or Watched(key, agent.state, since, limit_ms, agent.reason)
    if alert.quiet_until is not None:
        if at < alert.quiet_until:
            return alert, False
        alert = replace(alert, quiet_until=None, level=LimitLevel.NONE)  # still so: told once more
    if level <= alert.level:
        return alert, False
    return replace(alert, level=level, limit_ms=limit_ms or alert.limit_ms, told_at=alert.told_at or at), True
