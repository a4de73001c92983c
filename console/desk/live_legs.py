"""Both sides of a live call, from the switch to here: ports held while asking, lines opened for what is offered."""

from __future__ import annotations

import socket
from collections.abc import Callable
from threading import RLock
from urllib.parse import urlsplit

from console.audio.live_call import LANES, LiveCall
from console.audio.live_lines import Line, MediaSocket, RtpLine, bound_port
from console.domain.faults import FaultKind, PlaceFault
from console.domain.floor_book import HearAt
from console.domain.live import LiveOffer, Transport

WIDE_HZ = 16_000


class LiveLegs:
    """One listening's lines. Made in the GUI thread; `open` and `close` may take seconds and belong in another.

    `ended` is called in a line's thread when the other end has closed it.
    """

    def __init__(self, ended: Callable[[], object] = lambda: None) -> None:
        """PlaceFault(MEDIA_UNREACHABLE) where no port is to be had."""
        self.lines: list[Line] = []
        self.ended = ended
        self._closed = False
        self._at_work = RLock()
        self._ports: list[socket.socket] = []
        try:
            for _ in range(LANES):
                self._ports.append(bound_port())
        except PlaceFault:
            self.close()
            raise
        # Kept: whoever asks for the sound may do so when it has been left already.
        self._numbers = [int(port.getsockname()[1]) for port in self._ports]

    def hear_at(self, address: str) -> HearAt:
        """Where a switch that sends RTP is to send it, if we are at `address`."""
        agent, customer = self._numbers
        return HearAt(address, agent, customer)

    def open(self, offer: LiveOffer, call: LiveCall) -> None:
        """Let both sides into `call`. PlaceFault (MEDIA_UNREACHABLE, MEDIA_NOT_TRUSTED): neither is open then."""
        with self._at_work:
            try:
                for lane, url in enumerate((offer.agent, offer.customer)):
                    if self._closed:  # nobody wants it any more
                        return
                    line = self._line(offer, call, lane, url)
                    self.lines.append(line)
                    line.start()
            except PlaceFault:
                self.close()
                raise

    def close(self) -> None:
        """End all; nothing is told afterwards."""
        self._closed = True
        with self._at_work:
            for line in self.lines:
                line.stop()
            for port in self._ports:
                port.close()
            self.lines.clear()
            self._ports.clear()

    def _line(self, offer: LiveOffer, call: LiveCall, lane: int, url: str) -> Line:
        if offer.transport is Transport.RTP:
            return RtpLine(call, lane, _address_in(url), bound=self._ports.pop(0))
        return MediaSocket(call, lane, url, offer.form, authority=offer.authority, ended=self._tell)

    def _tell(self, _words: str) -> None:
        self.ended()


def call_for(offer: LiveOffer) -> LiveCall:
    """What such an offer is heard into."""
    return LiveCall(WIDE_HZ if offer.rate_hz >= WIDE_HZ else 8_000)


def _address_in(url: str) -> str:
    """The address that sound comes from: `rtp://10.0.0.5:12000` has it, or a name that stands for it."""
    host = urlsplit(url).hostname or ""
    try:
        return socket.gethostbyname(host)
    except OSError:
        raise PlaceFault(FaultKind.MEDIA_UNREACHABLE, why=host) from None
