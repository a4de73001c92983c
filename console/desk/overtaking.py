"""Tells the one who sits before an open sheet when somebody else has just done something to it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import QObject, Signal, Slot

from console.desk.keeping import SaveState
from console.desk.open_sheet import OpenSheet, SheetState
from console.desk.scoring import ScoringDesk
from console.domain.events import Event, EventKind


class Overtaken(StrEnum):
    """What somebody else did to the open call's sheet."""

    TAKEN_OVER = "taken_over"
    SUBMITTED = "submitted"
    CORRECTED = "corrected"
    FREE = "free"


class Overtaking(QObject):
    """Shows the open call as it now stands, and tells `overtaken` (Overtaken, the other's name or empty).

    What is not saved yet is never put away for it: then the save says what stands in its way. Lives in the GUI thread.
    """

    overtaken = Signal(object, object)

    def __init__(self, scoring: ScoringDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scoring = scoring
        self._awaited: Overtaken | None = None
        scoring.opened.connect(self._look)

    @Slot(object)
    def heed(self, events: Sequence[Event]) -> None:
        """Look whether these events concern the open call."""
        view = self._scoring.view
        for event in events:
            if view.call is None or event.call_id != view.call.id:
                continue
            what = self._done_to(view, event)
            if what is Overtaken.FREE:
                self.overtaken.emit(what, "")
            elif what is not None and self._scoring.saved is SaveState.SAVED:
                self._awaited = what
                self._scoring.show_anew()
                return

    def _done_to(self, view: OpenSheet, event: Event) -> Overtaken | None:
        own = event.by == self._scoring.person.id
        match event.kind, view.state:
            case EventKind.DRAFT_TAKEN_OVER, SheetState.DRAFT | SheetState.LOCKED if not own:
                return Overtaken.TAKEN_OVER
            case EventKind.DRAFT_DISCARDED, SheetState.LOCKED if not own:
                return Overtaken.FREE
            case EventKind.SUBMITTED, SheetState.DRAFT | SheetState.LOCKED if not own:
                return Overtaken.CORRECTED if view.revisions else Overtaken.SUBMITTED
            case EventKind.SUBMITTED, SheetState.SUBMITTED if not own:
                return Overtaken.CORRECTED
        return None

    @Slot(object)
    def _look(self, view: OpenSheet) -> None:
        """The call is open again: now the other's name is known."""
        what = self._awaited
        if what is None or view.state in (SheetState.EMPTY, SheetState.LOADING):
            return
        self._awaited = None
        if view.state is SheetState.LOCKED and view.fault is not None:
            self.overtaken.emit(what, str(view.fault.facts.get("owner", "")))
        elif view.state is SheetState.SUBMITTED and view.revisions:
            self.overtaken.emit(what, view.revisions[-1].inspector_name)
