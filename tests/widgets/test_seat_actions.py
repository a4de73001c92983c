"""Deeds from a seat's card, by keyboard alone: offered with reasons, asked once, followed, read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from console.desk.background import Background
from console.desk.floor_deeds import Stage
from console.desk.key_defaults import ROOM_GROUPS
from console.desk.keymap import Keymap
from console.desk.keys import Action
from console.desk.preferences import Preferences
from console.domain.floor import AgentState, AwayReason, FloorAction
from console.domain.floor_book import ActionState
from console.domain.people import Role
from console.store.store import Store
from console.widgets import theme
from console.widgets.deed_strip import DeedStrip
from console.widgets.floor_screen import FloorScreen
from console.widgets.keyboard import Keyboard
from console.widgets.seat_actions import SeatActions
from tests.desk.deed_rig import ABLE, DeedRig


class Floor:
    """A supervisor's floor screen with its keys, over a DeedRig."""

    def __init__(self, rig: DeedRig, preferences: Preferences, qtbot: QtBot) -> None:
        self.rig, self.preferences, self.qtbot = rig, preferences, qtbot
        self.screen = FloorScreen(rig.desk.model)
        self.screen.add_actions(rig.actions, preferences)
        qtbot.addWidget(self.screen)
        self.keyboard = Keyboard(self.screen, preferences.keymap)
        self.keyboard.set_groups(ROOM_GROUPS)
        self.keyboard.set_idle((Action.DISMISS,))  # as in the window while it has no message
        self.keyboard.action_triggered.connect(self.screen.perform)
        self.screen.resize(1300, 700)
        self.screen.show()
        qtbot.waitActive(self.screen)
        self.screen.view.setFocus()
        self.screen.view.choose("2000")

    @property
    def part(self) -> SeatActions:
        assert self.screen.deeds is not None
        return self.screen.deeds.part

    @property
    def strip(self) -> DeedStrip:
        assert self.screen.deeds is not None
        return self.screen.deeds.strip

    def press(self, key: Qt.Key, *, shift: bool = False) -> None:
        held = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
        self.qtbot.keyClick(QApplication.focusWidget(), key, held)  # type: ignore[no-untyped-call]

    def type(self, text: str) -> None:
        self.qtbot.keyClicks(QApplication.focusWidget(), text)  # type: ignore[no-untyped-call]

    def open(self) -> list[FloorAction]:
        return [action for action, button in self.part.buttons.items() if button.isEnabled()]

    def lines(self) -> list[str]:
        return [line.text.text() for line in self.part.lines.lines if line.isVisible()]


OpenFloor = Callable[..., Floor]


