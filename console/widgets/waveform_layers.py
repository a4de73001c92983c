"""The strokes over and around the lanes: ruler, evidence, passages, loop, selection, playhead."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF, QTransform

from console.audio.listening import PassageKind
from console.widgets.theme import Theme
from console.widgets.wave_geometry import EVIDENCE_PX, Rows, View, clock, in_view, ticks
from console.widgets.waveform_scene import PlacedMark, Scene

TICK_TEXT_PX = 78
HANDLE_PX = 5
PRAISE_PX = 3


def tinted(colour: QColor, alpha: int) -> QColor:
    """`colour` with opacity `alpha` of 255."""
    see_through = QColor(colour)
    see_through.setAlpha(alpha)
    return see_through


def block(left: float, top: float, right: float, bottom: float) -> QRect:
    """Whole pixels from left to right, at least one wide: Qt fills those ten times as fast as parts of pixels."""
    x, y = round(left), round(top)
    return QRect(x, y, max(1, round(right) - x), max(1, round(bottom) - y))


class Layers:
    """Draws one scene in one view. `ratio` is device pixels to a logical one; made anew for each picture."""

    def __init__(self, painter: QPainter, theme: Theme, view: View, rows: Rows, ratio: float, *, face: QFont) -> None:
        self._painter = painter
        self._theme = theme
        self._view = view
        self._rows = rows
        self._ratio = ratio
        self._width = view.columns / ratio
        painter.setFont(face)
        self._text = QFontMetricsF(face)

    def _x(self, at_ms: float) -> float:
        return self._view.column_of(at_ms) / self._ratio

    def _seen(self, spans: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
        return [(left / self._ratio, right / self._ratio) for left, right in in_view(self._view, spans)]

    def _hatch(self, colour: QColor, pattern: Qt.BrushStyle) -> QBrush:
        """A hatch that keeps its place in the call while scrolling."""
        brush = QBrush(colour, pattern)
        brush.setTransform(QTransform.fromTranslate(-self._view.first_column / self._ratio % 8, 0))
        return brush

    def ruler(self) -> None:
        """Times along the top, with small marks between."""
        painter, band, theme = self._painter, self._rows.ruler, self._theme
        painter.fillRect(block(0, band.top, self._width + 1, band.bottom), theme.window)
        lines, small = [], []
        top, bottom = band.top, band.bottom
        painter.setPen(theme.muted_text)
        for at_ms, text in ticks(self._view, TICK_TEXT_PX * self._ratio):
            x = round(self._x(at_ms)) + 0.5
            if text:
                lines.append(QLineF(x, top + 4, x, bottom))
                painter.drawText(QPointF(x + 4, bottom - 6), text)
            else:
                small.append(QLineF(x, bottom - 4, x, bottom))
        painter.setPen(QPen(theme.silence, 1))
        painter.drawLines(small)
        painter.setPen(QPen(theme.muted_text, 1))
        painter.drawLines(lines)

    def hint(self, words: str) -> None:
        """A word in the middle of the lanes while there is no sound to draw."""
        lanes = self._rows.lanes
        area = QRectF(0, lanes[0].top, self._width, lanes[-1].bottom - lanes[0].top)
        self._painter.setPen(self._theme.muted_text)
        self._painter.drawText(area, Qt.AlignmentFlag.AlignCenter, words)

    def edge(self, at_ms: float) -> None:
        """Where a live call is: nothing is known behind it."""
        lanes, x = self._rows.lanes, self._x(at_ms)
        if x < self._width:
            area = block(max(0.0, x), lanes[0].top, self._width + 1, lanes[-1].bottom)
            self._painter.fillRect(area, self._theme.surface)
            if x >= 0:
                self._painter.fillRect(QRectF(area.left(), area.top(), 1, area.height()), self._theme.accent)

    def frame(self) -> None:
        """Lines between the stripes."""
        self._painter.setPen(QPen(self._theme.line, 1))
        edges = [self._rows.ruler.bottom, self._rows.evidence.bottom, *(band.bottom for band in self._rows.lanes)]
        self._painter.drawLines([QLineF(0, y - 0.5, self._width, y - 0.5) for y in edges])

    def passages(self, scene: Scene) -> None:
        """The silence and talk-over stripe: silence striped, talk-over solid, all else crossed."""
        band, theme, painter = self._rows.passages, self._theme, self._painter
        painter.fillRect(block(0, band.top, self._width + 1, band.bottom), theme.window)
        looks = {
            PassageKind.SILENCE: (theme.muted_text, Qt.BrushStyle.BDiagPattern),
            PassageKind.TALK_OVER: (theme.talkover, Qt.BrushStyle.SolidPattern),
        }
        for kind in PassageKind:
            colour, pattern = looks.get(kind, (theme.muted_text, Qt.BrushStyle.DiagCrossPattern))
            spans = [(p.start_ms, p.end_ms) for p in scene.passages if p.kind is kind]
            painter.setBrush(self._hatch(colour, pattern))
            painter.setPen(QPen(colour, 1))
            for left, right in self._seen(spans):
                painter.drawRect(QRectF(left + 0.5, band.top + 3.5, max(2.0, right - left - 1), band.height - 7))

    def skipped(self, scene: Scene) -> None:
        """The spans that skipping silence jumps over, hatched across the lanes."""
        lanes, theme = self._rows.lanes, self._theme
        hatch = self._hatch(tinted(theme.muted_text, 150), Qt.BrushStyle.BDiagPattern)
        for left, right in self._seen(scene.skipped):
            area = block(left, lanes[0].top, right, lanes[-1].bottom)
            self._painter.fillRect(area, tinted(theme.sunken, 170))
            self._painter.fillRect(area, hatch)

    def loop(self, scene: Scene) -> None:
        """The loop between its brackets; dashed while it is off."""
        if scene.loop is None:
            return
        start, end = scene.loop
        painter, theme, rows = self._painter, self._theme, self._rows
        bottom = rows.lanes[-1].bottom
        tint = tinted(theme.accent, 34 if scene.loop_on else 14)
        for left, right in self._seen([(start, end)]):
            painter.fillRect(block(left, rows.lanes[0].top, right, bottom), tint)
            painter.fillRect(
                block(left, rows.ruler.bottom - 4, right, rows.ruler.bottom - 1), tinted(theme.accent, 200)
            )
        painter.setPen(QPen(theme.accent, 2, Qt.PenStyle.SolidLine if scene.loop_on else Qt.PenStyle.DashLine))
        for at_ms, turn in ((start, 5), (end, -5)):
            x = self._x(at_ms)
            painter.drawLine(QLineF(x, rows.ruler.top + 3, x, bottom))
            painter.drawLine(QLineF(x, rows.ruler.top + 3, x + turn, rows.ruler.top + 3))

    def evidence(self, marks: Sequence[PlacedMark], hot: PlacedMark | None) -> None:
        """A numbered bar for each mark, and its span tinted across the lanes."""
        painter, theme, rows = self._painter, self._theme, self._rows
        first, bottom = rows.lanes[0].top, rows.lanes[-1].bottom
        spans = [(placed.mark.span.start_ms, placed.mark.span.end_ms) for placed in marks]
        fill = tinted(theme.evidence, 28)
        for left, right in self._seen(spans):
            painter.fillRect(block(left, first, right, bottom), fill)
            painter.fillRect(block(left, first, left + 1, bottom), theme.evidence)
            painter.fillRect(block(right - 1, first, right, bottom), theme.evidence)
        ink = theme.window if theme.dark else theme.text
        for placed in marks:
            bar = self.mark_area(placed)
            painter.setPen(QPen(theme.text if placed == hot else theme.evidence, 1))
            painter.setBrush(theme.evidence)
            painter.drawRoundedRect(bar.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
            painter.setPen(ink)
            text = str(placed.mark.number)
            # the number stays in sight while a long mark scrolls out on the left
            x = max(bar.left() + 5, min(5.0, bar.right() - self._text.horizontalAdvance(text) - 5))
            painter.drawText(QPointF(x, bar.center().y() + self._text.capHeight() / 2), text)

    def mark_area(self, placed: PlacedMark) -> QRectF:
        """The bar of an evidence mark."""
        left, right = max(-8.0, placed.left / self._ratio), min(self._width + 8, placed.right / self._ratio)
        top = self._rows.evidence.top + placed.row * EVIDENCE_PX + 1
        return QRectF(left, top, right - left, EVIDENCE_PX - 3)

    def praise(self, scene: Scene) -> None:
        """What was praised: a light tint across the lanes between two edges, with a line along their top."""
        painter, colour, lanes = self._painter, self._theme.good, self._rows.lanes
        top, bottom = lanes[0].top, lanes[-1].bottom
        for left, right in self._seen(scene.praised):
            painter.fillRect(block(left, top, right, bottom), tinted(colour, 26))
            painter.fillRect(block(left, top, right, top + PRAISE_PX), colour)
            for x in (left, right - 1):
                painter.fillRect(block(x, top, x + 1, bottom), tinted(colour, 150))

    def pins(self, scene: Scene) -> None:
        """A small flag on the ruler for each pin, with a thin line down the lanes."""
        painter, theme = self._painter, self._theme
        bottom = self._rows.lanes[-1].bottom
        for pin in scene.pins:
            x = round(self._x(pin.at_ms)) + 0.5
            if -10 <= x <= self._width + 10:
                painter.setPen(QPen(tinted(theme.text, 150), 1, Qt.PenStyle.DotLine))
                painter.drawLine(QLineF(x, 4, x, bottom))
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.text)
                painter.drawPolygon(QPolygonF([QPointF(x, 2), QPointF(x + 9, 6), QPointF(x, 10)]))

    def selection(self, scene: Scene) -> None:
        """The chosen range, its edges to take hold of, and how long it is."""
        if scene.selection is None:
            return
        painter, theme, lanes = self._painter, self._theme, self._rows.lanes
        top, bottom = lanes[0].top, lanes[-1].bottom
        for left, right in self._seen([(scene.selection.start_ms, scene.selection.end_ms)]):
            painter.fillRect(block(left, top, right, bottom), tinted(theme.accent, 60))
            for x in (left, right):
                painter.fillRect(block(x - 1, top, x + 1, bottom), theme.accent)
                painter.fillRect(block(x - 3, (top + bottom) / 2 - 10, x + 3, (top + bottom) / 2 + 10), theme.accent)
            text = clock_length(scene.selection.end_ms - scene.selection.start_ms)
            wide = self._text.horizontalAdvance(text) + 12
            if right - left > wide + 12:
                label = QRectF((left + right - wide) / 2, bottom - 22, wide, 18)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.accent)
                painter.drawRoundedRect(label, 3, 3)
                painter.setPen(theme.accent_text)
                painter.drawText(label, Qt.AlignmentFlag.AlignCenter, text)


def draw_playhead(painter: QPainter, theme: Theme, x: float, rows: Rows) -> None:
    """The line where the sound is, with a handle on the ruler."""
    bottom = rows.passages.bottom
    painter.fillRect(QRectF(x - 0.5, rows.ruler.bottom - 8, 1.5, bottom - rows.ruler.bottom + 8), theme.playhead)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.playhead)
    y = rows.ruler.bottom - 1
    painter.drawPolygon(QPolygonF([QPointF(x - HANDLE_PX, y - 7), QPointF(x + HANDLE_PX + 0.5, y - 7), QPointF(x, y)]))


def clock_length(length_ms: int) -> str:
    """A length for a label: seconds with tenths below a minute (8.0 s), else a clock."""
    return f"{length_ms / 1000:.1f} s" if length_ms < 60_000 else clock(length_ms, 1)
