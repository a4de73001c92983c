"""Keeps a draft on disk behind every change, so that pulling the plug costs at most the last keystroke."""

from __future__ import annotations

from enum import StrEnum
from threading import Lock
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from console.desk.background import Background
from console.desk.scoring_store import Evaluations
from console.domain.evaluations import Draft
from console.domain.faults import Fault, FaultKind
from console.domain.ledger import Ledger
from console.domain.sheet import Sheet

FIRST_RETRY_MS = 1_000
LONGEST_RETRY_MS = 30_000
HOPELESS = frozenset(
    {FaultKind.CHANGED_ELSEWHERE, FaultKind.NOT_FOUND, FaultKind.NO_RIGHT, FaultKind.ALREADY_SUBMITTED}
)
"""Faults that trying again cannot mend: a person has to decide."""


class SaveState(StrEnum):
    """Whether what is on the screen is also on disk."""

    SAVED = "saved"
    SAVING = "saving"
    FAILED = "failed"


class DraftBox:
    """The newest unsaved content of one draft, handed from the GUI thread to the database thread.

    A newer content replaces one that no save has taken yet; a failed save puts its content back unless a newer
    one has come. Only the database thread reads and writes `version`.
    """

    def __init__(self, draft_id: UUID, version: int) -> None:
        self.draft_id = draft_id
        self.version = version
        self._lock = Lock()
        self._content: tuple[Sheet, Ledger] | None = None
        self._queued = False

    def put(self, sheet: Sheet, ledger: Ledger) -> bool:
        """Hold this content for the next save; whether a save has still to be queued."""
        with self._lock:
            self._content = (sheet, ledger)
            return self._claim()

    def claim_leftover(self) -> bool:
        """Whether content waits with no save queued for it; the caller then queues one."""
        with self._lock:
            return self._content is not None and self._claim()

    def _claim(self) -> bool:
        must_queue = not self._queued
        self._queued = True
        return must_queue

    @property
    def clean(self) -> bool:
        """Whether every content put in has been taken out by a save that did not fail."""
        with self._lock:
            return self._content is None

    def save_to(self, evaluations: Evaluations) -> int:
        """Write what waits, if anything; the stored version. Database thread only."""
        with self._lock:
            content, self._content = self._content, None
            self._queued = False
        if content is None:
            return self.version
        try:
            self.version = evaluations.save_draft(self.draft_id, self.version, *content)
        except BaseException:
            with self._lock:
                if self._content is None:
                    self._content = content
            raise
        return self.version


class Autosave(QObject):
    """Saves one draft. `save` queues in the same turn of the event loop; failures keep the content and try again.

    Lives in the GUI thread. It outlives the closing of its call until everything is on disk, so it has no parent:
    the work under way holds it.
    """

    state_changed = Signal(object)
    faulted = Signal(object)

    def __init__(self, background: Background, evaluations: Evaluations, draft: Draft) -> None:
        super().__init__()
        self._background = background
        self._evaluations = evaluations
        self.draft = draft
        self.latest: tuple[Sheet, Ledger] = (draft.sheet, draft.ledger)
        self.box = DraftBox(draft.id, draft.version)
        self.state = SaveState.SAVED
        self.fault: Fault | None = None
        self._jobs = 0
        self._closed = False
        self._retry_ms = FIRST_RETRY_MS
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.retry)

    @property
    def stopped(self) -> bool:
        """Whether the draft was given up or is being submitted."""
        return self._closed

    @property
    def settled(self) -> bool:
        """Whether nothing of this draft is unsaved or on its way."""
        return self._jobs == 0 and self.box.clean

    @Slot(object, object)
    def save(self, sheet: Sheet, ledger: Ledger) -> None:
        """Put this content on its way to disk now."""
        self.latest = (sheet, ledger)
        if self._closed:
            return
        if self.box.put(sheet, ledger):
            self._queue()

    @Slot()
    def retry(self) -> None:
        """Try at once to save what a failed save left."""
        if not self._closed and self.box.claim_leftover():
            self._queue()

    def adopt(self, draft: Draft) -> None:
        """Go on as `draft`, which another hand has changed: our newest content will be saved over it."""
        self.draft = draft
        self.box = DraftBox(draft.id, draft.version)
        self.fault = None
        self.save(*self.latest)

    def stop(self) -> None:
        """Save nothing more: the draft was submitted or discarded."""
        self._closed = True
        self._timer.stop()

    def resume(self) -> None:
        """Go on after a `stop` whose reason did not come about."""
        self._closed = False
        self.save(*self.latest)

    def _queue(self) -> None:
        self._timer.stop()
        self._jobs += 1
        box, evaluations = self.box, self._evaluations
        if self.state is SaveState.SAVED:
            self._enter(SaveState.SAVING)
        self._background.on_database(lambda: box.save_to(evaluations), self._saved, self._failed)

    def _saved(self, _version: int) -> None:
        self._jobs -= 1
        self._retry_ms = FIRST_RETRY_MS
        self.fault = None
        self._enter(SaveState.SAVED if self.settled else SaveState.SAVING)

    def _failed(self, fault: Fault) -> None:
        self._jobs -= 1
        if self._closed:
            return
        news = self.fault is None or self.fault.kind is not fault.kind
        self.fault = fault
        self._enter(SaveState.FAILED)
        if news:
            self.faulted.emit(fault)
        if fault.kind not in HOPELESS:
            self._timer.start(self._retry_ms)
            self._retry_ms = min(2 * self._retry_ms, LONGEST_RETRY_MS)

    def _enter(self, state: SaveState) -> None:
        if state is not self.state:
            self.state = state
            self.state_changed.emit(state)
