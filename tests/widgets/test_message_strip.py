"""What lasts is said until it is over, in the language of the moment; what went well leaves by itself."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from console.desk.keymap import Keymap
from console.domain.faults import FaultKind, PlaceFault
from console.widgets.message_strip import MessageStrip


@pytest.fixture
def strip(qtbot: QtBot) -> MessageStrip:
    made = MessageStrip(Keymap())
    qtbot.addWidget(made)
    return made


def test_a_notice_lasts_until_it_is_withdrawn(strip: MessageStrip) -> None:
    strip.show_notice(lambda: "away", lambda: "What waits", "outbox")
    strip.show_news("sent")
    assert strip.text == "sent"
    strip.dismiss()
    assert strip.text == "away"
    strip.show_fault(PlaceFault(FaultKind.NO_RIGHT))
    strip.withdraw("outbox")
    strip.dismiss()
    assert strip.text == ""
    assert not strip.isVisible()


def test_a_notice_follows_the_language(strip: MessageStrip) -> None:
    words = ["away"]
    strip.show_notice(lambda: words[0], lambda: words[0].upper(), "outbox")
    words[0] = "weg"
    QCoreApplication.sendEvent(strip, QEvent(QEvent.Type.LanguageChange))
    assert strip._text.text() == strip.accessibleName() == "weg"
    assert strip._button.text() == "WEG"


def test_its_button_asks_for_its_deed(strip: MessageStrip, qtbot: QtBot) -> None:
    strip.show_notice(lambda: "away", lambda: "What waits", "outbox")
    with qtbot.waitSignal(strip.action_taken, check_params_cb=lambda deed: deed == "outbox"):
        strip._button.click()


def test_the_same_notice_stands_once(strip: MessageStrip) -> None:
    for _ in range(3):
        strip.show_notice(lambda: "away", lambda: "", "outbox")
    strip.dismiss()
    assert strip.text == ""
