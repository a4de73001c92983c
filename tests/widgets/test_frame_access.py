"""Every control of the frame has a name, a tooltip and a way to it by key, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from console.desk.background import Background
from console.desk.call_list import CallList, ListState
from console.desk.preferences import Preferences
from console.desk.sign_on import SignOn
from console.domain.people import Person, Right
from console.places import resources_folder
from console.widgets import language, theme
from console.widgets.call_list import CallListPane
from console.widgets.main_window import MainWindow
from console.widgets.settings_screen import PAGES, SettingsScreen
from console.widgets.sign_on import SignOnScreen
from tests.desk.many_calls import INSPECTOR, NOW, ManyCalls
from tests.requirements_met import missing

CONTROLS = (QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit)


class Centre(ManyCalls):
    def sign_on(self, number: str, password: str) -> Person:
        del number, password
        return INSPECTOR

    def list_people(self, role: object = None) -> list[Person]:
        return [INSPECTOR] if role is None else []


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    background = Background(qapp)
    preferences = Preferences(tmp_path / "settings.json")
    centre = Centre(50)
    made = MainWindow(preferences)
    qtbot.addWidget(made)
    model = CallList(background, centre, centre, made)
    made.set_sign_on(SignOnScreen(SignOn(background, centre, made), demo_password="demo"))
    made.add_screen("review", CallListPane(model, preferences.keymap, now=lambda: NOW), Right.SCORE)
    made.add_screen("settings", SettingsScreen(preferences), None)
    made.set_person(INSPECTOR)
    made.show()
    model.show_for(INSPECTOR)
    qtbot.waitUntil(lambda: model.state is ListState.READY)
    made.show_keys()
    yield made
    preferences.close()
    background.close()
    language.apply_language(qapp, "en")
    theme.apply_theme(qapp, "light")
    qapp.setStyleSheet("")


def controls(window: MainWindow) -> list[QWidget]:
    """What a user can act on; parts that Qt puts inside a control have no name of their own."""
    parents_with_parts = (QComboBox, QAbstractSpinBox, QAbstractItemView, QLineEdit)
    return [
        widget
        for widget in window.findChildren(QWidget)
        if isinstance(widget, CONTROLS) and not isinstance(widget.parent(), parents_with_parts)
        if "qt_" not in widget.objectName() and "Private" not in str(widget.parent().metaObject().className())
    ]


def test_names_and_tooltips(window: MainWindow) -> None:
    for control in (c for c in controls(window) if not c.isHidden()):
        named = control.accessibleName() or (isinstance(control, QAbstractButton) and control.text())
        assert named, (type(control).__name__, control.objectName(), control.parent())
        if not isinstance(control, QAbstractItemView) and control.isVisible():
            assert control.toolTip(), (type(control).__name__, named)
        assert control.focusPolicy() != Qt.FocusPolicy.NoFocus, named


def test_chinese_leaves_no_english_behind(window: MainWindow, qtbot: QtBot, qapp: QApplication) -> None:
    if not (resources_folder() / "i18n" / "deskside_zh_CN.qm").exists():
        missing("the built translations", "make translations")
    language.apply_language(qapp, "zh_CN")
    qtbot.waitUntil(lambda: window.windowTitle() == "席边")
    allowed = re.compile(r"English|demo|Enter|Ctrl|Alt|Shift|Esc|Backspace|Space|F\d|[A-Z]\b|\d+|%|[\W_]+")
    for widget in window.findChildren(QWidget):
        texts = [widget.toolTip(), widget.accessibleName()]
        if isinstance(widget, QLabel | QAbstractButton):
            texts.append(widget.text())
        if isinstance(widget, QComboBox):
            texts += [widget.itemText(row) for row in range(widget.count())]
        for text in texts:
            left = allowed.sub("", text)
            assert not re.search(r"[A-Za-z]{2,}", left), (type(widget).__name__, text)


@pytest.mark.parametrize("percent", [100, 150])
def test_nothing_is_cut_off_at_the_smallest_size(window: MainWindow, qapp: QApplication, percent: int) -> None:
    face = qapp.font()
    theme.apply_theme(qapp, "light")
    theme.apply_text_size(qapp, percent)
    window.resize(1366, 768)
    settings = window._screens["settings"][0]
    assert isinstance(settings, SettingsScreen)
    window.show_screen("settings")
    for code in ("en", "zh_CN"):
        language.apply_language(qapp, code)
        for page in PAGES:
            settings.show_page(page)
            qapp.processEvents()
            for button in settings.findChildren(QAbstractButton):
                if button.isVisible():
                    assert button.width() >= button.fontMetrics().horizontalAdvance(button.text()), button.text()
    assert window.width() == 1366
    qapp.setFont(face)
