"""Listening in the store, on both databases: asked, begun, changed, ended; and an address that is given once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest

from console.domain.audit import AuditKind
from console.domain.faults import FaultKind, PlaceFault
from console.domain.floor import AgentNow, AgentState, FloorAction
from console.domain.floor_book import ActionState, Stop
from console.domain.live import LiveOffer, Transport
from console.domain.people import Person, Role
from console.store.floor_writing import FloorWriting
from console.store.ids import new_id
from console.store.people import NewPerson
from tests.store.centres import START, Centre

ABLE = frozenset({FloorAction.LISTEN, FloorAction.WHISPER, FloorAction.JOIN})
OFFER = LiveOffer(Transport.WEBSOCKET, "ulaw", 8000, "wss://pbx/media/1", "wss://pbx/media/2")


class Scene:
    """A gateway with a call, and people who may listen to it."""

    def __init__(self, centre: Centre) -> None:
        self.centre = centre
        self.live = centre.store.live
        people = centre.store.people
        self.lead = people.add(NewPerson("3001", "周强", Role.SUPERVISOR, "A", password="secret"))
        self.other = people.add(NewPerson("3002", "吴兰", Role.SUPERVISOR, "A", password="secret"))
        self.inspector = people.add(NewPerson("2009", "李明", Role.INSPECTOR, "A", password="secret"))
        self.gateway: FloorWriting = centre.store.floor_writing("pbx")
        assert self.gateway.lead(ABLE)
        now = AgentNow("1001", AgentState.TALKING, START, call_key="1.7", as_of=START)
        self.gateway.put(START, "up", "", [now])

    def ask(self, by: Person | None = None) -> UUID:
        return self.young(self.live.ask(by or self.lead, self.centre.wang.id, "1.7"))

    def turn(self, key: UUID, mode: FloorAction, by: Person | None = None) -> UUID:
        (heard,) = [one for one in self.live.listenings() if one.action_id == key]
        return self.young(self.live.mode(by or self.lead, heard, mode))

    def young(self, key: UUID) -> UUID:
        """Asked just now by the server's clock too, which counts for what is too late."""
        if not self.centre.store._database.is_sqlite:
            self.do("UPDATE floor_action SET at = now() WHERE taken_at IS NULL")
        return key

    def do(self, query: str) -> None:
        with self.centre.store._database.writing() as connection:
            connection.exec_driver_sql(query)

    def hear(self, by: Person | None = None) -> UUID:
        key = self.ask(by)
        assert key in {todo.id for todo in self.gateway.take()}
        self.gateway.finish(key, ActionState.ACCEPTED, "", last=False, offer=OFFER)
        return key

    def stops(self) -> list[tuple[UUID, Stop | None]]:
        """Those whom a person's session asked for are not gone; here there is none on a server."""
        return [(todo.id, todo.stop) for todo in self.gateway.take() if todo.stop is not Stop.GONE]


@pytest.fixture
def scene(centre: Centre) -> Iterator[Scene]:
    made = Scene(centre)
    yield made
    made.gateway.close()


def test_a_listening_from_the_asking_to_its_end(scene: Scene) -> None:
    key = scene.ask()
    assert scene.live.listenings() == []
    (todo,) = [todo for todo in scene.gateway.take() if todo.stop is None]
    assert (todo.id, todo.agent_number, todo.action, todo.call_key, todo.by_number) == (
        key,
        "1001",
        FloorAction.LISTEN,
        "1.7",
        "3001",
    )
    scene.gateway.finish(key, ActionState.ACCEPTED, "", last=False, offer=OFFER)
    (heard,) = scene.live.listenings()
    assert (heard.action_id, heard.by_id, heard.agent_id, heard.mode) == (
        key,
        scene.lead.id,
        scene.centre.wang.id,
        FloorAction.LISTEN,
    )
    assert scene.live.offer(scene.lead, key) == OFFER
    turned = scene.turn(key, FloorAction.WHISPER)
    (todo,) = [todo for todo in scene.gateway.take() if todo.stop is None]
    assert (todo.id, todo.action, todo.listening_id) == (turned, FloorAction.WHISPER, key)
    assert not scene.live.listenings()[0].speaks
    scene.gateway.finish(turned, ActionState.DONE, "", offer=OFFER)
    assert scene.live.listenings()[0].mode is FloorAction.WHISPER
    assert scene.live.offer(scene.lead, turned) == OFFER
    scene.live.stop(scene.lead, key)
    scene.live.stop(scene.lead, key)
    assert scene.stops() == [(key, Stop.ASKED)]
    assert scene.stops() == [(key, Stop.ASKED)]  # until it has ended
    scene.gateway.finish(key, ActionState.DONE, "ended by whoever listened")
    assert scene.stops() == []
    assert scene.live.listenings() == []
    (over,) = scene.live.listenings(timedelta(hours=1))
    assert (over.open, over.words) == (False, "ended by whoever listened")
    entries = scene.centre.store.audit.entries(subject_id=scene.centre.wang.id)
    kinds = {AuditKind.FLOOR_ACTION, AuditKind.FLOOR_ACTION_ENDED}
    said = [entry.facts for entry in entries if entry.kind in kinds]
    assert [facts.get("action") for facts in said] == ["listen", "whisper", None, None]
    assert said[1]["listening"] == str(key)
    assert (said[3]["call"], "seconds" in said[3]) == ("1.7", True)
    assert "pbx/media" not in str(said)
    assert scene.centre.store.audit.verify().broken is None


