"""A manager interface that does what a test says: answers late or never, floods, stops mid-packet, refuses."""

from __future__ import annotations

import asyncio
import hashlib
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Fields = dict[str, str]
Answer = Callable[["Visit", Fields], Awaitable[None]]


def packet(*pairs: tuple[str, str]) -> bytes:
    return "".join(f"{key}: {value}\r\n" for key, value in pairs).encode() + b"\r\n"


@dataclass
class Visit:
    """One connection to the server."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    challenge: str = ""

    def send(self, *pairs: tuple[str, str]) -> None:
        self.writer.write(packet(*pairs))

    def event(self, name: str, **values: str) -> None:
        self.send(("Event", name), ("Privilege", "agent,all"), *values.items())

    def reply(self, asked: Fields, response: str, *pairs: tuple[str, str]) -> None:
        self.send(("Response", response), ("ActionID", asked["ActionID"]), *pairs)

    def cut(self) -> None:
        self.writer.transport.abort()


async def nothing(visit: Visit, asked: Fields) -> None:
    """No answer, ever."""


@dataclass
class ScriptedAmi:
    """Answers logins and pings by itself, everything else by `answers`."""

    answers: dict[str, Answer] = field(default_factory=dict)
    secret: str = "s3cret"
    greeting: bytes = b"Asterisk Call Manager/11.0.0\r\n"
    clock_ahead_s: float = 0.0
    port: int = 0
    visits: list[Visit] = field(default_factory=list)
    asked: list[Fields] = field(default_factory=list)
    logins: int = 0
    _server: asyncio.Server | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def open(self, tls: ssl.SSLContext | None = None) -> None:
        self._server = await asyncio.start_server(self._visit, "127.0.0.1", self.port, ssl=tls)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        assert self._server
        self._server.close()
        for visit in self.visits:
            visit.cut()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    @property
    def here(self) -> Visit:
        return self.visits[-1]

    def count(self, action: str) -> int:
        return sum(asked["Action"] == action for asked in self.asked)

    async def _visit(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        visit = Visit(reader, writer)
        self.visits.append(visit)
        writer.write(self.greeting)
        try:
            while True:
                block = await reader.readuntil(b"\r\n\r\n")
                asked = dict(line.split(": ", 1) for line in block.decode().split("\r\n") if line)
                self.asked.append(asked)
                await self.answers.get(asked["Action"], getattr(self, f"_{asked['Action'].lower()}", nothing))(
                    visit, asked
                )
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.transport.abort()
            self._tasks.discard(task)

    async def _challenge(self, visit: Visit, asked: Fields) -> None:
        visit.challenge = "123456789"
        visit.reply(asked, "Success", ("Challenge", visit.challenge))

    async def _login(self, visit: Visit, asked: Fields) -> None:
        right = hashlib.md5((visit.challenge + self.secret).encode(), usedforsecurity=False).hexdigest()
        if asked.get("Key") == right or asked.get("Secret") == self.secret:
            self.logins += 1
            visit.reply(asked, "Success", ("Message", "Authentication accepted"))
        else:
            visit.reply(asked, "Error", ("Message", "Authentication failed"))

    async def _ping(self, visit: Visit, asked: Fields) -> None:
        visit.reply(asked, "Success", ("Ping", "Pong"), ("Timestamp", f"{time.time() + self.clock_ahead_s:.6f}"))


@asynccontextmanager
async def scripted(**answers: Answer) -> AsyncIterator[ScriptedAmi]:
    server = ScriptedAmi(answers=answers)
    await server.open()
    try:
        yield server
    finally:
        await server.close()
