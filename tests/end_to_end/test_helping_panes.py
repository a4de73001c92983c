"""By keys alone to whoever needs help: the seats have the keys at once, and F6 walks to the bar one helps from."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from console.audio.live_talk import TalkStage
from console.desk.live_now import Stage
from console.domain.floor import FloorAction
from tests.end_to_end.at_the_floor import SHIFT, floor_of, hands, hear_somebody, seats_of
from tests.end_to_end.at_the_floor import demo_floor as url
from tests.end_to_end.conftest import Hands

__all__ = ["hands", "url"]

Key = Qt.Key


def test_the_seats_have_the_keys_as_soon_as_there_are_any(hands: Hands) -> None:
    screen = seats_of(hands)
    hands.bot.waitUntil(lambda: hands.console.window.current_screen == "floor" and screen.view.isVisible())
    hands.bot.waitUntil(screen.view.hasFocus)
    hands.press(Key.Key_Down)
    assert floor_of(hands).pages.current == "now", "an arrow walks in the room and turns no page"


def test_whispering_and_listening_again_by_keys_alone(hands: Hands) -> None:
    hear_somebody(hands)
    hearing, bot = floor_of(hands).hearing, hands.bot
    bar, panel = hearing.bar, hands.place.review.panel
    assert bar is not None
    assert bar.modes is not None
    listen, whisper = bar.modes.buttons[FloorAction.LISTEN], bar.modes.buttons[FloorAction.WHISPER]
    bot.waitUntil(panel.waveform.picture.hasFocus)
    hands.press(Key.Key_F6, SHIFT)
    assert QApplication.focusWidget() is listen
    hands.press(Key.Key_Tab)
    assert QApplication.focusWidget() is whisper
    hands.press(Key.Key_Space)
    bot.waitUntil(lambda: hearing.mode.now is FloorAction.WHISPER, timeout=10_000)
    bot.waitUntil(lambda: hearing.talking.now.stage is TalkStage.READY, timeout=10_000)
    hands.press(Key.Key_Tab, SHIFT)
    hands.press(Key.Key_Space)
    bot.waitUntil(lambda: hearing.mode.now is FloorAction.LISTEN, timeout=10_000)
    hands.press(Key.Key_F6)
    focus = QApplication.focusWidget()
    assert focus is not None
    assert panel.isAncestorOf(focus)
    assert not bar.isAncestorOf(focus)
    assert hearing.live.now.stage is Stage.HEARING
    hands.press(Key.Key_F6, SHIFT)
    assert QApplication.focusWidget() is listen
    hands.press(Key.Key_L, SHIFT)
    bot.waitUntil(lambda: hearing.live.now.stage is Stage.ENDED)
    hands.press(Key.Key_F6)
    bot.waitUntil(lambda: hands.console.background.pending == 0, timeout=10_000)
