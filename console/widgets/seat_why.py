"""The part of a card that answers "why does it say that?": the decision, who told it and when, how old that is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from console.desk.action_names import tip
from console.desk.floor import FloorModel
from console.desk.floor_seat import SeatNow
from console.desk.floor_why_words import why_words
from console.desk.keymap import Keymap
from console.desk.keys import Action
from console.desk.time_text import length_text, seconds_clock
from console.widgets import theme
from console.widgets.label import Label
from console.widgets.theme import GRID

JUST_NOW_MS = 2000


class SeatWhy(QWidget):
    """A button and, once it is pressed, the answer, which follows the seat. It stays open from seat to seat."""

    def __init__(self, model: FloorModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._floor = model
        self._seat: SeatNow | None = None
        self._keymap = Keymap()
        self.button, self.answer = QToolButton(self), Label(self)
        self.button.setCheckable(True)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.answer.setWordWrap(True)
        self.answer.setProperty("kind", "muted")
        self.answer.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.answer)
        self.button.toggled.connect(self.say)
        model.shown.connect(self.say)
        self.dress()

    def set_keymap(self, keymap: Keymap) -> None:
        """Name these keys from now on."""
        self._keymap = keymap
        self.dress()

    def show_seat(self, seat: SeatNow | None) -> None:
        """Follow `seat` from now on."""
        self._seat = seat
        self.say()

    def toggle(self) -> bool:
        """Open or close the answer; False where there is nothing to ask about."""
        if self.isHidden():
            return False
        self.button.toggle()
        return True

    @Slot()
    def say(self) -> None:
        """Answer for how the seat stands now."""
        seat = self._seat
        agent = seat.agent if seat is not None else None
        asked = agent is not None and seat is not None and seat.heard
        self.setVisible(asked)
        opened = asked and self.button.isChecked()
        arrow = Qt.ArrowType.DownArrow if opened else Qt.ArrowType.RightArrow
        self.button.setArrowType(arrow)
        self.answer.setVisible(opened)
        if agent is None or not opened:
            return
        lines = [why_words(agent.why) or self.tr("The telephone system gave no reason.")]
        source, age_ms = self._floor.source_of(agent.agent_number)
        at = seconds_clock(agent.as_of)
        told = self.tr("Told by {gateway} at {time}") if source else self.tr("Told at {time}")
        lines.append(told.format(gateway=source, time=at))
        if age_ms is not None:
            ago = self.tr("Last word from there {age} ago").format(age=length_text(age_ms))
            lines.append(self.tr("Last word from there just now") if age_ms < JUST_NOW_MS else ago)
        text = "\n".join(lines)
        if text != self.answer.text():
            self.answer.setText(text)

    def dress(self) -> None:
        """Words and faces anew."""
        self.button.setText(self.tr("Why does it say that?"))
        self.button.setAccessibleName(self.button.text())
        why = self.tr("Why the floor shows this state, who told it and when")
        self.button.setToolTip(tip(Action.FLOOR_WHY, self._keymap, why))
        self.button.setFont(theme.font("small"))
        self.say()

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        looks = (QEvent.Type.PaletteChange, QEvent.Type.LanguageChange)
        if event.type() in looks and hasattr(self, "answer") and self.layout() is not None:
            self.dress()
        super().changeEvent(event)
