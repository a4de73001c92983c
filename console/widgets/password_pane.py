"""Three boxes and a button: the own password, changed where the settings are."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from console.desk.password_change import PasswordChange
from console.desk.sentences import sentence_of
from console.domain.faults import Fault, FaultKind
from console.widgets import theme
from console.widgets.label import Label
from console.widgets.setting_form import SettingForm
from console.widgets.theme import GRID


class PasswordPane(QWidget):
    """Asks for the old password and twice for the new one; says what came of it beside the button."""

    def __init__(self, desk: PasswordChange, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._fault: Fault | None = None
        self._told = ""
        self._heading, self._answer = Label(self), Label(self)
        self._answer.setWordWrap(True)
        self.old, self.new, self.again = (QLineEdit(self) for _ in range(3))
        self.boxes = (self.old, self.new, self.again)
        self.change = QPushButton(self)
        self._form = SettingForm()
        for box in self.boxes:
            box.setEchoMode(QLineEdit.EchoMode.Password)
            self._form.add_setting(box)
            box.textChanged.connect(self._look)
            box.textEdited.connect(self._forget)
            box.returnPressed.connect(self._go)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.change)
        row.addWidget(self._answer, 1)
        self._form.addRow("", row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GRID, 0, 0)
        column.setSpacing(2 * GRID)
        column.addWidget(self._heading)
        column.addLayout(self._form)
        self.change.clicked.connect(self._go)
        desk.changed.connect(self._done)
        desk.refused.connect(self._refuse)
        desk.busy_changed.connect(self._look)
        self._look()
        self.retranslate()

    @Slot()
    def _go(self) -> None:
        """An empty box is gone to; what is not alike is said; else the server is asked."""
        empty = next((box for box in self.boxes if not box.text()), None)
        if empty is not None:
            empty.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.new.text() != self.again.text():
            self._told = "unlike"
            self._say()
            self.again.setFocus(Qt.FocusReason.OtherFocusReason)
            self.again.selectAll()
        else:
            self._forget()
            self._desk.change(self.old.text(), self.new.text())

    @Slot()
    def _done(self) -> None:
        for box in self.boxes:
            box.clear()
        self._told = "done"
        self._say()

    @Slot(object)
    def _refuse(self, fault: Fault) -> None:
        self._fault = fault
        self._say()
        box = self.old if fault.kind is FaultKind.WRONG_SIGN_ON else self.new
        box.setFocus(Qt.FocusReason.OtherFocusReason)
        box.selectAll()

    @Slot()
    def _forget(self) -> None:
        self._fault, self._told = None, ""
        self._say()

    @Slot()
    def _look(self) -> None:
        self.change.setEnabled(all(box.text() for box in self.boxes))

    def _say(self) -> None:
        if self._fault is not None and self._fault.kind is FaultKind.WRONG_SIGN_ON:
            words = self.tr("The present password is not right.")
        elif self._fault is not None:
            words = sentence_of(self._fault)
        else:
            words = {
                "unlike": self.tr("The two new passwords are not alike."),
                "done": self.tr("✓ The password is changed."),
            }.get(self._told, "")
        self._answer.setProperty("kind", "good" if self._told == "done" else "danger")
        self._answer.style().polish(self._answer)
        self._answer.setText(words)

    def retranslate(self) -> None:
        """Set every word."""
        self._heading.setText(self.tr("Your password"))
        self._heading.setFont(theme.font("heading"))
        names = (self.tr("Present password"), self.tr("New password"), self.tr("New password again"))
        for box, name in zip(self.boxes, names, strict=True):
            self._form.say(box, name)
        self.change.setText(self.tr("Change password"))
        self.change.setAccessibleName(self.change.text())
        self.change.setToolTip(self.tr("Use the new password from now on (Enter)"))
        self._say()

    def changeEvent(self, event: QEvent) -> None:
        """Follow language and theme."""
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.PaletteChange) and hasattr(self, "change"):
            self.retranslate()
        super().changeEvent(event)
