"""AMI as plain as it comes: a line to the switch that sends actions and keeps every event, to prove others against."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count

Fields = dict[str, str]

PATIENCE_S = 10.0


class PlainManager:
    """Logged in from `open` to `close`. `events` are all that came, in order, with the moment of arrival in `At`."""

    def __init__(self) -> None:
        self.events: list[Fields] = []
        self._numbers = count(1)
        self._responses: dict[str, asyncio.Future[Fields]] = {}
        self._came = asyncio.Condition()
        self._reader: asyncio.StreamReader
        self._writer: asyncio.StreamWriter
        self._reading: asyncio.Task[None] | None = None

    async def open(self, host: str, port: int, login: tuple[str, str]) -> None:
        """Connect and log in. Raises RuntimeError when refused."""
        self._reader, self._writer = await asyncio.open_connection(host, port)
        await self._reader.readline()
        self._reading = asyncio.create_task(self._read())
        response = await self.act("Login", Username=login[0], Secret=login[1])
        if response["Response"] != "Success":
            raise RuntimeError(response.get("Message", "refused"))

    async def close(self) -> None:
        """Leave."""
        self._writer.close()
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)

    async def act(self, action: str, **fields: object) -> Fields:
        """Send an action; its response. Raises TimeoutError."""
        number = str(next(self._numbers))
        lines = [f"Action: {action}", f"ActionID: {number}"]
        lines += [f"{name.rstrip('_')}: {value}" for name, value in fields.items()]
        waiting = self._responses[number] = asyncio.get_running_loop().create_future()
        self._writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
        return await asyncio.wait_for(waiting, PATIENCE_S)

    async def done(self, action: str, **fields: object) -> Fields:
        """Like `act`. Raises RuntimeError with the switch's words unless it succeeded."""
        response = await self.act(action, **fields)
        if response["Response"] != "Success":
            raise RuntimeError(f"{action}: {response.get('Message')}")
        return response

    async def until(self, event: str, since: int = 0, **wanted: str) -> Fields:
        """The first `event` after the first `since` events with the wanted fields, come already or yet to come."""
        return await self.until_any(
            lambda one: one["Event"] == event and all(one.get(name) == value for name, value in wanted.items()), since
        )

    async def until_any(self, wanted: Callable[[Fields], bool], since: int = 0) -> Fields:
        """The first event that is `wanted`. Raises TimeoutError."""
        place = since
        async with asyncio.timeout(PATIENCE_S), self._came:
            while True:
                while place < len(self.events):
                    if wanted(self.events[place]):
                        return self.events[place]
                    place += 1
                await self._came.wait()

    def of(self, event: str, **wanted: str) -> list[Fields]:
        """All of these events so far."""
        return [
            one
            for one in self.events
            if one["Event"] == event and all(one.get(name) == value for name, value in wanted.items())
        ]

    async def _read(self) -> None:
        while True:
            try:
                block = (await self._reader.readuntil(b"\r\n\r\n")).decode(errors="replace")
            except (asyncio.IncompleteReadError, ConnectionError):
                for unanswered in self._responses.values():
                    unanswered.cancel()
                return
            fields = dict(line.split(": ", 1) for line in block.split("\r\n") if ": " in line)
            if "Response" in fields:
                waiting = self._responses.pop(fields.get("ActionID", ""), None)
                if waiting is not None and not waiting.done():
                    waiting.set_result(fields)
            elif "Event" in fields:
                fields["At"] = datetime.now(UTC).isoformat()
                async with self._came:
                    self.events.append(fields)
                    self._came.notify_all()


def moment(event: Fields) -> datetime:
    """When the switch made the event."""
    return datetime.fromtimestamp(float(event["Timestamp"]), UTC)
