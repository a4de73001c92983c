"""The two long text boxes of the sheet, notes and advice; undo in them is the sheet's."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from console.widgets import theme
from console.widgets.label import Label
from console.widgets.theme import GRID

LINES = 3


def asks_the_sheet(event: QKeyEvent, undo: SignalInstance, redo: SignalInstance) -> bool:
    """Whether it is a key of undo or redo, which in any box are the sheet's; Ctrl+Y is one on every system."""
    ctrl_y = event.key() == Qt.Key.Key_Y and event.modifiers() == Qt.KeyboardModifier.ControlModifier
    if event.matches(QKeySequence.StandardKey.Undo):
        undo.emit()
    elif ctrl_y or event.matches(QKeySequence.StandardKey.Redo):
        redo.emit()
    else:
        return False
    return True


class SheetText(QPlainTextEdit):
    """Plain text whose undo and redo belong to the sheet; Tab leaves it. `typed(text)` is the user's own edits."""

    typed = Signal(object)
    ended = Signal()
    undo_asked = Signal()
    redo_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self._setting = False
        self.textChanged.connect(self._changed)

    def sizeHint(self) -> QSize:
        """Three lines."""
        return QSize(200, LINES * self.fontMetrics().lineSpacing() + 3 * GRID)

    def show_text(self, text: str) -> None:
        """Show `text`, leaving the cursor alone where nothing changed."""
        if text == self.toPlainText():
            return
        self._setting = True
        at = self.textCursor().position()
        self.setPlainText(text)
        cursor = self.textCursor()
        cursor.setPosition(min(at, len(text.encode("utf-16-le")) // 2))
        self.setTextCursor(cursor)
        self._setting = False

    def _changed(self) -> None:
        if not self._setting:
            self.typed.emit(self.toPlainText())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Undo and redo go to the sheet."""
        if not asks_the_sheet(event, self.undo_asked, self.redo_asked):
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Typing has ended."""
        super().focusOutEvent(event)
        self.ended.emit()


class SheetTexts(QWidget):
    """Notes and advice, one under the other or side by side."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.notes, self.advice = SheetText(), SheetText()
        self._notes_label, self._advice_label = Label(), Label()
        self._boxes = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._boxes.setContentsMargins(GRID, GRID, GRID, GRID)
        self._boxes.setSpacing(GRID)
        for label, box in ((self._notes_label, self.notes), (self._advice_label, self.advice)):
            label.setBuddy(box)
            label.setProperty("kind", "muted")
            box.setFixedHeight(box.sizeHint().height())
            column = QVBoxLayout()
            column.setSpacing(GRID // 2)
            column.addWidget(label)
            column.addWidget(box)
            self._boxes.addLayout(column)
        self.retranslate()

    def set_way(self, way: QBoxLayout.Direction) -> None:
        """Side by side, or one under the other."""
        self._boxes.setDirection(way)
        for box in range(self._boxes.count()):
            self._boxes.setStretch(box, int(way is QBoxLayout.Direction.LeftToRight))

    def show_texts(self, notes: str, advice: str, *, editable: bool) -> None:
        """Show both."""
        self.notes.show_text(notes)
        self.advice.show_text(advice)
        self.notes.setReadOnly(not editable)
        self.advice.setReadOnly(not editable)

    def retranslate(self) -> None:
        """Say everything in the language in force."""
        for label, box, words, hint in (
            (self._notes_label, self.notes, self.tr("Detailed notes"), self.tr("What happened in this call")),
            (self._advice_label, self.advice, self.tr("Advice"), self.tr("What to do better, and how")),
        ):
            label.setFont(theme.font("strong"))
            label.setText(words)
            box.setAccessibleName(words)
            box.setPlaceholderText(hint)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
