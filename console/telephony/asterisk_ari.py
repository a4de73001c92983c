"""Asterisk's ARI over one WebSocket, requests and events; what was asked is answered, fails, or is too late."""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
import logging
import random
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote, urlencode

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidMessage, InvalidStatus, WebSocketException

log = logging.getLogger(__name__)

_LARGEST = 1 << 22
"""Characters of a message; a list of 2,000 channels has half of it."""
_UNAUTHORIZED, _FORBIDDEN = 401, 403
_OK = range(200, 300)
_NO_CONTENT = 204
_STEADY_S = 10.0

Json = Mapping[str, Any]


@dataclass(frozen=True)
class AriLogin:
    """Where it is and who we are there. With `tls` its certificate must be good, by `ca_file` or the system."""

    host: str
    name: str
    secret: str = field(repr=False)
    port: int = 8089
    tls: bool = True
    ca_file: Path | None = None


@dataclass(frozen=True)
class AriTiming:
    """How long things may take, in seconds."""

    connect_s: float = 5.0
    answer_s: float = 4.0
    ping_every_s: float = 5.0
    first_retry_s: float = 0.25
    longest_retry_s: float = 10.0


class AriFailure(Exception):
    """What was asked for did not come about, or nobody knows whether it did; the words say why."""


class AriRefused(AriFailure):
    """The switch said no; the words are its own."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status


class AriLate(AriFailure):
    """No answer in time. It may still be done."""


class AriLost(AriFailure):
    """The connection ended before the answer. It may have been done; it is never asked again by itself."""


class AriListener(Protocol):
    """Who is told, in the event loop's thread. `take` may not block."""

    def take(self, event: Json) -> None:
        """An event, in the order of the stream; its fields are whatever the other end wrote."""

    async def connected(self) -> None:
        """Called once for each connection, cancelled at its end; an AriFailure out of it ends the connection."""


def told(event: Json, *path: str) -> str:
    """The text at a path in an event; empty where there is none."""
    found: Any = event
    for step in path:
        found = found.get(step) if isinstance(found, Mapping) else None
    return found if isinstance(found, str) else ""


