"""A live call in the player, on clocks turned by hand: heard at its edge, rewound while it goes on, caught up with."""

from __future__ import annotations

import time
from collections.abc import Iterator
from threading import Event

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.audio.engine import Engine
from console.audio.g711 import ULAW_SAMPLES
from console.audio.live_call import ULAW, LiveCall, Quality, Trouble
from console.audio.live_out import LiveOut
from console.audio.live_tape import MOST_S, from_samples
from console.audio.outputs import NullOutputs, OutputDevice
from console.audio.player import Player, PlayState
from console.audio.playing import Opened
from console.audio.ring import Ring
from console.audio.rtp import RtpPacket, make_rtp
from console.domain.calls import SoundSource
from console.domain.ledger import Heard, Ledger
from tests.audio.live_calls import DEVICE, FRAME, RATE, Floats, Samples, likeness_to, speech

AGENT, CUSTOMER = speech(60, seed=1), speech(60, seed=9)
PERIOD = DEVICE // 100


class Line:
    """A player on a live call; `turn` lets time go by for packets and device alike."""

    def __init__(self, qtbot: QtBot, most_s: int = MOST_S) -> None:
        self.now_s = 100.0
        self.qtbot = qtbot
        self.call = LiveCall(most_s=most_s, clock=lambda: self.now_s)
        self.outputs = NullOutputs()
        self.player = Player(outputs=self.outputs, opener=lambda _source: pytest.fail("no file is opened"))
        self.heard: list[Heard] = []
        self.player.heard.connect(self.heard.append)
        self.sent = 0
        self.sending = True

    def open(self) -> None:
        self.player.open_live(self.call)
        self.qtbot.waitUntil(lambda: self.player.at_edge)

    def turn(self, seconds: float) -> Floats:
        out = []
        for _ in range(round(seconds * 100)):
            self.now_s += 0.01
            if round((self.now_s - self.call.zero_s) * 100) % 2 == 0:
                self._send()
            out.append(np.frombuffer(self.outputs.device.turn(PERIOD), np.int16).reshape(-1, 2))
        return np.asarray(np.concatenate(out) / 32768, np.float32)

    def _send(self) -> None:
        at = self.sent * FRAME
        self.sent += 1
        if not self.sending:
            return
        for lane, sound in enumerate((AGENT, CUSTOMER)):
            payload = from_samples(sound[at : at + FRAME]).tobytes()
            packet = RtpPacket(ULAW, self.sent & 0xFFFF, at, 70 + lane, payload)
            self.call.take_rtp(lane, make_rtp(packet), self.now_s)


@pytest.fixture
def line(qtbot: QtBot) -> Iterator[Line]:
    made = Line(qtbot)
    yield made
    made.player.shut_down()


@pytest.fixture
def short(qtbot: QtBot) -> Iterator[Line]:
    """Of which no more than 20 s are kept, in pieces of 10 s; 35 s have come."""
    made = Line(qtbot, most_s=20)
    made.open()
    made.turn(35)
    made.player.report_heard()
    made.heard.clear()
    yield made
    made.player.shut_down()


def found_at(heard: Floats, sound: Samples) -> float:
    """Where in `sound` the heard second is, in seconds."""
    part = heard[:DEVICE:6].astype(np.float64)
    source = sound.astype(np.float64)
    power = np.sqrt(np.maximum(np.convolve(source * source, np.ones(len(part)), "valid"), 1e-9))
    return int(np.argmax(np.correlate(source, part, "valid") / power)) / RATE


def test_a_live_call_is_heard_at_its_edge_and_counted(line: Line) -> None:
    line.open()
    line.turn(7)
    sound = line.turn(1)
    assert likeness_to(sound[:, 0], AGENT) > 0.97
    assert likeness_to(sound[:, 1], CUSTOMER) > 0.97
    assert found_at(sound[:, 0], AGENT) == pytest.approx(7 - 0.04, abs=0.02)
    assert line.player.state is PlayState.PLAYING
    assert line.player.position_ms == pytest.approx(7960, abs=30)
    assert line.player.duration_ms == pytest.approx(8000, abs=20)
    line.player.report_heard()
    assert line.heard[-1].end_ms == pytest.approx(7960, abs=30)
    assert sum(one.end_ms - one.start_ms for one in line.heard) == pytest.approx(7960, abs=100)


