"""The line above the player: whose call this is, when, which queue and number; the customer's number is masked."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QSizePolicy, QToolButton, QWidget

from console.desk.call_words import description, times_of
from console.desk.reveal import Reveal
from console.desk.sentences import sentence_of
from console.desk.time_text import length_text, short_moment
from console.domain.calls import OWN_KEY, Call, CallRow, Direction, masked
from console.domain.faults import Fault
from console.widgets import theme
from console.widgets.label import Label
from console.widgets.theme import GRID


class CallHeader(QFrame):
    """Who, when, what. Seeing the number asks for a reason in the line itself. Lives in the GUI thread."""

    fault_happened = Signal(object)
    player_pull_asked = Signal()
    sheet_pull_asked = Signal()

    def __init__(self, reveal: Reveal, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reveal = reveal
        self._call: Call | None = None
        self._number = ""
        self._agent, self._facts, self._customer = Label(self), Label(self), Label(self)
        self._facts.setProperty("kind", "muted")
        self._facts.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._eye = QToolButton(self)
        self._eye.setCheckable(True)
        self._reason = QLineEdit(self)
        self._reason.setFixedWidth(28 * GRID)
        self._reason.setMaxLength(200)
        self._reason.hide()
        self._pull_player, self._pull_sheet = QToolButton(self), QToolButton(self)
        for button, asked in (
            (self._pull_player, self.player_pull_asked),
            (self._pull_sheet, self.sheet_pull_asked),
        ):
            button.setCheckable(True)
            button.clicked.connect(asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID, GRID // 2, GRID, 0)
        row.setSpacing(GRID)
        for widget in (self._agent, self._facts, self._customer, self._eye, self._reason):
            row.addWidget(widget, 1 if widget is self._facts else 0)
        row.addSpacing(GRID)
        row.addWidget(self._pull_player)
        row.addWidget(self._pull_sheet)
        self._eye.toggled.connect(self._open_reason)
        self._reason.returnPressed.connect(self._ask)
        reveal.shown.connect(self._show_number)
        reveal.hidden.connect(self._mask)
        reveal.refused.connect(self._refuse)
        self.dress()
        self.retranslate()

    def show_call(self, call: Call | None) -> None:
        """Show another call; None shows nothing."""
        self._call = call
        self._reveal.set_call(call)
        self.retranslate()

    @Slot(object)
    def show_player_out(self, out: bool) -> None:  # noqa: FBT001 - a Qt slot
        """Whether the player stands in a window of its own."""
        self._pull_player.setChecked(out)

    @Slot(object)
    def show_sheet_out(self, out: bool) -> None:  # noqa: FBT001 - a Qt slot
        """Whether the sheet stands in a window of its own."""
        self._pull_sheet.setChecked(out)

    @Slot(bool)
    def _open_reason(self, on: bool) -> None:  # noqa: FBT001 - a Qt slot
        if not on:
            self._reveal.hide_number()
            return
        self._reason.show()
        self._reason.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _ask(self) -> None:
        self._reveal.ask(self._reason.text())

    @Slot(object)
    def _show_number(self, number: str) -> None:
        self._number = number
        self._reason.clear()
        self._reason.hide()
        self._eye.setFocus(Qt.FocusReason.OtherFocusReason)
        self.retranslate()

    @Slot()
    def _mask(self) -> None:
        self._number = ""
        self._reason.clear()
        self._reason.hide()
        self._eye.setChecked(False)
        self.retranslate()

    @Slot(object)
    def _refuse(self, fault: Fault) -> None:
        self._reason.setToolTip(sentence_of(fault))
        self.fault_happened.emit(fault)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the reason."""
        if event.key() == Qt.Key.Key_Escape and self._reason.isVisible():
            self._mask()
        else:
            super().keyPressEvent(event)

    # looks and words

    def dress(self) -> None:
        """Set faces and pictures."""
        self._agent.setFont(theme.font("strong"))
        self._customer.setFont(theme.font("body", tabular=True))
        self._eye.setIcon(theme.icon("eye"))
        self._pull_player.setIcon(theme.icon("pull-out"))
        self._pull_sheet.setIcon(theme.icon("pull-out-sheet"))

    def retranslate(self) -> None:
        """Set every word."""
        call = self._call
        self._eye.setAccessibleName(self.tr("Show the customer's number"))
        self._eye.setToolTip(self.tr("Show the customer's number (a reason goes into the record)"))
        self._reason.setAccessibleName(self.tr("Reason for seeing the number"))
        self._reason.setPlaceholderText(self.tr("Reason, then Enter"))
        self._eye.setVisible(call is not None and bool(call.customer_number) and self._reveal.allowed)
        for button, words in (
            (self._pull_player, self.tr("Player in a window of its own")),
            (self._pull_sheet, self.tr("Sheet in a window of its own")),
        ):
            button.setAccessibleName(words)
            button.setToolTip(words)
        if call is None:
            for label in (self._agent, self._facts, self._customer):
                label.clear()
            return
        ways = {
            Direction.INBOUND: self.tr("Inbound"),
            Direction.OUTBOUND: self.tr("Outbound"),
            Direction.INTERNAL: self.tr("Internal"),
            Direction.UNKNOWN: "",
        }
        facts = (
            short_moment(call.started_at),
            length_text(call.duration_ms) if call.duration_ms else "",
            ways[call.direction],
            call.queue,
            call.call_number if not call.call_number.startswith(OWN_KEY) else "",
            *times_of(call),
        )
        self._agent.setText(" ".join(part for part in (call.agent_name, call.agent_number) if part))
        self._facts.setText(" · ".join(fact for fact in facts if fact))
        self._facts.setToolTip(description(CallRow(call)))
        self._customer.setText(self._number or masked(call.customer_number))
        self._customer.setAccessibleName(self.tr("Customer's number"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow language and look."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and hasattr(self, "_reason"):
            self.dress()
        super().changeEvent(event)
