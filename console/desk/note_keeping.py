"""Keeps one coaching note behind every change of it: each goes to the database thread, the newest is what is saved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from threading import Lock
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from console.desk.autosave import FIRST_RETRY_MS, HOPELESS, LONGEST_RETRY_MS, SaveState
from console.desk.background import Background
from console.domain.coaching import Note
from console.domain.faults import Fault


class NoteSaver(Protocol):
    """What is needed of `store.coaching` to keep a note."""

    def save(self, note: Note) -> Note:
        """Keep a note; the note with its new version."""
        ...


class NoteKeeper(QObject):
    """Holds the present state of one note and sees it saved. Lives in the GUI thread.

    A save takes the newest content when its turn comes, so that closing the window loses nothing that was typed.
    A failed save keeps its content and is tried again by itself, later and later, and with every change.
    Only the database thread uses `_version`.
    """

    state_changed = Signal(object)
    kept = Signal(object)
    restood = Signal(object)
    faulted = Signal(object)

    def __init__(self, background: Background, saver: NoteSaver, note: Note) -> None:
        super().__init__()
        self._background = background
        self._saver = saver
        self._lock = Lock()
        self._content: Note | None = None
        self._queued = False
        self._version = note.version
        self._jobs = 0
        self._retry_ms = FIRST_RETRY_MS
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.retry)
        self.note = note
        self.state = SaveState.SAVED

    def change(self, note: Note) -> None:
        """Make `note` the present state and put it on its way to disk."""
        self.note = note
        with self._lock:
            self._content = note
        self.retry()

    @Slot()
    def retry(self) -> None:
        """Save what is not saved yet."""
        with self._lock:
            if self._content is None or self._queued:
                return
            self._queued = True
        self._timer.stop()
        self._jobs += 1
        if self.state is SaveState.SAVED:
            self._enter(SaveState.SAVING)
        self._background.on_database(self._save_content, self._saved, self._failed)

    def do(self, deed: Callable[[int], Note], refused: Callable[[Fault], None]) -> None:
        """Save what is not saved yet, then `deed(version)` in the database thread; `restood` with what it returns."""

        def work() -> Note:
            self._save_content()
            done = deed(self._version)
            self._version = done.version
            return done

        self._background.on_database(work, self._restood, refused)

    def _save_content(self) -> Note | None:
        with self._lock:
            content, self._content = self._content, None
            self._queued = False
        if content is None:
            return None
        try:
            kept = self._saver.save(replace(content, version=self._version))
        except BaseException:
            with self._lock:
                if self._content is None:
                    self._content = content
            raise
        self._version = kept.version
        return kept

    def _saved(self, kept: Note | None) -> None:
        self._jobs -= 1
        self._retry_ms = FIRST_RETRY_MS
        with self._lock:
            clean = self._content is None
        self._enter(SaveState.SAVED if clean and self._jobs == 0 else SaveState.SAVING)
        if kept is not None and clean:
            self.kept.emit(kept)

    def _failed(self, fault: Fault) -> None:
        self._jobs -= 1
        news = self.state is not SaveState.FAILED
        self._enter(SaveState.FAILED)
        if fault.kind not in HOPELESS:
            self._timer.start(self._retry_ms)
            self._retry_ms = min(2 * self._retry_ms, LONGEST_RETRY_MS)
        if news:
            self.faulted.emit(fault)

    def stop(self) -> None:
        """Try no more: what is not saved was given up."""
        self._timer.stop()

    def _restood(self, note: Note) -> None:
        self.note = replace(self.note, shared=note.shared, acknowledged_at=note.acknowledged_at, version=note.version)
        self._enter(SaveState.SAVED)
        self.restood.emit(note)

    def _enter(self, state: SaveState) -> None:
        if state is not self.state:
            self.state = state
            self.state_changed.emit(state)
