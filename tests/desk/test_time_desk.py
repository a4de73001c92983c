"""Time kept at the desk: the day, the rule book, the table, one agent's story; read off the GUI thread."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from console.desk.background import Background
from console.desk.floor_desk import FloorDesk
from console.desk.rule_books import RuleBook
from console.desk.time_desk import TimeDesk, TimeState
from console.desk.time_words import TimeColumn, totals_text
from console.domain.faults import FaultKind, PlaceFault
from console.domain.floor import AgentNow, AgentState
from console.domain.people import Person, Role
from console.store.people import NewPerson
from console.store.store import Store
from tests.store.centres import QUICK_HASHES, HandClock

DAY = date(2026, 3, 2)


def at(clock: str, day: date = DAY) -> datetime:
    """A local time of this computer, as the page shows it."""
    return datetime.combine(day, time.fromisoformat(clock)).astimezone(UTC)


@dataclass
class Kept:
    values: dict[str, Any] = field(default_factory=dict)

    def kept(self, name: str, default: Any = None) -> Any:
        return self.values.get(name, default)

    def keep(self, name: str, value: Any) -> None:
        self.values[name] = value


class Rig:
    """Three agents of two teams and what they did on one day."""

    def __init__(self, store: Store, background: Background, clock: HandClock) -> None:
        self.store, self.clock = store, clock
        self.lead: Person = store.people.add(NewPerson("1101", "杨帆", Role.SUPERVISOR))
        self.agents = store.people.add_many(
            [NewPerson(f"200{n}", f"坐席{n}", Role.AGENT, "一组" if n < 2 else "二组") for n in range(3)]
        )
        self.writing = store.floor_writing("pbx")
        self.habits = Kept()
        self.floor = FloorDesk(background, store, self.lead, None)
        self.desk = TimeDesk(self.floor, self.habits, today=lambda: self.clock.now.astimezone().date())

    def fill(self) -> None:
        self.writing.lead(frozenset())
        told = [
            ("2000", AgentState.SIGNED_OFF, "08:00", "", ""),
            ("2000", AgentState.READY, "08:40", "", ""),
            ("2001", AgentState.READY, "08:20", "", ""),
            ("2002", AgentState.SIGNED_OFF, "08:20", "", ""),
            ("2001", AgentState.TALKING, "09:00", "", "c1"),
            ("2001", AgentState.BUSY, "09:10", "", ""),
            ("2001", AgentState.AWAY, "09:40", "meal", ""),
            ("2001", AgentState.READY, "10:00", "", ""),
            ("2000", AgentState.SIGNED_OFF, "17:40", "", ""),
            ("2001", AgentState.SIGNED_OFF, "17:40", "", ""),
        ]
        for number, state, clock, reason, call in told:
            self.clock.now = at(clock)
            agent = AgentNow(number, state, at(clock), reason, call_key=call, as_of=at(clock))
            self.writing.put(at(clock), "up", "", [agent])
        self.clock.now = at("18:00")
        self.writing.put(at("18:00"), "up", "")


@pytest.fixture
def rig(qtbot: QtBot, tmp_path: Path) -> Iterator[Rig]:
    background, clock = Background(), HandClock(at("07:00"))
    with Store.open(tmp_path / "time.sqlite", now=clock, hasher=QUICK_HASHES) as store:
        made = Rig(store, background, clock)
        yield made
        made.desk.look(looked_at=False)
        qtbot.waitUntil(lambda: background.pending == 0)
        background.close()


def settled(qtbot: QtBot, desk: TimeDesk, state: TimeState = TimeState.READY) -> None:
    qtbot.waitUntil(lambda: desk.state is state)


def column(desk: TimeDesk, column: TimeColumn) -> list[str]:
    return [str(desk.table.index(row, column).data() or "") for row in range(desk.table.rowCount())]


def test_a_day_is_a_table(qtbot: QtBot, rig: Rig, qtmodeltester: ModelTester) -> None:
    rig.fill()
    rig.desk.look(looked_at=True)
    assert rig.desk.state is TimeState.LOADING
    settled(qtbot, rig.desk)
    assert column(rig.desk, TimeColumn.AGENT) == ["坐席0 2000", "坐席1 2001", "坐席2 2002"]
    assert column(rig.desk, TimeColumn.SIGNED_ON) == ["08:40", "08:20", ""]
    assert column(rig.desk, TimeColumn.MARK) == ["Late 10 min", "In time", "Not signed on"]
    assert column(rig.desk, TimeColumn.OVER) == ["", "30:00", ""]
    assert column(rig.desk, TimeColumn.MEAL) == ["", "20:00", ""]
    assert column(rig.desk, TimeColumn.CALLS) == ["0", "1", ""]
    words = totals_text(rig.desk.totals, rig.desk.book.rules)
    assert words.startswith("3 agent")
    assert ", 2 signed on · late 1, early 0, absent 0" in words
    assert "Calls 1" in words
    qtmodeltester.check(rig.desk.table)  # type: ignore[no-untyped-call]


def test_sorting_and_teams(qtbot: QtBot, rig: Rig) -> None:
    rig.fill()
    rig.desk.refresh()
    settled(qtbot, rig.desk)
    rig.desk.table.sort(TimeColumn.MARK, Qt.SortOrder.DescendingOrder)
    assert column(rig.desk, TimeColumn.MARK) == ["Late 10 min", "In time", "Not signed on"]
    rig.desk.table.sort(TimeColumn.SIGNED_ON, Qt.SortOrder.AscendingOrder)
    assert column(rig.desk, TimeColumn.AGENT)[0] == "坐席1 2001"
    assert rig.desk.table.teams == ["一组", "二组"]
    rig.desk.show_team("二组")
    assert column(rig.desk, TimeColumn.AGENT) == ["坐席2 2002"]
    assert (rig.desk.totals.agents, rig.desk.totals.present) == (1, 0)
    rig.desk.show_team("")
    rig.desk.table.sort(TimeColumn.CALLS, Qt.SortOrder.DescendingOrder)
    assert column(rig.desk, TimeColumn.AGENT)[0] == "坐席1 2001"


def test_another_day_and_another_book(qtbot: QtBot, rig: Rig) -> None:
    rig.fill()
    rig.desk.refresh()
    settled(qtbot, rig.desk)
    assert rig.desk.is_today
    rig.desk.step(1)
    assert rig.desk.day == DAY
    rig.desk.step(-1)
    assert rig.desk.state is TimeState.LOADING
    settled(qtbot, rig.desk)
    assert set(column(rig.desk, TimeColumn.MARK)) == {"No record"}
    rig.desk.use_book(RuleBook.SECOND)
    rig.desk.show_day(DAY)
    settled(qtbot, rig.desk)
    assert column(rig.desk, TimeColumn.MARK)[0] == "In time"
    again = TimeDesk(rig.floor, rig.habits, today=lambda: DAY)
    assert again.book is RuleBook.SECOND
    assert TimeDesk(rig.floor, Kept({"floor.rule_book": "nonsense"})).book is RuleBook.FIRST


def test_the_last_one_chosen_is_read(qtbot: QtBot, rig: Rig) -> None:
    rig.fill()
    rig.desk.refresh()
    settled(qtbot, rig.desk)
    told: list[object] = []
    rig.desk.story_changed.connect(told.append)
    for agent in rig.agents:
        rig.desk.choose(agent.id)
    rig.desk.choose(rig.agents[1].id)
    qtbot.waitUntil(lambda: rig.desk.story is not None)
    assert rig.desk.story is not None
    assert rig.desk.story.agent_id == rig.agents[1].id
    assert [story for story in told if story is not None] == [rig.desk.story]
    assert [span.state for span in rig.desk.story.stretches][:2] == [AgentState.READY, AgentState.TALKING]
    assert rig.desk.story.month is not None
    assert rig.desk.story.month.signed_on == 1
    rig.desk.choose(None)
    assert rig.desk.story is None


def test_nothing_yet_and_no_way_to_it(qtbot: QtBot, rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    rig.desk.refresh()
    settled(qtbot, rig.desk, TimeState.EMPTY)

    def fails(*_what: object) -> None:
        raise PlaceFault(FaultKind.DATABASE_UNREACHABLE)

    monkeypatch.setattr(rig.store.time_kept, "day", fails)
    rig.desk.refresh()
    settled(qtbot, rig.desk, TimeState.FAILED)
    assert rig.desk.fault is not None
    monkeypatch.undo()
    rig.fill()
    rig.desk.refresh()
    settled(qtbot, rig.desk)
    assert rig.desk.fault is None


def test_an_answer_that_comes_late_is_dropped(qtbot: QtBot, rig: Rig) -> None:
    rig.fill()
    for days in range(5):
        rig.desk.show_day(DAY - timedelta(days=days))
    rig.desk.show_day(DAY)
    settled(qtbot, rig.desk)
    qtbot.waitUntil(lambda: rig.desk.table.rowCount() == 3)
    assert column(rig.desk, TimeColumn.SIGNED_ON)[0] == "08:40"
