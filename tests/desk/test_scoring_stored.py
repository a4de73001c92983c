"""The scoring desk over the real store on SQLite: what is on the screen is what is in the file."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import pytest
from pytestqt.qtbot import QtBot

from console.desk.background import Background
from console.desk.keeping import SaveState
from console.desk.open_sheet import SheetState
from console.desk.scoring import ScoringDesk
from console.domain.calls import Call, CallFilter, Progress
from console.domain.evaluations import Draft
from console.domain.faults import Fault, FaultKind
from console.domain.ledger import Heard
from console.domain.people import Person
from console.domain.sheet import Sheet, Span, Verdict, rest_conform
from console.store.store import Store
from tests.desk.scoring_fakes import FakePlayer
from tests.store.centres import QUICK_HASHES, Centre, HandClock, make_centre, supervisor


@dataclass
class Place:
    """A centre in an SQLite file and a desk over it."""

    qtbot: QtBot
    background: Background
    centre: Centre
    player: FakePlayer

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: self.background.pending == 0)

    def desk(self, person: Person) -> ScoringDesk:
        return ScoringDesk(self.background, self.centre.store, cast(Any, self.player), person)


@pytest.fixture
def place(qtbot: QtBot, tmp_path: Path) -> Iterator[Place]:
    clock = HandClock()
    with Store.open(f"sqlite:///{tmp_path / 'deskside.db'}", now=clock, hasher=QUICK_HASHES) as store:
        background = Background()
        yield Place(qtbot, background, make_centre(store, clock), FakePlayer())
        background.close()


def test_a_call_is_scored_submitted_and_corrected(place: Place) -> None:
    call = place.centre.add_call()
    store = place.centre.store
    desk = place.desk(place.centre.li)
    desk.open_call(call)
    place.settle()
    place.player.start(0)
    place.player.hear(20_000)
    desk.press_number(13)
    place.player.hear(40_000)
    desk.press_number(18)
    desk.press_number(5)
    desk.set_note("transfer", "转错部门")
    desk.set_notes("客户情绪激动")
    place.settle()
    draft = store.evaluations.find_draft(call.id)
    assert draft is not None
    assert draft.sheet == desk.sheet
    assert draft.ledger == desk.ledger
    desk.rest_conform()
    desk.submit()
    place.settle()
    (revision,) = store.evaluations.revisions(call.id)
    assert (revision.number, revision.points, revision.critical) == (1, 94, True)
    assert revision.sheet.mark("transfer").evidence == (Span(12_000, 20_000),)
    assert revision.sheet.mark("no_argument").evidence == (Span(32_000, 40_000),)
    assert revision.ledger.spans == (Heard(0, 40_000),)
    assert store.evaluations.find_draft(call.id) is None
    desk.start_correction("申诉成立")
    place.settle()
    desk.judge("no_argument", Verdict.CONFORMS)
    desk.submit(confirmed=True)
    place.settle()
    assert [(r.number, r.points, r.reason) for r in desk.view.revisions] == [(1, 94, ""), (2, 96, "申诉成立")]
    assert store.evaluations.revisions(call.id) == list(desk.view.revisions)


def test_looking_at_a_call_leaves_it_open_in_the_list(place: Place) -> None:
    call = place.centre.add_call()
    desk = place.desk(place.centre.li)
    desk.open_call(call)
    place.settle()
    desk.close_call()
    place.settle()
    (row,) = place.centre.store.calls.page(CallFilter(), place.centre.li, 0, 10)
    assert row.progress is Progress.OPEN


def marked_elsewhere(place: Place, call: Call) -> Sheet:
    """The same person marks the same draft at another console."""
    evaluations = place.centre.store.evaluations
    draft = evaluations.find_draft(call.id)
    assert draft is not None
    sheet = replace(rest_conform(place.centre.form, draft.sheet), notes="at the other console")
    evaluations.save_draft(draft.id, draft.version, sheet, draft.ledger)
    return sheet


def stored(place: Place, call: Call) -> Sheet | None:
    draft = place.centre.store.evaluations.find_draft(call.id)
    return draft.sheet if draft else None


def test_leaving_a_call_only_looked_at_leaves_what_was_marked_at_another_console(place: Place) -> None:
    call = place.centre.add_call()
    desk = place.desk(place.centre.li)
    desk.open_call(call)
    place.settle()
    marked = marked_elsewhere(place, call)
    desk.close_call()
    place.settle()
    assert stored(place, call) == marked


def test_the_other_version_is_opened_and_not_taken_away(place: Place) -> None:
    call = place.centre.add_call()
    desk = place.desk(place.centre.li)
    desk.open_call(call)
    place.settle()
    marked = marked_elsewhere(place, call)
    place.player.start(0)
    place.player.hear(2_000)
    place.settle()
    assert desk.save_fault is not None
    assert desk.save_fault.kind is FaultKind.CHANGED_ELSEWHERE
    desk.reopen()
    place.settle()
    assert (desk.sheet, stored(place, call)) == (marked, marked)


def test_a_call_passed_over_leaves_what_was_marked_at_another_console(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    call, other = place.centre.add_call(), place.centre.add_call(1)
    evaluations = place.centre.store.evaluations
    looked, passed_over = threading.Event(), threading.Event()
    open_draft = evaluations.open_draft

    def look_slowly(call_id: UUID, *asked: Any) -> Draft:
        draft: Draft = open_draft(call_id, *asked)
        if call_id == call.id:
            marked_elsewhere(place, call)
            looked.set()
            assert passed_over.wait(5)
        return draft

    monkeypatch.setattr(evaluations, "open_draft", look_slowly)
    desk = place.desk(place.centre.li)
    desk.open_call(call)
    assert looked.wait(5)
    desk.open_call(other)
    passed_over.set()
    place.settle()
    kept = stored(place, call)
    assert kept is not None
    assert kept.notes == "at the other console"


def test_a_correction_given_up_here_leaves_what_was_marked_at_another_console(place: Place) -> None:
    call = place.centre.add_call()
    place.centre.score(call.id, "transfer")
    desk = place.desk(place.centre.li)
    desk.open_call(call)
    place.settle()
    desk.start_correction("复听")
    place.settle()
    marked = marked_elsewhere(place, call)
    desk.discard_correction()
    place.settle()
    assert stored(place, call) == marked


def test_a_draft_that_is_gone_is_begun_again_with_mine_and_submitted(place: Place) -> None:
    call = place.centre.add_call()
    evaluations = place.centre.store.evaluations
    desk = place.desk(place.centre.li)
    desk.open_call(call)
    place.settle()
    draft = evaluations.find_draft(call.id)
    assert draft is not None
    evaluations.discard_draft(draft.id, draft.version)
    desk.press_item("transfer")
    place.settle()
    assert desk.save_fault is not None
    assert desk.save_fault.kind is FaultKind.NOT_FOUND
    desk.keep_mine()
    place.settle()
    assert desk.saved is SaveState.SAVED
    assert stored(place, call) == desk.sheet
    desk.submit(confirmed=True)
    place.settle()
    (revision,) = evaluations.revisions(call.id)
    assert revision.sheet.mark("transfer").verdict is Verdict.FAILS


def test_a_correction_that_is_gone_is_begun_again_with_mine(place: Place) -> None:
    call = place.centre.add_call()
    evaluations = place.centre.store.evaluations
    place.centre.score(call.id, "transfer")
    desk = place.desk(place.centre.li)
    desk.open_call(call)
    place.settle()
    desk.start_correction("复听")
    place.settle()
    draft = evaluations.find_draft(call.id)
    assert draft is not None
    evaluations.discard_draft(draft.id, draft.version)
    desk.press_number(1)
    place.settle()
    desk.keep_mine()
    place.settle()
    assert (desk.saved, stored(place, call)) == (SaveState.SAVED, desk.sheet)
    desk.submit(confirmed=True)
    place.settle()
    assert [(one.number, one.reason) for one in evaluations.revisions(call.id)] == [(1, ""), (2, "复听")]


def test_what_stands_in_the_place_of_a_draft_that_is_gone_is_not_overwritten_unasked(place: Place) -> None:
    call = place.centre.add_call()
    evaluations = place.centre.store.evaluations
    desk = place.desk(place.centre.li)
    desk.open_call(call)
    place.settle()
    draft = evaluations.find_draft(call.id)
    assert draft is not None
    evaluations.discard_draft(draft.id, draft.version)
    evaluations.open_draft(call.id, place.centre.li, place.centre.form)
    marked = marked_elsewhere(place, call)
    desk.press_item("transfer")
    place.settle()
    desk.keep_mine()
    place.settle()
    assert stored(place, call) == marked
    assert desk.save_fault is not None
    assert desk.save_fault.kind is FaultKind.CHANGED_ELSEWHERE
    desk.keep_mine()
    place.settle()
    assert (desk.saved, stored(place, call)) == (SaveState.SAVED, desk.sheet)


def test_the_second_inspector_is_told_whose_it_is(place: Place) -> None:
    call = place.centre.add_call()
    first, second = place.desk(place.centre.li), place.desk(place.centre.zhao)
    first.open_call(call)
    second.open_call(call)
    place.settle()
    assert second.view.state is SheetState.LOCKED
    assert second.view.fault is not None
    assert second.view.fault.facts["owner"] == "李明"


def test_a_correction_begun_is_found_again(place: Place) -> None:
    call = place.centre.add_call()
    place.centre.score(call.id, "transfer")
    desk = place.desk(place.centre.li)
    desk.open_call(call)
    place.settle()
    assert desk.view.state is SheetState.SUBMITTED
    desk.start_correction("复听")
    place.settle()
    desk.press_number(1)
    place.settle()
    again = place.desk(place.centre.li)
    desk.close_call()
    again.open_call(call)
    place.settle()
    assert again.view.correcting
    assert again.sheet.mark("answer_three_rings").verdict is Verdict.FAILS
    other = place.desk(place.centre.zhao)
    told: list[Fault] = []
    other.faulted.connect(told.append)
    other.open_call(call)
    place.settle()
    assert other.view.state is SheetState.SUBMITTED
    other.start_correction("也要更正")
    place.settle()
    assert [fault.kind for fault in told] == [FaultKind.DRAFT_TAKEN]


def test_a_draft_taken_over_is_not_written_to_any_more(place: Place) -> None:
    call = place.centre.add_call()
    desk = place.desk(place.centre.li)
    told: list[Fault] = []
    desk.faulted.connect(told.append)
    desk.open_call(call)
    place.settle()
    desk.press_number(1)
    place.settle()
    draft = place.centre.store.evaluations.find_draft(call.id)
    assert draft is not None
    place.centre.store.evaluations.take_over_draft(draft.id, supervisor(place.centre.zhao), "shift ended")
    desk.press_number(2)
    place.settle()
    assert desk.saved is SaveState.FAILED
    desk.keep_mine()
    place.settle()
    assert [fault.kind for fault in told] == [FaultKind.CHANGED_ELSEWHERE, FaultKind.DRAFT_TAKEN]
    kept = place.centre.store.evaluations.find_draft(call.id)
    assert kept is not None
    assert kept.inspector_id == place.centre.zhao.id
    assert kept.sheet.mark("greeting_with_number").verdict is Verdict.UNSCORED
