"""Who has just signed on has the list of calls under the keys; no button that a hurried space would press."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.end_to_end.conftest import INSPECTOR, PASSWORD, Centre, Hands


def test_the_list_of_calls_has_the_keys_after_sign_on(hands: Hands, centre: Centre) -> None:
    hands.sign_on(INSPECTOR, PASSWORD)
    focus = QApplication.focusWidget()
    assert focus is None or focus is hands.place.review.calls.table
    hands.press(Qt.Key.Key_Space)
    assert not hands.place.player_pane.out
    hands.bot.waitUntil(lambda: hands.place.calls.rowCount() == len(centre.calls))
    hands.bot.waitUntil(hands.place.review.calls.table.hasFocus)


def test_a_screen_gone_back_to_keeps_what_had_the_keys(hands: Hands, centre: Centre) -> None:
    hands.sign_on(INSPECTOR, PASSWORD)
    hands.bot.waitUntil(lambda: hands.place.calls.rowCount() == len(centre.calls))
    hands.bot.waitUntil(hands.place.review.calls.table.hasFocus)
    hands.place.review.calls.search.setFocus()
    window = hands.console.window
    window.show_screen("coaching")
    window.show_screen("review")
    assert hands.place.review.calls.search.hasFocus()


def test_in_the_first_rest_the_sheet_is_made_and_nothing_takes_the_keys(hands: Hands) -> None:
    hands.sign_on(INSPECTOR, PASSWORD)
    hands.bot.waitUntil(hands.place.review.calls.table.hasFocus)
    sheet = hands.place.review.sheet.list
    hands.bot.waitUntil(lambda: len(sheet.rows) == 20)
    assert not sheet.isVisible()
    assert hands.place.review.calls.table.hasFocus()
