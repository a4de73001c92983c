"""Carries the sides of a live call in: as RTP, or over a WebSocket of the switch in a thread of its own."""

from __future__ import annotations

import logging
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import Protocol
from urllib.parse import urlsplit

import numpy as np
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from console.audio.backlog import Backlog
from console.audio.g711 import ALAW_SAMPLES, ULAW_SAMPLES
from console.audio.live_call import ULAW, LiveCall
from console.audio.rtp import RtpPacket, make_rtp
from console.audio.rtp_reader import KEEP_OPEN_S, RtpReader
from console.audio.tls_in_turns import ConnectionInTurns
from console.domain.faults import FaultKind, PlaceFault

log = logging.getLogger(__name__)

OPEN_S = 5.0
LARGEST = 2048
HELD_BYTES = 1 << 20
"""What the system keeps for a busy PC: the flood after a stall of 20 s is a thousand packets. It may give us less."""
SILENCE = b"\xff" * 160
_READER = RtpReader(SILENCE)
"""Of all lines that are open."""
RATES = {"ulaw": 8000, "alaw": 8000, "slin": 8000, "slin16": 16000}
"""The forms of sound that are understood, and their samples a second."""
MEDIA = Subprotocol("media")
"""What the switch calls its protocol of sound (chan_websocket)."""


class Line(Protocol):
    """One side's way in, open from `start` to `stop`; `send` says something back, a frame of 20 ms at a time."""

    form: str
    """What `send` takes: ulaw, alaw, slin or slin16."""

    def start(self) -> None:
        """Begin; PlaceFault(MEDIA_UNREACHABLE) when there is no way."""

    def stop(self) -> None:
        """End; nothing is told afterwards."""

    def send(self, frame: bytes) -> None:
        """20 ms of sound in the line's own form; lost where the line is down."""

    def tend(self, now_s: float) -> None:
        """To be called now and then while it is spoken into: what waits at the other end is kept short."""


def bound_port(at: str = "", port: int = 0) -> socket.socket:
    """A UDP port of ours, any one without `port`; PlaceFault(MEDIA_UNREACHABLE) when it cannot be had."""
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.setblocking(False)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, HELD_BYTES)
    try:
        made.bind((at, port))
    except OSError as error:
        made.close()
        raise PlaceFault(FaultKind.MEDIA_UNREACHABLE, why=str(error)) from error
    return made


class RtpLine:
    """Hears one side at a UDP port of ours, from `host` alone: whoever else sends there is not heard.

    `bound` is a port held for it already, which is the line's from now on.
    """

    form = "ulaw"

    def __init__(
        self,
        call: LiveCall,
        lane: int,
        host: str,
        *,
        at: str = "",
        port: int = 0,
        bound: socket.socket | None = None,
    ) -> None:
        self._call = call
        self._lane = lane
        self._host = host
        self.socket = bound or bound_port(at, port)
        self.port: int = self.socket.getsockname()[1]
        self._from: tuple[str, int] | None = None
        self._turns = threading.Lock()
        self._seq = 0
        self._spoke_s = -KEEP_OPEN_S

    def start(self) -> None:
        """As `Line.start`."""
        _READER.add(self)

    def stop(self) -> None:
        """As `Line.stop`."""
        _READER.drop(self)
        self.socket.close()

    def send(self, frame: bytes) -> None:
        """As `Line.send`: mu-law."""
        self._spoke_s = self._call.clock()
        self._send(frame)

    def keep_open(self, word: bytes) -> None:
        """As `Port.keep_open`; it comes from the reader's thread."""
        if self._call.clock() - self._spoke_s >= KEEP_OPEN_S:
            self._send(word)

    def _send(self, frame: bytes) -> None:
        with self._turns:
            if self._from is None:
                return
            self._seq += 1
            packet = RtpPacket(ULAW, self._seq & 0xFFFF, (160 * self._seq) & 0xFFFFFFFF, 0x5EA7, frame)
            try:
                self.socket.sendto(make_rtp(packet), self._from)
            except OSError as error:
                log.info("live sound back is lost: %s", error)

    def tend(self, now_s: float) -> None:
        """As `Line.tend`: nothing waits there."""

    def turn_to(self, url: str) -> None:
        """Another channel of the switch has this side from now on: hear it at the host's port in `rtp://host:port`.

        Without it the port that was heard first is the one. PlaceFault(MEDIA_UNREACHABLE) for an address of no port.
        """
        try:
            port = urlsplit(url).port
        except ValueError:
            port = None
        if port is None:
            raise PlaceFault(FaultKind.MEDIA_UNREACHABLE, why="")
        with self._turns:
            self._from = self._host, port

    def gather(self, most: int) -> list[bytes]:
        """As `Port.gather`. What others sent is among it, empty."""
        came: list[bytes] = []
        take = self.socket.recvfrom
        try:
            with self._turns:
                while len(came) < most:
                    datagram, sender = take(LARGEST)
                    ours = sender[0] == self._host and (self._from is None or sender == self._from)
                    if ours:
                        self._from = sender
                    came.append(datagram if ours else b"")
        except BlockingIOError:
            pass
        except OSError as error:  # an ICMP answer to what we said; on Windows it comes here
            log.info("live sound: %s", error)
        return came

    def put(self, came: list[bytes]) -> None:
        """As `Port.put`: into the call."""
        now_s = self._call.clock()
        for datagram in came:
            self._call.take_rtp(self._lane, datagram, now_s)


