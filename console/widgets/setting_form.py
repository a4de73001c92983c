"""A form of settings: each field has its name before it and, where there is more to say, a hint below."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QWidget

from console.widgets.label import Label
from console.widgets.theme import GRID

LABEL_WIDTH, FIELD_WIDTH, WIDE = 140, 260, 420
"""Hints and long fields are wide."""


class SettingForm(QFormLayout):
    """Rows are added once; `say` names them, as often as the language changes."""

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[QWidget, tuple[Label, Label]] = {}
        self.setHorizontalSpacing(3 * GRID)
        self.setVerticalSpacing(GRID)
        self.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)

    def add_setting(self, field: QWidget, width: int = FIELD_WIDTH) -> None:
        """A row for `field`, so many pixels wide, and one for its hint."""
        field.setFixedWidth(width)
        label, hint = self._said[field] = Label(), Label()
        label.setBuddy(field)
        label.setMinimumWidth(LABEL_WIDTH)
        hint.setProperty("kind", "muted")
        hint.setWordWrap(True)
        hint.setFixedWidth(WIDE)
        hint.setContentsMargins(0, 0, 0, GRID)
        self.addRow(label, field)
        self.addRow("", hint)

    def say(self, field: QWidget, name: str, hint: str = "", *, locked: bool = False) -> None:
        """Name it, also to who does not see it; what is `locked` cannot be changed here."""
        label, below = self._said[field]
        field.setEnabled(not locked)
        label.setText(name)
        below.setText(hint)
        below.setVisible(bool(hint))
        field.setAccessibleName(name)
        field.setAccessibleDescription(hint)
        field.setToolTip(hint or name)
