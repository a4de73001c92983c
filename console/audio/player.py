"""The player as the window sees it: slots, signals and milliseconds in the GUI thread, over the Qt-free engine."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from console.audio.devices import SystemOutputs
from console.audio.ear_level import EarLevel, OverheardOutputs
from console.audio.engine import Engine
from console.audio.live_call import LiveCall
from console.audio.outputs import Outputs
from console.audio.playing import (
    DevicesListed,
    DeviceTaken,
    EdgeReached,
    Event,
    Info,
    NotOpened,
    Opened,
    Opener,
    PlayState,
)
from console.audio.reader import open_sound
from console.audio.render import LOUDEST_DB, SILENT_DB, LaneState, Pan
from console.audio.stretch import FASTEST, SLOWEST
from console.domain.calls import SoundSource
from console.domain.faults import Fault
from console.domain.ledger import Heard

__all__ = ["LaneState", "Pan", "PlayState", "Player"]

TIMER_MS = 33
EDGE_TIMER_MS = 100
"""At the live edge there is nothing to be found by eye in what comes next."""
SPEEDS = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.75, 2.0, 2.25, 2.5, 2.75, 3.0)
"""What "slower" and "faster" step through."""
MOST_BACK_MS = 5000
GROWN_MS = 250
"""How much a live call grows before it is told."""
LEAST_LOOP_MS = 50


class Player(QObject):
    """Plays one call's sound. Lives in the GUI thread; no method waits for the disk or the device, but `shut_down`.

    Lane 0 is the agent, lane 1 the customer; a mono sound has lane 0 only. `heard` reports reach the device for sure
    and never arrive after `opened` or EMPTY of the next sound. `ear` measures what is played, when somebody wants it.
    """

    opened = Signal(object)
    position_changed = Signal(object)
    state_changed = Signal(object)
    speed_changed = Signal(object)
    lanes_changed = Signal()
    loop_changed = Signal()
    skip_silence_changed = Signal(object)
    heard = Signal(object)
    device_changed = Signal(object)
    devices_changed = Signal(object)
    fault_happened = Signal(object)
    edge_changed = Signal(object)  # whether the newest of a live call is heard
    grew = Signal(object)  # the length in ms of a live call up to now
    _woken = Signal()

    def __init__(
        self, parent: QObject | None = None, *, outputs: Outputs | None = None, opener: Opener = open_sound
    ) -> None:
        super().__init__(parent)
        self._state = PlayState.EMPTY
        self._info: Info | None = None
        self._ticket = 0
        self._position_ms = 0
        self._loop: tuple[int, int] | None = None
        self._loop_on = False
        self._resume_back_ms = 1500
        self._step_back = False
        self._after_opening: list[Callable[[], None]] = []
        self._told: deque[Event] = deque()
        self._early: list[Event] | None = None
        self._live: LiveCall | None = None
        self._keep_live_s: int | None = None
        self._at_edge = False
        self._told_ms = 0
        self._device = ""
        self._devices: tuple[str, ...] = ()
        self._woken.connect(self._drain)
        self.ear = EarLevel()
        self._engine = Engine(OverheardOutputs(outputs or SystemOutputs(), self.ear), opener, self._woken.emit)
        self._timer = QTimer(self)
        self._timer.setInterval(TIMER_MS)
        self._timer.timeout.connect(self._follow)

    # --- opening ----------------------------------------------------------------------------------------------------

    @Slot(object)
    def open(self, source: SoundSource) -> None:
        """Open `source`, in place of what is open; `opened` or `fault_happened` follows."""
        with self._in_place_of_the_last(source):
            self._set_state(PlayState.LOADING)

    def open_live(self, call: LiveCall) -> None:
        """Listen to `call` at its live edge, in place of what is open. What is heard of it stays to be played again."""
        if self._keep_live_s is not None:
            call.keep(self._keep_live_s)
        with self._in_place_of_the_last(None, call):
            self._set_state(PlayState.LOADING)
            self._after_opening.append(self.go_to_edge)

    @Slot()
    def close(self) -> None:
        """Let go of the sound. What was heard of it is reported before this returns."""
        with self._in_place_of_the_last(None):
            self._set_state(PlayState.EMPTY)

    @contextmanager
    def _in_place_of_the_last(self, source: SoundSource | None, live: LiveCall | None = None) -> Iterator[None]:
        """Let go of what is open. That the next one is open may be told meanwhile: it is taken up at the end.

        Whoever hears that the last one is gone may ask the engine for more of what it told, too.
        """
        before, self._early = self._early, []
        try:
            self._ticket = self._engine.load(source, live)
            self._let_go(live)
            yield
        finally:
            early, self._early = self._early, before
        for event in early:
            self._take(event)

    def _let_go(self, live: LiveCall | None) -> None:
        self._drain()
        self._live, self._told_ms = live, 0
        if live is None:
            self._timer.stop()
        self._info = None
        self._after_opening.clear()
        self._step_back = False
        self._loop, self._loop_on = None, False
        self.loop_changed.emit()
        self._show_position(0)

    def shut_down(self) -> None:
        """End the engine's thread. Call once, before the application ends."""
        self._timer.stop()
        self._engine.close()
        self._drain()

    # --- playing ----------------------------------------------------------------------------------------------------

    @Slot()
    def play(self) -> None:
        """Play on. After a pause, from `resume_back_ms` earlier; after the end, from the start."""
        if self._state is PlayState.LOADING:
            self._after_opening.append(self.play)
            return
        if self._info is None or self._state is PlayState.PLAYING:
            return
        at = self.position_ms
        if self._state is PlayState.ENDED:
            at = 0
        elif self._step_back:
            at = max(at - self._resume_back_ms, self._earliest(at))
        self._start(at, None)

    def _earliest(self, at: int) -> int:
        """Stepping back does not leave a loop."""
        return self._loop[0] if self._loop and self._loop_on and self._loop[0] <= at <= self._loop[1] else 0

    def _start(self, at_ms: int, stop_ms: int | None) -> None:
        self._step_back = False
        self._engine.play(self._frames(at_ms), stop=None if stop_ms is None else round(self._frames(stop_ms)))
        self._set_state(PlayState.PLAYING)
        self._timer.start()
        self._follow()

    @Slot()
    def go_to_edge(self) -> None:
        """Hear the newest of the live call, at its own pace; nothing happens without one or once it has ended."""
        if self._live is None or self._info is None or self._live.ended:
            return
        self._step_back = False
        self.normal_speed()
        self._engine.go_to_edge()
        self._set_state(PlayState.PLAYING)
        self._timer.start()
        self._drain()

    def keep_live(self, most_s: int) -> None:
        """How much of the live call that is open, and of those to come, is kept to be played again."""
        self._keep_live_s = most_s
        if self._live is not None:
            self._live.keep(most_s)

    @property
    def live(self) -> LiveCall | None:
        """The live call that is open."""
        return self._live

    @property
    def at_edge(self) -> bool:
        """Whether the newest of a live call is heard."""
        return self._at_edge

    @Slot()
    def pause(self) -> None:
        """Fall silent, keeping the place."""
        if self._state is PlayState.LOADING:
            self._after_opening.clear()
        if self._state is not PlayState.PLAYING:
            return
        self._engine.pause()
        self._drain()
        if self._state is PlayState.PLAYING:  # else it had come to its end, and nobody had said so yet
            self._step_back = True
            self._settle(PlayState.PAUSED)

    @Slot()
    def toggle(self) -> None:
        """Play or pause."""
        if self._state is PlayState.PLAYING:
            self.pause()
        else:
            self.play()

    @Slot(object)
    def seek(self, ms: int) -> None:
        """Stand at, or play on from, `ms` (clipped to the sound that is kept)."""
        if self._state is PlayState.LOADING:
            self._after_opening.append(lambda: self.seek(ms))
            return
        if self._info is None:
            return
        self._step_back = False
        self._engine.seek(self._frames(ms))
        self._drain()  # it may just have come to its end
        if self._state is PlayState.ENDED:
            self._set_state(PlayState.PAUSED)
        self._follow()

    @Slot(object)
    def step(self, delta_ms: int) -> None:
        """Seek by `delta_ms` from here."""
        self.seek(self.position_ms + delta_ms)

    @Slot(object, object)
    def play_span(self, start_ms: int, end_ms: int) -> None:
        """Play start..end and pause at the end; nothing happens where none of it is kept any more."""
        if self._state is PlayState.LOADING:
            self._after_opening.append(lambda: self.play_span(start_ms, end_ms))
        elif self._info is not None and max(start_ms, self._begin_ms) < end_ms:
            self._start(start_ms, end_ms)

    @property
    def resume_back_ms(self) -> int:
        """How far playing steps back after a pause, 0..5000 ms."""
        return self._resume_back_ms

    @resume_back_ms.setter
    def resume_back_ms(self, ms: int) -> None:
        self._resume_back_ms = min(max(ms, 0), MOST_BACK_MS)

    def report_heard(self) -> None:
        """Have `heard` tell all that sounded up to this moment before this returns; else it comes once a second."""
        self._engine.report_heard()
        self._drain()

    # --- speed ------------------------------------------------------------------------------------------------------

    @property
    def speed(self) -> float:
        """1.0 is as recorded."""
        return self._engine.wishes.speed

    @Slot(object)
    def set_speed(self, speed: float) -> None:
        """Play `speed` times as fast at the same pitch; clipped to 0.5..3.0, in hundredths."""
        speed = round(min(max(speed, SLOWEST), FASTEST), 2)
        if speed != self.speed:
            self._engine.wish(speed=speed)
            self.speed_changed.emit(speed)

    @Slot()
    def slower(self) -> None:
        """The next lower of the usual speeds."""
        self.set_speed(max((s for s in SPEEDS if s < self.speed), default=SLOWEST))

    @Slot()
    def faster(self) -> None:
        """The next higher of the usual speeds."""
        self.set_speed(min((s for s in SPEEDS if s > self.speed), default=FASTEST))

    @Slot()
    def normal_speed(self) -> None:
        """As recorded."""
        self.set_speed(1.0)

    # --- lanes ------------------------------------------------------------------------------------------------------

    def lane_state(self, lane: int) -> LaneState:
        """What the controls of `lane` say."""
        return self._engine.wishes.mix.lanes[lane]

    @property
    def solo(self) -> int | None:
        """The only lane to be heard, or None."""
        return self._engine.wishes.mix.solo

    @property
    def pan(self) -> Pan:
        """Where the lanes are heard."""
        return self._engine.wishes.mix.pan

    def set_muted(self, lane: int, *, on: bool) -> None:
        """Silence `lane`, or let it be heard again."""
        self._set_lane(lane, replace(self.lane_state(lane), muted=on))

    def set_gain_db(self, lane: int, db: float) -> None:
        """Make `lane` louder or softer, -60 (nothing) to +24 dB."""
        self._set_lane(lane, replace(self.lane_state(lane), gain_db=min(max(db, SILENT_DB), LOUDEST_DB)))

    def set_solo(self, lane: int | None) -> None:
        """Hear only `lane`, in both ears; None: both lanes."""
        self._set_mix(solo=lane)

    def set_pan(self, pan: Pan) -> None:
        """Agent left and customer right, or both in the middle."""
        self._set_mix(pan=pan)

    def _set_lane(self, lane: int, state: LaneState) -> None:
        lanes = list(self._engine.wishes.mix.lanes)
        lanes[lane] = state
        self._set_mix(lanes=tuple(lanes))

    def _set_mix(self, **changes: object) -> None:
        mix = replace(self._engine.wishes.mix, **changes)  # type: ignore[arg-type]
        if mix != self._engine.wishes.mix:
            self._engine.wish(mix=mix)
            self.lanes_changed.emit()

    # --- loop and silence -------------------------------------------------------------------------------------------

    @property
    def loop(self) -> tuple[int, int] | None:
        """Start and end of the loop in ms, whether it is on or not."""
        return self._loop

    @property
    def loop_on(self) -> bool:
        """Whether the loop is played."""
        return self._loop_on

    @Slot(object, object)
    def set_loop(self, start_ms: int | None, end_ms: int | None) -> None:
        """Loop start..end and turn the loop on. One None stands for the sound's edge, both take the loop away.

        Ends in the wrong order change places; less than 50 ms is no loop.
        """
        if start_ms is None and end_ms is None:
            self._loop, self._loop_on = None, False
        else:
            first, last = sorted((start_ms or 0, self.duration_ms if end_ms is None else end_ms))
            first, last = max(first, self._begin_ms), min(last, self.duration_ms)
            if last - first < LEAST_LOOP_MS:
                return
            self._loop, self._loop_on = (first, last), True
        self._send_loop()

    def set_loop_on(self, *, on: bool) -> None:
        """Play the loop, or past it; without a loop nothing happens."""
        if self._loop is not None and on != self._loop_on:
            self._loop_on = on
            self._send_loop()

    def _send_loop(self) -> None:
        loop = self._loop if self._loop_on else None
        frames = None if loop is None else (round(self._frames(loop[0])), round(self._frames(loop[1])))
        self._engine.wish(loop=frames)
        self.loop_changed.emit()

    def set_quiet(self, passages: Iterable[tuple[int, int]]) -> None:
        """The quiet passages of this sound (start, end in ms); skipping leaves 0.25 s at each end of them."""
        self._engine.wish(quiet=tuple(passages))

    @property
    def skip_silence(self) -> bool:
        """Whether quiet passages are jumped."""
        return self._engine.wishes.skip_silence

    def set_skip_silence(self, *, on: bool) -> None:
        """Jump quiet passages, or play them. Loops and spans are always played whole."""
        if on != self.skip_silence:
            self._engine.wish(skip_silence=on)
            self.skip_silence_changed.emit(on)

    # --- device -----------------------------------------------------------------------------------------------------

    @property
    def device(self) -> str:
        """The output in use, empty before the first one is taken."""
        return self._device

    def device_names(self) -> tuple[str, ...]:
        """The outputs there are, best first, as last listed; `refresh_devices` lists anew."""
        return self._devices

    @Slot()
    def refresh_devices(self) -> None:
        """List the outputs anew; `devices_changed` follows. A list taken while a device is open may be old."""
        self._engine.look_for_devices()

    @Slot(object)
    def set_device(self, name: str | None) -> None:
        """Play on output `name`, None for the system's default; playing goes on there."""
        self._engine.use_device(name)

    # --- state ------------------------------------------------------------------------------------------------------

    @property
    def state(self) -> PlayState:
        """What the player is doing."""
        return self._state

    @property
    def info(self) -> Info | None:
        """The open sound's rate, length and lanes."""
        return self._info

    @property
    def duration_ms(self) -> int:
        """Length of the open sound, 0 without one."""
        return self._info.duration_ms if self._info else 0

    @property
    def _begin_ms(self) -> int:
        """Of a live call that is long the oldest is not kept."""
        return self._live.begin * 1000 // self._live.rate_hz if self._live else 0

    @property
    def position_ms(self) -> int:
        """The place that is heard now."""
        if self._info is None:
            return 0
        return round(self._engine.position() * 1000 / self._info.rate_hz)

    def _frames(self, ms: int) -> float:
        return ms * self._info.rate_hz / 1000 if self._info else 0.0

    @Slot()
    def _follow(self) -> None:
        self._show_position(self.position_ms)
        length_ms = self.duration_ms
        if self._live is not None and length_ms - self._told_ms >= GROWN_MS:
            self._told_ms = length_ms
            self.grew.emit(length_ms)

    def _show_position(self, ms: int) -> None:
        if ms != self._position_ms:
            self._position_ms = ms
            self.position_changed.emit(ms)

    def _set_state(self, state: PlayState) -> None:
        if state is not self._state:
            self._state = state
            self.state_changed.emit(state)

    def _settle(self, state: PlayState) -> None:
        """Playing is over: show the place kept, then say so."""
        if self._live is None or self._live.ended:
            self._timer.stop()
        self._follow()
        self._set_state(state)

    @Slot()
    def _drain(self) -> None:
        """Take up what the engine told, in its order also where whoever hears of one thing asks for more."""
        self._told.extend(self._engine.take_events())
        while self._told:
            self._take(self._told.popleft())

    def _take(self, event: Event) -> None:
        match event:
            case Opened(ticket) | NotOpened(ticket) if ticket == self._ticket and self._early is not None:
                self._early.append(event)
            case Heard():
                self.heard.emit(event)
            case PlayState() if self._info is not None and not self._engine.playing:
                self._step_back = event is PlayState.PAUSED and self._engine.interrupted
                self._settle(event)
            case Fault():
                self.fault_happened.emit(event)
            case Opened(ticket, info) if ticket == self._ticket:
                self._begin(info)
            case NotOpened(ticket, fault) if ticket == self._ticket:
                self._after_opening.clear()
                self._set_state(PlayState.EMPTY)
                self.fault_happened.emit(fault)
            case DeviceTaken(name) if name != self._device:
                self._device = name
                self.device_changed.emit(name)
            case EdgeReached(at_edge) if at_edge is not self._at_edge:
                self._at_edge = at_edge
                self._timer.setInterval(EDGE_TIMER_MS if at_edge else TIMER_MS)
                self.edge_changed.emit(at_edge)
            case DevicesListed(names):
                self._devices = names
                self.devices_changed.emit(names)
            case _:
                pass

    def _begin(self, info: Info) -> None:
        ticket, self._info = self._ticket, info
        asked, self._after_opening = self._after_opening, []
        self._set_state(PlayState.PAUSED)
        self.opened.emit(info)
        for deed in asked:
            if ticket == self._ticket:
                deed()
