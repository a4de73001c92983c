"""What comes all at once after a stall is kept."""

from __future__ import annotations

import socket
import subprocess
import sys
from dataclasses import dataclass, field

import numpy as np
from pytestqt.qtbot import QtBot

from console.audio.live_call import LANES, LiveCall
from console.audio.live_lines import HELD_BYTES, RtpLine, bound_port
from console.audio.live_tape import HOLE
from console.audio.rtp_reader import A_TURN, gathered
from tests.audio.live_calls import FRAME, RATE

HOST = "127.0.0.1"
FAST_S, SLOW_S = 17e-6, 170e-6
"""A packet of 20 ms on a wire of 100 Mbit/s, and of 10: for a system that does not grant the room we ask for."""
CALM, FLOOD = 120, 1000


@dataclass
class Clock:
    """Turned by hand."""

    now_s: float = 100.0

    def __call__(self) -> float:
        return self.now_s


def kept(call: LiveCall) -> int:
    """Of both sides, packets on the tape."""
    return sum(int(np.count_nonzero(leg.tape.codes(0, leg.tape.end) != HOLE)) for leg in call.legs) // FRAME


def test_a_flood_at_the_speed_of_the_wire_is_on_the_tape(qtbot: QtBot) -> None:
    clock = Clock()
    call = LiveCall(clock=clock)
    held = [bound_port(HOST) for _ in range(LANES)]
    granted = all(port.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF) >= HELD_BYTES for port in held)
    lines = [RtpLine(call, lane, HOST, bound=port) for lane, port in enumerate(held)]
    for line in lines:
        line.start()
    told = [str(FAST_S if granted else SLOW_S), *(str(line.port) for line in lines)]
    program = [sys.executable, "-m", "tests.audio.flooding", *told]
    speaker = subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def speak(count: int) -> None:
        assert speaker.stdin is not None
        assert speaker.stdout is not None
        speaker.stdin.write(f"{count}\n")
        speaker.stdin.flush()
        speaker.stdout.readline()

    try:
        for number in range(CALM):
            clock.now_s += FRAME / RATE
            speak(1)
            qtbot.waitUntil(lambda: kept(call) >= 2 * (number + 1))  # noqa: B023 - asked in its turn only
        clock.now_s += FLOOD * FRAME / RATE
        speak(FLOOD)
        qtbot.waitUntil(lambda: kept(call) >= 2 * CALM + 0.98 * 2 * FLOOD)
    finally:
        speaker.communicate(timeout=10)
        for line in lines:
            line.stop()


@dataclass(eq=False)
class Waiting:
    """A port with so much before it; `turns` has whose turn it was."""

    datagrams: list[bytes]
    turns: list[int]
    number: int
    socket: socket.socket = field(default=None)  # type: ignore[assignment]

    def gather(self, most: int) -> list[bytes]:
        self.turns.append(self.number)
        taken, self.datagrams = self.datagrams[:most], self.datagrams[most:]
        return taken

    def put(self, came: list[bytes]) -> None:
        raise AssertionError(came)

    def keep_open(self, word: bytes) -> None:
        raise AssertionError(word)


def test_ports_are_emptied_in_turns_before_anything_is_looked_at() -> None:
    turns: list[int] = []
    many, few = Waiting([b"a"] * (3 * A_TURN + 1), turns, 0), Waiting([b"b"] * (A_TURN + 2), turns, 1)
    came = gathered([many, few])
    assert [len(came[many]), len(came[few])] == [3 * A_TURN + 1, A_TURN + 2]
    assert turns == [0, 1, 0, 1, 0, 0]
