"""Below a failed item: the agent's objection, what became of it, and the words to say so."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from console.desk.time_text import day_text
from console.domain.appeals import Appeal, Outcome
from console.widgets import theme
from console.widgets.label import Label
from console.widgets.reason_line import ReasonLine
from console.widgets.theme import GRID


class AppealLine(QWidget):
    """One item's appeal. `appealed` carries the agent's words; `settled` the Appeal, the Outcome and the answer."""

    appealed = Signal(object)
    settled = Signal(object, object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appeal: Appeal | None = None
        self._may_appeal = self._may_settle = False
        self._outcome = Outcome.OPEN
        self._sign, self.words = Label(self), Label(self)
        self.words.setWordWrap(True)
        self.ask, self.uphold, self.reject = (QPushButton(self) for _ in range(3))
        self.ask.setProperty("kind", "quiet")
        self.reason = ReasonLine(self, stacked=True)
        line = QHBoxLayout()
        line.setSpacing(GRID // 2)
        line.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.words, 1)
        for button in (self.uphold, self.reject):
            line.addWidget(button)
        begin = QHBoxLayout()
        begin.addWidget(self.ask)
        begin.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(line)
        column.addLayout(begin)
        column.addWidget(self.reason)
        self.ask.clicked.connect(self._begin)
        self.uphold.clicked.connect(self._begin_upholding)
        self.reject.clicked.connect(self._begin_rejecting)
        self.reason.given.connect(self._give)
        self.reason.dropped.connect(self._leave)
        self.retranslate()

    def show_appeal(self, appeal: Appeal | None, *, may_appeal: bool, may_settle: bool) -> None:
        """Show how it stands and what can be done; what is being written stays unless that has changed."""
        now = (appeal, may_appeal, may_settle)
        if now != (self._appeal, self._may_appeal, self._may_settle):
            self._appeal, self._may_appeal, self._may_settle = now
            self.reason.close_line()
            self.retranslate()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show and nothing to do."""
        return self._appeal is None and not self._may_appeal

    # doing

    def _begin(self) -> None:
        self._open(Outcome.OPEN)

    def _begin_upholding(self) -> None:
        self._open(Outcome.UPHELD)

    def _begin_rejecting(self) -> None:
        self._open(Outcome.REJECTED)

    def _open(self, outcome: Outcome) -> None:
        self._outcome = outcome
        self._say_what_for()
        self.reason.ask()
        self._show_buttons()

    def _say_what_for(self) -> None:
        answer = self.tr("Answer to the agent")
        if self._outcome is Outcome.OPEN:
            what, start = self.tr("Why should this item be looked at again?"), self.tr("Send the appeal")
            tip = self.tr("A manager decides; your words go into the record (Return)")
        elif self._outcome is Outcome.UPHELD:
            what, start = answer, self.tr("Uphold")
            tip = self.tr("The appeal is right; the score changes by a correction of the sheet (Return)")
        else:
            what, start, tip = answer, self.tr("Reject"), self.tr("The verdict stands (Return)")
        self.reason.say(what, start, tip)

    def _leave(self) -> None:
        self._show_buttons()
        (self.ask if self._appeal is None else self.uphold).setFocus()

    def _give(self, words: str) -> None:
        if self._appeal is None:
            self.appealed.emit(words)
        else:
            self.settled.emit(self._appeal, self._outcome, words)

    # showing

    def _show_buttons(self) -> None:
        asking = not self.reason.isHidden()
        waits = self._appeal is not None and self._appeal.outcome is Outcome.OPEN
        self.ask.setVisible(self._appeal is None and self._may_appeal and not asking)
        for button in (self.uphold, self.reject):
            button.setVisible(waits and self._may_settle and not asking)

    def _said(self, appeal: Appeal) -> tuple[str, str, str]:
        """The picture, the look and the words of an appeal."""
        day = day_text(appeal.made_at)
        objection = self.tr("Appealed by {name}, {day}: {words}").format(
            name=appeal.agent_name, day=day, words=appeal.words
        )
        if appeal.outcome is Outcome.OPEN:
            return "clock", "warn", objection
        if appeal.outcome is Outcome.UPHELD:
            answer = self.tr("Upheld by {name}: {words}")
        else:
            answer = self.tr("Rejected by {name}: {words}")
        answer = answer.format(name=appeal.settled_by_name, words=appeal.answer)
        upheld = appeal.outcome is Outcome.UPHELD
        return ("check" if upheld else "close"), ("good" if upheld else "muted"), f"{objection}\n{answer}"

    def retranslate(self) -> None:
        """Say everything in the language in force."""
        self.ask.setText(self.tr("Appeal this item…"))
        self.ask.setToolTip(self.tr("Say why this item should be looked at again"))
        self.uphold.setText(self.tr("Uphold…"))
        self.uphold.setToolTip(self.tr("Agree with the agent, with an answer"))
        self.reject.setText(self.tr("Reject…"))
        self.reject.setToolTip(self.tr("Let the verdict stand, with an answer"))
        for button in (self.ask, self.uphold, self.reject):
            button.setAccessibleName(button.text())
        self._say_what_for()
        self._show_buttons()
        appeal = self._appeal
        self._sign.setVisible(appeal is not None)
        self.words.setVisible(appeal is not None)
        if appeal is not None:
            picture, look, words = self._said(appeal)
            tint = {"good": theme.current().good, "warn": theme.current().warn}.get(look, theme.current().muted_text)
            self._sign.setPixmap(theme.pixmap(picture, 16, tint, ratio=self.devicePixelRatioF()))
            self.words.setText(words)
            self.words.setAccessibleName(words)
            self.words.setFont(theme.font("small"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow language and theme."""
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.PaletteChange) and hasattr(self, "reason"):
            self.retranslate()
        super().changeEvent(event)
