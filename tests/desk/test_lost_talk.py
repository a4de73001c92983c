"""A microphone's way that breaks in mid-word: one listens on, says so, and nobody is told that one may be heard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from pytestqt.qtbot import QtBot

from console.desk.background import Background
from console.desk.live_mode import AGAIN_MS, LiveMode
from console.domain.faults import FaultKind, PlaceFault
from console.domain.floor import FloorAction
from console.domain.floor_book import ActionState
from console.store.store import Store
from tests.desk.live_rig import LiveRig, live_rig
from tests.desk.test_live_listening import Microphone


class Speaking:
    """Somebody who whispers into a call."""

    def __init__(self, rig: LiveRig, qtbot: QtBot) -> None:
        self.rig, self.qtbot = rig, qtbot
        self.microphone = Microphone()
        self.mode = LiveMode(rig.live, rig.desk, self.microphone)
        self.key = rig.hear()
        self.be(FloorAction.WHISPER)

    def be(self, mode: FloorAction) -> None:
        self.mode.be(mode)
        self.answer(ActionState.DONE)
        self.qtbot.waitUntil(lambda: self.mode.now is mode and self.mode.wanted is None)

    def answer(self, state: ActionState, words: str = "") -> None:
        self.qtbot.waitUntil(lambda: self.rig.background.pending == 0)
        self.rig.answer(state, words)

    def kept_mode(self) -> FloorAction:
        """What everybody of the team reads."""
        return next(one.mode for one in self.rig.store.live.listenings() if one.action_id == self.key)


@pytest.fixture
def speaking(qtbot: QtBot, tmp_path: Path) -> Iterator[Speaking]:
    background = Background()
    with Store.open(tmp_path / "lost.sqlite") as store, live_rig(store, background, qtbot) as rig:
        rig.talk("2000")
        yield Speaking(rig, qtbot)
    background.close()


def test_one_listens_at_once_and_the_gateway_is_asked_for_quiet(speaking: Speaking) -> None:
    assert speaking.kept_mode() is FloorAction.WHISPER
    speaking.mode.lose_talk()
    assert (speaking.mode.now, speaking.mode.wanted, speaking.mode.lost) == (
        FloorAction.LISTEN, FloorAction.LISTEN, True,
    )  # fmt: skip
    assert speaking.microphone.told[-1] == "closed"
    speaking.qtbot.waitUntil(lambda: speaking.rig.background.pending == 0)
    asked = [one for one in speaking.rig.taken() if one.listening_id == speaking.key and one.stop is None]
    assert [one.action for one in asked] == [FloorAction.LISTEN]
    speaking.rig.gateway.finish(asked[0].id, ActionState.DONE, "")
    speaking.rig.news()
    speaking.qtbot.waitUntil(lambda: speaking.mode.wanted is None)
    assert speaking.kept_mode() is FloorAction.LISTEN
    assert speaking.mode.lost, "it is said until one does something about it"
    assert speaking.rig.live.listening is not None, "one hears on"


def test_asking_again_takes_the_words_away(speaking: Speaking) -> None:
    speaking.mode.lose_talk()
    speaking.answer(ActionState.DONE)
    speaking.qtbot.waitUntil(lambda: speaking.mode.wanted is None)
    speaking.be(FloorAction.JOIN)
    assert not speaking.mode.lost
    assert speaking.kept_mode() is FloorAction.JOIN


def test_whispering_again_before_the_gateway_has_answered_is_whispering(speaking: Speaking) -> None:
    speaking.mode.lose_talk()
    speaking.mode.be(FloorAction.WHISPER)
    assert (speaking.mode.wanted, speaking.mode.lost) == (FloorAction.WHISPER, False)
    speaking.answer(ActionState.DONE)
    speaking.qtbot.waitUntil(lambda: speaking.mode.now is FloorAction.WHISPER)
    assert speaking.kept_mode() is FloorAction.WHISPER


def test_a_way_that_closes_because_another_was_asked_for_is_not_lost(speaking: Speaking) -> None:
    speaking.mode.be(FloorAction.JOIN)
    speaking.mode.lose_talk()
    assert (speaking.mode.wanted, speaking.mode.lost) == (FloorAction.JOIN, False)


def test_an_answer_told_while_one_looks_is_looked_for_again(speaking: Speaking) -> None:
    rig, mode = speaking.rig, speaking.mode
    mode.be(FloorAction.JOIN)
    speaking.qtbot.waitUntil(lambda: rig.background.pending == 0)
    (asked,) = [one for one in rig.taken() if one.action is FloorAction.JOIN]
    mode._look()
    assert mode._looking
    read = Event()
    rig.background.on_database(read.set)
    assert read.wait(5), "the look has read what stood before the answer"
    rig.gateway.finish(asked.id, ActionState.DONE, "")
    mode._look()  # as its news do
    speaking.qtbot.waitUntil(lambda: mode.now is FloorAction.JOIN, timeout=800)


def test_an_answer_whose_news_were_lost_is_found_within_a_second(speaking: Speaking) -> None:
    mode = speaking.mode
    mode.be(FloorAction.JOIN)
    speaking.qtbot.waitUntil(lambda: speaking.rig.background.pending == 0 and not mode._looking)
    for todo in speaking.rig.taken():
        speaking.rig.gateway.finish(todo.id, ActionState.DONE, "")
    assert mode.now is FloorAction.WHISPER
    speaking.rig.live.tick()
    speaking.qtbot.waitUntil(lambda: mode.now is FloorAction.JOIN)


def test_whoever_only_listens_has_nothing_to_lose(speaking: Speaking) -> None:
    speaking.be(FloorAction.LISTEN)
    speaking.mode.lose_talk()
    assert not speaking.mode.lost


def test_where_the_gateway_cannot_it_is_asked_again(speaking: Speaking) -> None:
    speaking.mode.lose_talk()
    speaking.answer(ActionState.REFUSED, "the telephone system did not answer")
    speaking.qtbot.waitUntil(lambda: speaking.mode._again.isActive())
    assert speaking.mode.now is FloorAction.LISTEN
    assert speaking.kept_mode() is FloorAction.WHISPER
    speaking.mode._again.setInterval(0)
    speaking.qtbot.waitUntil(lambda: speaking.mode.wanted is FloorAction.LISTEN)
    speaking.answer(ActionState.DONE)
    speaking.qtbot.waitUntil(lambda: speaking.kept_mode() is FloorAction.LISTEN)
    assert not speaking.mode._again.isActive()


def test_where_the_database_cannot_be_asked_it_is_tried_again_and_less_and_less_often(
    speaking: Speaking, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise PlaceFault(FaultKind.DATABASE_UNREACHABLE)

    with monkeypatch.context() as away:
        away.setattr(type(speaking.rig.store.live), "mode", fails)
        speaking.mode.lose_talk()
        speaking.qtbot.waitUntil(lambda: speaking.mode._again.isActive())
        assert (speaking.mode._again.interval(), speaking.mode._wait_ms) == (AGAIN_MS, 2 * AGAIN_MS)
        assert speaking.mode.now is FloorAction.LISTEN
    speaking.mode._again.setInterval(0)
    speaking.qtbot.waitUntil(lambda: speaking.mode.wanted is FloorAction.LISTEN)
    speaking.answer(ActionState.DONE)
    speaking.qtbot.waitUntil(lambda: speaking.kept_mode() is FloorAction.LISTEN)


def test_the_end_of_the_call_ends_the_asking(speaking: Speaking) -> None:
    speaking.mode.lose_talk()
    speaking.answer(ActionState.REFUSED, "no")
    speaking.qtbot.waitUntil(lambda: speaking.mode._again.isActive())
    speaking.rig.live.stop()
    assert not speaking.mode._again.isActive()
    assert not speaking.mode.lost
