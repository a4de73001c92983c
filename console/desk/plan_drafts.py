"""A room's plan as one person is changing it, beside what is saved: what differs, and who was faster."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Any
from uuid import UUID

from console.domain.floor_plan import Room, Seat
from console.domain.plan_editing import PlanDraft, unseated


class PlanState(Enum):
    """How a plan stands towards what is saved."""

    SAVED = auto()
    CHANGED = auto()
    SAVING = auto()
    FAILED = auto()
    OVERTAKEN = auto()
    REMOVED = auto()


def same_plan(one: Room | None, other: Room | None) -> bool:
    """Whether two plans are alike, whatever their versions and the order of their seats."""
    if one is None or other is None:
        return one is other
    size = (one.name, one.rows, one.columns)
    return size == (other.name, other.rows, other.columns) and set(one.seats) == set(other.seats)


@dataclass
class RoomWork:
    """`base` is what is saved, as far as this draft knows; None for a room that never was.

    `theirs` is what somebody else has saved meanwhile; `removed`: they took the room away.
    """

    draft: PlanDraft
    base: Room | None
    theirs: Room | None = None
    removed: bool = False
    saving: bool = False
    failed: bool = False

    @property
    def changed(self) -> bool:
        """Whether something here is not saved."""
        return not same_plan(self.draft.room, self.base)

    @property
    def state(self) -> PlanState:
        """How it stands."""
        if self.saving:
            return PlanState.SAVING
        if self.removed:
            return PlanState.REMOVED
        if self.theirs is not None:
            return PlanState.OVERTAKEN
        if self.failed:
            return PlanState.FAILED
        return PlanState.CHANGED if self.changed else PlanState.SAVED

    def follow(self, saved: Room | None) -> bool:
        """Heed what is saved now, None for nothing; False when this draft is of no more use."""
        if self.saving or (self.base is None and saved is None):
            return True
        if saved is None:
            self.removed, self.theirs = True, None
            return self.changed
        self.removed = False
        if self.base is not None and saved.version == self.base.version:
            self._let_go(self.base, saved)
            self.theirs = None
        elif not self.changed or same_plan(saved, self.draft.room):
            self.rebase(saved)
            if not same_plan(saved, self.draft.room):
                self.draft = PlanDraft(saved)
        else:
            self.theirs = saved
        return True

    def _let_go(self, base: Room, saved: Room) -> None:
        """A seat in another room takes people out of this one, and its version stays."""
        gone = _people(base) - _people(saved)
        if gone:
            self.draft.rebase(lambda room: unseated(room, gone))
        self.base = saved

    def rebase(self, saved: Room | None) -> None:
        """What is done here now stands on `saved`."""
        self.base, self.theirs, self.removed, self.failed = saved, None, False, False
        version = saved.version if saved else 0
        self.draft.rebase(lambda room: replace(room, version=version))


def _people(room: Room) -> set[UUID]:
    return {seat.agent_id for seat in room.seats if seat.agent_id is not None}


def kept_work(work: RoomWork) -> dict[str, Any]:
    """The draft as JSON, less the steps that led there."""
    return {"room": _room_out(work.draft.room), "base": _room_out(work.base) if work.base else None}


def work_from_kept(kept: Any) -> RoomWork | None:
    """What `kept_work` wrote; None for what nobody can read."""
    try:
        base = kept["base"]
        return RoomWork(PlanDraft(_room_in(kept["room"])), _room_in(base) if base is not None else None)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _room_out(room: Room) -> dict[str, Any]:
    seats = [
        [str(seat.id), seat.row, seat.column, seat.name, str(seat.agent_id) if seat.agent_id else ""]
        for seat in room.seats
    ]
    size = {"rows": room.rows, "columns": room.columns, "version": room.version}
    return {"id": str(room.id), "name": room.name, **size, "seats": seats}


def _room_in(raw: Mapping[str, Any]) -> Room:
    seats = tuple(
        Seat(UUID(key), int(row), int(column), str(name), UUID(agent) if agent else None)
        for key, row, column, name, agent in raw["seats"]
    )
    size = (int(raw["rows"]), int(raw["columns"]))
    return Room(UUID(raw["id"]), str(raw["name"]), *size, seats, int(raw["version"]))
