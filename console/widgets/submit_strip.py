"""The question before a submission, in the sheet itself: what is not scored, what was judged unheard."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from console.domain.forms import Form
from console.domain.sheet import SubmitCheck
from console.widgets import theme
from console.widgets.flow_layout import FlowLayout
from console.widgets.keyboard import OWN_KEYS
from console.widgets.label import Label
from console.widgets.language import current_language
from console.widgets.theme import GRID


class _Question(QWidget):
    """One kind of doubt: a sentence, then a button for each item it is about."""

    gone_to = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sentence = Label()
        self.sentence.setWordWrap(True)
        self._buttons = FlowLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        column.addWidget(self.sentence)
        column.addLayout(self._buttons)

    def ask(self, form: Form, keys: Sequence[str], sentence: str, tip: str) -> None:
        """Show `sentence` and a button for each of `keys`; nothing at all for none."""
        self.setVisible(bool(keys))
        self.sentence.setText(sentence)
        while (old := self._buttons.takeAt(0)) is not None:
            if (widget := old.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for key in keys:
            item = form.item(key)
            words = f"{item.number} {item.text[current_language()]}"
            button = QPushButton(str(item.number) if len(keys) > 3 else words)
            button.setAccessibleName(tip.format(item=words))
            button.setToolTip(tip.format(item=words))
            button.setProperty("item", key)
            button.setFont(theme.font("small"))
            button.setStyleSheet("QPushButton { padding: 1px 8px; min-height: 18px; }")
            button.clicked.connect(self._go)
            self._buttons.addWidget(button)
            button.show()
        self._buttons.invalidate()

    def _go(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton):
            self.gone_to.emit(button.property("item"))


class SubmitStrip(QFrame):
    """Shown while something is open; never a box of its own. Nothing is refused: it can always be confirmed."""

    gone_to = Signal(object)
    confirmed = Signal()
    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty(OWN_KEYS, ["Esc"])
        self.setProperty("kind", "card")
        self._form: Form | None = None
        self._check: SubmitCheck | None = None
        self.unscored = _Question()
        self.unheard = _Question()
        self.clean = Label()
        for question in (self.unscored, self.unheard):
            question.gone_to.connect(self.gone_to)
        self.confirm = QPushButton()
        self.back = QPushButton()
        self.back.setProperty("kind", "quiet")
        self.confirm.clicked.connect(self.confirmed)
        self.back.clicked.connect(self.dismiss)
        self._questions = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._questions.setSpacing(GRID)
        for question in (self.unscored, self.unheard):
            self._questions.addWidget(question, 1, Qt.AlignmentFlag.AlignTop)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self.back)
        buttons.addWidget(self.confirm)
        self._whole = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._whole.setContentsMargins(GRID + 4, GRID, GRID, GRID)
        self._whole.setSpacing(GRID)
        self._whole.addWidget(self.clean)
        self._whole.addLayout(self._questions, 1)
        self._whole.addLayout(buttons)
        self.hide()

    def set_wide(self, *, on: bool) -> None:
        """Everything in one row, or one thing under the other."""
        way = QBoxLayout.Direction.LeftToRight if on else QBoxLayout.Direction.TopToBottom
        self._questions.setDirection(way)
        self._questions.setSpacing(3 * GRID if on else GRID)
        self._whole.setDirection(way)

    def ask(self, form: Form, check: SubmitCheck) -> None:
        """Show the questions of `check` and take the focus, so that Return confirms and Escape goes back."""
        self.show_check(form, check)
        self.show()
        self.confirm.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_check(self, form: Form, check: SubmitCheck) -> None:
        """Follow the sheet while the strip is up."""
        self._form, self._check = form, check
        self.retranslate()

    def dismiss(self) -> None:
        """Go back to scoring."""
        if not self.isHidden():
            self.hide()
            self.dismissed.emit()

    def retranslate(self) -> None:
        """Say everything in the language in force."""
        self.back.setText(self.tr("Go on scoring"))
        self.back.setToolTip(self.tr("Back to the sheet (Esc)"))
        if self._form is None or self._check is None:
            return
        check = self._check
        self.confirm.setText(self.tr("Submit") if check.clean else self.tr("Submit anyway"))
        self.confirm.setToolTip(self.tr("Submit the sheet as it is (Return)"))
        self.clean.setText(self.tr("Everything is scored and heard."))
        self.clean.setVisible(check.clean)
        self.unscored.ask(
            self._form,
            check.unscored,
            self.tr("%n not scored; they will not deduct:", "", len(check.unscored)),
            self.tr("Go to {item}"),
        )
        self.unheard.ask(
            self._form,
            check.unheard,
            self.tr("%n judged on seconds you have not heard:", "", len(check.unheard)),
            self.tr("Go to {item} and hear it"),
        )
        self.setAccessibleName(self.tr("Before you submit"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back; Return presses the button in focus; Up and Down walk the buttons."""
        focused = self.focusWidget()
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            if isinstance(focused, QPushButton) and not event.isAutoRepeat():
                focused.click()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
