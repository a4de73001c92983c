"""A live call at the whole console with the simulated centre, by keyboard alone: seat, sound, back, live, end."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from console.audio.player import PlayState
from console.audio.resample import fraction_bank
from console.desk.live_now import Stage
from console.store.store import Store
from tests.end_to_end.at_the_floor import SHIFT, Key, floor_of, hands, hear_somebody
from tests.end_to_end.at_the_floor import demo_floor as url
from tests.end_to_end.conftest import Hands

__all__ = ["hands", "url"]


def test_a_talking_seat_is_heard_by_one_key_rewound_and_left(hands: Hands) -> None:
    number = hear_somebody(hands)
    floor, bot, place = floor_of(hands), hands.bot, hands.place
    live = floor.hearing.live
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
    first = hear_somebody(hands)
    floor, bot = floor_of(hands), hands.bot
    live = floor.hearing.live
    old = live.call
    second = hear_somebody(hands, but=first)
    assert old is not None
    assert old.ended
    bot.waitUntil(lambda: floor.hearing.listeners.numbers == {second}, timeout=10_000)
    address = hands.place._store.url
    hands.sign_off()
    assert live.call is None
    qapp.processEvents()
    with Store.open(address) as store:
        assert not store.live.listenings()
