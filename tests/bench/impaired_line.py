"""Speaks live calls over lines that harm packets: a process of its own, so that it takes no turn of the ear's."""

from __future__ import annotations

import heapq
import json
import selectors
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from console.audio.live_call import LiveCall
from console.audio.live_lines import RtpLine, bound_port
from console.audio.live_tape import from_samples
from console.audio.rtp import RtpPacket, make_rtp
from tests.audio.live_calls import FRAME, RATE, Samples, speech

HOST = "127.0.0.1"
PACKET_S = FRAME / RATE
CLICK_EVERY = 25
CLICK_HZ, CLICK_S = 1500, 0.002
REORDERED_MS = 30.0


@dataclass(frozen=True)
class Harm:
    """What a line does. Jitter is |N(0, jitter_ms)|; a stall sends all that it held at its end; shares are 0 to 1."""

    delay_ms: float = 0.0
    jitter_ms: float = 0.0
    loss: float = 0.0
    reordered: float = 0.0
    twice: float = 0.0
    stall_from_s: float = 0.0
    stall_s: float = 0.0
    lost: tuple[int, ...] = ()
    """Numbers of packets that do not come."""


@dataclass(frozen=True)
class Way:
    """From a speaker to a port: `seed` of its speech and of its line's chance, None for clicks, 0 for silence.

    Where `said` names a file of mu-law codes, that is said instead.
    """

    port: int
    seed: int | None
    harm: Harm = Harm()
    said: str = ""


def sound_of(seed: int | None, seconds: float) -> Samples:
    """What is said on a way: speech, silence, or a click at the beginning of every 25th packet."""
    if seed:
        return speech(seconds, seed=seed)
    sound = np.zeros(round(seconds * RATE), np.int16)
    if seed is None:
        at = np.arange(round(CLICK_S * RATE))
        click = np.asarray(26000 * np.sin(2 * np.pi * CLICK_HZ * (at + 0.5) / RATE), np.int16)
        for begin in range(0, len(sound) - len(click), CLICK_EVERY * FRAME):
            sound[begin : begin + len(click)] = click
    return sound


def _codes(seed: int | None, seconds: float) -> bytes:
    return from_samples(sound_of(seed, seconds)).tobytes()


class Proxy:
    """Passes datagrams on to a port, in a thread of its own, as its line would.

    By `select`, which waits to the microsecond; epoll would hold each up to a ms longer.
    """

    def __init__(self, way: Way, began_s: float) -> None:
        self._way, self._began_s = way, began_s
        self._chance = np.random.default_rng(way.seed or (41 if way.seed is None else 42))
        self._in = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._in.bind((HOST, 0))
        self._out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._out.bind((HOST, 0))
        self.at: tuple[str, int] = self._in.getsockname()
        self._waiting: list[tuple[float, int, bytes]] = []
        self._count = self._came = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"line-{way.port}")
        self._thread.start()

    def stop(self) -> None:
        """Pass on what waits, and end."""
        self._ended.set()
        self._thread.join()
        self._in.close()
        self._out.close()

    def _run(self) -> None:
        with selectors.SelectSelector() as ready:
            ready.register(self._in, selectors.EVENT_READ)
            while self._waiting or not self._ended.is_set():
                rest_s = self._waiting[0][0] - time.monotonic() if self._waiting else 0.1
                if ready.select(max(0.0, min(rest_s, 0.1))):
                    self._hold(self._in.recv(2048), time.monotonic())
                while self._waiting and self._waiting[0][0] <= time.monotonic():
                    self._out.sendto(heapq.heappop(self._waiting)[2], (HOST, self._way.port))

    def _hold(self, datagram: bytes, now_s: float) -> None:
        harm, chance = self._way.harm, self._chance
        self._came += 1
        if chance.random() < harm.loss or self._came - 1 in harm.lost:
            return
        late_ms = harm.delay_ms + abs(chance.normal(0, harm.jitter_ms))
        if chance.random() < harm.reordered:
            late_ms += REORDERED_MS
        due_s = now_s + late_ms / 1000
        stall_s = self._began_s + harm.stall_from_s
        if harm.stall_s and stall_s <= due_s < stall_s + harm.stall_s:
            due_s = stall_s + harm.stall_s
        for _ in range(2 if chance.random() < harm.twice else 1):
            self._count += 1
            heapq.heappush(self._waiting, (due_s, self._count, datagram))


def speak(ways: Sequence[Way], seconds: float) -> list[float]:
    """Speak in real time; the monotonic second at which each packet set out."""
    sounds = [Path(way.said).read_bytes() if way.said else _codes(way.seed, seconds) for way in ways]
    began_s = time.monotonic() + 0.05
    lines = [Proxy(way, began_s) for way in ways]
    mouth = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sent = []
    for number in range(round(seconds / PACKET_S)):
        time.sleep(max(0.0, began_s + number * PACKET_S - time.monotonic()))
        sent.append(time.monotonic())
        at = number * FRAME
        for source, (line, sound) in enumerate(zip(lines, sounds, strict=True), 1):
            packet = RtpPacket(0, number & 0xFFFF, at, source, sound[at : at + FRAME])
            mouth.sendto(make_rtp(packet, first=number == 0), line.at)
    for line in lines:
        line.stop()
    mouth.close()
    return sent


class Speaker:
    """`speak` in a process of its own."""

    def __init__(self, ways: Sequence[Way], seconds: float) -> None:
        self._ways = json.dumps({"seconds": seconds, "ways": [asdict(way) for way in ways]})
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.impaired_line", self._ways], stdout=subprocess.PIPE
        )

    @property
    def speaking(self) -> bool:
        """Until all is said."""
        return self._process.poll() is None

    def sent_s(self) -> NDArray[np.float64]:
        """When each packet set out; waits for the end."""
        said, _ = self._process.communicate(timeout=120)
        if self._process.returncode:
            raise RuntimeError(f"the speaker ended with {self._process.returncode}")
        return np.array(json.loads(said))


@contextmanager
def heard_call(harm: Harm, seeds: tuple[int | None, int | None]) -> Iterator[tuple[LiveCall, list[Way]]]:
    """A call with both its lines open, and the ways to them."""
    call = LiveCall()
    held = [bound_port(HOST), bound_port(HOST)]
    ways = [Way(port.getsockname()[1], seed, harm) for port, seed in zip(held, seeds, strict=True)]
    lines = [RtpLine(call, lane, HOST, bound=port) for lane, port in enumerate(held)]
    for line in lines:
        line.start()
    try:
        yield call, ways
    finally:
        for line in lines:
            line.stop()


def main(told: str) -> None:
    """Say what is told in JSON; print when."""
    asked = json.loads(told)
    ways = [Way(**way | {"harm": Harm(**way["harm"])}) for way in asked["ways"]]
    sys.stdout.write(json.dumps(speak(ways, asked["seconds"])))


if __name__ == "__main__":
    main(sys.argv[1])
