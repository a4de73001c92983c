"""A live call in the player's panel: its picture stands still while it fills, follows the edge, is scrolled back."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.audio.live_tape import from_samples
from console.desk.keys import Action
from console.domain.calls import Call, SoundSource
from console.domain.sheet import Span
from console.widgets import theme
from console.widgets.player_panel import PlayerPanel
from tests.audio.live_line import HandLine
from tests.audio.sounds import babble
from tests.widgets.waves import Desk, desk, panel_of

CALL = Call(UUID(int=9), datetime(2026, 11, 22, 9, 30, tzinfo=UTC), 0, SoundSource(("",)), "")


class Live:
    """A panel on a live call."""

    def __init__(self, qtbot: QtBot, parts: Desk) -> None:
        self.qtbot, self.parts = qtbot, parts
        self.line = HandLine()
        self.panel: PlayerPanel = panel_of(qtbot, parts)
        parts.listening.open_live(CALL, self.line.call)
        qtbot.waitUntil(lambda: parts.player.at_edge)

    @property
    def view_ms(self) -> tuple[int, int, int]:
        view = self.panel.waveform.picture.view
        return round(view.start_ms), round(view.columns * view.ms_per_column), view.duration_ms

    def turn(self, seconds: float) -> None:
        """Time, packets and the device go on, and the picture has caught up."""
        for _ in range(round(seconds * 10)):
            self.line.turn(0.1)
            self.parts.outputs.device.turn(self.parts.outputs.device.rate_hz // 10)
        frames = self.line.call.sound.info.frames
        self.qtbot.waitUntil(lambda: self.panel.waveform.picture._strips.edge_ms == frames / 8)
        self.qtbot.waitUntil(lambda: abs(self.parts.player.position_ms - frames / 8) < 200 or not self.at_edge)

    @property
    def at_edge(self) -> bool:
        return self.parts.player.at_edge


@pytest.fixture
def live(qtbot: QtBot, qapp: QApplication) -> Iterator[Live]:
    theme.apply_theme(qapp, "light")
    with desk() as parts:
        yield Live(qtbot, parts)


def inked(panel: PlayerPanel, from_ms: float, to_ms: float) -> int:
    """Pixels of the agent's colour in the agent's lane of that stretch."""
    picture = panel.waveform.picture
    shown = picture.grab().toImage()
    band = picture.layout_rows.lanes[0]
    left, right = (round(picture.view.column_of(at)) for at in (from_ms, to_ms))
    ink = theme.current().lane_agent
    return sum(
        QColor(shown.pixel(x, y)) == ink for x in range(left, right) for y in range(band.top + 2, band.bottom - 2)
    )


def test_what_is_not_known_yet_is_empty(live: Live) -> None:
    live.turn(10)
    assert live.view_ms == (0, 60_000, 60_000)
    assert inked(live.panel, 1_000, 9_000) > 1000
    assert inked(live.panel, 10_300, 59_000) == 0
    live.turn(10)
    assert inked(live.panel, 11_000, 19_000) > 1000, "what came later is drawn"
    assert live.panel.transport._total.text() == "/ 00:20.0"


def test_what_came_while_it_was_drawn_for_another_reason_is_drawn_too(live: Live) -> None:
    live.turn(10)
    listening, picture = live.parts.listening, live.panel.waveform.picture
    assert listening._growth is not None
    listening._growth.stop()
    for _ in range(100):
        live.line.turn(0.1)
    listening._growth.peaks.grow()  # as in another thread, before it is told
    picture._refresh()
    picture.grab()
    picture.show_sound(listening._growth.peaks, listening.closeup.samples)
    assert inked(live.panel, 11_000, 19_000) > 1000


def test_only_what_came_is_drawn_and_it_is_as_if_all_were(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    live.turn(10)
    listening, picture = live.parts.listening, live.panel.waveform.picture
    live.panel.show_evidence([("greeting", 1, Span(9_500, 10_400))])
    assert listening._growth is not None
    listening._growth.stop()
    peaks = listening._growth.peaks
    picture.grab()
    draw = picture._draw_backdrop
    with monkeypatch.context() as patched:
        patched.setattr(picture, "_draw_backdrop", lambda: pytest.fail("all of it was drawn"))
        for _ in range(3):
            live.line.turn(0.4)
            peaks.grow()
            picture.show_sound(peaks, listening.closeup.samples)
            picture.grab()
    assert picture._backdrop is not None
    grown = picture._backdrop.toImage()
    assert grown == draw().toImage()
    assert inked(live.panel, 10_500, 11_200) > 100


def test_the_picture_follows_the_edge_a_page_at_a_time_and_keeps_its_scale(live: Live) -> None:
    starts = []
    for _ in range(13):
        live.turn(10)
        starts.append(live.view_ms[0])
        first, width, room = live.view_ms
        assert width == pytest.approx(60_000, abs=100)
        assert first < live.parts.player.position_ms < first + width
        assert room >= live.parts.player.duration_ms + 10_000
    assert starts == sorted(starts)
    assert 2 <= len(set(starts)) <= 8, "it turns pages, it does not run"
    assert starts[-1] > 60_000


def test_one_scrolls_back_and_zooms_while_it_goes_on_and_end_follows_again(live: Live) -> None:
    live.turn(100)
    picture = live.panel.waveform.picture
    picture.scroll_to(0)
    picture.zoom(4)
    back = live.view_ms[:2]
    live.turn(30)
    assert live.view_ms[:2] == back
    live.panel._seek(5_000)
    assert not live.at_edge
    live.qtbot.waitUntil(lambda: live.view_ms[0] <= 5_000)
    live.panel.act(Action.GO_TO_LIVE)
    assert live.at_edge
    assert picture.following
    live.turn(1)
    live.qtbot.waitUntil(lambda: live.view_ms[0] <= live.parts.player.position_ms <= sum(live.view_ms[:2]))


def test_the_length_goes_on_while_it_is_paused(live: Live) -> None:
    live.turn(3)
    live.parts.player.pause()
    at_ms = live.parts.player.position_ms
    live.line.turn(4)
    live.qtbot.waitUntil(lambda: live.panel.transport._total.text() == "/ 00:07.0")
    assert live.parts.player.position_ms == at_ms


def test_a_click_behind_the_edge_hears_that_place_and_one_beyond_it_the_newest(live: Live) -> None:
    live.turn(20)
    picture = live.panel.waveform.picture

    def click(at_ms: int) -> None:
        band = picture.layout_rows.lanes[0]
        QTest.mouseClick(
            picture, Qt.MouseButton.LeftButton, pos=QPoint(round(picture.view.column_of(at_ms)), band.top + 10)
        )

    click(5_000)
    assert not live.at_edge
    live.qtbot.waitUntil(lambda: 4_800 < live.parts.player.position_ms < 6_500)
    click(50_000)
    assert live.at_edge


def test_with_two_hours_of_it_nothing_holds_the_window_up(live: Live) -> None:
    minute = from_samples(np.ascontiguousarray(babble(60.0)[:, 0]))
    for n in range(120):
        for leg in live.line.call.legs:
            leg.tape.write(n * len(minute), minute)
    frames = 120 * len(minute)
    live.qtbot.waitUntil(lambda: live.panel.waveform.picture._strips.edge_ms == frames / 8, timeout=20_000)
    live.panel.act(Action.ZOOM_WHOLE)
    peaks = live.parts.listening.peaks
    assert peaks is not None
    for zoom in (1.0, 60.0):
        live.panel.waveform.picture.zoom(zoom)
        taken = []
        for n in range(15):
            for leg in live.line.call.legs:
                leg.tape.write(frames + n * 2000, minute[:2000])
            peaks.grow()  # type: ignore[attr-defined]
            began = time.thread_time()
            live.panel._show_peaks(peaks)
            live.panel.waveform.grab()
            taken.append(time.thread_time() - began)
        frames += 15 * 2000
        assert statistics.median(taken) < 0.016
