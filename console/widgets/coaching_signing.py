"""The foot of a note: how the follow-up stands, sharing it, and the agent's own acknowledgement."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSignalBlocker
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from console.desk.coaching import CoachingDesk
from console.desk.coaching_lists import follow_up_name, lack_text
from console.desk.sentences import sentence_of
from console.desk.time_text import long_moment
from console.domain.coaching import FollowUp
from console.domain.faults import Fault
from console.widgets import theme
from console.widgets.label import Label
from console.widgets.theme import GRID


class CoachingSigning(QFrame):
    """Bound to a CoachingDesk; says inline what is still lacking and why a signature was refused.

    The agent signs at the coach's PC with number and PIN or password; signed on at an own one, with the latter alone.
    """

    def __init__(self, desk: CoachingDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self._desk = desk
        self._follow_label, self._follow = Label(self), QComboBox(self)
        self._follow_label.setBuddy(self._follow)
        self._follow_box = QWidget(self)
        box_row = QHBoxLayout(self._follow_box)
        box_row.setContentsMargins(0, 0, GRID, 0)
        box_row.setSpacing(GRID)
        box_row.addWidget(self._follow_label)
        box_row.addWidget(self._follow)
        self._state, self._share = Label(self), QPushButton(self)
        self._state.setWordWrap(True)
        self._share.setProperty("kind", "primary")
        self._sign_row = QWidget(self)
        self._number, self._pin, self._sign = QLineEdit(self), QLineEdit(self), QPushButton(self)
        self._pin.setEchoMode(QLineEdit.EchoMode.Password)
        self._wrong = Label(self)
        self._wrong.setProperty("kind", "danger")
        self._wrong.setWordWrap(True)
        self._lay_out()
        self._follow.activated.connect(self._set_follow_up)
        self._share.clicked.connect(desk.share)
        self._sign.clicked.connect(self._acknowledge)
        self._number.returnPressed.connect(self._pin.setFocus)
        self._pin.returnPressed.connect(self._acknowledge)
        for box in (self._number, self._pin):
            box.textChanged.connect(self._enable_sign)
        desk.acknowledge_refused.connect(self._show_refusal)
        desk.edited.connect(self.show_note)
        self.retranslate()

    def _lay_out(self) -> None:
        follow = QHBoxLayout()
        follow.setSpacing(GRID)
        follow.addWidget(self._follow_box)
        follow.addWidget(self._state, 1)
        follow.addWidget(self._share)
        signing = QHBoxLayout(self._sign_row)
        signing.setContentsMargins(0, 0, 0, 0)
        signing.setSpacing(GRID)
        for box in (self._number, self._pin):
            box.setFixedWidth(GRID * 22)
            signing.addWidget(box)
        signing.addWidget(self._sign)
        signing.addWidget(self._wrong, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID * 2, GRID + 4, GRID * 2, GRID + 4)
        column.setSpacing(GRID)
        column.addLayout(follow)
        column.addWidget(self._sign_row)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def retranslate(self) -> None:
        """Say everything again."""
        self._follow_label.setText(self.tr("Follow-up"))
        self._follow.setAccessibleName(self._follow_label.text())
        self._follow.setToolTip(self.tr("Where this stands after the talk"))
        with QSignalBlocker(self._follow):
            self._follow.clear()
            for state in FollowUp:
                self._follow.addItem(follow_up_name(state), state)
        self._share.setText(self.tr("Share with the agent"))
        self._share.setAccessibleName(self._share.text())
        self._share.setToolTip(self.tr("Show this note to the agent, who can then acknowledge it"))
        self._number.setPlaceholderText(self.tr("Agent's work number"))
        self._number.setToolTip(self.tr("The agent signs with their own number"))
        self._pin.setPlaceholderText(self._secret_name())
        self._pin.setToolTip(self.tr("{what}; Enter acknowledges").format(what=self._secret_name()))
        for box in (self._number, self._pin):
            box.setAccessibleName(box.placeholderText())
        self._sign.setText(self.tr("Acknowledge"))
        self._sign.setAccessibleName(self._sign.text())
        self._sign.setToolTip(self.tr("The agent has read this note (Enter)"))
        self.show_note()

    def _secret_name(self) -> str:
        if self._desk.reading:
            return self.tr("Your password") if self._desk.by_password else self.tr("Your PIN")
        return self.tr("Agent's password") if self._desk.by_password else self.tr("Agent's PIN")

    def _asks_for(self) -> str:
        """What a shared note waits for."""
        if self._desk.reading:
            if self._desk.by_password:
                return self.tr("When you have read this note, acknowledge it with your password.")
            return self.tr("When you have read this note, acknowledge it with your PIN.")
        if self._desk.by_password:
            return self.tr("Shared. The agent acknowledges here with their own number and password.")
        return self.tr("Shared. The agent acknowledges here with their own number and PIN.")

    def show_note(self) -> None:
        """Show how the note in hand stands."""
        note, reading = self._desk.note, self._desk.reading
        if note is None:
            return
        self._follow_box.setVisible(not reading)
        with QSignalBlocker(self._follow):
            self._follow.setCurrentIndex(self._follow.findData(note.follow_up))
        lacks = self._desk.lacks
        look = "muted"
        if note.acknowledged_at is not None:
            look = "good"
            said = self.tr("✓ Acknowledged by {name}, {when}").format(
                name=note.agent_name, when=long_moment(note.acknowledged_at)
            )
        elif note.shared:
            said = self._asks_for()
        elif lacks:
            said = self.tr("Before sharing: {what}").format(what=" · ".join(lack_text(lack) for lack in lacks))
        else:
            said = self.tr("Ready to share")
        self._state.setText(said)
        self._state.setProperty("kind", look)
        self._state.style().polish(self._state)
        self._state.setFont(theme.font("body"))
        self._share.setVisible(not note.shared and not reading)
        self._number.setVisible(not reading)
        if reading:
            self._number.setText(self._desk.own_number)
        self._share.setEnabled(not lacks)
        self._sign_row.setVisible(note.shared and note.acknowledged_at is None)
        self._enable_sign()

    def clear_secrets(self) -> None:
        """Forget what was typed to sign with: another note is in hand."""
        self._number.setText(self._desk.own_number if self._desk.reading else "")
        self._pin.clear()
        self._wrong.clear()

    def _enable_sign(self) -> None:
        self._sign.setEnabled(bool(self._number.text().strip() and self._pin.text()))

    def _set_follow_up(self) -> None:
        self._desk.set_follow_up(self._follow.currentData())

    def _acknowledge(self) -> None:
        if self._sign.isEnabled():
            self._wrong.clear()
            self._desk.acknowledge(self._number.text().strip(), self._pin.text())
            self._pin.clear()

    def _show_refusal(self, fault: Fault) -> None:
        self._wrong.setText(sentence_of(fault))
        self._pin.setFocus()
