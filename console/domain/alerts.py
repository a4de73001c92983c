"""Alerts of the floor: each limit warns once and alarms once, can be put off with a reason, and shows what followed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from console.domain.floor import DEFAULT_LIMITS, AgentNow, AgentState, FloorAction, LimitLevel, Limits, limit_state


class AlertKind(StrEnum):
    """What an alert is about."""

    LIMIT = "limit"
    HELP = "help"


class Followed(StrEnum):
    """What came of an alert. One that only ever ends by itself should be tuned."""

    OPEN = "open"
    ACTED = "acted"
    PUT_OFF = "put_off"
    BY_ITSELF = "by_itself"


@dataclass(frozen=True, slots=True)
class AlertKey:
    """One agent has at most one alert of a kind open."""

    agent_number: str
    kind: AlertKind


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody did about an alert: an action, or putting it off (`action` None) for a reason."""

    at: datetime
    by_number: str
    action: FloorAction | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Alert:
    """One stretch of one state that asked for attention: `key`, `state` and `since` name it. Moments are UTC.

    `level` is the highest that was told. While it is put off (`quiet_until`) nothing is told; what is due then is told
    once it is over.
    """

    key: AlertKey
    state: AgentState
    since: datetime
    limit_ms: int
    level: LimitLevel = LimitLevel.NONE
    warned_at: datetime | None = None
    alarmed_at: datetime | None = None
    quiet_until: datetime | None = None
    deeds: tuple[Deed, ...] = ()
    ended_at: datetime | None = None

    @property
    def told_at(self) -> datetime | None:
        """When it was first told."""
        return self.warned_at or self.alarmed_at

    @property
    def followed(self) -> Followed:
        """What came of it."""
        if any(deed.action is not None for deed in self.deeds):
            return Followed.ACTED
        if self.deeds:
            return Followed.PUT_OFF
        return Followed.OPEN if self.ended_at is None else Followed.BY_ITSELF


@dataclass(frozen=True)
class AlertBook:
    """The open alerts by key, and the last one of each state that is over: a talk goes on after a hold."""

    open: Mapping[AlertKey, Alert] = field(default_factory=lambda: MappingProxyType({}))
    over: Mapping[tuple[AlertKey, AgentState], Alert] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Watched:
    """What one look at the floor brought: the book from now on, what is to be told, and what is over."""

    book: AlertBook
    told: tuple[Alert, ...] = ()
    ended: tuple[Alert, ...] = ()


def watch(
    book: AlertBook,
    agents: Iterable[AgentNow],
    at: datetime,
    limits_of: Callable[[AgentNow], Limits] = lambda _: DEFAULT_LIMITS,
) -> Watched:
    """Look at `agents` (all, or those that may have changed or crossed a limit) at `at`.

    Each level of a stretch is told once, however often it is looked at. An unknown agent changes nothing: when the
    link is back and the stretch goes on, it is not told again. An alert that has ended may be open again, untold,
    when the stretch turns out to go on.
    """
    now_open = dict(book.open)
    over = dict(book.over)
    told: list[Alert] = []
    ended: list[Alert] = []
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
            if before is None:
                before = _goes_on(over.get((key, agent.state)), agent)
            after, is_news = _look(key, before, agent, at, limits_of(agent))
            if after is not None:
                now_open[key] = after
            if after is not None and is_news:
                told.append(after)
    return Watched(AlertBook(MappingProxyType(now_open), MappingProxyType(over)), tuple(told), tuple(ended))


def put_off(book: AlertBook, key: AlertKey, at: datetime, until: datetime, by_number: str, reason: str) -> AlertBook:
    """Say nothing more of an alert until `until`. Raises ValueError without a reason, KeyError when it is over."""
    if not reason.strip():
        raise ValueError("an alert is put off for a reason")
    alert = book.open[key]
    deed = Deed(at, by_number, reason=reason.strip())
    return _with(book, replace(alert, quiet_until=until, deeds=(*alert.deeds, deed)))


def acted(book: AlertBook, agent_number: str, at: datetime, by_number: str, action: FloorAction) -> AlertBook:
    """Somebody did something about an agent: it followed whatever is open of that agent."""
    for kind in AlertKind:
        alert = book.open.get(AlertKey(agent_number, kind))
        if alert is not None:
            book = _with(book, replace(alert, deeds=(*alert.deeds, Deed(at, by_number, action))))
    return book


def _with(book: AlertBook, alert: Alert) -> AlertBook:
    return replace(book, open=MappingProxyType({**book.open, alert.key: alert}))


def _goes_on(past: Alert | None, agent: AgentNow) -> Alert | None:
    """The alert that was over and is not: the stretch that it told of is still counted from its beginning."""
    if past is None or past.key.kind is AlertKind.HELP or past.told_at is None or agent.since > past.told_at:
        return None
    return replace(past, ended_at=None)


def _is_over(alert: Alert, agent: AgentNow) -> bool:
    if alert.key.kind is AlertKind.HELP:
        return not agent.help
    # a beginning that is put right afterwards lies before the first telling; a new stretch begins after it
    return agent.state is not alert.state or (alert.told_at is not None and agent.since > alert.told_at)


def _end(alert: Alert, agent: AgentNow, at: datetime) -> datetime:
    if alert.key.kind is AlertKind.HELP or agent.state is alert.state:
        return at
    return min(at, max(agent.since, alert.told_at or agent.since))


def _look(
    key: AlertKey, before: Alert | None, agent: AgentNow, at: datetime, limits: Limits
) -> tuple[Alert | None, bool]:
    """The alert as it stands, and whether it is to be told."""
    if key.kind is AlertKind.HELP:
        level, since, limit_ms = (LimitLevel.ALARM if agent.help else LimitLevel.NONE), at, 0
    else:
        limit = limit_state(agent, at, limits)
        level, since, limit_ms = limit.level, agent.since, limit.limit_ms
    if before is None and level is LimitLevel.NONE:
        return None, False
    alert = before or Alert(key, agent.state, since, limit_ms)
    if alert.quiet_until is not None:
        if at < alert.quiet_until:
            return alert, False
        alert = replace(alert, quiet_until=None, level=LimitLevel.NONE)  # still so: told once more
    if level <= alert.level:
        return alert, False
    if level is LimitLevel.ALARM:
        return replace(alert, level=level, limit_ms=limit_ms, alarmed_at=alert.alarmed_at or at), True
    return replace(alert, level=level, limit_ms=limit_ms, warned_at=alert.warned_at or at), True
