"""Time kept at the desk: the day chosen, the rule book, the table, and one agent's day and month beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from console.desk.floor_desk import FloorDesk
from console.desk.rule_books import RuleBook
from console.desk.time_table import TimeTable
from console.domain.day_totals import AgentDay, DayTotals, totals_by_team
from console.domain.faults import Fault
from console.domain.month_kept import MonthKept
from console.domain.time_kept import Stretch

if TYPE_CHECKING:
    from console.store.store import Store

KEPT = "floor.rule_book"
REST_MS = 150
"""Whoever is chosen for so long is looked up."""
AGAIN_MS = 60_000
"""How often today is read anew while it is looked at."""


def this_day() -> date:
    """Today, by this PC."""
    return datetime.now().astimezone().date()


class Habits(Protocol):
    """What is needed of `desk.preferences`."""

    def kept(self, name: str, default: Any = None) -> Any:
        """What was kept under a name."""
        ...

    def keep(self, name: str, value: Any) -> None:
        """Keep a value under a name."""
        ...


class TimeState(StrEnum):
    """What there is to show."""

    LOADING = "loading"
    READY = "ready"
    EMPTY = "empty"
    FAILED = "failed"


@dataclass(frozen=True)
class AgentStory:
    """One agent's day state by state, and the month; None for somebody of whom the floor never heard."""

    agent_id: UUID
    stretches: Sequence[Stretch]
    month: MonthKept | None


class TimeDesk(QObject):
    """One day of the agents one may see. Lives in the GUI thread; reads in the database thread.

    `changed` tells of another day, state or table, `story_changed` of another agent's story (None while it is read).
    """

    changed = Signal()
    story_changed = Signal(object)

    def __init__(
        self,
        floor: FloorDesk,
        habits: Habits,
        parent: QObject | None = None,
        today: Callable[[], date] = this_day,
    ) -> None:
        super().__init__(parent)
        self._floor, self._habits, self._today = floor, habits, today
        known = {book.value: book for book in RuleBook}
        self.book = known.get(str(habits.kept(KEPT, "")), RuleBook.FIRST)
        self.day = today()
        self.table = TimeTable(self)
        self.state = TimeState.LOADING
        self.fault: Fault | None = None
        self.story: AgentStory | None = None
        self._totals: Mapping[str, DayTotals] = {}
        self._wanted: UUID | None = None
        self._turn = self._story_turn = 0
        self._looked_at = False
        self._resting = QTimer(self, singleShot=True, interval=REST_MS)
        self._resting.timeout.connect(self._read_story)
        self._again = QTimer(self, singleShot=True, interval=AGAIN_MS)
        self._again.timeout.connect(self.refresh)

    @property
    def is_today(self) -> bool:
        """Whether the day goes on."""
        return self.day == self._today()

    @property
    def last_day(self) -> date:
        """The last day there is anything of."""
        return self._today()

    def show_day(self, day: date) -> None:
        """Another day; one to come is today."""
        day = min(day, self._today())
        if day == self.day:
            return
        self.day = day
        self.state = TimeState.LOADING
        self._drop_story()
        self.refresh()

    def step(self, days: int) -> None:
        """So many days on, or back."""
        self.show_day(self.day + timedelta(days=days))

    def use_book(self, book: RuleBook) -> None:
        """Judge by another rule book, now and next time."""
        if book is self.book:
            return
        self.book = book
        self._habits.keep(KEPT, book.value)
        self.refresh()

    @property
    def totals(self) -> DayTotals:
        """What the agents shown come to together."""
        return self._totals.get(self.table.team, DayTotals())

    def show_team(self, team: str) -> None:
        """Only one team; all with an empty name."""
        self.table.show_team(team)
        self.changed.emit()

    def look(self, *, looked_at: bool) -> None:
        """Read now, and again every minute while it is looked at."""
        self._looked_at = looked_at
        if looked_at:
            self.refresh()
        else:
            self._again.stop()

    @Slot()
    def refresh(self) -> None:
        """Read the day anew; the rows shown stay until it is there."""
        self._turn += 1
        turn, day, rules = self._turn, self.day, self.book.rules
        self._again.stop()
        self.changed.emit()

        def read(store: Store) -> tuple[list[AgentDay], Mapping[str, DayTotals]]:
            days = store.time_kept.day(day, rules)
            return days, totals_by_team(days, rules)

        def take(found: tuple[list[AgentDay], Mapping[str, DayTotals]]) -> None:
            if turn == self._turn:
                days, self._totals = found
                self.fault = None
                self.state = TimeState.READY if days else TimeState.EMPTY
                self.table.show_days(days, rules)
                self._settle()
                if self._wanted is not None:
                    self._resting.start()

        def fail(fault: Fault) -> None:
            if turn == self._turn:
                self.fault, self.state = fault, TimeState.FAILED
                self._settle()

        self._floor.ask_database(read, take, fail)

    def _settle(self) -> None:
        if self._looked_at and self.is_today:
            self._again.start()
        self.changed.emit()

    # one agent

    def choose(self, agent_id: UUID | None) -> None:
        """Whose day and month to show, once somebody has been chosen for a moment."""
        if agent_id == self._wanted:
            return
        self._wanted = agent_id
        self._drop_story()
        if agent_id is None:
            self._resting.stop()
        else:
            self._resting.start()

    def _drop_story(self) -> None:
        self._story_turn += 1
        self.story = None
        self.story_changed.emit(None)

    @Slot()
    def _read_story(self) -> None:
        wanted = self._wanted
        if wanted is None:
            return
        self._story_turn += 1
        turn, day, rules = self._story_turn, self.day, self.book.rules

        def read(store: Store) -> AgentStory:
            keeping = store.time_kept
            month = keeping.month_of([wanted], day.replace(day=1), rules).get(wanted)
            return AgentStory(wanted, keeping.stretches(wanted, day), month)

        def take(story: AgentStory) -> None:
            if turn == self._story_turn:
                self.story = story
                self.story_changed.emit(story)

        self._floor.ask_database(read, take)
