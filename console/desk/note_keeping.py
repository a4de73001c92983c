"""Keeps one coaching note behind every change of it, and lets it be shared and signed in the same order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import Signal

from console.desk.background import Background
from console.desk.keeping import Box, Keeper, SaveState
from console.domain.coaching import Note
from console.domain.faults import Fault


class NoteSaver(Protocol):
    """What is needed of `store.coaching` to keep a note."""

    def save(self, note: Note) -> Note:
        """Keep a note; the note with its new version."""
        ...


class NoteKeeper(Keeper[Note]):
    """Holds the present state of one note and sees it saved. Lives in the GUI thread.

    `kept` when all that was changed is on disk, `restood` (the stored Note) when it was shared or signed.
    """

    kept = Signal()
    restood = Signal(object)

    def __init__(self, background: Background, saver: NoteSaver, note: Note) -> None:
        def write(content: Note, version: int) -> int:
            return saver.save(replace(content, version=version)).version

        super().__init__(background, Box(write, note.version))
        self.note = note

    def change(self, note: Note) -> None:
        """Make `note` the present state and put it on its way to disk."""
        self.note = note
        self.keep(note)

    def do(self, deed: Callable[[int], Note], refused: Callable[[Fault], None]) -> None:
        """Save what is not saved yet, then `deed(version)` in the database thread; `restood` with what it returns."""
        box = self.box

        def work() -> Note:
            box.save()
            done = deed(box.version)
            box.version = done.version
            return done

        def tell(fault: Fault) -> None:
            self.retry()  # the fault may have been that of the save before the deed
            refused(fault)

        self._background.on_database(work, self._restood, tell)

    def _saved(self, version: int) -> None:
        super()._saved(version)
        if self.state is SaveState.SAVED:
            self.kept.emit()

    def _restood(self, note: Note) -> None:
        self.note = replace(self.note, shared=note.shared, acknowledged_at=note.acknowledged_at, version=note.version)
        self._enter(SaveState.SAVED if self.settled else SaveState.SAVING)
        self.restood.emit(note)
