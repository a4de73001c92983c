"""The first part of a seat's card: who sits there, what the agent does and since when."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.desk.floor import FloorModel
from console.desk.floor_seat import SeatNow
from console.desk.floor_words import help_word, limit_text, next_text, queues_text, state_line, who_text
from console.desk.time_text import length_text, seconds_clock
from console.widgets import theme
from console.widgets.label import Label
from console.widgets.theme import GRID


class SeatFacts(QWidget):
    """Shows a seat of a FloorModel and follows it; without one it says how to choose."""

    def __init__(self, model: FloorModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._floor = model
        self._seat: SeatNow | None = None
        self.who, self.place, self.state, self.more = (Label(self) for _ in range(4))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        for label in (self.who, self.place, self.state, self.more):
            label.setWordWrap(True)
            column.addWidget(label)
        self.place.setProperty("kind", "muted")
        model.shown.connect(self.say)
        self.dress()

    def show_seat(self, seat: SeatNow | None) -> None:
        """Follow `seat` from now on."""
        self._seat = seat
        self.say()

    @Slot()
    def say(self) -> None:
        """Say how the seat stands now."""
        seat = self._seat
        if seat is None:
            self.who.setText(self.tr("No seat chosen"))
            self.place.setText(self.tr("Click a seat, or go there with the arrow keys."))
            for label in (self.state, self.more):
                label.hide()
            return
        self.who.setText(who_text(seat))
        sitter = seat.place.sitter
        place = [sitter.team if sitter else "", seat.place.seat_name]
        self.place.setText(" · ".join(part for part in place if part))
        self._show(self.state, state_line(seat, seat.elapsed_ms(self._floor.now_s)))
        self._show(self.more, "\n".join(self._facts(seat)))

    def _facts(self, seat: SeatNow) -> list[str]:
        agent = seat.agent
        if agent is None:
            return []
        lines = [help_word() if agent.help else "", limit_text(seat.level), next_text(seat)]
        if seat.heard:
            since = seconds_clock(agent.since)
            lines.append(self.tr("Since {time}").format(time=since))
        if seat.limit_ms:
            lines.append(self.tr("Limit {length}").format(length=length_text(seat.limit_ms)))
        if agent.queue:
            lines.append(self.tr("Queue {name}").format(name=agent.queue))
        if agent.other_number:
            lines.append(self.tr("Other side {number}").format(number=agent.other_number))
        if agent.hold_ms:
            lines.append(self.tr("Held so far {length}").format(length=length_text(agent.hold_ms)))
        lines.append(queues_text(seat))
        return [line for line in lines if line]

    @staticmethod
    def _show(label: Label, text: str) -> None:
        label.setText(text)
        label.setVisible(bool(text))

    def dress(self) -> None:
        """Faces and words anew."""
        self.who.setFont(theme.font("heading"))
        self.state.setFont(theme.font("strong", tabular=True))
        self.say()

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        looks = (QEvent.Type.PaletteChange, QEvent.Type.LanguageChange)
        if event.type() in looks and hasattr(self, "more"):
            self.dress()
        super().changeEvent(event)
