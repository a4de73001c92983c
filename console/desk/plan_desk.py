"""Laying out rooms: a working copy of each room with its steps, saved for everybody when one says so."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from console.desk.floor_grid import Sitter
from console.desk.plan_drafts import PlanState, RoomWork, kept_work, work_from_kept
from console.desk.plan_words import room_name
from console.domain.faults import Fault, FaultKind
from console.domain.floor_plan import Room
from console.domain.people import Person, Role
from console.domain.plan_editing import Edit, PlanDraft, PlanReason, PlanRefused, full_room, room_for, seated
from console.settings import without_password
from console.store.floor_listening import FloorNews

if TYPE_CHECKING:
    from console.desk.background import Background
    from console.desk.floor_desk import FloorDesk
    from console.desk.preferences import Preferences

KEEP_AFTER_MS = 1000
"""Changes within this time are kept on disk once."""

FIRST_SIZE = (4, 8)
"""Rows and columns of a new room."""


def may_lay_out(person: Person) -> bool:
    """Whether the person may change plans."""
    return person.role in (Role.SUPERVISOR, Role.MANAGER)


class PlanDesk(QObject):
    """The rooms as `floor.person` is laying them out. Lives in the GUI thread.

    `changed`: the chosen room, its draft or how it stands; `rooms_changed`: which rooms there are; `refused` carries a
    PlanReason and a name.
    Drafts are kept on this PC until they are saved or dropped, over sign-off and start.
    """

    changed = Signal()
    rooms_changed = Signal()
    refused = Signal(object, str)

    def __init__(
        self, floor: FloorDesk, background: Background, preferences: Preferences, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._floor, self._background, self._preferences = floor, background, preferences
        self._works: dict[UUID, RoomWork] = {}
        self._chosen: UUID | None = None
        self._name = f"plan.{floor.person.number}"
        self._keeping = QTimer(self, singleShot=True, interval=KEEP_AFTER_MS)
        self._keeping.timeout.connect(self.keep)
        self._fetch_kept()
        floor.plan_changed.connect(self._follow)
        if floor.rooms or floor.people:
            self._follow()

    # which rooms

    @property
    def rooms(self) -> list[Room]:
        """Every room as it stands here, by name."""
        saved = {room.id: room for room in self._floor.rooms}
        mine = {key: work.draft.room for key, work in self._works.items()}
        return sorted((saved | mine).values(), key=lambda room: (room.name, room.id))

    @property
    def room(self) -> Room | None:
        """The room in hand; None while there is none."""
        work = self._work
        return work.draft.room if work else None

    @property
    def theirs(self) -> Room | None:
        """What somebody else has made of it meanwhile."""
        work = self._work
        return work.theirs if work else None

    @property
    def state(self) -> PlanState:
        """How the room in hand stands towards what is saved."""
        work = self._work
        return work.state if work else PlanState.SAVED

    def is_changed(self, room_id: UUID) -> bool:
        """Whether a room has something that is not saved."""
        work = self._works.get(room_id)
        return work is not None and work.state is not PlanState.SAVED

    @property
    def unsaved(self) -> int:
        """How many rooms have something that is not saved."""
        return sum(work.changed for work in self._works.values())

    @property
    def never_saved(self) -> bool:
        """Whether nobody else knows the room in hand."""
        work = self._work
        return work is not None and work.base is None

    @property
    def people(self) -> dict[UUID, Sitter]:
        """Whom one may see and seat."""
        return self._floor.people

    @property
    def _work(self) -> RoomWork | None:
        return self._works.get(self._chosen) if self._chosen else None

    def choose(self, room_id: UUID) -> None:
        """Take another room in hand; what was done to this one stays."""
        if room_id not in self._works:
            saved = next((room for room in self._floor.rooms if room.id == room_id), None)
            if saved is None:
                return
            self._works[room_id] = RoomWork(PlanDraft(saved), saved)
        self._chosen = room_id
        self.changed.emit()

    def new_room(self) -> None:
        """Take a new room in hand, all seats; it exists for others when it is saved."""
        taken = {room.name for room in self.rooms}
        name = next(name for number in range(1, len(taken) + 2) if (name := room_name(number)) not in taken)
        room = full_room(uuid4(), name, *FIRST_SIZE, uuid4)
        self._works[room.id] = RoomWork(PlanDraft(room), None)
        self._chosen = room.id
        self._note_change()
        self.rooms_changed.emit()

    def remove_room(self) -> None:
        """Take the room in hand away, for everybody; who sat there has no seat then."""
        work, room = self._work, self.room
        if work is None or room is None or work.saving:
            return
        if work.base is None or work.removed:
            self._drop(room.id)
            return
        work.saving = True
        self.changed.emit()
        person, key = self._floor.person, room.id
        self._floor.ask_database(
            lambda store: store.floor.remove_room(key, person),
            lambda _: self._removed(key),
            lambda fault: self._not_removed(key, fault),
        )

    def _removed(self, key: UUID) -> None:
        self._drop(key)
        self._floor.look_again(frozenset({FloorNews.PLAN}))

    def _not_removed(self, key: UUID, fault: Fault) -> None:
        if fault.kind is FaultKind.NOT_FOUND:
            self._removed(key)
            return
        self._works[key].saving = False
        self._floor.faulted.emit(fault)
        self.changed.emit()

    def _drop(self, key: UUID) -> None:
        self._works.pop(key, None)
        if self._chosen == key:
            self._chosen = None
            others = [room for room in self.rooms if room.id != key]
            if others:
                self.choose(others[0].id)
        self._note_change()
        self.rooms_changed.emit()

    # people

    def unseated(self, text: str = "", team: str = "") -> list[Sitter]:
        """Who has no seat in any room as it stands here, by team and number; those whom `text` and `team` fit."""
        taken = {seat.agent_id for room in self.rooms for seat in room.seats if seat.agent_id}
        wanted = text.strip().casefold()
        found = [
            sitter
            for key, sitter in self.people.items()
            if key not in taken
            and (not team or sitter.team == team)
            and (not wanted or wanted in f"{sitter.name} {sitter.number}".casefold())
        ]
        return sorted(found, key=lambda sitter: (sitter.team, sitter.number))

    @property
    def teams(self) -> list[str]:
        """Of those one may see."""
        return sorted({sitter.team for sitter in self.people.values() if sitter.team})

    def elsewhere(self, agent_id: UUID) -> Room | None:
        """The other room in which somebody sits."""
        return next(
            (
                room
                for room in self.rooms
                if room.id != self._chosen and any(seat.agent_id == agent_id for seat in room.seats)
            ),
            None,
        )

    # steps

    def do(self, edit: Edit) -> bool:
        """Take a step in the room in hand; False when it was refused (`refused`) or changed nothing."""
        work = self._work
        if work is None:
            return False
        try:
            done = work.draft.do(edit)
        except PlanRefused as refused:
            self.refused.emit(refused.reason, refused.what)
            return False
        if done:
            self._note_change()
        return done

    def seat(self, agent_id: UUID, seat_id: UUID) -> bool:
        """Somebody on a seat of the room in hand; see `plan_editing.seated`."""
        return self.do(lambda room: seated(room, agent_id, seat_id))

    @Slot()
    def undo(self) -> None:
        """Take the last step back."""
        if self._work is not None and self._work.draft.undo():
            self._note_change()

    @Slot()
    def redo(self) -> None:
        """Do again what was taken back."""
        if self._work is not None and self._work.draft.redo():
            self._note_change()

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return self._work is not None and self._work.draft.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether a step was taken back."""
        return self._work is not None and self._work.draft.can_redo

    def _note_change(self) -> None:
        if self._work is not None:
            self._work.failed = False
        self._keeping.start()
        self.changed.emit()

    # saving

    @Slot()
    def save(self) -> None:
        """Make the room in hand what everybody sees."""
        work = self._work
        if work is None or work.state not in (PlanState.CHANGED, PlanState.FAILED):
            return
        self._send(work, work.draft.room)
        self.changed.emit()

    def _send(self, work: RoomWork, room: Room) -> None:
        person = self._floor.person
        work.saving = True
        self._floor.ask_database(
            lambda store: store.floor.save_room(room, person),
            lambda saved: self._saved(work, saved),
            lambda fault: self._not_saved(work, fault),
        )

    def _saved(self, work: RoomWork, saved: Room) -> None:
        work.saving = False
        work.rebase(saved)
        self._note_change()
        self._floor.look_again(frozenset({FloorNews.PLAN}))

    def _not_saved(self, work: RoomWork, fault: Fault) -> None:
        work.saving = False
        if fault.kind is FaultKind.CHANGED_ELSEWHERE:
            self._floor.look_again(frozenset({FloorNews.PLAN}))  # which finds what they made of it
        elif fault.kind is FaultKind.NUMBER_TAKEN:
            self.refused.emit(PlanReason.NAME_TAKEN, work.draft.room.name)
        else:
            work.failed = True
            self._floor.faulted.emit(fault)
        self.changed.emit()

    @Slot()
    def take_theirs(self) -> None:
        """Drop what was done here: the room is as the others have it. One step, so that it can be taken back."""
        work, key = self._work, self._chosen
        if work is None or key is None:
            return
        theirs = work.theirs
        if theirs is None:
            self._drop(key)
            return
        work.rebase(theirs)
        work.draft.do(lambda _: theirs)
        self._note_change()

    @Slot()
    def keep_mine(self) -> None:
        """Save what was done here over what the others did."""
        work = self._work
        if work is not None:
            work.rebase(work.theirs)
            self.save()

    @Slot()
    def _follow(self) -> None:
        saved = {room.id: room for room in self._floor.rooms}
        self._works = {key: work for key, work in self._works.items() if work.follow(saved.get(key))}
        if self._chosen not in self._works:
            self._chosen = None
            if self.rooms:
                self.choose(self.rooms[0].id)
        self.rooms_changed.emit()
        self.changed.emit()

    # in one step

    def lay_out_heard(self) -> None:
        """Make a room of those who are heard of and have no seat, by team, and save it at once."""
        sitting = {seat.agent_id for room in self.rooms for seat in room.seats}
        by_team: dict[str, list[tuple[str, UUID]]] = {}
        for key, sitter in self.people.items():
            if sitter.number in self._floor.agents and key not in sitting:
                by_team.setdefault(sitter.team, []).append((sitter.number, key))
        teams = [[key for _, key in sorted(by_team[team])] for team in sorted(by_team)]
        if not teams:
            return
        taken = {room.name for room in self.rooms}
        name = next(name for number in range(1, len(taken) + 2) if (name := room_name(number)) not in taken)
        room = room_for(uuid4(), name, teams, uuid4)
        self._works[room.id] = RoomWork(PlanDraft(room), None)
        self._chosen = room.id
        self.save()
        self.rooms_changed.emit()

    # keeping

    @Slot()
    def keep(self) -> None:
        """Keep on this PC what is not saved."""
        self._keeping.stop()
        rooms = [kept_work(work) for work in self._works.values() if work.changed]
        self._preferences.keep(self._name, {"database": self._database, "rooms": rooms} if rooms else None)

    @property
    def _database(self) -> str:
        """A draft belongs to the rooms of one database."""
        return without_password(self._floor.store.url)

    def _fetch_kept(self) -> None:
        kept = self._preferences.kept(self._name)
        if not isinstance(kept, dict) or kept.get("database") != self._database:
            return
        rooms = kept.get("rooms")
        for raw in rooms if isinstance(rooms, list) else []:
            work = work_from_kept(raw)
            if work is not None:
                self._works[work.draft.room.id] = work

    def stop(self) -> None:
        """Keep what is not saved; nothing is followed any more."""
        self._floor.plan_changed.disconnect(self._follow)
        if self._keeping.isActive():
            self.keep()