def test_it_can_be_gone_back_in_while_it_goes_on_and_end_comes_back(line: Line) -> None:
    line.open()
    line.turn(10)
    line.player.seek(2000)
    assert not line.player.at_edge
    again = line.turn(1)
    assert found_at(again[:, 0], AGENT) == pytest.approx(2.0, abs=0.01)
    assert likeness_to(again[:, 0], AGENT) > 0.99
    assert line.player.duration_ms == pytest.approx(11000, abs=20), "it went on"
    line.player.go_to_edge()
    sound = line.turn(1)
    assert found_at(sound[:, 1], CUSTOMER) == pytest.approx(11 - 0.04, abs=0.03)


def test_a_pause_keeps_the_place_and_playing_goes_on_behind(line: Line) -> None:
    line.open()
    line.turn(5)
    line.player.pause()
    kept = line.player.position_ms
    assert kept == pytest.approx(4960, abs=30)
    assert not line.turn(5)[PERIOD:].any()
    assert line.player.position_ms == kept
    line.player.play()
    sound = line.turn(1)
    assert found_at(sound[:, 0], AGENT) == pytest.approx((kept - 1500) / 1000, abs=0.02)
    assert not line.player.at_edge


def test_what_the_ear_leaps_over_was_not_heard(line: Line) -> None:
    line.open()
    line.turn(3)
    line.player.pause()
    line.turn(6)
    line.player.go_to_edge()
    line.turn(2)
    line.player.report_heard()
    ledger = Ledger()
    for one in line.heard:
        ledger = ledger.add(one)
    assert ledger.covers(200, 2900)
    assert ledger.covers(9100, 10_900)
    ((begins, ends),) = ledger.missed(2900, 9100)
    assert ends - begins == pytest.approx(6000, abs=120)


def test_played_faster_it_catches_up_and_goes_over_to_the_edge_by_itself(line: Line) -> None:
    line.open()
    line.turn(10)
    line.player.seek(6000)
    line.player.set_speed(2.0)
    for _ in range(80):
        line.turn(0.1)
        line.qtbot.wait(1)
        if line.player.at_edge:
            break
    assert line.player.at_edge
    sound = line.turn(6)
    assert found_at(sound[5 * DEVICE :, 0], AGENT) == pytest.approx(line.now_s - 101 - 0.04, abs=0.06)
    assert np.abs(np.diff(sound[:, 0])).max() < 0.2, "nothing clicks"


def test_what_was_heard_stays_when_the_call_has_ended(line: Line) -> None:
    line.open()
    line.turn(5)
    line.call.end("the caller hung up")
    line.sending = False
    line.turn(1)
    line.qtbot.waitUntil(lambda: line.player.state is PlayState.ENDED)
    assert line.player.duration_ms == pytest.approx(5000, abs=20)
    line.player.go_to_edge()
    assert not line.player.at_edge
    line.player.seek(1000)
    line.player.play()
    assert found_at(line.turn(1)[:, 0], AGENT) == pytest.approx(1.0, abs=0.01)
    assert line.call.figures().trouble is Trouble.ENDED


