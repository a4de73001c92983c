"""Five thousand agents on one gateway: written, told and read at the pace that a floor needs."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from threading import Condition
from time import perf_counter

import pytest

from console.domain.floor import AgentState
from console.store.connecting import Patience, Session
from console.store.engine import Login
from console.store.floor_listening import FloorHeard, FloorListener
from console.store.floor_writing import SharedFloorWriting
from tests.gateway.scripted import agent
from tests.shared_centre import SharedCentre, connect_trusted

pytestmark = pytest.mark.postgresql

MANY = 5000
NUMBERS = [f"a{number}" for number in range(MANY)]
STATES = (AgentState.READY, AgentState.RINGING, AgentState.TALKING, AgentState.AFTER_CALL)

WHOLE_S = 2.0
"""For 5,000 changes at once (measured 0.3 s) and for reading the floor whole (0.3 s), by a busy machine's clock."""

HEARD_MS = 100.0
"""Median from the batch's begin until a console has heard it (measured 15 ms with 50 changes)."""


@pytest.fixture
def doors() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def session(centre: SharedCentre, number: str) -> Session:
    return Session(centre.url, Patience(), Login(number, centre.password(number)))


def test_five_thousand_agents(gateway_centre: SharedCentre, doors: ExitStack) -> None:
    with connect_trusted(gateway_centre) as root:
        root.execute(
            "INSERT INTO person (id, number, name, role, team, seat, active, wrong_passwords, wrong_pins, version)"
            " SELECT gen_random_uuid(), 'a' || n, 'x', 'agent', 'T' || n % 50, '', true, 0, 0, 1"
            " FROM generate_series(0, 4999) n"
        )
    writing = SharedFloorWriting(session(gateway_centre, "gateway-9"), "pbx")
    doors.callback(writing.close)
    assert writing.lead(frozenset())
    began_s = perf_counter()
    assert writing.put(datetime.now(UTC), "up", "", [agent(number) for number in NUMBERS]) == MANY
    assert perf_counter() - began_s < WHOLE_S

    turned = Condition()
    heard: dict[str, str] = {}
    wholes: list[int] = []

    def hear(news: FloorHeard) -> None:
        with turned:
            if news.whole is not None:
                wholes.append(len(news.whole.agents))
            heard.update({one.agent_number: one.call_key for one in news.changed})
            turned.notify_all()

    began_s = perf_counter()
    listener = FloorListener(session(gateway_centre, "4001"), hear)
    doors.callback(listener.stop)
    listener.start()
    with turned:
        assert turned.wait_for(lambda: wholes == [MANY], WHOLE_S)

    def all_heard(some: list[str], key: str) -> bool:
        return all(heard.get(one) == key for one in some)

    took_ms = []
    for turn in range(20):
        some = random.sample(NUMBERS, 50)
        batch = [agent(number, random.choice(STATES), call_key=f"1.{turn}") for number in some]
        began_s = perf_counter()
        writing.put(datetime.now(UTC), "up", "", batch)
        with turned:
            assert turned.wait_for(partial(all_heard, some, f"1.{turn}"), 5)
        took_ms.append((perf_counter() - began_s) * 1000)
    assert sorted(took_ms)[10] < HEARD_MS, took_ms
    assert wholes == [MANY]
