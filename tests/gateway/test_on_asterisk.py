"""A gateway between a real Asterisk and a real PostgreSQL: a call from ringing to its row in Review."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from console.gateway.calls import CallTaker
from console.gateway.gateway import Gateway
from console.store.store import Store
from console.telephony.ami import AmiLogin
from console.telephony.asterisk import Asterisk as Adapter
from console.telephony.asterisk_site import AsteriskSite
from tests.gateway.test_gateway import action, ask, states, until
from tests.pbx.asterisk import Asterisk
from tests.pbx.conftest import own_asterisk  # noqa: F401 - a fixture
from tests.pbx.small_centre import small_centre
from tests.shared_centre import SharedCentre, connect

pytestmark = [pytest.mark.asterisk, pytest.mark.postgresql]


def test_a_call_and_a_deed(
    own_asterisk: Asterisk,  # noqa: F811
    gateway_centre: SharedCentre,
    open_gateway_store: Callable[[], Store],
) -> None:
    switch = own_asterisk
    name, secret = switch.login
    site = AsteriskSite(recordings=("/mnt/spool/monitor", str(switch.recordings)))

    def state() -> str:
        return states(gateway_centre).get("1001", "")

    async def story() -> None:
        async with small_centre(switch) as centre:
            centre._free = ["1001"]
            agent, queue = await centre.agent(), centre.queue()
            await centre.sign_on(agent, queue)
            await until(lambda: state() == "ready", 10)
            customer = await centre.customer(queue)
            call = await agent.ringing()
            await until(lambda: state() == "ringing")
            await call.answer()
            await until(lambda: state() == "talking")
            for side, hz in ((customer, 440), (call, 880)):
                side.sound.play(hz)
            await asyncio.sleep(1)
            await call.hold()
            await until(lambda: state() == "on_hold")
            await call.unhold()
            await until(lambda: state() == "talking")
            await call.hang_up()
            await until(lambda: state() == "ready")
            key = await asyncio.to_thread(ask, gateway_centre, "set_away", reason="meal")
            await until(lambda: action(gateway_centre, key)[0] == "done", 10)
            await until(lambda: state() == "away")
            await until(lambda: bool(calls()), 15)

    def calls() -> list[tuple[object, ...]]:
        query = "SELECT agent_number, queue <> '', ring_ms > 0, hold_ms > 0 FROM call WHERE call_number LIKE '%.%'"
        with connect(gateway_centre, "4001") as session:
            return session.execute(query).fetchall()

    async def whole() -> None:
        taker = CallTaker(open_gateway_store, look_s=0.2)
        taker.start()
        login = AmiLogin(switch.address, name, secret, switch.ami_port)
        writing = open_gateway_store().floor_writing("pbx")
        gateway = Gateway(lambda: Adapter(login, site), writing, taker.take, on_recording=taker.ended)
        running = asyncio.create_task(gateway.run())
        try:
            await story()
        finally:
            gateway.stop()
            await running
            await asyncio.to_thread(taker.stop)

    asyncio.run(whole())
    assert calls() == [("1001", True, True, True)]
