"""The floor as an item model: one room's grid, fed in batches, with one clock for everything that runs."""

from __future__ import annotations

import heapq
import math
import time
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QAbstractTableModel, QObject, Qt, QTimer, Signal, Slot

from console.desk.floor_grid import SPILL_COLUMNS, Place, Sitter, laid_out, runs, spilled
from console.desk.floor_seat import EVERYBODY, FloorFilter, SeatNow
from console.desk.floor_skills import FloorSkills
from console.desk.floor_sources import Sources
from console.desk.floor_words import seat_description, short_name, spoken_seat
from console.desk.item_index import ROOT, AnyIndex
from console.desk.plain_tip import plain_tip
from console.domain.floor import DEFAULT_LIMITS, AgentNow, AgentState, LimitLevel, Limits, limit_state, unknown

if TYPE_CHECKING:
    from console.domain.floor import SourceClock
    from console.domain.floor_plan import Room

FRAME_MS = 33
"""Changes gather this long before they are shown."""

TICK_MS = 1000

MANY = 64
"""Above so many changed seats one range for all of them is cheaper than their runs."""

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)

WORST = 50
"""How many of the worst are listed."""


class FloorModel(QAbstractTableModel):
    """Rows and columns of a room; `seat_at` says what is there. GUI thread only; values come in from any source.

    `shown` follows every batch and every tick with what may have changed: counts, the worst first, the age.
    `ticked` comes once a second, when running times have another text.
    """

    shown = Signal()
    ticked = Signal()
    plan_changed = Signal()

    def __init__(
        self,
        now_s: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
        skills: FloorSkills | None = None,
    ) -> None:
        super().__init__(parent)
        self._now_s = now_s
        self._rows: list[list[SeatNow | None]] = []
        self._columns = 0
        self._plan_rows = 0
        self._by_number: dict[str, SeatNow] = {}
        self._spilled = 0
        self._elsewhere: frozenset[str] = frozenset()
        self._people: dict[str, Sitter] = {}
        self._teams: tuple[str, ...] | None = None
        self._heard: dict[str, tuple[AgentNow, str]] = {}
        self._pending: dict[str, tuple[AgentNow, str]] = {}
        self.skills = skills or FloorSkills()
        self._sources = Sources()
        self._limits: Mapping[str, Limits] = {}
        self._filter = EVERYBODY
        self._deadlines: list[tuple[float, str]] = []
        self._pressing: set[str] = set()
        self._helping: set[str] = set()
        self.counts: dict[AgentState, int] = dict.fromkeys(AgentState, 0)
        """Agents of this room in each state, as shown; whoever is stale counts as unknown."""
        self._frame = QTimer(self, singleShot=True, interval=FRAME_MS)
        self._frame.timeout.connect(self.flush)
        self._clock = QTimer(self, interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._clock.timeout.connect(self.tick)
        self._silence = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._silence.timeout.connect(self._turn)

    # feeding

    def show_plan(self, room: Room | None, sitters: Mapping[UUID, Sitter], elsewhere: Iterable[str] = ()) -> None:
        """Lay out `room`. `sitters` are the agents one may see, by key; `elsewhere` the numbers seated in other rooms.

        States heard so far are kept. Whoever has no seat anywhere comes behind the plan once something is heard.
        """
        self.beginResetModel()
        self._elsewhere = frozenset(elsewhere)
        self._columns = room.columns if room else SPILL_COLUMNS
        self._plan_rows = room.rows if room else 0
        self._rows = [[None] * self._columns for _ in range(self._plan_rows)]
        self._by_number.clear()
        self._teams = None
        self._spilled = 0
        self._people = {sitter.number: sitter for sitter in sitters.values()}
        for place in laid_out(room, sitters):
            self._seat(place)
        self._pressing.clear()
        self._helping.clear()
        self.counts = dict.fromkeys(AgentState, 0)
        self._deadlines.clear()
        now_s = self._now_s()
        self._take_pending(now_s)
        for number in sorted(self._heard.keys() - self._by_number.keys() - self._elsewhere):
            while len(self._rows) <= spilled(self._spilled, self._plan_rows, self._columns)[0]:
                self._rows.append([None] * self._columns)
            self._spill(number)
        for number in self._by_number:
            self._stand(number, now_s)
        self.endResetModel()
        self._clock.start()
        self.plan_changed.emit()
        self.shown.emit()

    def show_limits(self, by_team: Mapping[str, Limits]) -> None:
        """The teams' own limits; a team without has the usual ones."""
        self._limits = dict(by_team)
        self._stand_all(self._by_number)

    def show_filter(self, wanted: FloorFilter) -> None:
        """Dim whoever is not looked for; nobody leaves the plan."""
        self._filter = wanted
        changed = []
        for seat in self._seats():
            if wanted.misses(seat) != seat.dim:
                seat.dim = not seat.dim
                seat.settle()
                changed.append(seat)
        self._tell(changed)

    @property
    def filter(self) -> FloorFilter:
        """Whom one looks for."""
        return self._filter

    def hear(self, clock: SourceClock, vouched_at: datetime, source: str = "") -> None:
        """A source's sign of life, which vouches for all of its agents. Moments are in the source's clock.

        News put before it are shown with it: what they have changed is vouched for no more.
        """
        jumped = self._sources.hear(source, clock, vouched_at)
        self.flush()
        if jumped:
            self._stand_all(number for number, (_, of) in self._heard.items() if of == source)
        self._turn()

    def put(self, changes: Sequence[AgentNow], source: str = "") -> None:
        """Take news of agents; shown together with what else comes in this frame, the last of each agent only."""
        for agent in changes:
            self._pending[agent.agent_number] = (agent, source)
        if changes and not self._frame.isActive():
            self._frame.start()

    def keep_only(self, numbers: Container[str]) -> bool:
        """Forget what was heard of all others: one may see them no longer. Whether there was anything to forget."""
        others = [number for number in self._heard if number not in numbers]
        for number in others:
            del self._heard[number]
            self._sources.forget(number)
            self.skills.forget(number)
        self._pending = {number: news for number, news in self._pending.items() if number in numbers}
        self._stand_all(others)
        return bool(others)

    @Slot()
    def flush(self) -> None:
        """Show what has gathered, now."""
        self._frame.stop()
        if not self._pending:
            return
        now_s = self._now_s()
        pending = self._take_pending(now_s)
        strangers = [number for number in pending if number not in self._by_number and number not in self._elsewhere]
        if strangers:
            self._take_in(sorted(strangers))
        self._turn()
        changed = [
            self._by_number[number] for number in pending if number in self._by_number and self._stand(number, now_s)
        ]
        self._tell(changed)
        self.shown.emit()

    def _take_pending(self, now_s: float) -> dict[str, tuple[AgentNow, str]]:
        """What has gathered is heard from now on; what it was."""
        pending, self._pending = self._pending, {}
        for number, (agent, source) in pending.items():
            self._heard[number] = (agent, source)
            self.skills.hear(agent)
            self._sources.hear_of(source, agent, now_s)
        return pending

    @Slot()
    def tick(self) -> None:
        """Another second: limits come near and pass, sources fall silent, running times have another text."""
        now_s = self._now_s()
        due = set()
        while self._deadlines and self._deadlines[0][0] <= now_s:
            due.add(heapq.heappop(self._deadlines)[1])
        changed = [self._by_number[number] for number in due if number in self._by_number]
        self._tell([seat for seat in changed if self._stand(seat.number, now_s)])
        self._turn()
        silent_in_s = self._sources.silent_in_s(now_s)
        if silent_in_s is not None and silent_in_s * 1000 < TICK_MS:
            self._silence.start(math.ceil(silent_in_s * 1000) + 1)
        self.ticked.emit()
        self.shown.emit()

    # asking

    def seat_at(self, row: int, column: int) -> SeatNow | None:
        """What is in a cell; None for an aisle and outside."""
        if 0 <= row < len(self._rows) and 0 <= column < self._columns:
            return self._rows[row][column]
        return None

    def seats_of_row(self, row: int) -> Sequence[SeatNow | None]:
        """A whole row, for painting."""
        return self._rows[row]

    def seat_of(self, number: str) -> SeatNow | None:
        """Where the agent is shown."""
        return self._by_number.get(number)

    def agents(self) -> list[AgentNow]:
        """Everybody in this room as shown."""
        return [seat.agent for seat in self._by_number.values() if seat.agent is not None]

    def looked_for(self) -> list[str]:
        """The numbers of all whom no filter dims, in the order of the plan."""
        return [seat.number for seat in self._seats() if seat.number and not seat.dim]

    @property
    def teams(self) -> tuple[str, ...]:
        """The teams that sit here."""
        if self._teams is None:
            seated = (seat.place.sitter for seat in self._by_number.values())
            self._teams = tuple(sorted({sitter.team for sitter in seated if sitter is not None and sitter.team}))
        return self._teams

    def worst(self) -> list[SeatNow]:
        """Who asks for attention, the worst first."""
        now_s = self._now_s()
        pressing = (self._by_number[number] for number in self._pressing)
        return heapq.nsmallest(WORST, pressing, key=lambda seat: seat.pressure(now_s))

    def helping(self) -> list[SeatNow]:
        """Who asks for help."""
        return [self._by_number[number] for number in self._helping]

    @property
    def pressing_count(self) -> int:
        """How many ask for attention."""
        return len(self._pressing)

    @property
    def plan_rows(self) -> int:
        """Rows of the room itself; behind them come those without a seat."""
        return self._plan_rows

    @property
    def now_s(self) -> float:
        """The clock that `SeatNow.since_s` is on."""
        return self._now_s()

    @property
    def age_ms(self) -> int | None:
        """How old the word of the oldest source is that tells of somebody; None before the first."""
        return self._sources.age_ms(self._now_s())

    @property
    def telling(self) -> frozenset[str]:
        """The sources that tell of somebody."""
        return self._sources.telling

    def source_of(self, number: str) -> tuple[str, int | None]:
        """Who told of the agent, and how old the last word from there is; nobody and None before any news."""
        heard = self._heard.get(number)
        return ("", None) if heard is None else (heard[1], self._sources.age_of_ms(heard[1], self._now_s()))

    # the item model

    def rowCount(self, parent: AnyIndex = ROOT) -> int:
        """Rows of the room and of those without a seat."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex = ROOT) -> int:
        """Columns of the room."""
        return 0 if parent.isValid() else self._columns

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """An aisle can be neither chosen nor reached."""
        if self.seat_at(index.row(), index.column()) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Name, tool tip, and the whole of it for a screen reader."""
        seat = self.seat_at(index.row(), index.column()) if index.isValid() else None
        if seat is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return short_name(seat)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            elapsed_ms = seat.elapsed_ms(self._now_s())
            if role == Qt.ItemDataRole.ToolTipRole:
                return plain_tip(seat_description(seat, elapsed_ms))
            return spoken_seat(seat, elapsed_ms)
        return None

    # within

    def _seats(self) -> Iterable[SeatNow]:
        return (seat for row in self._rows for seat in row if seat is not None)

    def _seat(self, place: Place) -> SeatNow:
        seat = SeatNow(place)
        self._teams = None
        self._rows[place.row][place.column] = seat
        if place.sitter is not None:
            self._by_number[place.sitter.number] = seat
        seat.dim = self._filter.misses(seat)
        seat.settle()
        return seat

    def _spill(self, number: str) -> SeatNow:
        row, column = spilled(self._spilled, self._plan_rows, self._columns)
        self._spilled += 1
        sitter = self._people.get(number) or Sitter(number)
        return self._seat(Place(row, column, "", sitter))

    def _take_in(self, numbers: list[str]) -> None:
        """Give whoever has no seat the next place behind the plan."""
        if not self._columns:
            self.show_plan(None, {})  # which takes in everybody heard of
            return
        last = spilled(self._spilled + len(numbers) - 1, self._plan_rows, self._columns)[0]
        if last >= len(self._rows):
            self.beginInsertRows(ROOT, len(self._rows), last)
            while len(self._rows) <= last:
                self._rows.append([None] * self._columns)
            self.endInsertRows()
        self._tell([self._spill(number) for number in numbers])

    def _stand(self, number: str, now_s: float) -> bool:
        """Find anew how an agent stands; whether that shows."""
        seat = self._by_number[number]
        before = seat.told
        if seat.agent is not None:
            self.counts[seat.agent.state] -= 1
        heard = self._heard.get(number)
        if heard is None:
            seat.agent = unknown(number, _NEVER, "")
            seat.heard, seat.level, seat.limit_ms, seat.deadline_s = False, LimitLevel.NONE, 0, 0.0
        else:
            agent, source = heard
            at = self._sources.at(source, now_s)
            seat.agent = agent = self._sources.aged(source, agent, at)
            seat.heard = True
            seat.since_s = self._sources.since_s(source, agent.since)
            self._limit(seat, agent, at)
        self.counts[seat.agent.state] += 1
        (self._pressing.add if seat.pressing else self._pressing.discard)(number)
        (self._helping.add if seat.agent.help else self._helping.discard)(number)
        seat.dim = self._filter.misses(seat)
        seat.settle()
        return before != seat.told

    def _limit(self, seat: SeatNow, agent: AgentNow, at: datetime) -> None:
        """How near the limit is, and when that changes."""
        sitter = seat.place.sitter
        limits = self._limits.get(sitter.team if sitter else "", DEFAULT_LIMITS)
        limit = limit_state(agent, at, limits)
        seat.level, seat.limit_ms = limit.level, limit.limit_ms
        deadline_s = 0.0
        if limit.limit_ms and limit.level is not LimitLevel.ALARM:
            share = 1.0 if limit.level is LimitLevel.WARN else limits.warn_percent / 100
            deadline_s = seat.since_s + limit.limit_ms * share / 1000
        if deadline_s == seat.deadline_s:
            return
        seat.deadline_s = deadline_s
        if deadline_s:
            heapq.heappush(self._deadlines, (deadline_s, seat.number))
        if len(self._deadlines) > 4 * len(self._by_number) + MANY:  # most were overtaken by another state
            standing = self._by_number.values()
            self._deadlines = [(one.deadline_s, one.number) for one in standing if one.deadline_s]
            heapq.heapify(self._deadlines)

    def _stand_all(self, numbers: Iterable[str]) -> None:
        now_s = self._now_s()
        seated = [number for number in numbers if number in self._by_number]
        self._tell([self._by_number[number] for number in seated if self._stand(number, now_s)])
        self.shown.emit()

    @Slot()
    def _turn(self) -> None:
        """Agents of a source that fell silent become unknown; when it speaks again, they are what they were."""
        turned = self._sources.turned(self._now_s())
        if turned:
            self._stand_all([number for number, (_, source) in self._heard.items() if source in turned])

    def _tell(self, seats: Sequence[SeatNow]) -> None:
        """One `dataChanged` per run of changed seats."""
        if not seats:
            return
        cells = [(seat.place.row, seat.place.column) for seat in seats]
        if len(cells) > MANY:
            rows, columns = [row for row, _ in cells], [column for _, column in cells]
            self.dataChanged.emit(self.index(min(rows), min(columns)), self.index(max(rows), max(columns)))
            return
        for row, first, last in runs(cells):
            self.dataChanged.emit(self.index(row, first), self.index(row, last))
