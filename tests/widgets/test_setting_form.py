"""A setting says its name and its hint to everybody, and one that was settled elsewhere is dim and says so."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from console.widgets.setting_form import SettingForm


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def shown(page: QWidget) -> list[str]:
    return [label.text() for label in page.findChildren(QLabel) if label.isVisible()]


def test_a_hint_is_there_while_there_is_something_to_say(page: QWidget) -> None:
    form, field = SettingForm(), QLineEdit(page)
    form.add_setting(field)
    page.setLayout(form)
    page.show()
    form.say(field, "&Address", "Empty: on this PC.")
    assert shown(page) == ["&Address", "Empty: on this PC."]
    assert (field.toolTip(), field.accessibleDescription()) == ("Empty: on this PC.", "Empty: on this PC.")
    form.say(field, "Address")
    assert shown(page) == ["Address"]
    assert (field.accessibleName(), field.toolTip(), field.accessibleDescription()) == ("Address", "Address", "")


def test_what_is_locked_is_dim_until_it_is_not(page: QWidget) -> None:
    form, field, other = SettingForm(), QLineEdit(page), QLineEdit(page)
    for one in (field, other):
        form.add_setting(one)
        form.say(one, "Address")
    page.setLayout(form)
    form.say(field, "Address", "Set by somebody.", locked=True)
    assert (field.isEnabled(), other.isEnabled()) == (False, True)
    form.say(field, "Address")
    assert field.isEnabled()
