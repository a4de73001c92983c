"""Holds the door at sign-off and closing until what was marked is on disk, or until it is asked for twice."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal, Slot

WAIT_S = 3.0
LOOK_EVERY_MS = 50
ASK_AGAIN_WITHIN_S = 30.0


class Leaving(QObject):
    """Lets somebody leave when nothing is unsaved. Lives in the GUI thread.

    While something is unsaved it waits up to WAIT_S for the saves under way; if they do not get through, `held`
    carries how many there are, and the next time of asking within ASK_AGAIN_WITHIN_S the door is open.
    """

    held = Signal(object)

    def __init__(
        self,
        unsaved: Callable[[], int],
        parent: QObject | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._unsaved = unsaved
        self._clock = clock
        self._go: Callable[[], object] | None = None
        self._until_s = 0.0
        self._told_s: float | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)

    def may_go(self) -> bool:
        """Whether nothing is unsaved, or it was said and is now asked for again."""
        told = self._told_s is not None and self._clock() - self._told_s <= ASK_AGAIN_WITHIN_S
        return told or self._unsaved() == 0

    def ask(self, go: Callable[[], object]) -> None:
        """Call `go` when the door is open: now, soon, or not at all."""
        if self.may_go():
            self._told_s = None
            self._timer.stop()
            go()
            return
        self._go = go
        self._until_s = self._clock() + WAIT_S
        self._timer.start()

    def stop(self) -> None:
        """Wait for nobody any more: the door is gone."""
        self._timer.stop()
        self._go = None

    @Slot()
    def _look(self) -> None:
        if self._unsaved() == 0:
            self._timer.stop()
            if self._go is not None:
                self._go()
        elif self._clock() >= self._until_s:
            self._timer.stop()
            self._told_s = self._clock()
            self.held.emit(self._unsaved())
