"""One agent's day and month below the table of time kept: a lane of states, what is pointed at, the month in a line."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from console.desk.time_desk import AgentStory
from console.desk.time_words import month_text
from console.domain.attendance import AttendanceRules
from console.domain.day_totals import AgentDay
from console.widgets import theme
from console.widgets.kept_lane import KeptLane
from console.widgets.label import Label
from console.widgets.theme import GRID


class KeptDay(QFrame):
    """Shows whose day it is at once, and the rest when it has been read."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self._shown: tuple[AgentDay | None, AgentStory | None, AttendanceRules | None] = (None, None, None)
        self.who, self.pointed, self.month = Label(self), Label(self), Label(self)
        self.lane = KeptLane(self)
        head = QHBoxLayout()
        head.setSpacing(2 * GRID)
        head.addWidget(self.who)
        head.addWidget(self.pointed, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        column.setSpacing(GRID // 2)
        column.addLayout(head)
        column.addWidget(self.lane)
        column.addWidget(self.month)
        self.month.setWordWrap(True)
        self.lane.pointed.connect(self.pointed.setText)
        self.dress()

    def show_day(self, row: AgentDay | None, story: AgentStory | None, rules: AttendanceRules | None) -> None:
        """Show the agent of `row` and, when it is there, the story; the month is judged by `rules`."""
        self._shown = (row, story, rules)
        self.who.setText(f"{row.name} {row.number}" if row else self.tr("Choose an agent to see the day"))
        self.lane.show_stretches(story.stretches if story else ())
        self.lane.setEnabled(bool(story and story.stretches))
        self.month.setText((month_text(story.month, rules) if story and story.month else "") or " ")

    def dress(self) -> None:
        """Words and faces anew."""
        self.who.setFont(theme.font("strong"))
        self.pointed.setFont(theme.font("body", tabular=True))
        self.lane.setAccessibleName(self.tr("The day of the chosen agent"))
        self.lane.setToolTip(self.tr("Left and Right go from state to state"))
        self.show_day(*self._shown)

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        looks = (QEvent.Type.PaletteChange, QEvent.Type.LanguageChange)
        if event.type() in looks and hasattr(self, "lane") and self.layout() is not None:
            self.dress()
        super().changeEvent(event)
