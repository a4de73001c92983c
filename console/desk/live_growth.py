"""Lets the picture of a live call grow in the background, in small pieces and never faster than it can be looked at."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from console.audio.listening import Passage, find_quiet_and_talkover
from console.audio.live_call import LiveCall
from console.audio.live_peaks import LivePeaks
from console.desk.background import Background, Job
from console.domain.faults import Fault

EVERY_MS = 250
PASSAGES_EVERY_S = 2.0
"""Silence and talk-over are looked for this often; in a long call less, at a fiftieth of the time it takes."""
SHARE = 50


class LiveGrowth(QObject):
    """One live call's picture up to now. Lives in the GUI thread, from its making until `stop`.

    `grown` tells that `peaks` shows more, `found` carries the passages up to now. Once the call has ended and all of it
    is shown, it rests.
    """

    grown = Signal()
    found = Signal(object)  # tuple[Passage, ...]
    faulted = Signal(object)  # Fault

    def __init__(
        self, background: Background, call: LiveCall, quiet_min_ms: int, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.peaks = LivePeaks(call)
        self.quiet_min_ms = quiet_min_ms
        self._background, self._call = background, call
        self._job: Job | None = None
        self._stopped = self._ending = False
        self._look_at_s = 0.0
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self._ask)
        self._timer.start()

    def look_again(self) -> None:
        """Find the passages anew, with another `quiet_min_ms`."""
        self._look_at_s = 0.0
        self._timer.start()

    def stop(self) -> None:
        """Grow no more; nothing is told afterwards."""
        self._stopped = True
        self._timer.stop()
        if self._job is not None:
            self._job.forget()

    @Slot()
    def _ask(self) -> None:
        if self._job is None:
            self._ending = self._call.ended
            look = self._ending or time.monotonic() >= self._look_at_s
            self._job = self._background.on_files(lambda: self._work(look=look), self._use, self._fail)

    def _work(self, *, look: bool) -> tuple[bool, tuple[Passage, ...] | None]:
        """In the file pool: whether there is more, and the passages where it was time to look for them."""
        grown = self.peaks.grow(lambda: self._stopped)
        if not look or self._stopped or not self.peaks.frames:
            return grown, None
        began_s = time.monotonic()
        passages = find_quiet_and_talkover(self.peaks, min_ms=self.quiet_min_ms)
        now_s = time.monotonic()
        self._look_at_s = now_s + max(PASSAGES_EVERY_S, SHARE * (now_s - began_s))
        return grown, passages

    def _use(self, done: tuple[bool, tuple[Passage, ...] | None]) -> None:
        self._job = None
        grown, passages = done
        if grown:
            self.grown.emit()
        elif self._ending:
            self._timer.stop()
        if passages is not None and not self._stopped:
            self.found.emit(passages)

    def _fail(self, fault: Fault) -> None:
        self._job = None
        self._timer.stop()
        self.faulted.emit(fault)
