"""Changes of a room's plan, each from one whole room to the next: whatever was done can be taken back."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from enum import StrEnum
from uuid import UUID

from console.domain.floor_plan import LARGEST_SIDE, Room, Seat

LONGEST_NAME = 40
"""Characters of a room's or a seat's name."""

MOST_PLACES = 20_000
"""Rows times columns of a room that is laid out."""

MOST_STEPS = 200
"""Steps that can be taken back."""

Edit = Callable[[Room], Room]
NewKey = Callable[[], UUID]


class PlanReason(StrEnum):
    """Why a change of a plan was refused."""

    NAME_MISSING = "name_missing"
    NAME_TOO_LONG = "name_too_long"
    NAME_STRANGE = "name_strange"
    NAME_TAKEN = "name_taken"
    TOO_LARGE = "too_large"
    LAST_ONE = "last_one"
    NO_SEAT = "no_seat"


class PlanRefused(Exception):
    """A change that cannot be made; `what` is the name it is about, where there is one."""

    def __init__(self, reason: PlanReason, what: str = "") -> None:
        super().__init__(reason.value)
        self.reason, self.what = reason, what


class PlanDraft:
    """A room as it is being laid out, with the steps that led there."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self._done: list[Room] = []
        self._undone: list[Room] = []

    def do(self, edit: Edit) -> bool:
        """Take a step; whether it changed anything. PlanRefused leaves all as it was."""
        after = edit(self.room)
        if after == self.room:
            return False
        self._done = [*self._done[-MOST_STEPS + 1 :], self.room]
        self._undone.clear()
        self.room = after
        return True

    def undo(self) -> bool:
        """Take the last step back; whether there was one."""
        return self._step(self._done, self._undone)

    def redo(self) -> bool:
        """Do again what was taken back; whether there was anything."""
        return self._step(self._undone, self._done)

    def _step(self, source: list[Room], other: list[Room]) -> bool:
        if not source:
            return False
        other.append(self.room)
        self.room = source.pop()
        return True

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Whether a step was taken back."""
        return bool(self._undone)

    def rebase(self, change: Edit) -> None:
        """Something became true of every step, the version that was saved say."""
        self.room = change(self.room)
        self._done = [change(room) for room in self._done]
        self._undone = [change(room) for room in self._undone]


def seat_at(room: Room, row: int, column: int) -> Seat | None:
    """The seat on a place; None for an aisle."""
    return next((seat for seat in room.seats if (seat.row, seat.column) == (row, column)), None)


def seat_of(room: Room, agent_id: UUID) -> Seat | None:
    """Where somebody sits."""
    return next((seat for seat in room.seats if seat.agent_id == agent_id), None)


def usable_name(name: str) -> str:
    """`name` without the blanks around it. PlanRefused when it cannot be one: empty, too long, not to be seen."""
    bare = name.strip()
    if not bare:
        raise PlanRefused(PlanReason.NAME_MISSING)
    if len(bare) > LONGEST_NAME:
        raise PlanRefused(PlanReason.NAME_TOO_LONG, bare[:LONGEST_NAME])
    if any(unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp") for sign in bare):
        raise PlanRefused(PlanReason.NAME_STRANGE)
    return bare


def letters(row: int) -> str:
    """A row's letters: A to Z, then AA, AB…"""
    said, rest = "", row + 1
    while rest:
        rest, sign = divmod(rest - 1, 26)
        said = chr(65 + sign) + said
    return said


def free_name(room: Room, row: int, column: int, also: Iterable[str] = ()) -> str:
    """A name for a new seat: the row's letter and the column's number, or the next number that is free."""
    taken = {seat.name for seat in room.seats} | set(also)
    return next(
        name for number in range(column + 1, column + 2 + len(taken)) if (name := _name(row, number)) not in taken
    )


def _name(row: int, number: int) -> str:
    return f"{letters(row)}{number:02}"


# the room


def called(room: Room, name: str) -> Room:
    """The room under another name. PlanRefused for one that cannot be a name."""
    return replace(room, name=usable_name(name))


def resized(room: Room, rows: int, columns: int) -> Room:
    """More or less of it, at the right and below; seats outside go. PlanRefused beyond what a room can be."""
    _must_fit(rows, columns)
    kept = tuple(seat for seat in room.seats if seat.row < rows and seat.column < columns)
    return replace(room, rows=rows, columns=columns, seats=kept)


def grown(room: Room, rows: int, columns: int, new_key: NewKey) -> Room:
    """As `resized`; what is added is laid out as the last row and the last column are, seats and aisles."""
    larger = resized(room, rows, columns)
    stand = {(seat.row, seat.column) for seat in room.seats}
    added = [(row, at) for row in range(room.rows, rows) for at in range(columns) if (room.rows - 1, at) in stand]
    stand |= set(added)
    added += [
        (row, at) for row in range(rows) for at in range(room.columns, columns) if (row, room.columns - 1) in stand
    ]
    return with_seats(larger, added, new_key)


def row_inserted(room: Room, at: int) -> Room:
    """An empty row before row `at`. PlanRefused when the room is as large as it can be."""
    _must_fit(room.rows + 1, room.columns)
    seats = tuple(replace(seat, row=seat.row + 1) if seat.row >= at else seat for seat in room.seats)
    return replace(room, rows=room.rows + 1, seats=seats)


def _must_fit(rows: int, columns: int) -> None:
    if not (1 <= rows <= LARGEST_SIDE and 1 <= columns <= LARGEST_SIDE and rows * columns <= MOST_PLACES):
        raise PlanRefused(PlanReason.TOO_LARGE)


