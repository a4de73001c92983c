"""What a person's microphone does while they are to be heard in a live call; between two calls it is not open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from console.audio.devices import SystemInputs
from console.audio.ear_level import EarLevel
from console.audio.inputs import Inputs, names_now
from console.audio.live_call import LiveCall
from console.audio.live_lines import Line, MediaSocket, RtpLine
from console.audio.live_talk import LiveTalk, TalkStage, TalkTold
from console.audio.talk_socket import TalkSocket
from console.desk.background import Background
from console.desk.preferences import Preferences
from console.domain.faults import Fault, FaultKind, PlaceFault
from console.domain.floor import FloorAction
from console.domain.live import LiveOffer, Transport

LEVEL_MS = 60
LOWEST_DB = -48.0
CUSTOMER = 1


@dataclass(frozen=True)
class TalkNow:
    """How one's microphone stands. `mode` is None while one only listens; `heard`: what one says goes out now.

    `latched`: until one mutes; else while the key is held. `fault` says why the stage is not READY.
    """

    mode: FloorAction | None = None
    stage: TalkStage = TalkStage.ENDED
    latched: bool = False
    held: bool = False
    device: str = ""
    fault: Fault | None = None

    @property
    def heard(self) -> bool:
        """Whether what one says goes out."""
        return self.stage is TalkStage.READY and (self.latched or self.held)


class Talking(QObject):
    """As `live_mode.Talk`. Lives in the GUI thread; sound, connecting and the microphone are in others.

    `changed` when `now` is other; `level_changed` with how loud the microphone is, 0 to 1, some times a second.
    """

    changed = Signal()
    level_changed = Signal(object)
    inputs_listed = Signal(object)  # tuple[str, ...]
    _talk_told = Signal(object, object)

    def __init__(
        self,
        background: Background,
        preferences: Preferences,
        ear: EarLevel,
        call: Callable[[], LiveCall | None],
        parent: QObject | None = None,
        *,
        inputs: Callable[[], Inputs] = SystemInputs,
    ) -> None:
        """`call` gives the live call that is heard: after a taking over the customer's side comes with the talk."""
        super().__init__(parent)
        self.now = TalkNow()
        self._background, self._preferences, self._ear = background, preferences, ear
        self._call, self._inputs = call, inputs
        self._talk: LiveTalk | None = None
        self._clock = QTimer(self, interval=LEVEL_MS)
        self._clock.timeout.connect(self._tell_level)
        self._talk_told.connect(self._heed, Qt.ConnectionType.QueuedConnection)
        preferences.changed.connect(self._use_settings)

    # as live_mode.Talk

    def open(self, mode: FloorAction, lines: list[Line], offer: LiveOffer | None) -> None:
        """Be ready to be heard as `mode`, muted: by the way in `offer`, else back along the lines."""
        old = self._take_off()
        self.now = TalkNow(mode, TalkStage.CONNECTING)
        call = self._call()
        if mode is FloorAction.TAKE_OVER and call is not None:
            call.let_agent_go()
        try:
            talk = self._talk = self._made(mode, lines, offer)
        except PlaceFault as fault:
            self._show(replace(self.now, stage=TalkStage.FAILED, fault=fault))
            self._background.on_files(lambda: _stop(old))
            return
        self._guard()

        def begin() -> None:
            _stop(old)
            talk.start()

        self._background.on_files(begin)
        self._clock.start()
        self.changed.emit()

    def close(self) -> None:
        """Be heard no more; the microphone is given back."""
        old = self._take_off()
        if old is not None:
            self._background.on_files(lambda: _stop(old))
        self._guard()
        self._show(TalkNow())

    def _made(self, mode: FloorAction, lines: list[Line], offer: LiveOffer | None) -> LiveTalk:
        def told(news: TalkTold) -> None:
            self._talk_told.emit(talk, news)

        def ended(_words: str = "") -> None:
            told(TalkTold(TalkStage.ENDED))

        line, owned = self._line(mode, lines, offer, ended)
        device = self._preferences.settings.input_device or None
        talk = LiveTalk(line, self._inputs, told, device=device, owned=owned)
        return talk

    def _line(
        self, mode: FloorAction, lines: list[Line], offer: LiveOffer | None, ended: Callable[..., None]
    ) -> tuple[Line, bool]:
        """Where the microphone goes, and whether that is a way of its own. `ended` comes from the line's thread."""
        if offer is not None and offer.transport is Transport.WEBSOCKET:
            if offer.talk:
                return TalkSocket(offer.talk, offer.form, authority=offer.authority, ended=ended), True
            call = self._call()
            if offer.customer and call is not None:
                taken = MediaSocket(call, CUSTOMER, offer.customer, offer.form, authority=offer.authority, ended=ended)
                return taken, True
        place = CUSTOMER if mode is FloorAction.TAKE_OVER else 0
        if len(lines) <= place:
            raise PlaceFault(FaultKind.MEDIA_UNREACHABLE, why="")
        line = lines[place]
        if offer is not None and offer.customer and isinstance(line, RtpLine):
            line.turn_to(offer.customer)
        return line, False

    def _take_off(self) -> LiveTalk | None:
        old, self._talk = self._talk, None
        self._clock.stop()
        if old is not None:
            old.end()
        return old

    # being heard

    @Slot()
    def press(self) -> None:
        """The key or button goes down: heard until it comes up, or muted and open in turns, as is set."""
        if self._preferences.settings.talk_key == "toggle":
            self.toggle()
        else:
            self._hear(replace(self.now, held=True))

    @Slot()
    def release(self) -> None:
        """The key or button comes up."""
        if self.now.held:
            self._hear(replace(self.now, held=False))

    @Slot()
    def toggle(self) -> None:
        """Open the microphone until this is called again; muted while it was open, however it came to be."""
        self._hear(replace(self.now, latched=not self.now.heard, held=False))

    def _hear(self, now: TalkNow) -> None:
        if self._talk is not None and self.now.stage is TalkStage.READY:
            self._talk.hear(heard=now.heard)
            self._show(now)

    @Slot(object, object)
    def _heed(self, talk: LiveTalk, told: TalkTold) -> None:
        """How the microphone does; whatever happens to it mutes it."""
        if talk is self._talk and talk is not None:
            if told.stage in (TalkStage.ENDED, TalkStage.FAILED):
                self._take_off()
                self._guard()
                self._background.on_files(talk.stop)
            self._show(TalkNow(self.now.mode, told.stage, device=told.device, fault=told.fault))

    @Slot()
    def _tell_level(self) -> None:
        if self._talk is not None:
            self.level_changed.emit(min(1.0, max(0.0, 1 - self._talk.uplink.level_db / LOWEST_DB)))

    # what is set

    @Slot()
    def list_inputs(self) -> None:
        """Look which microphones there are; `inputs_listed` follows."""
        self._background.on_files(lambda: names_now(self._inputs), self.inputs_listed.emit)

    @Slot(object)
    def _use_settings(self, names: frozenset[str]) -> None:
        if "input_device" in names and self._talk is not None:
            self._talk.use(self._preferences.settings.input_device or None)
            self._show(TalkNow(self.now.mode, TalkStage.CONNECTING))
        if "speakers" in names:
            self._guard()

    def _guard(self) -> None:
        """Speakers are listened to only while somebody talks before them."""
        speakers = self._preferences.settings.speakers
        self._ear.wanted = speakers and self._talk is not None
        if self._talk is not None:
            self._talk.guard(self._ear if speakers else None)

    def _show(self, now: TalkNow) -> None:
        if now != self.now:
            self.now = now
            self.changed.emit()


def _stop(talk: LiveTalk | None) -> None:
    if talk is not None:
        talk.stop()
