"""Which alerts the last week brought and who answered them; what nobody answers leads to the limits of its team."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from console.desk.alert_words import tally_name, tally_text, tuning_text
from console.domain.alert_outcomes import Tally
from console.widgets import theme
from console.widgets.label import Label
from console.widgets.theme import GRID

SHOWN = 12
"""The ones that ask most for another limit come first; more would not be read."""


class TuningList(QScrollArea):
    """A line for each team, state and level. `team_asked` carries whose limits are wanted; not where they are set."""

    team_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None, *, leads: bool = True) -> None:
        super().__init__(parent)
        self._leads = leads
        self._tallies: Sequence[Tally] | None = None
        self.buttons: list[QPushButton] = []
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self._fill()

    def show_tallies(self, tallies: Sequence[Tally] | None) -> None:
        """Show these; None while nothing was counted."""
        if tallies != self._tallies:
            self._tallies = tallies
            self._fill()

    def _fill(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, GRID, 0)
        column.setSpacing(GRID)
        self.buttons = []
        for tally in (self._tallies or ())[:SHOWN]:
            column.addWidget(self._line(tally))
        if not self._tallies:
            waits = self.tr("Counting the last seven days")
            words = Label(
                waits if self._tallies is None else self.tr("No alert of the last seven days was answered or is over.")
            )
            words.setProperty("kind", "muted")
            column.addWidget(words)
        column.addStretch(1)
        before = self.takeWidget()
        if before is not None:  # not at once: Qt may be walking through all widgets just now
            before.deleteLater()
        self.setWidget(inside)
        self.setAccessibleName(self.tr("The last seven days by team, state and level"))

    def _line(self, tally: Tally) -> QWidget:
        line = QWidget()
        row, words = QHBoxLayout(line), QVBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(2)
        name, said = Label(tally_name(tally)), Label(tally_text(tally))
        name.setFont(theme.font("strong"))
        said.setProperty("kind", "muted")
        parts = [name, said]
        hint = tuning_text(tally)
        if hint:
            parts.append(Label(hint))
            parts[-1].setProperty("kind", "warn")
        for part in parts:
            part.setWordWrap(True)
            words.addWidget(part)
        row.addLayout(words, 1)
        if hint and self._leads:
            button = QPushButton(self.tr("Limits…"))
            button.setToolTip(self.tr("Set the limits of {team}").format(team=tally.team))
            button.setAccessibleName(self.tr("Set the limits of {team}").format(team=tally.team))
            button.setProperty("team", tally.team)
            button.clicked.connect(self._ask)
            self.buttons.append(button)
            row.addWidget(button)
        return line

    @Slot()
    def _ask(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton):
            self.team_asked.emit(str(button.property("team")))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "buttons"):
            self._fill()
        super().changeEvent(event)
