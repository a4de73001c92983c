"""What is known of the agent at the chosen seat: today's figures and calls, the last scores, coaching that is open."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from datetime import time as clock_time
from enum import StrEnum
from statistics import fmean
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from console.desk.floor_desk import FloorDesk
from console.domain.calls import CallFilter, CallRow
from console.domain.coaching import FollowUp, Note
from console.domain.faults import Fault
from console.domain.people import Person
from console.domain.reports import LastScore
from console.domain.time_kept import DayKept

if TYPE_CHECKING:
    from console.store.store import Store

REST_MS = 150
"""A seat is looked up when it has been chosen for so long: who walks past reads nothing."""
FRESH_S = 60.0
"""What was read so lately is shown at once; while it is looked at it is read again after this."""
MOST_CALLS = 5
MEAN_OF = 5

_OPEN = (FollowUp.OPEN, FollowUp.ACTION_DUE)


@dataclass(frozen=True)
class SeatStory:
    """One agent, as far as the viewer may know. `more_calls` of today are not among `calls`, which are newest first."""

    agent_id: UUID
    today: date
    day: DayKept | None = None
    calls: Sequence[CallRow] = ()
    more_calls: int = 0
    scores: Sequence[LastScore] = ()
    notes: Sequence[Note] = ()

    @property
    def last_score(self) -> LastScore | None:
        """The newest score, whatever the call was chosen for."""
        return self.scores[0] if self.scores else None

    @property
    def judging(self) -> list[LastScore]:
        """The last scores that may judge the agent."""
        return [score for score in self.scores if score.drawn][:MEAN_OF]

    @property
    def mean(self) -> float | None:
        """Their mean points."""
        return fmean(score.points for score in self.judging) if self.judging else None

    @property
    def due(self) -> date | None:
        """When the first agreed action is due."""
        return min((note.action_due for note in self.notes if note.action_due), default=None)


class StoryState(StrEnum):
    """How far the story of the chosen seat has come."""

    NOBODY = "nobody"
    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"


class SeatStoryDesk(QObject):
    """Reads the story of the seat chosen last, one at a time. Lives in the GUI thread; reads in the database thread."""

    changed = Signal()

    def __init__(
        self, floor: FloorDesk, parent: QObject | None = None, now_s: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(parent)
        self._floor, self._now_s = floor, now_s
        self._wanted: UUID | None = None
        self._reading: UUID | None = None
        self._known: dict[UUID, tuple[float, SeatStory]] = {}
        self.state = StoryState.NOBODY
        self.story: SeatStory | None = None
        self.fault: Fault | None = None
        self._resting = QTimer(self, singleShot=True, interval=REST_MS)
        self._resting.timeout.connect(self._read)
        self._again = QTimer(self, singleShot=True, interval=round(FRESH_S * 1000))
        self._again.timeout.connect(self._read)

    def show_agent(self, agent_id: UUID | None) -> None:
        """Whose story is wanted from now on; nothing is told any more of who was wanted before."""
        if agent_id == self._wanted:
            return
        self._wanted = agent_id
        self._resting.stop()
        self._again.stop()
        self.fault = self.story = None
        self.state = StoryState.WAITING if agent_id else StoryState.NOBODY
        read_at_s, known = self._known.get(agent_id, (0.0, None)) if agent_id else (0.0, None)
        left_s = read_at_s + FRESH_S - self._now_s()
        if known is not None and left_s > 0:
            self.story, self.state = known, StoryState.READY
            self._again.start(round(left_s * 1000) + 1)
        elif agent_id is not None:
            self._resting.start()
        self.changed.emit()

    @Slot()
    def leave(self) -> None:
        """Nobody looks any more."""
        self.show_agent(None)

    @Slot()
    def refresh(self) -> None:
        """Read anew whatever is known: something of it was changed here."""
        self._known.clear()
        if self._wanted is not None:
            self._resting.start()

    @Slot()
    def _read(self) -> None:
        if self._reading is not None or self._wanted is None:
            return  # when the one under way has ended, the one wanted then is read
        wanted, viewer = self._wanted, self._floor.person
        self._reading = wanted
        self._floor.ask_database(lambda store: read_story(store, viewer, wanted), self._take, self._fail)

    def _take(self, story: SeatStory) -> None:
        self._reading = None
        now_s = self._now_s()
        self._known = {key: kept for key, kept in self._known.items() if now_s - kept[0] < FRESH_S}
        self._known[story.agent_id] = (now_s, story)
        if story.agent_id == self._wanted:
            self.story, self.state, self.fault = story, StoryState.READY, None
            self._again.start()
            self.changed.emit()
        elif not self._resting.isActive() and self.state is StoryState.WAITING:
            self._read()

    def _fail(self, fault: Fault) -> None:
        asked, self._reading = self._reading, None
        if asked == self._wanted:
            self.fault, self.state = fault, StoryState.FAILED
            self._again.start()
            self.changed.emit()
        elif not self._resting.isActive() and self.state is StoryState.WAITING:
            self._read()


def read_story(store: Store, viewer: Person, agent_id: UUID) -> SeatStory:
    """The story as of now; runs in the database thread. Faults of the store."""
    midnight = datetime.combine(datetime.now().astimezone().date(), clock_time()).astimezone()
    today = midnight.date()
    wanted = CallFilter(agent_id=agent_id, since=midnight)
    calls = store.calls.page(wanted, viewer, 0, MOST_CALLS)
    return SeatStory(
        agent_id,
        today,
        store.time_kept.day_of(agent_id, today, None),
        tuple(calls),
        store.calls.count(wanted, viewer) - len(calls) if len(calls) == MOST_CALLS else 0,
        tuple(store.reports.last_scores(agent_id, MEAN_OF)),
        tuple(note for note in store.coaching.list_notes(agent_id=agent_id) if note.follow_up in _OPEN),
    )
