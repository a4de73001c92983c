"""Sound that really comes over sockets: UDP and WebSocket, plain and by TLS, with strangers and with ends."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot
from websockets.sync.server import Server, ServerConnection, serve

from console.audio.live_call import ULAW, LiveCall
from console.audio.live_lines import SILENCE, MediaSocket, RtpLine
from console.audio.live_tape import from_samples
from console.audio.rtp import RtpPacket, make_rtp, read_rtp
from console.domain.faults import FaultKind, PlaceFault
from tests.audio.live_calls import FRAME, speech
from tests.certificates import Authority

SOUND = speech(1, seed=5)
PACE = threading.Event()
"""Never set: waiting for it lets 20 ms of sound go by."""


class Switch:
    """The other end of a WebSocket line: sends what it has, keeps what it hears."""

    def __init__(self, frames: list[bytes | str]) -> None:
        self.frames = frames
        self.heard: list[bytes | str] = []
        self.go_on = threading.Event()
        self.protocol = ""

    def __call__(self, connection: ServerConnection) -> None:
        self.protocol = connection.subprotocol or ""
        for frame in self.frames:
            connection.send(frame)
            PACE.wait(0.02)
        for message in connection:
            self.heard.append(message)
            if message == b"bye":
                return


@contextmanager
def serving(switch: Switch, tls: ssl.SSLContext | None = None) -> Iterator[int]:
    server: Server = serve(switch, "127.0.0.1", 0, ssl=tls, subprotocols=["media"], compression=None)  # type: ignore[list-item]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.socket.getsockname()[1]
    finally:
        server.shutdown()
        thread.join()


def frames_of(form: str) -> list[bytes | str]:
    parts = [SOUND[at : at + FRAME] for at in range(0, len(SOUND), FRAME)]
    if form == "ulaw":
        return ["MEDIA_START", *(from_samples(part).tobytes() for part in parts)]
    return ["MEDIA_START", *(np.repeat(part, 2).astype("<i2").tobytes() for part in parts)]


def all_came(call: LiveCall, lane: int) -> bool:
    """Whether all frames are on the tape, however hurried the test's machine was in sending them."""
    return call.legs[lane].figures(0.0).packets == len(SOUND) // FRAME


