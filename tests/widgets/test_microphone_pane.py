"""The microphone's choices in the settings: held at once, shown when they were made elsewhere, kept when unplugged."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from console.desk.preferences import Preferences
from console.widgets.microphone_pane import MicrophonePane


@pytest.fixture
def preferences(tmp_path: Path) -> Iterator[Preferences]:
    made = Preferences(tmp_path / "settings.json")
    yield made
    made.close()


def test_what_is_chosen_holds_at_once(preferences: Preferences, qtbot: QtBot) -> None:
    pane = MicrophonePane(preferences)
    qtbot.addWidget(pane)
    pane.set_inputs(("headset", "camera"))
    pane.device.setCurrentIndex(2)
    pane.device.activated.emit(2)
    pane.ear.setCurrentIndex(1)
    pane.ear.activated.emit(1)
    pane.key.setCurrentIndex(1)
    pane.key.activated.emit(1)
    settings = preferences.settings
    assert (settings.input_device, settings.speakers, settings.talk_key) == ("camera", True, "toggle")
    pane.set_inputs(("headset",))
    assert pane.device.currentText() == "camera (not plugged in)"
    assert settings.input_device == "camera"
    preferences.change(input_device="", speakers=False, talk_key="hold")
    assert pane.device.currentText() == "As the system"
    assert (pane.ear.currentIndex(), pane.key.currentIndex()) == (0, 0)
