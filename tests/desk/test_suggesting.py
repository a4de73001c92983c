"""What is suggested at the desk: at once what the telephone system knows, later what listening found; nobody else's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

import pytest
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from console.audio.listening import Passage, PassageKind
from console.desk.background import Background
from console.desk.open_sheet import SheetState
from console.desk.scoring import ScoringDesk
from console.desk.suggesting import Suggesting
from console.domain.calls import Call, CallStretch, Direction, StretchKind
from console.domain.people import Role
from console.domain.sheet import Span, Verdict
from console.domain.suggestions import APOLOGY, LONG_WAIT, THREE_RINGS, Reason
from tests.desk.scoring_fakes import FakePlayer, FakeStore, a_call, a_person

SILENCE = Passage(PassageKind.SILENCE, 40_000, 64_000)


class Ear(QObject):
    """A listening desk that has heard what a test says."""

    opened = Signal(object)
    closed = Signal()
    passages_changed = Signal(object)
    quiet_min_ms = 3000

    def __init__(self) -> None:
        super().__init__()
        self.call: Call | None = None
        self.passages: tuple[Passage, ...] = ()

    def open(self, call: Call) -> None:
        self.call, self.passages = call, ()
        self.opened.emit(call)

    def hear(self, *passages: Passage) -> None:
        self.passages = passages
        self.passages_changed.emit(passages)


class Rig:
    def __init__(self, qtbot: QtBot, background: Background, role: Role = Role.INSPECTOR) -> None:
        self.qtbot, self.background = qtbot, background
        self.desk = ScoringDesk(background, FakeStore(), cast(Any, FakePlayer()), a_person(role=role))
        self.ear = Ear()
        self.suggesting = Suggesting(self.desk, cast(Any, self.ear))

    def open(self, call: Call) -> None:
        self.ear.open(call)
        self.desk.open_call(call)
        self.qtbot.waitUntil(lambda: self.background.pending == 0)

    @property
    def verdicts(self) -> dict[str, Verdict | None]:
        found = {key: self.suggesting.of(key) for key in (THREE_RINGS, APOLOGY, LONG_WAIT)}
        return {key: one.verdict for key, one in found.items() if one is not None}


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    assert qtbot
    door = Background()
    yield door
    door.close()


@pytest.fixture
def rig(qtbot: QtBot, background: Background) -> Rig:
    return Rig(qtbot, background)


def late_call() -> Call:
    ring = CallStretch(400, 18_600, StretchKind.RING)
    return replace(a_call(), direction=Direction.INBOUND, ring_ms=18_200, hold_ms=0, stretches=(ring,))


def test_the_telephone_system_speaks_at_once_and_the_sound_when_it_was_heard(rig: Rig) -> None:
    rig.open(late_call())
    assert rig.verdicts == {THREE_RINGS: Verdict.FAILS, APOLOGY: None}
    with rig.qtbot.waitSignal(rig.suggesting.changed):
        rig.ear.hear(SILENCE)
    assert rig.verdicts[LONG_WAIT] is Verdict.FAILS
    rig.ear.hear()
    assert rig.verdicts[LONG_WAIT] is Verdict.CONFORMS


def test_what_was_heard_of_another_call_says_nothing_of_this(rig: Rig) -> None:
    rig.open(late_call())
    rig.ear.hear(SILENCE)
    rig.open(late_call())
    assert LONG_WAIT not in rig.verdicts
    rig.desk.close_call()
    assert rig.verdicts == {}


def test_taking_is_one_step_that_is_undone_as_one(rig: Rig) -> None:
    rig.open(late_call())
    rig.ear.hear(SILENCE)
    assert rig.suggesting.take(LONG_WAIT)
    mark = rig.desk.sheet.mark(LONG_WAIT)
    assert (mark.verdict, mark.evidence) == (Verdict.FAILS, (Span(40_000, 64_000),))
    assert mark.note == "both silent 24.0 s, at most 20 s"
    assert rig.desk.focused_item == LONG_WAIT
    assert LONG_WAIT not in rig.verdicts
    rig.desk.undo()
    assert rig.desk.sheet.marks == {}
    assert rig.verdicts[LONG_WAIT] is Verdict.FAILS


def test_what_only_listening_tells_cannot_be_taken(rig: Rig) -> None:
    rig.open(late_call())
    assert not rig.suggesting.take(APOLOGY)
    assert not rig.suggesting.take("transfer")
    assert rig.desk.sheet.marks == {}


def test_who_judges_otherwise_is_still_told_and_is_not_overruled(rig: Rig) -> None:
    rig.open(late_call())
    rig.desk.rest_conform()
    assert rig.desk.sheet.mark(THREE_RINGS).verdict is Verdict.CONFORMS
    found = rig.suggesting.of(THREE_RINGS)
    assert found is not None
    assert found.reason is Reason.RANG
    assert APOLOGY not in rig.verdicts


def test_nothing_is_suggested_on_a_sheet_that_is_handed_in_or_where_it_is_off(rig: Rig) -> None:
    rig.open(late_call())
    rig.suggesting.set_on(on=False)
    assert rig.verdicts == {}
    rig.suggesting.set_on(on=True)
    assert THREE_RINGS in rig.verdicts
    rig.desk.rest_conform()
    rig.desk.submit(confirmed=True)
    rig.qtbot.waitUntil(lambda: rig.desk.view.state is SheetState.SUBMITTED)
    assert rig.verdicts == {}
