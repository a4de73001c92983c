"""A supervisor's desk on SQLite with a gateway that a test plays by hand: what is asked, taken up and answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from pytestqt.qtbot import QtBot

from console.desk.background import Background
from console.desk.floor_actions import FloorActions
from console.desk.floor_deeds import Deed
from console.desk.floor_desk import FloorDesk
from console.domain.events import LinkState
from console.domain.floor import AgentNow, AgentState, FloorAction
from console.domain.floor_book import ActionState, ActionToDo, FloorNow, GatewayNow
from console.domain.people import Person, Role
from console.store.floor_listening import FloorHeard, FloorNews
from console.store.people import NewPerson
from console.store.store import Store
from tests.desk.small_floor import HandClock

ABLE = frozenset(
    {
        FloorAction.SIGN_OFF,
        FloorAction.SET_AWAY,
        FloorAction.SET_READY,
        FloorAction.END_CALL,
        FloorAction.TAKE_OVER,
    }
)


class _Ear:
    def start(self) -> None: ...

    def stop(self) -> None: ...


@dataclass
class DeedRig:
    """王芳 (2000) and 李雷 (2001) on the floor of 杨帆 (1101); 郭静 (1102) is another supervisor."""

    store: Store
    background: Background
    qtbot: QtBot
    role: Role = Role.SUPERVISOR
    able: frozenset[FloorAction] = ABLE
    clock: HandClock = field(default_factory=HandClock)

    def __post_init__(self) -> None:
        people = self.store.people
        self.lead: Person = people.add(NewPerson("1101", "杨帆", self.role))
        self.other: Person = people.add(NewPerson("1102", "郭静", Role.SUPERVISOR))
        names = (("2000", "王芳"), ("2001", "李雷"))
        self.agents = people.add_many([NewPerson(number, name, Role.AGENT, "一组") for number, name in names])
        self.gateway = self.store.floor_writing("pbx")
        assert self.gateway.lead(self.able)
        self._told: Callable[[FloorHeard], object] = lambda _: None
        self.desk = FloorDesk(self.background, self.store, self.lead, self._make_ear, now_s=self.clock)
        self.actions = FloorActions(self.desk, now_s=self.clock)
        self.faults: list[object] = []
        self.desk.faulted.connect(self.faults.append)
        self.desk.start()
        self.actions.start()
        self.qtbot.waitUntil(lambda: len(self.desk.people) == 2)
        self.beat()
        self.turn("2000", AgentState.READY)
        self.turn("2001", AgentState.READY)

    def _make_ear(self, hear: Callable[[FloorHeard], object], _: Callable[[LinkState], object]) -> _Ear:
        self._told = hear
        return _Ear()

    def close(self) -> None:
        """The end of the day."""
        self.actions.stop()
        self.desk.stop()
        self.gateway.close()

    # what the gateway tells

    def beat(self, *agents: AgentNow) -> None:
        """The gateway lives, and these are now so: in the database and at the desk."""
        self.gateway.put(self.clock.at, "up", "", agents)
        now = GatewayNow("pbx", self.clock.at, "up", able=self.able)
        if not self.desk.gateways:
            heard = FloorHeard(FloorNow({}, {}, {"pbx": now}))
        else:
            heard = FloorHeard(changed=agents, through={one.agent_number: "pbx" for one in agents}, gateways=(now,))
        self._told(heard)
        self.qtbot.waitUntil(lambda: "pbx" in self.desk.gateways and self.desk.gateways["pbx"].as_of == now.as_of)
        self.qtbot.waitUntil(lambda: all(self.desk.agents.get(one.agent_number) == one for one in agents))
        self.desk.model.flush()

    def turn(self, number: str, state: AgentState, **fields: Any) -> None:
        """That agent is now so."""
        plain = AgentNow(number, state, self.clock.at - timedelta(seconds=30), queue="600", as_of=self.clock.at)
        self.beat(replace(plain, **fields))

    def talk(self, number: str = "2000", call_key: str = "1.7") -> None:
        """On a call with a customer."""
        self.turn(number, AgentState.TALKING, call_key=call_key, other_number="138****5678")

    def pass_time(self, seconds: float, *, alive: bool = True) -> None:
        """Seconds go by; the gateway lives, or is silent."""
        self.clock.turn(seconds)
        if alive:
            self.beat()
        self.actions.tick()

    # what the gateway does

    def taken(self) -> list[ActionToDo]:
        """What the gateway now takes up."""
        return self.gateway.take()

    def answer(self, state: ActionState, words: str = "", *, last: bool = True) -> None:
        """The gateway takes up what there is and says so of each; the desk hears that there is news."""
        for todo in self.taken():
            self.gateway.finish(todo.id, state, words, last=last)
        self.news()

    def news(self) -> None:
        """Somebody told that deeds have changed."""
        self._told(FloorHeard(news=frozenset({FloorNews.ACTIONS})))

    # what is seen

    def deed(self, number: str = "2000") -> Deed:
        """The last one to that agent."""
        return self.actions.of(number)[0]

    def waits_for(self, stage: str, number: str = "2000") -> Deed:
        """The last deed comes so far."""
        self.qtbot.waitUntil(lambda: bool(self.actions.of(number)) and self.deed(number).stage == stage)
        return self.deed(number)
