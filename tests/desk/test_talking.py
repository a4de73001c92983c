"""The microphone as a desk has it: muted at every opening, held or open, lost, and given back at the end."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from console.audio.ear_level import EarLevel
from console.audio.g711 import ULAW_SAMPLES
from console.audio.inputs import NullInputs
from console.audio.live_call import ULAW, LiveCall
from console.audio.live_lines import SILENCE, RtpLine
from console.audio.live_talk import TalkStage
from console.audio.rtp import RtpPacket, make_rtp, read_rtp
from console.desk.background import Background
from console.desk.preferences import Preferences
from console.desk.talk_words import state_text, trouble_text
from console.desk.talking import Talking, TalkNow
from console.domain.faults import FaultKind
from console.domain.floor import FloorAction
from console.domain.live import LiveOffer, Transport
from tests.audio.hand_talk import KeptLine
from tests.audio.test_live_lines import Switch, serving
from tests.audio.test_live_talk import Speaker


class TalkRig:
    """A Talking whose microphone says a tone; `lines` are the agent's and the customer's."""

    def __init__(self, folder: Path, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.background = Background()
        self.preferences = Preferences(folder / "settings.json")
        self.inputs = NullInputs()
        self.speaker = Speaker(self.inputs)
        self.ear = EarLevel()
        self.call = LiveCall()
        self.lines = [KeptLine("ulaw"), KeptLine("ulaw")]
        self.talking = Talking(
            self.background, self.preferences, self.ear, lambda: self.call, inputs=lambda: self.inputs
        )

    def until(self, stage: TalkStage) -> None:
        self.qtbot.waitUntil(lambda: self.talking.now.stage is stage, timeout=10_000)

    def open(self, mode: FloorAction = FloorAction.WHISPER) -> None:
        self.talking.open(mode, list(self.lines), None)
        self.until(TalkStage.READY)

    def goes_out(self, line: KeptLine) -> None:
        before = len(line.frames)
        self.qtbot.waitUntil(lambda: len(line.frames) > before + 3, timeout=10_000)

    def is_still(self, line: KeptLine) -> None:
        tended = line.tended
        self.qtbot.waitUntil(lambda: line.tended > tended + 3, timeout=10_000)
        before, tended = len(line.frames), line.tended
        self.qtbot.waitUntil(lambda: line.tended > tended + 10, timeout=10_000)
        assert len(line.frames) == before

    def close(self) -> None:
        self.talking.close()
        self.qtbot.waitUntil(lambda: self.background.pending == 0)
        self.speaker.stop()
        self.preferences.close()
        self.background.close()


@pytest.fixture
def rig(tmp_path: Path, qtbot: QtBot) -> Iterator[TalkRig]:
    made = TalkRig(tmp_path, qtbot)
    yield made
    made.close()


def test_a_microphone_is_open_only_while_one_can_be_heard_and_muted_first(rig: TalkRig) -> None:
    assert rig.inputs.opened == 0
    assert rig.talking.now == TalkNow()
    rig.open()
    assert (rig.inputs.opened, rig.talking.now.heard) == (1, False)
    rig.is_still(rig.lines[0])
    rig.talking.close()
    rig.qtbot.waitUntil(lambda: not rig.inputs.device.running)
    assert rig.talking.now == TalkNow()
    assert rig.lines[0].frames == []


def test_held_one_is_heard_and_let_go_one_is_not(rig: TalkRig) -> None:
    rig.open()
    rig.talking.press()
    assert rig.talking.now.heard
    rig.goes_out(rig.lines[0])
    rig.talking.release()
    assert not rig.talking.now.heard
    rig.is_still(rig.lines[0])
    assert rig.lines[1].frames == []


def test_open_it_stays_until_it_is_muted(rig: TalkRig) -> None:
    rig.open()
    rig.talking.toggle()
    rig.talking.press()
    rig.talking.release()
    assert rig.talking.now.heard
    rig.goes_out(rig.lines[0])
    rig.talking.toggle()
    assert not rig.talking.now.heard
    rig.preferences.change(talk_key="toggle")
    rig.talking.press()
    rig.talking.release()
    assert rig.talking.now.heard
    rig.talking.press()
    assert not rig.talking.now.heard


def test_another_mode_begins_muted_and_after_a_taking_over_the_customer_is_spoken_to(rig: TalkRig) -> None:
    rig.open()
    rig.talking.toggle()
    assert not rig.call.figures().legs[0].gone
    rig.open(FloorAction.TAKE_OVER)
    assert [leg.gone for leg in rig.call.figures().legs] == [True, False]
    assert not rig.talking.now.heard
    rig.talking.toggle()
    rig.goes_out(rig.lines[1])
    assert state_text(rig.talking.now) == "ON AIR: the customer hears you"


def test_a_lost_microphone_mutes_and_says_so(rig: TalkRig) -> None:
    rig.open()
    rig.talking.press()
    rig.inputs.present = False
    rig.inputs.device.lost = True
    rig.until(TalkStage.NO_MICROPHONE)
    assert not rig.talking.now.heard
    assert "you are muted" in trouble_text(rig.talking.now)
    rig.talking.press()
    assert not rig.talking.now.heard
    rig.inputs.present = True
    rig.until(TalkStage.READY)
    assert (rig.talking.now.heard, trouble_text(rig.talking.now)) == (False, "")


def test_no_line_to_speak_along_is_said(rig: TalkRig) -> None:
    rig.talking.open(FloorAction.WHISPER, [], None)
    assert rig.talking.now.stage is TalkStage.FAILED
    assert rig.talking.now.fault is not None
    assert rig.talking.now.fault.kind is FaultKind.MEDIA_UNREACHABLE
    assert rig.inputs.opened == 0


@pytest.mark.parametrize("mode", [FloorAction.WHISPER, FloorAction.TAKE_OVER])
def test_a_way_of_its_own_is_connected_to_and_its_end_gives_the_microphone_back(
    rig: TalkRig, mode: FloorAction
) -> None:
    switch = Switch([b"\xff" * 160])
    with serving(switch) as port:
        url = f"ws://127.0.0.1:{port}/media/a"
        offer = LiveOffer(Transport.WEBSOCKET, "ulaw", 8000, customer=url)
        if mode is FloorAction.WHISPER:
            offer = LiveOffer(Transport.WEBSOCKET, "ulaw", 8000, talk=url)
        rig.talking.open(mode, [], offer)
        rig.until(TalkStage.READY)
        rig.talking.toggle()
        rig.qtbot.waitUntil(lambda: sum(isinstance(heard, bytes) for heard in switch.heard) > 5)
        assert rig.talking._talk is not None
        rig.talking._talk._line.send(b"bye")
        rig.until(TalkStage.ENDED)
        assert not rig.talking.now.heard
        rig.qtbot.waitUntil(lambda: not rig.inputs.device.running)
        assert "closed the way" in trouble_text(rig.talking.now)
    assert rig.call.legs[1].figures(0.0).packets == (1 if mode is FloorAction.TAKE_OVER else 0)


class Sender:
    """A channel of the switch: a port that sends the customer's side, and takes what is said back."""

    def __init__(self, source: int) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.setblocking(False)
        self.url = f"rtp://127.0.0.1:{self.socket.getsockname()[1]}"
        self._source, self._seq = source, 0

    def send(self, line: RtpLine, sound: bytes) -> None:
        self._seq += 1
        packet = RtpPacket(ULAW, self._seq, 160 * self._seq, self._source, sound)
        self.socket.sendto(make_rtp(packet), ("127.0.0.1", line.port))

    def hears_speech(self) -> bool:
        """Whether any of what has come is more than the word that keeps a way open."""
        try:
            while (packet := read_rtp(self.socket.recv(2048))) is None or packet.payload == SILENCE:
                pass
        except BlockingIOError:
            return False
        return True

    def close(self) -> None:
        self.socket.close()


