"""Two desks over one real store: what one does, the other is told of by the events that a server would send."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import pytest
from pytestqt.qtbot import QtBot

from console.desk.background import Background
from console.desk.keeping import SaveState
from console.desk.open_sheet import SheetState
from console.desk.overtaking import Overtaken, Overtaking
from console.desk.scoring import ScoringDesk
from console.domain.calls import Call
from console.domain.events import Event, EventKind
from console.domain.people import Person
from console.domain.sheet import Verdict
from console.store.store import Store
from tests.desk.scoring_fakes import FakePlayer
from tests.store.centres import QUICK_HASHES, Centre, HandClock, make_centre, supervisor

GREETING = "greeting_with_number"


class Room:
    """A centre, a call, and one desk with its watch; the other person acts on the store itself."""

    def __init__(self, qtbot: QtBot, background: Background, centre: Centre) -> None:
        self.qtbot, self.background, self.centre = qtbot, background, centre
        self.call = centre.add_call()
        self.told: list[tuple[Overtaken, str]] = []
        self.desk: ScoringDesk | None = None

    def sit(self, person: Person) -> tuple[ScoringDesk, Overtaking]:
        """Somebody opens the call."""
        self.desk = ScoringDesk(self.background, self.centre.store, cast(Any, FakePlayer()), person)
        watch = Overtaking(self.desk, self.desk)
        watch.overtaken.connect(lambda what, name: self.told.append((what, name)))
        self.desk.open_call(self.call)
        self.settle()
        return self.desk, watch

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: self.background.pending == 0)

    def event(self, kind: EventKind, by: Person, call: Call | None = None) -> list[Event]:
        """What the server would tell."""
        return [Event(1, kind, (call or self.call).id, UUID(int=1), by.id)]


@pytest.fixture
def room(qtbot: QtBot, tmp_path: Path) -> Iterator[Room]:
    clock = HandClock()
    with Store.open(f"sqlite:///{tmp_path / 'deskside.db'}", now=clock, hasher=QUICK_HASHES) as store:
        background = Background()
        made = Room(qtbot, background, make_centre(store, clock))
        yield made
        made.settle()
        background.close()


def test_a_sheet_taken_over_is_locked_at_once_and_says_by_whom(room: Room) -> None:
    desk, watch = room.sit(room.centre.li)
    desk.press_item(GREETING)
    room.settle()
    draft = room.centre.store.evaluations.find_draft(room.call.id)
    assert draft is not None
    chief = supervisor(room.centre.zhao)
    room.centre.store.evaluations.take_over_draft(draft.id, chief, "sick leave")
    watch.heed(room.event(EventKind.DRAFT_TAKEN_OVER, chief))
    room.settle()
    assert desk.view.state is SheetState.LOCKED
    assert room.told == [(Overtaken.TAKEN_OVER, "赵敏")]
    kept = room.centre.store.evaluations.find_draft(room.call.id)
    assert kept is not None
    assert (kept.inspector_id, kept.sheet.mark(GREETING).verdict) == (chief.id, Verdict.FAILS)


def test_a_blank_sheet_taken_over_is_not_taken_away_from_the_other(room: Room) -> None:
    _, watch = room.sit(room.centre.li)
    draft = room.centre.store.evaluations.find_draft(room.call.id)
    assert draft is not None
    chief = supervisor(room.centre.zhao)
    room.centre.store.evaluations.take_over_draft(draft.id, chief, "sick leave")
    watch.heed(room.event(EventKind.DRAFT_TAKEN_OVER, chief))
    room.settle()
    kept = room.centre.store.evaluations.find_draft(room.call.id)
    assert kept is not None
    assert (kept.id, kept.inspector_id) == (draft.id, chief.id)


def test_a_locked_sheet_shows_the_others_result_when_it_is_handed_in(room: Room) -> None:
    store, zhao = room.centre.store, room.centre.zhao
    draft = store.evaluations.open_draft(room.call.id, zhao, room.centre.form)
    desk, watch = room.sit(room.centre.li)
    assert desk.view.fault is not None
    store.evaluations.submit(draft.id, draft.version)
    watch.heed(room.event(EventKind.SUBMITTED, zhao))
    room.settle()
    assert desk.view.state is SheetState.SUBMITTED
    assert room.told == [(Overtaken.SUBMITTED, "赵敏")]


def test_a_correction_by_another_is_shown(room: Room) -> None:
    store, zhao = room.centre.store, room.centre.zhao
    room.centre.score(room.call.id, GREETING)
    desk, watch = room.sit(room.centre.li)
    draft = store.evaluations.open_correction(room.call.id, zhao, room.centre.form, "appeal upheld")
    store.evaluations.submit(draft.id, draft.version)
    watch.heed(room.event(EventKind.SUBMITTED, zhao))
    room.settle()
    assert [revision.number for revision in desk.view.revisions] == [1, 2]
    assert room.told == [(Overtaken.CORRECTED, "赵敏")]


def test_a_call_let_go_is_told_but_not_claimed(room: Room) -> None:
    store, zhao = room.centre.store, room.centre.zhao
    draft = store.evaluations.open_draft(room.call.id, zhao, room.centre.form)
    desk, watch = room.sit(room.centre.li)
    store.evaluations.discard_draft(draft.id, draft.version)
    watch.heed(room.event(EventKind.DRAFT_DISCARDED, zhao))
    room.settle()
    assert desk.view.state is SheetState.LOCKED
    assert room.told == [(Overtaken.FREE, "")]
    assert store.evaluations.find_draft(room.call.id) is None


def test_own_deeds_and_other_calls_are_no_news(room: Room) -> None:
    desk, watch = room.sit(room.centre.li)
    other = room.centre.add_call(2)
    for kind in EventKind:
        watch.heed(room.event(kind, room.centre.zhao, other))
        watch.heed(room.event(kind, room.centre.li))
    room.settle()
    assert desk.view.state is SheetState.DRAFT
    assert room.told == []


def test_what_is_not_saved_yet_is_not_put_away(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, watch = room.sit(room.centre.li)
    monkeypatch.setattr(ScoringDesk, "saved", SaveState.FAILED)
    desk.press_item(GREETING)
    watch.heed(room.event(EventKind.SUBMITTED, room.centre.zhao))
    assert desk.view.state is SheetState.DRAFT
    assert desk.sheet.mark(GREETING).verdict is Verdict.FAILS
    room.settle()
