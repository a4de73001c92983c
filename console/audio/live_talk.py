"""The microphone's part in a live call: open only while one is to be heard, silent until one wants to be."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from console.audio.ear_level import EarLevel
from console.audio.inputs import InputDevice, Inputs
from console.audio.live_lines import Line
from console.audio.uplink import FRAME_S, Uplink
from console.domain.faults import Fault, FaultKind, PlaceFault

log = logging.getLogger(__name__)

LOST_S = 1.0
"""A microphone that says nothing for so long, not even silence, is gone."""
BEGIN_S = 5.0
"""A Bluetooth headset takes its time to turn into a microphone."""
LOOK_AGAIN_S = 1.0


class TalkStage(StrEnum):
    """How far the microphone's way has come."""

    CONNECTING = "connecting"
    READY = "ready"
    NO_MICROPHONE = "no_microphone"
    FAILED = "failed"
    ENDED = "ended"


@dataclass(frozen=True)
class TalkTold:
    """How it stands; `fault` says why it is not READY."""

    stage: TalkStage
    fault: Fault | None = None
    device: str = ""


class LiveTalk:
    """From `start` to `stop` a thread of its own that holds line and microphone. `told` is called in that thread.

    Nobody hears anything before `hear(heard=True)`. A microphone that is lost mutes; it is looked for until it is back,
    and stays muted then. The line is the talk's own where `owned`, else somebody else starts and stops it.
    """

    def __init__(
        self,
        line: Line,
        inputs: Callable[[], Inputs],
        told: Callable[[TalkTold], object],
        *,
        device: str | None = None,
        ear: EarLevel | None = None,
        owned: bool = True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._line, self._inputs, self._told = line, inputs, told
        self._name, self._ear, self._owned, self._clock = device, ear, owned, clock
        self.uplink = Uplink(line, clock())
        self._device: InputDevice | None = None
        self._stopped = threading.Event()
        self._begins = threading.Lock()
        self._changed = False
        self._look_s = 0.0
        self._heard_s = 0.0
        self._missing = False
        self._thread = threading.Thread(target=self._run, name="live-talk", daemon=True)

    def start(self) -> None:
        """Begin: connect, then open the microphone. Nothing happens once it was stopped."""
        with self._begins:
            if not self._stopped.is_set():
                self._thread.start()

    def end(self) -> None:
        """Let it end by itself: nobody hears anything from now on, and the microphone is given back in a moment."""
        self.uplink.heard = False
        with self._begins:
            self._stopped.set()
        self.uplink.came.set()

    def stop(self) -> None:
        """End; the microphone is given back when this returns. It waits for a connection that is being made."""
        self.end()
        if self._thread.ident is not None:
            self._thread.join()

    def hear(self, *, heard: bool) -> None:
        """Whether what is said goes out, within a frame."""
        self.uplink.heard = heard and self._device is not None

    def use(self, device: str | None) -> None:
        """Another microphone, None for the system's own; muted until one wants to be heard again."""
        self._name = device
        self._changed = True
        self.uplink.came.set()

    def guard(self, ear: EarLevel | None) -> None:
        """Be quieter while that ear's speakers are loud; None: there are no speakers."""
        self._ear = ear

    # the thread's own

    def _run(self) -> None:
        try:
            if self._owned:
                self._line.start()
        except PlaceFault as fault:
            self._told(TalkTold(TalkStage.FAILED, fault))
            return
        # What was made is taken down whatever happens: a microphone is never left open.
        inputs = self._inputs()
        try:
            while not self._stopped.is_set():
                self._turn(inputs)
        finally:
            self._let_go()
            inputs.close()
            if self._owned:
                self._line.stop()

    def _turn(self, inputs: Inputs) -> None:
        now_s = self._clock()
        if self._changed:
            self._changed = False
            self._let_go()
            self._look_s, self._missing = now_s, False
        if self._device is None and now_s >= self._look_s:
            self._open(inputs)
        elif self._device is not None and self._is_lost(self._device, now_s):
            self._lose(PlaceFault(FaultKind.INPUT_LOST, device=self._device.name))
        self.uplink.ducked = self._ear is not None and self._ear.loud()
        self.uplink.turn(self._clock())
        # A timer may be coarser than 20 ms; then the microphone's own pace wakes us.
        self.uplink.came.wait(max(0.0, min(self.uplink.next_s - self._clock(), FRAME_S)))
        self.uplink.came.clear()

    def _open(self, inputs: Inputs) -> None:
        device: InputDevice | None = None
        try:
            device = inputs.open(self._name)
            self.uplink.listen_at(device.rate_hz, device.channels)
            device.start(self._give)
        except PlaceFault as fault:
            if device is not None:
                device.close()
            self._lose(fault)
            return
        self._device, self._missing, self._heard_s = device, False, self._clock() + BEGIN_S - LOST_S
        self._told(TalkTold(TalkStage.READY, device=device.name))

    def _give(self, sound: bytes) -> None:
        self._heard_s = self._clock()
        self.uplink.give(sound)

    def _is_lost(self, device: InputDevice, now_s: float) -> bool:
        return not device.alive() or (device.real_time and now_s - self._heard_s > LOST_S)

    def _lose(self, fault: PlaceFault) -> None:
        """Mute, say it once, and look again."""
        self._let_go()
        self._look_s = self._clock() + LOOK_AGAIN_S
        if not self._missing:
            self._missing = True
            log.info("the microphone: %s", fault)
            self._told(TalkTold(TalkStage.NO_MICROPHONE, fault))

    def _let_go(self) -> None:
        self.uplink.heard = False
        if self._device is not None:
            self._device.close()
            self._device = None
            self.uplink.listen_at(0, 1)
