"""What is said of a room's plan: why something was refused, what became of a line of a table, a place in words."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from console.desk.floor_grid import Sitter
from console.desk.wording import words
from console.domain.floor_plan import LARGEST_SIDE, Seat
from console.domain.plan_csv import LineReason
from console.domain.plan_editing import LONGEST_NAME, MOST_PLACES, PlanReason

_REFUSED: Mapping[PlanReason, str] = {
    PlanReason.NAME_MISSING: words("Plan", "A name needs at least one character."),
    PlanReason.NAME_TOO_LONG: words("Plan", "A name has at most {most} characters."),
    PlanReason.NAME_STRANGE: words("Plan", "A name can have no signs that are not seen, such as a line break."),
    PlanReason.NAME_TAKEN: words("Plan", "“{name}” is taken; choose another name."),
    PlanReason.TOO_LARGE: words("Plan", "A room has 1 to {side} rows and columns, and at most {places} places."),
    PlanReason.LAST_ONE: words("Plan", "A room keeps at least one row and one column."),
    PlanReason.NO_SEAT: words("Plan", "There is an aisle; make it a seat first."),
}
_LINE: Mapping[LineReason, str] = {
    LineReason.NO_PLACE: words("Plan", "Says neither a seat nor a row and column."),
    LineReason.BAD_PLACE: words("Plan", "Row and column must both be whole numbers."),
    LineReason.OUTSIDE: words("Plan", "Lies outside the room."),
    LineReason.UNKNOWN_SEAT: words("Plan", "The room has no seat of this name."),
    LineReason.SEAT_TWICE: words("Plan", "An earlier line has this seat."),
    LineReason.NAME_TAKEN: words("Plan", "Another seat has this name."),
    LineReason.BAD_NAME: words("Plan", "This cannot be a seat's name."),
    LineReason.UNKNOWN_AGENT: words("Plan", "No agent that you may see has this number."),
    LineReason.AGENT_TWICE: words("Plan", "An earlier line seats this agent."),
    LineReason.NOT_YOURS: words("Plan", "Somebody whom you may not see sits here; empty the seat first."),
}


def refused_text(reason: PlanReason, name: str = "") -> str:
    """Why a change of the plan was refused, and what may be done."""
    said = QCoreApplication.translate("Plan", _REFUSED[reason])
    return said.format(name=name, most=LONGEST_NAME, side=LARGEST_SIDE, places=MOST_PLACES)


def line_reason_text(reason: LineReason) -> str:
    """Why a line of a table was refused."""
    return QCoreApplication.translate("Plan", _LINE[reason])


def sitter_text(sitter: Sitter) -> str:
    """Name and number."""
    return f"{sitter.name} {sitter.number}".strip()


def somebody_else() -> str:
    """Who sits where one may not see who."""
    return QCoreApplication.translate("Plan", "another team")


def place_text(seat: Seat | None, sitter: Sitter | None, row: int, column: int) -> str:
    """A place of the plan in words, for a tool tip and a screen reader. Row and column count from 0."""
    if seat is None:
        said = QCoreApplication.translate("Plan", "Aisle, row {row}, column {column}")
        return said.format(row=row + 1, column=column + 1)
    if seat.agent_id is None:
        return QCoreApplication.translate("Plan", "Seat {name}, free").format(name=seat.name)
    who = sitter_text(sitter) if sitter else somebody_else()
    return QCoreApplication.translate("Plan", "Seat {name}, {who}").format(name=seat.name, who=who)


def room_name(number: int) -> str:
    """What a new room is called until somebody names it."""
    return QCoreApplication.translate("Plan", "Room {number}").format(number=number)
