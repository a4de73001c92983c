"""Puts together listening to a device of this PC: asked for over Review's player, heard and scored as a live call."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from console.audio.inputs import Inputs
from console.audio.live_call import LiveCall
from console.audio.player import Player
from console.desk.background import Background
from console.desk.call_list import CallList
from console.desk.keys import LIVE_ACTIONS, Action
from console.desk.listening import ListeningDesk
from console.desk.local_listening import LocalListening
from console.domain.calls import Call
from console.widgets.local_bar import LocalBar
from console.widgets.main_window import MainWindow
from console.widgets.pulled_pane import PulledPane
from console.widgets.review_pages import ReviewPages


class LocalWork(QObject):
    """One person's, from its making to `stop`. Lives in the GUI thread."""

    def __init__(
        self,
        window: MainWindow,
        pages: ReviewPages,
        player: Player,
        listening: ListeningDesk,
        calls: CallList,
        background: Background,
        panes: tuple[PulledPane, ...],
        inputs: Callable[[], Inputs],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._window, self._pages, self._listening, self._calls, self._panes = window, pages, listening, calls, panes
        panel = pages.review.panel
        self.local = LocalListening(background, self, inputs=inputs)
        self.bar = LocalBar(self.local, player, panel)
        self.bar.hide()
        panel.add_bar(self.bar)
        calls.choices_changed.connect(self.bar.set_choices)
        self.bar.left.connect(self._leave)
        self.bar.edge_asked.connect(panel.go_to_edge)
        panel.stop_asked.connect(self.local.stop)
        self.local.to_hear.connect(self._open)
        listening.opened.connect(self._follow)
        listening.closed.connect(self._follow)
        window.action_triggered.connect(self._act)
        pages.review.calls.offer_local()
        pages.review.calls.local_asked.connect(self.ask)

    def stop(self) -> None:
        """Hear nothing more."""
        self.local.close()

    @Slot(object)
    def _act(self, action: Action) -> None:
        if action is Action.LISTEN_HERE:
            self.ask()

    @Slot()
    def ask(self) -> None:
        """Ask over the player which device, and whose call it is."""
        self._window.show_screen("review")
        self._pages.show_review()
        self._calls.load_choices()
        self.bar.begin()

    @Slot(object, object)
    def _open(self, call: Call, live: LiveCall) -> None:
        self._pages.review.open_live(call, live)

    @Slot()
    def _leave(self) -> None:
        self.bar.hide()

    @Slot()
    def _follow(self) -> None:
        """Whoever opens something else in the player listens no longer."""
        live = self._listening.live
        if live is not None and live is self.local.call:
            self._window.keyboard.set_idle(LIVE_ACTIONS, idle=False)
            for pane in self._panes:
                pane.set_idle(LIVE_ACTIONS, idle=False)
        elif self.local.call is not None:
            self.local.close()
            self.bar.hide()
