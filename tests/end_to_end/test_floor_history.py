"""The last 24 hours at the whole console over the living demo centre, as somebody finds it who looks there first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console import demo_people
from console.domain.floor import AgentState
from console.widgets import floor_pages
from console.widgets.history_page import HistoryPage
from tests.end_to_end.conftest import Hands, open_console

CTRL = Qt.KeyboardModifier.ControlModifier
LEAD = "1101"


@pytest.fixture(params=["fresh", "used before"])
def hands(request: pytest.FixtureRequest, qtbot: QtBot, qapp: QApplication, home: Path) -> Iterator[Hands]:
    """The demo centre of a first start, and that of a later one."""
    if request.param == "used before":
        with open_console(qtbot, qapp, home, None) as earlier:
            see_the_floor(earlier)
    with open_console(qtbot, qapp, home, None) as opened:
        yield opened


def see_the_floor(hands: Hands) -> None:
    """Sign on, and wait until everybody is heard of."""
    hands.sign_on(LEAD, demo_people.PASSWORD)
    floor = hands.place.floor
    assert floor is not None
    hands.bot.waitUntil(
        lambda: len(floor.desk.agents) == len(demo_people.AGENTS) and bool(floor.desk.rooms), timeout=30_000
    )


def test_nobody_alive_is_unknown_at_the_newest_moment(hands: Hands) -> None:
    see_the_floor(hands)
    floor, bot = hands.place.floor, hands.bot
    assert floor is not None
    while floor.pages.current != floor_pages.HISTORY:
        hands.press(Qt.Key.Key_PageDown, CTRL)
    page = floor.pages.page(floor_pages.HISTORY)
    assert isinstance(page, HistoryPage)
    history = page._history
    bot.waitUntil(lambda: history.ready and page.view.isVisible(), timeout=30_000)

    def as_of_then() -> dict[str, AgentState]:
        seats = (history.model.seat_of(one.number) for one in demo_people.AGENTS)
        return {seat.number: seat.agent.state for seat in seats if seat is not None and seat.agent is not None}

    def now() -> dict[str, AgentState]:
        return {number: agent.state for number, agent in floor.desk.agents.items()}

    def everybody_is_known() -> bool:
        hands.press(Qt.Key.Key_End)
        return AgentState.UNKNOWN not in as_of_then().values()

    assert len(as_of_then()) == len(demo_people.AGENTS)
    bot.waitUntil(everybody_is_known, timeout=10_000)  # on a slow machine a first start is older than its first state
    assert history.model.counts[AgentState.UNKNOWN] == 0
    for _ in range(20):  # somebody may turn in between the two
        hands.press(Qt.Key.Key_End)
        if as_of_then() == now():
            break
    assert as_of_then() == now()
