"""Deeds from a supervisor's desk: asked once, followed to their end, and told plainly when they come to nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from console.desk.background import Background
from console.desk.deed_words import deed_line, stage_text
from console.desk.floor_actions import ASK_AGAIN_S, FloorActions
from console.desk.floor_deeds import Stage, comes_next
from console.domain.audit import AuditKind
from console.domain.faults import FaultKind, PlaceFault
from console.domain.floor import AgentState, AwayReason, FloorAction, Offer
from console.domain.floor_book import ActionState
from console.domain.people import Role
from console.store.store import Store
from tests.desk.deed_rig import DeedRig

Open = Callable[..., DeedRig]


@pytest.fixture
def open_rig(qtbot: QtBot, tmp_path: Path) -> Iterator[Open]:
    background = Background()
    made: list[DeedRig] = []
    with Store.open(tmp_path / "deeds.sqlite") as store:

        def make(**fields: object) -> DeedRig:
            made.append(DeedRig(store, background, qtbot, **fields))  # type: ignore[arg-type]
            return made[-1]

        yield make
        for rig in made:
            rig.close()
        background.close()
    assert not [rig.faults for rig in made if rig.faults]


@pytest.fixture
def rig(open_rig: Open) -> DeedRig:
    return open_rig()


@contextmanager
def link_lost(monkeypatch: pytest.MonkeyPatch, rig: DeedRig, *, arrives: bool) -> Iterator[list[object]]:
    """Nobody hears an answer from the database; what is asked `arrives` there all the same, or does not."""
    asked: list[object] = []
    ask, read = rig.store.floor.ask, rig.store.floor.recent_actions

    def lost(*_: object, **__: object) -> object:
        raise PlaceFault(FaultKind.DATABASE_UNREACHABLE)

    def ask_and_lose(*given: object, **named: object) -> object:
        asked.append(named["action_id"])
        if arrives:
            ask(*given, **named)  # type: ignore[arg-type]
        return lost()

    with monkeypatch.context() as patch:
        patch.setattr(rig.store.floor, "ask", ask_and_lose)
        patch.setattr(rig.store.floor, "recent_actions", lost)
        yield asked
    assert rig.store.floor.recent_actions == read


def test_what_is_asked_is_seen_at_once_and_followed_to_its_end(rig: DeedRig) -> None:
    rig.talk()
    key = rig.actions.ask("2000", FloorAction.SET_AWAY, reason=AwayReason.MEAL)
    assert rig.deed().stage is Stage.ASKING, "before the database has said anything"
    assert rig.actions.is_under_way("2000", FloorAction.SET_AWAY)
    rig.waits_for(Stage.WAITING)
    (todo,) = rig.taken()
    assert (todo.id, todo.reason, todo.call_key) == (key, "meal", "1.7")
    rig.gateway.finish(todo.id, ActionState.ACCEPTED, "", last=False)
    rig.news()
    rig.gateway.finish(todo.id, ActionState.DONE, "")
    rig.turn("2000", AgentState.TALKING, call_key="1.7", next_state=AgentState.AWAY, next_reason="meal")
    rig.news()
    deed = rig.waits_for(Stage.DONE)
    assert comes_next(deed.action, rig.actions.agent_now("2000"))
    assert stage_text(deed, comes_next=True) == "done, takes effect after the call"
    assert not rig.actions.is_unread(deed.id)
    kinds = [entry.kind for entry in rig.store.audit.entries(subject_id=rig.agents[0].id)]
    assert kinds[1:] == [AuditKind.FLOOR_ACTION, AuditKind.FLOOR_ACTION_ENDED]


def test_a_refusal_comes_with_the_switchs_own_words_and_stays_until_read(rig: DeedRig) -> None:
    rig.actions.ask("2000", FloorAction.SIGN_OFF, reason="  went home  ")
    rig.waits_for(Stage.WAITING)
    rig.answer(ActionState.REFUSED, "Unable to remove interface: Not there")
    deed = rig.waits_for(Stage.REFUSED)
    assert deed_line(deed, "杨帆").endswith(
        "杨帆 · Force sign-off · refused: Unable to remove interface: Not there · “went home”"
    )
    assert rig.actions.is_unread(deed.id)
    rig.pass_time(600)
    assert rig.actions.is_unread(deed.id)
    rig.actions.mark_read(deed.id)
    assert not rig.actions.is_unread(deed.id)


def test_asked_of_nobody_it_is_refused_after_the_gateways_time(rig: DeedRig, monkeypatch: pytest.MonkeyPatch) -> None:
    rig.actions.ask("2000", FloorAction.SIGN_OFF)
    rig.waits_for(Stage.WAITING)
    rig.pass_time(11, alive=False)
    assert rig.deed().stage is Stage.WAITING
    rig.pass_time(2, alive=False)
    assert rig.deed().stage is Stage.UNANSWERED
    assert rig.actions.is_unread(rig.deed().id)
    late = rig.store._now
    monkeypatch.setattr(rig.gateway, "_now", lambda: late().replace(year=late().year + 1))
    assert rig.taken() == [], "too late: whoever asked has looked away"


def test_a_gateway_that_lives_may_take_its_time(rig: DeedRig) -> None:
    rig.actions.ask("2000", FloorAction.SIGN_OFF)
    rig.waits_for(Stage.WAITING)
    (todo,) = rig.taken()
    rig.pass_time(40)
    assert rig.deed().stage is Stage.WAITING
    rig.pass_time(6)
    assert rig.deed().stage is Stage.UNANSWERED
    rig.gateway.finish(todo.id, ActionState.DONE, "")
    rig.news()
    rig.waits_for(Stage.DONE)


def test_an_order_that_nothing_proved_is_no_success(rig: DeedRig) -> None:
    rig.actions.ask("2000", FloorAction.SET_READY)
    rig.waits_for(Stage.WAITING)
    rig.answer(ActionState.ACCEPTED, "accepted, but not seen to be done within 4 s")
    deed = rig.waits_for(Stage.ACCEPTED)
    assert stage_text(deed) == "accepted, not proven: not seen to be done within 4 s"
    assert rig.actions.is_unread(deed.id)


def test_a_lost_answer_is_asked_for_again_by_the_same_key_and_done_once(
    rig: DeedRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.desk.floor_actions.TICK_MS", 5)
    with link_lost(monkeypatch, rig, arrives=True) as asked:
        key = rig.actions.ask("2000", FloorAction.SIGN_OFF)
        rig.qtbot.waitUntil(lambda: len(asked) > 2)
        assert rig.deed().stage is Stage.ASKING
    rig.waits_for(Stage.WAITING)
    assert set(asked) == {key}
    assert [todo.id for todo in rig.taken()] == [key]
    kinds = [entry.kind for entry in rig.store.audit.entries(subject_id=rig.agents[0].id)]
    assert kinds.count(AuditKind.FLOOR_ACTION) == 1


@pytest.mark.parametrize("arrives", [True, False])
def test_an_answer_that_never_came_is_not_known_until_the_database_tells(
    rig: DeedRig, monkeypatch: pytest.MonkeyPatch, *, arrives: bool
) -> None:
    monkeypatch.setattr("console.desk.floor_actions.TICK_MS", 5)
    with link_lost(monkeypatch, rig, arrives=arrives):
        key = rig.actions.ask("2000", FloorAction.END_CALL)
        rig.clock.turn(ASK_AGAIN_S)
        rig.waits_for(Stage.NOT_KNOWN)
        assert key is not None
        assert rig.actions.is_unread(key)
    rig.news()
    if arrives:
        rig.waits_for(Stage.WAITING)
        assert not rig.actions.is_unread(key)
    else:
        rig.waits_for(Stage.NOT_ASKED)
        assert rig.taken() == []
        rig.actions.ask_again(key)
        rig.waits_for(Stage.WAITING)
    assert [todo.id for todo in rig.taken()] == [key]


def test_what_the_database_forbids_is_said(rig: DeedRig) -> None:
    for action, given, said in (
        (FloorAction.SET_AWAY, {"reason": "because"}, "refused: Give a reason; it goes into the record."),
        (FloorAction.TAKE_OVER, {"to_phone": "8001&SIP/evil"}, "refused: that is no number of a phone"),
    ):
        rig.actions.ask("2000", action, **given)
        assert stage_text(rig.waits_for(Stage.REFUSED)) == said
    assert rig.actions.ask("9999", FloorAction.SIGN_OFF) is None


def test_who_may_not_is_offered_nothing_and_refused_all_the_same(open_rig: Open) -> None:
    rig = open_rig(role=Role.INSPECTOR)
    rig.talk()
    assert not rig.actions.may_act
    offered = rig.actions.offers("2000")
    assert offered[FloorAction.END_CALL] is Offer.NOT_ALLOWED
    rig.actions.ask("2000", FloorAction.END_CALL)
    deed = rig.waits_for(Stage.REFUSED)
    assert stage_text(deed) == "refused: Your role does not allow this."


def test_nothing_is_offered_on_old_news_or_for_strangers(rig: DeedRig) -> None:
    rig.talk()
    offered = rig.actions.offers("2000")
    assert (offered[FloorAction.END_CALL], offered[FloorAction.SET_AWAY]) == (Offer.NOW, Offer.NEXT)
    assert offered[FloorAction.LISTEN] is Offer.NOT_ABLE
    assert set(rig.actions.offers("7777").values()) == {Offer.NOT_ALLOWED}
    rig.pass_time(6, alive=False)
    assert rig.actions.offers("2000")[FloorAction.END_CALL] is Offer.UNKNOWN


def test_what_somebody_else_asks_shows_here_too(rig: DeedRig) -> None:
    rig.store.floor.ask(rig.other, rig.agents[0].id, FloorAction.SET_AWAY, reason="rest")
    rig.news()
    deed = rig.waits_for(Stage.WAITING)
    assert rig.actions.is_under_way("2000", FloorAction.SET_AWAY)
    line = deed_line(deed, rig.actions.name_of(deed.asked.by_id))
    assert line.endswith("郭静 · Set away (rest) · waiting…")
    rig.answer(ActionState.REFUSED, "2000 is in no queue, so cannot be away")
    deed = rig.waits_for(Stage.REFUSED)
    assert stage_text(deed) == "refused: 2000 is in no queue"
    assert not rig.actions.is_unread(deed.id), "it is not this person's to read"
    assert rig.actions.own() == []


def test_a_desk_opened_later_knows_what_was_asked_of_late(rig: DeedRig, qtbot: QtBot) -> None:
    rig.actions.ask("2000", FloorAction.SIGN_OFF)
    rig.waits_for(Stage.WAITING)
    rig.answer(ActionState.REFUSED, "no")
    rig.waits_for(Stage.REFUSED)
    late = FloorActions(rig.desk, now_s=rig.clock)
    late.start()
    qtbot.waitUntil(lambda: len(late.of("2000")) == 1)
    assert not late.is_unread(late.of("2000")[0].id), "it went wrong before this person came"
    late.stop()
