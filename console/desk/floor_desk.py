"""What one person sees of the floor: rooms, people, states; heard live and shared out to the parts of the screen."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING, Protocol, TypeVar, runtime_checkable
from uuid import UUID

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from console.desk.floor import FRAME_MS, FloorModel
from console.desk.floor_grid import Sitter
from console.desk.floor_skills import FloorSkills
from console.domain.events import LinkState
from console.domain.faults import Fault
from console.domain.floor import AgentNow, FloorAction, Limits, SourceClock
from console.domain.floor_book import FloorNow, GatewayNow
from console.domain.floor_plan import Room
from console.domain.people import Person, Role
from console.store.floor_listening import FloorHeard, FloorNews

if TYPE_CHECKING:
    from console.desk.background import Background
    from console.store.store import Store

T = TypeVar("T")

_PLAN = frozenset({FloorNews.PLAN, FloorNews.LIMITS, FloorNews.TEAMS})
_FOR_GATEWAYS = frozenset({FloorNews.ACTIONS, FloorNews.ALERTS, FloorNews.LIMITS})


class FloorEar(Protocol):
    """What is needed of `store.floor_listening.FloorListener`, and of the gateway inside the console."""

    def start(self) -> None:
        """Begin; returns at once."""
        ...

    def stop(self) -> None:
        """End; nothing is told afterwards."""
        ...


@runtime_checkable
class Rung(Protocol):
    """An ear that carries out what is asked too, and need not wait until it looks."""

    def ring(self) -> None:
        """Something was asked for at this console, an alert answered or limits changed."""
        ...


MakingEar = Callable[[Callable[[FloorHeard], object], Callable[[LinkState], object]], FloorEar]
"""Makes an ear from what it is to call, in its own thread: for what it hears, and when its link comes or goes."""


@dataclass(frozen=True)
class _Plan:
    """What is read together: who sits where, and within what limits."""

    rooms: list[Room]
    people: dict[UUID, Sitter]
    limits: dict[str, Limits]


class FloorDesk(QObject):
    """The floor of `person`. Lives in the GUI thread, from `start` to `stop`.

    `model` is the room of the main window; more rooms are shown by more models (`new_model`). What was asked of the
    database is said by `faulted` when it fails. `heard` carries the agents just told of, in order, as a sequence of
    AgentNow. The `…_changed` signals tell what to read again.
    """

    heard = Signal(object)
    plan_changed = Signal()
    actions_changed = Signal()
    alerts_changed = Signal()
    handovers_changed = Signal()
    gateways_changed = Signal()
    link_changed = Signal(object)
    faulted = Signal(object)
    _woken = Signal()
    _link_told = Signal(object)

    def __init__(
        self,
        background: Background,
        store: Store,
        person: Person,
        make_ear: MakingEar | None,
        parent: QObject | None = None,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._background, self.store, self.person = background, store, person
        self._now_s = now_s
        self.rooms: list[Room] = []
        """Every room, by name."""
        self.people: dict[UUID, Sitter] = {}
        """The agents one may see, by key."""
        self.limits: dict[str, Limits] = {}
        """Of the teams that have their own."""
        self.agents: dict[str, AgentNow] = {}
        """Everybody heard of, by number, as last told: `model.seat_of(number).agent` is what may be shown."""
        self.gateways: dict[str, GatewayNow] = {}
        self.gateway_of: dict[str, str] = {}
        self._clocks: dict[str, SourceClock] = {}
        self._models: dict[FloorModel, UUID | None] = {}
        self._skills = FloorSkills()
        self._lock = Lock()
        self._come: deque[tuple[FloorHeard, float]] = deque()
        self._awake = self._reading = self._owed = self._stopped = False
        self._woken.connect(self._wake, Qt.ConnectionType.QueuedConnection)
        self._link_told.connect(self._tell_link, Qt.ConnectionType.QueuedConnection)
        self._frame = QTimer(self, singleShot=True, interval=FRAME_MS)
        self._frame.timeout.connect(self._take)
        self.model = self.new_model()
        self._ear = make_ear(self._hear, self._link_told.emit) if make_ear else None

    def start(self) -> None:
        """Read the plan and begin to listen."""
        self._tell(_PLAN)
        if self._ear is not None:
            self._ear.start()

    def stop(self) -> None:
        """Hear and ask nothing any more. An ear that is waiting for its database may take a moment."""
        self._stopped = True
        self._frame.stop()
        if self._ear is not None:
            self._ear.stop()

    @property
    def connected(self) -> bool:
        """Whether anything is there to hear of: without a telephone system the floor is a plan and nothing more."""
        return self._ear is not None

    # rooms

    def new_model(self, room_id: UUID | None = None) -> FloorModel:
        """One more view of the floor, fed from now on; `forget_model` when it is no longer looked at."""
        model = FloorModel(self._now_s, self, self._skills)
        self._models[model] = room_id
        self._lay_out(model)
        self._tell_all(model)
        return model

    def forget_model(self, model: FloorModel) -> None:
        """Feed it no more."""
        self._models.pop(model, None)
        model.deleteLater()

    def show_room(self, room_id: UUID | None, model: FloorModel | None = None) -> None:
        """Show that room from now on; None for the first one there is."""
        model = model or self.model
        self._models[model] = room_id
        self._lay_out(model)

    def room_of(self, model: FloorModel) -> Room | None:
        """What the model shows; None while there is no room, and for a model that is fed no more."""
        if model not in self._models:
            return None
        wanted = self._models[model]
        return next((room for room in self.rooms if room.id == wanted), self.rooms[0] if self.rooms else None)

    def _lay_out(self, model: FloorModel) -> None:
        room = self.room_of(model)
        others = (seat.agent_id for other in self.rooms if other is not room for seat in other.seats)
        elsewhere = {self.people[key].number for key in others if key in self.people}
        model.show_limits(self.limits)
        model.show_plan(room, self.people, elsewhere)

    # asking

    def able(self, number: str) -> frozenset[FloorAction]:
        """What the telephone system of the agent can do; nothing while none is known."""
        gateway = self.gateways.get(self.gateway_of.get(number, ""))
        return gateway.able if gateway else frozenset()

    @property
    def telling(self) -> dict[str, GatewayNow]:
        """The gateways that tell of somebody, by name; all while none does. Rows of others are of gateways given up."""
        telling = {name: gateway for name, gateway in self.gateways.items() if name in self.model.telling}
        return telling or dict(self.gateways)

    def source_at(self, number: str) -> datetime | None:
        """The time by the clock of the agent's telephone system, which its moments are in; None before any news."""
        clock = self._clocks.get(self.gateway_of.get(number, ""))
        return clock.at(self._now_s()) if clock else None

    def sitter_of(self, number: str) -> Sitter | None:
        """Who has that number."""
        return next((sitter for sitter in self.people.values() if sitter.number == number), None)

    def ask_database(
        self,
        work: Callable[[Store], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[Fault], None] | None = None,
    ) -> None:
        """Run `work` in the database thread; a fault nobody takes is told by `faulted`.

        After `stop` nothing is run: a desk's timer may still fire once, and its answer would find the desk gone.
        """
        if self._stopped:
            return
        store = self.store
        self._background.on_database(lambda: work(store), done, failed or self.faulted.emit)

    def look_again(self, news: frozenset[FloorNews] = _PLAN) -> None:
        """Something of the floor was changed here: the gateway in this console is rung, the rest goes as if heard."""
        if news & _FOR_GATEWAYS and isinstance(self._ear, Rung):
            self._ear.ring()
        self._tell(news)

    def _tell(self, news: frozenset[FloorNews]) -> None:
        """Read the plan again if it is that, tell the rest to who reads it."""
        if news & _PLAN:
            self._read_plan()
        for what, told in (
            (FloorNews.ACTIONS, self.actions_changed),
            (FloorNews.ALERTS, self.alerts_changed),
            (FloorNews.HANDOVERS, self.handovers_changed),
        ):
            if what in news:
                told.emit()

    def _read_plan(self) -> None:
        if self._reading:
            self._owed = True
            return
        self._reading = True

        def read(store: Store) -> _Plan:
            agents = store.people.list_people(Role.AGENT)
            people = {one.id: Sitter(one.number, one.name, one.team, one.id) for one in agents if one.active}
            return _Plan(store.floor.rooms(), people, store.floor.limits())

        self.ask_database(read, self._use_plan, self._plan_failed)

    def _use_plan(self, plan: _Plan) -> None:
        self._reading = False
        self.rooms, self.people, self.limits = plan.rooms, plan.people, plan.limits
        for model in self._models:
            self._lay_out(model)
        self.plan_changed.emit()
        if self._owed:
            self._owed = False
            self._read_plan()

    def _plan_failed(self, fault: Fault) -> None:
        self._reading = self._owed = False
        self.faulted.emit(fault)

    # hearing

    def _hear(self, heard: FloorHeard) -> None:
        """In the ear's thread: one call into the GUI thread, however much comes before it is answered."""
        with self._lock:
            self._come.append((heard, self._now_s()))
            wake, self._awake = not self._awake, True
        if wake:
            self._woken.emit()

    @Slot()
    def _wake(self) -> None:
        if not self._frame.isActive():
            self._take()

    @Slot()
    def _take(self) -> None:
        with self._lock:
            batch = tuple(self._come)
            self._come.clear()
            self._awake = False
        if not batch or self._stopped:
            return
        self._frame.start()
        news: frozenset[FloorNews] = frozenset()
        for heard, at_s in batch:
            self._take_one(heard, at_s)
            news |= heard.news
        for model in self._models:
            model.flush()  # these have gathered for a frame already; a second one would only be late
        if news:
            self._tell(news)

    def _take_one(self, heard: FloorHeard, at_s: float) -> None:
        if heard.whole is not None:
            self._take_whole(heard.whole, at_s)
        self.gateway_of |= heard.through
        self.agents |= {agent.agent_number: agent for agent in heard.changed}
        self._put(heard.changed, self._models)
        for gateway in heard.gateways:
            self._take_beat(gateway, at_s)
        if heard.changed:
            self.heard.emit(heard.changed)

    def _put(self, agents: Iterable[AgentNow], models: Iterable[FloorModel]) -> None:
        by_source: dict[str, list[AgentNow]] = {}
        for agent in agents:
            by_source.setdefault(self.gateway_of.get(agent.agent_number, ""), []).append(agent)
        for model in models:
            for source, of_source in by_source.items():
                model.put(of_source, source)

    def _take_whole(self, floor: FloorNow, at_s: float) -> None:
        self.agents, self.gateway_of = dict(floor.agents), dict(floor.gateway_of)
        self.gateways = {}
        for model in self._models:
            if model.keep_only(self.agents.keys()):
                self._lay_out(model)
            self._put(self.agents.values(), (model,))
        for gateway in floor.gateways.values():
            self._take_beat(gateway, at_s)
        self.heard.emit(tuple(self.agents.values()))
        self.gateways_changed.emit()

    def _take_beat(self, gateway: GatewayNow, at_s: float) -> None:
        known = self.gateways.get(gateway.name)
        self.gateways[gateway.name] = gateway
        self._clocks[gateway.name] = SourceClock(gateway.at, at_s)
        for model in self._models:
            model.hear(self._clocks[gateway.name], gateway.as_of, gateway.name)
        same = known and replace(known, as_of=gateway.as_of, age=gateway.age) == gateway
        if not same:
            self.gateways_changed.emit()

    def _tell_all(self, model: FloorModel) -> None:
        """Everything known, to one model: it is new, or we begin anew."""
        self._put(self.agents.values(), (model,))
        for name, clock in self._clocks.items():
            if name in self.gateways:
                model.hear(clock, self.gateways[name].as_of, name)

    @Slot(object)
    def _tell_link(self, state: LinkState) -> None:
        if not self._stopped:
            self.link_changed.emit(state)
