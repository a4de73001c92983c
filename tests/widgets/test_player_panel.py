from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QSlider
from pytestqt.qtbot import QtBot

from console.audio.player import PlayState
from console.desk.keymap import Keymap
from console.desk.keys import Action
from console.domain.ledger import Heard, Ledger
from console.domain.sheet import Pin, Span
from console.widgets import theme
from console.widgets.player_panel import PlayerPanel
from console.widgets.waveform_picture import WavePicture
from tests.widgets.waves import Desk, call_of, panel, panel_of, parts, recording

__all__ = ["panel", "parts"]

LEFT, CTRL, SHIFT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


def at(picture: WavePicture, ms: int, lane: int = 0) -> QPoint:
    band = picture.layout_rows.lanes[lane]
    return QPoint(round(picture.view.column_of(ms) / picture.devicePixelRatioF()), band.top + band.height // 2)


def drag(picture: WavePicture, start: QPoint, end: QPoint, modifiers: Qt.KeyboardModifier = NONE) -> None:
    QTest.mousePress(picture, LEFT, modifiers, start)
    QTest.mouseMove(picture, QPoint((start.x() + end.x()) // 2, end.y()))
    QTest.mouseMove(picture, end)
    QTest.mouseRelease(picture, LEFT, modifiers, end)


def wheel(picture: WavePicture, x: float, turned: int, modifiers: Qt.KeyboardModifier = NONE) -> None:
    place = QPointF(x, 80)
    event = QWheelEvent(
        place,
        picture.mapToGlobal(place),
        QPoint(),
        QPoint(0, turned),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(picture, event)


def test_before_a_call_is_open_it_says_so_and_nothing_can_be_pressed(qtbot: QtBot, parts: Desk) -> None:
    panel = panel_of(qtbot, parts)
    assert panel.message.isVisible()
    assert not panel.transport.button(Action.PLAY).isEnabled()
    assert not panel.act(Action.PLAY)


def test_a_click_goes_there_and_drops_the_range(qtbot: QtBot, parts: Desk, panel: PlayerPanel) -> None:
    picture = panel.waveform.picture
    drag(picture, at(picture, 4_000), at(picture, 9_000))
    assert panel.selection() is not None
    with qtbot.waitSignal(panel.range_selected) as told:
        QTest.mouseClick(picture, LEFT, NONE, at(picture, 20_000))
    assert told.args == [None]
    assert panel.selection() is None
    assert abs(parts.player.position_ms - 20_000) < 60


def test_a_drag_chooses_a_range_and_its_edges_can_be_moved(qtbot: QtBot, panel: PlayerPanel) -> None:
    picture = panel.waveform.picture
    with qtbot.waitSignal(panel.range_selected) as told:
        drag(picture, at(picture, 9_000), at(picture, 4_000, 1))
    chosen = told.args[0] if told.args else None
    assert isinstance(chosen, Span)
    assert abs(chosen.start_ms - 4_000) < 60
    assert abs(chosen.end_ms - 9_000) < 60
    drag(picture, at(picture, chosen.end_ms), at(picture, 12_000))
    moved = panel.selection()
    assert moved is not None
    assert moved.start_ms == chosen.start_ms
    assert abs(moved.end_ms - 12_000) < 60
    panel.show_pins([Pin(1_000)])
    assert panel.selection() == moved
    panel.clear_selection()
    assert panel.selection() is None


def test_the_wheel_scrolls_and_with_ctrl_zooms_at_the_pointer(panel: PlayerPanel) -> None:
    picture = panel.waveform.picture
    x = picture.width() * 0.7
    before = picture.view.ms_of(x)
    for _ in range(5):
        wheel(picture, x, 120, CTRL)
    assert picture.view.columns * picture.view.ms_per_column < 5_000
    assert abs(picture.view.ms_of(x) - before) < 30
    start = picture.view.start_ms
    assert picture.following
    wheel(picture, x, -120)
    assert picture.view.start_ms > start
    assert not picture.following
    assert not panel.transport.button(Action.FOLLOW).isChecked()


def test_zoom_goes_to_ten_ms_on_a_hundred_pixels_and_back_to_the_whole(qtbot: QtBot, panel: PlayerPanel) -> None:
    picture = panel.waveform.picture
    for _ in range(60):
        panel.act(Action.ZOOM_IN)
    assert picture.view.ms_per_column * picture.devicePixelRatioF() == pytest.approx(0.1)
    with qtbot.waitSignal(panel._desk.closeup.samples_changed):
        picture.repaint()
    picture.repaint()
    assert len(colours_in(picture, 0)) >= 2
    panel.act(Action.ZOOM_WHOLE)
    assert picture.view.shows_all


def colours_in(picture: WavePicture, lane: int) -> set[str]:
    image, band = picture.grab().toImage(), picture.layout_rows.lanes[lane]
    return {QColor(image.pixel(x, y)).name() for x in range(0, 600, 3) for y in range(band.top + 2, band.bottom - 2, 2)}


def test_both_lanes_are_drawn_in_their_colours_and_a_muted_one_is_grey(parts: Desk, panel: PlayerPanel) -> None:
    picture, look = panel.waveform.picture, theme.current()
    assert look.lane_agent.name() in colours_in(picture, 0)
    assert look.lane_customer.name() in colours_in(picture, 1)
    panel.waveform.headers[0].mute.click()
    assert parts.player.lane_state(0).muted
    assert look.lane_agent.name() not in colours_in(picture, 0)
    panel.waveform.headers[1].solo.click()
    assert parts.player.solo == 1
    panel.act(Action.BOTH_LANES)
    assert parts.player.solo is None
    assert not panel.waveform.headers[0].mute.isChecked()
    panel.waveform.headers[1].gain.setValue(6)
    assert parts.player.lane_state(1).gain_db == 6


def test_evidence_is_drawn_and_a_click_on_it_tells_which(qtbot: QtBot, panel: PlayerPanel) -> None:
    picture = panel.waveform.picture
    panel.show_evidence([("no_long_wait", 9, Span(10_000, 15_000)), ("no_argument", 18, Span(12_000, 14_000))])
    picture.repaint()
    band = picture.layout_rows.evidence
    for row, (key, ms) in enumerate([("no_long_wait", 11_000), ("no_argument", 13_000)]):
        place = QPoint(at(picture, ms).x(), band.top + 9 + 18 * row)
        assert theme.current().evidence.name() == QColor(picture.grab().toImage().pixel(place)).name()
        with qtbot.waitSignal(panel.evidence_clicked) as told:
            QTest.mouseClick(picture, LEFT, NONE, place)
        assert told.args is not None
        assert told.args[0] == key
    assert "9" in picture.words_at(QPointF(at(picture, 11_000).x(), band.top + 5))


def test_a_silence_tells_its_start_and_length_and_can_be_chosen_whole(panel: PlayerPanel) -> None:
    picture = panel.waveform.picture
    band = picture.layout_rows.passages
    place = QPoint(at(picture, 12_000).x(), band.top + band.height // 2)
    words = picture.words_at(QPointF(place))
    assert words.startswith("Silence from 00:10")
    QTest.mouseDClick(picture, LEFT, NONE, place)
    chosen = panel.selection()
    assert chosen is not None
    assert abs(chosen.start_ms - 10_000) < 500


def test_transport_buttons_do_what_their_names_say(qtbot: QtBot, parts: Desk, panel: PlayerPanel) -> None:
    bar, player = panel.transport, parts.player
    bar.button(Action.FORWARD_5_S).click()
    assert player.position_ms == 5_000
    bar.button(Action.FASTER).click()
    assert bar.button(Action.NORMAL_SPEED).text() == "1.1×"
    bar.button(Action.NORMAL_SPEED).click()
    assert player.speed == 1.0
    bar.button(Action.SKIP_SILENCE).click()
    assert player.skip_silence
    assert bar.button(Action.SKIP_SILENCE).isChecked()
    bar.button(Action.LOOP_IN).click()
    player.seek(8_000)
    bar.button(Action.LOOP_OUT).click()
    assert player.loop == (5_000, 8_000)
    assert bar.button(Action.LOOP).isChecked()
    bar.button(Action.LOOP).click()
    assert not player.loop_on
    with qtbot.waitSignal(panel.pin_asked) as told:
        bar.button(Action.MARK).click()
    assert told.args == [8_000]
    bar.button(Action.PLAY).click()
    assert player.state is PlayState.PLAYING
    assert bar.button(Action.PLAY).accessibleName() == "Pause"
    bar.button(Action.PLAY).click()
    assert bar.button(Action.PLAY).accessibleName() == "Play"


def test_marks_are_walked_in_order(parts: Desk, panel: PlayerPanel) -> None:
    panel.show_evidence([("a", 1, Span(6_000, 8_000))])
    panel.show_pins([Pin(2_000), Pin(20_000)])
    visited = []
    for action in (Action.NEXT_MARK, Action.NEXT_MARK, Action.NEXT_MARK, Action.NEXT_MARK, Action.PREVIOUS_MARK):
        panel.act(action)
        visited.append(parts.player.position_ms)
    assert visited == [2_000, 6_000, 20_000, 20_000, 6_000]


def test_what_was_heard_shows_under_the_overview(panel: PlayerPanel) -> None:
    overview, look = panel.waveform.overview, theme.current()
    panel.show_ledger(Ledger((Heard(0, 15_000, 100), Heard(15_000, 30_000, 200))))
    image = overview.grab().toImage()
    y, width = overview.height() - 1, overview.width()
    heard, skimmed = (QColor(image.pixel(round(width * share), y)) for share in (0.25, 0.75))
    assert heard.name() == look.heard.name()
    assert skimmed.name() not in (look.heard.name(), look.sunken.name())


def test_the_overview_seeks_on_a_click_and_drags_the_window(parts: Desk, panel: PlayerPanel) -> None:
    overview, picture = panel.waveform.overview, panel.waveform.picture
    QTest.mouseClick(overview, LEFT, NONE, QPoint(overview.width() // 2, 10))
    assert abs(parts.player.position_ms - 15_000) < 60
    for _ in range(4):
        panel.act(Action.ZOOM_IN)
    QTest.mousePress(overview, LEFT, NONE, QPoint(overview.width() // 2, 10))
    QTest.mouseMove(overview, QPoint(overview.width() // 4, 10))
    QTest.mouseRelease(overview, LEFT, NONE, QPoint(overview.width() // 4, 10))
    middle = (picture.view.start_ms + picture.view.end_ms) / 2
    assert abs(middle - 7_500) < 100
    assert not picture.following


def test_keys_of_the_picture_zoom_and_scroll(panel: PlayerPanel) -> None:
    picture = panel.waveform.picture
    picture.setFocus()
    for _ in range(3):
        QTest.keyClick(picture, Qt.Key.Key_Up)
    wide = picture.view.ms_per_column
    QTest.keyClick(picture, Qt.Key.Key_PageDown)
    assert picture.view.first_column > 0
    QTest.keyClick(picture, Qt.Key.Key_End)
    assert picture.view.first_column == picture.view.last_first
    QTest.keyClick(picture, Qt.Key.Key_Home)
    assert picture.view.first_column == 0
    QTest.keyClick(picture, Qt.Key.Key_Down)
    assert picture.view.ms_per_column > wide


def test_following_turns_the_page(parts: Desk, panel: PlayerPanel) -> None:
    picture = panel.waveform.picture
    for _ in range(2):
        panel.act(Action.ZOOM_IN)
    parts.player.seek(29_000)
    assert picture.view.start_ms <= 29_000 <= picture.view.end_ms


def test_a_broken_file_is_told_in_place_of_the_picture(qtbot: QtBot, parts: Desk, tmp_path: Path) -> None:
    panel = panel_of(qtbot, parts)
    parts.listening.open_call(call_of(tmp_path / "gone.wav"))
    qtbot.waitUntil(lambda: panel.message.isVisible() and parts.background.pending == 0)
    parts.listening.close()
    assert panel.message.isVisible()


def test_a_mono_call_has_one_lane_and_nothing_to_solo(qtbot: QtBot, parts: Desk, tmp_path: Path) -> None:
    panel = panel_of(qtbot, parts)
    parts.open_whole(qtbot, call_of(recording(tmp_path, 1)))
    assert len(panel.waveform.picture.layout_rows.lanes) == 1
    assert not panel.waveform.headers[1].isVisible()
    assert not panel.waveform.headers[0].solo.isVisible()


def test_every_control_has_a_name_and_can_be_reached_by_key(panel: PlayerPanel) -> None:
    controls = [*panel.transport.findChildren(QAbstractButton)]
    for header in panel.waveform.headers:
        controls += header.findChildren(QAbstractButton)
    for control in [*controls, *panel.waveform.findChildren(QSlider)]:
        assert control.accessibleName()
        assert control.toolTip()
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert "(Space)" in panel.transport.button(Action.PLAY).toolTip()
    assert panel.waveform.picture.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_a_screen_reader_hears_where_the_sound_is_and_what_is_there(parts: Desk, panel: PlayerPanel) -> None:
    panel.show_evidence([("a", 9, Span(10_000, 15_000))])
    parts.player.seek(12_000)
    words = panel.waveform.picture.accessibleDescription()
    assert "00:12.0" in words
    assert "Silence" in words
    assert "9" in words


def test_light_and_dark_and_another_language_are_followed(qapp: QApplication, panel: PlayerPanel) -> None:
    theme.apply_theme(qapp, "dark")
    assert theme.current().lane_agent.name() in colours_in(panel.waveform.picture, 0)
    theme.apply_theme(qapp, "light")
    QApplication.sendEvent(panel, QEvent(QEvent.Type.LanguageChange))
    assert panel.accessibleName() == "Player"


def test_other_keys_are_named_at_once(panel: PlayerPanel) -> None:
    assert "(Space)" in panel.transport.button(Action.PLAY).toolTip()
    panel.set_keymap(Keymap().with_changed(Action.PLAY, plain="F9"))
    assert "(F9)" in panel.transport.button(Action.PLAY).toolTip()


def test_a_recording_that_breaks_off_says_so_until_another_call_is_open(
    qtbot: QtBot, parts: Desk, panel: PlayerPanel, tmp_path: Path
) -> None:
    cut = tmp_path / "cut.wav"
    cut.write_bytes(recording(tmp_path).read_bytes()[:-200_000])
    parts.open_whole(qtbot, call_of(cut))
    assert panel.fault_line.text == "The recording breaks off early; what is there can be heard."
    assert panel.waveform.isVisible()
    parts.open_whole(qtbot, call_of(recording(tmp_path)))
    assert panel.fault_line.text == ""
