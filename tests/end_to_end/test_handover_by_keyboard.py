"""A shift handed over at the whole console, by keyboard alone: a note pinned in the past, signed by the next lead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console import floor_work
from console.domain.floor import AgentState
from console.domain.floor_plan import Room, Seat
from console.domain.people import Role
from console.floor_work import FloorWork
from console.gateway.here import GatewayHere, Held
from console.store.people import NewPerson
from console.store.store import Store
from console.widgets import floor_pages
from console.widgets.handover_page import HandoverPage
from console.widgets.history_page import HistoryPage
from console.widgets.status_line import Saving
from tests.end_to_end.conftest import PASSWORD, Hands, open_console
from tests.gateway.here_centre import NUMBERS, QUICK
from tests.gateway.scripted import ScriptedSwitch, agent

Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LEAD, NEXT = "1101", "1102"


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Four agents in a row, one of whom has been away since ten minutes ago; two leads."""
    path = tmp_path / "centre.db"
    with Store.open(path) as store:
        lead = store.people.add(NewPerson(LEAD, "杨帆", Role.SUPERVISOR, "一组", password=PASSWORD))
        store.people.add(NewPerson(NEXT, "林涛", Role.SUPERVISOR, "一组", password=PASSWORD))
        agents = store.people.add_many([NewPerson(number, f"坐席{number}", Role.AGENT, "一组") for number in NUMBERS])
        seats = tuple(Seat(uuid4(), 0, at, f"A{at + 1}", one.id) for at, one in enumerate(agents))
        store.floor.save_room(Room(uuid4(), "一号厅", 1, len(seats), seats), lead)
    url = f"sqlite:///{path.as_posix()}"
    began = datetime.now(UTC)
    states = {number: agent(number) for number in NUMBERS}
    states["2002"] = agent("2002", AgentState.AWAY, since=began - timedelta(minutes=10))
    switch = ScriptedSwitch(states)
    monkeypatch.setattr(
        floor_work,
        "_ear",
        lambda *_: lambda hear, say: GatewayHere(url, lambda _: Held("pbx", lambda: switch), hear, say, pace=QUICK),
    )
    return url


@pytest.fixture
def hands(qtbot: QtBot, qapp: QApplication, home: Path, url: str) -> Iterator[Hands]:
    with open_console(qtbot, qapp, home, url) as opened:
        yield opened


def floor_of(hands: Hands) -> FloorWork:
    assert hands.place.floor is not None
    return hands.place.floor


def turn_to(hands: Hands, key: str) -> object:
    floor = floor_of(hands)
    while floor.pages.current != key:
        hands.press(Key.Key_PageDown, CTRL)
    return floor.pages.page(key)


def test_a_shift_is_handed_over(hands: Hands, url: str) -> None:
    bot = hands.bot
    hands.sign_on(LEAD, PASSWORD)
    bot.waitUntil(lambda: len(floor_of(hands).desk.agents) == 4 and bool(floor_of(hands).desk.rooms), timeout=20_000)
    page = turn_to(hands, floor_pages.HISTORY)
    assert isinstance(page, HistoryPage)
    bot.waitUntil(lambda: page.bar.isVisible() and page.bar.hasFocus(), timeout=10_000)
    hands.press(Key.Key_Left, SHIFT)
    hands.press(Key.Key_P)
    page.view.choose("2002")
    hands.press(Key.Key_M)
    hands.type("Npm 2002 was away long")
    hands.press(Key.Key_Return)
    bot.waitUntil(lambda: page.bar.hasFocus() and not page.line.isVisible())
    pinned_at = page._history.position
    hands.press(Key.Key_B)
    assert floor_of(hands).pages.current == floor_pages.NOW
    mine = turn_to(hands, floor_pages.HANDOVER)
    assert isinstance(mine, HandoverPage)
    bot.waitUntil(lambda: bool(mine.cards()))
    assert floor_of(hands).handover.waiting == []
    clock = floor_of(hands).desk.model
    hands.console.sign_off()
    clock.ticked.emit()
    assert hands.console.window.status._telephony is None, "whoever has left says no more of telephony"
    assert hands.console.window.status._saving is Saving.NOTHING

    hands.sign_on(NEXT, PASSWORD)
    floor = floor_of(hands)
    tabs = floor.pages.tabs
    bot.waitUntil(lambda: "Handover (1)" in [tabs.tabText(at) for at in range(tabs.count())], timeout=20_000)
    bot.waitUntil(lambda: bool(floor.desk.rooms) and bool(floor.desk.agents), timeout=20_000)
    handover = turn_to(hands, floor_pages.HANDOVER)
    assert isinstance(handover, HandoverPage)
    bot.waitUntil(lambda: bool(handover.cards()) and bool(floor.handover.book.names))
    (card,) = handover.cards()
    bot.waitUntil(card.sign.hasFocus)
    hands.press(Key.Key_Space)
    bot.waitUntil(lambda: not floor.handover.waiting)
    assert card.signed.text().startswith("Signed by you")
    assert "Handover" in [tabs.tabText(at) for at in range(tabs.count())]
    card.pin.setFocus()
    hands.press(Key.Key_Space)
    assert floor.pages.current == floor_pages.HISTORY
    past = floor.pages.page(floor_pages.HISTORY)
    assert isinstance(past, HistoryPage)
    bot.waitUntil(lambda: past._history.ready, timeout=10_000)
    assert past._history.position == pinned_at
    assert past.who.text().startswith("坐席2002 2002")
    with Store.open(url) as store:
        (note,) = store.floor.handovers(datetime.now(UTC) - timedelta(hours=1))
    assert (note.words, note.about_at) == ("Npm 2002 was away long", pinned_at)
    assert note.signed_by != note.by_id
