"""Asks once before a dangerous deed: what it does, to whom, and what it needs; Enter does it, Esc leaves it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from console.desk.deed_words import deed_effect, deed_name, question
from console.desk.floor_words import reason_name
from console.domain.floor import NEEDS_CALL, AgentNow, AwayReason, FloorAction, Offer, can_be_a_phone
from console.widgets import theme
from console.widgets.dressing import FollowsLook
from console.widgets.flow_layout import FlowLayout
from console.widgets.keyboard import OWN_KEYS
from console.widgets.label import Label
from console.widgets.theme import GRID

LONGEST_WHY = 200
LONGEST_PHONE = 40


@dataclass(frozen=True)
class Answer:
    """What was decided: the call that was meant when it was asked, and what the deed needed."""

    number: str
    action: FloorAction
    reason: str
    to_phone: str
    call_key: str


class DeedQuestion(FollowsLook, QFrame):
    """Hidden until `ask`. `answered` carries an Answer, `dropped` when it was left."""

    BUILT = "back"
    answered = Signal(object)
    dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty(OWN_KEYS, ["Esc"])
        self.setObjectName("question")
        self._action: FloorAction | None = None
        self._number = self._name = ""
        self._now: AgentNow | None = None
        self._offer = Offer.NOW
        self.text, self.effect, self._phone_name = Label(self), Label(self), Label(self)
        for label in (self.text, self.effect):
            label.setWordWrap(True)
        for label in (self.effect, self._phone_name):
            label.setProperty("kind", "muted")
        self.phone, self.why = QLineEdit(self), QLineEdit(self)
        self.phone.setMaxLength(LONGEST_PHONE)
        self.why.setMaxLength(LONGEST_WHY)
        self.phone.textChanged.connect(self._look)
        for line in (self.phone, self.why):
            line.returnPressed.connect(self._go)
        self.reasons = {reason: QPushButton(self) for reason in AwayReason}
        self._reasons = QWidget(self)
        flow = FlowLayout(self._reasons)
        for button in self.reasons.values():
            flow.addWidget(button)
            button.clicked.connect(self._choose)
        self.confirm, self.back = QPushButton(self), QPushButton(self)
        self.confirm.setProperty("kind", "primary")
        self.back.setProperty("kind", "quiet")
        self.confirm.clicked.connect(self._go)
        self.back.clicked.connect(self.drop)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.back)
        buttons.addWidget(self.confirm)
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID, GRID, GRID, GRID)
        column.setSpacing(GRID // 2)
        for part in (self.text, self.effect, self._phone_name, self.phone, self._reasons, self.why):
            column.addWidget(part)
        column.addLayout(buttons)
        self.hide()
        self.dress()

    @property
    def action(self) -> FloorAction | None:
        """What is asked about; None while nothing is."""
        return self._action

    def ask(
        self, action: FloorAction, number: str, name: str, now: AgentNow | None, offer: Offer, phone: str = ""
    ) -> None:
        """Put the question and take the keys."""
        self._action, self._number, self._name, self._now, self._offer = action, number, name, now, offer
        away, over = action is FloorAction.SET_AWAY, action is FloorAction.TAKE_OVER
        self._reasons.setVisible(away)
        self.confirm.setVisible(not away)
        for part in (self._phone_name, self.phone):
            part.setVisible(over)
        self.why.setVisible(action in (FloorAction.SIGN_OFF, FloorAction.END_CALL, FloorAction.TAKE_OVER))
        self.why.clear()
        self.phone.setText(phone)
        self._look()
        self.retranslate()
        self.show()
        if away:
            self.reasons[AwayReason.REST].setFocus(Qt.FocusReason.OtherFocusReason)
        elif over:
            self.phone.setFocus(Qt.FocusReason.OtherFocusReason)
            self.phone.selectAll()
        else:
            self.confirm.setFocus(Qt.FocusReason.OtherFocusReason)

    def follow(self, now: AgentNow | None, offer: Offer) -> bool:
        """The agent has come further: whether the question still means what it meant."""
        if self._action is None:
            return True
        same_call = self._action not in NEEDS_CALL or (now is not None and now.call_key == self._call_key)
        if not offer.open or not same_call:
            return False
        self._offer = offer
        self._now = now if same_call else self._now
        self._say()
        return True

    @property
    def _call_key(self) -> str:
        return self._now.call_key if self._now is not None else ""

    @Slot()
    def drop(self) -> None:
        """Leave it."""
        if self._action is not None:
            self._action = None
            self.hide()
            self.dropped.emit()

    @Slot()
    def _look(self) -> None:
        self.confirm.setEnabled(self._action is not FloorAction.TAKE_OVER or can_be_a_phone(self.phone.text().strip()))

    @Slot()
    def _choose(self) -> None:
        for reason, button in self.reasons.items():
            if button is self.sender():
                self._give(reason.value)

    @Slot()
    def _go(self) -> None:
        if self.confirm.isEnabled() and self.confirm.isVisible():
            self._give(self.why.text().strip() if not self.why.isHidden() else "")

    def _give(self, reason: str) -> None:
        if self._action is None:
            return
        phone = self.phone.text().strip() if self._action is FloorAction.TAKE_OVER else ""
        answer = Answer(self._number, self._action, reason, phone, self._call_key)
        self._action = None
        self.hide()
        self.answered.emit(answer)

    def _say(self) -> None:
        if self._action is not None:
            said = question(self._action, self._name, self._now, self._offer)
            self.text.setText(said)
            self.effect.setText(deed_effect(self._action))
            self.setAccessibleName(said)

    def retranslate(self) -> None:
        """Everything in the language in force."""
        self._say()
        for at, (reason, button) in enumerate(self.reasons.items(), 1):
            name = reason_name(reason.value)
            button.setText(self.tr("{key} {reason}").format(key=at, reason=name))
            button.setToolTip(self.tr("For this reason ({key})").format(key=at))
            button.setAccessibleName(name)
        self._phone_name.setText(self.tr("To this phone:"))
        self.phone.setAccessibleName(self.tr("The phone that gets the customer"))
        self.why.setPlaceholderText(self.tr("Why? (optional)"))
        self.why.setAccessibleName(self.tr("Why; it is kept in the record"))
        self.why.setToolTip(self.tr("Why; it is kept in the record"))
        if self._action is not None:
            self.confirm.setText(deed_name(self._action))
        self.confirm.setToolTip(self.tr("Do it now (Enter)"))
        self.back.setText(self.tr("Leave it"))
        self.back.setToolTip(self.tr("Nothing is done (Esc)"))

    def dress(self) -> None:
        """Faces and colours anew."""
        look = theme.current()
        self.text.setFont(theme.font("strong"))
        for label in (self.effect, self._phone_name):
            label.setFont(theme.font("small"))
        self.setStyleSheet(
            f"#question {{ background: {look.warn_soft.name()}; border: 1px solid {look.warn.name()};"
            " border-radius: 6px; }"
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves it, Enter presses what has the focus, 1 to 5 is a reason, Up and Down walk."""
        focused = self.focusWidget()
        at = event.key() - Qt.Key.Key_1
        if event.key() == Qt.Key.Key_Escape:
            self.drop()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            if isinstance(focused, QPushButton) and not event.isAutoRepeat():
                focused.click()
        elif not self._reasons.isHidden() and 0 <= at < len(self.reasons) and not event.isAutoRepeat():
            self._give(list(self.reasons)[at].value)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)
