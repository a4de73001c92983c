"""A live call at the whole console with the simulated centre, by keyboard alone: seat, sound, back, live, end."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console import floor_work
from console.audio.player import PlayState
from console.audio.resample import fraction_bank
from console.demo_people import AGENTS
from console.demo_telephone import held
from console.desk.live_now import Stage
from console.domain.floor import AgentState
from console.domain.people import Role
from console.floor_work import FloorWork
from console.gateway.here import GatewayHere
from console.store.people import NewPerson
from console.store.store import Store
from console.widgets import floor_pages
from console.widgets.floor_screen import FloorScreen
from tests.end_to_end.conftest import PASSWORD, Hands, open_console

Key = Qt.Key
ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
LEAD = "1101"
FIRST_SOUND_S = 0.3


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


def at_somebody_talking(hands: Hands, but: str = "") -> str:
    """The keys are on the seat of an agent whose call has begun a while ago."""
    floor, bot = floor_of(hands), hands.bot
    hands.press(Key.Key_1, ALT)
    screen = floor.pages.page(floor_pages.NOW)
    assert isinstance(screen, FloorScreen)

    def talking() -> list[str]:
        agents = floor.desk.agents.values()
        return [one.agent_number for one in agents if one.state is AgentState.TALKING and one.agent_number != but]

    bot.waitUntil(lambda: bool(talking()) and bool(floor.desk.people), timeout=30_000)
    number = talking()[-1]
    bot.waitUntil(lambda: floor.desk.model.seat_of(number) is not None)
    screen.view.setFocus()
    screen.view.choose(number)
    return number


def sounds(hands: Hands) -> bool:
    """Whether the device has been given sound of the live call."""
    call = floor_of(hands).hearing.live.call
    return call is not None and bool(call._heads) and call._heads[-1].figures.played_ms > 0


def test_a_talking_seat_is_heard_by_one_key_rewound_and_left(hands: Hands) -> None:
    number = at_somebody_talking(hands)
    floor, bot, place = floor_of(hands), hands.bot, hands.place
    live = floor.hearing.live
    began = time.perf_counter()
    hands.press(Key.Key_L)
    bot.waitUntil(lambda: sounds(hands), timeout=10_000)
    took_s = time.perf_counter() - began
    assert took_s < 5 * FIRST_SOUND_S, "on a machine of one's own it is a third of this"
    assert live.now.number == number
    assert hands.console.window.current_screen == "review"
    bar = floor.hearing.bar
    assert bar is not None
    assert bar.isVisible()
    assert bar.mark.text() == "LIVE"
    bot.waitUntil(lambda: place.listening.peaks is not None and place.listening.peaks.frames > 3 * 8000, timeout=15_000)
    peaks = place.listening.peaks
    assert peaks is not None
    hands.press(Key.Key_Left)
    bot.waitUntil(lambda: not place.player.at_edge)
    bot.waitUntil(lambda: "behind" in bar.behind.text())
    hands.press(Key.Key_End)
    bot.waitUntil(lambda: place.player.at_edge)
    assert bar.behind.text() == ""
    bot.waitUntil(lambda: floor.hearing.listeners.numbers == {number})
    hands.press(Key.Key_L, SHIFT)
    assert live.now.stage is Stage.ENDED
    bot.waitUntil(lambda: not floor.hearing.listeners.numbers, timeout=10_000)
    bot.waitUntil(lambda: place.player.state is PlayState.ENDED, timeout=10_000)
    known = peaks.frames
    hands.press(Key.Key_Space)
    bot.waitUntil(lambda: place.player.state is PlayState.PLAYING)
    assert place.listening.peaks is peaks
    assert peaks.frames >= known


def test_what_the_first_call_needs_is_prepared_before_anybody_listens(hands: Hands) -> None:
    fraction_bank.cache_clear()
    player = hands.place.player
    assert not player.device_names()
    hands.bot.waitUntil(
        lambda: bool(player.device_names()) and bool(fraction_bank.cache_info().currsize), timeout=15_000
    )
    assert player.state is PlayState.EMPTY


def test_another_seat_and_signing_off_end_what_was_heard(hands: Hands, qapp: QApplication) -> None:
    first = at_somebody_talking(hands)
    floor, bot = floor_of(hands), hands.bot
    live = floor.hearing.live
    hands.press(Key.Key_L)
    bot.waitUntil(lambda: sounds(hands), timeout=10_000)
    old = live.call
    second = at_somebody_talking(hands, but=first)
    hands.press(Key.Key_L)
    bot.waitUntil(lambda: live.call is not old and sounds(hands), timeout=10_000)
    assert live.now.number == second
    assert old is not None
    assert old.ended
    bot.waitUntil(lambda: floor.hearing.listeners.numbers == {second}, timeout=10_000)
    url = hands.place._store.url
    hands.console.sign_off()
    bot.waitUntil(lambda: hands.console.workplace is None)
    assert live.call is None
    qapp.processEvents()
    with Store.open(url) as store:
        assert not store.live.listenings()
