from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from console.desk.background import Background
from console.desk.call_list import KEPT_PAGES, PAGE_ROWS, CallList, ListState
from console.desk.call_words import Column
from console.desk.time_text import length_text
from console.domain.calls import CallFilter, CallOrder, Progress
from console.domain.faults import FaultKind
from tests.desk.many_calls import AGENTS, INSPECTOR, QUEUES, ManyCalls


@pytest.fixture
def background(qapp: QCoreApplication) -> Iterator[Background]:
    made = Background(qapp)
    yield made
    made.close()


@pytest.fixture
def source() -> ManyCalls:
    return ManyCalls(1234)


@pytest.fixture
def model(qtbot: QtBot, background: Background, source: ManyCalls) -> CallList:
    made = CallList(background, source, source)
    with qtbot.waitSignal(made.state_changed, check_params_cb=lambda state: state is ListState.READY):
        made.show_for(INSPECTOR)
    return made


def texts(model: CallList, row: int) -> list[str]:
    return [model.data(model.index(row, column)) for column in Column]


def test_qt_finds_nothing_wrong_with_the_model(
    qtbot: QtBot, qtmodeltester: ModelTester, model: CallList, background: Background
) -> None:
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    model.show_filtered(CallFilter(text="王芳"))
    qtbot.waitUntil(lambda: background.pending == 0)
    model.refresh()
    qtbot.waitUntil(lambda: background.pending == 0)
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]


def test_the_first_page_is_there_with_the_count(model: CallList, source: ManyCalls) -> None:
    assert model.rowCount() == 1234
    assert source.asked == [(0, PAGE_ROWS)]
    row = texts(model, 2)
    assert row[Column.AGENT] == "韩梅梅"
    assert row[Column.DURATION] == "0:22"
    assert row[Column.CUSTOMER] == "138****0002"
    assert row[Column.STATE] == "Scored"
    assert row[Column.SCORE] == "96"


def test_a_far_row_shows_nothing_until_its_page_is_there(qtbot: QtBot, model: CallList) -> None:
    with qtbot.waitSignal(model.dataChanged) as changed:
        assert model.row_at(700) is None
    assert changed.args is not None
    assert (changed.args[0].row(), changed.args[1].row()) == (700, 799)
    row = model.row_at(700)
    assert row is not None
    assert row.call.id == UUID(int=1700)
    assert model.row_of(row.call.id) == 700


def test_a_fast_scroll_asks_for_the_last_places_only(
    qtbot: QtBot, model: CallList, source: ManyCalls, background: Background
) -> None:
    source.asked.clear()
    for row in range(100, 1234, 100):
        model.row_at(row)
    qtbot.waitUntil(lambda: background.pending == 0 and model.row_at(1200) is not None)
    assert len(source.asked) <= 6
    assert (1200, PAGE_ROWS) in source.asked


def test_only_so_many_pages_are_kept(qtbot: QtBot, background: Background) -> None:
    source = ManyCalls((KEPT_PAGES + 10) * PAGE_ROWS)
    model = CallList(background, source, source)
    model.show_for(INSPECTOR)
    qtbot.waitUntil(lambda: model.rowCount() > 0)
    for page in range(KEPT_PAGES + 10):
        row = page * PAGE_ROWS
        qtbot.waitUntil(lambda row=row: model.row_at(row) is not None)  # type: ignore[misc]
    assert len(model._pages) == KEPT_PAGES


def test_filters_and_their_states(qtbot: QtBot, model: CallList, source: ManyCalls) -> None:
    wanted = CallFilter(agent_id=AGENTS[0].id, progress=frozenset({Progress.OPEN}))
    with qtbot.waitSignals([model.filter_changed, model.state_changed]):
        model.show_filtered(wanted)
    assert model.rowCount() == 309
    with qtbot.waitSignal(model.state_changed) as told:
        model.show_filtered(CallFilter(text="nobody"))
    assert told.args == [ListState.NOTHING_FOUND]
    source.held.clear()
    source._last = None
    with qtbot.waitSignal(model.state_changed, check_params_cb=lambda state: state is ListState.EMPTY):
        model.show_filtered(CallFilter())


def test_the_newest_filter_wins(qtbot: QtBot, model: CallList, background: Background) -> None:
    for text in ("王", "王芳", "李", "李雷"):
        model.show_filtered(CallFilter(text=text))
    qtbot.waitUntil(lambda: background.pending == 0)
    row = model.row_at(0)
    assert row is not None
    assert row.call.agent_name == "李雷"


