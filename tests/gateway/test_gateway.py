"""A gateway at work between a scripted telephone system and a real PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from console.domain.floor import AgentState
from console.domain.people import Role
from console.gateway.gateway import Gateway, Pace
from console.store.store import Store
from console.telephony.interface import Cap, Link, Result
from tests.gateway.scripted import ScriptedSwitch, agent
from tests.shared_centre import SharedCentre, Wanted, add_member, connect, connect_trusted

pytestmark = pytest.mark.postgresql

QUICK = Pace(beat_s=0.1, batch_s=0.01, try_again_s=0.05, limits_s=0.1)

Story = Callable[[Gateway, ScriptedSwitch], Coroutine[Any, Any, None]]
Play = Callable[[Story, ScriptedSwitch], None]


@pytest.fixture
def play(open_gateway_store: Callable[[], Store]) -> Play:
    """Runs a gateway on a switch while a story is told."""

    def run(story: Story, switch: ScriptedSwitch) -> None:
        async def both() -> None:
            store = open_gateway_store()
            gateway = Gateway(lambda: switch, store.floor_writing("pbx"), pace=QUICK)
            running = asyncio.create_task(gateway.run())
            try:
                await story(gateway, switch)
            finally:
                gateway.stop()
                await running

        asyncio.run(both())

    return run


def test_a_gap_is_told_whenever_the_floor_is_seen_again(
    gateway_centre: SharedCentre, open_gateway_store: Callable[[], Store]
) -> None:
    gaps: list[int] = []
    switch = ScriptedSwitch({"1001": agent("1001")})

    async def story() -> None:
        writing = open_gateway_store().floor_writing("pbx")
        gateway = Gateway(lambda: switch, writing, pace=QUICK, on_gap=lambda: gaps.append(1))
        running = asyncio.create_task(gateway.run())
        await until(lambda: states(gateway_centre).get("1001") == "ready")
        assert len(gaps) == 1
        switch.set_link(Link.DEGRADED)
        switch.set_link(Link.UP)
        switch.set_link(Link.DOWN)
        await until(lambda: states(gateway_centre)["1001"] == "unknown")
        assert len(gaps) == 1
        switch.set_link(Link.UP)
        await until(lambda: states(gateway_centre)["1001"] == "ready")
        assert len(gaps) == 2
        gateway.stop()
        await running

    asyncio.run(story())


async def until(true: Callable[[], bool], timeout_s: float = 5.0) -> None:
    """Looks ten times a second: what is waited for stands in another program's database."""
    end = asyncio.get_running_loop().time() + timeout_s
    while not await asyncio.to_thread(true):
        assert asyncio.get_running_loop().time() < end, "did not come"
        await asyncio.sleep(0.05)


def states(centre: SharedCentre) -> dict[str, str]:
    with connect(centre, "4001") as session:
        rows = session.execute("SELECT p.number, n.state FROM agent_now n JOIN person p ON p.id = n.agent_id")
        return dict(rows.fetchall())


def action(centre: SharedCentre, key: str) -> tuple[str, str]:
    with connect(centre, "4001") as session:
        row = session.execute("SELECT state, words FROM floor_action WHERE id = %s", (key,)).fetchone()
    assert row is not None
    return row[0], row[1]


def ask(centre: SharedCentre, deed: str, **more: str) -> str:
    query = (
        "SELECT ask_action(%(id)s, (SELECT id FROM person WHERE number = '1001'), %(deed)s,"
        " reason => %(reason)s, to_phone => %(to)s, call_key => %(call)s)"
    )
    with connect(centre, "3001") as session:
        (key,) = session.execute("SELECT gen_random_uuid()::text").fetchone() or ("",)
        session.execute(query, {"id": key, "deed": deed, "reason": "", "to": "", "call": ""} | more)
    return str(key)


def test_what_can_be_done_is_written_anew_when_it_is_more(gateway_centre: SharedCentre, play: Play) -> None:
    def can_listen() -> bool:
        with connect(gateway_centre, "4001") as session:
            return any("listen" in row[0] for row in session.execute("SELECT able::text FROM gateway").fetchall())

    async def story(_: Gateway, switch: ScriptedSwitch) -> None:
        await until(lambda: states(gateway_centre).get("1001") == "ready")
        assert not await asyncio.to_thread(can_listen)
        switch.set_caps(switch.caps | Cap.LISTEN)
        await until(can_listen)

    play(story, ScriptedSwitch({"1001": agent("1001")}))


