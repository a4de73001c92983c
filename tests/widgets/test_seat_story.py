"""The card's last part: figures, scores, coaching and calls of whoever sits on the chosen seat."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.desk.floor_grid import Place, Sitter
from console.desk.floor_seat import SeatNow
from console.desk.seat_story import SeatStory, StoryState
from console.domain.calls import Call, CallRow, SoundSource
from console.domain.coaching import Note
from console.domain.faults import Fault, FaultKind, PlaceFault
from console.domain.floor import AgentState
from console.domain.reports import LastScore
from console.domain.time_kept import DayKept
from console.widgets import theme
from console.widgets.seat_story import SeatStoryPart
from tests.widgets.chinese import in_chinese

TODAY = date(2026, 3, 2)
WHO = uuid4()


class Told(QObject):
    """A desk that says what the test puts there."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.state, self.story = StoryState.NOBODY, None
        self.fault: Fault | None = None
        self.wanted: object = None

    def show_agent(self, agent_id: object) -> None:
        self.wanted = agent_id

    def tell(self, state: StoryState, story: SeatStory | None = None, fault: Fault | None = None) -> None:
        self.state, self.story, self.fault = state, story, fault  # type: ignore[assignment]
        self.changed.emit()


def a_story() -> SeatStory:
    spent = {(AgentState.TALKING, ""): 600_000, (AgentState.AWAY, "rest"): 90_000, (AgentState.ON_HOLD, ""): 10_000}
    day = DayKept(TODAY, None, None, 700_000, 0, 0, False, False, spent, (), 4)
    at = datetime(2026, 3, 2, 2, tzinfo=UTC)
    calls = [
        CallRow(Call(uuid4(), at, 61_000, SoundSource(("a.wav",)), f"h{n}", queue="600", customer_number="13812345678"))
        for n in range(3)
    ]
    score = LastScore(uuid4(), at, 94, critical=True, drawn=True)
    note = Note(uuid4(), WHO, "王芳", uuid4(), "李明", at, action_due=date(2026, 3, 1))
    return SeatStory(WHO, TODAY, day, calls, 0, (score, replace(score, points=90, critical=False)), (note,))


@pytest.fixture
def desk(qapp: QApplication) -> Iterator[Told]:
    theme.apply_theme(qapp, "light")
    made = Told()
    yield made
    made.deleteLater()


@pytest.fixture
def part(qtbot: QtBot, desk: Told) -> SeatStoryPart:
    made = SeatStoryPart(desk)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(260, 600)
    return made


def test_it_follows_the_seat(desk: Told, part: SeatStoryPart) -> None:
    part.show_seat(SeatNow(Place(0, 0, "A1", Sitter("1001", "王芳", "A", WHO))))
    assert desk.wanted == WHO
    part.show_seat(SeatNow(Place(0, 1, "A2")))
    assert desk.wanted is None
    part.show_seat(SeatNow(Place(0, 1, "", Sitter("77"))))
    assert desk.wanted is None
    assert part.isHidden()


def test_what_is_known_is_shown(qtbot: QtBot, desk: Told, part: SeatStoryPart) -> None:
    part.show()
    desk.tell(StoryState.WAITING)
    assert part.said.text() == "Looking up the day…"
    assert not part.calls.isVisible()
    desk.tell(StoryState.READY, a_story())
    assert not part.said.isVisible()
    shown = {name.text(): value.text() for name, value in zip(part.names, part.values, strict=True)}
    assert shown == {
        "Calls": "4",
        "Ø talk": "2:30",
        "Ø hold": "0:02",
        "Ø after call": "0:00",
        "Away": "1:30",
        "Busy": "0:00",
    }
    assert part.points.text() == "94"
    assert part.critical.isVisible()
    assert part.mean.text() == "Mean of the last 2: 92.0"
    assert part.coaching.text().startswith("Open coaching: 1, overdue since ")
    assert part.coaching.property("kind") == "warn"
    qtbot.waitUntil(part.calls.isVisible)
    assert part.calls.height() >= 3 * part.calls.sizeHintForRow(0)
    desk.tell(StoryState.READY, SeatStory(WHO, TODAY))
    assert part.said.text() == "No record of today"
    assert part.calls_title.text() == "No recorded call today"
    assert not part.critical.isVisible()
    desk.tell(StoryState.FAILED, fault=PlaceFault(FaultKind.DATABASE_UNREACHABLE))
    assert part.said.text().startswith("The day cannot be looked up now.")
    assert not part.all_calls.isVisible()


def test_a_call_opens_by_key_and_all_calls_by_button(qtbot: QtBot, desk: Told, part: SeatStoryPart) -> None:
    story = a_story()
    part.show()
    qtbot.waitExposed(part)
    desk.tell(StoryState.READY, story)
    part.calls.setFocus()
    part.calls.setCurrentIndex(part.calls.model().index(0, 0))
    qtbot.keyClick(part.calls, Qt.Key.Key_Down)  # type: ignore[no-untyped-call]
    with qtbot.waitSignal(part.call_chosen) as chosen:
        qtbot.keyClick(part.calls, Qt.Key.Key_Return)  # type: ignore[no-untyped-call]
    assert chosen.args == [story.calls[1]]
    with qtbot.waitSignal(part.all_calls_asked) as asked:
        qtbot.keyClick(part.all_calls, Qt.Key.Key_Space)  # type: ignore[no-untyped-call]
    assert asked.args == [WHO]


def test_it_is_said_in_chinese(qapp: QApplication, desk: Told, part: SeatStoryPart) -> None:
    part.show()
    desk.tell(StoryState.READY, a_story())
    with in_chinese(qapp, dark=True):
        assert part.all_calls.text() == "该坐席的全部录音"
        assert part.names[1].text() == "平均通话"
        assert part.mean.text() == "最近 2 次平均：92.0"
