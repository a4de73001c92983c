"""Puts together listening to live calls: from a seat of the floor into Review's player, and the end of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Slot

from console.audio.inputs import Inputs
from console.audio.live_call import LiveCall
from console.audio.live_talk import TalkStage
from console.audio.player import Player
from console.audio.rehearsal import rehearse
from console.desk.background import Background
from console.desk.floor_actions import FloorActions
from console.desk.keys import LIVE_ACTIONS, TALK_ACTIONS
from console.desk.listeners import Listeners
from console.desk.listening import ListeningDesk
from console.desk.live_listening import LiveListening
from console.desk.live_mode import LiveMode
from console.desk.live_now import Stage
from console.desk.live_round import LiveRound
from console.desk.local_listening import LocalListening
from console.desk.preferences import Preferences
from console.desk.talking import Talking
from console.domain.calls import Call
from console.domain.floor import FloorAction
from console.widgets.floor_screen import FloorScreen
from console.widgets.live_bar import LiveBar
from console.widgets.main_window import MainWindow
from console.widgets.pulled_pane import PulledPane
from console.widgets.review_pages import ReviewPages
from console.widgets.round_bar import RoundBar
from console.widgets.talk_part import TalkPart

CALM_MS = 2_000
"""After sign-on: the screens are drawn and the list is read."""


class HearingWork(QObject):
    """One person's listening, from its making to `stop`. Lives in the GUI thread."""

    def __init__(
        self, actions: FloorActions, background: Background, preferences: Preferences, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._actions, self._preferences, self._background = actions, preferences, background
        self.live = LiveListening(actions, background, self)
        self.round = LiveRound(self.live, actions, background, self)
        self.listeners = Listeners(actions.desk, self)
        self.bar: LiveBar | None = None
        self._player: Player | None = None
        self._device: LocalListening | None = None
        self._calm = QTimer(self, singleShot=True, interval=CALM_MS)
        self._calm.timeout.connect(self._prepare)

    def start(self) -> None:
        """Look who listens."""
        if self._actions.desk.connected:
            self.listeners.read()

    def stop(self) -> None:
        """Hear nothing more."""
        self._calm.stop()
        self.round.end()
        self.live.close()

    def show_on(self, screen: FloorScreen) -> None:
        """Let one listen from that screen of the floor, and see who does."""
        screen.add_actions(self._actions, self._preferences, self.live)
        screen.add_listeners(self.listeners, self.live)
        screen.add_round(self.round, self._actions, self._preferences)

    def join(
        self,
        window: MainWindow,
        pages: ReviewPages,
        player: Player,
        listening: ListeningDesk,
        panes: tuple[PulledPane, ...],
        inputs: Callable[[], Inputs],
    ) -> None:
        """Open what is heard in Review's player. Once; where one hears is the same for every seat."""
        self._window, self._pages, self._listening, self._panes = window, pages, listening, panes
        self._player = player
        self._calm.start()
        panel = pages.review.panel
        self.talking = Talking(
            self._background, self._preferences, player.ear, lambda: self.live.call, self, inputs=inputs
        )
        self.mode = LiveMode(self.live, self._actions.desk, self.talking, self)
        talk = self._talk = TalkPart(self.talking, self._preferences)
        self.bar = LiveBar(self.live, self.listeners, player, self._preferences, panel, mode=self.mode, talk=talk)
        self.talking.changed.connect(self._follow_talk)
        window.action_triggered.connect(talk.act)
        self.bar.hide()
        panel.add_bar(self.bar)
        panel.add_bar(RoundBar(self.round, self._actions, panel))
        self.round.stayed.connect(self._show)
        self.mode.changed.connect(self._follow_mode)
        self.bar.edge_asked.connect(panel.go_to_edge)
        self.bar.stop_asked.connect(self._stop_listening)
        panel.stop_asked.connect(self._stop_listening)
        self.live.to_hear.connect(self._open)
        self.live.shown_again.connect(self._show)
        listening.opened.connect(self._follow)
        listening.closed.connect(self._follow)

    def give_way(self, device: LocalListening) -> None:
        """Whoever asks for that device waits for no call any more, nor the other way round: the last asked is heard."""
        self._device = device
        device.changed.connect(self._follow_device)
        self.live.changed.connect(self._leave_device)
        self.round.changed.connect(self._leave_device)

    @Slot()
    def _follow_device(self) -> None:
        if self._device is not None and self._device.now.stage is Stage.CONNECTING:
            if self.live.now.stage in (Stage.ASKED, Stage.CONNECTING):
                self.live.close()
            self.round.end()

    @Slot()
    def _leave_device(self) -> None:
        asked = self.live.now.stage is Stage.ASKED or self.round.under_way
        if asked and self._device is not None and self._device.now.stage is Stage.CONNECTING:
            self._device.stop()

    @Slot()
    def _prepare(self) -> None:
        """Load and reckon, in other threads, what the first call would have to wait for."""
        if self._player is not None and self._player.live is None:
            self._player.refresh_devices()
            self._background.on_files(rehearse)

    @Slot(object, object)
    def _open(self, call: Call, live: LiveCall) -> None:
        self._pages.review.open_live(call, live)  # first: it sounds while the screen is drawn
        if not self.round.under_way:
            self._show()

    @Slot()
    def _show(self) -> None:
        self._window.activateWindow()  # asked for in the floor's second window perhaps
        self._window.show_screen("review")
        self._pages.show_review()
        self._pages.review.panel.waveform.picture.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _stop_listening(self) -> None:
        """Between two calls of a round too."""
        self.round.stop()
        self.live.stop()

    @Slot()
    def _follow(self) -> None:
        """Whoever opens something else in the player listens no longer."""
        live = self._listening.live
        if live is None or live is not self.live.call:
            self.round.end()  # which may just have nobody to hear
            self.live.close()
        assert self.bar is not None
        self.bar.setVisible(live is not None and live is self.live.call)
        self._window.keyboard.set_idle(LIVE_ACTIONS, idle=live is None)
        for pane in self._panes:
            pane.set_idle(LIVE_ACTIONS, idle=live is None)

    @Slot()
    def _follow_mode(self) -> None:
        """Whoever has something to say stays."""
        if self.mode.wanted not in (None, FloorAction.LISTEN):
            self.round.stay()
        self._look_after_talk()

    def _look_after_talk(self) -> None:
        now = self.talking.now
        if now.mode is self.mode.now and now.stage in (TalkStage.ENDED, TalkStage.FAILED):
            self.mode.lose_talk()

    @Slot()
    def _follow_talk(self) -> None:
        """The microphone has keys only while it is anybody's."""
        now = self.talking.now
        if now.mode is FloorAction.TAKE_OVER and now.stage is TalkStage.ENDED:
            self.live.lose()  # the customer has gone
        self._look_after_talk()
        idle = self.talking.now.mode is None
        self._window.keyboard.set_idle(TALK_ACTIONS, idle=idle)
        for pane in self._panes:
            pane.set_idle(TALK_ACTIONS, idle=idle)
