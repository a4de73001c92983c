"""The whole call in one strip: where the window is, what was heard, what is skipped, where the marks are."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QToolTip, QWidget

from console.audio.peaks import Peaks
from console.widgets import theme
from console.widgets.wave_geometry import FAST, View, clock, in_view, whole_call
from console.widgets.waveform_layers import block, tinted
from console.widgets.waveform_raster import mirrored_pixels
from console.widgets.waveform_scene import Scene
from console.widgets.waveform_strips import picture_of, rgb

LEDGER_PX = 5
HEIGHT_PX = 44


class OverviewStrip(QWidget):
    """Agent upwards, customer downwards. A click seeks, a drag moves the window. GUI thread; times in ms."""

    seek_asked = Signal(object)  # int
    window_dragged = Signal(object)  # int: the time to bring to the middle

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._peaks: Peaks | None = None
        self._reach: tuple[int, int] | None = None
        self._scene = Scene()
        self._window: View | None = None
        self._position_ms = 0
        self._sound: QPixmap | None = None
        self._backdrop: QPixmap | None = None
        self._pressed: QPointF | None = None
        self._dragging = False
        self.setFixedHeight(HEIGHT_PX)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.retranslate()

    def show_sound(self, peaks: Peaks | None) -> None:
        """Draw from `peaks`; call again when they grew. A long live call is drawn anew only with another column."""
        reach = (peaks.revision, self._known_columns(peaks)) if peaks is not None and peaks.grows else None
        if peaks is not self._peaks or reach is None or reach != self._reach:
            self._peaks, self._reach = peaks, reach
            self._sound = None
            self._refresh()

    def show_scene(self, scene: Scene) -> None:
        """Replace ledger, marks and passages."""
        if scene != self._scene:
            if scene.duration_ms != self._scene.duration_ms:
                self._sound = None
            self._scene = scene
            self._refresh()

    def show_window(self, view: View) -> None:
        """Draw the window of the picture below."""
        self._window = view
        self._refresh()

    def show_position(self, position_ms: int) -> None:
        """Move the playhead."""
        before = self._head_rect()
        self._position_ms = position_ms
        after = self._head_rect()
        if before != after:
            self.update(before)
            self.update(after)

    def _refresh(self) -> None:
        self._backdrop = None
        self.update()

    def _columns(self) -> int:
        return max(1, round(self.width() * self.devicePixelRatioF()))

    def _all(self) -> View:
        return whole_call(self._scene.duration_ms, self._columns())

    def _x(self, at_ms: float) -> float:
        return self._all().column_of(at_ms) / self.devicePixelRatioF()

    def _head_rect(self) -> QRect:
        return QRect(round(self._x(self._position_ms)) - 2, 0, 5, self.height())

    def _known_columns(self, peaks: Peaks) -> int:
        columns = self._columns()
        if self._scene.live:  # behind its edge there is nothing yet
            columns = max(1, min(columns, round(self._all().column_of(peaks.info.duration_ms))))
        return columns

    def _draw_sound(self, ratio: float) -> QPixmap | None:
        peaks = self._peaks
        if peaks is None or peaks.frames <= 0:
            return None
        columns = self._known_columns(peaks)
        lows_highs = peaks.columns(0.0, peaks.frames / columns, columns)
        loud = np.maximum(np.abs(np.maximum(lows_highs[0], -32767)), lows_highs[1])
        pixels = mirrored_pixels(loud[0], loud[-1], round((self.height() - LEDGER_PX - 1) * ratio))
        look = theme.current()
        lower = look.lane_customer if peaks.lanes > 1 else look.lane_agent
        picture = picture_of(pixels, columns, (rgb(look.surface), rgb(look.lane_agent), rgb(lower)))
        picture.setDevicePixelRatio(ratio)
        return picture

    def _draw_backdrop(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        look = theme.current()
        backdrop = QPixmap(self._columns(), round(self.height() * ratio))
        backdrop.setDevicePixelRatio(ratio)
        backdrop.fill(look.surface)
        painter = QPainter(backdrop)
        if self._sound is None:
            self._sound = self._draw_sound(ratio)
        if self._sound is not None:
            painter.drawPixmap(0, 0, self._sound)
        height = float(self.height() - LEDGER_PX - 1)
        self._draw_unread(painter, height)
        self._draw_skipped(painter, height, ratio)
        self._draw_marks(painter, ratio)
        self._draw_window(painter, height)
        self._draw_ledger(painter, ratio)
        painter.end()
        return backdrop

    def _draw_unread(self, painter: QPainter, height: float) -> None:
        """What the summary has not reached: shaded, so that it shrinks as the picture is made."""
        peaks = self._peaks
        if peaks is not None and peaks.done_frames < peaks.frames:
            left = self.width() * peaks.done_frames / peaks.frames
            painter.fillRect(block(left, 0, self.width(), height), tinted(theme.current().sunken, 150))

    def _draw_skipped(self, painter: QPainter, height: float, ratio: float) -> None:
        look = theme.current()
        for left, right in in_view(self._all(), self._scene.skipped):
            area = block(left / ratio, 0, right / ratio, height)
            painter.fillRect(area, tinted(look.sunken, 170))
            painter.fillRect(area, QBrush(tinted(look.muted_text, 150), Qt.BrushStyle.BDiagPattern))

    def _draw_marks(self, painter: QPainter, ratio: float) -> None:
        look = theme.current()
        spans = [(mark.span.start_ms, mark.span.end_ms) for mark in self._scene.evidence]
        for left, right in in_view(self._all(), spans):
            painter.fillRect(block(left / ratio, 0, max(left + 3 * ratio, right) / ratio, 5), look.evidence)
        for left, right in in_view(self._all(), self._scene.praised):
            painter.fillRect(block(left / ratio, 5, max(left + 3 * ratio, right) / ratio, 8), look.good)
        for pin in self._scene.pins:
            painter.fillRect(QRectF(self._x(pin.at_ms), 0, 1.5, 9), look.text)
        if self._scene.loop is not None:
            left, right = (self._x(at) for at in self._scene.loop)
            painter.fillRect(QRectF(left, self.height() - LEDGER_PX - 4, max(2.0, right - left), 2), look.accent)

    def _draw_window(self, painter: QPainter, height: float) -> None:
        window = self._window
        if window is None or window.shows_all:
            return
        look = theme.current()
        left, right = self._x(window.start_ms), self._x(window.end_ms)
        right = max(right, left + 4)
        shade = tinted(look.window, 165)
        painter.fillRect(QRectF(0, 0, left, height), shade)
        painter.fillRect(QRectF(right, 0, self.width() - right, height), shade)
        painter.setPen(QPen(look.accent, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(left + 1, 1, right - left - 2, height - 2), 3, 3)

    def _draw_ledger(self, painter: QPainter, ratio: float) -> None:
        """What was heard: a full line at listening speed, a half-height lighter one where it was skimmed."""
        look = theme.current()
        top = float(self.height() - LEDGER_PX)
        painter.fillRect(QRectF(0, top, self.width(), LEDGER_PX), look.sunken)
        for fast in (False, True):
            spans = [(s.start_ms, s.end_ms) for s in self._scene.ledger.spans if (s.speed > FAST) is fast]
            colour = tinted(look.heard, 130) if fast else look.heard
            for left, right in in_view(self._all(), spans):
                painter.fillRect(block(left / ratio, top + (2 if fast else 0), right / ratio, self.height()), colour)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw what is kept, and the playhead over it."""
        if self._backdrop is None:
            self._backdrop = self._draw_backdrop()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._backdrop)
        if self._scene.duration_ms > 0:
            painter.fillRect(QRectF(self._x(self._position_ms) - 0.75, 0, 1.5, self.height()), theme.current().playhead)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw for the new size."""
        super().resizeEvent(event)
        self._sound = None
        self._refresh()

    def changeEvent(self, event: QEvent) -> None:
        """Follow language and theme."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._sound = None
            self._refresh()
        elif event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def sizeHint(self) -> QSize:
        """A size that shows it well."""
        return QSize(800, HEIGHT_PX)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold."""
        if event.button() is Qt.MouseButton.LeftButton and self._scene.duration_ms > 0:
            self._pressed = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag, or show what is under the pointer."""
        if self._pressed is None or self._window is None or self._window.shows_all:
            return
        far = (event.position() - self._pressed).manhattanLength() >= QApplication.startDragDistance()
        if self._dragging or far:
            self._dragging = True
            self.window_dragged.emit(self._at_ms(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go: a click or the end of a drag."""
        if self._pressed is not None and not self._dragging:
            self.seek_asked.emit(self._at_ms(event.position().x()))
        self._pressed, self._dragging = None, False

    def _at_ms(self, x: float) -> int:
        return self._all().ms_of(x * self.devicePixelRatioF())

    def event(self, event: QEvent) -> bool:
        """Tooltips by place, and another screen's pixel ratio."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            words = clock(self._at_ms(event.pos().x()))
            if event.pos().y() >= self.height() - LEDGER_PX - 2:
                peaks = self._peaks
                known_ms = peaks.info.duration_ms if peaks is not None and peaks.grows else self._scene.duration_ms
                share = round(self._scene.ledger.share_of(known_ms) * 100)
                words = self.tr("Heard so far: {percent} %").format(percent=share)
            QToolTip.showText(event.globalPos(), words, self)
            return True
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._sound = None
            self._refresh()
        return super().event(event)

    def retranslate(self) -> None:
        """Say everything in the language in force."""
        self.setAccessibleName(self.tr("Overview of the whole call"))
