"""Live sound of the simulator's calls: speech that was recorded, sent as RTP to a console on this computer."""

from __future__ import annotations

import asyncio
import ipaddress
import secrets
import socket
import struct
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import Protocol

from console.domain.floor import AgentNow, AgentState
from console.telephony.interface import Result
from console.telephony.live import Ending, ListeningEnded, MediaWish, Mode, Offer, Transport

FRAME_S = 0.02
FRAME = 160
"""Bytes of mu-law that last 20 ms."""
SILENCE = b"\xff" * FRAME
LATEST_S = 0.2
"""Whoever is later than that goes on from now: a flood helps nobody."""

_HEADER = struct.Struct("!BBHII")
_A_DAY = 86_400 * 8000
_QUIET = frozenset({AgentState.ON_HOLD, AgentState.CONSULTING})

_REFUSED_WORDS = "the simulator sends sound to this computer only"


class Speech(Protocol):
    """One side's speech, mu-law at 8 kHz; bytes are."""

    def __len__(self) -> int: ...

    def __getitem__(self, place: slice, /) -> bytes: ...


@dataclass(frozen=True)
class CallSound:
    """Both sides of a call."""

    agent: Speech
    customer: Speech


@dataclass(frozen=True)
class Calls:
    """What live sound wants of the simulated centre.

    `answered_s` is how long ago an agent's call was answered; `release` ends it for the agent alone. `sound` may read
    files: it is called in another thread.
    """

    agent: Callable[[str], AgentNow | None]
    answered_s: Callable[[str], float]
    release: Callable[[str], Awaitable[Result]]
    tell: Callable[[ListeningEnded], object]
    sound: Callable[[AgentNow], CallSound]


