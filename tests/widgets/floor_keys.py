"""A page of the floor with its keys, as the window gives them to it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from console.desk.key_defaults import FLOOR_GROUPS
from console.desk.keymap import Keymap
from console.desk.keys import Action, KeyGroup
from console.widgets.floor_pages import Performs
from console.widgets.keyboard import Keyboard


def with_keys(page: QWidget, group: KeyGroup) -> Keyboard:
    """Let the keys of `group` and of every page act on `page`; no message waits to be closed."""
    assert isinstance(page, Performs)
    keyboard = Keyboard(page, Keymap())
    keyboard.set_groups(FLOOR_GROUPS | {group})
    keyboard.set_idle((Action.DISMISS,))
    keyboard.action_triggered.connect(page.perform)
    return keyboard
