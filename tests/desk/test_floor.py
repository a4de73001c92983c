from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from console.desk.floor import FRAME_MS, MANY, FloorModel
from console.desk.floor_grid import Place, Sitter, runs
from console.desk.floor_seat import Fill, FloorFilter, SeatNow
from console.domain.floor import AgentState, AwayReason, LimitLevel, Limits, counts, worst_first
from tests.desk.small_floor import HandClock, agent, everybody, number_of, room_of


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def model(qapp: QCoreApplication, clock: HandClock) -> Iterator[FloorModel]:
    made = FloorModel(clock, qapp)
    room, sitters = room_of(4, 11, aisle=5, empty_every=9)
    made.show_plan(room, sitters)
    made.hear(clock.source, clock.at)
    yield made
    made.deleteLater()


def told(model: FloorModel) -> list[tuple[int, int, int, int]]:
    """Every range that the model says has changed, from now on."""
    ranges: list[tuple[int, int, int, int]] = []
    model.dataChanged.connect(lambda a, b: ranges.append((a.row(), a.column(), b.row(), b.column())))
    return ranges


def seat(model: FloorModel, number: str) -> SeatNow:
    found = model.seat_of(number)
    assert found is not None
    return found


def text(model: FloorModel, number: str, role: int = Qt.ItemDataRole.AccessibleTextRole) -> str:
    place = seat(model, number).place
    return str(model.data(model.index(place.row, place.column), role))


def test_qt_finds_nothing_wrong(qtmodeltester: ModelTester, model: FloorModel, clock: HandClock) -> None:
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    model.put(everybody(60, clock.at))
    model.flush()
    clock.turn(2)
    model.tick()
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]


def test_the_plan_stands_before_anything_is_heard(model: FloorModel) -> None:
    assert (model.rowCount(), model.columnCount()) == (4, 11)
    assert model.seat_at(0, 5) is None
    assert model.flags(model.index(0, 5)) == Qt.ItemFlag.NoItemFlags
    assert text(model, "1001") == "王芳 1001, unknown"
    assert seat(model, "1001").look[0] is Fill.UNKNOWN
    assert model.counts[AgentState.READY] == 0
    nobody = next(s for s in model.seats_of_row(0) if s is not None and not s.number)
    assert nobody.look[0] is Fill.EMPTY
    assert model.data(model.index(0, nobody.place.column), Qt.ItemDataRole.AccessibleTextRole) == "Seat A10, nobody"


def test_one_cell_says_it_all(model: FloorModel, clock: HandClock) -> None:
    model.put([agent("1001", AgentState.TALKING, 151, clock.at), agent("1002", AgentState.ON_HOLD, 21, clock.at)])
    model.flush()
    assert text(model, "1001") == "王芳 1001, talking 2:31"
    assert text(model, "1002") == "李雷 1002, on hold 0:21, limit passed"
    clock.turn(9)
    assert text(model, "1001") == "王芳 1001, talking 2:40"
    model.put([replace(agent("1003", AgentState.AWAY, 3, clock.at, AwayReason.MEAL), help=True)])
    model.flush()
    assert text(model, "1003") == "韩梅梅 1003, away (meal) 0:03, asks for help"
    assert seat(model, "1003").look[0] is Fill.HELP


def test_changes_gather_for_a_frame_and_the_last_counts(qtbot: QtBot, model: FloorModel, clock: HandClock) -> None:
    ranges = told(model)
    assert FRAME_MS <= 100
    with qtbot.waitSignal(model.shown):
        for state in (AgentState.READY, AgentState.RINGING, AgentState.TALKING):
            model.put([agent(number, state, 1, clock.at) for number in ("1001", "1002", "1004")])
        assert ranges == []
    assert ranges == [(0, 0, 0, 1), (0, 3, 0, 3)]
    assert model.counts[AgentState.TALKING] == 3


def test_what_changes_nothing_is_not_told(model: FloorModel, clock: HandClock) -> None:
    one = agent("1001", AgentState.TALKING, 5, clock.at)
    model.put([one])
    model.flush()
    ranges = told(model)
    clock.turn(1)
    model.put([replace(one, as_of=clock.at)])
    model.flush()
    assert ranges == []
    model.put([replace(one, as_of=clock.at, help=True)])
    model.flush()
    assert ranges == [(0, 0, 0, 0)]


def test_many_changes_leave_as_one(qapp: QCoreApplication, clock: HandClock) -> None:
    model = FloorModel(clock, qapp)
    model.show_plan(*room_of(10, 20))
    ranges = told(model)
    model.put(everybody(MANY + 1, clock.at))
    model.flush()
    assert ranges == [(0, 0, 3, 19)]


def test_limits_come_near_and_pass_by_the_clock_alone(model: FloorModel, clock: HandClock) -> None:
    model.put([agent("1001", AgentState.ON_HOLD, 0, clock.at)])
    model.flush()
    seen = []
    for _ in range(22):
        seen.append(seat(model, "1001").level)
        clock.turn(1)
        model.hear(clock.source, clock.at)
        model.tick()
    assert [seen.index(level) for level in LimitLevel] == [0, 16, 20]
    assert [one.number for one in model.worst()] == ["1001"]
    model.show_limits({"A 组": Limits({AgentState.ON_HOLD: 30})})
    assert seat(model, "1001").level is LimitLevel.NONE
    assert model.worst() == []


