"""A console on RTP that can be killed: signed on at the shared database, it listens, whispers a tone, and stays."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any
from uuid import UUID

from console.domain.floor import FloorAction
from console.domain.floor_book import ActionState, AskedAction, HearAt
from console.store.engine import Login
from console.store.floor_listening import FloorListener
from console.store.store import Store
from tests.pbx.console_side import console_side

SPEAKS = "speaking"
TONE_HZ = 1100.0


async def stay(told: dict[str, Any]) -> None:
    """One line on stdout as soon as it whispers; never ends."""
    store = Store.open(told["url"], login=Login(told["number"], told["password"]))
    person, agent = store.people.sign_on_here(), UUID(told["agent"])
    assert store.session is not None
    listener = FloorListener(store.session, lambda _: None)  # what says that a console is there
    listener.start()

    async def settled(key: UUID) -> AskedAction:
        while (asked := await asyncio.to_thread(store.floor.action, key)).state is ActionState.PENDING:
            await asyncio.sleep(0.05)
        return asked

    async with console_side() as console:
        wish = console.wish
        hear_at = HearAt(wish.host, wish.agent_port, wish.customer_port)
        key = store.live.ask(person, agent, told["call_key"], hear_at=hear_at)
        assert (await settled(key)).state is ActionState.ACCEPTED
        store.live.offer(person, key)
        (listening,) = (one for one in store.live.listenings() if one.action_id == key)
        assert (await settled(store.live.mode(person, listening, FloorAction.WHISPER))).state is ActionState.DONE
        console.say("talk", TONE_HZ)
        sys.stdout.write(f"{SPEAKS} {key}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(stay(json.loads(sys.argv[1])))
