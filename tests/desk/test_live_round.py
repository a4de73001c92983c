"""A round of listening: who comes next, changed to without a pause, skipped with its reason, stayed with, ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from console.desk.background import Background
from console.desk.live_now import Stage, Why
from console.desk.live_round import AHEAD_S, PATIENCE_S, LiveRound, RoundStage, comes_next
from console.domain.floor import AgentState, FloorAction
from console.domain.floor_book import ActionState, ActionToDo, Stop
from console.store.store import Store
from tests.desk.live_rig import LiveRig, live_rig

NUMBERS = st.lists(st.sampled_from([str(n) for n in range(2000, 2012)]), unique=True, min_size=1)


@given(NUMBERS, st.data())
def test_a_round_comes_to_everybody_once_before_anybody_twice(order: list[str], data: st.DataObject) -> None:
    can = set(data.draw(st.lists(st.sampled_from(order), unique=True, min_size=1)))
    heard = [data.draw(st.sampled_from(sorted(can)))]
    for _ in range(len(can) - 1):
        heard.append(comes_next(order, heard[-1], can))
    assert sorted(heard) == sorted(can)
    assert comes_next(order, heard[-1], can) == (heard[0] if len(can) > 1 else "")
    turned = heard.index(min(heard, key=order.index))
    assert [*heard[turned:], *heard[:turned]] == [number for number in order if number in can]


@given(NUMBERS, st.data())
def test_whose_call_begins_is_next_when_they_sit_next(order: list[str], data: st.DataObject) -> None:
    current = data.draw(st.sampled_from(order))
    begins = order[(order.index(current) + 1) % len(order)]
    can = set(data.draw(st.lists(st.sampled_from(order), unique=True))) | {current, begins}
    assert comes_next(order, current, can) == (begins if begins != current else "")
    assert comes_next([one for one in order if one != current], current, can) in {"", *can} - {current}


class RoundRig:
    """A LiveRig that goes round both agents."""

    def __init__(self, rig: LiveRig, background: Background, qtbot: QtBot) -> None:
        self.rig, self.qtbot = rig, qtbot
        self.round = LiveRound(rig.live, rig.actions, background, now_s=rig.clock)
        self.home = QObject()
        self.order = ["2000", "2001"]

    @property
    def ahead(self) -> Stage:
        return self.round._ahead.now.stage

    def start(self) -> None:
        self.round.start(lambda: self.order, self.home)

    def asked(self, number: str = "2001") -> ActionToDo:
        """What the round asked for and nobody has taken up yet."""
        ahead = self.round._ahead
        self.qtbot.waitUntil(lambda: (ahead.now.stage, ahead.now.number) == (Stage.ASKED, number))
        return self.rig.take_listening()

    def hear_next(self, number: str) -> ActionToDo:
        """The next is asked for, offered, and heard."""
        todo = self.asked(number)
        assert todo.agent_number == number
        self.rig.offer(todo)
        self.qtbot.waitUntil(lambda: self.round.now.number == number)
        return todo

    def pass_time(self, seconds: float) -> None:
        """Never so long without a beat that nothing would be known of anybody."""
        for step_s in (*(4.0 for _ in range(int(seconds // 4))), seconds % 4):
            self.rig.clock.turn(step_s)
            self.rig.beat()
        self.round.tick()

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: self.rig.background.pending == 0)


@pytest.fixture
def going(qtbot: QtBot, tmp_path: Path) -> Iterator[RoundRig]:
    background = Background()
    with Store.open(tmp_path / "round.sqlite") as store, live_rig(store, background, qtbot) as rig:
        rig.talk("2000")
        rig.talk("2001", "1.8")
        made = RoundRig(rig, background, qtbot)
        yield made
        made.round.end()
        made.settle()
    background.close()


def test_the_next_call_is_heard_before_the_one_before_goes(going: RoundRig) -> None:
    rig = going.rig
    going.start()
    assert going.round.now.stage is RoundStage.CONNECTING
    assert going.round.now.next_name == "王芳"
    first = going.hear_next("2000")
    now = going.round.now
    assert (now.stage, now.name, now.next_name, now.at, now.of, now.left_s) == (
        RoundStage.HEARING, "王芳", "李雷", 1, 2, 10,
    )  # fmt: skip
    going.pass_time(10 - AHEAD_S - 0.2)
    going.settle()
    assert rig.taken() == []
    going.pass_time(0.3)
    second = going.asked()
    assert second.agent_number == "2001"
    assert going.round.now.number == "2000"
    old = rig.live.call
    rig.offer(second)
    going.qtbot.waitUntil(lambda: going.ahead is Stage.HEARING)
    assert rig.live.now.number == "2000", "it is ready, and waits for its time"
    rig.stages.clear()
    going.pass_time(AHEAD_S)
    assert going.round.now.number == "2001"
    assert (going.round.now.at, going.round.now.left_s) == (2, 10)
    assert rig.stages == [Stage.ENDED, Stage.HEARING], "nothing between the two"
    assert rig.player.live is rig.live.call is not old
    assert old is not None
    assert old.ended
    assert [call.agent_number for call in rig.opened] == ["2000", "2001"]
    rig.say(5)
    going.settle()
    assert [one.id for one in rig.taken() if one.stop is Stop.ASKED] == [first.id]
    assert all(row.action is FloorAction.LISTEN for row in rig.store.floor.recent_actions(timedelta(hours=1)))


def test_a_slow_answer_keeps_the_call_before_in_the_ear(going: RoundRig) -> None:
    going.start()
    going.hear_next("2000")
    going.pass_time(10 - AHEAD_S)
    todo = going.asked()
    going.pass_time(AHEAD_S + 2)
    assert going.round.now.number == "2000"
    assert going.round.now.left_s == 0
    going.rig.offer(todo)
    going.qtbot.waitUntil(lambda: going.round.now.number == "2001")


def test_who_does_not_answer_is_skipped_and_said_to_be(going: RoundRig) -> None:
    going.start()
    going.hear_next("2000")
    going.pass_time(10 - AHEAD_S)
    going.asked()
    going.pass_time(PATIENCE_S + 0.1)
    assert going.round.now.skipped is not None
    assert (going.round.now.skipped.name, going.round.now.skipped.why) == ("李雷", Why.NO_ANSWER)
    assert going.round.now.number == "2000"
    assert going.round.now.of == 1
    going.rig.talk("2001", "1.9")
    going.pass_time(10 - AHEAD_S + 0.1)
    assert going.asked().call_key == "1.9", "another call of the same agent is no longer the one that was left out"


def test_a_call_that_may_not_be_heard_is_skipped_with_the_words_of_why(going: RoundRig) -> None:
    going.start()
    todo = going.asked("2000")
    going.rig.gateway.finish(todo.id, ActionState.REFUSED, "somebody has locked this call")
    going.rig.news()
    going.hear_next("2001")
    going.qtbot.waitUntil(lambda: going.round.now.of == 1)
    going.pass_time(1)
    assert going.round.now.left_s is None, "there is nobody to change to"
    going.pass_time(60)
    going.settle()
    assert [one for one in going.rig.taken() if one.stop is None] == []


def test_the_reason_is_told_until_the_next_change(going: RoundRig) -> None:
    going.start()
    going.hear_next("2000")
    going.pass_time(10 - AHEAD_S)
    going.rig.gateway.finish(going.asked().id, ActionState.REFUSED, "somebody has locked this call")
    going.rig.news()
    going.qtbot.waitUntil(lambda: going.round.now.skipped is not None)
    assert going.round.now.skipped is not None
    assert going.round.now.skipped.words == "somebody has locked this call"
    assert going.round.now.number == "2000"


def test_a_call_that_is_over_is_followed_at_once(going: RoundRig) -> None:
    going.start()
    first = going.hear_next("2000")
    going.rig.turn("2000", AgentState.AFTER_CALL)
    going.rig.end(first.id, "the call is over")
    going.qtbot.waitUntil(lambda: going.round.now.stage is RoundStage.CONNECTING)
    going.hear_next("2001")
    assert going.round.now.of == 1


def test_the_next_call_of_the_only_one_who_has_any_is_heard(going: RoundRig) -> None:
    going.rig.turn("2001", AgentState.READY)
    going.start()
    first = going.hear_next("2000")
    going.rig.end(first.id, "the call is over")
    going.qtbot.waitUntil(lambda: going.round.now.stage is RoundStage.WAITING)
    going.pass_time(1)
    assert going.ahead is Stage.IDLE, "the agent is still said to be in the call that is over"
    going.rig.talk("2000", "1.9")
    going.round.tick()
    assert going.hear_next("2000").call_key == "1.9"
    assert going.round.now.skipped is None


def test_what_was_over_before_it_began_ends_no_round(going: RoundRig) -> None:
    key = going.rig.hear("2000")
    going.rig.end(key, "the call is over")
    going.rig.until(Stage.ENDED)
    going.start()
    going.rig.live.changed.emit()
    assert going.round.under_way
    going.hear_next("2000")


def test_whose_call_begins_joins_and_nobody_waits_for_nobody(going: RoundRig) -> None:
    going.rig.turn("2000", AgentState.READY)
    going.rig.turn("2001", AgentState.READY)
    going.start()
    assert going.round.now.stage is RoundStage.WAITING
    going.pass_time(30)
    assert going.rig.live.now.stage is Stage.IDLE
    going.rig.talk("2001", "1.8")
    going.round.tick()
    going.hear_next("2001")
    going.pass_time(60)
    assert (going.round.now.number, going.round.now.left_s) == ("2001", None)
    going.rig.talk("2000")
    going.round.tick()
    assert going.round.now.next_name == "王芳"
    assert going.round.now.left_s == 10
    going.order = ["2001"]
    going.round.tick()
    assert going.round.now.next_name == "", "whom the filter does not show is not heard"


def test_staying_makes_it_a_listening_like_any_other(going: RoundRig) -> None:
    stayed: list[bool] = []
    going.round.stayed.connect(lambda: stayed.append(True))
    going.start()
    going.round.stay()
    assert stayed == [], "nothing is heard yet"
    going.hear_next("2000")
    going.round.stay()
    assert stayed == [True]
    assert not going.round.under_way
    going.pass_time(30)
    assert (going.rig.live.now.stage, going.rig.live.now.number) == (Stage.HEARING, "2000")


def test_skipping_asks_for_the_next_at_once(going: RoundRig) -> None:
    going.start()
    going.hear_next("2000")
    going.round.skip()
    going.hear_next("2001")


def test_the_end_leaves_nothing_open(going: RoundRig) -> None:
    going.start()
    first = going.hear_next("2000")
    going.pass_time(10 - AHEAD_S)
    second = going.asked()
    going.round.stop()
    assert going.round.now.stage is RoundStage.IDLE
    assert (going.rig.live.now.stage, going.rig.live.now.why) == (Stage.ENDED, Why.STOPPED)
    going.rig.offer(second)
    going.settle()
    assert {one.id for one in going.rig.taken() if one.stop is Stop.ASKED} == {first.id, second.id}


def test_a_window_that_goes_takes_its_round_with_it(going: RoundRig) -> None:
    going.start()
    going.hear_next("2000")
    going.home.deleteLater()
    going.qtbot.waitUntil(lambda: not going.round.under_way)
    assert going.rig.live.now.why is Why.STOPPED


def test_whoever_listens_to_something_else_goes_round_no_more(going: RoundRig) -> None:
    going.start()
    going.hear_next("2000")
    going.rig.live.listen("2001")
    assert not going.round.under_way
    assert going.rig.live.now.stage is Stage.ASKED
    going.rig.offer(going.rig.take_listening())
    going.rig.until(Stage.HEARING)


def test_closing_what_is_heard_ends_the_round(going: RoundRig) -> None:
    going.start()
    going.hear_next("2000")
    going.rig.live.close()
    assert not going.round.under_way


def test_what_is_heard_already_is_where_the_round_begins(going: RoundRig) -> None:
    going.rig.hear("2000")
    going.start()
    going.hear_next("2001")


def test_whoever_asks_for_the_call_that_was_heard_last_goes_round_no_more(going: RoundRig) -> None:
    going.start()
    first = going.hear_next("2000")
    going.rig.end(first.id, "the call is over")
    going.qtbot.waitUntil(lambda: going.round.now.stage is RoundStage.CONNECTING)
    going.rig.live.listen("2000")
    assert not going.round.under_way
    assert going.ahead is Stage.IDLE
