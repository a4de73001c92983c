"""Opens a call's sound: plays at once, while the summary its picture is drawn from is still being made."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Qt, Signal, Slot

from console.audio.listening import Passage, PassageKind, find_quiet_and_talkover
from console.audio.live_call import LiveCall
from console.audio.peaks import Peaks, make_peaks
from console.audio.player import Player
from console.audio.ring_back import find_ring_back
from console.audio.sidecar import peaks_key
from console.desk.background import Background, Job
from console.desk.closeup import CloseUp
from console.desk.live_growth import LiveGrowth
from console.domain.calls import Call
from console.domain.faults import Fault, FaultKind, InputFault

log = logging.getLogger(__name__)

BETWEEN_PICTURES_S = 0.1
"""A growing picture is drawn at most this often."""


RING_BACK_UP_TO_MS = 15 * 60_000
"""Ring-back is looked for by reading all of the sound again: not worth it in the rare very long call."""


class Shelf(Protocol):
    """Where finished summaries are kept between sessions."""

    def load(self, key: str) -> Peaks | None:
        """The summary of the recording with content hash `key`, if kept."""

    def save(self, key: str, peaks: Peaks) -> bool:
        """Keep `peaks` for the next opening; False where that did not work, which is no fault."""


def _inside(passage: Passage, other: Passage) -> bool:
    return other.start_ms <= passage.start_ms and passage.end_ms <= other.end_ms


class _Opening:
    """One call being opened; an older one is stopped and its news no longer listened to."""

    def __init__(self, call: Call) -> None:
        self.call = call
        self.stopped = False
        self.last_shown_s = 0.0
        self.rung = False
        self.job: Job | None = None


class ListeningDesk(QObject):
    """What the open call sounds and looks like. Lives in the GUI thread; summaries are made in the file pool."""

    opened = Signal(object)  # Call
    closed = Signal()
    peaks_changed = Signal(object)  # Peaks
    passages_changed = Signal(object)  # tuple[Passage, ...]
    faulted = Signal(object)  # Fault
    _grew = Signal(object)

    def __init__(
        self, player: Player, background: Background, shelf: Shelf | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.closeup = CloseUp(background, self)
        self._quiet_min_ms = 3_000
        self._player = player
        self._background = background
        self._shelf = shelf
        self._opening: _Opening | None = None
        self._growth: LiveGrowth | None = None
        self._live: LiveCall | None = None
        self._peaks: Peaks | None = None
        self._speech: tuple[Passage, ...] = ()
        self._rings: tuple[Passage, ...] = ()
        self._grew.connect(self._show_growth, Qt.ConnectionType.QueuedConnection)

    @property
    def call(self) -> Call | None:
        """The open call."""
        return self._opening.call if self._opening else None

    @property
    def live(self) -> LiveCall | None:
        """The live call that is open, or was until it ended."""
        return self._live

    @property
    def peaks(self) -> Peaks | None:
        """The summary of the open call as far as it is made."""
        return self._peaks

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Silence, talk-over and ring-back of the open call; empty until the summary is whole."""
        return tuple(sorted((*self._speech, *self._rings), key=lambda passage: passage.start_ms))

    @property
    def quiet_min_ms(self) -> int:
        """How long a silence must be to be among them."""
        return self._quiet_min_ms

    def open_call(self, call: Call) -> None:
        """Open `call` in the player and get its picture; the call open before is closed.

        One whose recording retention has removed opens without sound, and says since when; so does one that was scored
        live and whose recording has not come.
        """
        self._stop()
        opening = _Opening(call)
        self._opening = opening
        if call.sound_gone_at is not None:
            self._player.close()
            self.opened.emit(call)
            gone_on = call.sound_gone_at.astimezone().date().isoformat()
            self.faulted.emit(InputFault(FaultKind.RECORDING_REMOVED, on=gone_on))
            return
        if call.waits_for_sound:
            self._player.close()
            self.opened.emit(call)
            self.faulted.emit(InputFault(FaultKind.RECORDING_AWAITED))
            return
        self.closeup.show(call.sound)
        self.opened.emit(call)
        self._player.set_quiet(())
        self._player.open(call.sound)
        opening.job = self._background.on_files(self._summary_of(opening), self._show_whole, self._fail)

    def open_live(self, call: Call, live: LiveCall) -> None:
        """Listen to `call` while it goes on, as it comes in to `live`; its picture grows."""
        self._stop()
        self._opening, self._live = _Opening(call), live
        self.closeup.show_live(live.sound)
        self.opened.emit(call)
        self._player.set_quiet(())
        self._player.open_live(live)
        growth = LiveGrowth(self._background, live, self._quiet_min_ms, self)
        growth.grown.connect(self._show_live)
        growth.found.connect(self._show_heard)
        growth.faulted.connect(self.faulted)
        self._growth = growth

    def reopen(self) -> None:
        """Try the open call again, after its fault was dealt with."""
        if self._opening is not None and self._live is not None:
            self.open_live(self._opening.call, self._live)
        elif self._opening is not None:
            self.open_call(self._opening.call)

    def close(self) -> None:
        """Close the open call, if any."""
        if self._opening is None:
            return
        self._stop()
        self._player.close()
        self.closed.emit()

    def set_quiet_min_ms(self, min_ms: int) -> None:
        """How long a silence or talk-over must be to be shown."""
        self._quiet_min_ms = min_ms
        if self._growth is not None:
            self._growth.quiet_min_ms = min_ms
            self._growth.look_again()
            return
        opening, peaks = self._opening, self._peaks
        if opening is not None and peaks is not None and peaks.done_frames >= peaks.frames:
            self._background.on_files(
                lambda: (opening, peaks, find_quiet_and_talkover(peaks, min_ms=min_ms)), self._show_whole, self._fail
            )

    def _stop(self) -> None:
        if self._opening is not None:
            self._opening.stopped = True
            if self._opening.job is not None:
                self._opening.job.forget()
        if self._growth is not None:
            self._growth.stop()
            self._growth.deleteLater()
        self._growth = self._live = None
        self._opening, self._peaks, self._speech, self._rings = None, None, (), ()
        self.closeup.show(None)

    def _summary_of(self, opening: _Opening) -> Callable[[], tuple[_Opening, Peaks | None, tuple[Passage, ...]]]:
        shelf, min_ms = self._shelf, self._quiet_min_ms

        def tell(peaks: Peaks) -> None:
            now_s = time.monotonic()
            if not opening.stopped and now_s - opening.last_shown_s >= BETWEEN_PICTURES_S:
                opening.last_shown_s = now_s
                self._grew.emit((opening, peaks))

        def work() -> tuple[_Opening, Peaks | None, tuple[Passage, ...]]:
            if opening.stopped:
                return opening, None, ()
            call = opening.call
            key = peaks_key(call.content_hash, call.sound) if call.content_hash else ""
            peaks = shelf.load(key) if shelf is not None and key else None
            if peaks is not None:
                self._grew.emit((opening, peaks))
            else:
                peaks = make_peaks(call.sound, on_progress=tell, stop=lambda: opening.stopped)
                if opening.stopped:
                    return opening, None, ()
                if shelf is not None and key:
                    shelf.save(key, peaks)
            return opening, peaks, find_quiet_and_talkover(peaks, min_ms=min_ms)

        return work

    @Slot(object)
    def _show_growth(self, grown: tuple[_Opening, Peaks]) -> None:
        opening, peaks = grown
        if opening is self._opening:
            self._peaks = peaks
            self.peaks_changed.emit(peaks)

    def _show_whole(self, whole: tuple[_Opening, Peaks | None, tuple[Passage, ...]]) -> None:
        opening, peaks, passages = whole
        if opening is not self._opening or peaks is None:
            return
        self._peaks, self._speech = peaks, passages
        self.peaks_changed.emit(peaks)
        self._tell_passages()
        if not opening.rung and peaks.info.duration_ms <= RING_BACK_UP_TO_MS:
            opening.rung = True
            self._background.on_files(self._rings_of(opening), self._add_rings, self._no_rings)

    @Slot()
    def _show_live(self) -> None:
        assert self._growth is not None
        self._peaks = self._growth.peaks
        self.peaks_changed.emit(self._peaks)

    @Slot(object)
    def _show_heard(self, passages: tuple[Passage, ...]) -> None:
        if passages != self._speech:
            self._speech = passages
            self._tell_passages()

    def _rings_of(self, opening: _Opening) -> Callable[[], tuple[_Opening, tuple[Passage, ...]]]:
        return lambda: (opening, find_ring_back(opening.call.sound, lambda: opening.stopped))

    def _add_rings(self, found: tuple[_Opening, tuple[Passage, ...]]) -> None:
        opening, rings = found
        if opening is self._opening and rings:
            self._rings = rings
            self._tell_passages()

    def _no_rings(self, fault: Fault) -> None:
        """The rings are an extra: whoever plays the file hears of the same trouble from the player."""
        log.warning("ring-back not looked for: %s", fault)

    def _tell_passages(self) -> None:
        """The pauses between rings are part of the ring-back and no silence of the call."""
        self._speech = tuple(p for p in self._speech if not any(_inside(p, ring) for ring in self._rings))
        self._player.set_quiet([(p.start_ms, p.end_ms) for p in self._speech if p.kind is PassageKind.SILENCE])
        self.passages_changed.emit(self.passages)

    def _fail(self, fault: Fault) -> None:
        self.faulted.emit(fault)
