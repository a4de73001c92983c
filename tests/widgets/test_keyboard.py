from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QPushButton, QSpinBox, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from console.desk.key_defaults import REVIEW_GROUPS
from console.desk.keymap import Keymap
from console.desk.keys import Action, KeyGroup
from console.widgets.keyboard import OWN_KEYS, Keyboard, takes_text

Key = Qt.Key
Held = Qt.KeyboardModifier


class Window(QWidget):
    """One of each kind of control."""

    def __init__(self) -> None:
        super().__init__()
        self.line, self.text, self.button = QLineEdit(self), QPlainTextEdit(self), QPushButton("press", self)
        self.pane = QWidget(self)
        self.pane.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column = QVBoxLayout(self)
        for widget in (self.pane, self.line, self.text, self.button):
            column.addWidget(widget)
        self.keyboard = Keyboard(self, Keymap())
        self.keyboard.set_groups(REVIEW_GROUPS)
        self.seen: list[Action] = []
        self.keyboard.action_triggered.connect(self.seen.append)


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    made = Window()
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
    made.pane.setFocus()
    return made


@pytest.mark.parametrize(
    ("key", "held", "action"),
    [
        (Key.Key_Space, Held.NoModifier, Action.PLAY),
        (Key.Key_Left, Held.NoModifier, Action.BACK_5_S),
        (Key.Key_Right, Held.ShiftModifier, Action.FORWARD_15_S),
        (Key.Key_Left, Held.ControlModifier, Action.BACK_1_S),
        (Key.Key_Minus, Held.NoModifier, Action.SLOWER),
        (Key.Key_Plus, Held.NoModifier, Action.FASTER),
        (Key.Key_Equal, Held.NoModifier, Action.NORMAL_SPEED),
        (Key.Key_A, Held.NoModifier, Action.AGENT_ONLY),
        (Key.Key_S, Held.ShiftModifier, Action.SKIP_SILENCE),
        (Key.Key_BracketLeft, Held.NoModifier, Action.LOOP_IN),
        (Key.Key_Left, Held.AltModifier, Action.PREVIOUS_MARK),
        (Key.Key_1, Held.NoModifier, Action.ITEM_1),
        (Key.Key_0, Held.NoModifier, Action.ITEM_10),
        (Key.Key_Q, Held.NoModifier, Action.ITEM_11),
        (Key.Key_P, Held.NoModifier, Action.ITEM_20),
        (Key.Key_5, Held.KeypadModifier, Action.ITEM_5),
        (Key.Key_Tab, Held.NoModifier, Action.NEXT_UNSCORED),
        (Key.Key_Return, Held.ShiftModifier, Action.REST_CONFORM),
        (Key.Key_Enter, Held.ShiftModifier | Held.KeypadModifier, Action.REST_CONFORM),
        (Key.Key_Return, Held.ControlModifier, Action.SUBMIT),
        (Key.Key_Space, Held.ControlModifier, Action.PLAY),
        (Key.Key_Slash, Held.NoModifier, Action.FIND),
        (Key.Key_F, Held.ControlModifier, Action.FIND),
        (Key.Key_F1, Held.NoModifier, Action.KEYS),
        (Key.Key_Z, Held.ControlModifier, Action.UNDO),
    ],
)
def test_outside_a_text_box(window: Window, key: Qt.Key, held: Qt.KeyboardModifier, action: Action) -> None:
    QTest.keyClick(window.pane, key, held)
    assert window.seen == [action]


@pytest.mark.parametrize("box", ["line", "text"])
def test_in_a_text_box_plain_keys_type(window: Window, box: str) -> None:
    widget = getattr(window, box)
    widget.setFocus()
    QTest.keyClicks(widget, "a1 m[/")
    assert window.seen == []
    typed = widget.text() if box == "line" else widget.toPlainText()
    assert typed == "a1 m[/"


