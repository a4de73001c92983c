"""Sheets of calls that go on: begun on the tape, and moved to the recording when that has come."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Protocol
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from console.audio.anchoring import Sketch, anchor, sketch_of_recording, sketch_of_tape
from console.audio.live_call import LiveCall
from console.audio.player import Player, PlayState
from console.audio.reader import open_sound
from console.desk.background import Background
from console.desk.listening import ListeningDesk
from console.desk.open_sheet import OpenSheet, SheetState
from console.desk.scoring import ScoringDesk
from console.desk.scoring_store import Evaluations
from console.domain.calls import Call
from console.domain.evaluations import Draft, Revision, place_of
from console.domain.faults import Fault, FaultKind
from console.domain.people import Person, Right
from console.domain.reanchor import PlacedBy, TapePlace, moved_ledger, moved_sheet, on_tape, place_by_times, place_for
from console.store.live_calls import LiveBegin

LOOK_MS = 5_000
"""Whether a recording has come is told; this often one looks all the same."""
GIVE_UP_S = 6 * 3600.0
"""So long after its begin a tape is no longer remembered for a recording that has not come."""

log = logging.getLogger(__name__)


class Calls(Protocol):
    """What is needed of `store.calls`; in the database thread."""

    def begin_live(self, begun: LiveBegin, person: Person) -> Call:
        """The row of a call that goes on."""

    def drop_live(self, call_id: UUID) -> bool:
        """Take one away on which nothing was marked."""

    def get(self, call_id: UUID) -> Call:
        """A call as it is now."""


class PlacingEvaluations(Evaluations, Protocol):
    """As scoring needs them, and where the tape of a revision lies."""

    def place_revision(self, revision: Revision, place: TapePlace) -> None:
        """Keep it."""


class LiveStore(Protocol):
    """What is needed of the store."""

    @property
    def calls(self) -> Calls:
        """Calls."""

    @property
    def evaluations(self) -> PlacingEvaluations:
        """Drafts and revisions."""


@dataclass
class _Tape:
    """A tape whose recording is waited for. `sketch` once the call itself is let go of; sound goes with it.

    `found` is kept until it is in the database; `refused` is why it was not there the last time.
    """

    zero_at: datetime
    live: LiveCall | None
    sketch: Sketch | None = None
    since_s: float = field(default_factory=time.monotonic)
    working: bool = False
    found: tuple[Call, TapePlace] | None = None
    refused: FaultKind | None = None
    _sketching: Lock = field(default_factory=Lock)

    @property
    def over(self) -> bool:
        return self.live is None or self.live.ended

    def sketched(self) -> Sketch:
        """The sketch, and nothing else of it any more. In a thread of the files."""
        with self._sketching:
            if self.sketch is None:
                assert self.live is not None
                self.sketch = sketch_of_tape(self.live)
            return self.sketch


class LiveSheets(QObject):
    """One person's. Lives in the GUI thread.

    `begun` when a call has its row, `placed` (Call, TapePlace) when its recording has come and its marks are there;
    the place is in the times of its sheet, which may count from an earlier tape than the last.
    """

    begun = Signal(object)
    placed = Signal(object, object)
    faulted = Signal(object)

    def __init__(
        self,
        background: Background,
        store: LiveStore,
        scoring: ScoringDesk,
        listening: ListeningDesk,
        player: Player,
        parent: QObject | None = None,
        *,
        now: Callable[[str], datetime | None] = lambda _number: None,
    ) -> None:
        """`now`: the moment it is by the clock that recordings of that agent are dated by, None where none is known."""
        super().__init__(parent)
        self._background, self._store, self._now = background, store, now
        self._scoring, self._listening, self._player = scoring, listening, player
        self._tapes: dict[UUID, _Tape] = {}
        self._rows: set[UUID] = set()
        self._opening: tuple[UUID, _Tape] | None = None
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        scoring.opened.connect(self._follow)
        scoring.draft_discarded.connect(self._let_go)

    @property
    def waiting(self) -> frozenset[UUID]:
        """Calls whose tapes are remembered until their recordings come."""
        return frozenset(self._tapes)

    def open_live(self, call: Call, live: LiveCall) -> bool:
        """Open the sheet of a call that goes on; it is heard already. False for who may not score, and for nobody's."""
        if call.agent_id is None or not self._scoring.person.may(Right.SCORE):
            return False
        if self.is_of(live):
            return True
        zero_at = (self._now(call.agent_number) or datetime.now(UTC)) - timedelta(seconds=live.clock() - live.zero_s)
        begun = LiveBegin(call.agent_id, call.call_number, zero_at, call.queue, call.direction, call.customer_number)

        def begin() -> Call:
            row = self._store.calls.begin_live(begun, self._scoring.person)
            self._rows.add(row.id)
            return row

        self._opening = call.id, _Tape(zero_at, live)
        self._scoring.open_live(call, zero_at, begin)
        return True

    def is_of(self, live: LiveCall) -> bool:
        """Whether the open sheet is that call's."""
        view = self._scoring.view
        tape = self._tapes.get(view.call.id) if view.call is not None else None
        return tape is not None and tape.live is live

    @Slot(object)
    def _follow(self, view: OpenSheet) -> None:
        call, opening = view.call, self._opening
        if call is None:
            return
        if view.state in (SheetState.LOADING, SheetState.FAILED):
            self._opening = opening if opening is not None and opening[0] == call.id else None
            if view.state is SheetState.FAILED and self._opening is not None:
                for row in self._rows - self._tapes.keys():
                    self._drop(row)
            return
        if opening is not None:
            self._opening = None
            self._tapes[call.id] = opening[1]
            self._timer.start()
            self.begun.emit(call)
        tape = self._tapes.get(call.id)
        if tape is not None and not call.waits_for_sound and not tape.working:
            self._place(call, tape)
        elif tape is None and view.draft is not None and view.state is SheetState.DRAFT:
            self._by_times(call, view)

    def _by_times(self, call: Call, view: OpenSheet) -> None:
        """A draft made on a tape that nobody has any more: as its revision was placed, or by the clocks alone."""
        draft = view.draft
        by_times = place_of(self._scoring.sheet, call) if view.shown is None else None
        if draft is not None and by_times is not None:
            kept = next((one.place for one in view.revisions if one.id == draft.corrects), None)
            place = kept or by_times
            if self._scoring.move(call, place) and draft.corrects is None:  # what it corrects is in its place already
                self.placed.emit(call, place)

    @Slot(object)
    def _let_go(self, draft: Draft) -> None:
        """Having listened is no scoring: a call on which nothing was marked leaves no row behind."""
        call_id, view = draft.call_id, self._scoring.view
        if call_id in self._rows and (view.call is None or view.call.id != call_id):
            self._tapes.pop(call_id, None)
            self._drop(call_id)

    def _drop(self, call_id: UUID) -> None:
        self._rows.discard(call_id)
        self._background.on_database(lambda: self._store.calls.drop_live(call_id), lambda _: None, self.faulted.emit)

    # the recording

    @Slot()
    def look(self) -> None:
        """Whether recordings have come."""
        earliest_s = time.monotonic() - GIVE_UP_S
        for call_id, tape in tuple(self._tapes.items()):
            if tape.over and tape.since_s < earliest_s:
                del self._tapes[call_id]
            elif tape.over and not tape.working:
                self._let_go_of_sound(tape)
                self._ask(call_id, tape)
        if not self._tapes:
            self._timer.stop()

    def _ask(self, call_id: UUID, tape: _Tape) -> None:
        tape.working = True

        def heed(call: Call) -> None:
            tape.working = False
            if not call.waits_for_sound:
                self._place(call, tape)

        def fail(fault: Fault) -> None:
            tape.working = False
            log.info("whether a recording has come is not known: %s", fault)
            if fault.kind is FaultKind.NOT_FOUND:
                self._tapes.pop(call_id, None)

        self._background.on_database(lambda: self._store.calls.get(call_id), heed, fail)

    def _place(self, call: Call, tape: _Tape) -> None:
        if tape.working or not tape.over:
            return
        if tape.found is not None and tape.found[0].sound == call.sound:
            self._move(call, tape, tape.found[1])
            return
        tape.working = True
        by_times = place_by_times(tape.zero_at, call.sound_at or call.started_at)

        def work() -> TapePlace:
            with open_sound(call.sound) as sound:
                found = anchor(tape.sketched(), sketch_of_recording(sound), by_times.offset_at(0))
            return by_times if found is None else found.place

        def fail(fault: Fault) -> None:
            log.info("a recording could not be compared with its tape: %s", fault)
            self._move(call, tape, by_times)

        self._background.on_files(work, lambda place: self._move(call, tape, place), fail)

    def _move(self, call: Call, tape: _Tape, place: TapePlace) -> None:
        tape.working, tape.found = False, (call, place)
        if self._tapes.get(call.id) is not tape:
            return
        view = self._scoring.view
        here = view.call is not None and view.call.id == call.id
        if view.state in (SheetState.SUBMITTING, SheetState.LOADING) if here else self._scoring.holds(call.id):
            return  # the next look finds it settled
        tape.working = True  # first: moving shows the sheet anew, which looks whether a recording waits for it
        if here:
            self._hear_recording(call, tape, place)
            if view.call != call or on_tape(self._scoring.sheet):
                self._scoring.move(call, place, tape.zero_at)
        mine = self._scoring.person.id

        def settle() -> TapePlace:
            part, of_sheet = self._store.evaluations, place
            draft = part.find_draft(call.id)
            if draft is not None:
                of_sheet = place_for(draft.sheet, place, tape.zero_at)
            if not here and draft is not None and draft.inspector_id == mine and on_tape(draft.sheet):
                moved = moved_sheet(draft.sheet, of_sheet)
                part.save_draft(draft.id, draft.version, moved, moved_ledger(draft.ledger, of_sheet))
            for revision in part.revisions(call.id):
                of_sheet = place_for(revision.sheet, place, tape.zero_at)
                unplaced = on_tape(revision.sheet) and revision.place is None and place.how is PlacedBy.SOUND
                if unplaced and revision.inspector_id == mine:
                    part.place_revision(revision, of_sheet)
            return of_sheet

        def settled(of_sheet: TapePlace) -> None:
            if self._tapes.get(call.id) is tape:
                del self._tapes[call.id]
            self.placed.emit(call, of_sheet)

        def fail(fault: Fault) -> None:
            tape.working = False  # the next look tries again
            if fault.kind is not tape.refused:
                tape.refused = fault.kind
                self.faulted.emit(fault)

        self._background.on_database(settle, settled, fail)

    def _hear_recording(self, call: Call, tape: _Tape, place: TapePlace) -> None:
        """Go on where one is, in the recording. `place` is the tape's own: the player counts from that."""
        if self._listening.live is not tape.live or tape.live is None:
            return
        playing = self._player.state is PlayState.PLAYING
        at_ms = place.moved(self._player.position_ms)
        self._listening.open_call(call)
        self._player.seek(at_ms)
        if playing:
            self._player.play()

    def _let_go_of_sound(self, tape: _Tape) -> None:
        """A call that is over and no longer in the player is kept as a sketch alone."""
        live = tape.live
        if live is None or self._listening.live is live:
            return

        def keep(_: Sketch) -> None:
            tape.live = None

        self._background.on_files(tape.sketched, keep, self.faulted.emit)

    def close(self) -> None:
        """Forget every tape."""
        self._timer.stop()
        self._tapes.clear()