def column_inserted(room: Room, at: int) -> Room:
    """An empty column before column `at`. PlanRefused when the room is as large as it can be."""
    return _turned(row_inserted(_turned(room), at))


def row_removed(room: Room, at: int) -> Room:
    """Without row `at` and its seats. PlanRefused for the only one."""
    if room.rows == 1:
        raise PlanRefused(PlanReason.LAST_ONE)
    others = (seat for seat in room.seats if seat.row != at)
    seats = tuple(replace(seat, row=seat.row - 1) if seat.row > at else seat for seat in others)
    return replace(room, rows=room.rows - 1, seats=seats)


def column_removed(room: Room, at: int) -> Room:
    """Without column `at` and its seats. PlanRefused for the only one."""
    return _turned(row_removed(_turned(room), at))


def _turned(room: Room) -> Room:
    """Rows and columns exchanged."""
    seats = tuple(replace(seat, row=seat.column, column=seat.row) for seat in room.seats)
    return replace(room, rows=room.columns, columns=room.rows, seats=seats)


# seats


def toggled(room: Room, cells: Sequence[tuple[int, int]], new_key: NewKey) -> Room:
    """Aisles where all `cells` (row, column) are seats, else seats wherever there is none; cells outside are left."""
    inside = [cell for cell in cells if 0 <= cell[0] < room.rows and 0 <= cell[1] < room.columns]
    standing = {(seat.row, seat.column) for seat in room.seats}
    bare = sorted(set(inside) - standing)
    if not bare:
        gone = set(inside)
        return replace(room, seats=tuple(seat for seat in room.seats if (seat.row, seat.column) not in gone))
    return with_seats(room, bare, new_key)


def with_seats(room: Room, cells: Iterable[tuple[int, int]], new_key: NewKey) -> Room:
    """A new seat, with a name of its own, on each of `cells` (row, column), which are aisles."""
    taken = {seat.name for seat in room.seats}
    made = []
    for row, column in cells:
        number = column + 1
        while (name := _name(row, number)) in taken:
            number += 1
        taken.add(name)
        made.append(Seat(new_key(), row, column, name))
    return replace(room, seats=(*room.seats, *made))


def renamed(room: Room, seat_id: UUID, name: str) -> Room:
    """A seat under another name. PlanRefused for one that cannot be a name, or that another seat has."""
    bare = usable_name(name)
    if any(seat.name == bare and seat.id != seat_id for seat in room.seats):
        raise PlanRefused(PlanReason.NAME_TAKEN, bare)
    return _each(room, lambda seat: replace(seat, name=bare) if seat.id == seat_id else seat)


def auto_named(room: Room) -> Room:
    """All seats named anew: a letter for each row that has seats, in it numbers from the left."""
    names: dict[UUID, str] = {}
    rows = sorted({seat.row for seat in room.seats})
    for at, row in enumerate(rows):
        in_row = sorted((seat.column, seat.id) for seat in room.seats if seat.row == row)
        names |= {key: _name(at, number) for number, (_, key) in enumerate(in_row, 1)}
    return _each(room, lambda seat: replace(seat, name=names[seat.id]))


# people


def seated(room: Room, agent_id: UUID, seat_id: UUID) -> Room:
    """Somebody on a seat. Whoever sat there takes the place they came from, and none if that is not in this room.

    PlanRefused when there is no such seat.
    """
    target = next((seat for seat in room.seats if seat.id == seat_id), None)
    if target is None:
        raise PlanRefused(PlanReason.NO_SEAT)
    left = target.agent_id

    def change(seat: Seat) -> Seat:
        if seat.id == seat_id:
            return replace(seat, agent_id=agent_id)
        return replace(seat, agent_id=left) if seat.agent_id == agent_id else seat

    return _each(room, change)


def unseated(room: Room, agent_ids: Iterable[UUID]) -> Room:
    """Without those people; their seats stay."""
    gone = set(agent_ids)
    return _each(room, lambda seat: replace(seat, agent_id=None) if seat.agent_id in gone else seat)


def _each(room: Room, change: Callable[[Seat], Seat]) -> Room:
    return replace(room, seats=tuple(change(seat) for seat in room.seats))


# whole rooms


def full_room(key: UUID, name: str, rows: int, columns: int, new_key: NewKey) -> Room:
    """A new room that is all seats. PlanRefused for a name or a size that cannot be."""
    empty = resized(Room(key, usable_name(name), 1, 1), rows, columns)
    return with_seats(empty, [(row, column) for row in range(rows) for column in range(columns)], new_key)


WIDEST_ROW = 12
"""Seats in a row of a room that is laid out by itself."""


def room_for(key: UUID, name: str, teams: Sequence[Sequence[UUID]], new_key: NewKey) -> Room:
    """A new room for those people, each team beginning a row; what is left of its last row are free seats."""
    columns = max(1, min(WIDEST_ROW, max((len(team) for team in teams), default=1)))
    places = [team[at : at + columns] for team in teams for at in range(0, len(team), columns)]
    room = full_room(key, name, max(1, len(places)), columns, new_key)
    seat = {(one.row, one.column): one for one in room.seats}
    for row, people in enumerate(places):
        for column, agent_id in enumerate(people):
            seat[row, column] = replace(seat[row, column], agent_id=agent_id)
    return replace(room, seats=tuple(seat.values()))