@pytest.fixture
def open_floor(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[OpenFloor]:
    theme.apply_theme(qapp, "light")
    background = Background()
    made: list[DeedRig] = []
    preferences = Preferences(tmp_path / "settings.json")
    with Store.open(tmp_path / "deeds.sqlite") as store:

        def make(**fields: object) -> Floor:
            made.append(DeedRig(store, background, qtbot, **fields))  # type: ignore[arg-type]
            return Floor(made[-1], preferences, qtbot)

        yield make
        for rig in made:
            rig.close()
        background.close()
    preferences.close()
    assert not [rig.faults for rig in made if rig.faults]


@pytest.fixture
def floor(open_floor: OpenFloor) -> Floor:
    return open_floor()


def test_what_is_off_says_why_in_a_line_and_in_its_tooltip(floor: Floor) -> None:
    assert floor.open() == [FloorAction.SET_AWAY, FloorAction.SIGN_OFF]
    assert floor.part.reasons.text() == "End call, Take over call: no call\nSet ready: is so already"
    assert floor.part.buttons[FloorAction.END_CALL].toolTip() == "Cut off both sides (Shift H)\nno call"
    floor.rig.talk()
    assert floor.open() == [
        FloorAction.END_CALL,
        FloorAction.TAKE_OVER,
        FloorAction.SET_AWAY,
        FloorAction.SIGN_OFF,
    ]
    assert floor.part.buttons[FloorAction.SIGN_OFF].toolTip().endswith("takes effect after the call")
    floor.rig.pass_time(6, alive=False)
    floor.rig.desk.model.tick()
    assert floor.open() == []
    assert "the agent's state is not known" in floor.part.reasons.text()


def test_a_call_is_ended_by_key_after_one_question(floor: Floor) -> None:
    floor.rig.talk()
    floor.press(Qt.Key.Key_H, shift=True)
    question = floor.part.question
    assert question.text.text() == "End the call between 王芳 and 138****5678?"
    floor.press(Qt.Key.Key_Escape)
    assert question.isHidden()
    assert floor.screen.view.hasFocus()
    assert floor.rig.actions.own() == []
    floor.press(Qt.Key.Key_H, shift=True)
    floor.press(Qt.Key.Key_Return)
    assert floor.lines()[0].endswith("you · End call · asking…")
    assert floor.screen.view.hasFocus()
    floor.rig.waits_for(Stage.WAITING)
    assert not floor.part.buttons[FloorAction.END_CALL].isEnabled(), "asked already"
    strip = floor.strip
    assert strip.isVisible()
    (todo,) = floor.rig.taken()
    assert (todo.action, todo.call_key) == (FloorAction.END_CALL, "1.7")
    floor.rig.gateway.finish(todo.id, ActionState.REFUSED, "Hangup: No such channel")
    floor.rig.news()
    floor.rig.waits_for(Stage.REFUSED)
    assert strip.accessibleName() == "王芳 · End call · refused: Hangup: No such channel"
    floor.screen.view.choose("2001")
    assert strip.isVisible(), "it stays until it is read"
    strip.read.setFocus()
    floor.press(Qt.Key.Key_Space)
    assert strip.isHidden()
    floor.screen.view.choose("2000")
    assert floor.lines()[0].endswith("refused: Hangup: No such channel")


def test_an_optional_reason_goes_with_it(floor: Floor) -> None:
    floor.press(Qt.Key.Key_X, shift=True)
    floor.part.question.why.setFocus()
    floor.type("went home ill")
    floor.press(Qt.Key.Key_Return)
    floor.rig.waits_for(Stage.WAITING)
    (todo,) = floor.rig.taken()
    assert (todo.action, todo.reason) == (FloorAction.SIGN_OFF, "went home ill")


def test_away_asks_for_its_reason_by_one_key(floor: Floor) -> None:
    floor.press(Qt.Key.Key_A, shift=True)
    assert floor.part.question.text.text() == "Set 王芳 away? Why:"
    assert floor.part.question.confirm.isHidden()
    floor.press(Qt.Key.Key_3)
    floor.rig.waits_for(Stage.WAITING)
    (todo,) = floor.rig.taken()
    assert (todo.action, todo.reason) == (FloorAction.SET_AWAY, AwayReason.TRAINING)
    assert floor.part.question.isHidden()


def test_who_takes_over_is_asked_for_the_phone_which_is_remembered(floor: Floor) -> None:
    floor.rig.talk()
    floor.press(Qt.Key.Key_T, shift=True)
    phone = floor.part.question.phone
    assert phone.hasFocus()
    assert phone.text() == "1101"
    phone.clear()
    floor.press(Qt.Key.Key_Return)
    assert floor.part.question.isVisible(), "without a phone there is nobody to give the customer to"
    floor.type("8001&evil")
    floor.press(Qt.Key.Key_Return)
    assert floor.part.question.isVisible(), "that is no phone"
    phone.clear()
    floor.type("8001")
    floor.press(Qt.Key.Key_Return)
    floor.rig.waits_for(Stage.WAITING)
    assert [todo.to_phone for todo in floor.rig.taken()] == ["8001"]
    assert floor.preferences.kept("floor.phone.1101") == "8001"
    floor.rig.talk("2001", "1.8")
    floor.screen.view.choose("2001")
    floor.press(Qt.Key.Key_T, shift=True)
    assert phone.text() == "8001"


def test_another_call_is_not_the_one_that_was_meant(floor: Floor) -> None:
    floor.rig.talk()
    floor.press(Qt.Key.Key_H, shift=True)
    floor.rig.turn("2000", AgentState.ON_HOLD, call_key="1.7", other_number="138****5678")
    assert floor.part.question.isVisible(), "the same call"
    floor.rig.talk(call_key="1.9")
    assert floor.part.question.isHidden()
    assert floor.part.note.text() == "The agent is in another state now: nothing was done."
    assert floor.rig.actions.own() == []
    assert floor.screen.view.hasFocus()


def test_a_key_for_what_cannot_be_says_why(floor: Floor) -> None:
    floor.press(Qt.Key.Key_H, shift=True)
    assert floor.part.question.isHidden()
    assert floor.part.note.text() == "End call: no call"
    floor.screen.view.choose("2001")
    assert floor.part.note.isHidden()


def test_the_menu_key_opens_the_same_deeds(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[QMenu] = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, _: opened.append(menu))
    view = floor.screen.view
    by_key = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(0, 0), QPoint(0, 0))
    QApplication.sendEvent(view.viewport(), by_key)
    entries = opened[0].actions()
    assert [entry.text().partition("\t")[0] for entry in entries if entry.isEnabled()] == [
        "Set away",
        "Force sign-off",
    ]
    assert entries[0].text() == "End call: no call\tShift H"
    entries[4].trigger()
    assert floor.part.question.text.text() == "Sign 王芳 off?"
    view.choose("2001")
    assert floor.part.question.isHidden(), "it was about somebody else"


