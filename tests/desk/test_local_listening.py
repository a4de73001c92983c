"""A device of this PC as a desk has it: heard, gone and back, refused, stopped; and its bar over the player."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from console.audio.inputs import NullInputs
from console.audio.live_call import LiveCall
from console.audio.live_input import Layout
from console.desk.background import Background
from console.desk.live_now import Stage
from console.desk.local_listening import LocalAgent, LocalListening
from console.domain.calls import Call
from console.domain.faults import FaultKind
from console.store.ids import new_id
from tests.audio.test_live_talk import Speaker

AGENT = LocalAgent(new_id(), "Wang Fang", "2000")


class LocalRig:
    def __init__(self, qtbot: QtBot, channels: int = 1) -> None:
        self.qtbot = qtbot
        self.background = Background()
        self.inputs = NullInputs(channels=channels)
        self.speaker = Speaker(self.inputs)
        self.local = LocalListening(self.background, inputs=lambda: self.inputs)
        self.heard: list[tuple[Call, LiveCall]] = []
        self.local.to_hear.connect(lambda call, live: self.heard.append((call, live)))

    def until(self, stage: Stage) -> None:
        self.qtbot.waitUntil(lambda: self.local.now.stage is stage, timeout=10_000)

    def close(self) -> None:
        self.local.close()
        self.qtbot.waitUntil(lambda: not any(thread.name == "live-input" for thread in threading.enumerate()))
        self.speaker.stop()
        self.background.close()


@pytest.fixture
def rig(qtbot: QtBot) -> Iterator[LocalRig]:
    made = LocalRig(qtbot)
    yield made
    made.close()


def test_it_is_heard_as_the_agents_call_until_it_is_stopped(rig: LocalRig) -> None:
    rig.local.listen(AGENT, None, Layout.AGENT_LEFT)
    assert rig.local.now.stage is Stage.CONNECTING
    rig.until(Stage.HEARING)
    call, live = rig.heard[0]
    assert (call.agent_id, call.agent_name, call.agent_number) == (AGENT.id, "Wang Fang", "2000")
    assert rig.local.now.channels == 1
    rig.qtbot.waitUntil(lambda: live.sound.info.frames > 4000)
    rig.local.stop()
    rig.until(Stage.ENDED)
    assert live.ended
    rig.qtbot.waitUntil(lambda: not rig.inputs.device.running)
    frames = live.sound.info.frames
    rig.local.listen(AGENT, None, Layout.AGENT_LEFT)
    rig.until(Stage.HEARING)
    assert rig.heard[1][1] is not live
    assert live.sound.info.frames == frames
    assert rig.heard[1][0].call_number != call.call_number


def test_a_device_that_is_not_there_is_refused_and_one_that_goes_is_said(rig: LocalRig) -> None:
    rig.inputs.present = False
    rig.local.listen(AGENT, "a tap", Layout.AGENT_LEFT)
    rig.until(Stage.REFUSED)
    assert rig.local.now.fault is not None
    assert rig.local.now.fault.kind is FaultKind.NO_INPUT_DEVICE
    assert rig.heard == []
    rig.inputs.present = True
    rig.local.listen(AGENT, "a tap", Layout.AGENT_LEFT)
    rig.until(Stage.HEARING)
    rig.inputs.present = False
    rig.inputs.device.lost = True
    rig.qtbot.waitUntil(lambda: rig.local.now.fault is not None)
    assert rig.local.now.stage is Stage.HEARING
    rig.inputs.present = True
    rig.qtbot.waitUntil(lambda: rig.local.now.fault is None)
