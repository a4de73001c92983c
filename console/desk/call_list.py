"""The list of calls as a table of any length: rows come from the database page by page, off the GUI thread."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from PySide6.QtCore import QAbstractTableModel, QObject, Qt, Signal

from console.desk.background import Background
from console.desk.call_words import ORDER_OF, RIGHT_COLUMNS, Column, cell_text, column_name, description, spoken_text
from console.desk.item_index import ROOT, AnyIndex
from console.desk.plain_tip import plain_tip
from console.domain.calls import CallFilter, CallOrder, CallRow
from console.domain.faults import Fault
from console.domain.people import Person, Role

PAGE_ROWS = 100
KEPT_PAGES = 80
WAITING_PAGES = 4
"""Pages asked for and not fetched yet; older wishes are dropped, what is still visible asks again."""


class CallSource(Protocol):
    """What is needed of `store.calls`."""

    def count(self, wanted: CallFilter, viewer: Person, /) -> int:
        """How many calls pass the filter."""
        ...

    def page(self, wanted: CallFilter, viewer: Person, offset: int, limit: int, /) -> Sequence[CallRow]:
        """Rows `offset` to `offset + limit` of them."""
        ...

    def rows(self, call_ids: Sequence[UUID], viewer: Person, /) -> Sequence[CallRow]:
        """Those of these calls that the viewer may see."""
        ...

    def queues(self) -> Sequence[str]:
        """Every queue that has calls."""
        ...


class AgentSource(Protocol):
    """What is needed of `store.people`."""

    def list_people(self, role: Role | None = None, /) -> Sequence[Person]:
        """Everybody, or those with `role`."""
        ...


_TEXT_ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.AccessibleDescriptionRole,
)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


def _moved(numbers: Sequence[int], by: int) -> list[int]:
    """These pages, and those that their rows are on when the list has grown by `by` rows above them."""
    reach = {number + shift for number in numbers for shift in {0, by // PAGE_ROWS, -(-by // PAGE_ROWS)}}
    return sorted(number for number in reach if number >= 0)


def _runs(places: Sequence[int]) -> list[tuple[int, int]]:
    """Rising numbers as first and last of each unbroken run."""
    runs: list[tuple[int, int]] = []
    for place in places:
        if runs and runs[-1][1] == place - 1:
            runs[-1] = (runs[-1][0], place)
        else:
            runs.append((place, place))
    return runs


class ListState(StrEnum):
    """What the list has to show."""

    LOADING = "loading"
    READY = "ready"
    EMPTY = "empty"
    NOTHING_FOUND = "nothing_found"
    FAILED = "failed"


@dataclass(frozen=True)
class Choices:
    """What can be filtered by: agents (id, name, number) and queues."""

    agents: tuple[tuple[UUID, str, str], ...] = ()
    queues: tuple[str, ...] = ()


class CallList(QAbstractTableModel):
    """Calls that pass a filter, newest first unless ordered otherwise. Lives in the GUI thread.

    Reading is done in the database thread: cells of rows not fetched yet show nothing and ask for their page;
    `dataChanged` follows.
    """

    state_changed = Signal(object)
    choices_changed = Signal(object)
    filter_changed = Signal(object)

    def __init__(
        self,
        background: Background,
        calls: CallSource,
        people: AgentSource,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._calls = calls
        self._people = people
        self._viewer: Person | None = None
        self._filter = CallFilter()
        self._count = 0
        self._pages: OrderedDict[int, Sequence[CallRow]] = OrderedDict()
        self._wanted: list[int] = []
        self._fetching = False
        self._turn = 0
        self._shown_turn = 0
        self._state = ListState.LOADING
        self.fault: Fault | None = None

    @property
    def state(self) -> ListState:
        """What there is to show; `state_changed` tells of every change of it and of every new count."""
        return self._state

    @property
    def filter(self) -> CallFilter:
        """The filter in force."""
        return self._filter

    @property
    def settled(self) -> bool:
        """Whether the rows shown are those that were asked for last."""
        return self._shown_turn == self._turn

    def show_for(self, viewer: Person) -> None:
        """List the calls that `viewer` may see, and fetch what can be filtered by."""
        self._viewer = viewer
        self.load_choices()
        self._load(keep_pages=False)

    def show_filtered(self, wanted: CallFilter) -> None:
        """List what passes `wanted`; the rows shown stay until the first page of the new ones is there."""
        if wanted != self._filter:
            self._filter = wanted
            self.filter_changed.emit(wanted)
            self._load(keep_pages=False)

    def refresh(self) -> None:
        """Look again: a call was scored, imported or coached. Rows stay in place unless their number changed."""
        self._load(keep_pages=True)

    def refresh_rows(self, call_ids: Collection[UUID]) -> None:
        """Look again at these calls, where they are at hand: others have changed how they stand."""
        viewer = self._viewer
        if viewer is None:
            return
        if self._filter.progress or self._filter.order is CallOrder.POINTS:
            self.refresh()  # they may have come into the list, left it, or moved in it
            return
        wanted = set(call_ids)
        here = [row.call.id for page in self._pages.values() for row in page if row.call.id in wanted]
        if here:
            # Where it fails, what was shown stays: the link says so, and the next change asks again.
            self._background.on_database(lambda: self._calls.rows(here, viewer), self._take_rows, lambda _fault: None)

    def load_choices(self) -> None:
        """Fetch agents and queues to filter by; the answer is `choices_changed`."""

        def read() -> Choices:
            agents = self._people.list_people(Role.AGENT)
            return Choices(
                tuple(sorted(((p.id, p.name, p.number) for p in agents), key=lambda agent: agent[2])),
                tuple(self._calls.queues()),
            )

        self._background.on_database(read, self.choices_changed.emit, self._failed)

    def row_at(self, row: int) -> CallRow | None:
        """The call in `row`; None while its page is on its way (it is asked for)."""
        number, place = divmod(row, PAGE_ROWS)
        page = self._pages.get(number)
        if page is None:
            self._want(number)
            return None
        self._pages.move_to_end(number)
        return page[place] if place < len(page) else None

    def row_of(self, call_id: UUID) -> int | None:
        """Where a call is, among the pages at hand."""
        for number, page in self._pages.items():
            for place, row in enumerate(page):
                if row.call.id == call_id:
                    return number * PAGE_ROWS + place
        return None

    # fetching

    def _load(self, *, keep_pages: bool) -> None:
        viewer = self._viewer
        if viewer is None:
            return
        self._turn += 1
        turn, wanted = self._turn, self._filter
        before = self._count
        numbers = sorted(list(self._pages)[-3:]) if keep_pages else [0]
        self._wanted.clear()
        if not keep_pages and self._state is not ListState.READY:
            self._set_state(ListState.LOADING)

        def read() -> tuple[int, dict[int, Sequence[CallRow]]]:
            count = self._calls.count(wanted, viewer)
            needed = _moved(numbers, count - before) if keep_pages else numbers
            return count, {
                n: self._calls.page(wanted, viewer, n * PAGE_ROWS, PAGE_ROWS) for n in needed if n * PAGE_ROWS < count
            }

        self._background.on_database(
            read,
            lambda got: self._take(turn, got[0], got[1], in_place=keep_pages),
            lambda fault: self._failed(fault) if turn == self._turn else None,
        )

    def _take(self, turn: int, count: int, pages: dict[int, Sequence[CallRow]], *, in_place: bool) -> None:
        if turn != self._turn:
            return
        self._shown_turn = turn
        self.fault = None
        if in_place and count == self._count and count:
            self._pages = OrderedDict(pages)
            self.dataChanged.emit(self.index(0, 0), self.index(count - 1, len(Column) - 1))
        else:
            self.beginResetModel()
            self._count = count
            self._pages = OrderedDict(pages)
            self.endResetModel()
        everything = replace(self._filter, order=CallOrder.STARTED, descending=True) == CallFilter()
        empty = ListState.EMPTY if everything else ListState.NOTHING_FOUND
        self._set_state(ListState.READY if count else empty)

    def _take_rows(self, rows: Sequence[CallRow]) -> None:
        fresh = {row.call.id: row for row in rows}
        for number, page in self._pages.items():
            changed = [place for place, row in enumerate(page) if fresh.get(row.call.id, row) != row]
            if not changed:
                continue
            self._pages[number] = [fresh.get(row.call.id, row) for row in page]
            for first, last in _runs(changed):
                top = number * PAGE_ROWS
                self.dataChanged.emit(self.index(top + first, 0), self.index(top + last, len(Column) - 1))

    def _want(self, number: int) -> None:
        if number in self._wanted:
            self._wanted.remove(number)
        self._wanted.append(number)
        del self._wanted[:-WAITING_PAGES]
        self._fetch()

    def _fetch(self) -> None:
        viewer = self._viewer
        if self._fetching or not self._wanted or viewer is None:
            return
        number = self._wanted.pop()
        turn, wanted = self._turn, self._filter
        self._fetching = True
        self._background.on_database(
            lambda: self._calls.page(wanted, viewer, number * PAGE_ROWS, PAGE_ROWS),
            lambda page: self._take_page(turn, number, page),
            self._page_failed,
        )

    def _take_page(self, turn: int, number: int, page: Sequence[CallRow]) -> None:
        self._fetching = False
        if turn == self._turn:
            self._pages[number] = page
            self._pages.move_to_end(number)
            while len(self._pages) > KEPT_PAGES:
                self._pages.popitem(last=False)
            first = number * PAGE_ROWS
            last = min(first + PAGE_ROWS, self._count) - 1
            if first <= last:
                self.dataChanged.emit(self.index(first, 0), self.index(last, len(Column) - 1))
        self._fetch()

    def _page_failed(self, fault: Fault) -> None:
        self._fetching = False
        self._wanted.clear()
        self._failed(fault)

    def _failed(self, fault: Fault) -> None:
        self.fault = fault
        self._set_state(ListState.FAILED)

    def _set_state(self, state: ListState) -> None:
        self._state = state
        self.state_changed.emit(state)

    # the table

    def rowCount(self, parent: AnyIndex = ROOT) -> int:
        """How many calls pass the filter."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: AnyIndex = ROOT) -> int:
        """The columns of `Column`."""
        return 0 if parent.isValid() else len(Column)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text for eyes and for screen readers; the row itself comes from `row_at`."""
        if not index.isValid():
            return None
        column = Column(index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column in RIGHT_COLUMNS else _LEFT
        if role not in _TEXT_ROLES or (row := self.row_at(index.row())) is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return cell_text(row, column)
        return spoken_text(row, column) if role == Qt.ItemDataRole.AccessibleTextRole else plain_tip(description(row))

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The names of the columns."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(Column):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section in RIGHT_COLUMNS else _LEFT
        return column_name(Column(section)) if role == Qt.ItemDataRole.DisplayRole else None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order by a column that can be ordered by."""
        wanted = ORDER_OF.get(Column(column)) if 0 <= column < len(Column) else None
        if wanted is not None:
            descending = order is Qt.SortOrder.DescendingOrder
            self.show_filtered(replace(self._filter, order=wanted, descending=descending))
