"""What followed each alert, and which limits should be tuned: what nobody answers teaches to look away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil
from statistics import median
from uuid import UUID

from console.domain.floor import DEFAULT_LIMITS, AgentState, FloorAction, LimitLevel, Limits
from console.domain.floor_book import Alert, AlertAnswer, AlertKind, AskedAction

CLOCKS_APART = timedelta(seconds=2)
"""An action that ended the state is asked for by another clock than the one that says when it ended."""

ENOUGH = 5
"""Fewer alerts than these say nothing about a limit."""

MOSTLY = 0.8
"""From this share of alerts without an answer on the limit should be tuned; a new one spares as many."""

_MS = timedelta(milliseconds=1)


class Followed(StrEnum):
    """What came of an alert. One that only ever ends by itself should be tuned."""

    OPEN = "open"
    ACTED = "acted"
    PUT_OFF = "put_off"
    SEEN = "seen"
    BY_ITSELF = "by_itself"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One stretch that was alerted: `alert` is its highest level. Lengths in ms; `after_ms` from the first alert on.

    `answered_by` is who acted, saw it or put it off; `action` what was done.
    """

    alert: Alert
    first_at: datetime
    followed: Followed
    after_ms: int | None = None
    answered_by: UUID | None = None
    action: FloorAction | None = None

    @property
    def key(self) -> tuple[object, ...]:
        """What it is about, whatever levels it has reached."""
        return self.alert.agent_id, self.alert.kind, self.alert.state, self.alert.since

    @property
    def lasted_ms(self) -> int | None:
        """How long the state lasted, or the call for help stood; None while it does."""
        return None if self.alert.ended_at is None else max(0, (self.alert.ended_at - self.alert.since) // _MS)


def outcomes(alerts: Iterable[Alert], actions: Sequence[AskedAction]) -> list[Outcome]:
    """What followed each stretch, by the time of its first alert. Actions count that were asked while it stood."""
    stretches: dict[tuple[object, ...], list[Alert]] = defaultdict(list)
    for alert in alerts:
        stretches[alert.agent_id, alert.kind, alert.state, alert.since].append(alert)
    asked: dict[UUID, list[AskedAction]] = defaultdict(list)
    for action in sorted(actions, key=lambda one: one.at):
        asked[action.agent_id].append(action)
    found = [_outcome(rows, asked.get(rows[0].agent_id, [])) for rows in stretches.values()]
    return sorted(found, key=lambda one: (one.first_at, one.alert.id))


def _outcome(rows: Sequence[Alert], asked: Sequence[AskedAction]) -> Outcome:
    alert = max(rows, key=lambda one: one.level)
    first_at = min(one.raised_at for one in rows)
    until = None if alert.ended_at is None else alert.ended_at + CLOCKS_APART
    for action in asked:
        if action.at >= first_at and (until is None or action.at <= until):
            after_ms = (action.at - first_at) // _MS
            return Outcome(alert, first_at, Followed.ACTED, after_ms, action.by_id, action.action)
    answered = [one for one in rows if one.answer is not AlertAnswer.NONE and one.answered_at is not None]
    if answered:
        answer = min(answered, key=lambda one: one.answered_at or first_at)
        followed = Followed.PUT_OFF if answer.answer is AlertAnswer.SNOOZED else Followed.SEEN
        after = (answer.answered_at or first_at) - first_at
        return Outcome(alert, first_at, followed, max(0, after // _MS), answer.answered_by)
    if alert.ended_at is not None:
        return Outcome(alert, first_at, Followed.BY_ITSELF, max(0, (alert.ended_at - first_at) // _MS))
    return Outcome(alert, first_at, Followed.OPEN)


@dataclass(frozen=True, slots=True)
class Tally:
    """The alerts of one team, state and level: how many are over or answered, and what share of them nobody answered.

    `answer_ms` is the median time to an answer. `sparing_s` is a limit, longer than the one in force, that would have
    spared four in five of them; None where nothing speaks for another limit.
    """

    team: str
    kind: AlertKind
    state: AgentState
    level: LimitLevel
    count: int
    unanswered: int
    answer_ms: int | None
    sparing_s: int | None = None

    @property
    def share(self) -> float:
        """Of those that nobody answered, 0 to 1."""
        return self.unanswered / self.count if self.count else 0.0


def tally(found: Iterable[Outcome], team_of: Callable[[UUID], str], limits: Mapping[str, Limits]) -> list[Tally]:
    """The alerts by team, state and level; those that nobody answers first."""
    groups: dict[tuple[str, AlertKind, AgentState, LimitLevel], list[Outcome]] = defaultdict(list)
    for one in found:
        if one.followed is not Followed.OPEN:
            alert = one.alert
            state = alert.state if alert.kind is AlertKind.LIMIT else AgentState.UNKNOWN
            groups[team_of(alert.agent_id), alert.kind, state, alert.level].append(one)
    tallies = [_tally(key, some, limits.get(key[0], DEFAULT_LIMITS)) for key, some in groups.items()]
    return sorted(tallies, key=lambda one: (one.sparing_s is None, -one.unanswered, one.team, one.state, -one.level))


def _tally(key: tuple[str, AlertKind, AgentState, LimitLevel], some: Sequence[Outcome], limits: Limits) -> Tally:
    team, kind, state, level = key
    left = sum(one.followed is Followed.BY_ITSELF for one in some)
    answers = [one.after_ms for one in some if one.followed is not Followed.BY_ITSELF and one.after_ms is not None]
    made = Tally(team, kind, state, level, len(some), left, round(median(answers)) if answers else None)
    if kind is AlertKind.HELP or made.count < ENOUGH or made.share < MOSTLY:
        return made
    lengths_ms = sorted(one.lasted_ms for one in some if one.lasted_ms is not None)
    spared_ms = lengths_ms[ceil(len(lengths_ms) * MOSTLY) - 1]
    wanted_ms = spared_ms if level is LimitLevel.ALARM else spared_ms * 100 // limits.warn_percent
    sparing_s = rounded_up(wanted_ms // 1000 + 1)
    return Tally(
        team, kind, state, level, made.count, left, made.answer_ms, sparing_s if sparing_s > _now_s(some) else None
    )


def _now_s(some: Sequence[Outcome]) -> int:
    """The limit that the newest of them was told by."""
    return max(some, key=lambda one: one.first_at).alert.limit_ms // 1000


def rounded_up(seconds: int) -> int:
    """A length that somebody would choose: whole 5 s up to a minute, 30 s up to ten, minutes above."""
    step = 5 if seconds <= 60 else 30 if seconds <= 600 else 60
    return -(-seconds // step) * step
