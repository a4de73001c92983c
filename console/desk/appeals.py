"""Appeals at the desk: what the agent objects to on the open sheet, and what waits for a manager to settle."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot

from console.desk.background import Background
from console.desk.open_sheet import OpenSheet, SheetState
from console.desk.scoring import ScoringDesk
from console.domain.appeals import Appeal, Outcome
from console.domain.events import Event, EventKind
from console.domain.faults import Fault
from console.domain.people import Person, Right, Role
from console.domain.sheet import Verdict
from console.store.ids import new_id

APPEAL_EVENTS = frozenset({EventKind.APPEALED, EventKind.APPEAL_SETTLED})


class AppealsPart(Protocol):
    """What is needed of `store.appeals`; synchronous, called only from the database thread."""

    def appeal(
        self, revision_id: UUID, item_key: str, words: str, person: Person, appeal_id: UUID | None = None
    ) -> Appeal:
        """Object to a failed item of the person's own newest result."""
        ...

    def settle(self, appeal_id: UUID, outcome: Outcome, answer: str, person: Person) -> Appeal:
        """Decide an appeal."""
        ...

    def list_appeals(self, *, outcome: Outcome | None = None, call_id: UUID | None = None) -> list[Appeal]:
        """Appeals, newest first."""
        ...


class AppealsDesk(QObject):
    """The appeals of the open call, and for a manager those that wait. Lives in the GUI thread.

    `changed` when those of the open call are others than before, `waiting_changed` for those that wait.
    """

    changed = Signal()
    waiting_changed = Signal()
    faulted = Signal(object)

    def __init__(
        self,
        background: Background,
        part: AppealsPart,
        scoring: ScoringDesk,
        person: Person,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._part = part
        self._scoring = scoring
        self._person = person
        self._made: dict[tuple[UUID, str], Appeal] = {}
        self._call_id: UUID | None = None
        self.waiting: Sequence[Appeal] = ()
        scoring.opened.connect(self._look)

    @property
    def may_settle(self) -> bool:
        """Whether who sits here decides appeals."""
        return self._person.may(Right.SETTLE)

    def on_item(self, key: str) -> Appeal | None:
        """The appeal against item `key` of the revision that is shown."""
        shown = self._scoring.view.shown
        return self._made.get((shown.id, key)) if shown is not None else None

    def may_appeal(self, key: str) -> bool:
        """Whether who sits here may object to item `key`: a failed one of their own newest result, once."""
        view, person = self._scoring.view, self._person
        if person.role is not Role.AGENT or view.call is None or view.shown is None:
            return False
        own_newest = view.call.agent_id == person.id and view.shown == view.revisions[-1]
        return own_newest and view.shown.sheet.mark(key).verdict is Verdict.FAILS and self.on_item(key) is None

    def appeal(self, key: str, words: str) -> None:
        """Object to item `key` of the revision that is shown."""
        shown, part, person, appeal_id = self._scoring.view.shown, self._part, self._person, new_id()
        if shown is not None and self.may_appeal(key) and words.strip():
            revision_id = shown.id
            self._background.on_database(
                lambda: part.appeal(revision_id, key, words.strip(), person, appeal_id), self._take, self.faulted.emit
            )

    def settle(self, appeal: Appeal, outcome: Outcome, answer: str) -> None:
        """Decide an appeal, with words for the agent."""
        part, person = self._part, self._person
        if self.may_settle and answer.strip():
            self._background.on_database(
                lambda: part.settle(appeal.id, outcome, answer.strip(), person), self._settled, self._not_settled
            )

    @Slot()
    def refresh_waiting(self) -> None:
        """List what waits to be settled, for who may settle it."""
        part = self._part
        if self.may_settle:
            self._background.on_database(
                lambda: part.list_appeals(outcome=Outcome.OPEN), self._take_waiting, self.faulted.emit
            )

    @Slot(object)
    def heed(self, events: Sequence[Event]) -> None:
        """Others have appealed or settled."""
        told = [event for event in events if event.kind in APPEAL_EVENTS]
        if told:
            self.refresh_waiting()
        if any(event.call_id == self._call_id for event in told):
            self._list()

    # answers

    @Slot(object)
    def _look(self, view: OpenSheet) -> None:
        if view.state is SheetState.EMPTY or view.call is None:
            self._call_id = None
            self._made = {}
        elif view.revisions and view.call.id != self._call_id:
            self._call_id = view.call.id
            self._list()
        self.changed.emit()

    def _list(self) -> None:
        part, call_id = self._part, self._call_id
        self._background.on_database(
            lambda: part.list_appeals(call_id=call_id),
            lambda found: self._take_all(call_id, found),
            self.faulted.emit,
        )

    def _take_all(self, call_id: UUID | None, found: Sequence[Appeal]) -> None:
        if call_id == self._call_id:
            self._made = {(appeal.revision_id, appeal.item_key): appeal for appeal in found}
            self.changed.emit()

    def _take(self, appeal: Appeal) -> None:
        if appeal.call_id == self._call_id:
            self._made[appeal.revision_id, appeal.item_key] = appeal
            self.changed.emit()

    def _settled(self, appeal: Appeal) -> None:
        self._take(appeal)
        self.refresh_waiting()

    def _not_settled(self, fault: Fault) -> None:
        self.faulted.emit(fault)
        self._list()
        self.refresh_waiting()

    def _take_waiting(self, found: Sequence[Appeal]) -> None:
        self.waiting = tuple(reversed(found))
        self.waiting_changed.emit()