def test_ordering_by_a_heading(qtbot: QtBot, model: CallList) -> None:
    with qtbot.waitSignal(model.modelReset):
        model.sort(Column.DURATION, Qt.SortOrder.AscendingOrder)
    assert model.filter.order is CallOrder.DURATION
    assert texts(model, 0)[Column.DURATION] == "0:20"
    before = model.filter
    model.sort(Column.STATE)
    assert model.filter == before, "what cannot be ordered by changes nothing"


def test_refreshing_keeps_the_place_when_the_count_is_the_same(
    qtbot: QtBot, model: CallList, source: ManyCalls
) -> None:
    source.held[0] = replace(source.held[0], progress=Progress.SCORED, points=94)
    source._last = None
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.dataChanged):
        model.refresh()
    assert texts(model, 0)[Column.SCORE] == "94"
    source.held.pop()
    source._last = None
    with qtbot.waitSignal(model.modelReset):
        model.refresh()
    assert model.rowCount() == 1233


def test_a_database_that_fails_is_told_and_tried_again(qtbot: QtBot, model: CallList, source: ManyCalls) -> None:
    source.broken = True
    with qtbot.waitSignal(model.state_changed, check_params_cb=lambda state: state is ListState.FAILED):
        model.refresh()
    assert model.fault is not None
    assert model.fault.kind is FaultKind.DATABASE_UNREACHABLE
    source.broken = False
    with qtbot.waitSignal(model.state_changed, check_params_cb=lambda state: state is ListState.READY):
        model.refresh()
    assert model.fault is None


def test_choices_to_filter_by(qtbot: QtBot, model: CallList) -> None:
    with qtbot.waitSignal(model.choices_changed) as told:
        model.load_choices()
    assert told.args is not None
    assert told.args[0].queues == QUEUES
    assert told.args[0].agents[0] == (AGENTS[0].id, "王芳", "1001")


def test_what_a_screen_reader_hears(model: CallList) -> None:
    spoken = Qt.ItemDataRole.AccessibleTextRole
    assert model.data(model.index(3, Column.SCORE), spoken) == "94, critical"
    assert model.data(model.index(0, Column.STATE), spoken) == "Not scored, drawn for me"
    described = model.data(model.index(3, Column.SCORE), Qt.ItemDataRole.ToolTipRole)
    assert "138****0003" in described
    assert "张伟 1004" in described


@pytest.mark.parametrize(("ms", "text"), [(0, "0:00"), (59_999, "0:59"), (61_000, "1:01"), (3_723_000, "1:02:03")])
def test_lengths(ms: int, text: str) -> None:
    assert length_text(ms) == text


def test_changed_calls_are_asked_for_together_and_only_their_rows_are_told(
    qtbot: QtBot, model: CallList, source: ManyCalls
) -> None:
    changed = (3, 4, 9)
    for row in changed:
        source.held[row] = replace(source.held[row], progress=Progress.DRAFT, inspector_name="周强")
    told: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last: told.append((first.row(), last.row())))
    asked = {source.held[row].call.id for row in (*changed, 20, 1000)}
    with qtbot.waitSignal(model.dataChanged), qtbot.assertNotEmitted(model.modelReset):
        model.refresh_rows({*asked, UUID(int=1)})
    assert told == [(3, 4), (9, 9)], "what did not change, and what is not at hand, is not told"
    ((only,),) = [source.asked_rows]
    assert len(only) == 4, "one question for all that are at hand"
    assert texts(model, 4)[Column.STATE] == "Draft"
    model.refresh_rows([UUID(int=1)])
    assert len(source.asked_rows) == 1


def test_a_filter_by_state_is_looked_through_again(qtbot: QtBot, model: CallList, source: ManyCalls) -> None:
    with qtbot.waitSignal(model.modelReset):
        model.show_filtered(CallFilter(progress=frozenset({Progress.OPEN})))
    before = model.rowCount()
    gone = model.row_at(0)
    assert gone is not None
    at = source.held.index(gone)
    source.held[at] = replace(gone, progress=Progress.DRAFT)
    source._last = None
    with qtbot.waitSignal(model.modelReset):
        model.refresh_rows([gone.call.id])
    assert model.rowCount() == before - 1


def test_a_change_that_cannot_be_asked_for_leaves_the_list_as_it_is(
    qtbot: QtBot, model: CallList, source: ManyCalls, background: Background
) -> None:
    source.broken = True
    model.refresh_rows([source.held[0].call.id])
    qtbot.waitUntil(lambda: background.pending == 0)
    assert model.state is ListState.READY
    assert model.rowCount() == 1234
