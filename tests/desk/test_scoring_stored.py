"""The scoring desk over the real store on SQLite: what is on the screen is what is in the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest
from pytestqt.qtbot import QtBot

from console.desk.background import Background
from console.desk.keeping import SaveState
from console.desk.open_sheet import SheetState
from console.desk.scoring import ScoringDesk
from console.domain.calls import CallFilter, Progress
from console.domain.faults import Fault, FaultKind
from console.domain.ledger import Heard
from console.domain.people import Person
from console.domain.sheet import Span, Verdict
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