def test_states_come_to_the_database_and_are_unknown_when_the_gateway_has_gone(
    gateway_centre: SharedCentre, play: Play
) -> None:
    async def story(_: Gateway, switch: ScriptedSwitch) -> None:
        await until(lambda: states(gateway_centre) == {"1001": "ready"})
        switch.turn(agent("1001", AgentState.TALKING), agent("1002", AgentState.BUSY), agent("nobody"))
        await until(lambda: states(gateway_centre) == {"1001": "talking", "1002": "busy"})

    switch = ScriptedSwitch({"1001": agent("1001")})
    play(story, switch)
    assert states(gateway_centre) == {"1001": "unknown", "1002": "unknown"}
    assert switch.stopped == 1


def test_whoever_gets_an_account_while_signed_on_is_on_the_floor(gateway_centre: SharedCentre, play: Play) -> None:
    async def story(_: Gateway, _switch: ScriptedSwitch) -> None:
        await until(lambda: states(gateway_centre) == {"1001": "ready"})
        await asyncio.to_thread(add_member, gateway_centre.admin_url, Wanted("1099", "新来", Role.AGENT))
        await until(lambda: states(gateway_centre) == {"1001": "ready", "1099": "busy"})

    play(story, ScriptedSwitch({"1001": agent("1001"), "1099": agent("1099", AgentState.BUSY)}))


def test_a_lost_link_makes_everybody_unknown_at_once(gateway_centre: SharedCentre, play: Play) -> None:
    async def story(_: Gateway, switch: ScriptedSwitch) -> None:
        await until(lambda: states(gateway_centre).get("1001") == "ready")
        switch.set_link(Link.DOWN)
        await until(lambda: states(gateway_centre)["1001"] == "unknown", 1.0)
        switch.set_link(Link.UP)
        await until(lambda: states(gateway_centre)["1001"] == "ready")

    play(story, ScriptedSwitch({"1001": agent("1001")}))


def test_what_is_asked_is_done_once_and_answered(gateway_centre: SharedCentre, play: Play) -> None:
    async def story(gateway: Gateway, switch: ScriptedSwitch) -> None:
        await until(lambda: states(gateway_centre).get("1001") == "ready")
        key = await asyncio.to_thread(ask, gateway_centre, "set_away", reason="meal")
        gateway.ask()
        await until(lambda: action(gateway_centre, key) == ("done", "Response: Success"))
        await until(lambda: states(gateway_centre)["1001"] == "away")
        switch.answers = [
            Result(accepted=False, confirmed=False, words="Interface not found"),
            Result(accepted=True, confirmed=False, words="queued"),
        ]
        key = await asyncio.to_thread(ask, gateway_centre, "sign_off")
        await until(lambda: action(gateway_centre, key) == ("refused", "Interface not found"))
        key = await asyncio.to_thread(ask, gateway_centre, "set_ready")
        await until(lambda: action(gateway_centre, key) == ("accepted", "queued"))
        switch.turn(agent("1001", AgentState.TALKING, call_key="1.8"))
        key = await asyncio.to_thread(ask, gateway_centre, "end_call", call="1.7")
        await until(lambda: action(gateway_centre, key) == ("refused", "the call that was meant is over"))
        key = await asyncio.to_thread(ask, gateway_centre, "listen", to="8001")
        await until(lambda: action(gateway_centre, key) == ("refused", "this telephone system cannot do that"))

    switch = ScriptedSwitch({"1001": agent("1001")})
    play(story, switch)
    assert switch.asked == [("set_away", "1001", "meal"), ("sign_off", "1001"), ("set_ready", "1001")]


def test_a_database_that_restarts_finds_everything_again(gateway_centre: SharedCentre, play: Play) -> None:
    async def story(_: Gateway, switch: ScriptedSwitch) -> None:
        await until(lambda: states(gateway_centre).get("1001") == "ready")
        for state in (AgentState.BUSY, AgentState.TALKING):
            with connect_trusted(gateway_centre) as root:
                root.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'gateway-9'")
            switch.turn(agent("1001", state))
            await until(lambda state=state: states(gateway_centre)["1001"] == state.value)  # type: ignore[misc]
        assert switch.started == 1

    play(story, ScriptedSwitch({"1001": agent("1001")}))


