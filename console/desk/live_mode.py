"""What whoever listens is to the call: heard by nobody, by the agent, by both, or the agent's successor."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from console.audio.live_lines import Line
from console.desk.floor_desk import FloorDesk
from console.desk.live_listening import LiveListening
from console.desk.live_now import Stage
from console.domain.faults import Fault, FaultKind, PlaceFault
from console.domain.floor import FloorAction
from console.domain.floor_book import ActionState, AskedAction
from console.domain.live import Listening, LiveOffer
from console.store.floor_listening import FloorNews
from console.store.ids import new_id

if TYPE_CHECKING:
    from console.store.store import Store

log = logging.getLogger(__name__)

AGAIN_MS, LONGEST_MS = 2_000, 30_000
"""So long until a telephone system that was not told of a lost microphone is told again; twice as long each time."""


class Talk(Protocol):
    """The microphone's part in a call that one listens to."""

    def open(self, mode: FloorAction, lines: list[Line], offer: LiveOffer | None) -> None:
        """Be heard from now on, as `mode`: by the way in `offer`, else back along the lines, the agent's first."""

    def close(self) -> None:
        """Be heard no more; nothing when one is not."""


class LiveMode(QObject):
    """The mode of the call that `live` hears. Lives in the GUI thread; `changed` when anything of it is other.

    `now` is what one is, `wanted` what was asked and not answered yet. Why it was refused stands in `words` of the
    telephone system or in `fault`. When the listening ends the microphone is closed with it. `lost`: one listens since
    the microphone's way broke, until one asks to be something again.
    """

    changed = Signal()

    def __init__(self, live: LiveListening, desk: FloorDesk, talk: Talk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.now = FloorAction.LISTEN
        self.wanted: FloorAction | None = None
        self.words = ""
        self.fault: Fault | None = None
        self.lost = False
        self._live, self._desk, self._talk = live, desk, talk
        self._key: UUID | None = None
        self._looking = self._owed = False
        self._again = QTimer(self, singleShot=True)
        self._wait_ms = AGAIN_MS
        self._again.timeout.connect(self._quieten)
        desk.actions_changed.connect(self._look)
        live.figures_changed.connect(self._look)  # each second: news may be lost with the link
        live.changed.connect(self._follow)

    def be(self, mode: FloorAction) -> None:
        """Ask to be `mode`; nothing while nothing is heard, or when it is so already."""
        listening = self._live.listening
        if listening is None or mode in (self.wanted, self.now if self.wanted is None else None):
            return
        self._rest()
        self._ask(listening, mode)

    def _ask(self, listening: Listening, mode: FloorAction) -> None:
        key = self._key = new_id()
        person = self._desk.person
        self._show(self.now, mode)

        def ask(store: Store) -> None:
            store.live.mode(person, listening, mode, action_id=key)

        def failed(fault: Fault) -> None:
            if key == self._key:
                self._show(self.now, None, fault=fault)
                self._try_again()

        self._desk.ask_database(ask, lambda _: self._desk.look_again(frozenset({FloorNews.ACTIONS})), failed)

    def lose_talk(self) -> None:
        """The microphone's way is broken: one listens from now on, and the telephone system is told until it knows.

        Nothing while something else is asked for: then the way before is closed as it should be.
        """
        if self.wanted is None and self.now in (FloorAction.WHISPER, FloorAction.JOIN):
            self.lost = True
            self._talk.close()
            self._show(FloorAction.LISTEN, None)
            self._quieten()

    @Slot()
    def _quieten(self) -> None:
        listening = self._live.listening
        if listening is not None and self.lost and self.wanted is None:
            self._ask(listening, FloorAction.LISTEN)

    def _try_again(self) -> None:
        """Nobody may be told to hear one who is heard by nobody."""
        if self.lost:
            self._again.start(self._wait_ms)
            self._wait_ms = min(2 * self._wait_ms, LONGEST_MS)

    def _rest(self) -> None:
        self.lost = False
        self._again.stop()
        self._wait_ms = AGAIN_MS

    @Slot()
    def _look(self) -> None:
        key = self._key
        if key is None or self.wanted is None:
            return
        if self._looking:
            self._owed = True
            return
        self._looking = True
        person = self._desk.person

        def look(store: Store) -> tuple[AskedAction, LiveOffer | None]:
            row = store.floor.action(key)
            speaks = row.state is ActionState.DONE and row.action is not FloorAction.LISTEN
            return row, _offer(store, row) if speaks else None

        def _offer(store: Store, row: AskedAction) -> LiveOffer | None:
            try:
                return store.live.offer(person, row.id)
            except PlaceFault as fault:
                if fault.kind is FaultKind.NOT_FOUND:  # the microphone has no way of its own, or it was told too late
                    return None
                raise

        self._desk.ask_database(look, self._heed, self._not_looked)

    def _not_looked(self, fault: Fault) -> None:
        self._looking = False
        log.info("a change of mode was not looked at: %s", fault)

    def _heed(self, told: tuple[AskedAction, LiveOffer | None]) -> None:
        self._looking = False
        owed, self._owed = self._owed, False
        row, offer = told
        if row.id == self._key and self._live.now.stage is Stage.HEARING:
            if row.state is ActionState.REFUSED:
                self._show(self.now, None, words=row.words)
                self._try_again()
            elif row.state is ActionState.DONE:
                self._be_so(row.action, offer)
        if owed:
            self._look()  # what was told meanwhile

    def _be_so(self, mode: FloorAction, offer: LiveOffer | None) -> None:
        self._key = None
        if mode is FloorAction.LISTEN:
            self._again.stop()
            self._talk.close()
        else:
            # A customer who was taken over comes from elsewhere than before, which only the offer tells.
            told = offer is not None or mode is not FloorAction.TAKE_OVER
            self._talk.open(mode, self._live.lines if told else [], offer)
        self._show(mode, None)

    @Slot()
    def _follow(self) -> None:
        """Nothing is heard any more: nobody hears us either."""
        if self._live.now.stage is Stage.HEARING:
            return
        lost = self.lost
        self._rest()
        if lost or (self.now, self.wanted) != (FloorAction.LISTEN, None):
            self._key = None
            self._talk.close()
            self._show(FloorAction.LISTEN, None)

    def _show(
        self, now: FloorAction, wanted: FloorAction | None, *, words: str = "", fault: Fault | None = None
    ) -> None:
        self.now, self.wanted, self.words, self.fault = now, wanted, words, fault
        taken = now is FloorAction.TAKE_OVER
        self._live.give_over(given=taken or wanted is FloorAction.TAKE_OVER, taken=taken)
        self.changed.emit()
