"""The player as the inspector sees it: transport bar and picture, bound to the player and the listening desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from console.audio.listening import Passage
from console.audio.peaks import Peaks
from console.audio.player import Pan, Player, PlayState
from console.audio.playing import Info
from console.audio.reader import SoundInfo
from console.desk.action_names import chord_text
from console.desk.keymap import Keymap
from console.desk.keys import Action
from console.desk.listening import ListeningDesk
from console.domain.calls import Call
from console.domain.faults import Fault, FaultKind, InputFault
from console.domain.ledger import Ledger
from console.domain.sheet import Pin, Span
from console.widgets.player_notices import FaultLine, PlayerMessage
from console.widgets.player_transport import KeyText, TransportBar
from console.widgets.theme import GRID
from console.widgets.wave_geometry import live_room_ms
from console.widgets.waveform import Waveform
from console.widgets.waveform_scene import EvidenceMark, Scene

STEPS_MS = {
    Action.BACK_1_S: -1_000,
    Action.FORWARD_1_S: 1_000,
    Action.BACK_5_S: -5_000,
    Action.FORWARD_5_S: 5_000,
    Action.BACK_15_S: -15_000,
    Action.FORWARD_15_S: 15_000,
}
JUST_PASSED_MS = 1_500
"""While playing, "previous mark" means the one before a mark passed this short while ago."""
TELL_EVERY_MS = 1_000
NEAR_EDGE_MS = 500
"""A click so near behind the newest of a live call, or beyond it, means the newest."""
ZOOM = 1.5


def default_key_text(action: Action) -> str:
    """The key of `action` in the default keymap."""
    return chord_text(Keymap().chords(action).plain)


class PlayerPanel(QWidget):
    """Shows the open call and plays it. `act` carries out every playing action, from a key or a button. GUI thread."""

    range_selected = Signal(object)  # Span, or None when the range was dropped
    evidence_clicked = Signal(object, object)  # item key, Span
    pin_asked = Signal(object)  # position in ms
    stop_asked = Signal()  # to listen to the live call no longer

    def __init__(
        self,
        player: Player,
        desk: ListeningDesk,
        *,
        key_text: KeyText = default_key_text,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._player = player
        self._desk = desk
        self._scene = Scene()
        self._told_ms = 0
        self.transport = TransportBar(key_text, self)
        self.fault_line = FaultLine(self)
        self.waveform = Waveform(self)
        self.message = PlayerMessage(self)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.message)
        self._pages.addWidget(self.waveform)
        self.bars: list[QWidget] = []
        self._box = box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, GRID, GRID // 2)
        box.setSpacing(GRID // 2)
        box.addWidget(self.transport)
        box.addWidget(self.fault_line)
        box.addWidget(self._pages, 1)
        self._connect_player()
        self._connect_parts()
        self.set_key_text(key_text)
        self._show_all()

    def _connect_player(self) -> None:
        player, desk = self._player, self._desk
        player.opened.connect(self._show_opened)
        player.position_changed.connect(self._show_position)
        player.grew.connect(self._show_length)
        player.state_changed.connect(self._show_state)
        player.speed_changed.connect(self.transport.show_speed)
        player.lanes_changed.connect(self._show_lanes)
        player.loop_changed.connect(self._show_loop)
        player.skip_silence_changed.connect(self._show_skip)
        player.device_changed.connect(self._show_device)
        player.devices_changed.connect(self.transport.show_devices)
        player.fault_happened.connect(self._show_fault)
        desk.opened.connect(self._show_call)
        desk.closed.connect(self._show_nothing)
        desk.peaks_changed.connect(self._show_peaks)
        desk.passages_changed.connect(self._show_passages)
        desk.faulted.connect(self._show_fault)
        desk.closeup.samples_changed.connect(self.waveform.picture.show_detail)

    def _connect_parts(self) -> None:
        picture = self.waveform.picture
        self.transport.asked.connect(self.act)
        self.transport.device_chosen.connect(self._player.set_device)
        self.transport.devices_asked.connect(self._player.refresh_devices)
        self.transport.pan_chosen.connect(self._pan)
        self.waveform.seek_asked.connect(self._seek)
        picture.range_selected.connect(self._keep_range)
        picture.evidence_clicked.connect(self.evidence_clicked)
        picture.following_changed.connect(self._show_following)
        self.message.retry_asked.connect(self._desk.reopen)
        for lane, header in enumerate(self.waveform.headers):
            header.mute_asked.connect(self._mute_agent if lane == 0 else self._mute_customer)
            header.solo_asked.connect(self._solo_agent if lane == 0 else self._solo_customer)
            header.gain_asked.connect(self._gain_agent if lane == 0 else self._gain_customer)

    # what others show on it

    def add_bar(self, bar: QWidget) -> None:
        """Put `bar` above everything else; the keyboard walks into it as into a pane of its own."""
        self._box.insertWidget(0, bar)
        self.bars.insert(0, bar)

    def show_evidence(self, evidence: Sequence[tuple[str, int, Span]]) -> None:
        """Draw these marks: (item key, the item's number, span)."""
        self._lay(replace(self._scene, evidence=tuple(EvidenceMark(*mark) for mark in evidence)))

    def show_pins(self, pins: Sequence[Pin]) -> None:
        """Draw these pins."""
        self._lay(replace(self._scene, pins=tuple(pins)))

    def show_ledger(self, ledger: Ledger) -> None:
        """Draw what was heard."""
        self._lay(replace(self._scene, ledger=ledger))

    def selection(self) -> Span | None:
        """The range chosen in the picture."""
        return self.waveform.picture.scene.selection

    def clear_selection(self) -> None:
        """No range is chosen any more; nothing is signalled."""
        self._scene = replace(self._scene, selection=None)
        self.waveform.picture.clear_selection()

    def show_span(self, span: Span) -> None:
        """Bring `span` into the picture if it is not all there."""
        view = self.waveform.picture.view
        if not (view.start_ms <= span.start_ms and span.end_ms <= view.end_ms):
            self.waveform.picture.zoom_to(span)

    @Slot(object)
    def act(self, action: Action) -> bool:
        """Carry out a playing, marking or looking action; False when it is none of ours or no call is open."""
        if self._player.state is PlayState.EMPTY:
            return False
        if action in STEPS_MS:
            self._player.step(STEPS_MS[action])
            return True
        deeds = {
            Action.PLAY: self._player.toggle,
            Action.SLOWER: self._player.slower,
            Action.FASTER: self._player.faster,
            Action.NORMAL_SPEED: self._player.normal_speed,
            Action.AGENT_ONLY: lambda: self._player.set_solo(0),
            Action.CUSTOMER_ONLY: lambda: self._player.set_solo(1),
            Action.BOTH_LANES: self._hear_both,
            Action.SKIP_SILENCE: lambda: self._player.set_skip_silence(on=not self._scene.skip_silence),
            Action.LOOP_IN: self._loop_in,
            Action.LOOP_OUT: self._loop_out,
            Action.LOOP: self._loop,
            Action.MARK: lambda: self.pin_asked.emit(self._player.position_ms),
            Action.PREVIOUS_MARK: self._previous_mark,
            Action.NEXT_MARK: self._next_mark,
            Action.ZOOM_IN: lambda: self.waveform.picture.zoom(ZOOM),
            Action.ZOOM_OUT: lambda: self.waveform.picture.zoom(1 / ZOOM),
            Action.ZOOM_WHOLE: self.waveform.picture.zoom_whole,
            Action.FOLLOW: lambda: self.waveform.picture.set_following(on=not self.waveform.picture.following),
        }
        if self._player.live is not None:
            deeds |= {Action.GO_TO_LIVE: self.go_to_edge, Action.STOP_LISTENING: self.stop_asked.emit}
        deed = deeds.get(action)
        if deed is None:
            return False
        deed()
        # a checkable button flips on its own: put back what is true
        self._show_toggles()
        return True

    # deeds

    @Slot()
    def go_to_edge(self) -> None:
        """Hear and see what is said now in a live call."""
        self._player.go_to_edge()
        self.waveform.picture.set_following(on=True)

    @Slot(object)
    def _seek(self, at_ms: int) -> None:
        live = self._player.live
        if live is not None and not live.ended and at_ms >= self._player.duration_ms - NEAR_EDGE_MS:
            self._player.go_to_edge()
        else:
            self._player.seek(at_ms)
        self.waveform.picture.set_following(on=True)

    @Slot(object)
    def _pan(self, pan: Pan) -> None:
        self._player.set_pan(pan)

    def _hear_both(self) -> None:
        self._player.set_solo(None)
        for lane in (0, 1):
            self._player.set_muted(lane, on=False)

    @Slot(object)
    def _mute_agent(self, on: bool) -> None:  # noqa: FBT001 - a slot
        self._player.set_muted(0, on=on)

    @Slot(object)
    def _mute_customer(self, on: bool) -> None:  # noqa: FBT001 - a slot
        self._player.set_muted(1, on=on)

    @Slot(object)
    def _solo_agent(self, on: bool) -> None:  # noqa: FBT001 - a slot
        self._player.set_solo(0 if on else None)

    @Slot(object)
    def _solo_customer(self, on: bool) -> None:  # noqa: FBT001 - a slot
        self._player.set_solo(1 if on else None)

    @Slot(object)
    def _gain_agent(self, gain_db: float) -> None:
        self._player.set_gain_db(0, gain_db)

    @Slot(object)
    def _gain_customer(self, gain_db: float) -> None:
        self._player.set_gain_db(1, gain_db)

    def _loop_in(self) -> None:
        at_ms, loop = self._player.position_ms, self._player.loop
        self._player.set_loop(at_ms, loop[1] if loop is not None and loop[1] > at_ms else None)

    def _loop_out(self) -> None:
        at_ms, loop = self._player.position_ms, self._player.loop
        self._player.set_loop(loop[0] if loop is not None and loop[0] < at_ms else None, at_ms)

    def _loop(self) -> None:
        """Off when on; on over the chosen range if there is one, else over the loop set before."""
        chosen = self.selection()
        if self._player.loop_on:
            self._player.set_loop_on(on=False)
        elif chosen is not None:
            self._player.set_loop(chosen.start_ms, chosen.end_ms)
        else:
            self._player.set_loop_on(on=True)

    def _places(self) -> list[int]:
        starts = {mark.span.start_ms for mark in self._scene.evidence}
        return sorted(starts | {pin.at_ms for pin in self._scene.pins})

    def _next_mark(self) -> None:
        at_ms = self._player.position_ms
        later = [place for place in self._places() if place > at_ms]
        if later:
            self._seek(later[0])

    def _previous_mark(self) -> None:
        playing = self._player.state is PlayState.PLAYING
        at_ms = self._player.position_ms - (JUST_PASSED_MS if playing else 0)
        earlier = [place for place in self._places() if place < at_ms]
        if earlier:
            self._seek(earlier[-1])

    # what the player and the desk tell

    def _lay(self, scene: Scene) -> None:
        self._scene = scene
        self.waveform.show_scene(replace(scene, selection=self.selection()))

    @Slot(object)
    def _keep_range(self, span: Span | None) -> None:
        self._scene = replace(self._scene, selection=span)
        self.range_selected.emit(span)

    @Slot(object)
    def _show_call(self, call: Call) -> None:
        self.fault_line.clear()
        self.waveform.picture.clear_selection()
        self.waveform.show_sound(None, None)
        live = self._desk.live is not None
        duration_ms = live_room_ms(0) if live else call.duration_ms
        self._scene = Scene(duration_ms=duration_ms, skip_silence=self._scene.skip_silence, live=live)
        self._lay(self._scene)
        self.waveform.picture.zoom_whole()
        self.waveform.picture.set_following(on=True)
        self._pages.setCurrentWidget(self.waveform)
        self.transport.show_position(0, self._length_ms)

    @Slot()
    def _show_nothing(self) -> None:
        self._scene = Scene(skip_silence=self._scene.skip_silence)
        self.waveform.show_sound(None, None)
        self._lay(self._scene)
        self.fault_line.clear()
        self.message.show_empty()
        self._pages.setCurrentWidget(self.message)
        self.transport.show_position(0, 0)

    @Slot(object)
    def _show_opened(self, info: Info) -> None:
        if not self._make_room():
            self._lay(replace(self._scene, duration_ms=info.duration_ms))
        if isinstance(info, SoundInfo) and info.truncated:
            self.fault_line.show_fault(InputFault(FaultKind.AUDIO_TRUNCATED))
        self._pages.setCurrentWidget(self.waveform)
        self.transport.show_position(self._player.position_ms, self._length_ms)
        self._show_lanes()

    @property
    def _length_ms(self) -> int:
        """Of the open call, up to now."""
        return self._player.duration_ms if self._scene.live else self._scene.duration_ms

    def _make_room(self) -> bool:
        """For what a live call has grown by; whether it is one."""
        if self._scene.live:
            room_ms = live_room_ms(self._player.duration_ms)
            if room_ms > self._scene.duration_ms:
                self._lay(replace(self._scene, duration_ms=room_ms))
        return self._scene.live

    @Slot(object)
    def _show_peaks(self, peaks: Peaks) -> None:
        self._make_room()
        self.waveform.show_sound(peaks, self._desk.closeup.samples)

    @Slot(object)
    def _show_passages(self, passages: tuple[Passage, ...]) -> None:
        self._lay(replace(self._scene, passages=passages))

    @Slot()
    def _show_length(self) -> None:
        """A live call goes on, also where the place that is heard does not."""
        self.transport.show_position(self._player.position_ms, self._length_ms)

    @Slot(object)
    def _show_position(self, position_ms: int) -> None:
        self.waveform.show_position(position_ms)
        self.transport.show_position(position_ms, self._length_ms)
        if abs(position_ms - self._told_ms) >= TELL_EVERY_MS:
            self._told_ms = position_ms
            self.waveform.picture.tell()

    @Slot(object)
    def _show_state(self, state: PlayState) -> None:
        self.transport.show_playing(playing=state is PlayState.PLAYING, ready=state is not PlayState.EMPTY)
        self.waveform.picture.tell()

    @Slot()
    def _show_lanes(self) -> None:
        states = [self._player.lane_state(lane) for lane in (0, 1)]
        self.waveform.show_lanes([s.muted for s in states], [s.gain_db for s in states], self._player.solo)
        self.transport.show_pan(self._player.pan)

    @Slot()
    def _show_loop(self) -> None:
        self._lay(replace(self._scene, loop=self._player.loop, loop_on=self._player.loop_on))
        self._show_toggles()

    @Slot(object)
    def _show_skip(self, on: bool) -> None:  # noqa: FBT001 - a slot
        self._lay(replace(self._scene, skip_silence=on))
        self._show_toggles()

    @Slot(object)
    def _show_device(self, name: str | None) -> None:
        self.transport.show_device(name)

    @Slot(object)
    def _show_following(self, _on: bool) -> None:  # noqa: FBT001 - a slot
        self._show_toggles()

    def _show_toggles(self) -> None:
        self.transport.show_checked(Action.LOOP, on=self._player.loop_on)
        self.transport.show_checked(Action.SKIP_SILENCE, on=self._scene.skip_silence)
        self.transport.show_checked(Action.FOLLOW, on=self.waveform.picture.following)

    @Slot(object)
    def _show_fault(self, fault: Fault) -> None:
        """In place of the picture while there is no sound, in a line above it when the call was already open."""
        if self._player.state in (PlayState.EMPTY, PlayState.LOADING):
            self.message.show_fault(fault)
            self._pages.setCurrentWidget(self.message)
        else:
            self.fault_line.show_fault(fault)

    def _show_all(self) -> None:
        player = self._player
        self.retranslate()
        self._show_state(player.state)
        self.transport.show_speed(player.speed)
        self._show_lanes()
        self._show_toggles()
        self._show_nothing()
        self.transport.show_device(player.device)
        self.transport.show_devices(player.device_names())

    def set_keymap(self, keymap: Keymap) -> None:
        """Name other keys from now on."""
        self.set_key_text(lambda action: chord_text(keymap.chords(action).plain))

    def set_key_text(self, key_text: KeyText) -> None:
        """Name other keys in the tooltips, after a remapping."""
        self.transport.set_key_text(key_text)
        for header, action in zip(self.waveform.headers, (Action.AGENT_ONLY, Action.CUSTOMER_ONLY), strict=True):
            header.set_only_key(key_text(action))

    def retranslate(self) -> None:
        """Say everything in the language in force; the parts listen to the change themselves."""
        self.setAccessibleName(self.tr("Player"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow language and theme."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
