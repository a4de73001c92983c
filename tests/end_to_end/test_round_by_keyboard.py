"""A round of listening in the simulated centre, by keyboard alone: from call to call without a pause, and staying."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console import floor_work
from console.demo_people import AGENTS
from console.demo_telephone import held
from console.desk.live_now import Stage
from console.desk.live_round import RoundStage
from console.desk.open_sheet import SheetState
from console.domain.floor import AgentState, FloorAction
from console.domain.people import Role
from console.floor_work import FloorWork
from console.gateway.here import GatewayHere
from console.store.people import NewPerson
from console.store.store import Store
from console.widgets import floor_pages
from console.widgets.floor_screen import FloorScreen
from tests.end_to_end.conftest import PASSWORD, Hands, open_console

Key = Qt.Key
LEAD = "1101"


@pytest.fixture
def hands(
    qtbot: QtBot, qapp: QApplication, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Hands]:
    path = tmp_path / "centre.db"
    with Store.open(path) as store:
        store.people.add(NewPerson(LEAD, "杨帆", Role.SUPERVISOR, password=PASSWORD))
        store.people.add_many([NewPerson(one.number, one.name, Role.AGENT, "一组") for one in AGENTS])
    url = f"sqlite:///{path.as_posix()}"
    monkeypatch.setattr(floor_work, "_ear", lambda *_: lambda hear, say: GatewayHere(url, held, hear, say))
    with open_console(qtbot, qapp, home, url) as opened:
        opened.sign_on(LEAD, PASSWORD)
        yield opened


def floor_of(hands: Hands) -> FloorWork:
    assert hands.place.floor is not None
    return hands.place.floor


def test_from_call_to_call_and_the_one_stayed_with_has_a_sheet(hands: Hands) -> None:
    floor, bot, place = floor_of(hands), hands.bot, hands.place
    going, live = floor.hearing.round, floor.hearing.live
    hands.press(Key.Key_1, Qt.KeyboardModifier.AltModifier)
    screen = floor.pages.page(floor_pages.NOW)
    assert isinstance(screen, FloorScreen)
    screen.view.setFocus()

    def talking() -> list[str]:
        return [one.agent_number for one in floor.desk.agents.values() if one.state is AgentState.TALKING]

    bot.waitUntil(lambda: len(talking()) >= 2 and bool(floor.desk.people), timeout=30_000)
    hands.press(Key.Key_R)
    bot.waitUntil(lambda: going.now.stage is RoundStage.HEARING, timeout=10_000)
    first = going.now.number
    assert hands.console.window.current_screen == "floor", "one goes round where one watches"
    bot.waitUntil(lambda: first in floor.hearing.listeners.numbers, timeout=10_000)
    bot.waitUntil(lambda: place.player.at_edge)
    bot.waitUntil(lambda: going.now.next_name != "" and live.call is not None and live.call.sound.info.frames > 8000)
    old = live.call
    hands.press(Key.Key_Right)
    bot.waitUntil(lambda: going.now.number not in ("", first), timeout=10_000)
    assert old is not None
    assert old.ended
    second = going.now.number
    bot.waitUntil(lambda: floor.hearing.listeners.numbers == {second}, timeout=10_000)
    bot.waitUntil(lambda: hands.console.background.pending == 0, timeout=10_000)
    with Store.open(place._store.url) as store:
        rows = [one for one in store.floor.recent_actions(timedelta(hours=1)) if one.action is FloorAction.LISTEN]
        assert len(rows) == 2, "each hearing is asked for like any other"
        assert sum(one.ended_at is None for one in rows) == 1
    assert place.scoring.view.call is None, "a round leaves no sheets behind"
    hands.press(Key.Key_Space)
    assert going.now.stage is RoundStage.IDLE
    assert hands.console.window.current_screen == "review"
    bot.waitUntil(lambda: place.scoring.view.state is SheetState.DRAFT, timeout=10_000)
    assert (live.now.stage, live.now.number) == (Stage.HEARING, second)
    assert place.listening.live is live.call