def test_an_open_listening_is_never_too_late(scene: Scene) -> None:
    key = scene.hear()
    scene.do("UPDATE floor_action SET at = '2020-01-01'")
    assert scene.stops() == []
    assert [one.action_id for one in scene.live.listenings()] == [key]


def test_an_address_is_given_once_to_the_asker_and_not_for_long(scene: Scene) -> None:
    key = scene.hear()
    for somebody in (scene.other, scene.inspector, scene.centre.wang):
        with pytest.raises(PlaceFault):
            scene.live.offer(somebody, key)
    scene.do("UPDATE media_offer SET made_at = '2020-01-01'")
    for tried in (key, new_id()):
        with pytest.raises(PlaceFault) as refused:
            scene.live.offer(scene.lead, tried)
        assert refused.value.kind is FaultKind.NOT_FOUND
    again = scene.hear()
    assert scene.live.offer(scene.lead, again) == OFFER
    with pytest.raises(PlaceFault):
        scene.live.offer(scene.lead, again)
    third = scene.hear()
    scene.gateway.finish(third, ActionState.DONE, "the call is over")
    with pytest.raises(PlaceFault):
        scene.live.offer(scene.lead, third)


def test_nobody_ends_or_changes_what_is_anothers(scene: Scene) -> None:
    key = scene.hear()
    theirs = scene.hear(scene.other)
    for deed in (
        lambda: scene.live.stop(scene.other, key),
        lambda: scene.turn(key, FloorAction.WHISPER, scene.other),
        lambda: scene.turn(key, FloorAction.LISTEN, scene.inspector),
        lambda: scene.turn(theirs, FloorAction.TAKE_OVER, scene.lead),
        lambda: scene.live.stop(scene.lead, new_id()),
    ):
        with pytest.raises(PlaceFault) as refused:
            deed()
        assert refused.value.kind is FaultKind.NOT_FOUND
    if scene.centre.store._database.is_sqlite:  # a server asks whose login it is; this one owns the place
        with pytest.raises(PlaceFault) as refused:
            scene.turn(scene.hear(scene.inspector), FloorAction.WHISPER, scene.inspector)
        assert refused.value.kind is FaultKind.NO_RIGHT
    with pytest.raises(ValueError, match="nobody can be"):
        scene.turn(key, FloorAction.END_CALL)


def test_whispering_needs_a_call_that_one_hears(scene: Scene) -> None:
    floor = scene.centre.store.floor
    with pytest.raises(PlaceFault) as refused:
        floor.ask(scene.lead, scene.centre.wang.id, FloorAction.WHISPER, call_key="1.7")
    assert (refused.value.kind, refused.value.facts["what"]) == (FaultKind.NOT_FOUND, "listening")
    key = scene.hear()
    asked = floor.ask(scene.lead, scene.centre.wang.id, FloorAction.WHISPER, call_key="1.7")
    assert floor.action(asked).listening_id == key
    scene.gateway.finish(key, ActionState.DONE, "the call is over")
    with pytest.raises(PlaceFault):
        floor.ask(scene.lead, scene.centre.wang.id, FloorAction.JOIN, call_key="1.7")


def test_what_is_not_wanted_any_more_is_not_begun(scene: Scene) -> None:
    key = scene.ask()
    scene.live.stop(scene.lead, key)
    assert scene.stops() == []
    over = scene.centre.store.floor.action(key)
    assert (over.state, over.words, over.began_at) == (ActionState.REFUSED, "not wanted any more", None)


def test_another_gateway_ends_what_the_last_one_left(scene: Scene) -> None:
    key = scene.hear()
    waiting = scene.ask()
    scene.gateway.take()
    scene.gateway.close()
    scene.gateway = scene.centre.store.floor_writing("pbx")
    assert scene.gateway.lead(ABLE)
    floor = scene.centre.store.floor
    assert (floor.action(key).state, floor.action(key).words) == (ActionState.DONE, "the gateway ended")
    assert floor.action(waiting).state is ActionState.REFUSED
    with pytest.raises(PlaceFault):
        scene.live.offer(scene.lead, key)


def test_who_has_left_hears_no_more(scene: Scene) -> None:
    key = scene.hear()
    scene.do("UPDATE person SET active = false WHERE number = '3001'")
    assert scene.stops() == [(key, Stop.BARRED)]
