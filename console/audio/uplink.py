"""From a microphone's pieces to exact frames, one every 20 ms: late is lost, nothing is ever queued."""

from __future__ import annotations

import threading
from collections import deque

import numpy as np
from numpy.typing import NDArray

from console.audio.elastic import Elastic
from console.audio.g711 import ALAW_SAMPLES
from console.audio.live_lines import RATES, Line
from console.audio.live_tape import from_samples
from console.audio.resample import Resampler
from console.audio.voice import SILENT_DB, Voice

Floats = NDArray[np.float32]

FRAME_S = 0.02
MOST_PIECES = 100
"""Of a device's pieces waiting to be looked at; a second of them."""


class Pace:
    """One slot every 20 ms of the monotonic clock. What was missed is not made up for."""

    def __init__(self, now_s: float) -> None:
        self.next_s = now_s

    def due(self, now_s: float) -> int:
        """How many slots have begun since the last that was used; the last of them is used by this. 0: wait."""
        late_s = now_s - self.next_s
        if late_s < 0:
            return 0
        slots = 1 + int(late_s / FRAME_S)
        self.next_s += FRAME_S * slots
        return slots


class Uplink:
    """A microphone's sound along a line. `give` comes from the device's thread, the rest from one other.

    `heard` is whether what is said goes out; while it does not, nothing at all is sent.
    """

    def __init__(self, line: Line, now_s: float) -> None:
        self._line = line
        self._rate_hz = RATES[line.form]
        self._frame = round(self._rate_hz * FRAME_S)
        self._pieces: deque[bytes] = deque(maxlen=MOST_PIECES)
        self._pace = Pace(now_s)
        self._voice = Voice(self._rate_hz, self._frame)
        self._channels = 1
        self.came = threading.Event()
        self.heard = False
        self.ducked = False
        self.sent = 0
        self.listen_at(0, 1)

    @property
    def next_s(self) -> float:
        """When there is something to do again."""
        return self._pace.next_s

    @property
    def level_db(self) -> float:
        """How loud the microphone is, muted or not."""
        return self._voice.level_db

    @property
    def drift(self) -> float:
        """By how much the microphone's clock is faster than ours."""
        return self._elastic.drift

    @property
    def dropped_s(self) -> float:
        """How much of what was said was left out, for it came too late."""
        return self._elastic.dropped_s

    def listen_at(self, device_hz: int, channels: int) -> None:
        """The microphone is one of that rate from now on; what another said is forgotten. 0: there is none."""
        self._pieces.clear()
        self._channels = channels
        self._resampler = Resampler(device_hz or self._rate_hz, self._rate_hz, 1)
        self._elastic = Elastic(self._rate_hz, self._frame)
        if not device_hz:
            self._voice.level_db = SILENT_DB

    def give(self, sound: bytes) -> None:
        """Interleaved int16 frames of the microphone."""
        self._pieces.append(sound)
        self.came.set()

    def turn(self, now_s: float) -> None:
        """Send the frame that is due now, if one is."""
        slots = self._pace.due(now_s)
        if not slots:
            return
        self._gather()
        self._line.tend(now_s)
        frame = self._elastic.take(slots)
        if frame is None:
            return
        was_heard = not self._voice.silent
        spoken = self._voice.frame(frame, heard=self.heard, ducked=self.ducked)
        if self.heard or was_heard:
            self._line.send(encoded(spoken, self._line.form))
            self.sent += 1

    def _gather(self) -> None:
        while self._pieces:
            sound = np.frombuffer(self._pieces.popleft(), np.int16).astype(np.float32)
            alone = sound.reshape(-1, self._channels).mean(axis=1) / 32768
            self._elastic.put(self._resampler.push(alone[:, None])[:, 0])


def _alaw_codes() -> NDArray[np.uint8]:
    """The A-law code of every 16-bit sample (ITU-T G.711), by the sample's own bits."""
    order = np.argsort(ALAW_SAMPLES, kind="stable")
    values = ALAW_SAMPLES[order].astype(np.int32)
    samples = np.arange(65536, dtype=np.uint16).view(np.int16)
    return np.asarray(order[np.searchsorted((values[1:] + values[:-1]) / 2, samples)], np.uint8)


_OF_SAMPLE = _alaw_codes()


def encoded(sound: Floats, form: str) -> bytes:
    """`sound`, full scale 1.0, in one of the forms of `RATES`."""
    samples = np.rint(np.clip(sound, -1.0, 32767 / 32768) * 32768).astype(np.int16)
    codes = samples.astype("<i2")
    if form == "ulaw":
        codes = from_samples(samples)
    elif form == "alaw":
        codes = _OF_SAMPLE[samples.view(np.uint16)]
    made: bytes = codes.tobytes()
    return made
