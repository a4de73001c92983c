from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from console.desk.key_defaults import FLOOR_GROUPS, ROOM_GROUPS
from console.desk.keymap import Keymap
from console.desk.keys import Action, KeyGroup
from console.widgets import floor_pages
from console.widgets.floor_pages import FloorPages


class Reading(QLabel):
    """A page that counts how often it came to the front."""

    def __init__(self) -> None:
        super().__init__("reading")
        self.shown = 0

    def shown_again(self) -> None:
        self.shown += 1


@pytest.fixture
def pages(qtbot: QtBot) -> FloorPages:
    made = FloorPages()
    qtbot.addWidget(made)
    return made


def test_a_page_is_made_when_it_is_first_shown_and_told_each_time(pages: FloorPages) -> None:
    made: list[str] = []
    reading = Reading()

    def make(key: str, page: QWidget) -> QWidget:
        made.append(key)
        return page

    pages.offer(floor_pages.NOW, lambda: make("now", QLabel("now")))
    pages.offer(floor_pages.ALERTS, lambda: make("alerts", reading))
    assert not made
    pages.show()
    assert made == ["now"]
    pages.show_page(floor_pages.ALERTS)
    assert (pages.current, made, reading.shown) == ("alerts", ["now", "alerts"], 1)
    pages.show_page(floor_pages.NOW)
    pages.show_page(floor_pages.ALERTS)
    assert reading.shown == 2
    assert made == ["now", "alerts"]


def test_one_page_alone_has_no_tab_and_an_unknown_one_is_a_bug(pages: FloorPages) -> None:
    pages.offer(floor_pages.NOW, QLabel)
    pages.show()
    assert not pages.tabs.isVisible()
    with pytest.raises(KeyError):
        pages.offer("cellar", QLabel)


def test_a_tab_says_how_many_wait_there(pages: FloorPages) -> None:
    pages.offer(floor_pages.NOW, QLabel)
    pages.offer(floor_pages.ALERTS, QLabel)
    pages.set_count(floor_pages.ALERTS, 3)
    assert "3" in pages.tabs.tabText(1)
    pages.set_count(floor_pages.ALERTS, 0)
    assert "3" not in pages.tabs.tabText(1)


def test_keys_turn_the_pages_and_the_rest_goes_to_the_one_in_front(pages: FloorPages) -> None:
    class Acting(QLabel):
        def perform(self, action: Action) -> bool:
            return action is Action.FLOOR_AWAY

    pages.offer(floor_pages.NOW, Acting)
    pages.offer(floor_pages.ALERTS, QLabel)
    pages.show()
    assert pages.perform(Action.FLOOR_AWAY)
    assert not pages.perform(Action.FLOOR_READY)
    assert pages.perform(Action.FLOOR_NEXT_PAGE)
    assert pages.current == floor_pages.ALERTS
    assert not pages.perform(Action.FLOOR_AWAY), "that page has no such key"
    pages.perform(Action.FLOOR_NEXT_PAGE)
    assert pages.current == floor_pages.NOW
    pages.perform(Action.FLOOR_PREVIOUS_PAGE)
    assert pages.current == floor_pages.ALERTS


def test_the_keys_of_the_page_in_front_act_and_its_words_follow_the_map(pages: FloorPages) -> None:
    class Naming(QLabel):
        def set_keymap(self, keymap: Keymap) -> None:
            self.setText(keymap.chords(Action.ALERT_SEEN).plain)

    alerts = Naming()
    pages.offer(floor_pages.NOW, QLabel)
    pages.offer(floor_pages.ALERTS, lambda: alerts)
    pages.show()
    assert pages.key_groups() == ROOM_GROUPS
    pages.show_page(floor_pages.ALERTS)
    assert pages.key_groups() == FLOOR_GROUPS | {KeyGroup.ALERTS}
    assert alerts.text() == "S"
    pages.set_keymap(Keymap().with_changed(Action.ALERT_SEEN, plain="K"))
    assert alerts.text() == "K"
