"""What a supervisor does to agents: what may be asked, asking it once, and what came of everybody's deeds."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from console.desk.deed_book import DeedBook
from console.desk.floor_deeds import Deed, Stage, is_of_the_link
from console.desk.floor_grid import Sitter
from console.domain.events import LinkState
from console.domain.faults import Fault
from console.domain.floor import ALLOWED, AgentNow, AgentState, FloorAction, Offer, aged, offers, unknown
from console.domain.floor_book import AskedAction
from console.store.floor_listening import FloorNews
from console.store.ids import new_id

if TYPE_CHECKING:
    from console.desk.floor_desk import FloorDesk
    from console.store.store import Store

RECENT = timedelta(minutes=15)
"""Deeds asked for since then are shown."""

ASK_AGAIN_S = 8.0
"""While the link is away a deed is asked again so long: later it would come as a surprise."""

TICK_MS = 1000
_LOOK_EVERY = 5

SHOWN = (
    FloorAction.LISTEN,
    FloorAction.END_CALL,
    FloorAction.TAKE_OVER,
    FloorAction.SET_AWAY,
    FloorAction.SET_READY,
    FloorAction.SIGN_OFF,
)
"""What is done from a seat's card, in the card's order."""

_OF_LIVE = frozenset({FloorAction.LISTEN, FloorAction.WHISPER, FloorAction.JOIN})
"""These go on rather than come out: the bar over the player and the seats' marks tell of them."""


