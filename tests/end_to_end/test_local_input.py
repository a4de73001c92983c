"""A centre whose telephones tell nothing: a device of this PC is chosen by keyboard, heard, scored and left."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.audio.inputs import NullInputs
from console.audio.live_call import LiveCall
from console.audio.player import PlayState
from console.desk.live_now import Stage
from console.desk.open_sheet import SheetState
from tests.audio.test_live_talk import Speaker
from tests.end_to_end.conftest import INSPECTOR, PASSWORD, Hands

Key = Qt.Key


@pytest.fixture
def inputs(hands: Hands) -> Iterator[NullInputs]:
    hands.sign_on(INSPECTOR, PASSWORD)
    made = NullInputs()
    assert hands.place.local is not None

    def door() -> NullInputs:
        """One more way in to the same machine: whoever only looks what there is must not close what another hears."""
        one = NullInputs()
        one.device = made.device
        return one

    hands.place.local.local._inputs = door
    speaker = Speaker(made)
    yield made
    speaker.stop()


def test_a_device_is_listened_to_by_keyboard(
    hands: Hands, inputs: NullInputs, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept_s: list[int] = []
    monkeypatch.setattr(LiveCall, "keep", lambda _call, most_s: kept_s.append(most_s))
    hands.console.preferences.change(live_hours=3)
    work, place = hands.place.local, hands.place
    assert work is not None
    hands.press(Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: work.bar.isVisible() and work.bar.listen.isEnabled())
    assert QApplication.focusWidget() is work.bar.agent
    while QApplication.focusWidget() is not work.bar.listen:
        hands.press(Key.Key_Tab)
    hands.press(Key.Key_Space)
    qtbot.waitUntil(lambda: work.local.now.stage is Stage.HEARING, timeout=10_000)
    qtbot.waitUntil(lambda: place.player.at_edge and place.player.state is PlayState.PLAYING)
    qtbot.waitUntil(lambda: place.scoring.view.state is SheetState.DRAFT)
    call = place.scoring.view.call
    assert call is not None
    assert call.agent_name == "王芳"
    assert kept_s == [3 * 3600], "as it was opened"
    hands.console.preferences.change(live_hours=5)
    assert kept_s[-1] == 5 * 3600
    qtbot.waitUntil(lambda: place.player.duration_ms > 1500, timeout=10_000)
    place.review.panel.waveform.picture.setFocus()
    hands.press(Key.Key_L, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: work.local.now.stage is Stage.ENDED)
    qtbot.waitUntil(lambda: not inputs.device.running)
    assert place.player.duration_ms > 1500, "what was heard stays"
