"""A supervisor at the whole console, by keyboard alone, with a simulated telephone system held by it."""

from __future__ import annotations

from console.desk.floor_deeds import Stage
from console.domain.audit import AuditKind
from console.domain.floor import AgentState, FloorAction
from console.store.store import Store
from console.widgets import floor_pages
from console.widgets.seat_actions import SeatActions
from tests.end_to_end.at_the_floor import ALT, CTRL, SHIFT, Key, floor_of, hands, seats_of
from tests.end_to_end.at_the_floor import small_floor as url
from tests.end_to_end.conftest import Hands

__all__ = ["hands", "url"]


class Floor:
    """The floor in front."""

    def __init__(self, hands: Hands) -> None:
        self.hands, self.work = hands, floor_of(hands)
        self.screen = seats_of(hands)

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
