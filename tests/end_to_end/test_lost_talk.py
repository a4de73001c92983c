"""The microphone's way breaks while somebody whispers at the whole console: it is said, heard on, and on record."""

from __future__ import annotations

import pytest

from console.audio.live_talk import TalkStage, TalkTold
from console.desk.live_now import Stage
from console.desk.live_words import ended_text
from console.domain.faults import FaultKind, PlaceFault
from console.domain.floor import FloorAction
from console.domain.live import Transport
from console.store.store import Store
from tests.end_to_end.at_the_floor import demo_floor as url
from tests.end_to_end.at_the_floor import floor_of, hands, hear_somebody
from tests.end_to_end.conftest import Hands

__all__ = ["hands", "url"]

LOST = [TalkTold(TalkStage.ENDED), TalkTold(TalkStage.FAILED, PlaceFault(FaultKind.MEDIA_UNREACHABLE, why="x"))]


@pytest.mark.parametrize("told", LOST, ids=["closed", "never there"])
def test_one_listens_on_and_is_told(hands: Hands, told: TalkTold) -> None:
    hear_somebody(hands)
    hearing, bot = floor_of(hands).hearing, hands.bot
    assert hearing.bar is not None
    modes = hearing.bar.modes
    assert modes is not None
    modes.buttons[FloorAction.WHISPER].click()
    bot.waitUntil(lambda: hearing.mode.now is FloorAction.WHISPER, timeout=10_000)
    bot.waitUntil(lambda: hearing.talking.now.stage is TalkStage.READY, timeout=10_000)
    hearing.talking.toggle()
    assert hearing.talking._talk is not None
    hearing.talking._heed(hearing.talking._talk, told)
    assert (hearing.mode.now, hearing.talking.now.mode) == (FloorAction.LISTEN, None)
    assert modes.buttons[FloorAction.LISTEN].isChecked()
    assert modes.note.toolTip() == "The way for your microphone broke: nobody hears you, you listen on."
    bot.waitUntil(lambda: hearing.mode.wanted is None, timeout=10_000)
    assert hearing.live.now.stage is Stage.HEARING
    bot.waitUntil(lambda: modes.note.text().startswith("The way for"), timeout=5_000)
    with Store.open(hands.place._store.url) as store:
        assert [one.mode for one in store.live.listenings()] == [FloorAction.LISTEN]
    bot.waitUntil(lambda: hands.console.background.pending == 0, timeout=10_000)


def test_where_a_way_for_the_microphone_was_to_be_told_and_was_not_one_listens_on(hands: Hands) -> None:
    """The simulator tells of none; over WebSockets there always is one."""
    hear_somebody(hands)
    hearing, bot = floor_of(hands).hearing, hands.bot
    assert hearing.bar is not None
    modes = hearing.bar.modes
    assert modes is not None
    assert hearing.live._attempt is not None
    hearing.live._attempt.transport = Transport.WEBSOCKET
    stages: list[TalkStage] = []
    hearing.talking.changed.connect(lambda: stages.append(hearing.talking.now.stage))
    modes.buttons[FloorAction.WHISPER].click()
    bot.waitUntil(lambda: hearing.mode.lost, timeout=10_000)
    assert (hearing.mode.now, hearing.talking.now.mode) == (FloorAction.LISTEN, None)
    assert stages == [TalkStage.FAILED, TalkStage.ENDED]
    assert modes.buttons[FloorAction.LISTEN].isChecked()
    bot.waitUntil(lambda: hearing.mode.wanted is None, timeout=10_000)
    assert hearing.live.now.stage is Stage.HEARING
    bot.waitUntil(lambda: hands.console.background.pending == 0, timeout=10_000)


def test_a_customer_who_was_taken_over_and_hangs_up_has_ended_the_call(hands: Hands) -> None:
    hear_somebody(hands)
    hearing, bot = floor_of(hands).hearing, hands.bot
    hearing.mode.be(FloorAction.TAKE_OVER)
    bot.waitUntil(lambda: hearing.talking.now.mode is FloorAction.TAKE_OVER, timeout=10_000)
    bot.waitUntil(lambda: hearing.talking.now.stage is TalkStage.READY, timeout=10_000)
    assert hearing.talking._talk is not None
    hearing.talking._heed(hearing.talking._talk, TalkTold(TalkStage.ENDED))
    assert ended_text(hearing.live.now) == "The call has ended. What was heard can be played again."
    bot.waitUntil(lambda: hands.console.background.pending == 0, timeout=10_000)
    assert hearing.live.now.stage is Stage.ENDED
    with Store.open(hands.place._store.url) as store:
        bot.waitUntil(lambda: not store.live.listenings(), timeout=10_000)
