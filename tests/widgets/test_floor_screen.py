from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from console.desk.floor import FloorModel
from console.desk.floor_why_words import why_words
from console.desk.floor_worst import WorstList
from console.desk.keys import Action
from console.domain.floor import AgentState
from console.domain.floor_why import Remark, Why, why_text
from console.widgets import theme
from console.widgets.floor_screen import FloorScreen
from tests.desk.small_floor import HandClock, agent, everybody, number_of, room_of
from tests.widgets.chinese import in_chinese


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def model(qapp: QApplication, clock: HandClock) -> Iterator[FloorModel]:
    theme.apply_theme(qapp, "light")
    made = FloorModel(clock, qapp)
    yield made
    made.deleteLater()


@pytest.fixture
def screen(qtbot: QtBot, model: FloorModel) -> FloorScreen:
    made = FloorScreen(model)
    qtbot.addWidget(made)
    made.resize(1300, 700)
    made.show()
    qtbot.waitExposed(made)
    return made


def fill(model: FloorModel, clock: HandClock) -> None:
    model.show_plan(*room_of(4, 11, aisle=5))
    model.hear(clock.source, clock.at)
    model.put(everybody(40, clock.at, help_every=25))
    model.flush()


def bright(model: FloorModel) -> set[str]:
    seats = (model.seat_of(number_of(n)) for n in range(40))
    return {seat.number for seat in seats if seat is not None and not seat.dim}


def test_before_anything_is_known_it_says_so(screen: FloorScreen, model: FloorModel, clock: HandClock) -> None:
    assert screen.nothing.isVisible()
    assert screen.age.text() == "No news from the telephone system yet"
    fill(model, clock)
    assert screen.view.isVisible()
    assert not screen.age.isVisible()
    clock.turn(9)
    model.tick()
    assert screen.age.text() == "Last news 0:09 ago"
    assert model.counts[AgentState.UNKNOWN] == 40


def test_the_strip_counts_and_a_press_dims_the_others(
    qtbot: QtBot, screen: FloorScreen, model: FloorModel, clock: HandClock
) -> None:
    fill(model, clock)
    ready = screen.strip.buttons[AgentState.READY]
    assert ready.text() == f"ready {model.counts[AgentState.READY]}"
    qtbot.mouseClick(ready, Qt.MouseButton.LeftButton)  # type: ignore[no-untyped-call]
    assert len(bright(model)) == model.counts[AgentState.READY]
    qtbot.mouseClick(ready, Qt.MouseButton.LeftButton)  # type: ignore[no-untyped-call]
    assert len(bright(model)) == 40


def test_team_words_and_attention_are_looked_for(
    qtbot: QtBot, screen: FloorScreen, model: FloorModel, clock: HandClock
) -> None:
    fill(model, clock)
    assert [screen.team.itemText(n) for n in range(screen.team.count())] == ["All teams", "A 组", "B 组", "C 组"]
    screen.team.setCurrentIndex(2)
    assert bright(model) == {number_of(n) for n in range(10, 20)}
    screen.team.setCurrentIndex(0)
    qtbot.keyClicks(screen.search, "1007")  # type: ignore[no-untyped-call]
    assert bright(model) == {"1007"}
    screen.search.clear()
    screen.pressing.setChecked(True)
    assert bright(model) == {seat.number for seat in model.worst()}


def test_the_worst_leads_to_its_seat_and_the_card_follows(
    qtbot: QtBot, screen: FloorScreen, model: FloorModel, clock: HandClock
) -> None:
    fill(model, clock)
    worst = model.worst()[0]
    lines = screen.worst.model()
    screen.worst.clicked.emit(lines.index(0, 0))
    assert screen.card.facts.who.text().endswith(worst.number)
    assert screen.card.facts.state.text().startswith("after-call work") is (
        worst.agent is not None and not worst.agent.help
    )
    clock.turn(2)
    model.put([replace(agent(worst.number, AgentState.READY, 1, clock.at), why=why_text(11, Why.FREE))])
    model.flush()
    assert screen.card.facts.state.text() == "ready 0:01"
    assert screen.perform(Action.FLOOR_WHY)
    assert screen.card.why.answer.text().startswith("Rule 11: in a queue and free")
    with qtbot.waitSignal(screen.seat_chosen) as told:
        qtbot.keyClick(screen.view, Qt.Key.Key_Return)  # type: ignore[no-untyped-call]
    assert told.args is not None
    assert told.args[0].number == worst.number


def test_that_nobody_asks_for_attention_is_said(screen: FloorScreen, model: FloorModel, clock: HandClock) -> None:
    def drawn() -> QImage:
        return screen.worst.viewport().grab().toImage()

    bare = drawn()
    assert screen.worst.accessibleDescription() == ""
    model.show_plan(*room_of(4, 11, aisle=5))
    model.hear(clock.source, clock.at)
    model.put([agent(number_of(0), AgentState.READY, 1, clock.at)])
    model.flush()
    assert screen.worst.accessibleDescription() == "Nobody asks for attention."
    assert drawn() != bare


def test_the_list_of_the_worst_is_a_model(qtmodeltester: ModelTester, model: FloorModel, clock: HandClock) -> None:
    lines = WorstList(model, model)
    fill(model, clock)
    assert lines.rowCount() == model.pressing_count > 3
    qtmodeltester.check(lines)  # type: ignore[no-untyped-call]
    assert lines.row_of(model.worst()[2].number) == 2


def test_what_is_said_changes_with_the_language(
    qapp: QApplication, screen: FloorScreen, model: FloorModel, clock: HandClock
) -> None:
    fill(model, clock)
    with in_chinese(qapp):
        assert screen.strip.buttons[AgentState.READY].text().startswith("空闲")
        assert screen.team.itemText(0) == "所有班组"
        assert why_words(why_text(1, Why.NO_NEWS, Remark.WAS, "talking")) == "规则 1：电话系统没有消息；此前为通话"


@pytest.mark.parametrize("why", Why)
@pytest.mark.parametrize("remark", [None, *Remark])
def test_every_reason_has_words(why: Why, remark: Remark | None) -> None:
    said = why_words(why_text(3, why, remark, "sales" if remark is Remark.PAUSED_IN else ""))
    assert said.startswith(f"Rule 3: {why.value}")


def test_a_reason_of_somebody_else_stands_as_it_is() -> None:
    assert why_words("said the manager") == "said the manager"


def test_every_control_has_a_name_and_can_be_reached(screen: FloorScreen, model: FloorModel, clock: HandClock) -> None:
    fill(model, clock)
    controls: list[QWidget] = [*screen.strip.findChildren(QAbstractButton), screen.search, screen.team]
    controls += [screen.pressing, screen.smaller, screen.larger, screen.whole, screen.view, screen.worst]
    for control in controls:
        assert control.accessibleName(), control
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus, control
