"""Who sits where as a table: read into a plan line by line, with a reason for each line refused, and written again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from uuid import UUID

from console.domain.floor_plan import Room, Seat
from console.domain.plan_editing import NewKey, PlanRefused, free_name, usable_name


class SeatColumn(StrEnum):
    """What a column says. Rows and columns of the room count from 1."""

    SEAT = "seat"
    ROW = "row"
    COLUMN = "column"
    NUMBER = "number"


_HEADINGS: dict[SeatColumn, str] = {
    SeatColumn.SEAT: "seat seatname seatno place desk 座位 座位号 座位名 座位名称 工位 工位号 位置 席位",
    SeatColumn.ROW: "row line 行 行号 排 排号",
    SeatColumn.COLUMN: "column col 列 列号",
    SeatColumn.NUMBER: "number agent agentnumber agentno agentid workno employeeid userid extension ext "
    "工号 坐席工号 坐席号 座席工号 座席号 坐席 座席 员工号 客服工号 号码",
}
_GUESSES = {word: column for column, words in _HEADINGS.items() for word in words.split()}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class LineReason(StrEnum):
    """Why a line was refused."""

    NO_PLACE = "no_place"
    BAD_PLACE = "bad_place"
    OUTSIDE = "outside"
    UNKNOWN_SEAT = "unknown_seat"
    SEAT_TWICE = "seat_twice"
    NAME_TAKEN = "name_taken"
    BAD_NAME = "bad_name"
    UNKNOWN_AGENT = "unknown_agent"
    AGENT_TWICE = "agent_twice"
    NOT_YOURS = "not_yours"


@dataclass(frozen=True, slots=True)
class SeatingLine:
    """What became of a line of the table; `line` counts from 1, the heading being the first.

    `agent_id` None: the seat is to be empty. `reason` None: the line was taken.
    """

    line: int
    seat: str
    number: str
    agent_id: UUID | None = None
    reason: LineReason | None = None


@dataclass(frozen=True, slots=True)
class Seating:
    """The room as the table has it, and what became of each line."""

    room: Room
    lines: tuple[SeatingLine, ...] = ()

    @property
    def refused(self) -> tuple[SeatingLine, ...]:
        """The lines that were not taken."""
        return tuple(line for line in self.lines if line.reason is not None)

    @property
    def seated(self) -> tuple[SeatingLine, ...]:
        """The lines that give somebody a seat."""
        return tuple(line for line in self.lines if line.reason is None and line.agent_id is not None)


def columns_of(header: Sequence[str]) -> dict[SeatColumn, int]:
    """Which column says what, as far as the headings tell; each at most once."""
    found: dict[SeatColumn, int] = {}
    for at, heading in enumerate(header):
        bare = re.sub(r"\(.*?\)|[\s_\-./#:]+", "", unicodedata.normalize("NFKC", heading).casefold())
        column = _GUESSES.get(bare)
        if column is not None:
            found.setdefault(column, at)
    return found


def says_seats(header: Sequence[str]) -> bool:
    """Whether a table with that heading can seat anybody: by number, at a seat or at a row and column."""
    found = columns_of(header)
    placed = SeatColumn.SEAT in found or (SeatColumn.ROW in found and SeatColumn.COLUMN in found)
    return SeatColumn.NUMBER in found and placed


@dataclass
class _Work:
    """The room while it is being filled."""

    room: Room
    by_place: dict[tuple[int, int], Seat]
    by_name: dict[str, Seat]
    used: set[UUID] = field(default_factory=set)
    sitting: dict[UUID, UUID | None] = field(default_factory=dict)


def seat_people(
    room: Room, header: Sequence[str], rows: Sequence[Sequence[str]], numbers: Mapping[str, UUID], new_key: NewKey
) -> Seating:
    """Lay the lines of a table over `room`; seats and people it does not name stay as they are.

    `numbers` are the agents one may seat. A row and column that is an aisle becomes a seat; with a name too, the seat
    gets that name. Of two lines for one seat or one person the first counts. A seat of somebody who is not in
    `numbers` is left alone. Nothing is raised: each line says what became of it.
    """
    columns = columns_of(header)
    work = _Work(room, {(seat.row, seat.column): seat for seat in room.seats}, {seat.name: seat for seat in room.seats})
    known = {_plain_number(number): agent_id for number, agent_id in numbers.items()}
    mine = set(numbers.values())
    seen: set[UUID] = set()
    lines = []
    for line, row in enumerate(rows, 2):
        cells = {column: _unquoted(row[at]) if at < len(row) else "" for column, at in columns.items()}
        lines.append(_take(work, line, cells, known, mine, seen, new_key))
    leaving = {agent_id for agent_id in work.sitting.values() if agent_id}
    seats = tuple(
        replace(seat, agent_id=work.sitting[seat.id])
        if seat.id in work.sitting
        else replace(seat, agent_id=None)
        if seat.agent_id in leaving
        else seat
        for seat in work.by_place.values()
    )
    return Seating(replace(room, seats=seats), tuple(lines))


def _take(
    work: _Work,
    line: int,
    cells: Mapping[SeatColumn, str],
    known: Mapping[str, UUID],
    mine: set[UUID],
    seen: set[UUID],
    new_key: NewKey,
) -> SeatingLine:
    name, number = cells.get(SeatColumn.SEAT, ""), cells.get(SeatColumn.NUMBER, "")
    place = (cells.get(SeatColumn.ROW, ""), cells.get(SeatColumn.COLUMN, ""))
    said = name or "/".join(place).strip("/")
    agent_id = known.get(_plain_number(number))
    if number and agent_id is None:
        return SeatingLine(line, said, number, reason=LineReason.UNKNOWN_AGENT)
    if agent_id in seen:
        return SeatingLine(line, said, number, agent_id, LineReason.AGENT_TWICE)
    found = _seat_for(work, name, *place, new_key)
    if isinstance(found, LineReason):
        return SeatingLine(line, said, number, agent_id, found)
    if found.id in work.used:
        return SeatingLine(line, found.name, number, agent_id, LineReason.SEAT_TWICE)
    if found.agent_id is not None and found.agent_id not in mine:
        return SeatingLine(line, found.name, number, agent_id, LineReason.NOT_YOURS)
    before = work.by_place.get((found.row, found.column))
    if before is not None:
        work.by_name.pop(before.name, None)
    work.by_place[found.row, found.column] = work.by_name[found.name] = found
    work.used.add(found.id)
    work.sitting[found.id] = agent_id
    if agent_id is not None:
        seen.add(agent_id)
    return SeatingLine(line, found.name, number, agent_id)


def _seat_for(work: _Work, name: str, row: str, column: str, new_key: NewKey) -> Seat | LineReason:
    """The seat that a line means, new or under another name if it says so; or why it means none."""
    if not row and not column:
        return work.by_name.get(name, LineReason.UNKNOWN_SEAT) if name else LineReason.NO_PLACE
    if not (_is_count(row) and _is_count(column)):
        return LineReason.BAD_PLACE
    at = (int(row) - 1, int(column) - 1)
    if not (0 <= at[0] < work.room.rows and 0 <= at[1] < work.room.columns):
        return LineReason.OUTSIDE
    standing = work.by_place.get(at)
    if not name:
        return standing or Seat(new_key(), *at, free_name(work.room, *at, work.by_name))
    try:
        name = usable_name(name)
    except PlanRefused:
        return LineReason.BAD_NAME
    other = work.by_name.get(name)
    if other is not None and (other.row, other.column) != at:
        return LineReason.NAME_TAKEN
    return replace(standing, name=name) if standing else Seat(new_key(), *at, name)


def _is_count(text: str) -> bool:
    return re.fullmatch(r"[0-9]{1,6}", text) is not None


def _plain_number(number: str) -> str:
    return unicodedata.normalize("NFKC", number).strip()


def _unquoted(cell: str) -> str:
    """A cell without the mark that keeps a spreadsheet from taking it for a formula."""
    bare = cell.strip()
    return bare[1:] if bare[:1] == "'" and _is_formula(bare) else bare


def seat_rows(room: Room, numbers: Mapping[UUID, str], names: Mapping[UUID, str]) -> list[tuple[str, ...]]:
    """The lines of a table of `room`: seat, row, column, number, name; by row and column.

    Who is not in `numbers` may not be seen: the seat is left out. Nothing in it is a formula to a spreadsheet.
    """
    return [
        tuple(
            map(
                _quoted,
                (
                    seat.name,
                    str(seat.row + 1),
                    str(seat.column + 1),
                    numbers.get(seat.agent_id, "") if seat.agent_id else "",
                    names.get(seat.agent_id, "") if seat.agent_id else "",
                ),
            )
        )
        for seat in sorted(room.seats, key=lambda seat: (seat.row, seat.column))
        if seat.agent_id is None or seat.agent_id in numbers
    ]


def _quoted(cell: str) -> str:
    return f"'{cell}" if _is_formula(cell) else cell


def _is_formula(cell: str) -> bool:
    """Whether a spreadsheet would reckon with it, behind however many marks of plain text."""
    return cell.lstrip("'").startswith(_FORMULA)
