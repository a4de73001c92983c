"""Where changes leave: each who listens gets all of them in order; for a slow one old states give way to the newest."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator

from console.telephony.interface import AgentChanged, Change

MOST = 50_000
"""Changes kept for one slow listener; beyond, only the newest of each agent is. Ended calls are always kept."""


class Listening(AsyncIterator[Change]):
    """The changes from now on, until the outlet is closed."""

    def __init__(self) -> None:
        self._waiting: deque[Change] = deque()
        self._most = MOST
        self._more = asyncio.Event()
        self._closed = False

    def put(self, change: Change) -> None:
        """One more."""
        self._waiting.append(change)
        if len(self._waiting) > self._most:
            self._keep_newest()
        self._more.set()

    def close(self) -> None:
        """No more will come; what waits is still given."""
        self._closed = True
        self._more.set()

    def _keep_newest(self) -> None:
        newest = {change.agent.agent_number: change for change in self._waiting if isinstance(change, AgentChanged)}
        self._waiting = deque(
            change
            for change in self._waiting
            if not isinstance(change, AgentChanged) or newest[change.agent.agent_number] is change
        )
        self._most = max(MOST, 2 * len(self._waiting))  # what may not go must not be walked through at each change

    async def __anext__(self) -> Change:
        while not self._waiting:
            if self._closed:
                raise StopAsyncIteration
            self._more.clear()
            await self._more.wait()
        return self._waiting.popleft()


class Outlet:
    """Hands every change to everybody who listens."""

    def __init__(self) -> None:
        self._listening: list[Listening] = []
        self._closed = False

    def listen(self) -> Listening:
        """Listen from this call on."""
        one = Listening()
        if self._closed:
            one.close()
        else:
            self._listening.append(one)
        return one

    def put(self, change: Change) -> None:
        """Tell everybody."""
        for one in self._listening:
            one.put(change)

    def close(self) -> None:
        """End all listening."""
        self._closed = True
        for one in self._listening:
            one.close()
        self._listening.clear()
