"""The last 24 hours of a room like a recording: read once, then gone through without the database."""

from __future__ import annotations

import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from console.desk.floor import FloorModel
from console.desk.floor_day import Day
from console.desk.floor_desk import FloorDesk
from console.desk.floor_marks import FloorMarks
from console.desk.floor_reading import DayReading
from console.domain.events import LinkState
from console.domain.floor import AgentNow, SourceClock, unknown
from console.domain.floor_past import Moment, agent_then
from console.domain.floor_plan import Room
from console.domain.floor_track import Span, Stood, moment_of, us_of

SPAN = timedelta(hours=24)
PACES = (1, 2, 5, 10, 30, 60)
FRAME_MS = 100
LIVE_MS = 1000
GROW_EVERY_S = 10
"""Counts and moments are reckoned so often; states are there at once."""

_SECOND_US = 1_000_000
_PLAYED_ON_US = 300 * _SECOND_US
"""A step this long goes on from what was shown: only who changed is shown anew."""


def utc_now() -> datetime:
    """The moment it is, with zone."""
    return datetime.now(UTC)


class FloorHistory(QObject):
    """One room's past over a FloorDesk. GUI thread.

    `model` shows the room as it was at `position`: times in a state and limits as of then, by the limits in force now;
    people sit where they sit now. `moved` follows every change of position, `played` of playing and pace, `grown` of
    what there is to see of the day. `reading` tells how far it is read.
    """

    moved = Signal()
    played = Signal()
    grown = Signal()

    def __init__(
        self,
        desk: FloorDesk,
        parent: QObject | None = None,
        now_s: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        super().__init__(parent)
        self._desk, self._now_s, self._now = desk, now_s, now
        self.reading = DayReading(desk, self)
        self.marks = FloorMarks(desk, self)
        self.pace = 1
        self._zero_us = self._position_us = us_of(self._edge())
        self.model = FloorModel(self._past_s, self)
        self._room_id: UUID | None = None
        self.day = Day(self._zero_us, self._zero_us, {}, {})
        """What was read."""
        self._numbers: dict[UUID, str] = {}
        self._keys: dict[str, UUID] = {}
        self._missed = False
        self._grown_us = 0
        self._shown_s = 0.0
        self._frame = QTimer(self, interval=FRAME_MS)
        self._frame.timeout.connect(self._play_on)
        self._live = QTimer(self, interval=LIVE_MS)
        self._live.timeout.connect(self.keep_up)
        self.reading.read.connect(self._use)
        desk.plan_changed.connect(self._take_plan)
        desk.heard.connect(self._hear)
        desk.link_changed.connect(self._watch_link)
        self._lay_out()

    # reading

    @property
    def ready(self) -> bool:
        """Whether the day was read once; from then on there is something to go through."""
        return self._live.isActive()

    @Slot()
    def load(self) -> None:
        """Read the last 24 hours; what was read before is shown until then."""
        end = self._edge()
        self.reading.begin(end - SPAN, end)
        self.marks.read(end - SPAN)

    @Slot(object)
    def _use(self, day: Day) -> None:
        first = not self.ready
        self.day = day
        self._live.start()
        self._keep(tuple(self._desk.agents.values()))
        self._vouch()
        self._show(us_of(self._edge()) if first else self._position_us, whole=True)
        self.reckon()

    # keeping up

    def _edge(self) -> datetime:
        """What the telephone systems' clocks show now; the PC's own where there is none."""
        desk = self._desk
        numbers = {gateway: number for number, gateway in desk.gateway_of.items()}
        shown = [at for name in desk.gateways if (at := desk.source_at(numbers.get(name, ""))) is not None]
        return max(shown, default=self._now())

    @Slot(object)
    def _hear(self, agents: Sequence[AgentNow]) -> None:
        if self._missed and self.ready:  # the floor is told whole now, with its gateways' last signs of life
            self._missed = False
            self.load()
        if self.ready:
            self._keep(agents)

    def _keep(self, agents: Sequence[AgentNow]) -> None:
        past, gateway_of = self.day.past, self._desk.gateway_of
        for agent in agents:
            key = self._keys.get(agent.agent_number)
            if key is not None:
                past.add_now(key, agent)
                past.belong(key, gateway_of.get(agent.agent_number, ""))

    @Slot()
    def keep_up(self) -> None:
        """Another second of the day."""
        self._vouch()
        edge_us = us_of(self._edge())
        if edge_us - self._grown_us >= GROW_EVERY_S * _SECOND_US:
            self.reckon()
        old = edge_us - self.day.begin_us > 2 * SPAN / timedelta(microseconds=1)  # the day before is let go
        if old or self._desk.gateways.keys() - self.day.heard.keys():  # whose silence is not reckoned yet
            self.load()

    def _vouch(self) -> None:
        for gateway in self._desk.gateways.values():
            self.day.past.hear(gateway.name, gateway.as_of)

    @Slot()
    def reckon(self) -> None:
        """Counts and moments up to now."""
        self._grown_us = us_of(self._edge())
        self.day.grow(self._grown_us)
        self.grown.emit()

    @Slot(object)
    def _watch_link(self, state: LinkState) -> None:
        """What came while nobody listened is in the database."""
        if state is LinkState.LOST:
            self._missed = True

    # the room

    @Slot()
    def _take_plan(self) -> None:
        known = self._keys
        self._lay_out()
        if self.ready and (self._keys != known or self._desk.limits != self.day.limits):
            self.load()
        elif self.ready:
            self._show(self._position_us)

    def show_room(self, room_id: UUID | None) -> None:
        """Show that room from now on; None for the first one there is."""
        self._room_id = room_id
        self._lay_out()
        self._show(self._position_us)

    @property
    def room(self) -> Room | None:
        """What is shown; None while there is no room."""
        rooms = self._desk.rooms
        return next((room for room in rooms if room.id == self._room_id), rooms[0] if rooms else None)

    @property
    def rooms(self) -> Sequence[Room]:
        """Every room, by name."""
        return self._desk.rooms

    def _lay_out(self) -> None:
        people, room = self._desk.people, self.room
        others = {seat.agent_id for other in self.rooms if other is not room for seat in other.seats}
        self._keys = {sitter.number: key for key, sitter in people.items()}
        self._numbers = {key: sitter.number for key, sitter in people.items() if key not in others}
        self.model.show_limits(self._desk.limits)
        self.model.show_plan(room, people, (people[key].number for key in others if key is not None and key in people))

    # going through it

    def _past_s(self) -> float:
        return (self._position_us - self._zero_us) / _SECOND_US

    @property
    def edge(self) -> datetime:
        """Now, behind which there is nothing."""
        return self._edge()

    @property
    def begin(self) -> datetime:
        """24 hours before now."""
        return max(self._edge() - SPAN, moment_of(self.day.begin_us))

    @property
    def position(self) -> datetime:
        """The moment shown."""
        return moment_of(self._position_us)

    @property
    def playing(self) -> bool:
        """Whether it goes on by itself."""
        return self._frame.isActive()

    def go_to(self, moment: datetime) -> None:
        """Show another moment, as near as the day goes."""
        self._show(us_of(moment))

    def go_by(self, seconds: float) -> None:
        """Show a moment so much later; earlier when negative."""
        self._show(self._position_us + round(seconds * _SECOND_US))

    def play(self, *, on: bool) -> None:
        """Go on by itself at `pace`, or stop. It stops where now is."""
        if on == self.playing or not self.ready:
            return
        self._shown_s = self._now_s()
        if on:
            self._frame.start()
        else:
            self._frame.stop()
        self.played.emit()

    def set_pace(self, pace: int) -> None:
        """Seconds of the past in a second; one of `PACES`. ValueError."""
        if pace not in PACES:
            raise ValueError(pace)
        self.pace = pace
        self.played.emit()

    @Slot()
    def _play_on(self) -> None:
        now_s = self._now_s()
        passed_s, self._shown_s = now_s - self._shown_s, now_s
        self._show(self._position_us + round(passed_s * self.pace * _SECOND_US))
        if self._position_us >= us_of(self._edge()):
            self.play(on=False)

    def step(self, by: int) -> bool:
        """Go to the next moment of this room that is worth stopping at (-1: the one before); False without any."""
        moments, at_us = self.day.moments, self._position_us
        first_us = us_of(self.begin)
        if by > 0:
            ahead = moments[bisect_right(moments, at_us, key=_when) :]
        else:
            ahead = moments[bisect_left(moments, first_us, key=_when) : bisect_left(moments, at_us, key=_when)][::-1]
        found = next((one for one in ahead if one.agent_id in self._numbers), None)
        if found is not None:
            self.play(on=False)
            self._show(found.at_us)
        return found is not None

    def stops(self) -> list[tuple[Moment, str]]:
        """What is worth stopping at just here, each with the agent's number."""
        moments, at_us = self.day.moments, self._position_us
        here = moments[bisect_left(moments, at_us, key=_when) : bisect_right(moments, at_us, key=_when)]
        return [(one, self._numbers[one.agent_id]) for one in here if one.agent_id in self._numbers]

    def _show(self, at_us: int, *, whole: bool = False) -> None:
        if not self.ready:
            return
        edge = self._edge()
        before_us = self._position_us
        self._position_us = at_us = max(us_of(max(edge - SPAN, moment_of(self.day.begin_us))), min(at_us, us_of(edge)))
        past, at = self.day.past, moment_of(at_us)
        self.model.hear(SourceClock(at, self._past_s()), at)
        if not whole and 0 < at_us - before_us <= _PLAYED_ON_US:
            stopped_at = [moment.agent_id for moment, _ in self.stops()]  # by the model's seconds perhaps not yet due
            anew = [*past.changed(before_us, at_us), *stopped_at]
            stood: dict[UUID, Stood | None] = {key: past.at(key, at_us) for key in anew}
        else:
            stood = dict.fromkeys(self._numbers) | past.floor(at_us)
        numbers, begin = self._numbers, moment_of(self.day.begin_us)
        self.model.put(
            [
                unknown(numbers[key], begin, "") if one is None else agent_then(numbers[key], one, at)
                for key, one in stood.items()
                if key in numbers
            ]
        )
        self.model.flush()
        self.model.tick()
        self.moved.emit()

    def spans(self, number: str) -> list[Span]:
        """What an agent did, all day."""
        key = self._keys.get(number)
        if key is None or not self.ready:
            return []
        return list(self.day.past.spans(key, us_of(self.begin), us_of(self._edge())))


def _when(moment: Moment) -> int:
    return moment.at_us
