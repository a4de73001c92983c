from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.desk.floor import FloorModel
from console.desk.floor_seat import Fill, FloorFilter
from console.domain.floor import AgentState, LimitLevel
from console.widgets import theme
from console.widgets.seat_face import Detail, draw_face, face_geometry, fill_look
from console.widgets.seat_view import ZOOMS, SeatView
from tests.desk.small_floor import HandClock, agent, everybody, room_of


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def view(qtbot: QtBot, qapp: QApplication, clock: HandClock) -> SeatView:
    theme.apply_theme(qapp, "light")
    model = FloorModel(clock)
    model.show_plan(*room_of(5, 11, aisle=5))
    model.hear(clock.source, clock.at)
    model.put(everybody(50, clock.at))
    model.flush()
    made = SeatView(model)
    model.setParent(made)
    qtbot.addWidget(made)
    made.resize(1100, 400)
    made.show()
    qtbot.waitExposed(made)
    return made


def floor_of(view: SeatView) -> FloorModel:
    model = view.model()
    assert isinstance(model, FloorModel)
    return model


def chosen(view: SeatView) -> str:
    index = view.currentIndex()
    seat = floor_of(view).seat_at(index.row(), index.column())
    return seat.number if seat else ""


@given(st.integers(1, 400), st.integers(1, 300), st.integers(8, 40))
def test_nothing_leaves_its_cell_and_words_do_not_meet(width: int, height: int, line: int) -> None:
    face = face_geometry(width, height, line)
    cell = QRect(0, 0, width, height)
    drawn = [rect for rect in (face.letter, face.timer, face.name, face.state) if rect.width() > 0]
    assert all(cell.contains(rect) for rect in (face.body, *drawn))
    assert not any(a.intersects(b) for n, a in enumerate(drawn) for b in drawn[n + 1 :])


def grey(fill: Fill, scheme: theme.Theme, level: LimitLevel = LimitLevel.NONE) -> bytes:
    picture = QImage(96, 56, QImage.Format.Format_RGB32)
    picture.fill(scheme.window)
    painter = QPainter(picture)
    draw_face(painter, face_geometry(96, 56, 15), fill_look(fill, scheme), level)
    painter.end()
    return bytes(picture.convertToFormat(QImage.Format.Format_Grayscale8).constBits())


def far(one: bytes, other: bytes) -> int:
    """Pixels that differ by more than an eye overlooks."""
    return sum(abs(a - b) > 12 for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("scheme", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_every_fill_is_told_apart_without_colour_and_without_its_letter(scheme: theme.Theme) -> None:
    pictures = {fill: grey(fill, scheme) for fill in Fill}
    close = [(a.name, b.name) for a in Fill for b in Fill if a < b and far(pictures[a], pictures[b]) < 200]
    assert close == []
    levels = [grey(Fill.TALKING, scheme, level) for level in LimitLevel]
    assert all(far(a, b) > 200 for n, a in enumerate(levels) for b in levels[n + 1 :])


def luminance(colour: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF())


@pytest.mark.parametrize("scheme", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_words_can_be_read_on_every_fill(scheme: theme.Theme) -> None:
    for fill in Fill:
        look = fill_look(fill, scheme)
        low, high = sorted((luminance(look.ink), luminance(look.ground)))
        assert (high + 0.05) / (low + 0.05) >= 4.5, fill


def test_arrows_go_from_seat_to_seat_past_the_aisle(qtbot: QtBot, view: SeatView) -> None:
    view.choose("1005")
    qtbot.keyClick(view, Qt.Key.Key_Right)  # type: ignore[no-untyped-call]
    assert chosen(view) == "1006"
    qtbot.keyClick(view, Qt.Key.Key_Down)  # type: ignore[no-untyped-call]
    assert chosen(view) == "1016"
    for _ in range(9):
        qtbot.keyClick(view, Qt.Key.Key_Down)  # type: ignore[no-untyped-call]
    assert chosen(view) == "1046"
    with qtbot.waitSignal(view.seat_chosen) as told:
        qtbot.keyClick(view, Qt.Key.Key_Return)  # type: ignore[no-untyped-call]
    assert told.args is not None
    assert told.args[0].number == "1046"


def test_a_click_chooses_and_an_aisle_does_not(qtbot: QtBot, view: SeatView) -> None:
    def middle(column: int) -> QPoint:
        return QPoint(column * view.cell.width() + view.cell.width() // 2, view.cell.height() // 2)

    with qtbot.waitSignal(view.seat_chosen) as told:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle(1))  # type: ignore[no-untyped-call]
    assert told.args is not None
    assert told.args[0].number == "1002"
    with qtbot.assertNotEmitted(view.seat_chosen):
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle(5))  # type: ignore[no-untyped-call]


def test_a_screen_reader_is_told_of_a_cell(view: SeatView, clock: HandClock) -> None:
    table = QAccessible.queryAccessibleInterface(view)
    cells = (table.child(n) for n in range(table.childCount()))
    cell = next(cell for cell in cells if "1001" in cell.text(QAccessible.Text.Name))
    assert cell.text(QAccessible.Text.Name) == "王芳 1001, talking 2:31"
    clock.turn(1)
    assert cell.text(QAccessible.Text.Name) == "王芳 1001, talking 2:32"


def test_a_changed_state_is_seen(qtbot: QtBot, view: SeatView, clock: HandClock) -> None:
    def pixel() -> str:
        return view.viewport().grab().toImage().pixelColor(view.cell.width() // 2, 4).name()

    before = pixel()
    model = floor_of(view)
    model.put([agent("1001", AgentState.READY, 5, clock.at)])
    model.flush()
    qtbot.waitUntil(lambda: pixel() != before)
    assert pixel() == fill_look(Fill.READY, theme.current()).ground.name()
    model.show_filter(FloorFilter(states=frozenset({AgentState.BUSY})))
    dimmed = pixel()
    assert dimmed not in (before, fill_look(Fill.READY, theme.current()).ground.name())


def test_zoom_shows_more_or_less_and_back_to_all(view: SeatView) -> None:
    fitting = view.cell
    view.zoom_by(-1)
    assert view.cell.width() < fitting.width()
    for _ in ZOOMS:
        view.zoom_by(1)
    assert view.cell.width() > fitting.width()
    for zoom in range(len(ZOOMS)):
        view.show_zoom(zoom)
        assert not view.viewport().grab().isNull()
    assert view._faces.geometry.detail is Detail.STATE
    view.show_zoom(None)
    assert view.cell == fitting


def test_whoever_moved_stays_chosen(view: SeatView) -> None:
    view.choose("1003")
    room, sitters = room_of(5, 10)
    floor_of(view).show_plan(room, {key: sitters[key] for key in list(sitters)[2:]})
    assert chosen(view) == "1003"
