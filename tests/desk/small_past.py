"""A day of a floor as a database has it: people, a room, a believable history; for tests, benches and pictures."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert

from console.domain.floor import AgentState, AwayReason
from console.domain.floor_plan import Room, Seat
from console.domain.people import Person, Role
from console.store.ids import new_id
from console.store.people import NewPerson
from console.store.shared_tables import AgentStateTable
from console.store.store import Store
from tests.desk.small_floor import NAMES, TEAMS

SHIFT_S = (9 * 3600, 15 * 3600, 22 * 3600)
"""When the three shifts of the day begin, seconds into it; each works eight hours."""


def centre_of(store: Store, lead: Person, count: int, columns: int) -> tuple[Room, list[Person]]:
    """`count` agents of three teams, each at a seat of one room with an aisle in the middle."""
    wanted = [
        NewPerson(str(2001 + at), NAMES[at % len(NAMES)], Role.AGENT, TEAMS[at // columns % len(TEAMS)])
        for at in range(count)
    ]
    agents = store.people.add_many(wanted)
    aisle = columns // 2
    seats = tuple(
        Seat(
            uuid4(),
            at // columns,
            at % columns + (at % columns >= aisle),
            f"{chr(65 + at // columns % 26)}{at % columns + 1}",
            one.id,
        )
        for at, one in enumerate(agents)
    )
    room = Room(uuid4(), "一号大厅", -(-count // columns), columns + 1, seats)
    return store.floor.save_room(room, lead), agents


def write_day(store: Store, agents: list[Person], end: datetime, calls_a_day: int = 30) -> int:
    """24 hours before `end`, of which each agent works a shift of eight; how many rows."""
    dice = random.Random(7)
    begin = end - timedelta(hours=24)
    rows: list[dict[str, Any]] = []
    for at, agent in enumerate(agents):
        rows += _day_of(dice, agent.id, begin, SHIFT_S[at % 3] - 7 * 3600, calls_a_day)
    rows = [row for row in rows if row["entered_at"] < end]
    with store._database.writing() as connection:
        for first in range(0, len(rows), 5000):
            connection.execute(insert(AgentStateTable), rows[first : first + 5000])
    return len(rows)


def _day_of(dice: random.Random, agent_id: UUID, begin: datetime, shift_s: float, calls: int) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    second = shift_s + dice.uniform(-300, 400)
    over = second + 8 * 3600

    def enter(state: AgentState, lasts_s: float, reason: str = "", call: str = "", *, asks: bool = False) -> None:
        nonlocal second
        rows.append(
            {
                "id": new_id(),
                "agent_id": agent_id,
                "state": state.value,
                "reason": reason,
                "entered_at": begin + timedelta(seconds=second),
                "source": "pbx",
                "queue": "600" if call else "",
                "call_key": call,
                "help": asks,
            }
        )
        second += max(1.0, lasts_s)

    rows.append({**_first(agent_id, begin)})
    number = 0
    while second < over:
        number += 1
        call = f"{agent_id.hex[-8:]}.{number}"
        enter(AgentState.READY, dice.expovariate(1 / 200))
        enter(AgentState.RINGING, dice.uniform(2, 12), call=call)
        enter(AgentState.TALKING, dice.expovariate(calls / 10_000), call=call)
        if dice.random() < 0.2:
            enter(AgentState.ON_HOLD, dice.expovariate(1 / 18), call=call)
            enter(AgentState.TALKING, dice.expovariate(1 / 60), call=call, asks=dice.random() < 0.1)
        enter(AgentState.AFTER_CALL, dice.expovariate(1 / 35))
        if dice.random() < 0.06:
            reason = dice.choice((AwayReason.REST, AwayReason.REST, AwayReason.MEAL, AwayReason.TRAINING))
            enter(AgentState.AWAY, dice.uniform(120, 1500), reason.value)
        elif dice.random() < 0.04:
            enter(AgentState.BUSY, dice.uniform(60, 1000))
    enter(AgentState.SIGNED_OFF, 1)
    return rows


def _first(agent_id: UUID, begin: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "agent_id": agent_id,
        "state": AgentState.SIGNED_OFF.value,
        "reason": "",
        "entered_at": begin - timedelta(hours=2),
        "source": "pbx",
        "queue": "",
        "call_key": "",
        "help": False,
    }
