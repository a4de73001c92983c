"""The last part of a seat's card: the agent's day in figures, the last score, open coaching, today's calls."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QGridLayout,
    QHBoxLayout,
    QListView,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from console.desk.coaching_lists import TwoLineList
from console.desk.floor_seat import SeatNow
from console.desk.seat_story import SeatStory, SeatStoryDesk, StoryState
from console.desk.seat_story_words import (
    call_lines,
    coaching_text,
    figures,
    is_overdue,
    mean_text,
    nothing_today,
    score_text,
)
from console.desk.sentences import sentence_of
from console.widgets import theme
from console.widgets.dressing import wear
from console.widgets.label import Label
from console.widgets.theme import GRID
from console.widgets.two_line_delegate import TwoLineDelegate

FIGURES = 6
MEANS = (1, 2, 3)
"""The figures that are means."""
IN_A_ROW = 3


class SeatStoryPart(QWidget):
    """Follows the seat it is given. `call_chosen` carries a CallRow: Enter or double click on one of today's calls.

    `all_calls_asked` carries the key of the agent whose calls are to be listed in Review.
    """

    call_chosen = Signal(object)
    all_calls_asked = Signal(object)

    def __init__(self, desk: SeatStoryDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.said, self.points, self.score, self.critical, self.mean, self.coaching, self.calls_title = (
            Label(self) for _ in range(7)
        )
        self.names = [Label(self) for _ in range(FIGURES)]
        self.values = [Label(self) for _ in range(FIGURES)]
        self._figures, self._scores = QWidget(self), QWidget(self)
        self._list = TwoLineList(self)
        self.calls = QListView(self)
        self.all_calls = QPushButton(self)
        self._lay_out()
        self._prepare_list()
        self.all_calls.clicked.connect(self._ask_all)
        desk.changed.connect(self.say)
        self.dress()
        self.say()

    def _lay_out(self) -> None:
        grid = QGridLayout(self._figures)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(0)
        for at, (name, value) in enumerate(zip(self.names, self.values, strict=True)):
            name.setProperty("kind", "muted")
            row = at // IN_A_ROW * 2
            grid.addWidget(value, row, at % IN_A_ROW)
            grid.addWidget(name, row + 1, at % IN_A_ROW)
            grid.setColumnStretch(at % IN_A_ROW, 1)
        self.critical.setContentsMargins(GRID - 2, 1, GRID - 2, 1)
        scores = QHBoxLayout(self._scores)
        scores.setContentsMargins(0, 0, 0, 0)
        scores.setSpacing(GRID)
        words = QVBoxLayout()
        words.setSpacing(0)
        first = QHBoxLayout()
        first.setSpacing(GRID)
        first.addWidget(self.score)
        first.addWidget(self.critical, 0, Qt.AlignmentFlag.AlignVCenter)
        first.addStretch(1)
        words.addLayout(first)
        words.addWidget(self.mean)
        scores.addWidget(self.points)
        scores.addLayout(words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        for part in (self.said, self._figures, self._scores, self.coaching, self.calls_title, self.calls):
            column.addWidget(part)
        column.addWidget(self.all_calls, 0, Qt.AlignmentFlag.AlignLeft)
        for label in (self.said, self.mean, self.coaching, self.calls_title):
            label.setWordWrap(True)
        for label in (self.said, self.mean, self.calls_title):
            label.setProperty("kind", "muted")
        self.all_calls.setProperty("kind", "quiet")

    def _prepare_list(self) -> None:
        calls = self.calls
        calls.setModel(self._list)
        calls.setItemDelegate(TwoLineDelegate(calls))
        calls.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        calls.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        calls.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        calls.setUniformItemSizes(True)
        calls.setMouseTracking(True)
        calls.activated.connect(self._choose)

    def show_seat(self, seat: SeatNow | None) -> None:
        """Follow `seat` from now on."""
        sitter = seat.place.sitter if seat is not None else None
        self.desk.show_agent(sitter.agent_id if sitter is not None else None)

    @Slot()
    def say(self) -> None:
        """Show how far the story has come."""
        desk, story = self.desk, self.desk.story
        self.setVisible(desk.state is not StoryState.NOBODY)
        if desk.state is StoryState.WAITING:
            self._say_only(self.tr("Looking up the day…"))
        elif desk.state is StoryState.FAILED:
            why = sentence_of(desk.fault) if desk.fault is not None else ""
            self._say_only(self.tr("The day cannot be looked up now. {why}").format(why=why).rstrip())
        elif story is not None:
            self._show(story)

    def _say_only(self, words: str) -> None:
        self.said.setText(words)
        self.said.show()
        for part in (self._figures, self._scores, self.coaching, self.calls_title, self.calls, self.all_calls):
            part.hide()

    def _show(self, story: SeatStory) -> None:
        nothing = nothing_today(story.day)
        self.said.setText(nothing)
        self.said.setVisible(bool(nothing))
        found = figures(story.day)
        for at, (name, value) in enumerate(found):
            self.names[at].setText(name)
            self.values[at].setText(value)
            self.values[at].setAccessibleName(f"{name} {value}")
            tip = self.tr("Mean of a call today") if at in MEANS else ""
            for label in (self.names[at], self.values[at]):
                label.setToolTip(tip)
        self._figures.setVisible(bool(found))
        self._show_scores(story)
        coaching = coaching_text(story)
        self.coaching.setText(coaching)
        self.coaching.setVisible(bool(coaching))
        kind = "warn" if is_overdue(story.due, story.today) else ""
        if self.coaching.property("kind") != kind:
            self.coaching.setProperty("kind", kind)
            self.coaching.style().polish(self.coaching)
        self._show_calls(story)

    def _show_scores(self, story: SeatStory) -> None:
        last = story.last_score
        self.points.setText("–" if last is None else str(last.points))
        self.points.setAccessibleName(self.tr("Last score {points}").format(points=self.points.text()))
        self.score.setText(score_text(story))
        self.critical.setVisible(last is not None and last.critical)
        mean = mean_text(story)
        self.mean.setText(mean)
        self.mean.setVisible(bool(mean))
        self._scores.show()

    def _show_calls(self, story: SeatStory) -> None:
        self._list.show_rows([call_lines(row) for row in story.calls])
        title = self.tr("Today's calls") if story.calls else self.tr("No recorded call today")
        if story.more_calls:
            title = self.tr("Today's calls, and {count} earlier").format(count=story.more_calls)
        self.calls_title.setText(title)
        self.calls_title.show()
        height = self.calls.sizeHintForRow(0) * len(story.calls) + 2 * self.calls.frameWidth()
        self.calls.setFixedHeight(max(0, height))
        self.calls.setVisible(bool(story.calls))
        self.all_calls.show()

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        self.call_chosen.emit(self._list.value(index))

    @Slot()
    def _ask_all(self) -> None:
        if self.desk.story is not None:
            self.all_calls_asked.emit(self.desk.story.agent_id)

    # looks

    def dress(self) -> None:
        """Words and faces anew."""
        look = theme.current()
        self.critical.setText(self.tr("Critical"))
        self.all_calls.setText(self.tr("All calls of this agent"))
        self.all_calls.setToolTip(self.tr("List the calls of this agent in Review"))
        self.calls.setAccessibleName(self.tr("Today's calls of this agent"))
        self.calls.setToolTip(self.tr("Enter opens the call in Review"))
        self.points.setFont(theme.font("title", tabular=True))
        for value in self.values:
            value.setFont(theme.font("strong", tabular=True))
        for small in (*self.names, self.mean, self.calls_title, self.critical):
            small.setFont(theme.font("small"))
        sheet = f"background: {look.danger_soft.name()}; color: {look.danger.name()}; border-radius: 4px;"
        wear(self.critical, sheet)

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        looks = (QEvent.Type.PaletteChange, QEvent.Type.LanguageChange)
        if event.type() in looks and hasattr(self, "all_calls") and self.layout() is not None:
            self.dress()
            self.say()
        super().changeEvent(event)