def test_a_silent_source_makes_its_agents_unknown_and_no_others(model: FloorModel, clock: HandClock) -> None:
    model.put([agent("1001", AgentState.READY, 10, clock.at)], "first")
    model.put([agent("1002", AgentState.READY, 10, clock.at)], "second")
    model.flush()
    for _ in range(7):
        clock.turn(1)
        model.hear(clock.source, clock.at, "second")
        model.tick()
    assert text(model, "1001") == "王芳 1001, unknown 0:07"
    assert model.counts[AgentState.READY] == 1
    assert model.age_ms == 7000
    model.hear(clock.source, clock.at, "first")
    assert text(model, "1001") == "王芳 1001, ready 0:17"
    assert model.counts[AgentState.READY] == 2


def test_a_source_falls_silent_at_its_moment_and_not_a_second_later(
    qtbot: QtBot, model: FloorModel, clock: HandClock
) -> None:
    model._clock.stop()
    model.put([agent("1001", AgentState.READY, 10, clock.at)])
    model.flush()
    clock.turn(4.99)
    model.tick()
    assert model.counts[AgentState.READY] == 1
    clock.turn(0.02)
    qtbot.waitUntil(lambda: model.counts[AgentState.READY] == 0)
    assert text(model, "1001") == "王芳 1001, unknown 0:05"


def test_times_follow_the_sources_clock_when_it_is_set(model: FloorModel, clock: HandClock) -> None:
    one = agent("1001", AgentState.READY, 10, clock.at)
    model.put([one])
    model.flush()
    later = replace(clock.source, as_of=clock.at + timedelta(seconds=60))
    model.hear(later, later.as_of)
    assert text(model, "1001") == "王芳 1001, ready 1:10"


def test_whoever_has_no_seat_comes_behind_the_plan(
    qtmodeltester: ModelTester, model: FloorModel, clock: HandClock
) -> None:
    model.put([agent("7777", AgentState.READY, 1, clock.at)])
    model.flush()
    assert (model.rowCount(), model.plan_rows) == (5, 4)
    assert seat(model, "7777").place.row == 4
    model.put([agent(str(7000 + n), AgentState.READY, 1, clock.at) for n in range(15)])
    model.flush()
    assert model.rowCount() == 6
    assert model.counts[AgentState.READY] == 16
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    room, sitters = room_of(4, 11)
    model.show_plan(room, sitters, elsewhere=["7777"])
    assert model.seat_of("7777") is None
    assert seat(model, "7000").place.row == 4


def test_without_a_plan_everybody_heard_of_is_shown(qapp: QCoreApplication, clock: HandClock) -> None:
    model = FloorModel(clock, qapp)
    model.put(everybody(30, clock.at))
    model.flush()
    assert sum(model.counts.values()) == 30
    assert model.rowCount() == 3


def test_filters_dim_and_never_hide(model: FloorModel, clock: HandClock) -> None:
    model.put(everybody(36, clock.at))
    model.flush()
    before = (model.rowCount(), dict(model.counts))
    model.show_filter(FloorFilter(states=frozenset({AgentState.READY}), team="A 组"))
    bright = [s for s in map(model.seat_of, map(number_of, range(36))) if s is not None and not s.dim]
    assert bright
    assert all(s.agent is not None and s.agent.state is AgentState.READY for s in bright)
    assert (model.rowCount(), model.counts) == before
    model.put([agent(bright[0].number, AgentState.TALKING, 1, clock.at)])
    model.flush()
    assert bright[0].dim
    model.show_filter(FloorFilter(text="1005"))
    assert [n for n in map(number_of, range(36)) if not seat(model, n).dim] == ["1005"]
    model.show_filter(FloorFilter())
    assert not any(seat(model, number_of(n)).dim for n in range(36))


def test_the_worst_first_and_the_counts_are_the_domains(model: FloorModel, clock: HandClock) -> None:
    agents = everybody(36, clock.at, help_every=10)
    model.put(agents)
    model.flush()
    assert [one.agent for one in model.worst()] == [one.agent for one in worst_first(agents, clock.at)]
    assert model.counts == counts(agents)


def test_a_busy_floor_keeps_no_old_deadlines(model: FloorModel, clock: HandClock) -> None:
    for _ in range(400):
        clock.turn(0.1)
        model.put([agent(number_of(n), AgentState.TALKING, 0, clock.at) for n in range(5)])
        model.flush()
    assert len(model._deadlines) < 300


@given(st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5))))
def test_runs_cover_the_cells_and_nothing_else(cells: set[tuple[int, int]]) -> None:
    found = runs(cells)
    assert {(row, column) for row, first, last in found for column in range(first, last + 1)} == cells
    assert all(a[0] != b[0] or b[1] > a[2] + 1 for a, b in pairwise(found))


def test_an_empty_seat_is_found_by_its_name_only() -> None:
    empty = SeatNow(Place(0, 0, "A1"))
    taken = SeatNow(Place(0, 1, "A2", Sitter("1001", "王芳")))
    assert FloorFilter(pressing=True).misses(empty)
    assert not FloorFilter(text="a1").misses(empty)
    assert FloorFilter(text="a1").misses(taken)
