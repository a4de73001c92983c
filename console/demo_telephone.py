"""The demo centre's telephone system: its own people's day, simulated; never anybody else's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from console.demo_people import AGENTS
from console.domain.people import Role
from console.gateway.here import Held
from console.store.store import Store
from console.telephony.simulated_centre import Centre, Habits, Shift
from console.telephony.simulator import DEMO_HOUR, Simulator

NAME = "demo"

ROSTER = (Shift(8.5, 17.6, 11.0), Shift(8.5, 17.6, 12.0), Shift(8.5, 17.6, 12.9))
"""One shift, as the attendance rules have it, with its meals in three sittings."""

HABITS = Habits(asks_for_help=0.04, rest_every_ms=60 * 60_000)
"""As anywhere, with more to see in ten minutes: new people who ask for help, and short rests."""

LIVELY_HOURS = (8.75, 17.0)
CALM = 4 / 60
"""Hours from signing on to a bad quarter of an hour."""


def numbers_of(store: Store) -> tuple[str, ...]:
    """The demo centre's own agents in a database: number and name are as they were built."""
    built = {agent.number: agent.name for agent in AGENTS}
    agents = store.people.list_people(Role.AGENT)
    return tuple(agent.number for agent in agents if agent.active and built.get(agent.number) == agent.name)


def team(numbers: Iterable[str], bad_hours: tuple[float, ...] | None = None) -> Centre:
    """Their centre; see `Centre` for `bad_hours`."""
    return Centre(tuple(numbers), habits=HABITS, bad_hours=bad_hours, roster=ROSTER)


def hour_of(at: datetime) -> float:
    """Hours since midnight by the clock on the wall of this PC."""
    local = at.astimezone()
    return local.hour + local.minute / 60 + local.second / 3600


def telephone(numbers: Iterable[str], now: datetime) -> Simulator:
    """The day from `now` on: by the clock on the wall, and where nobody would be at work, as if it were the morning."""
    hour = hour_of(now)
    if not LIVELY_HOURS[0] <= hour <= LIVELY_HOURS[1]:
        hour = DEMO_HOUR
    centre = team(numbers, (hour + CALM, hour + CALM + 2.5))
    return Simulator(centre, int(now.timestamp()), now, hour=hour)


def held(store: Store) -> Held:
    """For the gateway in this console."""
    numbers = numbers_of(store)
    return Held(NAME, lambda: telephone(numbers, datetime.now(UTC)))
