"""A shift handed over at the whole console, by keyboard alone: a note pinned in the past, signed by the next lead."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from console.domain.floor import AgentState
from console.domain.floor_plan import Room, Seat
from console.domain.people import Role
from console.store.people import NewPerson
from console.store.store import Store
from console.widgets import floor_pages
from console.widgets.handover_page import HandoverPage
from console.widgets.history_page import HistoryPage
from console.widgets.status_line import Saving
from tests.end_to_end.at_the_floor import SHIFT, Key, a_centre, floor_of, hands, hold_quickly, turn_to
from tests.end_to_end.conftest import PASSWORD, Hands
from tests.gateway.here_centre import NUMBERS
from tests.gateway.scripted import ScriptedSwitch, agent

__all__ = ["hands"]

NEXT = "1102"


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Four agents in a row, one of whom has been away since ten minutes ago; two leads."""
    url = a_centre(tmp_path)
    with Store.open(url) as store:
        (lead,) = store.people.list_people(Role.SUPERVISOR)
        store.people.add(NewPerson(NEXT, "林涛", Role.SUPERVISOR, "一组", password=PASSWORD))
        agents = store.people.list_people(Role.AGENT)
        seats = tuple(Seat(uuid4(), 0, at, f"A{at + 1}", one.id) for at, one in enumerate(agents))
        store.floor.save_room(Room(uuid4(), "一号厅", 1, len(seats), seats), lead)
    began = datetime.now(UTC)
    states = {number: agent(number) for number in NUMBERS}
    states["2002"] = agent("2002", AgentState.AWAY, since=began - timedelta(minutes=10))
    switch = ScriptedSwitch(states)
    hold_quickly(monkeypatch, url, lambda: switch)
    return url


def test_a_shift_is_handed_over(hands: Hands, url: str) -> None:
    bot = hands.bot
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
