"""The round of listening by keyboard alone, from the floor's key to its end, and what its strip says meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.desk.background import Background
from console.desk.key_defaults import ROOM_GROUPS
from console.desk.live_now import Stage
from console.desk.live_round import LiveRound, RoundStage
from console.desk.preferences import Preferences
from console.domain.floor import AgentState
from console.domain.floor_book import ActionState
from console.domain.people import Role
from console.store.store import Store
from console.widgets import theme
from console.widgets.floor_screen import FloorScreen
from console.widgets.keyboard import Keyboard
from console.widgets.round_bar import RoundBar
from console.widgets.round_start import RoundStart
from tests.desk.live_rig import LiveRig, live_rig
from tests.widgets.chinese import in_chinese


class Floor:
    """The floor of somebody who may go round."""

    def __init__(self, rig: LiveRig, preferences: Preferences, background: Background, qtbot: QtBot) -> None:
        self.rig, self.qtbot = rig, qtbot
        self.round = LiveRound(rig.live, rig.actions, background, now_s=rig.clock)
        self.screen = FloorScreen(rig.desk.model)
        self.screen.add_actions(rig.actions, preferences, rig.live)
        self.screen.add_round(self.round, rig.actions, preferences)
        qtbot.addWidget(self.screen)
        keys = Keyboard(self.screen, preferences.keymap)
        keys.set_groups(ROOM_GROUPS)
        keys.action_triggered.connect(self.screen.perform)
        self.screen.resize(1302, 700)
        self.screen.show()
        self.screen.activateWindow()
        qtbot.waitUntil(lambda: QApplication.activeWindow() is self.screen)
        self.screen.view.setFocus()
        bar = self.screen.findChild(RoundBar)
        assert isinstance(bar, RoundBar)
        self.bar: RoundBar = bar

    @property
    def start(self) -> RoundStart:
        assert self.screen.round is not None
        return self.screen.round

    def press(self, key: Qt.Key) -> None:
        self.qtbot.keyClick(QApplication.focusWidget(), key)  # type: ignore[no-untyped-call]

    def hear_next(self, number: str) -> None:
        ahead = self.round._ahead
        self.qtbot.waitUntil(lambda: (ahead.now.stage, ahead.now.number) == (Stage.ASKED, number))
        self.rig.offer(self.rig.take_listening())
        self.qtbot.waitUntil(lambda: self.round.now.number == number)


@pytest.fixture
def preferences(tmp_path: Path) -> Iterator[Preferences]:
    made = Preferences(tmp_path / "settings.json")
    yield made
    made.close()


@pytest.fixture
def floor(qtbot: QtBot, qapp: QApplication, tmp_path: Path, preferences: Preferences) -> Iterator[Floor]:
    theme.apply_theme(qapp, "light")
    background = Background()
    with Store.open(tmp_path / "round.sqlite") as store, live_rig(store, background, qtbot) as rig:
        rig.talk("2000")
        rig.talk("2001", "1.8")
        made = Floor(rig, preferences, background, qtbot)
        yield made
        made.round.end()
        qtbot.waitUntil(lambda: background.pending == 0)
    background.close()


def test_by_keyboard_alone_from_the_floor_to_staying(floor: Floor) -> None:
    assert floor.bar.isHidden()
    floor.press(Qt.Key.Key_R)
    assert floor.bar.isVisible()
    assert floor.bar.hasFocus()
    assert floor.bar.who.text() == "Connecting: 王芳…"
    assert not floor.bar.stay.isEnabled()
    floor.hear_next("2000")
    assert (floor.bar.who.text(), floor.bar.follows.text(), floor.bar.place.text()) == ("王芳", "Next: 李雷", "1 of 2")
    assert floor.bar.seconds.text() == "10 s"
    assert floor.bar.facts.text() == "talking · 0:30"
    floor.press(Qt.Key.Key_Right)
    floor.hear_next("2001")
    assert floor.bar.who.text() == "李雷"
    floor.press(Qt.Key.Key_Space)
    assert floor.bar.isHidden()
    assert floor.rig.live.now.stage is Stage.HEARING
    assert floor.screen.view.hasFocus(), "the keys are where they were"


def test_escape_ends_the_round_and_the_listening(floor: Floor) -> None:
    floor.press(Qt.Key.Key_R)
    floor.hear_next("2000")
    floor.press(Qt.Key.Key_Escape)
    assert floor.bar.isHidden()
    assert floor.rig.live.now.stage is Stage.ENDED


def test_enter_stays_too(floor: Floor) -> None:
    floor.press(Qt.Key.Key_R)
    floor.hear_next("2000")
    floor.press(Qt.Key.Key_Return)
    assert floor.round.now.stage is RoundStage.IDLE
    assert floor.rig.live.now.number == "2000"


def test_the_key_gives_the_round_the_keys_back(floor: Floor) -> None:
    floor.press(Qt.Key.Key_R)
    floor.hear_next("2000")
    assert floor.bar.stay.text() == "Stay  Space"
    floor.screen.view.setFocus()
    assert floor.bar.stay.text() == "Stay", "its keys are the room's now"
    floor.press(Qt.Key.Key_R)
    assert floor.bar.stay.text() == "Stay  Space"
    assert floor.bar.hasFocus()
    assert floor.round.now.number == "2000", "it did not begin anew"


def test_the_buttons_do_the_same_and_name_their_keys(floor: Floor) -> None:
    floor.start.click()
    floor.hear_next("2000")
    assert ["Space" in floor.bar.stay.toolTip(), "→" in floor.bar.skip.toolTip(), "Esc" in floor.bar.end.toolTip()] == [
        True, True, True,
    ]  # fmt: skip
    assert "(R)" in floor.start.toolTip()
    floor.bar.skip.click()
    floor.hear_next("2001")
    floor.bar.end.click()
    assert floor.bar.isHidden()


def test_what_is_left_out_is_said_with_its_reason(floor: Floor) -> None:
    floor.press(Qt.Key.Key_R)
    floor.hear_next("2000")
    floor.press(Qt.Key.Key_Right)
    ahead = floor.round._ahead
    floor.qtbot.waitUntil(lambda: (ahead.now.stage, ahead.now.number) == (Stage.ASKED, "2001"))
    todo = floor.rig.take_listening()
    floor.rig.gateway.finish(todo.id, ActionState.REFUSED, "the call that was meant is over")
    floor.rig.news()
    floor.qtbot.waitUntil(lambda: "李雷" in floor.bar.skipped.toolTip())
    assert floor.bar.skipped.toolTip() == "Left out: 李雷 (the call that was meant is over)"
    assert not floor.bar.skip.isEnabled(), "there is nobody to skip to"


def test_nobody_to_hear_is_said(floor: Floor) -> None:
    floor.rig.turn("2000", AgentState.READY)
    floor.rig.turn("2001", AgentState.READY)
    floor.press(Qt.Key.Key_R)
    assert floor.bar.who.text() == "No call to be heard; the next to begin is."
    assert not floor.bar.follows.isVisible()


def test_whom_the_filter_dims_is_not_heard(floor: Floor) -> None:
    floor.screen.search.setText("李雷")
    floor.press(Qt.Key.Key_R)
    floor.hear_next("2001")
    assert floor.round.now.of == 1


def test_how_long_each_is_heard_is_kept_for_the_person(floor: Floor, preferences: Preferences) -> None:
    assert floor.start.lengths[10].isChecked()
    floor.start.lengths[20].trigger()
    assert preferences.kept("floor.round.1101") == {"team": False, "each_s": 20}
    floor.press(Qt.Key.Key_R)
    floor.hear_next("2000")
    assert floor.bar.seconds.text() == "20 s"
    again = RoundStart(floor.round, floor.rig.desk, floor.rig.desk.model, preferences, floor.bar)
    floor.qtbot.addWidget(again)
    assert again.lengths[20].isChecked()


def test_it_speaks_the_language_in_force(floor: Floor, qapp: QApplication) -> None:
    floor.press(Qt.Key.Key_R)
    floor.hear_next("2000")
    with in_chinese(qapp):
        assert floor.bar.stay.text() == "留下  Space"
        assert floor.bar.follows.text() == "下一位：李雷"
        assert floor.start.lengths[10].text() == "每通 10 秒"
    assert floor.bar.stay.text() == "Stay  Space"


def test_who_may_hear_nobody_has_no_round(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, preferences: Preferences
) -> None:
    theme.apply_theme(qapp, "light")
    background = Background()
    with Store.open(tmp_path / "a.sqlite") as store, live_rig(store, background, qtbot, Role.ADMINISTRATOR) as rig:
        floor = Floor(rig, preferences, background, qtbot)
        assert floor.start.isHidden()
        floor.press(Qt.Key.Key_R)
        assert floor.round.now.stage is RoundStage.IDLE
    background.close()
