"""Says over the room that it is the past, which moment of it, and leads back to now."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from console.desk.action_names import tip
from console.desk.floor_history_words import age_words, past_words
from console.desk.keymap import Keymap
from console.desk.keys import Action
from console.widgets import theme
from console.widgets.dressing import FollowsLook
from console.widgets.label import Label
from console.widgets.theme import GRID


class PastBand(FollowsLook, QFrame):
    """A band in the accent's colour, which nothing of now has. `back_asked` when somebody wants to see now again."""

    BUILT = "back"
    back_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("band")
        self._keymap = Keymap()
        self.clock, self.moment, self.age = Label(self), Label(self), Label(self)
        self.back = QPushButton(self)
        self.back.clicked.connect(self.back_asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, GRID // 2, GRID, GRID // 2)
        row.setSpacing(GRID)
        for label in (self.clock, self.moment, self.age):
            row.addWidget(label)
        row.addStretch(1)
        row.addWidget(self.back)
        self.retranslate()
        self.dress()

    def show_moment(self, at: datetime, age: timedelta) -> None:
        """Say the moment, and how long ago it was."""
        self.moment.setText(past_words(at))
        self.age.setText(age_words(age))

    def set_keymap(self, keymap: Keymap) -> None:
        """Name these keys from now on."""
        self._keymap = keymap
        self.retranslate()

    def retranslate(self) -> None:
        """Its own words in the language in force."""
        self.back.setText(self.tr("Back to now"))
        self.back.setToolTip(tip(Action.PAST_LEAVE, self._keymap, self.tr("See the room as it is now")))

    def dress(self) -> None:
        """Colours and faces anew."""
        look = theme.current()
        ground, ink = look.accent, look.accent_text
        self.setStyleSheet(
            f"#band {{ background: {ground.name()}; border-radius: 4px; }} QLabel {{ color: {ink.name()}; }}"
        )
        self.clock.setPixmap(theme.pixmap("clock", 16, ink, ratio=self.devicePixelRatioF()))
        self.moment.setFont(theme.font("heading", tabular=True))
        self.age.setFont(theme.font("body", tabular=True))
