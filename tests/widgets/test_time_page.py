"""The page of time kept, by keyboard: days, teams, rule books, an agent's lane and month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from console.desk.background import Background
from console.desk.keys import KeyGroup
from console.desk.rule_books import RuleBook
from console.desk.time_desk import TimeState
from console.domain.faults import FaultKind, PlaceFault
from console.domain.floor import AgentState
from console.domain.time_kept import Stretch
from console.store.store import Store
from console.widgets import theme
from console.widgets.kept_lane import KeptLane, lane_bounds
from console.widgets.time_page import TimePage
from tests.desk.test_time_desk import DAY, Rig, at
from tests.store.centres import QUICK_HASHES, HandClock
from tests.widgets.chinese import in_chinese
from tests.widgets.floor_keys import with_keys


@pytest.fixture
def rig(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Rig]:
    theme.apply_theme(qapp, "light")
    background, clock = Background(), HandClock(at("07:00"))
    with Store.open(tmp_path / "time.sqlite", now=clock, hasher=QUICK_HASHES) as store:
        yield Rig(store, background, clock)
        qtbot.waitUntil(lambda: background.pending == 0)
        background.close()


def page_of(qtbot: QtBot, rig: Rig) -> TimePage:
    page = TimePage(rig.desk)
    qtbot.addWidget(page)
    page.resize(1290, 680)
    page.show()
    qtbot.waitExposed(page)
    page.shown_again()
    with_keys(page, KeyGroup.TIME)
    page.activateWindow()
    return page


@pytest.fixture
def page(qtbot: QtBot, rig: Rig) -> TimePage:
    rig.fill()
    made = page_of(qtbot, rig)
    qtbot.waitUntil(lambda: made.table.isVisible())
    return made


def test_days_go_by_key_and_by_calendar(qtbot: QtBot, rig: Rig, page: TimePage) -> None:
    assert not page.later.isEnabled()
    qtbot.keyClick(page.table, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)  # type: ignore[no-untyped-call]
    assert rig.desk.day == DAY - timedelta(days=1)
    assert page.date.date() == QDate(2026, 3, 1)
    qtbot.waitUntil(lambda: rig.desk.state is TimeState.READY)
    assert page.later.isEnabled()
    qtbot.keyClick(page.table, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)  # type: ignore[no-untyped-call]
    assert rig.desk.day == DAY
    page.date.setDate(QDate(2026, 2, 3))
    assert rig.desk.day == date(2026, 2, 3)
    qtbot.keyClick(page.table, Qt.Key.Key_Home, Qt.KeyboardModifier.AltModifier)  # type: ignore[no-untyped-call]
    assert rig.desk.day == DAY
    assert page.date.maximumDate() == QDate(2026, 3, 2)


def test_a_row_shows_its_day_and_month(qtbot: QtBot, rig: Rig, page: TimePage) -> None:
    page.table.setFocus()
    page.table.selectRow(0)
    qtbot.keyClick(page.table, Qt.Key.Key_Down)  # type: ignore[no-untyped-call]
    assert page.day.who.text() == "坐席1 2001"
    qtbot.waitUntil(lambda: page.story is not None)
    assert page.day.month.text().startswith("March 2026: 1 day")
    assert " signed on · late 0, early 0, absent 0 · attendance 20 of 20" in page.day.month.text()
    for _ in range(3):
        qtbot.keyClick(page.day.lane, Qt.Key.Key_Right)  # type: ignore[no-untyped-call]
    assert page.day.pointed.text() == "09:10–09:40  busy  30:00"
    assert page.day.lane.accessibleDescription() == page.day.pointed.text()
    qtbot.keyClick(page.day.lane, Qt.Key.Key_Home)  # type: ignore[no-untyped-call]
    assert page.day.pointed.text() == "08:20–09:00  ready  40:00"
    with qtbot.waitSignal(page.calls_asked) as told:
        qtbot.keyClick(page.table, Qt.Key.Key_Return)  # type: ignore[no-untyped-call]
    assert told.args == [rig.agents[1].id]
    page.book.setCurrentIndex(2)
    assert rig.desk.book is RuleBook.SHIFTS
    qtbot.waitUntil(lambda: "attendance" not in page.day.month.text() and page.day.month.text() != " ")
    assert page.day.who.text() == "坐席1 2001"


def test_one_team_and_its_totals(page: TimePage) -> None:
    assert [page.team.itemText(n) for n in range(page.team.count())] == ["All teams", "一组", "二组"]
    page.team.setCurrentIndex(1)
    assert page.totals.text().startswith("2 agent")
    page.team.setCurrentIndex(0)
    assert page.totals.text().startswith("3 agent")


def test_empty_loading_and_error(qtbot: QtBot, rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    page = page_of(qtbot, rig)
    assert "Reading" in page.notice.accessibleName()
    qtbot.waitUntil(lambda: "No time is kept yet" in page.notice.accessibleName())

    def fails(*_what: object) -> None:
        raise PlaceFault(FaultKind.DATABASE_UNREACHABLE)

    with monkeypatch.context() as broken:
        broken.setattr(rig.store.time_kept, "day", fails)
        page.shown_again()
        qtbot.waitUntil(lambda: "cannot be shown" in page.notice.accessibleName())
    rig.fill()
    (button,) = [one for one in page.notice.findChildren(QAbstractButton) if one.isVisible()]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)  # type: ignore[no-untyped-call]
    qtbot.waitUntil(lambda: page.table.isVisible())


def test_it_is_said_in_chinese_and_looks_right_in_the_dark(
    qtbot: QtBot, qapp: QApplication, rig: Rig, page: TimePage
) -> None:
    page.table.selectRow(0)
    qtbot.waitUntil(lambda: page.story is not None)
    with in_chinese(qapp, dark=True):
        assert page.team.itemText(0) == "所有班组"
        assert page.totals.text().startswith("3 名坐席，2 人签入")
        assert page.day.month.text().startswith("2026年3月：签入 1 天")
        assert "迟到 10 分钟" in str(rig.desk.table.index(0, 4).data())
        for widget in page.findChildren(QWidget):
            if isinstance(widget, QAbstractButton) and widget.isVisibleTo(page):
                assert widget.toolTip() or widget.text()
        assert not page.grab().isNull()


def test_a_lane_draws_what_it_is_given(qtbot: QtBot) -> None:
    lane = KeptLane()
    qtbot.addWidget(lane)
    lane.resize(800, 60)
    lane.show()
    begin = datetime(2026, 3, 2, 8, 20, tzinfo=UTC)
    spans = [
        Stretch(begin - timedelta(hours=8), begin, AgentState.SIGNED_OFF),
        Stretch(begin, begin + timedelta(hours=1), AgentState.TALKING),
        Stretch(begin + timedelta(hours=1), begin + timedelta(hours=1, seconds=1), AgentState.UNKNOWN),
    ]
    assert lane_bounds(spans) == (
        (begin - timedelta(minutes=20)).timestamp(),
        (begin + timedelta(minutes=100)).timestamp(),
    )
    lane.show_stretches(spans)
    qtbot.keyClick(lane, Qt.Key.Key_End)  # type: ignore[no-untyped-call]
    assert lane.stretch == spans[2]
    lane.show_stretches(spans[:2])
    assert lane.stretch is None
    image = lane.grab().toImage()
    assert image.pixelColor(350, 8) != image.pixelColor(100, 8)
    lane.show_stretches(())
    qtbot.keyClick(lane, Qt.Key.Key_Right)
    assert lane.stretch is None
