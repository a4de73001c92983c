"""The decoded samples around what is on screen, so that a deep zoom never waits for a file."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from console.audio.playing import Sound
from console.audio.reader import open_sound
from console.desk.background import Background, Job
from console.domain.calls import SoundSource
from console.domain.faults import Fault

MOST_FRAMES = 2_000_000
"""Samples kept at once: 8 MB of a stereo call, far more than a screen shows before peaks take over."""


def _read(source: SoundSource, start_frame: int, frames: int) -> tuple[int, NDArray[np.int16]]:
    with open_sound(source) as reader:
        return start_frame, np.ascontiguousarray(reader.read(start_frame, frames).T)


class CloseUp(QObject):
    """Keeps one stretch of samples, shaped (lanes, frames); reads another in the background. Lives in the GUI thread.

    A read that fails leaves the picture coarse: the player tells of the same trouble in words.
    """

    samples_changed = Signal()

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._source: SoundSource | None = None
        self._live: Sound | None = None
        self._start = 0
        self._samples: NDArray[np.int16] | None = None
        self._job: Job | None = None
        self._waiting: tuple[int, int] | None = None

    def show(self, source: SoundSource | None) -> None:
        """Forget all samples; later ones come from `source`."""
        if self._job is not None:
            self._job.forget()
        self._source, self._samples, self._job, self._waiting = source, None, None, None
        self._live = None

    def show_live(self, sound: Sound) -> None:
        """Later samples come from `sound`, which is in memory."""
        self.show(None)
        self._live = sound

    def samples(self, start_frame: int, end_frame: int) -> tuple[int, NDArray[np.int16]] | None:
        """First frame and samples (lanes, frames) kept, if they hold start..end; else None: they are fetched."""
        if self._live is not None:
            return start_frame, np.ascontiguousarray(self._live.read(start_frame, end_frame - start_frame).T)
        kept = self._samples
        if kept is not None and self._start <= start_frame and end_frame <= self._start + kept.shape[1]:
            return self._start, kept
        self._fetch(start_frame, end_frame)
        return None

    def _fetch(self, start_frame: int, end_frame: int) -> None:
        if self._job is not None:
            self._waiting = (start_frame, end_frame)
            return
        source = self._source
        if source is None or end_frame - start_frame > MOST_FRAMES:
            return
        around = min(end_frame - start_frame, (MOST_FRAMES - (end_frame - start_frame)) // 2)
        first = max(0, start_frame - around)
        frames = end_frame + around - first
        self._job = self._background.on_files(lambda: _read(source, first, frames), self._arrived, self._failed)

    def _arrived(self, read: tuple[int, NDArray[np.int16]]) -> None:
        self._job = None
        self._start, self._samples = read
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self.samples(*waiting)
        self.samples_changed.emit()

    def _failed(self, _fault: Fault) -> None:
        self._job = None
        self._waiting = None