def likeness(call: LiveCall, lane: int) -> float:
    """How like the sound's own some place of it is to the middle of what is on the tape."""
    end = call.legs[lane].tape.end
    part = call.legs[lane].tape.read(end // 2 - 1000, 2000).astype(np.float64)
    whole = SOUND.astype(np.float64)
    power = np.sqrt(np.convolve(whole * whole, np.ones(len(part)), "valid") * np.sum(part * part))
    return float(np.max(np.correlate(whole, part, "valid") / np.maximum(power, 1.0)))


@pytest.mark.parametrize("form", ["ulaw", "slin16"])
def test_a_side_comes_over_a_websocket_whole_and_can_be_answered(qtbot: QtBot, form: str) -> None:
    switch = Switch(frames_of(form))
    ends: list[str] = []
    with serving(switch) as port:
        call = LiveCall()
        line = MediaSocket(call, 1, f"ws://127.0.0.1:{port}/media/abc", form, ended=ends.append)
        line.start()
        qtbot.waitUntil(lambda: all_came(call, 1))
        line.send(b"\x01" * 320)
        qtbot.waitUntil(lambda: switch.heard == [b"\x01" * 320])
        assert switch.protocol == "media"
        assert not ends
        line.send(b"bye")
        qtbot.waitUntil(lambda: ends == [""])
        line.stop()
    assert likeness(call, 1) > 0.97
    assert call.legs[0].tape.end == 0


def test_tls_is_checked(qtbot: QtBot, tmp_path: Path) -> None:
    authority = Authority()
    chain = tmp_path / "server.pem"
    chain.write_bytes(b"".join(authority.server()))
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(chain)
    switch = Switch(frames_of("ulaw"))
    with serving(switch, tls) as port:
        call = LiveCall()
        line = MediaSocket(call, 0, f"wss://127.0.0.1:{port}/media/a", "ulaw", authority=authority.certificate.decode())
        line.start()
        qtbot.waitUntil(lambda: all_came(call, 0))
        line.stop()
        for other in ("", Authority().certificate.decode(), "no certificate at all"):
            stranger = MediaSocket(call, 0, f"wss://127.0.0.1:{port}/media/a", "ulaw", authority=other)
            with pytest.raises(PlaceFault) as refused:
                stranger.start()
            assert refused.value.kind is FaultKind.MEDIA_NOT_TRUSTED
            assert "127.0.0.1" not in str(refused.value)
            stranger.stop()


def test_an_address_where_nobody_is_says_so_and_does_not_tell_the_address() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    line = MediaSocket(LiveCall(), 0, f"ws://127.0.0.1:{port}/media/secret-key", "ulaw")
    with pytest.raises(PlaceFault) as refused:
        line.start()
    assert refused.value.kind is FaultKind.MEDIA_UNREACHABLE
    assert "secret-key" not in str(refused.value)
    line.stop()
    with pytest.raises(ValueError, match="opus"):
        MediaSocket(LiveCall(), 0, "ws://x", "opus")


def test_rtp_is_heard_from_the_switch_alone_and_the_way_is_kept_open(qtbot: QtBot) -> None:
    call = LiveCall()
    line = RtpLine(call, 0, "127.0.0.1", at="127.0.0.1")
    line.start()
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as switch,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger,
    ):
        switch.settimeout(5)
        switch.bind(("127.0.0.1", 0))
        stranger.bind(("127.0.0.2", 0))
        for number in range(50):
            PACE.wait(0.02)
            payload = from_samples(SOUND[number * FRAME : (number + 1) * FRAME]).tobytes()
            switch.sendto(make_rtp(RtpPacket(ULAW, number, number * FRAME, 9, payload)), ("127.0.0.1", line.port))
            stranger.sendto(make_rtp(RtpPacket(ULAW, number, 0, 8, b"\x00" * 160)), ("127.0.0.1", line.port))
        qtbot.waitUntil(lambda: all_came(call, 0))
        kept_open = read_rtp(switch.recv(2048))
        assert kept_open is not None
        assert kept_open.payload == SILENCE
        line.send(b"\x55" * 160)
        while (answer := read_rtp(switch.recv(2048))) is not None and answer.payload == SILENCE:
            pass
        assert answer is not None
        assert answer.payload == b"\x55" * 160
    line.stop()
    assert likeness(call, 0) > 0.97
    assert call.figures().legs[0].packets == 50


def test_while_one_speaks_nothing_is_put_in_between_to_keep_the_way_open() -> None:
    now_s = 100.0
    line = RtpLine(LiveCall(clock=lambda: now_s), 0, "127.0.0.1", at="127.0.0.1")
    with closing(line.socket), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as switch:
        switch.bind(("127.0.0.1", 0))
        switch.settimeout(5)
        line.turn_to(f"rtp://127.0.0.1:{switch.getsockname()[1]}")

        def came() -> RtpPacket:
            packet = read_rtp(switch.recv(2048))
            assert packet is not None
            return packet

        line.keep_open(SILENCE)
        assert came().payload == SILENCE
        for number in range(125):
            line.send(b"\x55" * 160)
            now_s += 0.02
            if number % 50 == 20:
                line.keep_open(SILENCE)
        assert {came().payload for _ in range(125)} == {b"\x55" * 160}
        for _ in range(2):  # once a second while one is silent
            now_s += 1.0
            line.keep_open(SILENCE)
        kept_open = [came() for _ in range(2)]
        assert [(one.payload, one.seq) for one in kept_open] == [(SILENCE, 127), (SILENCE, 128)]


def test_a_port_that_is_taken_says_so() -> None:
    call = LiveCall()
    first = RtpLine(call, 0, "127.0.0.1", at="127.0.0.1")
    with pytest.raises(PlaceFault) as refused:
        RtpLine(call, 1, "127.0.0.1", at="127.0.0.1", port=first.port)
    assert refused.value.kind is FaultKind.MEDIA_UNREACHABLE
    first.stop()
