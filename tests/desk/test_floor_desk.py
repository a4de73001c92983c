from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from uuid import uuid4

import pytest
from pytestqt.qtbot import QtBot

from console.desk.background import Background
from console.desk.floor import FloorModel
from console.desk.floor_desk import FloorDesk
from console.desk.telephony_link import Telephony, telephony_now
from console.domain.events import LinkState
from console.domain.floor import AgentNow, AgentState, FloorAction
from console.domain.floor_book import FloorNow, GatewayNow
from console.domain.floor_plan import Room, Seat
from console.domain.people import Person, Role
from console.store.floor_listening import FloorHeard, FloorNews
from console.store.people import NewPerson
from console.store.store import Store
from tests.desk.small_floor import HandClock

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ABLE = frozenset({FloorAction.SIGN_OFF})


class Ear:
    """Hears what the test says, from a thread of its own."""

    def __init__(self, hear: Callable[[FloorHeard], object], say: Callable[[LinkState], object]) -> None:
        self.hear, self.say = hear, say
        self.running = False
        self.rung = 0

    def start(self) -> None:
        self.running = True

    def stop(self) -> None:
        self.running = False

    def ring(self) -> None:
        self.rung += 1

    def tell(self, *heard: FloorHeard) -> None:
        telling = Thread(target=lambda: [self.hear(one) for one in heard])
        telling.start()
        telling.join()


class Rig:
    def __init__(self, store: Store, background: Background) -> None:
        self.clock = HandClock()
        self.store = store
        lead = store.people.add(NewPerson("1101", "杨帆", Role.SUPERVISOR))
        self.agents = store.people.add_many([NewPerson(f"200{n}", f"坐席{n}", Role.AGENT, "一组") for n in range(4)])
        self.lead: Person = lead
        self.rooms = [
            store.floor.save_room(Room(uuid4(), name, 2, 2, (Seat(uuid4(), 0, 0, "A1", agent.id),)), lead)
            for name, agent in zip(("一号厅", "二号厅"), self.agents, strict=False)
        ]
        self.ears: list[Ear] = []
        self.desk = FloorDesk(background, store, lead, self._ear, now_s=self.clock)
        self.faults: list[object] = []
        self.desk.faulted.connect(self.faults.append)

    def _ear(self, hear: Callable[[FloorHeard], object], say: Callable[[LinkState], object]) -> Ear:
        self.ears.append(Ear(hear, say))
        return self.ears[-1]

    @property
    def ear(self) -> Ear:
        return self.ears[-1]


@pytest.fixture
def rig(qtbot: QtBot, tmp_path: Path) -> Iterator[Rig]:
    background = Background()
    with Store.open(tmp_path / "floor.sqlite") as store:
        rig = Rig(store, background)
        rig.desk.start()
        qtbot.waitUntil(lambda: len(rig.desk.rooms) == 2)
        yield rig
        rig.desk.stop()
        assert not rig.ear.running
        background.close()
        assert not rig.faults


def gateway(name: str = "pbx", at: datetime = NOW, able: frozenset[FloorAction] = ABLE) -> GatewayNow:
    return GatewayNow(name, at, "up", able=able)


def agent(number: str, state: AgentState, seconds: float = 30) -> AgentNow:
    return AgentNow(number, state, NOW - timedelta(seconds=seconds), as_of=NOW)


def whole(*agents: AgentNow) -> FloorHeard:
    return FloorHeard(
        FloorNow(
            {one.agent_number: one for one in agents}, {one.agent_number: "pbx" for one in agents}, {"pbx": gateway()}
        )
    )


def state(model: FloorModel, number: str) -> AgentState | None:
    model.flush()
    seat = model.seat_of(number)
    return seat.agent.state if seat and seat.agent else None


def test_everybody_is_shown_in_the_room_where_they_sit(qtbot: QtBot, rig: Rig) -> None:
    desk = rig.desk
    other = desk.new_model(rig.rooms[1].id)
    rig.ear.tell(whole(agent("2000", AgentState.TALKING), agent("2001", AgentState.READY)))
    qtbot.waitUntil(lambda: state(desk.model, "2000") is AgentState.TALKING)
    assert state(other, "2001") is AgentState.READY
    assert desk.model.seat_of("2001") is None
    assert desk.room_of(other) == rig.rooms[1]
    assert desk.able("2000") == ABLE
    desk.show_room(rig.rooms[1].id)
    assert state(desk.model, "2001") is AgentState.READY
    desk.forget_model(other)
    rig.ear.tell(FloorHeard(changed=(agent("2001", AgentState.BUSY),), through={"2001": "pbx"}))
    qtbot.waitUntil(lambda: state(desk.model, "2001") is AgentState.BUSY)


def test_a_model_made_later_knows_what_was_heard_before(qtbot: QtBot, rig: Rig) -> None:
    rig.ear.tell(whole(agent("2001", AgentState.TALKING)))
    qtbot.waitUntil(lambda: "2001" in rig.desk.agents)
    late = rig.desk.new_model(rig.rooms[1].id)
    assert state(late, "2001") is AgentState.TALKING


