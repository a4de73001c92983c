"""What was praised, in the picture of a call: its stretch in a colour of its own, its words, in the times one hears."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from console.domain.sheet import Pin, Span
from console.widgets import theme
from console.widgets.player_panel import PlayerPanel
from console.widgets.review_screen import pin_in_player
from console.widgets.waveform_scene import Scene, praise_at
from tests.widgets.chinese import in_chinese
from tests.widgets.waves import Desk, panel, parts

__all__ = ["panel", "parts"]

PRAISE = Pin(24_000, "Well done", 4_000)


def top_colour(panel: PlayerPanel, at_ms: int) -> QColor:
    """The line along the top of the lanes."""
    picture = panel.waveform.picture
    image = picture.grab().toImage()
    return QColor(image.pixel(round(picture.view.column_of(at_ms)), round(picture.layout_rows.lanes[0].top) + 1))


def words(panel: PlayerPanel, at_ms: int) -> str:
    picture = panel.waveform.picture
    lane = picture.layout_rows.lanes[0]
    return picture.words_at(QPointF(picture.view.column_of(at_ms), (lane.top + lane.bottom) / 2))


def test_the_stretch_has_its_own_colour_in_the_lanes_and_the_overview(panel: PlayerPanel) -> None:
    before = top_colour(panel, 14_000)
    panel.show_pins([PRAISE])
    look = theme.current()
    assert top_colour(panel, 14_000) == look.good != before
    assert look.good != look.evidence
    assert top_colour(panel, 26_000) != look.good
    overview = panel.waveform.overview
    image = overview.grab().toImage()
    inks = [QColor(image.pixel(round(overview.width() * share), 6)) for share in (14 / 30, 27 / 30)]
    assert inks[0] == look.good != inks[1]


def test_a_plain_pin_has_no_stretch(panel: PlayerPanel) -> None:
    panel.show_pins([Pin(24_000, "ask about this")])
    assert panel.waveform.picture.scene.praised == ()
    assert top_colour(panel, 14_000) != theme.current().good


def test_the_tip_says_what_it_is_and_from_when_to_when(panel: PlayerPanel, qapp: QApplication) -> None:
    panel.show_pins([PRAISE])
    assert words(panel, 14_000) == "Well done: 00:04.0 to 00:24.0. A clip for the agent."
    assert "clip" not in words(panel, 27_000)
    with in_chinese(qapp):
        assert words(panel, 14_000) == "Well done：00:04.0 至 00:24.0，给坐席的片段。"
        panel.show_pins([Pin(24_000, "", 4_000)])
        assert words(panel, 14_000).startswith("表扬：")


def test_markup_in_its_words_stays_words(panel: PlayerPanel) -> None:
    panel.show_pins([Pin(24_000, "<b>good</b>", 4_000)])
    assert "&lt;b&gt;good" in words(panel, 14_000)


def test_a_screen_reader_hears_of_it(panel: PlayerPanel, parts: Desk) -> None:
    panel.show_pins([PRAISE])
    parts.player.seek(10_000)
    panel.waveform.picture.tell()
    assert "Praised until 00:24.0." in panel.waveform.picture.accessibleDescription()


def test_on_another_tape_the_stretch_goes_with_its_end() -> None:
    def on_tape(span: Span) -> Span | None:
        """A tape that began 10 s later than the one that the sheet was begun on."""
        return Span(max(0, span.start_ms - 10_000), span.end_ms - 10_000) if span.end_ms > 10_000 else None

    assert pin_in_player(PRAISE, on_tape) == Pin(14_000, "Well done", 0)
    assert pin_in_player(Pin(40_000, "x", 20_000), on_tape) == Pin(30_000, "x", 10_000)
    assert pin_in_player(Pin(12_000, "plain"), on_tape) == Pin(2_000, "plain")
    assert pin_in_player(Pin(9_000, "gone", 1_000), on_tape) is None


def test_of_two_that_overlap_the_later_is_named() -> None:
    later = Pin(30_000, "again", 10_000)
    assert praise_at((PRAISE, later, Pin(11_000)), 12_000) == later
    assert praise_at((PRAISE, later), 5_000) == PRAISE
    assert praise_at((PRAISE,), 25_000) is None
    assert Scene(pins=(PRAISE, Pin(3))).praised == ((4_000, 24_000),)
    assert PRAISE.clip == Span(4_000, 24_000)
