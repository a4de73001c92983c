"""Appeals at the desk, over the real store: who may, on what, once, and who is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import pytest
from pytestqt.qtbot import QtBot

from console.desk.appeals import AppealsDesk
from console.desk.background import Background
from console.desk.scoring import ScoringDesk
from console.domain.appeals import Outcome
from console.domain.events import Event, EventKind
from console.domain.faults import Fault, FaultKind
from console.domain.people import Person, Role
from console.store.store import Store
from tests.desk.scoring_fakes import FakePlayer
from tests.store.centres import QUICK_HASHES, Centre, HandClock, make_centre

GREETING, PACE = "greeting_with_number", "pace_and_tone"


class Room:
    """A centre with one call of agent Wang, scored with the greeting failed."""

    def __init__(self, qtbot: QtBot, background: Background, centre: Centre) -> None:
        self.qtbot, self.background, self.centre = qtbot, background, centre
        self.call = centre.add_call(agent_id=centre.wang.id)
        centre.score(self.call.id, GREETING)
        self.manager = replace(centre.zhao, role=Role.MANAGER)
        self.faults: list[Fault] = []
        self.sitting: list[ScoringDesk] = []

    def sit(self, person: Person) -> tuple[ScoringDesk, AppealsDesk]:
        """Somebody opens the call."""
        scoring = ScoringDesk(self.background, self.centre.store, cast(Any, FakePlayer()), person)
        desk = AppealsDesk(self.background, self.centre.store.appeals, scoring, person, scoring)
        desk.faulted.connect(self.faults.append)
        self.sitting.append(scoring)
        scoring.open_call(self.call)
        self.settle()
        return scoring, desk

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: self.background.pending == 0)


@pytest.fixture
def room(qtbot: QtBot, tmp_path: Path) -> Iterator[Room]:
    clock = HandClock()
    with Store.open(f"sqlite:///{tmp_path / 'deskside.db'}", now=clock, hasher=QUICK_HASHES) as store:
        background = Background()
        made = Room(qtbot, background, make_centre(store, clock))
        yield made
        made.settle()
        background.close()


def test_an_agent_appeals_a_failed_item_of_the_own_newest_result_once(room: Room) -> None:
    _, desk = room.sit(room.centre.wang)
    assert desk.may_appeal(GREETING)
    assert not desk.may_appeal(PACE), "it did not fail"
    desk.appeal(GREETING, "  I said it  ")
    room.settle()
    made = desk.on_item(GREETING)
    assert made is not None
    assert (made.words, made.outcome) == ("I said it", Outcome.OPEN)
    assert not desk.may_appeal(GREETING)
    assert room.faults == []


def test_nobody_else_appeals(room: Room) -> None:
    for person in (room.centre.chen, room.centre.li, room.manager):
        _, desk = room.sit(person)
        assert not desk.may_appeal(GREETING)


def test_an_older_revision_is_beyond_appeal(room: Room) -> None:
    store = room.centre.store
    draft = store.evaluations.open_correction(room.call.id, room.centre.li, room.centre.form, "looked again")
    store.evaluations.submit(draft.id, draft.version)
    scoring, desk = room.sit(room.centre.wang)
    assert desk.may_appeal(GREETING)
    scoring.show_revision(1)
    assert not desk.may_appeal(GREETING)


def test_a_manager_finds_what_waits_and_settles_it_with_an_answer(room: Room) -> None:
    _, agents = room.sit(room.centre.wang)
    agents.appeal(GREETING, "I said it")
    room.settle()
    _, managers = room.sit(room.manager)
    managers.refresh_waiting()
    room.settle()
    (waiting,) = managers.waiting
    managers.settle(waiting, Outcome.UPHELD, "  ")
    room.settle()
    assert managers.waiting == (waiting,)
    managers.settle(waiting, Outcome.UPHELD, "You did")
    room.settle()
    assert not managers.waiting
    on_sheet = managers.on_item(GREETING)
    assert on_sheet is not None
    assert (on_sheet.outcome, on_sheet.answer) == (Outcome.UPHELD, "You did")
    assert agents.on_item(GREETING) == waiting, "not told yet"
    agents.heed([Event(9, EventKind.APPEAL_SETTLED, room.call.id, waiting.id, room.manager.id)])
    room.settle()
    assert agents.on_item(GREETING) == on_sheet


def test_two_managers_at_once(room: Room) -> None:
    _, agents = room.sit(room.centre.wang)
    agents.appeal(GREETING, "I said it")
    room.settle()
    _, desk = room.sit(room.manager)
    waiting = desk.on_item(GREETING)
    assert waiting is not None
    other = replace(room.centre.li, role=Role.MANAGER)
    room.centre.store.appeals.settle(waiting.id, Outcome.REJECTED, "No", other)
    desk.settle(waiting, Outcome.UPHELD, "Yes")
    room.settle()
    assert [fault.kind for fault in room.faults] == [FaultKind.CHANGED_ELSEWHERE]
    shown = desk.on_item(GREETING)
    assert shown is not None
    assert shown.answer == "No", "what was decided is shown"


def test_who_settles_nothing_asks_for_no_list_and_hears_nothing_of_other_calls(room: Room) -> None:
    _, desk = room.sit(room.centre.li)
    with room.qtbot.assertNotEmitted(desk.waiting_changed), room.qtbot.assertNotEmitted(desk.changed):
        desk.refresh_waiting()
        desk.heed([Event(9, EventKind.APPEALED, UUID(int=7), UUID(int=8), room.centre.wang.id)])
        room.settle()