class _Leg:
    """One side: out of a port of its own to one of the console's; what comes back is counted and dropped."""

    def __init__(self, to: tuple[str, int], speech: Speech) -> None:
        self.speech = speech
        self._seq = secrets.randbelow(1 << 16)
        self._stamp = secrets.randbelow(1 << 32)
        self._source = secrets.randbelow(1 << 32)
        family = socket.AF_INET6 if ":" in to[0] else socket.AF_INET
        self._socket = socket.socket(family, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._socket.connect(to)

    @property
    def url(self) -> str:
        host, port = self._socket.getsockname()[:2]
        return f"rtp://[{host}]:{port}" if ":" in host else f"rtp://{host}:{port}"

    def send(self, frame: bytes) -> None:
        """The next 20 ms. ConnectionError when nobody is there any more."""
        self._seq = (self._seq + 1) & 0xFFFF
        self._stamp = (self._stamp + FRAME) & 0xFFFFFFFF
        with suppress(BlockingIOError):
            self._socket.send(_HEADER.pack(0x80, 0, self._seq, self._stamp, self._source) + frame)

    def came_back(self) -> int:
        """Bytes of sound that came since the last look. ConnectionError when nobody is there any more."""
        came = 0
        with suppress(BlockingIOError):
            while True:
                came += max(0, len(self._socket.recv(2048)) - _HEADER.size)
        return came

    def close(self) -> None:
        self._socket.close()


@dataclass(eq=False)
class _Listening:
    key: str
    agent_number: str
    call_key: str
    legs: tuple[_Leg, _Leg]
    at: int
    """Place in the speech, in bytes."""
    hangs_up_at: int = 0
    """Where a customer who was taken over has said all there is."""
    mode: Mode = Mode.LISTEN
    talked: dict[Mode, int] = field(default_factory=dict)


class SimulatedLive:
    """As `LiveMedia`, by RTP in mu-law, while its event loop runs."""

    def __init__(self, calls: Calls, seconds: Callable[[], float] = monotonic) -> None:
        self._calls = calls
        self._seconds = seconds
        self._all: dict[str, _Listening] = {}
        self._pacing: asyncio.Task[None] | None = None

    async def listen(self, agent_number: str, who: str, to: MediaWish) -> Offer:
        """As `LiveMedia.listen`; the call's speech is where it is by the call's time."""
        del who
        agent = self._calls.agent(agent_number)
        if agent is None or not agent.on_call:
            return Offer(ok=False, words=f"{agent_number} has no call")
        if not _is_here(to):
            return Offer(ok=False, words=_REFUSED_WORDS)
        sound = await asyncio.to_thread(self._calls.sound, agent)
        legs = (_Leg((to.host, to.agent_port), sound.agent), _Leg((to.host, to.customer_port), sound.customer))
        at = round(self._calls.answered_s(agent_number) / FRAME_S) * FRAME
        one = _Listening(secrets.token_hex(8), agent_number, agent.call_key, legs, at)
        self._all[one.key] = one
        if self._pacing is None:
            self._pacing = asyncio.create_task(self._pace())
        return Offer(
            ok=True,
            key=one.key,
            transport=Transport.RTP,
            form="ulaw",
            rate_hz=8000,
            agent_url=legs[0].url,
            customer_url=legs[1].url,
        )

    async def talk(self, key: str, mode: Mode) -> Offer:
        """As `LiveMedia.talk`; nobody hears it, but it is counted."""
        return self._turn(key, mode)

    async def quiet(self, key: str) -> Offer:
        """As `LiveMedia.quiet`."""
        return self._turn(key, Mode.LISTEN)

    async def take_over(self, key: str) -> Offer:
        """As `LiveMedia.take_over`: the customer goes on talking, whoever listens is the other side."""
        one = self._all.get(key)
        if one is None:
            return Offer(ok=False, words="the listening is over")
        before, one.mode = one.mode, Mode.TAKE_OVER
        one.hangs_up_at = one.at + _A_DAY
        result = await self._calls.release(one.agent_number)
        if not result.accepted:
            one.mode = before
            return Offer(ok=False, words=result.words)
        length = max(FRAME, len(one.legs[1].speech))
        one.hangs_up_at = (one.at // length + 1) * length
        url = one.legs[1].url
        return Offer(ok=True, key=key, transport=Transport.RTP, form="ulaw", rate_hz=8000, customer_url=url)

    async def stop(self, key: str) -> None:
        """As `LiveMedia.stop`."""
        one = self._all.pop(key, None)
        if one is not None:
            for leg in one.legs:
                leg.close()

    async def close(self) -> None:
        """End all, untold."""
        pacing, self._pacing = self._pacing, None
        if pacing is not None:
            pacing.cancel()
            await asyncio.gather(pacing, return_exceptions=True)
        for key in tuple(self._all):
            await self.stop(key)

    def talked_s(self, key: str, mode: Mode) -> float:
        """How much speech of the listener's has come in that mode."""
        one = self._all.get(key)
        return one.talked.get(mode, 0) / FRAME * FRAME_S if one is not None else 0.0

    def _turn(self, key: str, mode: Mode) -> Offer:
        one = self._all.get(key)
        if one is None:
            return Offer(ok=False, words="the listening is over")
        one.mode = mode
        return Offer(ok=True, key=key, transport=Transport.RTP, form="ulaw", rate_hz=8000)

    async def _pace(self) -> None:
        """A frame of each side to everybody, every 20 ms."""
        due_s = self._seconds()
        while True:
            for one in tuple(self._all.values()):
                ending = self._go_on(one, self._calls.agent(one.agent_number))
                if ending is not None:
                    await self.stop(one.key)
                    self._calls.tell(ListeningEnded(one.key, ending))
            due_s += FRAME_S
            late_s = self._seconds() - due_s
            if late_s > LATEST_S:
                due_s += late_s
            await asyncio.sleep(max(0.0, -late_s))

    def _go_on(self, one: _Listening, agent: AgentNow | None) -> Ending | None:
        """Its next frame; why it cannot go on, if so."""
        taken = one.mode is Mode.TAKE_OVER
        if not taken and (agent is None or not agent.on_call or agent.call_key != one.call_key):
            return Ending.CALL_OVER
        if taken and one.at >= one.hangs_up_at:
            return Ending.CALL_OVER
        is_quiet = not taken and agent is not None and agent.state in _QUIET
        try:
            for side, leg in enumerate(one.legs):
                leg.send(SILENCE if is_quiet or (taken and side == 0) else _frame(leg.speech, one.at))
                came = leg.came_back()
                if one.mode is not Mode.LISTEN:
                    one.talked[one.mode] = one.talked.get(one.mode, 0) + came
        except ConnectionError:
            return Ending.CONSOLE_GONE
        one.at += FRAME
        return None


def _frame(speech: Speech, at: int) -> bytes:
    """20 ms of speech that begins anew when it is through."""
    if not len(speech):
        return SILENCE
    at %= len(speech)
    frame = speech[at : at + FRAME]
    return frame + SILENCE[len(frame) :]


def _is_here(to: MediaWish) -> bool:
    try:
        here = ipaddress.ip_address(to.host).is_loopback
    except ValueError:
        return False
    return here and all(1024 <= port <= 65535 for port in (to.agent_port, to.customer_port))
