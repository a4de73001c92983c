"""Keeps one thing on disk behind every change of it: pulling the plug costs at most the last keystroke."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from threading import Lock
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from console.desk.background import Background
from console.domain.faults import Fault, FaultKind

T = TypeVar("T")

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


class Box(Generic[T]):
    """The newest unsaved content of one thing, handed from the GUI thread to the database thread.

    A newer content replaces one that no save has taken yet; a failed save puts its content back unless a newer
    one has come. `write(content, version)` keeps it and gives the new version. Only the database thread reads and
    writes `version`.
    """

    def __init__(self, write: Callable[[T, int], int], version: int) -> None:
        self.version = version
        self._write = write
        self._lock = Lock()
        self._content: T | None = None
        self._queued = False

    def put(self, content: T) -> bool:
        """Hold `content` for the next save; whether a save has still to be queued."""
        with self._lock:
            self._content = content
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

    def save(self) -> int:
        """Write what waits, if anything; the stored version. Database thread only; raises what `write` raises."""
        with self._lock:
            content, self._content = self._content, None
            self._queued = False
        if content is None:
            return self.version
        try:
            self.version = self._write(content, self.version)
        except BaseException:
            with self._lock:
                if self._content is None:
                    self._content = content
            raise
        return self.version


class Keeper(QObject, Generic[T]):
    """Saves one thing. `keep` queues in the same turn of the event loop; failures keep the content and try again.

    Lives in the GUI thread. It outlives what it belongs to until everything is on disk, so it has no parent: the
    work under way holds it.
    """

    state_changed = Signal(object)
    faulted = Signal(object)

    def __init__(self, background: Background, box: Box[T]) -> None:
        super().__init__()
        self._background = background
        self.box = box
        self.state = SaveState.SAVED
        self.fault: Fault | None = None
        self._jobs = 0
        self._stopped = False
        self._retry_ms = FIRST_RETRY_MS
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.retry)

    @property
    def stopped(self) -> bool:
        """Whether nothing more is to be saved."""
        return self._stopped

    @property
    def settled(self) -> bool:
        """Whether nothing of this is unsaved or on its way."""
        return self._jobs == 0 and self.box.clean

    @property
    def hopeless(self) -> bool:
        """Whether the last save failed in a way that only a person can mend."""
        return self.fault is not None and self.fault.kind in HOPELESS

    def keep(self, content: T) -> None:
        """Put `content` on its way to disk now."""
        if not self._stopped and self.box.put(content):
            self._queue()

    @Slot()
    def retry(self) -> None:
        """Try at once to save what a failed save left."""
        if not self._stopped and self.box.claim_leftover():
            self._queue()

    def stop(self) -> None:
        """Save nothing more: it was handed in, or given up."""
        self._stopped = True
        self._timer.stop()

    def _queue(self) -> None:
        self._timer.stop()
        self._jobs += 1
        if self.state is SaveState.SAVED:
            self._enter(SaveState.SAVING)
        self._background.on_database(self.box.save, self._saved, self._failed)

    def _saved(self, _version: int) -> None:
        self._jobs -= 1
        self._retry_ms = FIRST_RETRY_MS
        self.fault = None
        self._enter(SaveState.SAVED if self.settled else SaveState.SAVING)

    def _failed(self, fault: Fault) -> None:
        self._jobs -= 1
        if self._stopped:
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
