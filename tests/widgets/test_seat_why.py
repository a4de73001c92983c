"""Why a seat says what it says: asked by button, answered in words, with the gateway and the age of its word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.desk.floor import FloorModel
from console.desk.time_text import moment
from console.domain.floor import AgentState
from console.domain.floor_why import Why, why_text
from console.widgets import theme
from console.widgets.seat_why import SeatWhy
from tests.desk.small_floor import HandClock, agent, number_of, room_of


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def model(qapp: QApplication, clock: HandClock) -> Iterator[FloorModel]:
    theme.apply_theme(qapp, "light")
    made = FloorModel(clock, qapp)
    made.show_plan(*room_of(1, 3))
    yield made
    made.deleteLater()


@pytest.fixture
def part(qtbot: QtBot, model: FloorModel) -> SeatWhy:
    made = SeatWhy(model)
    qtbot.addWidget(made)
    return made


def test_nothing_is_asked_of_an_empty_seat_or_of_nobody_heard_of(model: FloorModel, part: SeatWhy) -> None:
    assert not part.toggle()
    part.show_seat(model.seat_of(number_of(0)))
    assert part.isHidden()
    assert not part.toggle()
    assert not part.button.isChecked()


def test_the_answer_follows_the_seat_and_grows_old(
    qtbot: QtBot, model: FloorModel, part: SeatWhy, clock: HandClock
) -> None:
    model.hear(clock.source, clock.at, "pbx-1")
    told = replace(agent(number_of(0), AgentState.READY, 30, clock.at), why=why_text(11, Why.FREE))
    model.put([told, agent(number_of(1), AgentState.TALKING, 5, clock.at)], "pbx-1")
    model.flush()
    part.show_seat(model.seat_of(number_of(0)))
    part.show()
    assert not part.answer.isVisible()
    qtbot.keyClick(part.button, Qt.Key.Key_Space)  # type: ignore[no-untyped-call]
    at = moment(clock.at).toString("HH:mm:ss")
    assert part.answer.text().split("\n") == [
        "Rule 11: in a queue and free",
        f"Told by pbx-1 at {at}",
        "Last word from there just now",
    ]
    clock.turn(3)
    model.tick()
    assert part.answer.text().endswith("0:03 ago")
    clock.turn(4)
    model.tick()
    assert part.answer.text().startswith("Rule 0: no news from the telephone system; was ready")
    part.show_seat(model.seat_of(number_of(1)))
    assert part.answer.isVisible()
    assert part.toggle()
    assert not part.answer.isVisible()
    part.show_seat(model.seat_of(number_of(2)))
    assert part.isHidden()
