"""The playing itself: one thread that reads, renders ahead of the device and keeps count of what was heard; Qt-free."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from console.audio.live_call import LiveCall
from console.audio.live_out import LiveOut
from console.audio.outputs import LIVE_PERIOD_MS, PERIOD_MS, OutputDevice, Outputs
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
    Sound,
    Wishes,
    extent_of,
    fault_of,
)
from console.audio.render import SEAM_MS, Recent, Rendering
from console.audio.ring import Pulse, Ring, Samples, Segment, Timeline, blended
from console.audio.tally import Tally
from console.domain.calls import SoundSource
from console.domain.faults import Fault, FaultKind, PlaceFault

log = logging.getLogger(__name__)

AHEAD_MS = 400
"""Sound kept rendered ahead of the device: a busy window must not be heard."""
CHUNK_MS = 60
"""Sound rendered at a time."""
TICK_S = 0.02
EDGE_TICKS = 5
"""At the live edge nothing is rendered ahead: what was heard is counted less often."""
LULL_S = 0.1
"""Quiet after opening that counts as nobody about to play."""
BLEND_MS = 10
"""Cross-fade between what was rendered and what replaces it."""
PATIENCE_S = 5.0
"""How long a hand-turned clock waits for the renderer."""


class Engine:
    """Plays one sound at a time. Public methods may be called from any thread; all but `close` return at once.

    `wake` is called, in any thread, when `take_events` has something. Places are in frames of the sound.
    """

    def __init__(self, outputs: Outputs, opener: Opener, wake: Callable[[], None], *, ahead_ms: int = AHEAD_MS) -> None:
        self._outputs = outputs
        self._opener = opener
        self._wake = wake
        self._ahead_ms = ahead_ms
        self._events: deque[Event] = deque()
        self._turn = threading.Condition(threading.RLock())
        # under the lock of _turn
        self._source: SoundSource | None = None
        self._live: LiveCall | None = None
        self._edge = False  # whether the newest of a live call is wanted, and not a place in what was heard of it
        self._out: LiveOut | None = None
        self._ticket = 0
        self._opened_ticket = 0
        self._sound: Sound | None = None
        self._info: Info | None = None
        self._wishes = Wishes()
        self._playing = False
        self.interrupted = False  # whether playing last stopped because something failed, and not at an end
        self._place = 0.0
        self._target: float | None = None  # a jump asked for and not yet rendered
        self._shown = 0.0
        self._floor = 0  # up to this index the device still plays what was before the last jump to `_shown`
        self._generation = 0  # counts the changes that make what is rendered ahead stale
        self._rendered_generation = -1
        self._finished = False
        self._device_name: str | None = None
        self._device_stale = False
        self._list_stale = False
        self._closing = False
        self._device: OutputDevice | None = None
        self._ring = Ring(1, 2)
        self._timeline = Timeline()
        self._tally = Tally(self._tell)
        self._accounted = 0
        # the engine's thread only
        self._running = False
        self._rendering: Rendering | None = None
        self._recent: Recent | None = None
        self._pulse = Pulse()
        self._unindexed = False
        self._thread = threading.Thread(target=self._run, name="player", daemon=True)
        self._thread.start()

    # --- what it is asked -------------------------------------------------------------------------------------------

    def load(self, source: SoundSource | None, live: LiveCall | None = None) -> int:
        """Let go of what there is, for `source` or `live`; the ticket comes back with `Opened` or `NotOpened`."""
        with self._turn:
            self._halt()
            self._device_stale = self._device_stale or live is not None or self._live is not None
            self._source, self._live, self._out = source, live, None
            self._ticket += 1
            self._info = None
            self._place, self._target, self._finished = 0.0, None, False
            self._timeline.clear()
            self._wishes = replace(self._wishes, loop=None, stop=None, quiet=())
            self._turn.notify_all()
            return self._ticket

    def play(self, at: float | None = None, *, stop: int | None = None) -> None:
        """Play on from `at` (None: where it stands), up to `stop` if given. Nothing happens without a sound."""
        with self._turn:
            if self._info is None:
                return
            if at is not None:
                self._leave_edge()
            self._wishes = replace(self._wishes, stop=stop)
            if at is not None or not self._playing:
                self._jump(self._place if at is None else at)
            self._playing = True
            self._restart()

    def pause(self) -> None:
        """Fall silent over a few ms, keeping the place."""
        with self._turn:
            self._halt()

    def seek(self, at: float) -> None:
        """Stand at, or play on from, `at`."""
        with self._turn:
            self._leave_edge()
            self._wishes = replace(self._wishes, stop=None)
            self._jump(at)
            self._restart()

    def go_to_edge(self) -> None:
        """Hear the newest of a live call from now on; nothing happens without one, or once it has ended."""
        with self._turn:
            if self._live is not None and self._info is not None and not self._live.ended:
                self._halt()
                self._reach_edge(None)

    def wish(self, **changes: Any) -> None:
        """Change fields of `Wishes`; heard at once."""
        with self._turn:
            wishes = replace(self._wishes, **changes)
            if wishes != self._wishes:
                self._wishes = wishes
                if self._out is not None:
                    self._out.mix(wishes.mix)
                self._restart()

    def report_heard(self) -> None:
        """Tell what the device has taken up to now; the report is among the events when this returns."""
        with self._turn:
            if self._playing:
                self._account(self._ring.read)
                self._account_edge()
                self._tally.report()

    def use_device(self, name: str | None) -> None:
        """Play on `name` (None: the system's default) from now on."""
        with self._turn:
            self._device_name = name
            self._device_stale = True
            self._turn.notify_all()

    def look_for_devices(self) -> None:
        """List the devices anew; `DevicesListed` follows."""
        with self._turn:
            self._list_stale = True
            self._turn.notify_all()

    def close(self) -> None:
        """Stop, give sound and device back, end the thread."""
        with self._turn:
            self._halt()
            self._closing = True
            self._turn.notify_all()
        self._thread.join()

    # --- what it tells ----------------------------------------------------------------------------------------------

    @property
    def wishes(self) -> Wishes:
        """What is in force."""
        return self._wishes

    @property
    def playing(self) -> bool:
        """Whether sound is wanted."""
        return self._playing

    @property
    def at_edge(self) -> bool:
        """Whether the newest of a live call is heard."""
        return self._edge

    @property
    def starved_frames(self) -> int:
        """Device frames of silence that should have been sound."""
        return self._ring.starved

    def position(self) -> float:
        """The place that is heard now, the device's delay taken off."""
        with self._turn:
            if self._target is not None:
                return self._target
            if not self._playing:
                return self._place
            if self._edge:
                return self._place if self._out is None else self._within(self._out.place(time.perf_counter()))
            index = self._index_heard()
            at = self._timeline.source_at(index) if index >= self._floor else self._shown
            return self._place if at is None else self._within(at)

    def take_events(self) -> list[Event]:
        """What happened since the last call, in order."""
        return [self._events.popleft() for _ in range(len(self._events))]

    # --- with the lock held -----------------------------------------------------------------------------------------

    def _tell(self, event: Event) -> None:
        self._events.append(event)
        self._wake()

    def _within(self, at: float) -> float:
        return min(max(at, self._live.begin if self._live else 0.0), float(self._info.frames if self._info else 0))

    def _jump(self, at: float) -> None:
        self._target = self._place = self._within(at)

    def _restart(self) -> None:
        """What is rendered ahead is stale."""
        self._generation += 1
        self._finished = False
        if not self._playing and self._target is not None:
            self._place, self._target = self._target, None
        self._turn.notify_all()

    def _index_heard(self) -> float:
        device, ring = self._device, self._ring
        if device is None or not device.real_time:
            return float(ring.read)
        passed = (time.perf_counter() - ring.taken_at) * device.rate_hz
        return min(ring.taken_from + passed - device.latency_ms * device.rate_hz / 1000, float(ring.read))

    def _frames(self, ms: float) -> int:
        return int(self._device.rate_hz * ms / 1000) if self._device else 0

    def _halt(self) -> None:
        """Stop: fade what the device takes next, drop the rest, keep the place."""
        if not self._playing:
            return
        self._leave_edge()
        ring = self._ring
        self._playing = ring.live = False
        ring.fall_silent(self._frames(SEAM_MS))
        self._timeline.cut(ring.write)
        self._account(ring.write)
        self._tally.close()
        if self._target is None:
            at = self._timeline.source_at(ring.write)
            self._place = self._place if at is None else self._within(at)
        self._restart()

    def _reach_edge(self, place: float | None) -> None:
        """The device hears the live edge from now on, from `place` of the call or from where it is."""
        self._edge = self._playing = True
        self._target = None
        if self._out is not None:
            self._out.go(place)
        self._tell(EdgeReached(at_edge=True))
        self._turn.notify_all()

    def _leave_edge(self) -> None:
        """Stand where the ear is now."""
        if not self._edge:
            return
        self._edge = False
        if self._out is not None:
            self._jump(self._out.leave())
            self._account_edge()
            self._tally.close()
        self._tell(EdgeReached(at_edge=False))

    def _account_edge(self) -> None:
        """Count what was heard at the live edge."""
        if self._out is not None:
            self._tally.add(self._out.heard())

    def _account(self, upto: int) -> None:
        """Count the device frames up to index `upto` as handed over."""
        if upto > self._accounted:
            self._tally.add(self._timeline.between(self._accounted, upto))
            self._accounted = upto

    # --- the engine's thread ----------------------------------------------------------------------------------------

    def _run(self) -> None:
        while True:
            with self._turn:
                asked = self._turn.wait_for(self._has_work, self._patience_s())
                if self._closing:
                    break
            try:
                if not asked and self._unindexed and not self._playing:
                    self._index()
                self._tick()
            except Exception as error:
                self._fail(fault_of(error))
        self._put_away()
        if self._sound is not None:
            self._sound.close()
        self._outputs.close()

    def _patience_s(self) -> float | None:
        """How long to wait for work."""
        if self._running:
            return TICK_S * (EDGE_TICKS if self._edge else 1)
        return LULL_S if self._unindexed else None

    def _index(self) -> None:
        """The first long jump in an MP3 makes its library walk the whole file: do that in the first quiet moment."""
        self._unindexed = False
        sound, info = self._sound, self._info
        if sound is not None and info is not None:
            sound.read(info.frames - 1, 1)

    def _has_work(self) -> bool:
        behind = self._playing and not self._edge
        stale = behind and self._generation != self._rendered_generation
        thin = behind and not self._finished and self._ring.queued < self._frames(self._ahead_ms - CHUNK_MS)
        asked = self._ticket != self._opened_ticket or self._device_stale or self._list_stale or self._closing
        return asked or stale or thin or (self._edge and not self._running)

    def _fail(self, fault: Fault) -> None:
        """Pause in place and say why."""
        with self._turn:
            self._halt()
            self.interrupted = True
            self._tell(PlayState.PAUSED)
            self._tell(fault)

    def _tick(self) -> None:
        if self._ticket != self._opened_ticket:
            self._open()
        if self._device_stale:
            self._device_stale = False
            self._put_away()
        if self._list_stale:
            self._list_stale = False
            self._list_devices()
        if self._playing and not self._running:
            self._take_device()
        if self._running:
            self._watch()
            self._render()
            self._follow()

    def _open(self) -> None:
        with self._turn:
            ticket, source, live = self._ticket, self._source, self._live
            old, self._sound = self._sound, None
        if old is not None:
            old.close()
        sound = None
        try:
            sound = live.sound if live is not None else self._opener(source) if source is not None else None
            with self._turn:
                if sound is not None and ticket == self._ticket:
                    self._sound, self._info = sound, sound.info
                    self._recent = Recent(sound, sound.info.rate_hz, sound.info.lanes)
                    self._tally.begin(sound.info.rate_hz, partial(extent_of, sound.info, live))
                    self._tell(Opened(ticket, sound.info))
        except Exception as error:  # what nobody foresaw too, or it would be opened again and again
            self._tell(NotOpened(ticket, fault_of(error)))
        self._opened_ticket = ticket
        self._unindexed = sound is not None and live is None
        if sound is not None and self._sound is not sound:
            sound.close()
        elif sound is not None and self._device is None:
            self._warm_up()

    def _list_devices(self) -> None:
        """What there is now; an open device that nobody needs is given back for it, since it freezes the list."""
        resting = self._device is not None and not self._playing
        if resting:
            self._put_away()
        self._tell(DevicesListed(self._outputs.names()))
        if resting:
            self._warm_up()

    def _warm_up(self) -> None:
        """Open the device before it is needed: the first key press must not wait for it."""
        try:
            self._open_device()
        except PlaceFault:
            log.info("no output device yet")

    def _open_device(self) -> None:
        live = self._live
        device = self._outputs.open(self._device_name, PERIOD_MS if live is None else LIVE_PERIOD_MS)
        with self._turn:
            self._device = device
            self._ring = Ring(device.rate_hz * 2, device.channels)
            self._out = None
            if live is not None and live is self._live:  # another one may have been asked for meanwhile
                self._out = LiveOut(live, self._ring, device)
                self._out.mix(self._wishes.mix)
                if self._edge:
                    self._out.go(None)
            self._timeline.clear()
            self._accounted = self._floor = 0
            self._tell(DeviceTaken(device.name))

    def _take_device(self) -> None:
        if self._device is None:
            self._open_device()
        device = self._device
        assert device is not None
        try:
            take = self._ring.take if self._out is None else self._out.take
            device.start(take if device.real_time else self._take_patiently)
        except PlaceFault:
            self._put_away()
            raise
        self._running = True
        self._pulse = Pulse()

    def _take_patiently(self, frames: int) -> bytes:
        """For a clock turned by hand: wait for the renderer, so that a test hears the same every time."""
        with self._turn:
            self._turn.wait_for(lambda: not self._playing or self._edge or self._ready(frames), PATIENCE_S)
            sound = self._ring.take(frames) if self._out is None else self._out.take(frames)
            self._account(self._ring.read)
            self._turn.notify_all()
            return sound

    def _ready(self, frames: int) -> bool:
        enough = self._finished or self._ring.queued >= frames
        return enough and self._generation == self._rendered_generation

    def _put_away(self) -> None:
        """Give the device back; what was under way will go on from its place."""
        if self._device is not None:
            self._device.close()
        with self._turn:
            if self._playing and self._target is None and not self._edge:
                self._account(self._ring.read)
                at = self._timeline.source_at(self._ring.read)
                self._jump(self._place if at is None else at)
            self._account_edge()
            self._device = self._out = None
            self._running = False
            self._rendering = None
            self._ring.cut(self._ring.read)
            self._restart()

    def _watch(self) -> None:
        """Notice a device that is lost, and one that nobody needs any more."""
        device = self._device
        assert device is not None
        self._pulse.feel(self._ring.calls, playing=self._playing, ticks=EDGE_TICKS if self._edge else 1)
        if not device.alive() or (device.real_time and self._pulse.lost):
            was_playing = self._playing
            with self._turn:
                self._halt()
            self._put_away()
            if was_playing:
                raise PlaceFault(FaultKind.DEVICE_LOST, device=device.name)
        elif self._pulse.idle:
            self._put_away()

    def _follow(self) -> None:
        """Count what was taken; notice the end."""
        with self._turn:
            if not self._playing:
                return
            if self._live is not None:
                self._follow_live(self._live)
            if self._edge:
                return
            self._account(self._ring.read)
            self._timeline.forget_before(self._ring.read - self._frames(2000))
            if not self._finished or self._ring.queued or self._generation != self._rendered_generation:
                return
            stop = self._wishes.stop
            self._halt()
            self.interrupted = False
            self._place = self._within(stop if stop is not None else float("inf"))
            self._wishes = replace(self._wishes, stop=None)
            self._tell(PlayState.PAUSED if stop is not None else PlayState.ENDED)

    def _follow_live(self, live: LiveCall) -> None:
        """Count what was heard; notice a call that ended under the ear, and an ear that has caught up."""
        self._account_edge()
        out, wishes = self._out, self._wishes
        if out is None:
            return
        if self._edge and out.is_over:
            self._halt()
            self._place = self._within(float("inf"))
            self._tell(PlayState.ENDED)
        elif live.ended and not self._edge and self._rendering is not None and self._rendering.endless:
            self._restart()  # now it has an end
        elif not (self._edge or live.ended or wishes.loop or wishes.stop) and self._target is None:
            at = self._timeline.source_at(self._ring.read)
            if at is not None and out.is_near(at, self._ahead_ms * wishes.speed):
                self._account(self._ring.read)
                self._reach_edge(at)

    def _render(self) -> None:
        """Fill the ring; a tick is left after a few chunks so that other work is seen."""
        for _ in range(4):
            with self._turn:
                if not self._playing or self._edge or self._sound is None or not self._running or self._finished:
                    return
                generation = self._generation
                stale = generation != self._rendered_generation
                if not stale and self._ring.queued >= self._frames(self._ahead_ms):
                    return
            if stale:
                self._splice(generation)
            else:
                self._append(generation)

    def _append(self, generation: int) -> None:
        """One more chunk behind what is rendered."""
        rendering = self._rendering
        assert rendering is not None
        sound, segments = rendering.more(self._frames(CHUNK_MS))
        with self._turn:
            if generation == self._generation:
                self._write(max(self._ring.write, self._ring.read), sound, segments)
                self._finished = rendering.ended
        self._check(rendering)

    def _splice(self, generation: int) -> None:
        """Replace what lies ahead of the device by a new rendering, blended over a few ms with the old.

        A jump is rendered first and put as near to the device as can be; a change in place is rendered for a place
        a little ahead, and once more further ahead if the device has got there meanwhile.
        """
        ahead = self._device.period_frames if self._device and self._device.real_time else 0
        while True:
            with self._turn:
                if generation != self._generation or self._sound is None:
                    return
                ring, target = self._ring, self._target
                edge = max(ring.read, min(ring.read + ahead, ring.write))
                at = self._timeline.source_at(edge) if target is None else target
                rendering = self._new_rendering(self._place if at is None else at)
            sound, segments = rendering.more(self._frames(CHUNK_MS))
            with self._turn:
                if generation != self._generation:
                    return
                if target is not None:
                    edge = max(ring.read, self._accounted)
                    self._floor, self._shown, self._target = edge, target, None
                elif edge < ring.read:
                    ahead *= 2
                    continue
                old = ring.peek(edge, self._frames(BLEND_MS))
                self._timeline.cut(edge)
                self._write(max(edge, ring.read), blended(old, sound, self._frames(SEAM_MS)), segments)
                ring.live = True
                self._rendering = rendering
                self._rendered_generation = generation
                self._finished = rendering.ended
            self._check(rendering)
            return

    def _new_rendering(self, at: float) -> Rendering:
        info, device, recent = self._info, self._device, self._recent
        assert info is not None
        assert device is not None
        assert recent is not None
        return self._wishes.rendering(recent, info, self._live, round(at), device.rate_hz, device.channels)

    def _write(self, first: int, sound: Samples, segments: list[Segment]) -> None:
        self._ring.put(first, sound)
        for segment in segments:
            self._timeline.append(replace(segment, first=segment.first + first))
        self._turn.notify_all()

    def _check(self, rendering: Rendering) -> None:
        if rendering.short:
            raise PlaceFault(FaultKind.FILE_UNREADABLE)
