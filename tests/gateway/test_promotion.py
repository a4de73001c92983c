"""The first database server is gone for good: the floor goes on by the second, and nothing of the meanwhile is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from threading import Condition

import pytest

from console.domain.floor import AgentState
from console.domain.people import Role
from console.gateway.gateway import Gateway
from console.store.connecting import Patience, Session
from console.store.engine import Login
from console.store.floor_listening import FloorHeard, FloorListener
from console.store.floor_writing import SharedFloorWriting
from tests.gateway.scripted import ScriptedSwitch, agent
from tests.gateway.test_gateway import QUICK, until
from tests.postgres import start_server, start_standby, stop_server
from tests.shared_centre import Wanted, add_member, connect, make_shared_centre
from tests.store.test_standby import Pair

pytestmark = pytest.mark.postgresql


@pytest.fixture
def pair() -> Iterator[Pair]:
    with ExitStack() as doors:
        primary = start_server()
        doors.callback(stop_server, primary)
        centre = make_shared_centre(primary, primary.fresh_database())
        centre.members["gateway-9"] = add_member(centre.admin_url, Wanted("gateway-9", "gateway", Role.GATEWAY))
        standby = start_standby(primary)
        doors.callback(stop_server, standby)
        yield Pair(primary, standby, centre)


def test_the_floor_goes_on_by_the_standby(pair: Pair) -> None:
    second = replace(pair.centre, server=pair.standby)
    heard: dict[str, AgentState] = {}
    turned = Condition()

    def hear(news: FloorHeard) -> None:
        with turned:
            for one in (*(news.whole.agents.values() if news.whole else ()), *news.changed):
                heard[one.agent_number] = one.state

    def session(number: str) -> Session:
        return Session(pair.both, Patience(lock_s=2, connect_s=3, answer_s=3), Login(number, f"listen-{number}"))

    def history() -> list[str]:
        query = "SELECT s.state FROM agent_state s JOIN person p ON p.id = s.agent_id WHERE number = '1001'"
        with connect(second, "4001") as reader:
            return [state for (state,) in reader.execute(f"{query} ORDER BY entered_at, s.id")]

    async def story() -> None:
        switch = ScriptedSwitch({"1001": agent("1001")})
        gateway = Gateway(lambda: switch, SharedFloorWriting(session("gateway-9"), "pbx"), pace=QUICK)
        running = asyncio.create_task(gateway.run())
        await until(lambda: heard.get("1001") is AgentState.READY)
        await asyncio.to_thread(pair.follow)
        await asyncio.to_thread(pair.primary.stop, "immediate")
        for state in (AgentState.RINGING, AgentState.TALKING, AgentState.BUSY):
            switch.turn(agent("1001", state))
            await asyncio.sleep(0.3)
        await asyncio.to_thread(pair.standby.promote)
        await until(lambda: heard["1001"] is AgentState.BUSY, 20)
        await until(lambda: history() == ["ready", "ringing", "talking", "busy"])
        assert switch.started == 1
        gateway.stop()
        await running

    listener = FloorListener(session("4001"), hear)
    listener.start()
    try:
        asyncio.run(story())
    finally:
        listener.stop()
