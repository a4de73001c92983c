"""A supervisor at the whole console, by keyboard alone, with a simulated telephone system held by it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console import floor_work
from console.desk.floor_deeds import Stage
from console.domain.audit import AuditKind
from console.domain.floor import AgentState, FloorAction
from console.domain.people import Role
from console.gateway.here import GatewayHere, Held
from console.store.people import NewPerson
from console.store.store import Store
from console.telephony.simulated_centre import Centre
from console.telephony.simulator import Simulator
from console.widgets import floor_pages
from console.widgets.floor_screen import FloorScreen
from console.widgets.seat_actions import SeatActions
from tests.end_to_end.conftest import PASSWORD, Hands, open_console
from tests.gateway.here_centre import NUMBERS, QUICK

Key = Qt.Key
ALT, CTRL, SHIFT = (
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
LEAD = "1101"


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A centre of four agents and a supervisor, whose console holds the telephone system."""
    path = tmp_path / "centre.db"
    with Store.open(path) as store:
        store.people.add(NewPerson(LEAD, "杨帆", Role.SUPERVISOR, password=PASSWORD))
        store.people.add_many([NewPerson(number, f"坐席{number}", Role.AGENT, "一组") for number in NUMBERS])
    url = f"sqlite:///{path.as_posix()}"
    centre = Centre(NUMBERS)
    monkeypatch.setattr(
        floor_work,
        "_ear",
        lambda *_: (
            lambda hear, say: GatewayHere(url, lambda _: Held("pbx", lambda: Simulator(centre)), hear, say, pace=QUICK)
        ),
    )
    return url


@pytest.fixture
def hands(qtbot: QtBot, qapp: QApplication, home: Path, url: str) -> Iterator[Hands]:
    with open_console(qtbot, qapp, home, url) as opened:
        opened.sign_on(LEAD, PASSWORD)
        yield opened


class Floor:
    """The floor in front."""

    def __init__(self, hands: Hands) -> None:
        assert hands.place.floor is not None
        self.hands, self.work = hands, hands.place.floor
        page = self.work.pages.page(floor_pages.NOW)
        assert isinstance(page, FloorScreen)
        self.screen = page

    @property
    def part(self) -> SeatActions:
        assert self.screen.deeds is not None
        return self.screen.deeds.part

    def somebody(self, *states: AgentState) -> str:
        """The number of an agent who is so, chosen by arrow keys."""

        def found() -> list[str]:
            return [number for number, now in self.work.desk.agents.items() if now.state in states]

        self.hands.bot.waitUntil(lambda: bool(found()), timeout=30_000)
        number = found()[0]
        self.hands.bot.waitUntil(lambda: self.screen.view.hasFocus() or self.walk())
        while self.part.number != number:
            self.hands.press(Key.Key_Right)
            assert self.part.number, "there is nobody like that on this row"
        return number

    def walk(self) -> bool:
        """F6 once more."""
        self.hands.press(Key.Key_F6)
        return self.screen.view.hasFocus()

    def ends(self, number: str, action: FloorAction) -> Stage:
        """How the last deed to that agent ended."""
        actions = self.work.actions
        self.hands.bot.waitUntil(
            lambda: bool(actions.of(number)) and not actions.of(number)[0].stage.open, timeout=20_000
        )
        deed = actions.of(number)[0]
        assert deed.action is action
        return deed.stage

    def is_so(self, number: str, state: AgentState, reason: str = "") -> None:
        agents = self.work.desk.agents
        self.hands.bot.waitUntil(lambda: (agents[number].state, agents[number].reason) == (state, reason))


def test_an_agent_is_set_away_and_ready_again_and_both_are_on_record(hands: Hands, url: str) -> None:
    assert hands.console.window.current_screen == "floor"
    floor = Floor(hands)
    number = floor.somebody(AgentState.READY)
    hands.press(Key.Key_A, SHIFT)
    assert floor.part.question.action is FloorAction.SET_AWAY
    hands.press(Key.Key_2)
    assert floor.ends(number, FloorAction.SET_AWAY) is Stage.DONE
    floor.is_so(number, AgentState.AWAY, "meal")
    assert floor.screen.view.hasFocus()
    hands.press(Key.Key_R, SHIFT)
    hands.press(Key.Key_Return)
    assert floor.ends(number, FloorAction.SET_READY) is Stage.DONE
    with Store.open(url) as store:
        kinds = [entry.kind for entry in store.audit.entries()]
    assert kinds.count(AuditKind.FLOOR_ACTION) == kinds.count(AuditKind.FLOOR_ACTION_ENDED) == 2


def test_the_floors_keys_act_on_the_floor_alone(hands: Hands) -> None:
    floor = Floor(hands)
    floor.somebody(AgentState.READY)
    hands.press(Key.Key_2, ALT)
    assert hands.console.window.current_screen == "review"
    hands.press(Key.Key_A, SHIFT)
    assert floor.part.question.action is None
    hands.press(Key.Key_1, ALT)
    hands.press(Key.Key_PageDown, CTRL)
    assert floor.work.pages.current != floor_pages.NOW
    hands.press(Key.Key_A, SHIFT)
    assert floor.part.question.action is None, "the seats are not in front"
    hands.press(Key.Key_PageUp, CTRL)
    assert floor.work.pages.current == floor_pages.NOW
    hands.press(Key.Key_Slash)
    assert floor.screen.search.hasFocus()