def test_a_gateway_vouches_for_its_own_agents_only(qtbot: QtBot, rig: Rig) -> None:
    rig.ear.tell(whole(agent("2000", AgentState.READY)))
    second = gateway("second")
    rig.ear.tell(FloorHeard(gateways=(second,), changed=(agent("2002", AgentState.READY),), through={"2002": "second"}))
    qtbot.waitUntil(lambda: state(rig.desk.model, "2002") is AgentState.READY)
    for seconds in range(1, 8):
        rig.clock.turn(1)
        rig.ear.tell(FloorHeard(gateways=(gateway("second", NOW + timedelta(seconds=seconds)),)))
        qtbot.waitUntil(lambda s=seconds: rig.desk.gateways["second"].as_of == NOW + timedelta(seconds=s))  # type: ignore[misc]
    rig.desk.model.tick()
    assert state(rig.desk.model, "2002") is AgentState.READY
    assert state(rig.desk.model, "2000") is AgentState.UNKNOWN, "its own gateway has said nothing for 7 s"
    at = rig.desk.source_at("2002")
    assert at == NOW + timedelta(seconds=7)


def through(source: str, *states: AgentState) -> FloorHeard:
    """The floor whole: a gateway that went down three days ago, one that is up, and whose agents they are."""
    before = GatewayNow("before", NOW - timedelta(days=3), "down", "the gateway was ended", timedelta(days=3))
    agents = {f"200{n}": agent(f"200{n}", state) for n, state in enumerate(states)}
    return FloorHeard(FloorNow(agents, dict.fromkeys(agents, source), {"before": before, "now": gateway("now")}))


def test_a_gateway_that_was_renamed_is_not_taken_for_one_that_is_down(qtbot: QtBot, rig: Rig) -> None:
    desk = rig.desk
    rig.ear.tell(through("now", AgentState.READY, AgentState.TALKING))
    qtbot.waitUntil(lambda: state(desk.model, "2000") is AgentState.READY)
    assert desk.model.age_ms == 0
    assert telephony_now(desk.telling, desk.model.age_ms).state is Telephony.CONNECTED
    rig.clock.turn(7)
    assert desk.model.age_ms == 7000
    assert telephony_now(desk.telling, desk.model.age_ms).state is Telephony.SILENT


def test_a_gateway_that_is_down_is_said_to_be_while_somebody_is_told_of_by_it(qtbot: QtBot, rig: Rig) -> None:
    desk = rig.desk
    rig.ear.tell(through("now", AgentState.READY))
    qtbot.waitUntil(lambda: state(desk.model, "2000") is AgentState.READY)
    rig.ear.tell(FloorHeard(changed=(agent("2002", AgentState.UNKNOWN),), through={"2002": "before"}))
    qtbot.waitUntil(lambda: state(desk.model, "2002") is AgentState.UNKNOWN)
    assert telephony_now(desk.telling, desk.model.age_ms).state is Telephony.DOWN
    rig.ear.tell(through("now"))  # nobody is told of at all: nothing is left out
    qtbot.waitUntil(lambda: not desk.agents)
    assert desk.telling.keys() == {"before", "now"}


def test_whom_one_may_see_no_longer_is_forgotten(qtbot: QtBot, rig: Rig) -> None:
    rig.ear.tell(whole(agent("2000", AgentState.READY), agent("2003", AgentState.READY)))
    qtbot.waitUntil(lambda: state(rig.desk.model, "2003") is AgentState.READY)
    rig.ear.tell(whole(agent("2000", AgentState.READY)))
    qtbot.waitUntil(lambda: state(rig.desk.model, "2003") is None)
    assert state(rig.desk.model, "2000") is AgentState.READY
    rig.ear.tell(whole())
    qtbot.waitUntil(lambda: state(rig.desk.model, "2000") is AgentState.UNKNOWN)
    assert rig.desk.model.counts[AgentState.READY] == 0


def test_news_of_the_plan_have_it_read_again_and_others_are_told_on(qtbot: QtBot, rig: Rig) -> None:
    told: list[str] = []
    rig.desk.actions_changed.connect(lambda: told.append("actions"))
    rig.desk.alerts_changed.connect(lambda: told.append("alerts"))
    rig.desk.handovers_changed.connect(lambda: told.append("handovers"))
    rig.store.floor.save_room(Room(uuid4(), "三号厅", 1, 1), rig.lead)
    with qtbot.waitSignal(rig.desk.plan_changed):
        rig.ear.tell(FloorHeard(news=frozenset(FloorNews)))
    assert [room.name for room in rig.desk.rooms] == ["一号厅", "三号厅", "二号厅"]
    assert sorted(told) == ["actions", "alerts", "handovers"]


def test_what_is_heard_after_stopping_is_told_to_nobody(qtbot: QtBot, rig: Rig) -> None:
    rig.desk.stop()
    rig.ear.tell(whole(agent("2000", AgentState.READY)))
    qtbot.wait(50)
    assert not rig.desk.agents


def test_the_gateway_is_rung_by_own_deeds_only(qtbot: QtBot, rig: Rig) -> None:
    told: list[None] = []
    rig.desk.actions_changed.connect(lambda: told.append(None))
    rig.ear.tell(FloorHeard(news=frozenset({FloorNews.ACTIONS})))
    qtbot.waitUntil(lambda: len(told) == 1)
    assert rig.ear.rung == 0
    rig.desk.look_again(frozenset({FloorNews.ACTIONS}))
    assert (rig.ear.rung, len(told)) == (1, 2)
    rig.desk.look_again(frozenset({FloorNews.PLAN, FloorNews.HANDOVERS}))
    assert rig.ear.rung == 1
