"""What a simulated centre is like: its shifts, its callers and its habits, in figures that a test can hold it to."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from types import MappingProxyType

from console.domain.floor import AgentState, AwayReason, Limits

HOUR_MS = 3_600_000
MINUTE_MS = 60_000
DAY_MS = 24 * HOUR_MS
BAD_QUARTER_MS = 15 * MINUTE_MS

SIMULATED_LIMITS = Limits(
    by_away_reason_s=MappingProxyType(
        {AwayReason.MEAL: 45 * 60, AwayReason.TRAINING: 60 * 60, AwayReason.MEETING: 60 * 60}
    )
)
"""Limits under which a meal is no alarm: what a centre that is not open all night sets for itself."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A working day, in hours since midnight; the meal begins within an hour of `meal`."""

    begins: float
    ends: float
    meal: float


EARLY = Shift(8.5, 17.6, 11.5)
MIDDLE = Shift(10.0, 19.0, 13.2)
LATE = Shift(13.0, 22.0, 17.3)
_ROSTER = (EARLY, EARLY, MIDDLE, EARLY, EARLY, LATE, EARLY, MIDDLE, EARLY, EARLY, MIDDLE, LATE)
"""Dealt out in turn, so that a dozen agents have the shares of a thousand."""

_LOAD_BY_HOUR = (
    *((0.0, 0.7), (8.0, 0.8), (9.5, 1.0), (10.5, 1.06), (12.0, 0.92), (13.0, 0.88)),
    *((14.5, 1.0), (16.5, 1.02), (18.0, 0.92), (20.0, 0.85), (24.0, 0.7)),
)


@dataclass(frozen=True, slots=True)
class Length:
    """A log-normal length of time: half are shorter than `median_s`; none is outside of `least_s` to `most_s`."""

    median_s: float
    sigma: float
    least_s: float = 1.0
    most_s: float = 7200.0

    def draw_ms(self, chance: Random) -> int:
        """One of them, in ms."""
        drawn = chance.lognormvariate(math.log(self.median_s), self.sigma)
        return round(1000 * min(max(drawn, self.least_s), self.most_s))

    @property
    def mean_s(self) -> float:
        """The mean, the bounds left out of account."""
        return self.median_s * math.exp(self.sigma**2 / 2)


@dataclass(frozen=True)
class Habits:
    """How callers and agents behave; docs/decisions/0022 says where the figures come from. Shares are of 1."""

    patience: Length = Length(100, 0.8, 5, 1200)
    answer: Length = Length(4, 0.45, 1.2, 17)
    ring_out_ms: int = 20_000
    not_answered: float = 0.025
    talk: Length = Length(140, 0.75, 8, 2400)
    holds_each_call: float = 0.25
    hold: Length = Length(14, 0.6, 2, 240)
    consults: float = 0.04
    consult: Length = Length(30, 0.5, 8, 180)
    conference_after_consult: float = 0.35
    conference: Length = Length(50, 0.6, 10, 600)
    transfer_after_consult: float = 0.3
    wrap_up_share: float = 0.9
    wrap_up: Length = Length(24, 0.65, 3, 400)
    caller_ends: float = 0.62
    asks_for_help: float = 0.015
    help_lasts: Length = Length(45, 0.5, 10, 240)
    own_call_when_ready: float = 0.04
    own_call: Length = Length(70, 0.7, 6, 900)
    late: float = 0.08
    late_by: Length = Length(9, 0.9, 2, 120)
    """In minutes, unlike the rest."""
    missing: float = 0.02
    rest_every_ms: int = 75 * MINUTE_MS
    busy_every_ms: int = 110 * MINUTE_MS
    busy: Length = Length(150, 0.9, 20, 2400)
    other_every_ms: int = 200 * MINUTE_MS
    lesson: float = 0.06
    """Share of shifts with a training, and with a meeting."""


AWAY_LASTS = MappingProxyType(
    {
        AwayReason.REST: Length(225, 0.3, 60, 900),
        AwayReason.MEAL: Length(32 * 60, 0.12, 1200, 3600),
        AwayReason.TRAINING: Length(30 * 60, 0.2, 900, 3600),
        AwayReason.MEETING: Length(25 * 60, 0.25, 600, 3600),
        AwayReason.OTHER: Length(150, 0.4, 40, 900),
    }
)


