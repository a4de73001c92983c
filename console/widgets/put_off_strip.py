"""For how long and why an alert is put off, asked below the list itself."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from console.desk.floor_alerts import PUT_OFF_MINUTES
from console.widgets import theme
from console.widgets.keyboard import OWN_KEYS
from console.widgets.label import Label
from console.widgets.reason_line import ReasonLine
from console.widgets.theme import GRID

_KEYS = {Qt.Key.Key_1: 0, Qt.Key.Key_2: 1, Qt.Key.Key_3: 2}


class PutOffStrip(QFrame):
    """Hidden until `ask`. `given` carries minutes and reason; `dropped` when it was left (Esc).

    A key 1 to 3 chooses the minutes and goes on to the reason.
    """

    given = Signal(int, str)
    dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty(OWN_KEYS, ["Esc"])
        self.setProperty("kind", "card")
        self.title = Label(self)
        self.minutes = [QPushButton(self) for _ in PUT_OFF_MINUTES]
        self._group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(GRID // 2)
        for at, button in enumerate(self.minutes):
            button.setCheckable(True)
            self._group.addButton(button, at)
            row.addWidget(button)
        row.addStretch(1)
        self.reason = ReasonLine(self, stacked=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID, GRID, GRID, GRID)
        column.setSpacing(GRID)
        column.addWidget(self.title)
        column.addLayout(row)
        column.addWidget(self.reason)
        self._group.idClicked.connect(self._choose)
        self.reason.given.connect(self._give)
        self.reason.dropped.connect(self.drop)
        self.hide()
        self.retranslate()
        self.dress()

    def ask(self, who: str) -> None:
        """Open it for an alert of `who`."""
        self._who = who
        self.reason.close_line()
        self.reason.show()
        self.minutes[0].setChecked(True)
        self.retranslate()
        self.show()
        self.minutes[0].setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def drop(self) -> None:
        """Leave it."""
        if not self.isHidden():
            self.hide()
            self.dropped.emit()

    @Slot(int)
    def _choose(self, at: int) -> None:
        self.minutes[at].setChecked(True)
        self.reason.words.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _give(self, reason: str) -> None:
        self.hide()
        self.given.emit(PUT_OFF_MINUTES[self._group.checkedId()], reason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1 to 3 choose, arrows walk the minutes, Enter goes to the reason, Esc leaves it."""
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self.drop()
        elif key in _KEYS:
            self._choose(_KEYS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            for at, button in enumerate(self.minutes):
                if button.hasFocus():  # otherwise it comes from the reason, which has taken it already
                    self._choose(at)
                    break
        else:
            super().keyPressEvent(event)

    def retranslate(self) -> None:
        """All words in the language in force."""
        self.title.setText(self.tr("Put off {who}").format(who=getattr(self, "_who", "")))
        for at, (button, minutes) in enumerate(zip(self.minutes, PUT_OFF_MINUTES, strict=True)):
            button.setText(self.tr("%n min", "", minutes))
            button.setToolTip(self.tr("Say no more of it for so long ({key})").format(key=at + 1))
        self.reason.say(
            self.tr("Why it can wait"),
            self.tr("Put off"),
            self.tr("Say no more of it until then; everybody sees the reason (Enter)"),
        )

    def dress(self) -> None:
        """Faces anew."""
        self.title.setFont(theme.font("strong"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if hasattr(self, "reason"):
            if event.type() == QEvent.Type.LanguageChange:
                self.retranslate()
            elif event.type() == QEvent.Type.PaletteChange:
                self.dress()
        super().changeEvent(event)
