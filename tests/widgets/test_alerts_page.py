"""The alerts' page, its limits and the news beside the tabs, by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from console.desk.keys import KeyGroup
from console.domain.faults import FaultKind, PlaceFault
from console.domain.floor import DEFAULT_LIMITS, AgentState, AwayReason, LimitLevel, Limits
from console.domain.floor_book import Alert, AlertAnswer, ToldAlert
from console.domain.people import Role
from console.widgets import theme
from console.widgets.alert_news import AlertNews
from console.widgets.alerts_page import AlertsPage
from console.widgets.length_box import LengthBox, length_of
from console.widgets.limits_pane import LimitsPane
from tests.desk.alert_day import Day, alert_day, help_of
from tests.desk.test_floor_desk import NOW
from tests.widgets.chinese import in_chinese
from tests.widgets.floor_keys import with_keys


@pytest.fixture
def day(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Day]:
    theme.apply_theme(qapp, "light")
    with alert_day(qtbot, tmp_path) as made:
        yield made


def shown(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.addWidget(widget)
    widget.resize(1290, 640)
    widget.show()
    qtbot.waitExposed(widget)


@pytest.fixture
def page(qtbot: QtBot, day: Day) -> AlertsPage:
    day.alerts.start()
    made = AlertsPage(day.alerts)
    with_keys(made, KeyGroup.ALERTS)
    shown(qtbot, made)
    made.shown_again()
    qtbot.waitUntil(lambda: day.alerts.loaded and day.alerts.tallies is not None)
    return made


def limits_of(page: AlertsPage) -> LimitsPane:
    pane = page.findChild(LimitsPane)
    assert isinstance(pane, LimitsPane)
    return pane


def three(qtbot: QtBot, day: Day, page: AlertsPage) -> None:
    """2003 for help, 2001 over the limit, 2000 near it."""
    day.tell(day.hold("2000", 17, LimitLevel.WARN), day.hold("2001", 44), help_of("2003"))
    qtbot.waitUntil(lambda: page.open.model.rowCount() == 3)


def press(qtbot: QtBot, widget: QWidget, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(widget, key)  # type: ignore[no-untyped-call]


def text(page: AlertsPage, row: int) -> str:
    return str(page.open.model.index(row).data(Qt.ItemDataRole.AccessibleTextRole))


def test_with_nothing_open_it_says_so(page: AlertsPage) -> None:
    assert page.open.nothing.isVisible()
    assert page.open.nothing.accessibleName().startswith("Nothing asks for attention")
    assert page.no_past.accessibleName() == "Nothing was alerted today"


def test_what_cannot_be_read_is_said(qtbot: QtBot, day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object) -> list[Alert]:
        raise PlaceFault(FaultKind.DATABASE_UNREACHABLE)

    monkeypatch.setattr(day.rig.store.floor, "alerts", gone)
    made = AlertsPage(day.alerts)
    shown(qtbot, made)
    assert made.open.nothing.accessibleName() == "Reading the alerts"
    day.alerts.start()
    qtbot.waitUntil(lambda: day.alerts.failed is not None)
    assert made.open.nothing.accessibleName().startswith("The alerts could not be read")


def test_the_worst_is_first_and_enter_goes_to_its_seat(qtbot: QtBot, day: Day, page: AlertsPage) -> None:
    three(qtbot, day, page)
    assert page.open.title.text() == "Open: 3, waiting: 3"
    assert text(page, 0).startswith("坐席3 2003  一组, asks for help")
    assert text(page, 1) == "坐席1 2001  一组, limit passed, on hold 0:44, limit 0:20"
    assert text(page, 2).startswith("坐席0 2000  一组, limit near")
    assert [page.past.rowCount(), page.table.isVisible()] == [3, True]
    press(qtbot, page.open.list, Qt.Key.Key_Home, Qt.Key.Key_Down)
    with qtbot.waitSignal(page.agent_chosen) as told:
        press(qtbot, page.open.list, Qt.Key.Key_Return)
    assert told.args == ["2001"]
    page.table.selectRow(0)
    page.table.setFocus()
    with qtbot.waitSignal(page.agent_chosen):
        press(qtbot, page.table, Qt.Key.Key_Return)


def test_s_says_that_it_is_seen_and_the_next_one_is_in_hand(qtbot: QtBot, day: Day, page: AlertsPage) -> None:
    three(qtbot, day, page)
    press(qtbot, page.open.list, Qt.Key.Key_Home, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: day.alerts.waiting == 2)
    assert text(page, 2).startswith("坐席3 2003  一组, seen")
    (answered,) = [one for one in day.rig.store.floor.alerts(NOW) if one.answer is not AlertAnswer.NONE]
    assert (answered.answer, answered.answered_by) == (AlertAnswer.SEEN, day.rig.lead.id)


def test_p_asks_minutes_and_reason_in_place(qtbot: QtBot, day: Day, page: AlertsPage) -> None:
    three(qtbot, day, page)
    strip = page.open.strip
    press(qtbot, page.open.list, Qt.Key.Key_Home, Qt.Key.Key_Down, Qt.Key.Key_P)
    assert strip.title.text() == "Put off 坐席1 2001"
    press(qtbot, strip.minutes[0], Qt.Key.Key_Escape)
    assert not strip.isVisible()
    assert page.open.list.hasFocus()
    press(qtbot, page.open.list, Qt.Key.Key_P)
    press(qtbot, strip.minutes[0], Qt.Key.Key_2)
    assert strip.reason.words.hasFocus()
    press(qtbot, strip.reason.words, Qt.Key.Key_Return)
    assert strip.isVisible(), "not without a reason"
    qtbot.keyClicks(strip.reason.words, "a long form")  # type: ignore[no-untyped-call]
    press(qtbot, strip.reason.words, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: day.alerts.waiting == 2)
    (one,) = [one for one in day.alerts.open if one.alert.answer is AlertAnswer.SNOOZED]
    assert one.alert.answer_reason == "a long form"
    assert one.alert.snoozed_until == NOW + timedelta(minutes=10)
    assert page.open.list.hasFocus(), QApplication.focusWidget()


def test_what_is_being_put_off_may_end_meanwhile(qtbot: QtBot, day: Day, page: AlertsPage) -> None:
    one = day.hold("2001", 44)
    day.tell(one)
    qtbot.waitUntil(lambda: page.open.model.rowCount() == 1)
    press(qtbot, page.open.list, Qt.Key.Key_P)
    day.tell(ToldAlert("2001", one.state, "", one.since, one.level, one.limit_ms, NOW, NOW))
    qtbot.waitUntil(lambda: page.open.model.rowCount() == 0)
    assert not page.open.strip.isVisible()


def test_what_is_being_put_off_may_become_worse_meanwhile(qtbot: QtBot, day: Day, page: AlertsPage) -> None:
    day.tell(day.hold("2001", 17, LimitLevel.WARN))
    qtbot.waitUntil(lambda: page.open.model.rowCount() == 1)
    press(qtbot, page.open.list, Qt.Key.Key_Home, Qt.Key.Key_P)
    press(qtbot, page.open.strip.minutes[0], Qt.Key.Key_1)
    day.tell(day.hold("2001", 17))
    qtbot.waitUntil(lambda: "limit passed" in text(page, 0))
    qtbot.keyClicks(page.open.strip.reason.words, "a long form")  # type: ignore[no-untyped-call]
    press(qtbot, page.open.strip.reason.words, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: day.alerts.waiting == 0)
    (one,) = day.alerts.open
    assert (one.alert.level, one.alert.answer_reason) == (LimitLevel.ALARM, "a long form")


def test_who_is_chosen_stays_so_when_others_come(qtbot: QtBot, day: Day, page: AlertsPage) -> None:
    day.tell(day.hold("2000", 17, LimitLevel.WARN))
    qtbot.waitUntil(lambda: page.open.model.rowCount() == 1)
    press(qtbot, page.open.list, Qt.Key.Key_Home)
    day.tell(help_of("2003"))
    qtbot.waitUntil(lambda: page.open.model.rowCount() == 2)
    chosen = page.open.chosen
    assert chosen is not None
    assert day.alerts.sitter_of(chosen).number == "2000"


def test_both_lists_follow_team_and_state(qtbot: QtBot, day: Day, page: AlertsPage) -> None:
    three(qtbot, day, page)
    assert [page.team.itemText(n) for n in range(page.team.count())] == ["All teams", "一组"]
    page.state.setCurrentIndex(1)
    assert (page.open.model.rowCount(), page.past.rowCount()) == (1, 1)
    page.state.setCurrentIndex(page.state.findText("on hold"))
    assert (page.open.model.rowCount(), page.past.rowCount()) == (2, 2)
    page.state.setCurrentIndex(page.state.findText("talking"))
    assert page.open.nothing.accessibleName().startswith("None like this")


def test_an_inspector_reads(qtbot: QtBot, day: Day) -> None:
    day.rig.desk.person = day.rig.agents[0]
    assert day.rig.desk.person.role is Role.AGENT
    made = AlertsPage(day.alerts)
    with_keys(made, KeyGroup.ALERTS)
    shown(qtbot, made)
    day.tell(day.hold("2000"))
    qtbot.waitUntil(lambda: made.open.model.rowCount() == 1)
    press(qtbot, made.open.list, Qt.Key.Key_Home, Qt.Key.Key_S, Qt.Key.Key_P)
    assert not made.open.seen.isEnabled()
    assert not made.open.strip.isVisible()
    made.show_limits()
    pane = limits_of(made)
    assert not pane.form.percent.isEnabled()
    assert "set limits" in pane.says.text()


def test_news_stand_in_one_line_and_go_with_their_alert(qtbot: QtBot, day: Day) -> None:
    day.alerts.start()
    qtbot.waitUntil(lambda: day.alerts.loaded)
    window = QWidget()
    news = AlertNews(day.alerts, window)
    shown(qtbot, window)
    one = day.hold("2001", 44)
    day.tell(one)
    qtbot.waitUntil(news.isVisible)
    assert news.accessibleName() == "坐席1 2001: on hold 0:44, limit 0:20"
    day.tell(help_of("2003"))
    qtbot.waitUntil(lambda: news.accessibleName().endswith("and 1 more"))
    day.tell(ToldAlert("2003", AgentState.TALKING, "", NOW, LimitLevel.ALARM, 0, NOW, NOW))
    qtbot.waitUntil(lambda: "more" not in news.accessibleName())
    day.tell(ToldAlert("2001", one.state, "", one.since, one.level, one.limit_ms, NOW, NOW))
    qtbot.waitUntil(lambda: not news.isVisible())


def type_into(qtbot: QtBot, box: LengthBox, words: str) -> None:
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, words)  # type: ignore[no-untyped-call]
    press(qtbot, box, Qt.Key.Key_Tab)


def test_limits_of_a_team_are_set_and_given_up(qtbot: QtBot, day: Day, page: AlertsPage) -> None:
    qtbot.mouseClick(page.limits, Qt.MouseButton.LeftButton)  # type: ignore[no-untyped-call]
    pane = limits_of(page)
    assert pane.team.currentText() == "一组"
    assert pane.says.text() == "This team has the usual limits."
    assert not pane.save.isEnabled()
    type_into(qtbot, pane.form.boxes[AgentState.ON_HOLD], "0:35")
    type_into(qtbot, pane.form.boxes[AgentState.READY], "900")
    type_into(qtbot, pane.form.boxes[AwayReason.MEAL], "1:00:00")
    assert pane.dirty
    assert not pane.team.isEnabled()
    with qtbot.waitSignal(day.rig.desk.plan_changed):
        qtbot.keyClick(pane, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)  # type: ignore[no-untyped-call]
    wanted = Limits(
        {**DEFAULT_LIMITS.by_state_s, AgentState.ON_HOLD: 35, AgentState.READY: 900}, {AwayReason.MEAL: 3600}
    )
    assert day.rig.desk.limits == {"一组": wanted}
    assert day.rig.store.floor.limits() == {"一组": wanted}
    assert pane.says.text() == "This team has its own limits."
    assert pane.answer.text().startswith("Saved: 一组")
    with qtbot.waitSignal(day.rig.desk.plan_changed):
        qtbot.mouseClick(pane.usual, Qt.MouseButton.LeftButton)  # type: ignore[no-untyped-call]
    assert day.rig.store.floor.limits() == {}
    assert pane.form.limits.by_state_s == dict(DEFAULT_LIMITS.by_state_s)
    press(qtbot, pane, Qt.Key.Key_Escape)
    assert page.open.isVisible()


def test_limits_changed_elsewhere_do_not_take_what_is_typed(qtbot: QtBot, day: Day, page: AlertsPage) -> None:
    page.show_limits("一组")
    pane = limits_of(page)
    pane.form.boxes[AgentState.ON_HOLD].setValue(50)
    with qtbot.waitSignal(day.rig.desk.plan_changed):
        day.rig.store.floor.set_limits("一组", Limits({AgentState.ON_HOLD: 25}), day.rig.lead)
        day.rig.desk.look_again()
    assert pane.form.boxes[AgentState.ON_HOLD].value() == 50
    press(qtbot, pane, Qt.Key.Key_Escape)
    assert pane.form.boxes[AgentState.ON_HOLD].value() == 25, "undone, it shows what holds now"
    assert pane.form.boxes[AgentState.BUSY].text() == "no limit"


def test_a_refusal_is_said_and_what_was_typed_stays(qtbot: QtBot, day: Day, page: AlertsPage) -> None:
    page.show_limits("一组")
    pane = limits_of(page)
    pane.form.boxes[AgentState.ON_HOLD].setValue(50)
    day.rig.desk.person = day.rig.agents[0]
    by = day.rig.desk.person
    assert by.role is Role.AGENT
    day.alerts.set_limits("一组", pane.form.limits, lambda: None, lambda fault: told.append(fault))
    told: list[object] = []
    qtbot.waitUntil(lambda: bool(told))
    assert pane.form.boxes[AgentState.ON_HOLD].value() == 50


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [("90", 90), ("1:30", 90), ("1：30", 90), ("1:02:03", 3723), ("0", 0), ("1:75", None), ("x", None), ("", None)],
)
def test_lengths_as_they_are_typed(typed: str, seconds: int | None) -> None:
    assert length_of(typed) == seconds


def test_a_length_goes_up_and_down_in_steps_that_grow(qtbot: QtBot) -> None:
    box = LengthBox(least=-1)
    qtbot.addWidget(box)
    box.say_special({0: "no limit", -1: "as away"})
    box.setValue(-1)
    seen = []
    for _ in range(4):
        seen.append(box.text())
        press(qtbot, box, Qt.Key.Key_Up)
    assert seen == ["as away", "no limit", "0:05", "0:10"]
    box.setValue(55)
    for value in (60, 90):
        press(qtbot, box, Qt.Key.Key_Up)
        assert box.value() == value
    box.setValue(5)
    for value in (0, -1):
        press(qtbot, box, Qt.Key.Key_Down)
        assert box.value() == value


def test_every_control_has_a_name_and_can_be_reached(qtbot: QtBot, day: Day, page: AlertsPage) -> None:
    three(qtbot, day, page)
    buttons: list[QAbstractButton] = [page.sound, page.limits, page.open.seen, page.open.later, page.open.seat]
    controls: list[QWidget] = [*buttons, page.team, page.state, page.days, page.table, page.open.list]
    page.show_limits()
    pane = limits_of(page)
    controls += [pane.team, pane.form.percent, *pane.form.boxes.values()]
    for control in controls:
        words = control.text() if isinstance(control, QAbstractButton) else ""
        assert control.accessibleName() or words, control
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus, control
    for button in buttons:
        assert button.toolTip(), button


def test_what_is_said_changes_with_the_language(qapp: QApplication, qtbot: QtBot, day: Day, page: AlertsPage) -> None:
    three(qtbot, day, page)
    page.show_limits()
    with in_chinese(qapp):
        assert page.open.title.text() == "未结束 3，待处理 3"
        assert "保持" in text(page, 1)
        assert limits_of(page).form.boxes[AgentState.READY].text() == "不限"


def test_another_theme_takes_no_widget_away_while_qt_goes_through_all_of_them(
    qapp: QApplication, page: AlertsPage
) -> None:
    lines = page.tuning.widget()
    try:
        theme.apply_theme(qapp, "dark")
        assert page.tuning.widget() is lines
    finally:
        theme.apply_theme(qapp, "light")
