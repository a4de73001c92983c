"""Listening to a live call: asked for, connected, heard, ended; what was heard stays to be played again."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import numpy as np
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from console.audio.live_call import LineFigures, LiveCall
from console.audio.live_lines import Line
from console.desk.background import Background
from console.desk.floor_actions import FloorActions
from console.desk.live_legs import LiveLegs, call_for
from console.desk.live_now import LiveNow, Stage, Why
from console.desk.live_stops import LiveStops
from console.domain.calls import Call, SoundSource
from console.domain.faults import Fault, PlaceFault
from console.domain.floor import AgentNow, FloorAction
from console.domain.floor_book import ActionState, AskedAction
from console.domain.live import GATEWAY_ENDED, Listening, LiveOffer, Transport
from console.store.floor_listening import FloorNews
from console.store.ids import new_id

if TYPE_CHECKING:
    from console.store.store import Store

log = logging.getLogger(__name__)

LOOK_MS = 1000
"""News of what was asked come by themselves; this often one looks all the same."""
GIVE_UP_S = 20.0
"""A gateway that has not answered by then will not: its offer would be for nobody."""
FIGURES_MS = 1000
LEVELS_MS = 125
LEVEL_S = 0.15


@dataclass
class _Attempt:
    """One listening from its asking on; what is told of an older one is no longer listened to."""

    agent_id: UUID
    legs: LiveLegs
    now: AgentNow
    asked_s: float
    owner: LiveListening
    """Who it is told to; a round hands it on."""
    key: UUID = field(default_factory=new_id)
    began_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    call: LiveCall | None = None
    transport: Transport | None = None
    looking: bool = False
    owed: bool = False


class LiveListening(QObject):
    """The one live call that a person listens to. Lives in the GUI thread; nothing waits there.

    `to_hear` (Call, LiveCall) when it can be heard: open it in the player; `shown_again` when it is open there. What
    came of it stays in the LiveCall, also when it is over. `figures_changed` once a second while it is heard;
    `level_changed`: number, and how loud agent and customer are, 0 to 1.
    """

    changed = Signal()
    to_hear = Signal(object, object)
    shown_again = Signal()
    figures_changed = Signal(object)  # LineFigures
    level_changed = Signal(str, object)
    _line_ended = Signal(object)

    def __init__(
        self,
        actions: FloorActions,
        background: Background,
        parent: QObject | None = None,
        *,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._actions, self._desk, self._background = actions, actions.desk, background
        self._now_s = now_s
        self.now = LiveNow()
        self._attempt: _Attempt | None = None
        self._given_over = self._taken = False
        self._lost: _Attempt | None = None
        self._stops = LiveStops(self._desk, self)
        self._clock = QTimer(self, interval=LOOK_MS)
        self._clock.timeout.connect(self.tick)
        self._levels = QTimer(self, interval=LEVELS_MS)
        self._levels.timeout.connect(self._tell_level)
        self._desk.actions_changed.connect(self._look)
        self._line_ended.connect(self._lose_line, Qt.ConnectionType.QueuedConnection)

    # how it stands

    @property
    def call(self) -> LiveCall | None:
        """What is heard, or was last."""
        return self._attempt.call if self._attempt is not None else None

    @property
    def listening(self) -> Listening | None:
        """What is heard now, as the database knows it; None where nothing is."""
        attempt = self._attempt
        if attempt is None or self.now.stage is not Stage.HEARING:
            return None
        by, call_key = self._desk.person.id, attempt.now.call_key
        return Listening(attempt.key, by, attempt.agent_id, call_key, FloorAction.LISTEN, attempt.began_at)

    @property
    def lines(self) -> list[Line]:
        """The open ways in along which a microphone may go back, the agent's first; none of those that are fetched.

        What goes back along a way that was fetched reaches nobody: for a microphone another one is offered.
        """
        attempt = self._attempt
        return list(attempt.legs.lines) if attempt is not None and attempt.transport is Transport.RTP else []

    def agent_now(self) -> AgentNow | None:
        """The agent, as may be shown now."""
        return self._actions.agent_now(self.now.number)

    def length_ms(self) -> int | None:
        """How long the call has lasted; None where that is not known, or it is over."""
        attempt, at = self._attempt, self._desk.source_at(self.now.number)
        if attempt is None or at is None or self.now.stage is not Stage.HEARING:
            return None
        return max(0, (at - attempt.now.since) // timedelta(milliseconds=1))

    def figures(self) -> LineFigures | None:
        """How the line does."""
        return self.call.figures() if self.call is not None else None

    # asking

    def listen(self, number: str) -> None:
        """Ask to hear that agent's call; the one heard before is left. The one heard already is only shown again."""
        if self.now.stage.under_way and self.now.number == number:
            if self.now.stage is Stage.HEARING:
                self.shown_again.emit()
            return
        self._leave(Why.CLOSED)
        self._attempt = None
        sitter, now = self._actions.sitter_of(number), self._actions.agent_now(number)
        name = (sitter.name or number) if sitter is not None else number
        offer = self._actions.offers(number)[FloorAction.LISTEN]
        if not offer.open or sitter is None or sitter.agent_id is None or now is None:
            self._show(LiveNow(Stage.REFUSED, number, name, why=Why.NOT_OFFERED, offer=offer))
            return
        try:
            legs = LiveLegs()
        except PlaceFault as fault:
            self._show(LiveNow(Stage.REFUSED, number, name, fault=fault))
            return
        attempt = self._attempt = _Attempt(sitter.agent_id, legs, now, self._now_s(), self)
        legs.ended = lambda: self._line_ended.emit(attempt)
        person = self._desk.person

        def ask(store: Store) -> None:
            address = store.live.own_address()
            hear_at = legs.hear_at(address) if address else None
            store.live.ask(person, attempt.agent_id, now.call_key, hear_at=hear_at, action_id=attempt.key)

        self._show(LiveNow(Stage.ASKED, number, name))
        self._clock.start()
        self._desk.ask_database(
            ask,
            lambda _: self._ring(),
            lambda fault: self._not_connected(attempt, fault),
        )

    def adopt(self, ahead: LiveListening) -> bool:
        """Hear on what `ahead` hears already; the one heard here before is left. Whether there was anything."""
        attempt = ahead._attempt
        if attempt is None or ahead.now.stage is not Stage.HEARING:
            return False
        now, ahead._attempt, ahead.now = ahead.now, None, LiveNow()
        ahead._clock.stop()
        ahead._levels.stop()
        self._leave(Why.CLOSED)
        self._attempt, attempt.owner = attempt, self
        self._clock.start()
        self._sound(attempt, now)
        self._look()  # what was told of it while it changed hands
        return True

    def _ring(self) -> None:
        self._desk.look_again(frozenset({FloorNews.ACTIONS}))

    @Slot()
    def tick(self) -> None:
        """Another second: look where an answer is waited for, and tell how the line does."""
        attempt = self._attempt
        if attempt is None:
            return
        if self.now.stage is Stage.ASKED and self._now_s() - attempt.asked_s > GIVE_UP_S:
            self._stops.ask(attempt.key)
            self._refuse(attempt, why=Why.NO_ANSWER)
        elif attempt.owed or self.now.stage in (Stage.ASKED, Stage.CONNECTING):
            self._look()
        if self.now.stage is Stage.HEARING and attempt.call is not None:
            self.figures_changed.emit(attempt.call.figures())

    @Slot()
    def _look(self) -> None:
        """What the database has of what was asked, and what is offered."""
        attempt = self._attempt
        if attempt is None or not self.now.stage.under_way:
            return
        if attempt.looking:
            attempt.owed = True
            return
        attempt.looking, attempt.owed = True, False
        person, wants = self._desk.person, self.now.stage is Stage.ASKED

        def look(store: Store) -> tuple[AskedAction, LiveOffer | None]:
            row = store.floor.action(attempt.key)
            return row, store.live.offer(person, attempt.key) if wants and row.state is ActionState.ACCEPTED else None

        self._desk.ask_database(
            look,
            lambda told: attempt.owner._heed(attempt, *told),
            lambda fault: self._not_looked(attempt, fault),
        )

    def _not_looked(self, attempt: _Attempt, fault: Fault) -> None:
        """The next look may find it: before the asking has reached the database there is nothing to find."""
        attempt.looking, attempt.owed = False, True
        log.info("a listening was not looked at: %s", fault)

    def _heed(self, attempt: _Attempt, row: AskedAction, offer: LiveOffer | None) -> None:
        attempt.looking = False
        if attempt is not self._attempt or not self.now.stage.under_way:
            return
        if row.state is ActionState.REFUSED and row.began_at is None:
            self._refuse(attempt, words=row.words)
        elif row.ended_at is not None or row.state is ActionState.REFUSED:
            if not (self._taken and row.words == GATEWAY_ENDED):
                self._over(attempt, words=row.words)
        elif offer is not None:
            self._connect(attempt, offer)
        if attempt.owed:
            self._look()

    # hearing

    def _connect(self, attempt: _Attempt, offer: LiveOffer) -> None:
        attempt.call = call = call_for(offer)
        attempt.transport = offer.transport
        self._show(replace(self.now, stage=Stage.CONNECTING, told=offer.told))
        legs = attempt.legs
        self._background.on_files(
            lambda: legs.open(offer, call),
            lambda _: self._hear(attempt),
            lambda fault: self._not_connected(attempt, fault),
        )

    def _hear(self, attempt: _Attempt) -> None:
        if attempt is not self._attempt or self.now.stage is not Stage.CONNECTING:
            return
        self._sound(attempt, replace(self.now, stage=Stage.HEARING))

    def _sound(self, attempt: _Attempt, now: LiveNow) -> None:
        self._show(now)
        self._levels.start()
        self.to_hear.emit(self._as_call(attempt), attempt.call)

    def _not_connected(self, attempt: _Attempt, fault: Fault) -> None:
        self._stops.ask(attempt.key)
        self._refuse(attempt, fault=fault)

    def _as_call(self, attempt: _Attempt) -> Call:
        """What is known of it before it is over."""
        sitter, now = self._desk.people.get(attempt.agent_id), attempt.now
        return Call(
            id=attempt.key,
            started_at=datetime.now(UTC),
            duration_ms=0,
            sound=SoundSource(("",)),
            content_hash="",
            agent_id=attempt.agent_id,
            agent_number=self.now.number,
            agent_name=sitter.name if sitter is not None else "",
            team=sitter.team if sitter is not None else "",
            direction=now.direction,
            queue=now.queue,
            call_number=now.call_key,
        )

    @Slot()
    def _tell_level(self) -> None:
        call = self.call
        if call is not None and self.now.stage is Stage.HEARING:
            self.level_changed.emit(self.now.number, levels(call))

    # ending

    @Slot()
    def stop(self) -> None:
        """Listen no longer; what was heard stays."""
        self._leave(Why.STOPPED)

    def close(self) -> None:
        """The person goes, or hears something else: listen no longer, and keep nothing."""
        self._leave(Why.CLOSED)
        self._attempt = None
        self._show(LiveNow())

    def _leave(self, why: Why) -> None:
        attempt = self._attempt
        if attempt is not None and self.now.stage.under_way:
            self._stops.ask(attempt.key)
            self._over(attempt, why=why)

    @Slot(object)
    def _lose_line(self, attempt: _Attempt) -> None:
        """The switch has closed the line: mostly because the call is over, which it may still say in words."""
        if attempt.owner is not self:  # it was handed on meanwhile
            attempt.owner._lose_line(attempt)
            return
        if attempt is not self._attempt or not self.now.stage.under_way:
            return
        if self._given_over:
            self._lost = attempt
            return
        self.lose()

    def lose(self) -> None:
        """What carried the call is gone, and not by our doing; why is asked."""
        attempt, earlier = self._attempt, GATEWAY_ENDED if self._taken else ""
        if attempt is not None and self.now.stage.under_way:
            self._leave(Why.NOTHING)
            self._ask_why(attempt, earlier)

    def give_over(self, *, given: bool, taken: bool) -> None:
        """While a call is being taken over, and afterwards, the switch closes its lines: that is no end of it.

        Nor is the end of the gateway, once it is `taken`.
        """
        self._given_over, self._taken = given, taken
        lost, self._lost = self._lost, None
        if lost is not None and not given:
            self._lose_line(lost)
        elif lost is not None:
            self._lost = lost

    def _ask_why(self, attempt: _Attempt, earlier: str) -> None:
        """`earlier` are words that do not say it: those of an end that it has outlasted."""

        def use(row: AskedAction) -> None:
            if attempt is self._attempt and self.now.stage is Stage.ENDED and row.words not in ("", earlier):
                self._show(replace(self.now, words=row.words))

        self._desk.ask_database(
            lambda store: store.floor.action(attempt.key), use, lambda fault: log.info("why it ended: %s", fault)
        )

    def _refuse(
        self, attempt: _Attempt, *, why: Why = Why.NOTHING, words: str = "", fault: Fault | None = None
    ) -> None:
        if attempt is self._attempt and self.now.stage.under_way:
            self._finish(attempt)
            self._show(replace(self.now, stage=Stage.REFUSED, why=why, words=words, fault=fault))

    def _over(self, attempt: _Attempt, *, why: Why = Why.NOTHING, words: str = "") -> None:
        self._finish(attempt)
        if attempt.call is not None:
            attempt.call.end(words)
        self._show(replace(self.now, stage=Stage.ENDED, why=why, words=words))
        if attempt.call is not None and attempt is self._attempt:
            self.figures_changed.emit(attempt.call.figures())

    def _finish(self, attempt: _Attempt) -> None:
        self._clock.stop()
        self._levels.stop()
        self.level_changed.emit(self.now.number, None)
        self._background.on_files(attempt.legs.close)

    def _show(self, now: LiveNow) -> None:
        if now != self.now:
            self.now = now
            self.changed.emit()


def levels(call: LiveCall) -> tuple[float, float]:
    """How loud agent and customer were just now, 0 to 1 over 48 dB."""
    frames = round(LEVEL_S * call.rate_hz)
    end = call.sound.info.frames
    loudest = np.abs(call.sound.read(max(0, end - frames), frames).astype(np.int32)).max(axis=0, initial=1)
    agent, customer = np.clip(1 + np.log10(np.maximum(loudest, 1) / 32768) * 20 / 48, 0, 1)
    return float(agent), float(customer)