def open_media(url: str, authority: str = "") -> ClientConnection:
    """A connection to a one-time address. PlaceFault: MEDIA_UNREACHABLE, MEDIA_NOT_TRUSTED; no word tells the address.

    `authority` (PEM) is believed besides those whom the system knows.
    """
    try:
        trust = _trust(authority) if url.startswith("wss:") else None
        opened = connect(
            url,
            ssl=trust,
            subprotocols=[MEDIA],
            compression=None,
            proxy=None,
            open_timeout=OPEN_S,
            close_timeout=1.0,
            max_size=1 << 20,
            max_queue=None,
            create_connection=ConnectionInTurns,
        )
    except (OSError, WebSocketException, TimeoutError) as error:
        if isinstance(error, ssl.SSLError):
            raise PlaceFault(FaultKind.MEDIA_NOT_TRUSTED, why=type(error).__name__) from None
        raise PlaceFault(FaultKind.MEDIA_UNREACHABLE, why=type(error).__name__) from None
    opened.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return opened


def _trust(authority: str) -> ssl.SSLContext:
    trust = ssl.create_default_context()
    if authority:
        trust.load_verify_locations(cadata=authority)
    return trust


class MediaSocket:
    """Hears one side from a one-time address of the switch, and may speak there.

    `form` is ulaw, alaw or slin16. `ended` is called in the line's thread when the other end has closed it. A lost
    connection is not made again: the address is good for one.
    """

    def __init__(
        self,
        call: LiveCall,
        lane: int,
        url: str,
        form: str,
        *,
        authority: str = "",
        ended: Callable[[str], object] = lambda _: None,
    ) -> None:
        if form not in RATES:
            raise ValueError(f"sound in the form {form} is not understood")
        self._call = call
        self._lane = lane
        self._url = url
        self.form = form
        self._authority = authority
        self._tell_ended = ended
        self._ended = threading.Event()
        self._backlog = Backlog(self._say)
        self._held = ExitStack()
        self._socket: ClientConnection | None = None
        self._thread = threading.Thread(target=self._run, name=f"live-socket-{lane}", daemon=True)

    def start(self) -> None:
        """As `Line.start`. It takes as long as connecting does: a few ms beside the switch, 5 s at most."""
        self._socket = self._held.enter_context(open_media(self._url, self._authority))
        self._thread.start()

    def stop(self) -> None:
        """As `Line.stop`."""
        self._ended.set()
        self._held.close()
        if self._thread.ident is not None:
            self._thread.join()

    def send(self, frame: bytes) -> None:
        """As `Line.send`: in the line's form."""
        if self._socket is not None:
            try:
                self._socket.send(frame)
            except (OSError, WebSocketException):
                log.info("live sound back is lost: the connection is closed")

    def tend(self, now_s: float) -> None:
        """As `Line.tend`."""
        self._backlog.tend(now_s)

    def _say(self, words: str) -> None:
        if self._socket is not None:
            with suppress(OSError, WebSocketException):
                self._socket.send(words)

    def _run(self) -> None:
        begins = True
        assert self._socket is not None
        try:
            for message in self._socket:
                if isinstance(message, str):
                    self._backlog.hear(message)
                elif not self._ended.is_set():
                    self._take(message, begins=begins)
                    begins = False
        except (OSError, WebSocketException) as error:
            log.info("live sound ended: %s", type(error).__name__)
        if not self._ended.is_set():
            self._tell_ended("")

    def _take(self, message: bytes, *, begins: bool) -> None:
        if self.form in ("ulaw", "alaw"):
            table = ULAW_SAMPLES if self.form == "ulaw" else ALAW_SAMPLES
            samples = table[np.frombuffer(message, np.uint8)]
        else:
            samples = np.frombuffer(message[: len(message) // 2 * 2], "<i2").astype(np.int16)
        self._call.take_samples(self._lane, samples, RATES[self.form], self._call.clock(), begins=begins)
