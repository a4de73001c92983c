"""The demo centre's telephone system: its own people's day, simulated; never anybody else's."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from console.demo_people import AGENTS
from console.demo_sounds import DemoSounds
from console.domain.floor import AgentNow, AgentState, LimitLevel, limit_state
from console.domain.people import Role
from console.gateway.here import Held
from console.places import resources_folder
from console.store.store import Store
from console.telephony.simulated_centre import SIMULATED_LIMITS, Centre, Habits, Shift
from console.telephony.simulated_floor import SimulatedFloor
from console.telephony.simulated_live import CallSound
from console.telephony.simulator import DEMO_HOUR, WARM_UP, Simulator

NAME = "demo"

ROSTER = (Shift(8.5, 17.6, 11.0), Shift(8.5, 17.6, 12.0), Shift(8.5, 17.6, 12.9))
"""One shift, as the attendance rules have it, with its meals in three sittings."""

HABITS = Habits(asks_for_help=0.04, rest_every_ms=60 * 60_000)
"""As anywhere, with more to see in ten minutes: new people who ask for help, and short rests."""

LIVELY_HOURS = (8.75, 17.0)
CALM = 4 / 60
"""Hours from signing on to a bad quarter of an hour."""

LOOKED_AT_S = 600
DAYS_TRIED = 12


def numbers_of(store: Store) -> tuple[str, ...]:
    """The demo centre's own agents in a database: number and name are as they were built."""
    built = {agent.number: agent.name for agent in AGENTS}
    agents = store.people.list_people(Role.AGENT)
    return tuple(agent.number for agent in agents if agent.active and built.get(agent.number) == agent.name)


def team(numbers: Iterable[str]) -> Centre:
    """Their centre."""
    return Centre(tuple(numbers), habits=HABITS, roster=ROSTER)


def hour_of(at: datetime) -> float:
    """Hours since midnight by the clock on the wall of this PC."""
    local = at.astimezone()
    return local.hour + local.minute / 60 + local.second / 3600


def telephone(
    numbers: Iterable[str],
    now: datetime,
    *,
    by_hand: bool = False,
    sound: Callable[[AgentNow], CallSound] | None = None,
) -> Simulator:
    """The day from `now` on: by the clock on the wall, and where nobody would be at work, as if it were the morning.

    Of some days the first one in whose first minutes there is something to see. `by_hand` and `sound` as `Simulator`.
    """
    hour = hour_of(now)
    if not LIVELY_HOURS[0] <= hour <= LIVELY_HOURS[1]:
        hour = DEMO_HOUR
    there = replace(HABITS, late=0.0, missing=0.0)  # whoever came today has come
    centre = replace(team(numbers), habits=there, bad_hours=(hour + CALM, hour + CALM + 2.5))
    first = int(now.timestamp())
    seeds = range(first, first + DAYS_TRIED)
    seed = next((seed for seed in seeds if _is_lively(centre, seed, now, hour)), first)
    return Simulator(centre, seed, now, hour=hour, by_hand=by_hand, sound=sound)


def _is_lively(centre: Centre, seed: int, begins_at: datetime, hour: float) -> bool:
    """Whether ten minutes bring a call for help, somebody away and a limit passed, and always somebody on a call."""
    floor = SimulatedFloor(centre, seed, begins_at - WARM_UP, hour - WARM_UP / timedelta(hours=1))
    helped = away = passed = False
    ready = 0
    for second in range(0, LOOKED_AT_S, 10):
        floor.run_until(begins_at + timedelta(seconds=second))
        agents = floor.agents().values()
        if not any(agent.on_call for agent in agents):
            return False
        ready += any(agent.state is AgentState.READY for agent in agents)
        helped = helped or any(agent.help for agent in agents)
        away = away or any(agent.state is AgentState.AWAY for agent in agents)
        levels = (limit_state(agent, floor.at, SIMULATED_LIMITS).level for agent in agents)
        passed = passed or LimitLevel.ALARM in levels
    return helped and away and passed and ready * 10 >= LOOKED_AT_S / 4


def held(store: Store) -> Held:
    """For the gateway in this console."""
    numbers = numbers_of(store)
    sounds = DemoSounds(resources_folder() / "demo" / "sounds")
    return Held(NAME, lambda: telephone(numbers, datetime.now(UTC), sound=sounds))