@pytest.mark.parametrize("speed", [1.0, 2.0])
def test_a_call_that_ends_while_one_has_gone_back_in_it_is_played_to_its_end_and_no_further(
    line: Line, speed: float
) -> None:
    line.open()
    line.turn(10)
    line.player.seek(2000)
    line.player.set_speed(speed)
    began = line.turn(1)
    line.call.end()
    line.sending = False
    sound = line.turn((9 - speed) / speed + 1)
    assert line.player.duration_ms == pytest.approx(11_000, abs=20)
    line.qtbot.waitUntil(lambda: line.player.state is PlayState.ENDED)
    assert line.player.position_ms == line.player.duration_ms
    assert max(one.end_ms for one in line.heard) == line.player.duration_ms
    assert np.abs(np.diff(np.concatenate((began, sound))[:, 0])).max() < 0.2, "nothing clicks"
    if speed == 1.0:
        assert found_at(sound[7 * DEVICE :, 0], AGENT) == pytest.approx(10.0, abs=0.01)
        assert likeness_to(sound[7 * DEVICE : 8 * DEVICE, 0], AGENT) > 0.99
    assert not sound[-DEVICE // 2 :].any()


def test_nothing_is_counted_beyond_the_end_whoever_asks_first(line: Line) -> None:
    line.open()
    line.turn(10)
    line.player.play_span(9900, 10_400)
    line.turn(0.06)
    line.call.end()
    line.sending = False
    line.turn(0.3)
    line.player.report_heard()
    assert max(one.end_ms for one in line.heard) <= line.player.duration_ms


def test_going_back_ends_at_what_is_still_kept(short: Line) -> None:
    short.player.seek(0)
    assert short.player.position_ms == 20_000
    assert found_at(short.turn(1)[:, 0], AGENT) == pytest.approx(20.0, abs=0.01)
    short.player.report_heard()
    assert min(one.start_ms for one in short.heard) == 20_000


def test_a_span_that_is_kept_no_longer_is_not_played(short: Line) -> None:
    short.player.play_span(5000, 8000)
    assert short.player.at_edge
    short.player.play_span(18_000, 20_500)
    assert found_at(short.turn(1.5)[:, 0], AGENT) == pytest.approx(20.0, abs=0.01)
    short.qtbot.waitUntil(lambda: short.player.state is PlayState.PAUSED)
    short.player.set_loop(5000, 20_010)
    assert short.player.loop is None
    short.player.set_loop(5000, 21_000)
    assert short.player.loop == (20_000, 21_000)


def test_what_goes_while_it_is_looped_is_not_counted_as_heard(short: Line) -> None:
    short.player.set_loop(21_000, 25_000)
    short.player.seek(21_000)
    short.turn(17)
    short.player.report_heard()
    assert short.heard
    short.heard.clear()
    assert not short.turn(5)[PERIOD:].any(), "it is gone"
    short.player.report_heard()
    assert short.heard == []


def test_an_output_that_is_pulled_out_pauses_and_nothing_of_the_call_is_missed(line: Line) -> None:
    line.open()
    line.turn(4)
    faults: list[object] = []
    line.player.fault_happened.connect(faults.append)
    line.outputs.device.lost = True
    line.qtbot.waitUntil(lambda: line.player.state is PlayState.PAUSED)
    assert faults
    for _ in range(150):
        line.now_s += 0.02
        line._send()
    assert line.player.duration_ms == pytest.approx(7000, abs=40), "the call goes on onto its tape"
    line.player.go_to_edge()
    line.player.play()
    line.qtbot.waitUntil(lambda: line.player.at_edge)
    line.turn(1)
    sound = line.turn(1)
    assert found_at(sound[:, 0], AGENT) == pytest.approx(8 - 0.04, abs=0.05)


def test_opening_a_recording_lets_go_of_the_live_call(line: Line) -> None:
    line.open()
    line.turn(1)
    line.player.close()
    assert line.player.live is None
    assert line.player.state is PlayState.EMPTY
    assert not line.turn(0.02)[PERIOD:].any()


def test_the_light_says_what_is_wrong(line: Line) -> None:
    assert line.call.figures().quality is Quality.NONE
    line.open()
    line.turn(5)
    figures = line.call.figures()
    assert (figures.quality, figures.trouble) == (Quality.GOOD, Trouble.NOTHING)
    assert figures.behind_ms == pytest.approx(40, abs=8)
    line.sending = False
    line.turn(3)
    gone = line.call.figures()
    assert (gone.quality, gone.trouble) == (Quality.NONE, Trouble.NO_PACKETS)
    assert gone.legs[0].age_s == pytest.approx(3, abs=0.05)


@pytest.mark.parametrize("rate_hz", [8000, 16000])
def test_kinds_and_rates_may_change_in_mid_stream(rate_hz: int) -> None:
    call = LiveCall(rate_hz, clock=lambda: 0.0)
    tone = (8000 * np.sin(2 * np.pi * 440 * np.arange(RATE * 4) / RATE)).astype(np.int16)
    wide = (8000 * np.sin(2 * np.pi * 440 * np.arange(RATE * 8) / (2 * RATE))).astype(np.int16)
    for number in range(150):
        second, at = number // 50, number * FRAME
        if second == 1:
            payload, kind, stamp = wide[2 * at : 2 * (at + FRAME)].astype(">i2").tobytes(), 118, 2 * at
        else:
            payload, kind, stamp = from_samples(tone[at : at + FRAME]).tobytes(), ULAW, at
        call.take_rtp(0, make_rtp(RtpPacket(kind, number, stamp, 1, payload)), (number + 1) * 0.02)
    heard = call.legs[0].tape.read(0, 3 * rate_hz).astype(np.float64)
    assert call.legs[0].tape.end == pytest.approx(3 * rate_hz, abs=rate_hz * 0.03)
    for second in range(3):
        part = heard[int((second + 0.2) * rate_hz) : int((second + 0.8) * rate_hz)]
        spectrum = np.abs(np.fft.rfft(part * np.hanning(len(part))))
        assert np.argmax(spectrum) * rate_hz / len(part) == pytest.approx(440, abs=3)
        assert np.sqrt(np.mean(part**2)) == pytest.approx(8000 / np.sqrt(2), rel=0.05)


def test_what_is_no_sound_is_left_out() -> None:
    call = LiveCall(clock=lambda: 0.0)
    for datagram in (b"", b"\x80", b"GET / HTTP/1.1", make_rtp(RtpPacket(13, 1, 0, 1, b"\x40")), bytes(1500)):
        call.take_rtp(0, datagram, 0.1)
    call.take_rtp(1, make_rtp(RtpPacket(118, 1, 0, 1, b"odd")), 0.1)
    assert call.sound.info.frames == 0
    call.take_samples(0, np.zeros(320, np.int16), 16000, 0.1)
    assert call.sound.info.frames > 0
    assert np.all(ULAW_SAMPLES[call.legs[0].tape.codes(0, 100)] == 0)


def wait_for_opened(engine: Engine) -> None:
    """Without the window's own loop, which would take up what is told."""
    deadline = time.monotonic() + 5
    while not any(isinstance(event, Opened) for event in engine._events) and time.monotonic() < deadline:
        Event().wait(0.001)


def test_a_live_call_that_is_open_before_anybody_looks_is_heard(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = line.player._engine
    plain = engine.load

    def quick(source: SoundSource | None, live: LiveCall | None = None) -> int:
        ticket = plain(source, live)
        wait_for_opened(engine)
        return ticket

    monkeypatch.setattr(engine, "load", quick)
    line.player.open_live(line.call)
    monkeypatch.undo()
    line.qtbot.waitUntil(lambda: line.player.at_edge)
    assert line.player.state is PlayState.PLAYING


def test_whoever_asks_while_the_last_call_is_let_go_does_not_lose_the_next(line: Line) -> None:
    line.open()
    engine = line.player._engine

    def ask() -> None:  # as a desk does that counts what was heard of the last call
        engine._turn.release()
        wait_for_opened(engine)
        line.player.report_heard()

    line.player.loop_changed.connect(ask, Qt.ConnectionType.SingleShotConnection)
    engine._turn.acquire()  # the engine opens the next one when the last is half let go
    line.player.open_live(LiveCall(clock=lambda: line.now_s))
    line.qtbot.waitUntil(lambda: line.player.at_edge)
    assert line.player.state is PlayState.PLAYING


def test_whoever_hears_that_a_call_is_open_may_ask_for_another(line: Line) -> None:
    other = LiveCall(clock=lambda: line.now_s)
    line.player.opened.connect(lambda _: line.player.open_live(other), Qt.ConnectionType.SingleShotConnection)
    line.player.open_live(line.call)
    line.qtbot.waitUntil(lambda: line.player.live is other and line.player.at_edge)
    assert line.player.state is PlayState.PLAYING


def test_a_device_that_opens_while_another_call_is_asked_for_never_hears_the_first(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[LiveCall] = []
    opening, going_on = Event(), Event()
    plain = line.outputs.open

    def slow(name: str | None, period_ms: int) -> OutputDevice:
        opening.set()
        going_on.wait(5)
        return plain(name, period_ms)

    def noted(call: LiveCall, ring: Ring, device: OutputDevice) -> LiveOut:
        made.append(call)
        return LiveOut(call, ring, device)

    monkeypatch.setattr(line.outputs, "open", slow)
    monkeypatch.setattr("console.audio.engine.LiveOut", noted)
    line.player.open_live(line.call)
    assert opening.wait(5)
    other = LiveCall(clock=lambda: line.now_s)
    line.player.open_live(other)
    going_on.set()
    line.qtbot.waitUntil(lambda: line.player.at_edge and bool(made))
    assert made == [other]
