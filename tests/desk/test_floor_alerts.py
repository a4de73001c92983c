"""Alerts at a desk: told once on arrival, answered, put off, acted on; the week counted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from console.desk.alert_lists import AlertFilter, OpenAlerts, PastAlerts, PastColumn
from console.desk.alert_words import alert_line, alert_news, alert_tag, tally_name, tally_text, tuning_text
from console.desk.floor_alerts import asks
from console.domain.alert_outcomes import Followed
from console.domain.faults import Fault, FaultKind
from console.domain.floor import AgentState, FloorAction, LimitLevel
from console.domain.floor_book import AlertAnswer, AlertKind, ToldAlert
from console.domain.people import Role
from console.store.floor_listening import FloorNews
from tests.desk.alert_day import NEWS, Day, alert_day
from tests.desk.test_floor_desk import NOW


@pytest.fixture
def day(qtbot: QtBot, tmp_path: Path) -> Iterator[Day]:
    with alert_day(qtbot, tmp_path) as made:
        yield made


def numbers(day: Day) -> list[str]:
    return [day.alerts.sitter_of(one).number for one in day.alerts.open]


def test_what_stands_already_is_no_news_and_what_comes_is_told_once(qtbot: QtBot, day: Day) -> None:
    day.tell(day.hold("2000"))
    day.alerts.start()
    qtbot.waitUntil(lambda: day.alerts.loaded)
    assert (numbers(day), day.alerts.waiting, day.arrived) == (["2000"], 1, [])
    day.tell(day.hold("2001"))
    qtbot.waitUntil(lambda: len(day.alerts.open) == 2)
    assert [[day.alerts.sitter_of(one).number for one in some] for some in day.arrived] == [["2001"]]
    assert alert_news(day.alerts, day.arrived[0]) == "坐席1 2001: on hold 0:30, limit 0:20"
    day.rig.desk.look_again(NEWS)
    qtbot.wait(30)
    assert len(day.arrived) == 1
    day.tell(day.hold("2002"), day.hold("2003", 40))
    qtbot.waitUntil(lambda: len(day.arrived) == 2)
    assert alert_news(day.alerts, day.arrived[1]) == "坐席3 2003: on hold 0:40, limit 0:20, and 1 more"


def test_the_worst_stands_first(qtbot: QtBot, day: Day) -> None:
    asks_help = ToldAlert("2003", AgentState.TALKING, "", NOW, LimitLevel.ALARM, 0, NOW)
    day.tell(day.hold("2000", 17, LimitLevel.WARN), day.hold("2001", 25), day.hold("2002", 70), asks_help)
    day.alerts.start()
    qtbot.waitUntil(lambda: len(day.alerts.open) == 4)
    assert numbers(day) == ["2003", "2002", "2001", "2000"]
    day.alerts.seen(day.alerts.open[0])
    qtbot.waitUntil(lambda: numbers(day) == ["2002", "2001", "2000", "2003"])
    assert day.alerts.waiting == 3
    assert alert_tag(day.alerts.open[3]) == "seen"


def test_the_running_length_is_by_the_telephone_systems_clock(qtbot: QtBot, day: Day) -> None:
    day.tell(day.hold("2000"))
    day.alerts.start()
    qtbot.waitUntil(lambda: day.alerts.loaded)
    day.rig.clock.turn(14)
    assert alert_line(day.alerts, day.alerts.open[0]) == "on hold 0:44, limit 0:20"


def test_put_off_it_does_not_ask_until_it_is_told_once_more(qtbot: QtBot, day: Day) -> None:
    day.tell(day.hold("2000"))
    day.alerts.start()
    qtbot.waitUntil(lambda: day.alerts.waiting == 1)
    day.alerts.put_off(day.alerts.open[0], 10, "a long form")
    qtbot.waitUntil(lambda: day.alerts.waiting == 0)
    (one,) = day.alerts.open
    assert (one.followed, one.alert.answer_reason, one.alert.snoozed_until) == (
        Followed.PUT_OFF,
        "a long form",
        NOW + timedelta(minutes=10),
    )
    assert alert_tag(one).startswith("put off until")
    assert day.alerts.name_of(one.answered_by) == "杨帆"
    told = day.hold("2000")
    day.tell(ToldAlert(told.agent_number, told.state, "", told.since, told.level, 20_000, NOW + timedelta(minutes=11)))
    qtbot.waitUntil(lambda: day.alerts.waiting == 1)
    assert len(day.arrived) == 1


def test_without_a_reason_nothing_is_put_off(qtbot: QtBot, day: Day) -> None:
    day.tell(day.hold("2000"))
    day.alerts.start()
    qtbot.waitUntil(lambda: day.alerts.waiting == 1)
    day.alerts.put_off(day.alerts.open[0], 10, " ")
    qtbot.waitUntil(lambda: bool(day.rig.faults))
    (fault,) = day.rig.faults
    assert isinstance(fault, Fault)
    assert fault.kind is FaultKind.REASON_MISSING


def test_an_action_asked_of_the_agent_is_what_followed(qtbot: QtBot, day: Day) -> None:
    day.tell(day.hold("2000"))
    day.alerts.start()
    qtbot.waitUntil(lambda: day.alerts.waiting == 1)
    day.now[0] += timedelta(seconds=8)
    agent = day.rig.agents[0]
    day.rig.store.floor.ask(day.rig.lead, agent.id, FloorAction.SIGN_OFF)
    day.rig.desk.look_again(frozenset({FloorNews.ACTIONS}))
    qtbot.waitUntil(lambda: day.alerts.waiting == 0)
    (one,) = day.alerts.open
    assert (one.followed, one.after_ms, one.action) == (Followed.ACTED, 8000, FloorAction.SIGN_OFF)


def test_the_list_of_what_was_alerted_is_read_for_who_looks(qtbot: QtBot, day: Day) -> None:
    old = day.hold("2001")
    day.now[0] = NOW - timedelta(days=3)
    day.tell(old)
    day.tell(ToldAlert("2001", AgentState.ON_HOLD, "", old.since, LimitLevel.ALARM, 20_000, NOW, NOW))
    day.now[0] = NOW
    day.tell(day.hold("2000"))
    day.alerts.start()
    qtbot.waitUntil(lambda: day.alerts.loaded)
    assert day.alerts.past == []
    table = PastAlerts(day.alerts)
    day.alerts.watch(on=True)
    qtbot.waitUntil(lambda: table.rowCount() == 1)
    day.alerts.show_days(7)
    qtbot.waitUntil(lambda: table.rowCount() == 2)
    row = [table.data(table.index(1, column)) for column in PastColumn]
    assert row[1:] == ["坐席1 2001", "on hold, limit passed", "0:30", "ended by itself", "72:00:00", ""]


def test_the_week_is_counted_and_says_what_to_tune(qtbot: QtBot, day: Day) -> None:
    lengths = (21, 22, 24, 26, 28, 30, 31, 33, 34, 90)
    for minute, length in enumerate(lengths):
        since = NOW - timedelta(hours=2, minutes=-3 * minute)
        ended = since + timedelta(seconds=length)
        day.now[0] = since + timedelta(seconds=20)
        one = ToldAlert("2000", AgentState.ON_HOLD, "", since, LimitLevel.ALARM, 20_000, day.now[0])
        day.tell(one)
        day.tell(ToldAlert("2000", AgentState.ON_HOLD, "", since, LimitLevel.ALARM, 20_000, ended, ended))
    day.now[0] = NOW
    with qtbot.waitSignal(day.alerts.tallied):
        day.alerts.watch(on=True)
    (tally,) = day.alerts.tallies or []
    assert tally_name(tally) == "一组, on hold, limit passed"
    assert tally_text(tally).startswith("10 time")
    assert tally_text(tally).endswith(", nobody answered 100 %")
    assert tuning_text(tally) == "A limit of 0:35 would have spared four in five."


def test_the_lines_stay_while_only_time_passes(qtbot: QtBot, day: Day, qtmodeltester: ModelTester) -> None:
    lines = OpenAlerts(day.alerts)
    day.tell(day.hold("2000"), day.hold("2001"))
    day.alerts.start()
    qtbot.waitUntil(lambda: lines.rowCount() == 2)
    resets: list[int] = []
    lines.modelReset.connect(lambda: resets.append(1))
    day.rig.desk.look_again(NEWS)
    with qtbot.waitSignal(lines.dataChanged):
        pass
    assert not resets
    lines.show_filter(AlertFilter(state=AgentState.TALKING))
    assert lines.rowCount() == 0
    lines.show_filter(AlertFilter(team="一组", state=AgentState.ON_HOLD))
    assert lines.rowCount() == 2
    lines.show_filter(AlertFilter(help=True))
    assert lines.rowCount() == 0
    lines.show_filter(AlertFilter())
    qtmodeltester.check(lines)  # type: ignore[no-untyped-call]
    one = lines.outcome_at(0)
    assert one is not None
    assert asks(one)
    assert one.alert.kind is AlertKind.LIMIT
    assert one.alert.answer is AlertAnswer.NONE


def test_an_inspector_does_not_answer(day: Day) -> None:
    assert day.alerts.may_answer
    day.rig.desk.person = day.rig.agents[0]
    assert day.rig.desk.person.role is Role.AGENT
    assert not day.alerts.may_answer


def test_who_reads_further_down_stays_there(qtbot: QtBot, day: Day, qtmodeltester: ModelTester) -> None:
    table = PastAlerts(day.alerts)
    day.alerts.watch(on=True)
    day.tell(day.hold("2000", 17, LimitLevel.WARN))
    qtbot.waitUntil(lambda: table.rowCount() == 1)
    resets: list[int] = []
    table.modelReset.connect(lambda: resets.append(1))
    day.now[0] += timedelta(seconds=5)
    day.tell(day.hold("2000", 17), day.hold("2001"))
    qtbot.waitUntil(lambda: table.rowCount() == 2)
    assert table.data(table.index(1, PastColumn.WHAT)) == "on hold, limit passed"
    assert not resets
    qtmodeltester.check(table)  # type: ignore[no-untyped-call]
