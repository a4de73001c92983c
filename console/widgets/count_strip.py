"""How many are in each state, each a button that dims the others."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QToolButton, QWidget

from console.desk.floor import FloorModel
from console.desk.floor_seat import FILL_OF
from console.desk.floor_words import floor_state_name
from console.domain.floor import LETTERS, AgentState, LimitLevel
from console.widgets import theme
from console.widgets.flow_layout import FlowLayout
from console.widgets.seat_face import Detail, FaceGeometry, draw_face, fill_look
from console.widgets.theme import GRID

SWATCH = 18


class CountStrip(QWidget):
    """Counts over a FloorModel. `states_chosen` carries the frozenset of states looked for; empty for all."""

    states_chosen = Signal(object)

    def __init__(self, model: FloorModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._floor = model
        row = FlowLayout(self, gap=GRID // 2)
        self.buttons = {state: QToolButton(self) for state in AgentState}
        for button in self.buttons.values():
            button.setCheckable(True)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setIconSize(QSize(SWATCH, SWATCH))
            button.toggled.connect(self._choose)
            row.addWidget(button)
        model.shown.connect(self.show_counts)
        self.dress()

    @property
    def states(self) -> frozenset[AgentState]:
        """The states looked for; none for all."""
        return frozenset(state for state, button in self.buttons.items() if button.isChecked())

    def choose_states(self, states: Iterable[AgentState]) -> None:
        """Look for these from now on."""
        wanted = frozenset(states)
        for state, button in self.buttons.items():
            button.setChecked(state in wanted)

    @Slot()
    def show_counts(self) -> None:
        """Say the counts."""
        for state, button in self.buttons.items():
            name = floor_state_name(state)
            text = f"{name} {self._floor.counts[state]}"
            if button.text() != text:
                button.setText(text)
                button.setAccessibleName(text)
                button.setToolTip(self.tr("Show who is {state}; the others are dimmed").format(state=name))

    def dress(self) -> None:
        """Swatches and words anew."""
        for state, button in self.buttons.items():
            button.setFont(theme.font("small", tabular=True))
            button.setIcon(QIcon(swatch(state, self.devicePixelRatioF())))
            button.setText("")
        self.show_counts()

    @Slot()
    def _choose(self) -> None:
        self.states_chosen.emit(self.states)

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        looks = (QEvent.Type.PaletteChange, QEvent.Type.LanguageChange)
        if event.type() in looks and hasattr(self, "buttons"):
            self.dress()
        super().changeEvent(event)


def swatch(state: AgentState, ratio: float) -> QPixmap:
    """A small face: fill, texture and letter."""
    picture = QPixmap(round(SWATCH * ratio), round(SWATCH * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    body, none = QRect(0, 0, SWATCH, SWATCH), QRect()
    look = fill_look(FILL_OF[state], theme.current())
    painter = QPainter(picture)
    draw_face(painter, FaceGeometry(Detail.LETTER, body, body, none, none, none), look, LimitLevel.NONE)
    painter.setFont(theme.font("small"))
    painter.setPen(look.ink)
    painter.drawText(body, Qt.AlignmentFlag.AlignCenter, LETTERS[state])
    painter.end()
    return picture
