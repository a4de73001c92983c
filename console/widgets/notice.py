"""What a place says when it has nothing to show: a picture, a line, a reason and perhaps one thing to do."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from console.widgets import theme
from console.widgets.label import Label
from console.widgets.theme import GRID

PICTURE_PIXELS = 32


class Notice(QWidget):
    """Empty, loading and error states, centred and quiet. `action_taken` when the button is pressed."""

    action_taken = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = "info"
        self._picture, self._line, self._reason = Label(self), Label(self), Label(self)
        self._reason.setWordWrap(True)
        self._reason.setProperty("kind", "muted")
        self._line.setWordWrap(True)
        self._button = QPushButton(self)
        self._button.clicked.connect(self.action_taken)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        column.setSpacing(GRID)
        column.addStretch(2)
        for label in (self._picture, self._line, self._reason):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        column.addSpacing(GRID)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        self.dress()

    def say(self, picture: str, line: str, reason: str = "", button: str = "") -> None:
        """Show `line` under an icon; `reason` and the `button` where given."""
        self._name = picture
        self._line.setText(line)
        self._reason.setText(reason)
        self._reason.setVisible(bool(reason))
        self._button.setText(button)
        self._button.setAccessibleName(button)
        self._button.setToolTip(button)
        self._button.setVisible(bool(button))
        self.setAccessibleName(" ".join(part for part in (line, reason) if part))
        self.dress()

    def dress(self) -> None:
        """Tint and size again."""
        ratio = self.devicePixelRatioF()
        self._picture.setPixmap(theme.pixmap(self._name, PICTURE_PIXELS, theme.current().muted_text, ratio=ratio))
        self._line.setFont(theme.font("strong"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_button"):
            self.dress()
        super().changeEvent(event)
