"""An ARI that does what a test says: it keeps channels and bridges, answers late or never, and talks nonsense."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

Json = dict[str, Any]


@dataclass
class ScriptedAri:
    """`refuse`: what to answer instead, by "METHOD place/…/last". `silent`: no answers. `asked` are all requests."""

    name: str = "me"
    secret: str = "s3cret"
    channels: dict[str, str] = field(default_factory=dict)
    bridges: dict[str, list[str]] = field(default_factory=dict)
    native: str = "(ulaw)"
    refuse: dict[str, int] = field(default_factory=dict)
    silent: bool = False
    asked: list[str] = field(default_factory=list)
    visits: list[ServerConnection] = field(default_factory=list)
    port: int = 0
    _server: Server | None = None

    async def open(self) -> None:
        """Listen on a free port, or the one it had."""
        self._server = await serve(self._visit, "127.0.0.1", self.port, process_request=self._let_in, compression=None)
        self.port = next(iter(self._server.sockets)).getsockname()[1]

    async def close(self) -> None:
        """Cut everybody off."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def tell(self, kind: str, channel: str) -> None:
        """An event of a channel."""
        await self.say(json.dumps({"type": kind, "channel": {"id": channel}}))

    async def say(self, words: str) -> None:
        """Anything."""
        await self.visits[-1].send(words)

    async def fetch(self) -> None:
        """Every media channel that waits is connected to."""
        for channel, state in self.channels.items():
            if state == "Down":
                self.channels[channel] = "Up"
                await self.tell("StasisStart", channel)

    async def end(self, channel: str) -> None:
        """A channel goes by itself."""
        self._drop(channel)
        await self.tell("ChannelDestroyed", channel)

    def times(self, words: str) -> int:
        """How often something with these words was asked."""
        return sum(words in one for one in self.asked)

    def _let_in(self, connection: ServerConnection, request: Request) -> Response | None:  # noqa: ARG002
        proof = base64.b64encode(f"{self.name}:{self.secret}".encode()).decode()
        if request.headers.get("Authorization") == f"Basic {proof}":
            return None
        return Response(HTTPStatus.UNAUTHORIZED, "Unauthorized", Headers())

    async def _visit(self, connection: ServerConnection) -> None:
        self.visits.append(connection)
        try:
            async for message in connection:
                await self._answer(connection, json.loads(message))
        except ConnectionClosed:
            pass

    async def _answer(self, connection: ServerConnection, asked: Json) -> None:
        place = urlsplit(asked["uri"])
        words = f"{asked['method']} {place.path}"
        self.asked.append(f"{words}?{place.query}")
        if self.silent:
            return
        steps = place.path.split("/")
        refused = next((code for what, code in self.refuse.items() if what in self.asked[-1]), 0)
        body, events = (
            ({"message": "as told"}, []) if refused else self._do(asked["method"], steps, dict(parse_qsl(place.query)))
        )
        answer: Json = {"type": "RESTResponse", "request_id": asked["request_id"], "status_code": refused or 200}
        if body is not None:
            answer["message_body"] = json.dumps(body)
        await connection.send(json.dumps(answer))
        for kind, channel in events:
            await self.tell(kind, channel)

    def _do(self, method: str, steps: list[str], query: dict[str, str]) -> tuple[Any, list[tuple[str, str]]]:
        match method, steps:
            case "GET", ["asterisk", "modules", _]:
                return {"status": "Running"}, []
            case "GET", ["channels"]:
                return [{"id": name, "state": state} for name, state in self.channels.items()], []
            case "GET", ["bridges"]:
                return [{"id": name, "channels": members} for name, members in self.bridges.items()], []
            case "GET", ["channels", _, "variable"]:
                return {"value": self.native}, []
            case "POST", ["channels", "externalMedia"]:
                self.channels[query["channelId"]] = "Down"
                return {"id": query["channelId"], "channelvars": {"MEDIA_WEBSOCKET_CONNECTION_ID": "one-time"}}, []
            case "POST", ["channels", _, "snoop"]:
                self.channels[query["snoopId"]] = "Up"
                return {}, [("StasisStart", query["snoopId"])]
            case "POST", ["bridges"]:
                self.bridges[query["bridgeId"]] = []
            case "POST", ["bridges", bridge, "addChannel"]:
                self.bridges[bridge].append(query["channel"])
            case "DELETE", ["bridges", bridge]:
                self.bridges.pop(bridge, None)
            case "DELETE", ["channels", channel]:
                self._drop(channel)
        return None, []

    def _drop(self, channel: str) -> None:
        self.channels.pop(channel, None)
        for members in self.bridges.values():
            if channel in members:
                members.remove(channel)


@asynccontextmanager
async def scripted_ari(**values: Any) -> AsyncIterator[ScriptedAri]:
    """One, listening until the end of the block."""
    ari = ScriptedAri(**values)
    await ari.open()
    try:
        yield ari
    finally:
        await ari.close()