def test_what_another_supervisor_asked_is_seen_and_not_asked_twice(floor: Floor) -> None:
    rig = floor.rig
    rig.store.floor.ask(rig.other, rig.agents[0].id, FloorAction.SIGN_OFF)
    rig.news()
    rig.waits_for(Stage.WAITING)
    assert floor.lines()[0].endswith("郭静 · Force sign-off · waiting…")
    assert "Force sign-off: asked already, no answer yet" in floor.part.reasons.text()
    assert floor.strip.isHidden(), "it is not this person's"


def test_a_role_that_only_listens_sees_nothing_of_it(open_floor: OpenFloor) -> None:
    floor = open_floor(role=Role.INSPECTOR)
    floor.rig.talk()
    assert floor.part.isHidden()
    assert floor.part.buttons == {}
    floor.press(Qt.Key.Key_H, shift=True)
    assert floor.part.question.isHidden()


def test_what_the_telephone_system_cannot_do_is_off(open_floor: OpenFloor) -> None:
    floor = open_floor(able=ABLE - {FloorAction.TAKE_OVER})
    floor.rig.talk()
    assert "Take over call: the telephone system cannot do that" in floor.part.reasons.text()


def test_the_keys_of_the_floor_lead_about_it(floor: Floor) -> None:
    screen = floor.screen
    floor.press(Qt.Key.Key_Slash)
    assert screen.search.hasFocus()
    floor.qtbot.keyClick(screen.search, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)  # type: ignore[no-untyped-call]
    assert screen.search.hasFocus(), "nobody needs attention"
    floor.rig.turn("2001", AgentState.READY, help=True)
    floor.qtbot.keyClick(screen.search, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)  # type: ignore[no-untyped-call]
    assert screen.view.hasFocus()
    assert floor.part.number == "2001"
    before = screen.view.cell
    assert screen.perform(Action.FLOOR_SMALLER)
    assert screen.view.cell.width() < before.width()
    assert screen.perform(Action.FLOOR_WHOLE)
    assert screen.view.cell == before
    assert not screen.perform(Action.PLAY)


def test_a_key_that_was_changed_is_named(floor: Floor) -> None:
    floor.preferences.change_keymap(Keymap().with_changed(Action.FLOOR_END_CALL, plain="Ctrl+E"))
    assert "(Ctrl E)" in floor.part.buttons[FloorAction.END_CALL].toolTip()


def test_every_control_can_be_reached_and_has_a_name(floor: Floor) -> None:
    floor.rig.talk()
    floor.press(Qt.Key.Key_T, shift=True)
    part = floor.part
    controls: list[QWidget] = [*part.buttons.values(), *part.question.reasons.values()]
    controls += [part.question.phone, part.question.why, part.question.confirm, part.question.back]
    for control in controls:
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus, control
        assert control.accessibleName() or getattr(control, "text", str)(), control
        assert control.toolTip() or control.accessibleName()
