"""Deeds of two people at two consoles on one PostgreSQL: told to each other at once, refused by the server alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.desk.background import Background
from console.desk.deed_words import stage_text
from console.desk.floor_actions import FloorActions
from console.desk.floor_deeds import Stage
from console.desk.floor_desk import FloorDesk
from console.domain.floor import AgentNow, AgentState, FloorAction, Offer
from console.domain.floor_book import ActionState
from console.domain.people import Role
from console.store.connecting import Patience, Session
from console.store.engine import Login
from console.store.floor_listening import FloorListener
from console.store.floor_writing import SharedFloorWriting
from console.store.store import Store
from tests.desk.deed_rig import ABLE
from tests.shared_centre import SharedCentre, Wanted, add_member

pytestmark = pytest.mark.postgresql


@dataclass
class Consoles:
    """Desks of a centre's people, with a gateway whose part the test plays."""

    centre: SharedCentre
    background: Background
    doors: ExitStack
    gateway: SharedFloorWriting
    faults: list[object] = field(default_factory=list)
    opened: list[FloorActions] = field(default_factory=list)

    def open(self, number: str) -> FloorActions:
        store = self.doors.enter_context(Store.open(self.centre.url, login=self.centre.login(number)))
        session = store.session
        assert session is not None
        desk = FloorDesk(
            self.background, store, self.centre.person(number), lambda hear, say: FloorListener(session, hear, say)
        )
        desk.faulted.connect(self.faults.append)
        actions = FloorActions(desk)
        desk.start()
        actions.start()
        self.opened.append(actions)
        return actions

    def close(self) -> None:
        """Ask nothing more, and let what was asked end while there is a database."""
        for actions in self.opened:
            actions.stop()
            actions.desk.stop()
        self.background.close()

    def say(self, *agents: AgentNow) -> None:
        self.gateway.put(datetime.now(UTC), "up", "", agents)


@pytest.fixture
def consoles(qapp: QApplication, shared_centre: SharedCentre) -> Iterator[Consoles]:
    member = add_member(shared_centre.admin_url, Wanted("gateway-9", "gateway", Role.GATEWAY))
    background = Background(qapp)
    with ExitStack() as doors:
        session = Session(shared_centre.url, Patience(), Login("gateway-9", member.password))
        writing = SharedFloorWriting(session, "pbx")
        doors.callback(writing.close)
        assert writing.lead(ABLE)
        made = Consoles(shared_centre, background, doors, writing)
        now = datetime.now(UTC)
        talking = AgentNow(
            "1001", AgentState.TALKING, now - timedelta(seconds=9), "", "600", "1.7", "138****5678", as_of=now
        )
        made.say(talking, AgentNow("1002", AgentState.READY, now, as_of=now))
        yield made
        made.close()
    assert not made.faults


def until_heard(qtbot: QtBot, actions: FloorActions, number: str) -> None:
    qtbot.waitUntil(lambda: number in actions.desk.agents and actions.desk.sitter_of(number) is not None)


def until_refused(qtbot: QtBot, actions: FloorActions) -> None:
    qtbot.waitUntil(lambda: actions.of("1001")[0].stage is Stage.REFUSED)


def test_what_one_asks_the_other_sees_at_once_and_so_does_what_came_of_it(qtbot: QtBot, consoles: Consoles) -> None:
    lead, manager = consoles.open("3001"), consoles.open("4001")
    for actions in (lead, manager):
        until_heard(qtbot, actions, "1001")
    assert lead.offers("1001")[FloorAction.SET_AWAY] is Offer.NEXT
    key = lead.ask("1001", FloorAction.SET_AWAY, reason="rest")
    qtbot.waitUntil(lambda: bool(manager.of("1001")))
    (seen,) = manager.of("1001")
    assert (seen.id, seen.stage, manager.name_of(seen.asked.by_id)) == (key, Stage.WAITING, "周强")
    assert manager.is_under_way("1001", FloorAction.SET_AWAY)
    (todo,) = consoles.gateway.take()
    assert (todo.id, todo.reason, todo.call_key) == (key, "rest", "1.7")
    consoles.gateway.finish(todo.id, ActionState.REFUSED, "Interface not found")
    for actions in (lead, manager):
        until_refused(qtbot, actions)
        assert stage_text(actions.of("1001")[0]) == "refused: Interface not found"
    assert lead.is_unread(todo.id)
    assert not manager.is_unread(todo.id)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("3002", "refused: not an agent of your teams"),  # supervises team B
        ("2001", "refused: Your role does not allow this."),  # inspects team A
    ],
)
def test_the_server_refuses_who_may_not(qtbot: QtBot, consoles: Consoles, number: str, said: str) -> None:
    actions = consoles.open(number)
    qtbot.waitUntil(lambda: actions.desk.sitter_of("1001") is not None)
    assert not any(offer.open for offer in actions.offers("1001").values())
    actions.ask("1001", FloorAction.END_CALL)
    until_refused(qtbot, actions)
    assert stage_text(actions.of("1001")[0]) == said
    assert consoles.gateway.take() == []
