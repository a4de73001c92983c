"""Alerts at the whole console, by keyboard alone: told by the gateway in it, answered, and limits set."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from console.domain.floor import AgentState
from console.domain.floor_book import AlertAnswer, AlertKind
from console.store.store import Store
from console.widgets import floor_pages
from console.widgets.alerts_page import AlertsPage
from tests.end_to_end.at_the_floor import ALT, CTRL, Key, a_centre, floor_of, hands, hold_quickly, seats_of, turn_to
from tests.end_to_end.conftest import Hands
from tests.gateway.here_centre import NUMBERS
from tests.gateway.scripted import ScriptedSwitch, agent

__all__ = ["hands"]


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Four agents: one has been on hold too long, one asks for help, two are ready."""
    url = a_centre(tmp_path)
    began = datetime.now(UTC)
    agents = {number: agent(number) for number in NUMBERS}
    agents["2001"] = agent("2001", AgentState.ON_HOLD, since=began - timedelta(seconds=30))
    agents["2002"] = agent("2002", AgentState.TALKING, help=True, since=began - timedelta(seconds=10))
    switch = ScriptedSwitch(agents)
    hold_quickly(monkeypatch, url, lambda: switch)
    return url


def test_alerts_come_are_answered_and_lead_to_the_seat(hands: Hands, url: str) -> None:
    floor, bot = floor_of(hands), hands.bot
    alerts = floor.alerts.alerts
    bot.waitUntil(lambda: alerts.waiting == 2, timeout=20_000)
    tabs = floor.pages.tabs
    names = [tabs.tabText(at) for at in range(tabs.count())]
    assert "Alerts (2)" in names
    hands.press(Key.Key_2, ALT)
    rail = hands.console.window.rail
    bot.waitUntil(lambda: "(2)" in rail._buttons["floor"].text())
    hands.press(Key.Key_1, ALT)
    bot.waitUntil(lambda: "(" not in rail._buttons["floor"].text())
    page = turn_to(hands, floor_pages.ALERTS)
    assert isinstance(page, AlertsPage)
    bot.waitUntil(page.open.list.hasFocus)
    hands.press(Key.Key_Home)
    chosen = page.open.chosen
    assert chosen is not None
    assert chosen.alert.kind is AlertKind.HELP
    hands.press(Key.Key_S)
    bot.waitUntil(lambda: alerts.waiting == 1)
    hands.press(Key.Key_Home)
    hands.press(Key.Key_P)
    hands.press(Key.Key_1)
    hands.type("长单")
    hands.press(Key.Key_Return)
    bot.waitUntil(lambda: alerts.waiting == 0)
    assert tabs.tabText(names.index("Alerts (2)")) == "Alerts"
    with Store.open(url) as store:
        answers = {one.kind: one.answer for one in store.floor.alerts(datetime.now(UTC) - timedelta(hours=1))}
    assert answers == {AlertKind.HELP: AlertAnswer.SEEN, AlertKind.LIMIT: AlertAnswer.SNOOZED}
    hands.press(Key.Key_Home)
    wanted = page.open.chosen
    assert wanted is not None
    hands.press(Key.Key_Return)
    bot.waitUntil(lambda: floor.pages.current == floor_pages.NOW)
    screen = seats_of(hands)
    assert screen.view.hasFocus()
    index = screen.view.currentIndex()
    seat = floor.desk.model.seat_at(index.row(), index.column())
    assert seat is not None
    assert seat.number == alerts.sitter_of(wanted).number


def test_new_limits_hold_at_once_at_the_gateway_and_on_the_map(hands: Hands) -> None:
    floor, bot = floor_of(hands), hands.bot
    alerts = floor.alerts.alerts
    bot.waitUntil(lambda: alerts.waiting == 2 and bool(floor.desk.people), timeout=20_000)
    page = turn_to(hands, floor_pages.ALERTS)
    assert isinstance(page, AlertsPage)
    bot.waitUntil(page.open.list.hasFocus)
    for _ in range(30):
        if page.limits.hasFocus():
            break
        hands.press(Key.Key_Tab)
    assert page.limits.hasFocus()
    hands.press(Key.Key_Space)
    hands.type("1")  # second: nobody may be ready for longer
    hands.press(Key.Key_Return, CTRL)
    bot.waitUntil(lambda: alerts.waiting == 4, timeout=10_000)
    seat = floor.desk.model.seat_of("2003")
    assert seat is not None
    floor.desk.model.tick()
    assert seat.limit_ms == 1000


def test_it_rings_only_when_somebody_wants_it(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    floor = floor_of(hands)
    rung: list[int] = []
    monkeypatch.setattr(QApplication, "beep", lambda: rung.append(1))
    page = floor.pages.page(floor_pages.ALERTS)
    assert isinstance(page, AlertsPage)
    assert not page.sound.isChecked()
    hands.bot.waitUntil(lambda: floor.alerts.alerts.waiting == 2, timeout=20_000)
    assert not rung
    page.sound.setChecked(True)
    floor.alerts.alerts.arrived.emit(floor.alerts.alerts.open)
    assert rung
    page.sound.setChecked(False)
    floor.alerts.alerts.arrived.emit(floor.alerts.alerts.open)
    assert len(rung) == 1
