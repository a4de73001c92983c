"""A room as it is laid out: a grid of seats and aisles, and who sits where."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

LARGEST_SIDE = 1000


@dataclass(frozen=True, slots=True)
class Seat:
    """A place in a room; rows and columns count from 0 at the top left. Nobody sits at two seats."""

    id: UUID
    row: int
    column: int
    name: str
    agent_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Room:
    """A room's plan; what is no seat is an aisle. `version` 0 is a room that was never saved.

    ValueError for a grid or a seat out of bounds, two seats on one place, somebody at two seats.
    """

    id: UUID
    name: str
    rows: int
    columns: int
    seats: tuple[Seat, ...] = ()
    version: int = 0

    def __post_init__(self) -> None:
        if not (1 <= self.rows <= LARGEST_SIDE and 1 <= self.columns <= LARGEST_SIDE):
            raise ValueError(f"a room has 1 to {LARGEST_SIDE} rows and columns")
        if any(not (0 <= seat.row < self.rows and 0 <= seat.column < self.columns) for seat in self.seats):
            raise ValueError("a seat stands outside its room")
        if len({(seat.row, seat.column) for seat in self.seats}) < len(self.seats):
            raise ValueError("two seats stand on one place")
        seated = [seat.agent_id for seat in self.seats if seat.agent_id is not None]
        if len(set(seated)) < len(seated):
            raise ValueError("nobody sits at two seats")
