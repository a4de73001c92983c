"""A live call from a device of this PC: a headset tap or a line in, for a centre whose telephones tell us nothing."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from enum import StrEnum

import numpy as np

from console.audio.inputs import InputDevice, Inputs
from console.audio.live_call import LiveCall
from console.audio.resample import Resampler
from console.domain.faults import FaultKind, PlaceFault

log = logging.getLogger(__name__)

AGENT, CUSTOMER = 0, 1
LOST_S = 1.0
BEGIN_S = 5.0
LOOK_AGAIN_S = 1.0
MOST_PIECES = 200
"""Two seconds of the device's pieces."""


class Layout(StrEnum):
    """Who is on which side of a stereo device. A device with one channel is the agent's lane, whoever speaks there."""

    AGENT_LEFT = "agent_left"
    AGENT_RIGHT = "agent_right"


class InputLine:
    """From `start` to `stop` a thread of its own carries a device into both lanes of `call`; nothing is kept elsewhere.

    `told` is called in that thread: with None when sound comes, with a fault when the device is gone; it is looked for
    until it is back, and what is said meanwhile is silence in its place.
    """

    def __init__(
        self,
        call: LiveCall,
        inputs: Callable[[], Inputs],
        device: str | None,
        layout: Layout,
        told: Callable[[PlaceFault | None], object] = lambda _: None,
    ) -> None:
        self.channels = 0
        self._call, self._inputs, self._name, self._layout, self._told = call, inputs, device, layout, told
        self._device: InputDevice | None = None
        self._pieces: deque[tuple[bytes, float]] = deque(maxlen=MOST_PIECES)
        self._came, self._ended = threading.Event(), threading.Event()
        self._heard_s = self._look_s = 0.0
        self._missing = False
        self._begins = True
        self._telling = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="live-input", daemon=True)

    def start(self) -> None:
        """Begin; what hinders it is told."""
        self._thread.start()

    def end(self) -> None:
        """Let it end by itself; nothing is told from now on, and the device is given back in a moment."""
        with self._telling:
            self._ended.set()
        self._came.set()

    def stop(self) -> None:
        """End; the device is given back when this returns."""
        self.end()
        if self._thread.ident is not None:
            self._thread.join()

    # the thread's own

    def _run(self) -> None:
        inputs = self._inputs()
        try:
            while not self._ended.is_set():
                self._turn(inputs)
        finally:
            self._let_go()
            inputs.close()

    def _turn(self, inputs: Inputs) -> None:
        now_s = self._call.clock()
        if self._device is None and now_s >= self._look_s:
            self._open(inputs, now_s)
        elif self._device is not None and self._is_lost(self._device, now_s):
            self._lose(PlaceFault(FaultKind.INPUT_LOST, device=self._device.name), now_s)
        while self._pieces:
            self._take(*self._pieces.popleft())
        self._came.wait(0.1)
        self._came.clear()

    def _open(self, inputs: Inputs, now_s: float) -> None:
        device: InputDevice | None = None
        try:
            device = inputs.open(self._name, 2)
            self.channels = device.channels
            self._turned = Resampler(device.rate_hz, self._call.rate_hz, device.channels)
            self._begins = True
            device.start(self._give)
        except PlaceFault as fault:
            if device is not None:
                device.close()
            self._lose(fault, now_s)
            return
        self._device, self._missing, self._heard_s = device, False, now_s + BEGIN_S - LOST_S
        self._tell(None)

    def _give(self, sound: bytes) -> None:
        """In the device's thread."""
        self._heard_s = self._call.clock()
        self._pieces.append((sound, self._heard_s))
        self._came.set()

    def _take(self, sound: bytes, came_s: float) -> None:
        pieces = np.frombuffer(sound, "<i2").astype(np.float32).reshape(-1, self.channels)
        made = np.rint(np.clip(self._turned.push(pieces), -32768, 32767)).astype(np.int16)
        lanes = (AGENT, CUSTOMER) if self._layout is Layout.AGENT_LEFT else (CUSTOMER, AGENT)
        for channel, lane in enumerate(lanes if self.channels == 2 else (AGENT,)):
            samples = np.ascontiguousarray(made[:, channel])
            if len(samples):
                self._call.take_samples(lane, samples, self._call.rate_hz, came_s, begins=self._begins)
        self._begins = self._begins and not len(made)

    def _is_lost(self, device: InputDevice, now_s: float) -> bool:
        return not device.alive() or (device.real_time and now_s - self._heard_s > LOST_S)

    def _lose(self, fault: PlaceFault, now_s: float) -> None:
        self._let_go()
        self._look_s = now_s + LOOK_AGAIN_S
        if not self._missing:
            self._missing = True
            log.info("the live input: %s", fault)
            self._tell(fault)

    def _tell(self, fault: PlaceFault | None) -> None:
        with self._telling:
            if not self._ended.is_set():
                self._told(fault)

    def _let_go(self) -> None:
        if self._device is not None:
            self._device.close()
            self._device = None
        self._pieces.clear()
