"""Where everybody is shown: the seats of a room in its grid, and behind them a place for whoever has no seat."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from console.domain.floor_plan import Room

SPILL_COLUMNS = 12
"""Seats in a row of those without a place, where there is no room to take the width from."""


@dataclass(frozen=True, slots=True)
class Sitter:
    """Who may sit somewhere. Somebody heard of only from the telephone system has a number and nothing else."""

    number: str
    name: str = ""
    team: str = ""
    agent_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of the grid: a seat of the plan, or one lent to somebody without (`seat_id` None)."""

    row: int
    column: int
    seat_name: str = ""
    sitter: Sitter | None = None
    seat_id: UUID | None = None


def laid_out(room: Room | None, sitters: Mapping[UUID, Sitter]) -> list[Place]:
    """The seats of `room`, by row and column; of somebody not among `sitters` the seat is left empty."""
    if room is None:
        return []
    seats = sorted(room.seats, key=lambda seat: (seat.row, seat.column))
    return [
        Place(seat.row, seat.column, seat.name, sitters.get(seat.agent_id) if seat.agent_id else None, seat.id)
        for seat in seats
    ]


def spilled(index: int, first_row: int, columns: int) -> tuple[int, int]:
    """Row and column of the `index`-th of those without a seat, when their rows begin at `first_row`."""
    return first_row + index // columns, index % columns


def runs(cells: Iterable[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Cells (row, column) as runs (row, first column, last column), no two of which touch in a row."""
    found: list[tuple[int, int, int]] = []
    for row, column in sorted(set(cells)):
        if found and found[-1][0] == row and found[-1][2] == column - 1:
            found[-1] = (row, found[-1][1], column)
        else:
            found.append((row, column, column))
    return found
