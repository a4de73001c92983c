from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from console.desk.background import Background
from console.desk.floor_desk import FloorDesk
from console.desk.floor_history import FloorHistory
from console.desk.keys import KeyGroup
from console.domain.faults import FaultKind, PlaceFault
from console.domain.floor import AgentState
from console.domain.people import Person, Role
from console.store.people import NewPerson
from console.store.store import Store
from console.widgets import theme
from console.widgets.history_page import HistoryPage
from tests.desk.small_past import centre_of, write_day
from tests.widgets.chinese import in_chinese
from tests.widgets.floor_keys import with_keys

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


class Rig:
    """A room of twelve and the page over its day."""

    def __init__(self, store: Store, background: Background) -> None:
        self.store = store
        self.lead = store.people.add(NewPerson("1101", "杨帆", Role.SUPERVISOR))  # of no team: leads all
        self.room, self.agents = centre_of(store, self.lead, 12, 4)
        write_day(store, self.agents, NOW)
        self.desk = FloorDesk(background, store, self.lead, None)
        self.history = FloorHistory(self.desk, now=lambda: NOW)
        self.page = HistoryPage(self.history)
        with_keys(self.page, KeyGroup.PAST)
        self.faults: list[object] = []
        self.desk.faulted.connect(self.faults.append)

    @property
    def past_s(self) -> float:
        """How long ago the moment shown is."""
        return (NOW - self.history.position).total_seconds()

    def who(self) -> Person:
        """Whose seat is chosen."""
        index = self.page.view.currentIndex()
        seat = self.history.model.seat_at(index.row(), index.column())
        assert seat is not None
        return next(one for one in self.agents if one.number == seat.number)


@pytest.fixture
def rig(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Rig]:
    theme.apply_theme(qapp, "light")
    background = Background()
    with Store.open(tmp_path / "floor.sqlite") as store:
        rig = Rig(store, background)
        qtbot.addWidget(rig.page)
        rig.desk.start()
        qtbot.waitUntil(lambda: bool(rig.desk.people))
        rig.page.resize(1300, 640)
        rig.page.show()
        qtbot.waitExposed(rig.page)
        yield rig
        rig.desk.stop()
        background.close()


@pytest.fixture
def page(qtbot: QtBot, rig: Rig) -> HistoryPage:
    rig.page.shown_again()
    qtbot.waitUntil(lambda: rig.history.ready)
    rig.page.activateWindow()
    rig.page.setFocus()
    return rig.page


