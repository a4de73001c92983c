"""A customer who was taken over is talked to on when the gateway ends; all else is over then."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from console.desk.background import Background
from console.desk.live_mode import LiveMode
from console.desk.live_now import Stage
from console.domain.floor import FloorAction
from console.domain.floor_book import ActionState
from console.domain.live import GATEWAY_ENDED, LiveOffer, Transport
from console.store.store import Store
from tests.desk.live_rig import LiveRig, live_rig
from tests.desk.test_live_listening import Microphone


class Taking:
    """Somebody who hears a call and asks for its customer."""

    def __init__(self, rig: LiveRig, qtbot: QtBot) -> None:
        self.rig, self.qtbot = rig, qtbot
        self.microphone = Microphone()
        self.mode = LiveMode(rig.live, rig.desk, self.microphone)
        self.key = rig.hear()
        self.mode.be(FloorAction.TAKE_OVER)
        self.settle()

    def take(self, offer: LiveOffer | None = None) -> None:
        """It is done."""
        for todo in self.rig.taken():
            self.rig.gateway.finish(todo.id, ActionState.DONE, "", offer=offer)
        self.rig.news()
        self.qtbot.waitUntil(lambda: self.mode.now is FloorAction.TAKE_OVER)
        self.settle()

    def end(self, words: str) -> None:
        """The listening is over, says the database, and whoever looks has seen it."""
        self.rig.gateway.finish(self.key, ActionState.DONE, words)
        self.rig.desk.actions_changed.emit()
        self.settle()

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: self.rig.background.pending == 0)


@pytest.fixture
def taking(qtbot: QtBot, tmp_path: Path) -> Iterator[Taking]:
    background = Background()
    with Store.open(tmp_path / "taken.sqlite") as store, live_rig(store, background, qtbot) as rig:
        rig.talk("2000")
        yield Taking(rig, qtbot)
    background.close()


def test_a_conversation_goes_on_without_its_gateway_until_one_ends_it(taking: Taking) -> None:
    taking.take()
    taking.end(GATEWAY_ENDED)
    assert taking.rig.live.now.stage is Stage.HEARING
    assert taking.mode.now is FloorAction.TAKE_OVER
    assert "closed" not in taking.microphone.told
    assert taking.rig.live.call is not None
    assert not taking.rig.live.call.ended
    taking.rig.live.stop()
    assert taking.microphone.told[-1] == "closed"
    taking.settle()
    taking.rig.until(Stage.ENDED)


def test_where_the_customer_comes_from_is_told_or_there_is_no_way_to_them(taking: Taking) -> None:
    taking.take()
    assert taking.microphone.told == [(FloorAction.TAKE_OVER, 0, None)]


def test_one_speaks_along_the_lines_to_where_the_customer_comes_from(taking: Taking) -> None:
    offer = LiveOffer(Transport.RTP, "ulaw", 8000, customer="rtp://127.0.0.1:40000")
    taking.take(offer)
    assert taking.microphone.told == [(FloorAction.TAKE_OVER, 2, offer)]


def test_a_customer_who_hangs_up_afterwards_has_ended_it_and_not_the_gateway(taking: Taking) -> None:
    taking.take()
    taking.end(GATEWAY_ENDED)
    taking.rig.live.lose()
    taking.settle()
    assert (taking.rig.live.now.stage, taking.rig.live.now.words) == (Stage.ENDED, "")


def test_one_that_is_over_is_over(taking: Taking) -> None:
    taking.take()
    taking.end("the call is over")
    assert taking.rig.live.now.stage is Stage.ENDED
    assert taking.microphone.told[-1] == "closed"


def test_while_it_is_only_asked_for_the_gateway_is_needed(taking: Taking) -> None:
    taking.end(GATEWAY_ENDED)
    assert (taking.rig.live.now.stage, taking.rig.live.now.words) == (Stage.ENDED, GATEWAY_ENDED)
    assert taking.mode.wanted is None


def test_the_next_call_that_is_heard_ends_with_its_gateway(taking: Taking) -> None:
    taking.take()
    taking.rig.talk("2001", "1.8")
    taking.key = taking.rig.hear("2001")
    taking.settle()
    taking.end(GATEWAY_ENDED)
    assert taking.rig.live.now.stage is Stage.ENDED
