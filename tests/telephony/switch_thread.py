"""A scripted telephone system in a thread of its own, for programs that talk to it from outside."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from threading import Thread
from typing import Any

from tests.telephony.scripted_floor import ScriptedFloor


class SwitchThread:
    """Runs `floor`, which may be touched by `do` and `call` alone."""

    def __init__(self, floor: ScriptedFloor) -> None:
        self.floor = floor
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="switch")

    def __enter__(self) -> SwitchThread:
        self._thread.start()
        self.call(self.floor.switch.open())
        return self

    def __exit__(self, *_: object) -> None:
        self.call(self.floor.switch.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def port(self) -> int:
        """Where it listens."""
        return self.floor.switch.port

    def call(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Run a coroutine there and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    def begin(self, work: Coroutine[Any, Any, Any]) -> None:
        """Run a coroutine there meanwhile."""
        asyncio.run_coroutine_threadsafe(work, self._loop)

    def do(self, deed: Callable[[], object]) -> None:
        """Do it there, and wait until it is done."""

        async def done() -> None:
            deed()

        self.call(done())

    def pause(self, number: str, reason: str = "meal") -> None:
        """Pause a member in every queue, and tell."""
        self._turn(number, "1", reason)

    def release(self, number: str) -> None:
        """Release a member in every queue, and tell."""
        self._turn(number, "0", "")

    def _turn(self, number: str, paused: str, reason: str) -> None:
        def turn() -> None:
            for row in self.floor.members:
                if row["Location"] == f"PJSIP/{number}":
                    row |= {"Paused": paused, "PausedReason": reason}
                    if self.floor.switch.visits:
                        self.floor.tell("QueueMemberPause", row)

        self.do(turn)
