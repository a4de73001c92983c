"""On SQLite: the gateway in the console has the simulator's calls heard, as real sound on this computer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from time import monotonic
from uuid import UUID, uuid4

import pytest

from console.domain.faults import PlaceFault
from console.domain.floor import AgentState, FloorAction
from console.domain.floor_book import ActionState, AskedAction, HearAt
from console.domain.live import Listening as Heard
from console.domain.live import Transport
from console.domain.people import Person, Role
from console.gateway.here import GatewayHere, Held
from console.store.people import NewPerson
from console.store.store import Store
from console.telephony.live import Mode
from console.telephony.simulated_centre import Centre
from console.telephony.simulated_live import CallSound
from console.telephony.simulator import Simulator
from tests.audio.live_ear import Ear, ear, tone
from tests.gateway.here_centre import NUMBERS, QUICK, Listening, furnish
from tests.gateway.scripted import ScriptedSwitch, agent
from tests.gateway.scripted_media import ScriptedMedia

AGENT_HZ, CUSTOMER_HZ = 400.0, 1000.0
SPEECH = CallSound(tone(AGENT_HZ, 5), tone(CUSTOMER_HZ, 5))


class Desk:
    """A console on SQLite: its person, store, gateway and ear; `simulator` is the telephone system."""

    def __init__(self, path: Path) -> None:
        self.lead = furnish(path)
        self.store = Store.open(path)
        self.simulator = Simulator(Centre(NUMBERS), 1, datetime.now(UTC), sound=lambda _: SPEECH)
        self.listening = Listening()
        url = f"sqlite:///{path}"
        held = Held("pbx", lambda: self.simulator)
        self.gateway = GatewayHere(url, lambda _: held, self.listening.hear, self.listening.say, pace=QUICK)
        self.gateway.start()
        self.listening.until(lambda: any(one.state is AgentState.TALKING for one in self.listening.agents.values()))
        self.ids = {person.number: person.id for person in self.store.people.list_people()}

    def close(self) -> None:
        self.gateway.stop()
        self.store.close()

    def ask(self, mine: Ear, by: Person | None = None) -> UUID:
        """Ask to hear whoever talks."""
        number, now = next((n, a) for n, a in self.listening.agents.items() if a.state is AgentState.TALKING)
        hear_at = HearAt(self.store.live.own_address(), *mine.ports)
        key = self.store.live.ask(by or self.lead, self.ids[number], now.call_key, hear_at=hear_at)
        self.gateway.ring()
        return key

    def settled(self, key: UUID, *, ended: bool = False) -> AskedAction:
        """How it stands once it is no longer waited for, or once it is over."""
        until_s = monotonic() + 10
        while True:
            now = self.store.floor.action(key)
            if now.ended_at is not None or (not ended and now.state is not ActionState.PENDING):
                return now
            assert monotonic() < until_s, now
            Event().wait(0.01)

    def open(self, key: UUID) -> Heard:
        return next(one for one in self.store.live.listenings() if one.action_id == key)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path / "deskside.db")
    yield made
    made.close()


def hears(mine: Ear, seconds: float) -> None:
    until_s = mine.heard_s() + seconds
    while mine.heard_s() < until_s:
        Event().wait(0.01)


def test_both_sides_are_heard_and_one_whispers_joins_and_leaves(desk: Desk) -> None:
    assert desk.simulator.live is not None
    with ear() as mine:
        key = desk.ask(mine)
        assert desk.settled(key).state is ActionState.ACCEPTED
        offer = desk.store.live.offer(desk.lead, key)
        assert (offer.transport, offer.form) == (Transport.RTP, "ulaw")
        mine.listen()
        hears(mine, 0.5)
        (own, crossed), (crossed_too, customer) = mine.levels(AGENT_HZ, CUSTOMER_HZ)
        assert min(own - crossed_too, customer - crossed) > 40
        ((switch_key, _),) = [(one.key, one) for one in desk.simulator.live._all.values()]
        for action, mode in ((FloorAction.WHISPER, Mode.WHISPER), (FloorAction.JOIN, Mode.JOIN)):
            changed = desk.store.live.mode(desk.lead, desk.open(key), action)
            desk.gateway.ring()
            assert desk.settled(changed).state is ActionState.DONE
            assert desk.open(key).mode is action
            mine.lines[0].send(b"\xff" * 160)
            while desk.simulator.live.talked_s(switch_key, mode) == 0:
                Event().wait(0.01)
        desk.store.live.stop(desk.lead, key)
        desk.gateway.ring()
        over = desk.settled(key, ended=True)
        assert over.words == "ended by whoever listened"
    (ended, *_) = [entry for entry in desk.store.audit.entries() if entry.facts.get("id") == str(key)][::-1]
    assert ended.facts["seconds"] in range(6)


def test_the_address_is_for_the_asker_once(desk: Desk) -> None:
    other = desk.store.people.add(NewPerson("1102", "何静", Role.SUPERVISOR))
    agents = desk.store.people.list_people(Role.AGENT)
    with ear() as mine:
        key = desk.ask(mine)
        desk.settled(key)
        for somebody in (other, agents[0]):
            with pytest.raises(PlaceFault):
                desk.store.live.offer(somebody, key)
            with pytest.raises(PlaceFault):
                desk.store.live.stop(somebody, key)
        with pytest.raises(PlaceFault):
            desk.store.live.mode(other, desk.open(key), FloorAction.WHISPER)
        desk.store.live.offer(desk.lead, key)
        for again in (key, uuid4()):
            with pytest.raises(PlaceFault):
                desk.store.live.offer(desk.lead, again)


def test_a_console_that_has_gone_hears_nothing_more(desk: Desk) -> None:
    with ear() as mine:
        key = desk.ask(mine)
        desk.settled(key)
    assert desk.settled(key, ended=True).words == "the console is gone"


def test_a_gateway_that_was_killed_leaves_no_listening(tmp_path: Path) -> None:
    path = tmp_path / "deskside.db"
    lead = furnish(path)
    with Store.open(path) as store:
        first = store.floor_writing("pbx")
        first.lead(frozenset({FloorAction.LISTEN}))
        now = agent("2001", AgentState.TALKING, call_key="1.7")
        first.put(now.as_of, "up", "", [now])
        key = store.live.ask(lead, next(p.id for p in store.people.list_people() if p.number == "2001"), "1.7")
        (todo,) = first.take()
        assert (todo.id, todo.by_number) == (key, lead.number)
        first.finish(key, ActionState.ACCEPTED, "", last=False)
        assert [one.action_id for one in store.live.listenings()] == [key]
        first.close()
        media = ScriptedMedia()
        switch = ScriptedSwitch({"2001": now}, live=media)
        listening = Listening()
        gateway = GatewayHere(
            f"sqlite:///{path}", lambda _: Held("pbx", lambda: switch), listening.hear, listening.say, pace=QUICK
        )
        gateway.start()
        try:
            listening.until(lambda: bool(listening.agents))
            assert store.live.listenings() == []
            over = store.floor.action(key)
            assert (over.state, over.words) == (ActionState.DONE, "the gateway ended")
        finally:
            gateway.stop()
