"""A gateway between a scripted telephone system and a real PostgreSQL, with consoles that listen to live calls."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, TypeVar

from console.domain.floor import AgentState
from console.gateway.gateway import Gateway, Pace
from console.store.floor_listening import AskedListener
from console.store.store import Store
from tests.gateway.listening_console import ListeningConsole
from tests.gateway.scripted import ScriptedSwitch, agent
from tests.gateway.scripted_media import ScriptedMedia
from tests.shared_centre import SharedCentre, connect

T = TypeVar("T")

QUICK = Pace(beat_s=0.1, try_again_s=0.05)


class Stage:
    """A gateway in a loop of its own, a scripted telephone system under it, and consoles."""

    def __init__(self, centre: SharedCentre, open_store: Callable[[], Store], pace: Pace = QUICK) -> None:
        self.centre = centre
        self.media = ScriptedMedia()
        talking = {number: agent(number, AgentState.TALKING, call_key="1.7") for number in ("1001", "1002")}
        self.switch = ScriptedSwitch(talking, live=self.media)
        self._store = open_store()
        self._pace = pace
        self._consoles: list[ListeningConsole] = []

    def console(self, number: str = "3001") -> ListeningConsole:
        """Somebody signs on."""
        self._consoles.append(ListeningConsole(self.centre, number))
        return self._consoles[-1]

    def play(self, story: Callable[[Stage], Coroutine[Any, Any, None]]) -> None:
        """Tell the story while the gateway leads."""
        try:
            asyncio.run(asyncio.wait_for(self._both(story), 60))
        finally:
            for console in self._consoles:
                console.close()

    async def _both(self, story: Callable[[Stage], Coroutine[Any, Any, None]]) -> None:
        loop = asyncio.get_running_loop()
        gateway = Gateway(lambda: self.switch, self._store.floor_writing("pbx"), pace=self._pace)
        assert self._store.session is not None
        asked = AskedListener(self._store.session, lambda _: loop.call_soon_threadsafe(gateway.ask))
        running = asyncio.create_task(gateway.run())
        asked.start()
        try:
            while not await asyncio.to_thread(self._is_talking):
                await asyncio.sleep(0.02)
            await story(self)
        finally:
            gateway.stop()
            await running
            await asyncio.to_thread(asked.stop)

    def _is_talking(self) -> bool:
        with connect(self.centre, "4001") as session:
            rows = session.execute("SELECT n.state, g.able::text FROM agent_now n JOIN gateway g ON g.name = n.gateway")
            return any(state == "talking" and "listen" in able for state, able in rows)


async def away(deed: Callable[..., T], *values: Any) -> T:
    """In another thread: it waits for what this loop does."""
    return await asyncio.to_thread(partial(deed, *values))
