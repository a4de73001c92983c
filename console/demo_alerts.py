"""The alerts of the demo centre's last day, as its limits raised them, and what its supervisor answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from console.domain.floor import AgentNow, AgentState, LimitLevel
from console.domain.floor_book import Alert, AlertAnswer
from console.domain.people import Person
from console.store.ids import new_id
from console.telephony.simulated_centre import SIMULATED_LIMITS

SNOOZED_FOR = "客户情绪激动，先不打断。"
_SEED = 5


@dataclass
class Told:
    """An agent was told as `agent` from `begin` to `end`."""

    agent: AgentNow
    begin: datetime
    end: datetime


@dataclass(frozen=True)
class _Reached:
    """A level of the limit of `agent`, or with `limit_ms` 0 a call for help, which stands since then."""

    agent: AgentNow
    since: datetime
    level: LimitLevel
    limit_ms: int
    at: datetime
    ends: datetime


def alerts_of(told: Mapping[str, Sequence[Told]], ids: Mapping[str, UUID], lead: Person, now: datetime) -> list[Alert]:
    """What the 24 hours before `now` raised, by time; what still stood then ends there. `lead` saw most alarms."""
    found: dict[tuple[str, datetime, AgentState, LimitLevel], Alert] = {}
    for number, of_agent in told.items():
        for one in (*_limits(of_agent), *_calls_for_help(of_agent)):
            if one.at > now - timedelta(days=1):
                agent = one.agent
                alert = Alert(
                    new_id(),
                    ids[number],
                    agent.state,
                    agent.reason,
                    one.since,
                    one.level,
                    one.limit_ms,
                    one.at,
                    one.ends,
                )
                found.setdefault((number, one.since, agent.state, one.level), alert)
    chance = Random(_SEED)  # noqa: S311 - the same answers every time are the point
    return [_answered(alert, lead, chance) for alert in sorted(found.values(), key=lambda one: one.raised_at)]


def _limits(told: Sequence[Told]) -> Iterator[_Reached]:
    for at, one in enumerate(told):
        agent = one.agent
        limit_ms = SIMULATED_LIMITS.limit_ms(agent.state, agent.reason)
        goes_on = at and (told[at - 1].agent.state, told[at - 1].agent.since) == (agent.state, agent.since)
        if not limit_ms or goes_on:
            continue
        same = (agent.state, agent.since)
        ends = next(
            (next_.begin for next_ in told[at:] if (next_.agent.state, next_.agent.since) != same), told[-1].end
        )
        warns_ms = limit_ms * SIMULATED_LIMITS.warn_percent // 100
        for level, after_ms in ((LimitLevel.WARN, warns_ms), (LimitLevel.ALARM, limit_ms)):
            reached = max(one.begin, agent.since + timedelta(milliseconds=after_ms))
            if reached < ends:
                yield _Reached(agent, agent.since, level, limit_ms, reached, ends)


def _calls_for_help(told: Sequence[Told]) -> Iterator[_Reached]:
    for at, one in enumerate(told):
        if one.agent.help and not told[at - 1].agent.help:
            ends = next((next_.begin for next_ in told[at:] if not next_.agent.help), told[-1].end)
            yield _Reached(one.agent, one.begin, LimitLevel.ALARM, 0, one.begin, ends)


def _answered(alert: Alert, lead: Person, chance: Random) -> Alert:
    """A supervisor looks at alarms, sooner or later, and puts off what can wait."""
    seen_at = alert.raised_at + timedelta(seconds=chance.randrange(4, 40))
    luck = chance.random()
    if alert.level is not LimitLevel.ALARM or alert.ended_at is None or seen_at >= alert.ended_at or luck > 0.8:
        return alert
    if alert.state is AgentState.TALKING and alert.limit_ms and luck < 0.3:
        until = seen_at + timedelta(minutes=5)
        alert = replace(alert, answer_reason=SNOOZED_FOR, snoozed_until=until)
    answer = AlertAnswer.SNOOZED if alert.snoozed_until else AlertAnswer.SEEN
    return replace(alert, answer=answer, answered_by=lead.id, answered_at=seen_at)
