"""A round of listening in the simulated centre, by keyboard alone: from call to call without a pause, and staying."""

from __future__ import annotations

from datetime import timedelta

from console.desk.live_now import Stage
from console.desk.live_round import RoundStage
from console.desk.open_sheet import SheetState
from console.domain.floor import FloorAction
from console.store.store import Store
from tests.end_to_end.at_the_floor import ALT, Key, floor_of, hands, seats_of, talking
from tests.end_to_end.at_the_floor import demo_floor as url
from tests.end_to_end.conftest import Hands

__all__ = ["hands", "url"]


def test_from_call_to_call_and_the_one_stayed_with_has_a_sheet(hands: Hands) -> None:
    floor, bot, place = floor_of(hands), hands.bot, hands.place
    going, live = floor.hearing.round, floor.hearing.live
    hands.press(Key.Key_1, ALT)
    seats_of(hands).view.setFocus()
    bot.waitUntil(lambda: len(talking(hands)) >= 2 and bool(floor.desk.people), timeout=30_000)
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