@pytest.mark.parametrize("how", ["fast", "immediate"])
def test_what_happens_while_the_database_is_down_is_in_the_history_afterwards(
    gateway_centre: SharedCentre, play: Play, how: str
) -> None:
    server = gateway_centre.server

    async def story(_: Gateway, switch: ScriptedSwitch) -> None:
        await until(lambda: states(gateway_centre).get("1001") == "ready")
        await asyncio.to_thread(server.stop, how)
        try:
            for state in (AgentState.RINGING, AgentState.TALKING, AgentState.AFTER_CALL, AgentState.BUSY):
                switch.turn(agent("1001", state))
                await asyncio.sleep(0.25)
            switch.turn(agent("1001", AgentState.RINGING), agent("1001", AgentState.AWAY))  # too short to count
        finally:
            await asyncio.to_thread(server.start)
        await until(lambda: states(gateway_centre)["1001"] == "away", 10)
        wanted = ["ready", "ringing", "talking", "after_call", "busy", "away"]
        await until(lambda: history() == wanted)
        assert switch.started == 1

    def history() -> list[str]:
        query = (
            "SELECT s.state FROM agent_state s JOIN person p ON p.id = s.agent_id WHERE p.number = '1001'"
            " AND source = 'pbx' ORDER BY entered_at, s.id"
        )
        with connect(gateway_centre, "4001") as session:
            return [state for (state,) in session.execute(query)]

    play(story, ScriptedSwitch({"1001": agent("1001")}))


def test_a_passed_limit_is_an_alert_once(gateway_centre: SharedCentre, play: Play) -> None:
    async def story(_: Gateway, switch: ScriptedSwitch) -> None:
        def alerts() -> list[Any]:
            with connect(gateway_centre, "4001") as session:
                return session.execute("SELECT state, level, ended_at IS NULL FROM alert ORDER BY level").fetchall()

        await until(lambda: alerts() == [("ringing", 2, True)])
        switch.turn(agent("1001", AgentState.TALKING))
        await until(lambda: alerts() == [("ringing", 2, False)])

    rang_at = datetime.now(UTC) - timedelta(seconds=20)
    play(story, ScriptedSwitch({"1001": agent("1001", AgentState.RINGING, since=rang_at)}))


def test_a_second_gateway_stands_by(gateway_centre: SharedCentre, open_gateway_store: Callable[[], Store]) -> None:
    switches = [ScriptedSwitch({"1001": agent("1001", why=str(n))}) for n in range(2)]

    async def both() -> None:
        gateways = [
            Gateway(lambda switch=switch: switch, open_gateway_store().floor_writing("pbx"), pace=QUICK)  # type: ignore[misc]
            for switch in switches
        ]
        running = [asyncio.create_task(gateways[0].run())]
        await until(lambda: gateways[0].leading)
        running.append(asyncio.create_task(gateways[1].run()))
        await asyncio.sleep(0.3)
        assert not gateways[1].leading
        gateways[0].stop()
        await running[0]
        await until(lambda: gateways[1].leading)
        await until(lambda: states(gateway_centre)["1001"] == "ready")
        gateways[1].stop()
        await running[1]

    asyncio.run(both())
    assert [switch.started for switch in switches] == [1, 1]


def test_the_database_may_be_gone_for_good(gateway_centre: SharedCentre, play: Play) -> None:
    """The account is closed in the middle: the gateway goes on trying and ends when asked."""

    async def story(_: Gateway, switch: ScriptedSwitch) -> None:
        await until(lambda: states(gateway_centre).get("1001") == "ready")
        with connect_trusted(gateway_centre) as root, suppress(psycopg.Error):
            root.execute("SELECT set_person_active('gateway-9', false)")
        switch.turn(agent("1001", AgentState.BUSY))
        await asyncio.sleep(0.5)
        with connect_trusted(gateway_centre) as root:
            root.execute("SELECT set_person_active('gateway-9', true)")
        await until(lambda: states(gateway_centre)["1001"] == "busy")

    play(story, ScriptedSwitch({"1001": agent("1001")}))


def test_a_gateway_that_hung_says_in_the_history_since_when_and_until_when_nobody_knew(
    gateway_centre: SharedCentre, open_gateway_store: Callable[[], Store]
) -> None:
    ahead = [timedelta(0)]

    def now() -> datetime:
        return datetime.now(UTC) + ahead[0]

    def history() -> list[tuple[str, datetime]]:
        with connect(gateway_centre, "4001") as session:
            query = "SELECT state, entered_at FROM agent_state ORDER BY entered_at"
            return session.execute(query).fetchall()

    def switch() -> ScriptedSwitch:
        return ScriptedSwitch({"1001": replace(agent("1001", since=begun), as_of=now())})

    begun = now()

    async def story() -> None:
        gateway = Gateway(switch, open_gateway_store().floor_writing("pbx"), pace=QUICK, now=now)
        running = asyncio.create_task(gateway.run())
        await until(lambda: states(gateway_centre).get("1001") == "ready")
        ahead[0] = timedelta(seconds=30)  # as if nothing of this program had run
        await until(lambda: len(history()) == 3)
        gateway.stop()
        await running

    asyncio.run(story())
    (before, _), (gap, since), (after, until_when) = history()[:3]
    assert (before, gap, after) == ("ready", "unknown", "ready")
    assert timedelta(seconds=25) < until_when - since < timedelta(seconds=40)