class FloorActions(QObject):
    """Deeds on the floor of a FloorDesk, one's own and those of others. Lives in the GUI thread, `start` to `stop`.

    `changed` after any of them has come further. For a role that does nothing from the card it reads nothing.
    """

    changed = Signal()

    def __init__(
        self, desk: FloorDesk, parent: QObject | None = None, now_s: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(parent)
        self.desk = desk
        self._book = DeedBook(desk.person.id, now_s)
        self._now_s = now_s
        self._names: dict[UUID, str] = {desk.person.id: desk.person.name}
        self._agents: dict[str, Sitter] = {}
        self._reading = self._owed = self._stopped = False
        self._ticks = 0
        self._clock = QTimer(self, interval=TICK_MS)
        self._clock.timeout.connect(self.tick)
        desk.actions_changed.connect(self._read)
        desk.plan_changed.connect(self._know_people)
        desk.link_changed.connect(self._heed_link)

    def start(self) -> None:
        """Read what was asked for of late."""
        self._know_people()

    def stop(self) -> None:
        """Ask nothing more."""
        self._stopped = True
        self._clock.stop()

    @property
    def may_act(self) -> bool:
        """Whether this person's role does anything to agents, besides listening."""
        return bool(ALLOWED[self.desk.person.role].intersection(SHOWN) - _OF_LIVE)

    # what can be asked

    def agent_now(self, number: str) -> AgentNow | None:
        """The agent as may be shown now, unknown when the news are old; None where nothing was ever heard."""
        heard, at = self.desk.agents.get(number), self.desk.source_at(number)
        gateway = self.desk.gateways.get(self.desk.gateway_of.get(number, ""))
        if heard is None:
            return None
        if at is None or gateway is None:
            return unknown(number, heard.as_of, heard.why)
        return aged(heard, at, gateway.as_of)

    def offers(self, number: str) -> dict[FloorAction, Offer]:
        """What this person can do to the agent now, and if not, why. Whom one's teams do not show is not theirs."""
        if number not in self._agents:
            return dict.fromkeys(FloorAction, Offer.NOT_ALLOWED)
        role, now = self.desk.person.role, self.agent_now(number)
        if now is None:
            return {action: Offer.UNKNOWN if action in ALLOWED[role] else Offer.NOT_ALLOWED for action in FloorAction}
        return offers(role, now, self.desk.able(number))

    def is_under_way(self, number: str, action: FloorAction) -> bool:
        """Whether a deed of this kind to this agent, anybody's, is waited for already."""
        return any(deed.action is action and deed.stage.open for deed in self._book.of(number))

    # asking

    def ask(
        self, number: str, action: FloorAction, *, reason: str = "", to_phone: str = "", call_key: str | None = None
    ) -> UUID | None:
        """Ask for it; shown as asked from now on. Without `call_key` the call the agent is on is meant.

        The deed's key; None for somebody who is no agent of ours.
        """
        sitter, now = self._agents.get(number), self.agent_now(number)
        if sitter is None or sitter.agent_id is None:
            return None
        meant = call_key if call_key is not None else now.call_key if now is not None else ""
        me, at = self.desk.person.id, datetime.now(UTC)
        asked = AskedAction(new_id(), at, me, sitter.agent_id, action, reason.strip(), to_phone.strip(), meant)
        self._begin(asked, number)
        return asked.id

    def ask_again(self, deed_id: UUID) -> None:
        """Ask anew, by the same key, for what never arrived or may not have: it is done once at the most."""
        deed = self._book.get(deed_id)
        if deed is not None and deed.stage in (Stage.NOT_KNOWN, Stage.NOT_ASKED):
            self._begin(deed.asked, deed.number)

    def _begin(self, asked: AskedAction, number: str) -> None:
        self._book.begin(asked, number)
        self._send(asked)
        self._clock.start()
        self.changed.emit()

    def _send(self, asked: AskedAction) -> None:
        person = self.desk.person

        def ask(store: Store) -> UUID:
            return store.floor.ask(
                person,
                asked.agent_id,
                asked.action,
                reason=asked.reason,
                to_phone=asked.to_phone,
                call_key=asked.call_key,
                action_id=asked.id,
            )

        self.desk.ask_database(ask, self._sent, lambda fault: self._not_sent(asked.id, fault))

    def _sent(self, deed_id: UUID) -> None:
        deed = self._book.get(deed_id)
        if deed is not None and deed.stage is Stage.ASKING:
            self._book.turn(deed, Stage.WAITING)
            self.changed.emit()
        self.desk.look_again(frozenset({FloorNews.ACTIONS}))

    def _not_sent(self, deed_id: UUID, fault: Fault) -> None:
        deed = self._book.get(deed_id)
        if deed is None or deed.stage is not Stage.ASKING:
            return
        if not is_of_the_link(fault):
            self._book.turn(deed, Stage.REFUSED, fault)
        elif self._now_s() - deed.began_s >= ASK_AGAIN_S:
            self._book.turn(deed, Stage.NOT_KNOWN)
        else:
            QTimer.singleShot(TICK_MS, self, lambda: self._send_again(deed_id))
            return
        self.changed.emit()

    def _send_again(self, deed_id: UUID) -> None:
        deed = self._book.get(deed_id)
        if deed is not None and deed.stage is Stage.ASKING and not self._stopped:
            self._send(deed.asked)

    # what came of it

    def of(self, number: str) -> list[Deed]:
        """Deeds to this agent, the last first."""
        return self._book.of(number)

    def own(self) -> list[Deed]:
        """What the person asked for, the last first."""
        return self._book.own()

    def is_unread(self, deed_id: UUID) -> bool:
        """Whether it went wrong under this person's eyes, and they have not said that they saw it."""
        return self._book.is_unread(deed_id)

    def mark_read(self, deed_id: UUID) -> None:
        """It was seen that this went wrong."""
        if self._book.mark_read(deed_id):
            self.changed.emit()

    def age_s(self, deed: Deed) -> float:
        """How long the deed has been in its stage."""
        return self._book.age_s(deed)

    def name_of(self, person_id: UUID) -> str:
        """Who asked; empty where one may not know."""
        return self._names.get(person_id, "")

    @Slot()
    def tick(self) -> None:
        """Another second: look where an answer is waited for, and give up where none will come."""
        self._ticks += 1
        if self._book.give_up(self._is_silent):
            self.changed.emit()
        waits = self._book.in_stage(Stage.ASKING, Stage.WAITING)
        unsure = self._book.in_stage(Stage.NOT_KNOWN)
        mine = any(deed.stage is Stage.WAITING and deed.asked.by_id == self.desk.person.id for deed in waits)
        if mine or (unsure and self._ticks % _LOOK_EVERY == 0):
            self._read()
        if not waits and not unsure:
            self._clock.stop()

    def _is_silent(self, number: str) -> bool:
        now = self.agent_now(number)
        return now is None or now.state is AgentState.UNKNOWN

    @Slot(object)
    def _heed_link(self, state: LinkState) -> None:
        if state is LinkState.CONNECTED:
            self._read()

    @Slot()
    def _know_people(self) -> None:
        """By number: what can be done is asked at every change that is shown."""
        self._agents = {sitter.number: sitter for sitter in self.desk.people.values()}
        self._read()

    def sitter_of(self, number: str) -> Sitter | None:
        """The agent of that number, if one may see them."""
        return self._agents.get(number)

    @Slot()
    def _read(self) -> None:
        if not self.may_act or self._stopped:
            return
        if self._reading:
            self._owed = True
            return
        self._reading = True
        known = frozenset(self._names)

        def read(store: Store) -> tuple[list[AskedAction], dict[UUID, str]]:
            rows = store.floor.recent_actions(RECENT)
            return rows, {key: _name(store, key) for key in {row.by_id for row in rows} - known}

        self.desk.ask_database(read, self._use, self._not_read)

    def _not_read(self, fault: Fault) -> None:
        self._reading = self._owed = False
        if not is_of_the_link(fault):
            self.desk.faulted.emit(fault)

    def _use(self, found: tuple[list[AskedAction], dict[UUID, str]]) -> None:
        self._reading = False
        rows, names = found
        rows = [row for row in rows if row.action not in _OF_LIVE and row.listening_id is None]
        self._names |= names
        self._book.take(rows, self._number_of)
        if self._book.in_stage(Stage.ASKING, Stage.WAITING, Stage.NOT_KNOWN) and not self._stopped:
            self._clock.start()
        self.changed.emit()
        if self._owed:
            self._owed = False
            self._read()

    def _number_of(self, agent_id: UUID) -> str | None:
        sitter = self.desk.people.get(agent_id)
        return sitter.number if sitter is not None else None


def _name(store: Store, person_id: UUID) -> str:
    try:
        return store.people.get(person_id).name
    except Fault:
        return ""