@pytest.mark.parametrize("box", ["line", "text"])
@pytest.mark.parametrize(
    ("key", "held", "action"),
    [
        (Key.Key_Space, Held.ControlModifier, Action.PLAY),
        (Key.Key_Left, Held.AltModifier | Held.ShiftModifier, Action.BACK_5_S),
        (Key.Key_Minus, Held.ControlModifier, Action.SLOWER),
        (Key.Key_Plus, Held.ControlModifier, Action.FASTER),
        (Key.Key_Equal, Held.ControlModifier, Action.NORMAL_SPEED),
        (Key.Key_2, Held.ControlModifier, Action.CUSTOMER_ONLY),
        (Key.Key_M, Held.ControlModifier, Action.MARK),
        (Key.Key_Return, Held.ControlModifier, Action.SUBMIT),
        (Key.Key_F, Held.ControlModifier, Action.FIND),
        (Key.Key_F6, Held.NoModifier, Action.NEXT_PANE),
    ],
)
def test_in_a_text_box_chords_act(
    window: Window, box: str, key: Qt.Key, held: Qt.KeyboardModifier, action: Action
) -> None:
    widget = getattr(window, box)
    widget.setFocus()
    QTest.keyClick(widget, key, held)
    assert window.seen == [action]


def test_a_text_box_keeps_tab_and_its_own_undo(window: Window) -> None:
    window.line.setFocus()
    QTest.keyClick(window.line, Key.Key_Z, Held.ControlModifier)
    QTest.keyClick(window.line, Key.Key_Tab)
    assert window.seen == []
    assert window.text.hasFocus()


def test_a_button_walked_to_keeps_space_and_a_clicked_one_does_not(window: Window) -> None:
    window.button.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(window.button, Key.Key_Space)
    assert window.seen == []
    window.pane.setFocus()
    QTest.mousePress(window.button, Qt.MouseButton.LeftButton, Held.NoModifier, QPoint(3, 3))
    QTest.mouseRelease(window.button, Qt.MouseButton.LeftButton, Held.NoModifier, QPoint(3, 3))
    QTest.keyClick(window.button, Key.Key_1)
    assert window.seen == [Action.ITEM_1]


def test_a_widget_keeps_its_own_keys_for_all_that_is_in_it(window: Window) -> None:
    inner = QPushButton("inner", window.pane)
    inner.show()
    QTest.keyClick(window.pane, Key.Key_Escape)
    window.pane.setProperty(OWN_KEYS, ["Esc", "Left"])
    inner.setFocus()
    for key in (Key.Key_Escape, Key.Key_Left, Key.Key_M):
        QTest.keyClick(inner, key)
    assert window.seen == [Action.DISMISS, Action.MARK]


def test_only_the_groups_of_the_screen_act(window: Window) -> None:
    window.keyboard.set_groups([KeyGroup.PLAYING])
    QTest.keyClick(window.pane, Key.Key_1)
    QTest.keyClick(window.pane, Key.Key_Tab)
    QTest.keyClick(window.pane, Key.Key_F1)
    assert window.seen == [Action.KEYS]


def test_an_idle_action_leaves_its_key_to_the_widget(window: Window) -> None:
    window.keyboard.set_idle([Action.DISMISS])
    QTest.keyClick(window.pane, Key.Key_Escape)
    assert window.seen == []


def test_remapped_keys_act_at_once(window: Window) -> None:
    window.keyboard.set_keymap(Keymap().with_changed(Action.MARK, plain="J").with_changed(Action.PLAY, plain=""))
    QTest.keyClick(window.pane, Key.Key_J)
    QTest.keyClick(window.pane, Key.Key_M)
    QTest.keyClick(window.pane, Key.Key_Space)
    assert window.seen == [Action.MARK]


def test_what_counts_as_a_text_box(qtbot: QtBot) -> None:
    box, spin, read_only = QComboBox(), QSpinBox(), QPlainTextEdit()
    for widget in (box, spin, read_only):
        qtbot.addWidget(widget)
    read_only.setReadOnly(True)
    assert not takes_text(box)
    box.setEditable(True)
    assert takes_text(box)
    assert takes_text(spin)
    assert not takes_text(read_only)
    assert not takes_text(None)
