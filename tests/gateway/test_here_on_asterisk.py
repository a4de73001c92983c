"""A console on SQLite that holds a real Asterisk by its gateway file: states, a deed, and a call in Review."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from console.domain.calls import CallFilter
from console.domain.floor import AwayReason, FloorAction
from console.domain.floor_book import ActionState
from console.domain.people import Person, Role
from console.gateway.here import GatewayHere, held_by_file
from console.store.people import NewPerson
from console.store.store import Store
from tests.gateway.here_centre import QUICK, Listening
from tests.pbx.asterisk import Asterisk
from tests.pbx.conftest import own_asterisk  # noqa: F401 - a fixture
from tests.pbx.small_centre import small_centre

pytestmark = pytest.mark.asterisk


def gateway_file(folder: Path, switch: Asterisk) -> Path:
    name, secret = switch.login
    (folder / "pbx.password").write_text(f"{secret}\n", encoding="utf-8")
    (folder / "pbx.password").chmod(0o600)
    path = folder / "gateway.toml"
    path.write_text(
        f"""
name = "pbx"
[pbx]
kind = "asterisk"
host = "{switch.address}"
port = {switch.ami_port}
user = "{name}"
password_file = "pbx.password"
tls = false
[recordings]
switch = "/mnt/spool/monitor"
here = "{switch.recordings}"
""",
        encoding="utf-8",
    )
    return path


def test_a_call_and_a_deed(own_asterisk: Asterisk, tmp_path: Path) -> None:  # noqa: F811
    path = tmp_path / "floor.sqlite"
    with Store.open(path) as store:
        agent = store.people.add(NewPerson("1001", "王芳", Role.AGENT, "一组"))
        lead = store.people.add(NewPerson("1101", "杨帆", Role.SUPERVISOR, "一组"))
        listening, came = Listening(), threading.Event()
        file = gateway_file(tmp_path, own_asterisk)
        gateway = GatewayHere(
            f"sqlite:///{path}",
            lambda _: held_by_file(file),
            listening.hear,
            listening.say,
            brought_in=came.set,
            pace=QUICK,
        )
        gateway.start()
        try:
            asyncio.run(story(own_asterisk, listening, gateway, store, lead, agent))
            assert came.wait(20)
        finally:
            gateway.stop()
        (row,) = store.calls.page(CallFilter(), lead, 0, 10)
        assert row.call.agent_name == "王芳"
        assert row.call.ring_ms is not None
        assert row.call.ring_ms > 0


async def story(
    switch: Asterisk, listening: Listening, gateway: GatewayHere, store: Store, lead: Person, agent: Person
) -> None:
    async def until(state: str) -> None:
        await asyncio.to_thread(listening.until, lambda: listening.states().get("1001") == state)

    async with small_centre(switch) as centre:
        centre._free = ["1001"]
        phone, queue = await centre.agent(), centre.queue()
        await centre.sign_on(phone, queue)
        await until("ready")
        customer = await centre.customer(queue)
        call = await phone.ringing()
        await until("ringing")
        await call.answer()
        await until("talking")
        for side, hz in ((customer, 440), (call, 880)):
            side.sound.play(hz)
        await asyncio.sleep(1)  # there is something to hear in the recording
        await call.hang_up()
        await until("ready")
        asked = store.floor.ask(lead, agent.id, FloorAction.SET_AWAY, reason=AwayReason.MEAL)
        gateway.ring()
        await until("away")
        await asyncio.to_thread(listening.until, lambda: store.floor.action(asked).state is ActionState.DONE)