class Ari:
    """Keeps one connection, and finds it again after a loss. Nothing is ever asked a second time.

    `app` names us there: it gets the events, and of two connections with one name the older gets none any more.
    `fault` says what is wrong with it; empty while it stands.
    """

    def __init__(self, login: AriLogin, app: str, listener: AriListener, timing: AriTiming | None = None) -> None:
        self.login = login
        self.app = app
        self.timing = timing or AriTiming()
        self.fault = "not connected yet"
        self.tried = asyncio.Event()
        """Set once the first connection stands, or has failed."""
        self._listener = listener
        self._socket: ClientConnection | None = None
        self._asked: dict[str, asyncio.Future[Json]] = {}
        self._numbers = itertools.count(1)

    async def ask(
        self, method: str, place: str, query: Mapping[str, str] | None = None, body: Json | None = None
    ) -> Any:
        """What the switch answers, read from JSON; None where it has nothing to say. Raises AriFailures.

        `place` is below /ari/, without a query.
        """
        socket = self._socket
        if socket is None:
            raise AriLost(f"no connection to ARI: {self.fault}")
        number = f"deskside-{next(self._numbers)}"
        request = {
            "type": "RESTRequest",
            "request_id": number,
            "transaction_id": number,
            "method": method,
            "uri": f"{quote(place)}?{urlencode(query)}" if query else quote(place),
        }
        if body is not None:
            request |= {"content_type": "application/json", "message_body": json.dumps(body)}
        answer = self._asked[number] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(self.timing.answer_s):
                await socket.send(json.dumps(request))
                return _read(await answer)
        except TimeoutError:
            raise AriLate(f"no answer to {method} {place.partition('/')[0]}") from None
        except (OSError, WebSocketException) as error:
            raise AriLost(_words(error)) from error
        finally:
            del self._asked[number]

    async def run(self) -> None:
        """Connect and stay connected until cancelled."""
        retry_s = self.timing.first_retry_s
        while True:
            began_s = time.monotonic()
            try:
                await self._connect_and_live()
            except (AriFailure, OSError, TimeoutError, WebSocketException) as error:
                fault = self._explained(error)
            if time.monotonic() - began_s > _STEADY_S:
                retry_s = self.timing.first_retry_s
            if fault != self.fault:
                log.warning("ARI at %s: %s", self.login.host, fault)
            self.fault = fault
            self.tried.set()
            await asyncio.sleep(retry_s * random.uniform(0.8, 1.0))  # noqa: S311 - apart from other gateways
            retry_s = min(2 * retry_s, self.timing.longest_retry_s)

    async def _connect_and_live(self) -> None:
        login, timing = self.login, self.timing
        trust = ssl.create_default_context(cafile=login.ca_file) if login.tls else None
        proof = base64.b64encode(f"{login.name}:{login.secret}".encode()).decode()
        opening = connect(
            f"{'wss' if login.tls else 'ws'}://{login.host}:{login.port}/ari/events?{urlencode({'app': self.app})}",
            ssl=trust,
            additional_headers={"Authorization": f"Basic {proof}"},
            compression=None,
            proxy=None,
            open_timeout=timing.connect_s,
            close_timeout=1.0,
            ping_interval=timing.ping_every_s,
            ping_timeout=timing.ping_every_s,
            max_size=_LARGEST,
        )
        async with opening as socket:
            self._socket = socket
            tasks = [asyncio.create_task(self._read(socket)), asyncio.create_task(self._greet())]
            try:
                await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
                for task in tasks:
                    if task.done():
                        task.result()
            finally:
                self._socket = None
                for answer in self._asked.values():
                    if not answer.done():
                        answer.set_exception(AriLost("the connection to ARI ended before the answer"))
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)

    async def _greet(self) -> None:
        await self._listener.connected()
        self.fault = ""
        self.tried.set()

    async def _read(self, socket: ClientConnection) -> None:
        async for message in socket:
            try:
                heard = json.loads(message)
            except (ValueError, RecursionError):
                log.warning("ARI: %d characters that are no JSON", len(message))
                continue
            if not isinstance(heard, dict):
                continue
            if heard.get("type") == "RESTResponse":
                answer = self._asked.get(told(heard, "request_id"))
                if answer is not None and not answer.done():
                    answer.set_result(heard)
                continue
            try:
                self._listener.take(heard)
            except Exception:  # one event that we misread must not end the connection
                log.exception("An event could not be taken in")
        raise AriLost("the switch has closed the connection")

    def _explained(self, error: BaseException) -> str:
        if isinstance(error, InvalidStatus):
            status = error.response.status_code
            if status == _UNAUTHORIZED:
                return f"the login {self.login.name} is refused (ari.conf)"
            return f"it answers with {status}, as where ARI is not enabled (ari.conf; res_ari.so, res_ari_events.so)"
        if isinstance(error, InvalidMessage):
            return "what answers there is no HTTP server, or it wants TLS"
        if isinstance(error, AriRefused) and error.status == _FORBIDDEN:
            return f"the login {self.login.name} may only read (read_only = no in ari.conf)"
        return unreached(error)


def unreached(error: BaseException) -> str:
    """Why nobody was reached, and what to look at."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted: {error.verify_message}"
    if isinstance(error, ssl.SSLError):
        return "what answers there speaks no TLS (tlsenable, tlsbindaddr in http.conf)"
    if isinstance(error, ConnectionRefusedError):
        return "nobody answers there (enabled, bindaddr, tlsenable, tlsbindaddr in http.conf)"
    if isinstance(error, TimeoutError):
        return "nobody answers there: a firewall?"
    return _words(error)


def _words(error: BaseException) -> str:
    return str(error) or type(error).__name__


def _read(answer: Json) -> Any:
    status, text = answer.get("status_code"), told(answer, "message_body")
    try:
        body = json.loads(text) if text else None
    except (ValueError, RecursionError):
        body = None
    if status not in _OK:
        reason = told(body, "message") if isinstance(body, dict) else ""
        words = reason or told(body, "error") if isinstance(body, dict) else reason
        number = status if isinstance(status, int) else 0
        raise AriRefused(number, words or told(answer, "reason_phrase") or f"refused with {number}")
    return body
