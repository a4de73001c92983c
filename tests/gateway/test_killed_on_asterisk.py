"""A gateway killed in mid-deed before a real Asterisk: the next one finds what was left there and puts it right."""

from __future__ import annotations

import asyncio
from pathlib import Path
from threading import Event

import pytest

from tests.cutting_proxy import CuttingProxy, _End
from tests.gateway.programs import gateway_file, programs, states_now
from tests.gateway.test_gateway import action, ask, until
from tests.pbx.asterisk import Asterisk
from tests.pbx.conftest import own_asterisk  # noqa: F401 - a fixture
from tests.pbx.sip_phone import Stage
from tests.pbx.small_centre import small_centre
from tests.shared_centre import SharedCentre

pytestmark = [pytest.mark.asterisk, pytest.mark.postgresql]


class Swallowing(CuttingProxy):
    """Keeps one action back, and says so; all else goes through."""

    action = b""
    kept = Event()

    def _write(self, end: _End, data: bytes) -> None:
        if self.action and not end.of_client and self.action in data:
            self.kept.set()
            return
        super()._write(end, data)


def left_behind(switch: Asterisk) -> list[str]:
    """Our notes that say anything."""
    rows = (line.strip() for line in switch.cli("dialplan show globals").splitlines())
    return [row for row in rows if row.startswith("DESKSIDE") and not row.endswith("=")]


def test_a_take_over_in_flight_ends_as_it_would(
    own_asterisk: Asterisk,  # noqa: F811
    gateway_centre: SharedCentre,
    tmp_path: Path,
) -> None:
    switch = own_asterisk
    file = gateway_file(tmp_path, gateway_centre, (switch.address, switch.ami_port, *switch.login))

    async def story() -> None:
        with programs(tmp_path, "-m", "console", "gateway", "--config", str(file)) as start:
            async with small_centre(switch) as centre:
                centre._free = ["1001", "1098"]
                agent, lead, queue = await centre.agent(), await centre.agent(), centre.queue()
                await centre.sign_on(agent, queue)
                first = start()
                await until(lambda: states_now(gateway_centre).get("1001") == "ready", 15)
                customer = await centre.customer(queue)
                call = await agent.ringing()
                await call.answer()
                await until(lambda: states_now(gateway_centre)["1001"] == "talking")
                key = await asyncio.to_thread(ask, gateway_centre, "take_over", to="1098")
                offered = await lead.ringing()
                first.kill()
                start()
                await until(lambda: states_now(gateway_centre)["1001"] == "ready", 15)
                assert action(gateway_centre, key) == ("refused", "the gateway ended while it was at it")
                await offered.answer()
                await call.until(Stage.ENDED)
                shown = switch.cli("core show channels concise")
                assert (f"PJSIP/{lead.number}-" in shown, f"PJSIP/{agent.number}-" in shown) == (True, False)
                assert customer.stage is Stage.UP
                await offered.hang_up()
                await customer.until(Stage.ENDED)
                assert "0 active channels" in switch.cli("core show channels")
                assert "PJSIP" not in switch.cli("bridge show all")
                assert not left_behind(switch)

    asyncio.run(story())


def test_an_agent_who_was_out_of_the_queue_just_then_is_put_back(
    own_asterisk: Asterisk,  # noqa: F811
    gateway_centre: SharedCentre,
    tmp_path: Path,
) -> None:
    switch = own_asterisk

    async def story(line: Swallowing) -> None:
        file = gateway_file(tmp_path, gateway_centre, ("127.0.0.1", line.port, *switch.login))
        with programs(tmp_path, "-m", "console", "gateway", "--config", str(file)) as start:
            async with small_centre(switch) as centre:
                centre._free = ["1001"]
                agent, queue = await centre.agent(), centre.queue()
                await centre.sign_on(agent, queue, wrap_up_s=300, Penalty=3)
                first = start()
                await until(lambda: states_now(gateway_centre).get("1001") == "ready", 15)
                await centre.customer(queue)
                call = await agent.ringing()
                await call.answer()
                await until(lambda: states_now(gateway_centre)["1001"] == "talking")
                await call.hang_up()
                await until(lambda: states_now(gateway_centre)["1001"] == "after_call")
                line.action = b"Action: QueueAdd"
                await asyncio.to_thread(ask, gateway_centre, "set_ready")
                assert await asyncio.to_thread(line.kept.wait, 10)
                first.kill()
                assert "PJSIP/1001" not in switch.cli(f"queue show {queue}")
                assert len(left_behind(switch)) == 1
                line.action = b""
                start()
                await until(lambda: states_now(gateway_centre)["1001"] == "ready", 15)
                assert "with penalty 3" in switch.cli(f"queue show {queue}")
                assert not left_behind(switch)
                await centre.customer(queue)
                await agent.ringing()

    line = Swallowing(switch.ami_port, switch.address)
    with line:
        asyncio.run(story(line))