@dataclass(frozen=True)
class Centre:
    """Who works there, on which queues, and when a quarter of an hour goes wrong.

    `bad_hours` are the beginnings of bad quarters in hours since midnight, every day; None draws two for each day.
    Agents serve the first queue, and some of them others too. Shifts are dealt out from `roster` in turn.
    """

    agent_numbers: tuple[str, ...]
    queues: tuple[str, ...] = ("业务咨询", "账单查询", "设备报修")
    habits: Habits = Habits()
    bad_hours: tuple[float, ...] | None = None
    roster: tuple[Shift, ...] = _ROSTER

    def __post_init__(self) -> None:
        if not self.queues or not self.roster:
            raise ValueError("a centre has a queue and a shift")
        if len(set(self.agent_numbers)) != len(self.agent_numbers):
            raise ValueError("an agent's number is its own")

    def shift(self, index: int) -> Shift:
        """The shift of the agent at `index`."""
        return self.roster[index % len(self.roster)]

    def queues_of(self, index: int) -> tuple[str, ...]:
        """The queues of the agent at `index`."""
        others = self.queues[1:]
        if not others or index % 2:
            return self.queues[:1]
        return (self.queues[0], others[index // 2 % len(others)])

    def staffed(self, hour: float) -> int:
        """How many are rostered at that hour of the day."""
        whole, rest = divmod(len(self.agent_numbers), len(self.roster))
        there = [shift.begins <= hour < shift.ends for shift in self.roster]
        return whole * sum(there) + sum(there[:rest])

    def calls_per_ms(self, hour: float) -> float:
        """How many calls come at that hour on a good day: what the agents who are there can bear, and no more.

        A small group must be idle longer for its callers to wait as little.
        """
        staffed = self.staffed(hour)
        if not staffed:
            return 0.0
        bearable = 0.87 - 0.7 / math.sqrt(staffed + 1)
        return _SEATED * staffed * bearable * _shape(hour) / (self.handling_s * 1000)

    @property
    def handling_s(self) -> float:
        """What a call takes of an agent's time, on average."""
        habits = self.habits
        consult = habits.consult.mean_s + habits.conference_after_consult * habits.conference.mean_s
        return (
            habits.answer.mean_s
            + habits.talk.mean_s
            + habits.holds_each_call * habits.hold.mean_s
            + habits.consults * consult
            + habits.wrap_up_share * habits.wrap_up.mean_s
        )


_SEATED = 0.84
"""Share of the rostered who are neither away nor busy."""


def _shape(hour: float) -> float:
    for (before, low), (after, high) in pairwise(_LOAD_BY_HOUR):
        if before <= hour < after:
            return low + (high - low) * (hour - before) / (after - before)
    return _LOAD_BY_HOUR[-1][1]


@dataclass(frozen=True, slots=True)
class Break:
    """An absence that an agent takes by itself when its time comes."""

    due_ms: int
    state: AgentState
    reason: str
    lasts_ms: int


def breaks_of(shift: Shift, habits: Habits, midnight_ms: int, chance: Random) -> list[Break]:
    """The absences of one agent in one shift, by time."""
    first, last = midnight_ms + _ms(shift.begins), midnight_ms + _ms(shift.ends)
    meal_ms = midnight_ms + _ms(shift.meal) + chance.randrange(HOUR_MS)
    found = [_away(meal_ms, AwayReason.MEAL, chance)]
    rests_ms = _now_and_then(first, last, habits.rest_every_ms, chance)
    found += [_away(at_ms, AwayReason.REST, chance) for at_ms in rests_ms]
    others_ms = _now_and_then(first, last, habits.other_every_ms, chance)
    found += [_away(at_ms, AwayReason.OTHER, chance) for at_ms in others_ms]
    for reason in (AwayReason.TRAINING, AwayReason.MEETING):
        if chance.random() < habits.lesson:
            found.append(_away(chance.randrange(first, last - HOUR_MS), reason, chance))
    found += [
        Break(at_ms, AgentState.BUSY, "", habits.busy.draw_ms(chance))
        for at_ms in _now_and_then(first, last, habits.busy_every_ms, chance)
    ]
    return sorted(found, key=lambda one: one.due_ms)


def _away(due_ms: int, reason: AwayReason, chance: Random) -> Break:
    return Break(due_ms, AgentState.AWAY, reason.value, AWAY_LASTS[reason].draw_ms(chance))


def _now_and_then(first_ms: int, last_ms: int, every_ms: int, chance: Random) -> Iterable[int]:
    at_ms = first_ms + round(chance.expovariate(1 / every_ms))
    while at_ms < last_ms:
        yield at_ms
        at_ms += round(chance.expovariate(1 / every_ms)) + MINUTE_MS


def talk_plan(habits: Habits, chance: Random) -> tuple[list[tuple[AgentState, int]], bool]:
    """What a call goes through from its answer on, and whether a transfer ends it."""
    talk_ms = habits.talk.draw_ms(chance)
    stops: list[list[tuple[AgentState, int]]] = []
    transferred = False
    if chance.random() < habits.consults:
        stop = [(AgentState.ON_HOLD, 2000 + chance.randrange(6000)), (AgentState.CONSULTING, 0)]
        stop[1] = (AgentState.CONSULTING, habits.consult.draw_ms(chance))
        luck = chance.random()
        if luck < habits.conference_after_consult:
            stop.append((AgentState.CONFERENCE, habits.conference.draw_ms(chance)))
        elif luck < habits.conference_after_consult + habits.transfer_after_consult:
            transferred = True
        else:
            stop.append((AgentState.ON_HOLD, 500 + chance.randrange(2500)))
        stops.append(stop)
    while chance.random() < habits.holds_each_call / (1 + habits.holds_each_call):
        stops.insert(0, [(AgentState.ON_HOLD, habits.hold.draw_ms(chance))])
    plan: list[tuple[AgentState, int]] = []
    cuts = sorted(chance.randrange(1, max(2, talk_ms)) for _ in stops)
    done_ms = 0
    for cut_ms, stop in zip(cuts, stops, strict=True):
        plan += [(AgentState.TALKING, max(1000, cut_ms - done_ms)), *stop]
        done_ms = cut_ms
    if not transferred:
        plan.append((AgentState.TALKING, max(1000, talk_ms - done_ms)))
    return plan, transferred


def _ms(hours: float) -> int:
    return round(hours * HOUR_MS)