def press(
    qtbot: QtBot, widget: QWidget, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    qtbot.keyClick(widget, key, held)  # type: ignore[no-untyped-call]


def test_it_is_read_when_it_is_first_shown_and_says_so(qtbot: QtBot, rig: Rig) -> None:
    rig.page.shown_again()
    assert rig.page.notice.isVisible()
    assert "Reading the last 24 hours" in rig.page.notice.accessibleName()
    qtbot.waitUntil(rig.page.view.isVisible)
    assert rig.page.band.moment.text().startswith("The past: ")
    assert rig.page.band.age.text() == "the newest there is; it does not go on by itself"


def test_what_cannot_be_read_is_said_with_a_way_to_try_again(
    qtbot: QtBot, rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PlaceFault(FaultKind.DATABASE_UNREACHABLE)

    with monkeypatch.context() as patch:
        patch.setattr(rig.store.floor, "history", refuse)
        rig.page.shown_again()
        qtbot.waitUntil(lambda: "could not be read" in rig.page.notice.accessibleName())
    rig.page.notice.action_taken.emit()
    qtbot.waitUntil(rig.page.view.isVisible)


def test_keys_go_through_time(qtbot: QtBot, rig: Rig, page: HistoryPage) -> None:
    shift, ctrl = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
    press(qtbot, page.bar, Qt.Key.Key_Left)
    assert rig.past_s == 5
    press(qtbot, page.bar, Qt.Key.Key_Left, shift)
    assert rig.past_s == 65
    press(qtbot, page.bar, Qt.Key.Key_Left, ctrl)
    assert rig.past_s == 665
    press(qtbot, page.bar, Qt.Key.Key_Right, shift)
    assert rig.past_s == 605
    assert page.band.age.text() == "10:05 ago"
    press(qtbot, page.bar, Qt.Key.Key_Home)
    assert rig.past_s == 24 * 3600
    press(qtbot, page.bar, Qt.Key.Key_End)
    assert rig.past_s == 0


def test_in_the_room_plain_arrows_go_from_seat_to_seat_and_the_others_through_time(
    qtbot: QtBot, rig: Rig, page: HistoryPage
) -> None:
    page.view.setFocus(Qt.FocusReason.TabFocusReason)
    press(qtbot, page.view, Qt.Key.Key_Right)
    assert (rig.who().number, rig.past_s) == ("2002", 0)
    press(qtbot, page.view, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert (rig.who().number, rig.past_s) == ("2002", 60)
    press(qtbot, page.view, Qt.Key.Key_P)
    assert rig.past_s > 60
    assert page.controls.said.text().split(":")[0] in ("Limit passed", "Asks for help")
    assert rig.who().number in page.controls.said.text(), "the seat in question is chosen"
    assert page.who.text().startswith(rig.who().name)


def test_stops_lead_back_and_forth(qtbot: QtBot, rig: Rig, page: HistoryPage) -> None:
    press(qtbot, page.bar, Qt.Key.Key_Home)
    press(qtbot, page.bar, Qt.Key.Key_N)
    first = rig.past_s
    press(qtbot, page.bar, Qt.Key.Key_N)
    assert rig.past_s < first
    press(qtbot, page.bar, Qt.Key.Key_P)
    assert rig.past_s == first
    press(qtbot, page.bar, Qt.Key.Key_P)
    assert page.controls.said.text() == "Nothing more this way"


def test_space_plays_and_out_of_sight_it_stands(qtbot: QtBot, rig: Rig, page: HistoryPage) -> None:
    press(qtbot, page.bar, Qt.Key.Key_Home)
    page.controls.pace.setCurrentIndex(5)
    page.controls.pace.activated.emit(5)
    press(qtbot, page.bar, Qt.Key.Key_Space)
    assert rig.history.playing
    assert page.controls.play.text() == "Pause"
    qtbot.waitUntil(lambda: rig.past_s < 24 * 3600)
    press(qtbot, page.view, Qt.Key.Key_Space)
    assert not rig.history.playing
    press(qtbot, page.bar, Qt.Key.Key_Space)
    page.hide()
    assert not rig.history.playing


def test_a_click_and_a_drag_in_the_bar_go_there(qtbot: QtBot, rig: Rig, page: HistoryPage) -> None:
    middle = QPoint(page.bar.width() // 2, page.bar.height() // 2)
    qtbot.mousePress(page.bar, Qt.MouseButton.LeftButton, pos=middle)  # type: ignore[no-untyped-call]
    assert rig.past_s == pytest.approx(12 * 3600, abs=120)
    qtbot.mouseMove(page.bar, middle + QPoint(100, 0))  # type: ignore[no-untyped-call]
    dragged = rig.past_s
    assert dragged < 11 * 3600
    qtbot.mouseRelease(page.bar, Qt.MouseButton.LeftButton, pos=middle + QPoint(100, 0))  # type: ignore[no-untyped-call]
    qtbot.mouseMove(page.bar, middle)  # type: ignore[no-untyped-call]
    assert rig.past_s == dragged
    tip = page.bar.tip_at(middle.x())
    day = rig.history.day
    assert sum(int(line.rpartition(" ")[2]) for line in tip.splitlines()[1:]) == pytest.approx(12, abs=2), tip
    assert day.bins == 480 or day.bins == 481


def test_a_seat_shows_that_agents_day_with_reasons(qtbot: QtBot, rig: Rig, page: HistoryPage) -> None:
    page.view.choose("2001")
    away = next(span for span in rig.history.spans("2001") if span.doing.state is AgentState.AWAY)
    x = page.bar.scale.x((away.begin_us + away.end_us) // 2)
    span = page.lane.span_at(x)
    assert span == away
    assert page.lane.tip_of(span).splitlines()[1].startswith("away · ")
    qtbot.mouseClick(page.lane, Qt.MouseButton.LeftButton, pos=QPoint(round(x), 5))  # type: ignore[no-untyped-call]
    seat = rig.history.model.seat_of("2001")
    assert seat is not None
    assert seat.agent is not None
    assert seat.agent.state is AgentState.AWAY
    assert page.who.text() == f"王芳 2001, {page.who.text().partition(', ')[2]}"


def test_m_pins_a_note_to_the_seat_and_the_moment_and_its_flag_leads_back(
    qtbot: QtBot, rig: Rig, page: HistoryPage
) -> None:
    page.view.choose("2005")
    press(qtbot, page.bar, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    pinned = rig.history.position
    press(qtbot, page.bar, Qt.Key.Key_M)
    assert page.line.isVisible()
    assert "2005" in page.line.words.placeholderText()
    qtbot.keyClicks(page.line.words, "Npm call back")  # type: ignore[no-untyped-call]
    assert page.line.words.text() == "Npm call back", "keys of the page type here"
    assert rig.history.position == pinned
    press(qtbot, page.line.words, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(rig.history.marks.notes))
    assert not page.line.isVisible()
    (note,) = rig.store.floor.handovers(NOW - timedelta(days=1))
    seat = rig.history.model.seat_of("2005")
    assert seat is not None
    assert (note.words, note.seat_id, note.about_at) == ("Npm call back", seat.place.seat_id, pinned)
    press(qtbot, page.bar, Qt.Key.Key_Home)
    page.view.choose("2001")
    x = page.bar.scale.x(round(pinned.timestamp() * 1e6))
    assert "Note: Npm call back" in page.bar.tip_at(x + 4)
    qtbot.mouseClick(page.bar, Qt.MouseButton.LeftButton, pos=QPoint(round(x) + 4, 4))  # type: ignore[no-untyped-call]
    assert (rig.history.position, rig.who().number) == (pinned, "2005")
    assert page.controls.said.text() == "Note by 杨帆: Npm call back"


def test_a_note_that_was_not_kept_stays_in_the_line(
    qtbot: QtBot, rig: Rig, page: HistoryPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PlaceFault(FaultKind.DATABASE_UNREACHABLE)

    monkeypatch.setattr(rig.store.floor, "hand_over", refuse)
    press(qtbot, page.bar, Qt.Key.Key_M)
    page.line.words.setText("call back")
    press(qtbot, page.line.words, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(rig.faults))
    assert page.line.isVisible()
    assert page.line.words.text() == "call back"
    assert page.line.start.isEnabled()
    assert rig.history.marks.unsaved == 1
    press(qtbot, page.line.words, Qt.Key.Key_Escape)
    assert not page.line.isVisible()
    assert rig.history.marks.unsaved == 0


def test_a_pin_is_gone_to_as_soon_as_the_day_is_read(qtbot: QtBot, rig: Rig) -> None:
    seat = rig.room.seats[6]
    about = NOW - timedelta(hours=3)
    rig.page.show_pin(seat.id, about)
    rig.page.shown_again()
    qtbot.waitUntil(lambda: rig.history.ready)
    assert rig.history.position == about
    assert rig.who().id == seat.agent_id


def test_the_past_has_words_and_colours_of_its_own(
    qtbot: QtBot, qapp: QApplication, rig: Rig, page: HistoryPage
) -> None:
    with qtbot.waitSignal(page.back_asked):
        press(qtbot, page.bar, Qt.Key.Key_B)
    accent = theme.current().accent
    assert page.band.grab().toImage().pixelColor(page.band.width() // 2, 3) == accent
    theme.apply_theme(qapp, "dark")
    assert page.band.grab().toImage().pixelColor(page.band.width() // 2, 3) == theme.current().accent != accent
    with in_chinese(qapp):
        assert page.band.back.text() == "回到现在"
    assert page.band.back.text() == "Back to now"
    assert rig.page.bar.accessibleName().startswith("The last 24 hours, at ")
