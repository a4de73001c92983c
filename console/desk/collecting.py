"""Python's garbage collector, in the GUI thread only: a QObject freed by another thread's collection crashes Qt.

Cyclic garbage may hold QObjects (desks, widgets, timers); the collector by itself runs in whichever thread happens to
allocate, the database's or the decoder's among them. What is not in a cycle is freed where it is let go: see
`Background`, which lets go of its work in the GUI thread for the same reason.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

LOOK_EVERY_MS = 200


class Collecting(QObject):
    """Takes the collector over until `stop`, which leaves it as it was found. Lives in the GUI thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_on = gc.isenabled()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)

    @Slot()
    def start(self) -> None:
        """Collect from now on, when there is enough to make it worth while."""
        self._timer.start()

    @Slot()
    def _look(self) -> None:
        """What the collector does by itself: the oldest generation that is over its threshold."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        for generation in (2, 1, 0):
            if counts[generation] > thresholds[generation]:
                gc.collect(generation)
                return

    def stop(self) -> None:
        """Give the collector back."""
        self._timer.stop()
        if self._was_on:
            gc.enable()
