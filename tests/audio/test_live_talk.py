"""The microphone's thread: opened only when one talks, muted until one wants to be heard, lost and found again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from console.audio.ear_level import HOLD_S, EarLevel, OverheardOutputs
from console.audio.inputs import NullInputs
from console.audio.live_call import LiveCall
from console.audio.live_talk import LiveTalk, TalkStage, TalkTold
from console.audio.outputs import NullOutputs
from console.audio.player import Player
from console.audio.talk_socket import TalkSocket
from console.domain.faults import FaultKind, PlaceFault
from tests.audio.hand_talk import KeptLine, as_bytes, decoded, pitch, tone
from tests.audio.test_live_lines import Switch, serving

PERIOD_S = 0.01


class Speaker:
    """Says a tone into a null input, in real time, in a thread of its own."""

    def __init__(self, inputs: NullInputs, hz: float = 1000.0) -> None:
        self._inputs, self._hz = inputs, hz
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        began_s, at_s = time.monotonic(), 0.0
        while not self._ended.wait(PERIOD_S):
            while at_s < time.monotonic() - began_s:  # a machine that is busy holds up a device's thread, not its clock
                self._inputs.device.feed(as_bytes(tone(self._hz, PERIOD_S, at_s=at_s)))
                at_s += PERIOD_S

    def stop(self) -> None:
        self._ended.set()
        self._thread.join()


class Stage:
    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.inputs = NullInputs()
        self.line = KeptLine("ulaw")
        self.told: list[TalkTold] = []
        self.ear = EarLevel()
        self.talk = LiveTalk(self.line, lambda: self.inputs, self.told.append)
        self.speaker = Speaker(self.inputs)

    def until(self, true: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(true, timeout=10_000)

    def start(self) -> None:
        self.talk.start()
        self.until(lambda: bool(self.told))

    def go_on(self, frames: int) -> None:
        until = len(self.line.frames) + frames
        self.until(lambda: len(self.line.frames) >= until)


@pytest.fixture
def stage(qtbot: QtBot) -> Iterator[Stage]:
    made = Stage(qtbot)
    yield made
    made.talk.stop()
    made.speaker.stop()


def test_one_is_muted_until_one_wants_to_be_heard(stage: Stage) -> None:
    stage.start()
    assert stage.told == [TalkTold(TalkStage.READY, device=stage.inputs.device.name)]
    stage.until(lambda: stage.talk.uplink.level_db > -20)
    assert stage.line.frames == []
    stage.talk.hear(heard=True)
    stage.go_on(60)
    assert pitch(stage.line.sound()[2000:], 8000) == pytest.approx(1000, rel=0.02)
    stage.talk.hear(heard=False)
    stage.until(lambda: stage.talk.uplink._voice.silent)
    sent = len(stage.line.frames)
    tended = stage.line.tended
    stage.until(lambda: stage.line.tended > tended + 20)
    assert len(stage.line.frames) <= sent + 1
    stage.talk.stop()
    assert not stage.inputs.device.running
    assert (stage.line.started, stage.line.stopped) == (1, 1)


def test_frames_are_paced_by_the_clock(stage: Stage) -> None:
    stage.start()
    stage.talk.hear(heard=True)
    stage.go_on(100)
    at = np.array(stage.line.at_s)
    assert (at[-1] - at[0]) / (len(at) - 1) == pytest.approx(0.02, rel=0.05)
    assert {len(frame) for frame in stage.line.frames} == {160}


def test_a_microphone_pulled_out_mutes_and_goes_on_when_it_is_back(stage: Stage) -> None:
    stage.start()
    stage.talk.hear(heard=True)
    stage.go_on(10)
    stage.inputs.present = False
    stage.inputs.device.lost = True
    stage.until(lambda: len(stage.told) > 1)
    assert stage.told[1].stage is TalkStage.NO_MICROPHONE
    assert stage.told[1].fault is not None
    assert stage.told[1].fault.kind is FaultKind.INPUT_LOST
    opened, sent = stage.inputs.opened, len(stage.line.frames)
    tended = stage.line.tended
    stage.until(lambda: stage.line.tended > tended + 60)
    assert len(stage.told) == 2, "it is said once"
    assert len(stage.line.frames) <= sent + 1
    stage.inputs.present = True
    stage.until(lambda: len(stage.told) > 2)
    assert stage.told[2].stage is TalkStage.READY
    assert stage.inputs.opened == opened + 1
    assert len(stage.line.frames) <= sent + 1, "nobody is heard unasked"
    stage.talk.hear(heard=True)
    stage.go_on(20)


def test_without_a_microphone_it_says_so(stage: Stage) -> None:
    stage.inputs.present = False
    stage.start()
    assert stage.told[0].stage is TalkStage.NO_MICROPHONE
    assert stage.told[0].fault is not None
    assert stage.told[0].fault.kind is FaultKind.NO_INPUT_DEVICE
    stage.talk.hear(heard=True)
    assert not stage.talk.uplink.heard


def test_another_microphone_is_taken_and_muted(stage: Stage) -> None:
    stage.start()
    stage.talk.hear(heard=True)
    stage.go_on(5)
    stage.talk.use("another")
    stage.until(lambda: stage.inputs.opened == 2 and stage.told[-1].stage is TalkStage.READY)
    assert not stage.talk.uplink.heard


def test_a_line_that_does_not_come_about_never_opens_the_microphone(stage: Stage) -> None:
    fault = PlaceFault(FaultKind.MEDIA_UNREACHABLE, why="refused")

    def refuse() -> None:
        raise fault

    stage.line.start = refuse  # type: ignore[method-assign]
    stage.start()
    assert stage.told == [TalkTold(TalkStage.FAILED, fault)]
    assert stage.inputs.opened == 0


def test_speakers_duck_the_microphone_while_they_are_loud(stage: Stage) -> None:
    clock = [10.0]
    ear = EarLevel(lambda: clock[0])
    ear.wanted = True
    stage.talk.guard(ear)
    stage.start()
    stage.talk.hear(heard=True)
    stage.go_on(30)
    ear.hear(as_bytes(tone(500, 0.02, size=0.2), 2))
    stage.until(lambda: stage.talk.uplink.ducked)
    stage.go_on(20)
    clock[0] += HOLD_S + 0.01
    stage.until(lambda: not stage.talk.uplink.ducked)
    stage.go_on(20)
    levels = [float(np.abs(decoded(frame, "ulaw")).max()) for frame in stage.line.frames]
    assert levels[25] == pytest.approx(0.25, rel=0.2)
    assert min(levels[30:50]) == pytest.approx(0.025, rel=0.3)
    assert levels[-1] == pytest.approx(0.25, rel=0.2)


def test_listening_alone_never_opens_a_microphone(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_args: object) -> None:
        pytest.fail("a microphone was opened")

    monkeypatch.setattr("console.audio.devices.PortAudioInput.__init__", never)
    monkeypatch.setattr("console.audio.inputs.NullInputs.open", never)
    ear = EarLevel()
    player = Player(outputs=OverheardOutputs(NullOutputs(running=True), ear))
    call = LiveCall()
    player.open_live(call)
    qtbot.waitUntil(lambda: player.at_edge)
    loud = np.resize(np.repeat(np.array([9000, -9000], np.int16), 8), 160)

    def fed() -> bool:
        call.take_samples(0, loud, 8000, call.clock())
        return ear.loud()

    qtbot.waitUntil(lambda: not fed() and call.legs[0].tape.end > 4000)
    assert not ear.loud(), "it measures only when somebody talks"
    ear.wanted = True
    qtbot.waitUntil(fed)
    player.shut_down()


@pytest.mark.parametrize("form", ["ulaw", "slin16"])
def test_talk_reaches_a_switch_over_its_own_socket(qtbot: QtBot, form: str) -> None:
    switch = Switch(["MEDIA_START"])
    ended: list[bool] = []
    inputs = NullInputs()
    speaker = Speaker(inputs)
    told: list[TalkTold] = []
    with serving(switch) as port:
        line = TalkSocket(f"ws://127.0.0.1:{port}/media/abc", form, ended=lambda: ended.append(True))
        talk = LiveTalk(line, lambda: inputs, told.append)
        talk.start()
        qtbot.waitUntil(lambda: bool(told))
        talk.hear(heard=True)

        def frames() -> list[bytes]:
            return [heard for heard in switch.heard if isinstance(heard, bytes)]

        qtbot.waitUntil(lambda: len(frames()) >= 80, timeout=10_000)
        assert "GET_STATUS" in switch.heard
        talk.hear(heard=False)
        line.send(b"bye")
        qtbot.waitUntil(lambda: bool(ended))
        talk.stop()
    speaker.stop()
    rate_hz = 16000 if form == "slin16" else 8000
    assert {len(frame) for frame in frames() if frame != b"bye"} == {640 if form == "slin16" else 160}
    assert pitch(decoded(b"".join(frames()[:-1]), form)[rate_hz // 2 :], rate_hz) == pytest.approx(1000, rel=0.02)