@contextmanager
def rtp_lines(call: LiveCall) -> Iterator[list[RtpLine]]:
    """The agent's and the customer's, heard until the end of the block."""
    with ExitStack() as open_lines:
        lines = [RtpLine(call, lane, "127.0.0.1", at="127.0.0.1") for lane in (0, 1)]
        for line in lines:
            line.start()
            open_lines.callback(line.stop)
        yield lines


def taken_by_rtp(url: str) -> LiveOffer:
    return LiveOffer(Transport.RTP, "ulaw", 8000, customer=url)


def test_a_customer_who_was_taken_over_by_rtp_comes_from_another_port_and_is_spoken_to_there(rig: TalkRig) -> None:
    leg = rig.call.legs[1]
    with rtp_lines(rig.call) as lines, closing(Sender(1)) as spy, closing(Sender(2)) as customer:
        spy.send(lines[1], b"\x11" * 160)
        rig.qtbot.waitUntil(lambda: leg.figures(0.0).packets == 1)
        rig.talking.open(FloorAction.TAKE_OVER, [*lines], taken_by_rtp(customer.url))
        rig.until(TalkStage.READY)
        spy.send(lines[1], b"\x11" * 160)  # was still on its way
        customer.send(lines[1], b"\x22" * 160)
        rig.qtbot.waitUntil(lambda: set(leg.tape.read(leg.tape.end - 160, 160)) == {ULAW_SAMPLES[0x22]})
        assert leg.figures(0.0).packets == 2
        rig.talking.toggle()
        rig.qtbot.waitUntil(customer.hears_speech, timeout=10_000)
        assert not spy.hears_speech()
        rig.talking.close()
        rig.qtbot.waitUntil(lambda: rig.background.pending == 0)


@pytest.mark.parametrize("url", ["rtp://127.0.0.1", "rtp://127.0.0.1:66000"])
def test_a_customer_of_no_known_port_cannot_be_spoken_to(rig: TalkRig, url: str) -> None:
    with rtp_lines(rig.call) as lines:
        rig.talking.open(FloorAction.TAKE_OVER, [*lines], taken_by_rtp(url))
        assert rig.talking.now.stage is TalkStage.FAILED
        assert rig.inputs.opened == 0


def test_the_ear_is_measured_only_while_one_talks_before_speakers(rig: TalkRig) -> None:
    rig.preferences.change(speakers=True)
    assert not rig.ear.wanted
    rig.open()
    assert rig.ear.wanted
    rig.preferences.change(speakers=False)
    assert not rig.ear.wanted
    rig.preferences.change(speakers=True)
    rig.talking.close()
    assert not rig.ear.wanted


def test_another_microphone_is_taken_and_muted(rig: TalkRig) -> None:
    rig.open()
    rig.talking.toggle()
    rig.preferences.change(input_device="null microphone")
    assert rig.talking.now.stage is TalkStage.CONNECTING
    rig.until(TalkStage.READY)
    assert not rig.talking.now.heard
    assert rig.inputs.opened == 2


def test_levels_and_names_are_told(rig: TalkRig) -> None:
    rig.open()
    with rig.qtbot.waitSignal(rig.talking.level_changed, check_params_cb=lambda level: 0.6 < level < 0.9):
        pass
    with rig.qtbot.waitSignal(rig.talking.inputs_listed) as listed:
        rig.talking.list_inputs()
    assert listed.args == [("null microphone",)]
