"""The picture of a call: lanes, ruler, marks; click goes there, drag chooses a range, the wheel moves and zooms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from console.audio.live_peaks import SETTLING_S
from console.audio.peaks import Peaks
from console.domain.sheet import Span
from console.widgets import theme
from console.widgets.wave_geometry import (
    CLOSEST_MS_PER_PX,
    LIVE_LEAD,
    MOST_EVIDENCE_ROWS,
    PAGE_LEAD,
    RULER_PX,
    Rows,
    View,
    centred,
    clock,
    followed,
    near_edge,
    resized,
    rows,
    scrolled,
    spanning,
    whole_call,
    zoomed,
)
from console.widgets.waveform_drag import RangeDrag, far_end
from console.widgets.waveform_layers import HANDLE_PX, Layers, draw_playhead
from console.widgets.waveform_scene import PlacedMark, Scene, passage_at, placed_marks, praise_at
from console.widgets.waveform_strips import LaneLook, Samples, StripCache, rgb
from console.widgets.waveform_words import mark_words, passage_words, praise_words, whereabouts

ZOOM_STEP = 1.5
WHEEL_SHARE = 0.1
"""A notch of the wheel moves by this share of the window."""
GRIP_PX = 6
UNSETTLED_MS = SETTLING_S * 1000


class WavePicture(QWidget):
    """Shows one scene in one view. All times in ms. GUI thread."""

    seek_asked = Signal(object)  # int
    range_selected = Signal(object)  # Span
    evidence_clicked = Signal(object, object)  # item key, Span
    view_changed = Signal(object)  # View
    following_changed = Signal(object)  # bool

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene = Scene()
        self._strips = StripCache()
        self._backdrop: QPixmap | None = None
        self._drawn_ms = 0.0
        """Up to where a sound that grows is in it."""
        self._view = whole_call(0, 1)
        self._position_ms = 0
        self._lanes = 2
        self._quiet_lanes: frozenset[int] = frozenset()
        self._gains: tuple[float, ...] = (1.0, 1.0)
        self._following = True
        self._placed: list[PlacedMark] = []
        self._hot: PlacedMark | None = None
        self._pressed_mark: PlacedMark | None = None
        self._drag: RangeDrag | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.retranslate()

    # what is shown

    @property
    def view(self) -> View:
        """The stretch on screen."""
        return self._view

    @property
    def scene(self) -> Scene:
        """What is laid over the lanes."""
        return self._scene

    @property
    def layout_rows(self) -> Rows:
        """Where the stripes are; lane headers line up with these."""
        return rows(self.height(), self._lanes, self._evidence_rows())

    def show_sound(self, peaks: Peaks | None, samples: Samples | None) -> None:
        """Draw the lanes from `peaks`, and from `samples` at close zoom; call again when they grew."""
        grown = self._strips.show(peaks, samples)
        self._lanes = peaks.lanes if peaks is not None else 2
        if grown and self._backdrop is not None:
            self._grow(self._backdrop)
        else:
            self._refresh()

    def show_scene(self, scene: Scene) -> None:
        """Replace what is laid over the lanes; another length starts from the whole call, unless a live one grew."""
        if replace(scene, ledger=self._scene.ledger) == self._scene:
            self._scene = scene  # what was heard is drawn under the overview only, and grows all the time
            return
        if scene.live and self._scene.live and scene.duration_ms > self._scene.duration_ms > 0:
            self._scene = scene
            self.show_view(replace(self._view, duration_ms=scene.duration_ms))
        elif scene.duration_ms != self._scene.duration_ms:
            self._scene = scene
            self.show_view(whole_call(scene.duration_ms, self._columns()))
        self._scene = scene
        self._hot = None
        self._refresh()

    def show_lanes(self, quiet: frozenset[int], gains: Sequence[float]) -> None:
        """Grey the lanes in `quiet`, and scale each by its gain factor: what is louder looks louder."""
        self._quiet_lanes, self._gains = quiet, tuple(gains)
        self._refresh()

    def show_detail(self) -> None:
        """Samples for a coarse strip have come: draw it again."""
        self._strips.drop_unsettled()
        self._refresh()

    def show_position(self, position_ms: int) -> None:
        """Move the playhead; repaints two thin strips unless the view has to follow."""
        before = self._playhead_rect()
        self._position_ms = position_ms
        if self._following and not (self._drag and self._drag.dragging):
            moved = self._followed()
            if moved != self._view:
                self.show_view(moved)
                return
        after = self._playhead_rect()
        if after != before:
            self.update(before)
            self.update(after)

    def show_view(self, view: View) -> None:
        """Show another stretch of the call."""
        if view != self._view:
            self._view = view
            self._refresh()
            self.view_changed.emit(view)

    # zoom and scroll

    @property
    def following(self) -> bool:
        """Whether the view keeps the playhead in it."""
        return self._following

    def set_following(self, *, on: bool) -> None:
        """Keep the playhead in view, or leave the view alone."""
        if on != self._following:
            self._following = on
            self.following_changed.emit(on)
        if on:
            self.show_view(self._followed())

    def _followed(self) -> View:
        return followed(self._view, self._position_ms, LIVE_LEAD if self._scene.live else PAGE_LEAD)

    def zoom(self, factor: float) -> None:
        """Closer (above 1) or wider, around the playhead when it is in view, else around the middle."""
        column = self._view.column_of(self._position_ms)
        if not 0 <= column <= self._view.columns:
            column = self._view.columns / 2
        self.show_view(zoomed(self._view, factor, column, self._closest()))

    def zoom_whole(self) -> None:
        """The whole call."""
        self.show_view(whole_call(self._scene.duration_ms, self._columns()))

    def zoom_to(self, span: Span) -> None:
        """Fill the picture with `span`."""
        self._let_go()
        self.show_view(spanning(self._view, span.start_ms, span.end_ms, self._closest()))

    def scroll_to(self, first_column: int) -> None:
        """Put `first_column` at the left edge, by the user's hand: following stops."""
        self._let_go()
        self.show_view(scrolled(self._view, first_column - self._view.first_column))

    def centre_on(self, at_ms: int) -> None:
        """Bring `at_ms` to the middle, by the user's hand."""
        self._let_go()
        self.show_view(centred(self._view, at_ms))

    def _let_go(self) -> None:
        self.set_following(on=False)

    def _closest(self) -> float:
        return CLOSEST_MS_PER_PX / self.devicePixelRatioF()

    def _columns(self) -> int:
        return max(1, round(self.width() * self.devicePixelRatioF()))

    # painting

    def _evidence_rows(self) -> int:
        marks = placed_marks(
            whole_call(self._scene.duration_ms, self._columns()),
            self._scene.evidence,
            self.devicePixelRatioF(),
            MOST_EVIDENCE_ROWS,
        )
        return max((placed.row for placed in marks), default=0) + 1

    def _refresh(self) -> None:
        self._backdrop = None
        self.update()

    def _playhead_rect(self) -> QRect:
        x = self._view.column_of(self._position_ms) / self.devicePixelRatioF()
        if not -HANDLE_PX - 1 <= x <= self.width() + HANDLE_PX + 1:
            return QRect()
        return QRect(round(x) - HANDLE_PX - 1, 0, 2 * HANDLE_PX + 4, self.height())

    def _draw_backdrop(self) -> QPixmap:
        """All but the playhead, kept until something changes."""
        ratio = self.devicePixelRatioF()
        backdrop = QPixmap(self._columns(), round(self.height() * ratio))
        backdrop.setDevicePixelRatio(ratio)
        backdrop.fill(theme.current().surface)
        painter = QPainter(backdrop)
        self._draw(painter, self.layout_rows)
        painter.end()
        return backdrop

    def _grow(self, backdrop: QPixmap) -> None:
        """Draw what has come since into what is kept: the columns from a little before it on."""
        ratio, bands, edge_ms = self.devicePixelRatioF(), self.layout_rows, self._strips.edge_ms
        if edge_ms is None or backdrop.width() != self._columns():
            self._refresh()
            return
        left = int(self._view.column_of(self._drawn_ms - UNSETTLED_MS) / ratio) - 1
        right = int(self._view.column_of(edge_ms) / ratio) + 3
        top, bottom = round(bands.lanes[0].top), round(bands.lanes[-1].bottom)
        area = QRect(left, top, right - left, bottom - top) & self.rect()
        if area.isEmpty():
            return
        painter = QPainter(backdrop)
        painter.setClipRect(area)
        painter.fillRect(area, theme.current().surface)
        self._draw(painter, bands, lanes_only=True)
        painter.end()
        self.update(area)

    def _draw(self, painter: QPainter, bands: Rows, *, lanes_only: bool = False) -> None:
        """All of it, or what lies on the lanes: the rest does not change with what comes."""
        ratio = self.devicePixelRatioF()
        look = theme.current()
        inks = (look.lane_agent, look.lane_customer)
        lanes = [
            LaneLook(
                height=round(band.bottom * ratio) - round(band.top * ratio),
                ink=rgb(look.silence if lane in self._quiet_lanes else inks[lane % 2]),
                paper=rgb(look.surface),
                gain=self._gains[lane] if lane < len(self._gains) else 1.0,
            )
            for lane, band in enumerate(bands.lanes)
        ]
        edge_ms = self._strips.edge_ms  # once: it may grow meanwhile
        self._drawn_ms = edge_ms or 0.0
        self._strips.draw(painter, self._view, lanes, [band.top for band in bands.lanes], ratio)
        layers = Layers(painter, look, self._view, bands, ratio, face=theme.font("small", tabular=True))
        if edge_ms is not None:
            layers.edge(edge_ms)
        if not self._strips.has_sound and self._scene.duration_ms > 0:
            layers.hint(
                self.tr("Waiting for the first sound…") if self._scene.live else self.tr("Opening the recording…")
            )
        layers.skipped(self._scene)
        if not lanes_only:
            layers.passages(self._scene)
            layers.ruler()
            self._placed = placed_marks(self._view, self._scene.evidence, ratio, MOST_EVIDENCE_ROWS)
        layers.frame()
        layers.loop(self._scene)
        layers.praise(self._scene)
        layers.evidence(self._placed, self._hot)
        layers.selection(self._scene)
        layers.pins(self._scene)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what is kept, and the playhead over it."""
        if self._backdrop is None:
            self._backdrop = self._draw_backdrop()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._backdrop)
        head = self._playhead_rect()
        if not head.isEmpty() and event.rect().intersects(head):
            x = self._view.column_of(self._position_ms) / self.devicePixelRatioF()
            draw_playhead(painter, theme.current(), x, self.layout_rows)
        if self.hasFocus():
            painter.setPen(QPen(theme.current().focus, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw for the new size."""
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        self._strips.clear()
        self.show_view(resized(self._view, self._columns()))
        self._refresh()

    def changeEvent(self, event: QEvent) -> None:
        """Follow language and theme."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._refresh()
        elif event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def sizeHint(self) -> QSize:
        """A size that shows it well."""
        return QSize(800, 190)

    def minimumSizeHint(self) -> QSize:
        """The least that can be read."""
        return QSize(320, 164)

    # the pointer

    @property
    def _length_ms(self) -> float:
        """What is known of the call."""
        edge_ms = self._strips.edge_ms
        return self._scene.duration_ms if edge_ms is None else edge_ms

    def _at_ms(self, x: float) -> int:
        return min(self._view.ms_of(x * self.devicePixelRatioF()), int(self._length_ms))

    def _mark_at(self, at: QPointF) -> PlacedMark | None:
        band = self.layout_rows.evidence
        if not band.holds(at.y()):
            return None
        column = at.x() * self.devicePixelRatioF()
        under = [placed for placed in self._placed if placed.left <= column <= placed.right]
        height = band.height // max(1, self._evidence_rows())
        row = int(at.y() - band.top) // height
        return next((placed for placed in under if placed.row == row), None)

    def _edge_at(self, at: QPointF) -> str:
        chosen = self._scene.selection
        if chosen is None or not at.y() >= RULER_PX:
            return ""
        ratio = self.devicePixelRatioF()
        start, end = self._view.column_of(chosen.start_ms), self._view.column_of(chosen.end_ms)
        return near_edge(at.x() * ratio, start, end, GRIP_PX * ratio)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold."""
        if event.button() is not Qt.MouseButton.LeftButton or self._scene.duration_ms <= 0:
            super().mousePressEvent(event)
            return
        at = event.position()
        self._pressed_mark = self._mark_at(at)
        if self._pressed_mark is not None:
            return
        chosen, edge, at_ms = self._scene.selection, self._edge_at(at), self._at_ms(at.x())
        if chosen is not None and edge:
            self._drag = RangeDrag(at, chosen.end_ms if edge == "start" else chosen.start_ms, dragging=True)
        elif chosen is not None and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._drag = RangeDrag(at, far_end(chosen, at_ms), dragging=True)
            self._choose(self._drag, at.x())
        else:
            self._drag = RangeDrag(at, at_ms)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag, or show what is under the pointer."""
        at = event.position()
        if self._drag is None:
            self._hover(at)
        elif self._drag.move(at):
            beyond = at.x() - self.width() if at.x() > self.width() else min(0.0, at.x())
            if beyond:
                self._let_go()
                self.show_view(scrolled(self._view, round(beyond * self.devicePixelRatioF() / 4)))
            self._choose(self._drag, at.x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go: a click or the end of a drag."""
        placed, drag = self._pressed_mark, self._drag
        self._pressed_mark, self._drag = None, None
        if placed is not None:
            self.evidence_clicked.emit(placed.mark.item_key, placed.mark.span)
        elif drag is not None and not drag.dragging:
            self._drop_selection()
            self.seek_asked.emit(self._at_ms(event.position().x()))
        elif drag is not None and self._scene.selection is not None:
            self.range_selected.emit(self._scene.selection)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click on a silence or talk-over chooses all of it."""
        passage = passage_at(self._scene.passages, self._at_ms(event.position().x()))
        if self.layout_rows.passages.holds(event.position().y()) and passage is not None:
            self._select(Span(passage.start_ms, passage.end_ms))
            self.range_selected.emit(self._scene.selection)

    def _choose(self, drag: RangeDrag, x: float) -> None:
        span = drag.span_to(self._at_ms(x))
        if span is not None:
            self._select(span)

    def _select(self, span: Span) -> None:
        self._scene = replace(self._scene, selection=span)
        self._refresh()

    def _drop_selection(self) -> None:
        if self._scene.selection is not None:
            self.clear_selection()
            self.range_selected.emit(None)

    def clear_selection(self) -> None:
        """No range is chosen any more."""
        self._scene = replace(self._scene, selection=None)
        self._refresh()

    def _hover(self, at: QPointF) -> None:
        hot = self._mark_at(at)
        if hot != self._hot:
            self._hot = hot
            self._refresh()
        if hot is not None:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        elif self._edge_at(at):
            self.setCursor(Qt.CursorShape.SizeHorCursor)
        elif any(band.holds(at.y()) for band in self.layout_rows.lanes):
            self.setCursor(Qt.CursorShape.IBeamCursor)
        else:
            self.unsetCursor()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll; with Ctrl, zoom at the pointer."""
        turned = event.angleDelta()
        ratio = self.devicePixelRatioF()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            factor = ZOOM_STEP ** (turned.y() / 120)
            self.show_view(zoomed(self._view, factor, event.position().x() * ratio, self._closest()))
        else:
            notches = (turned.x() or turned.y()) / 120
            moved = scrolled(self._view, -round(notches * self._view.columns * WHEEL_SHARE))
            if moved != self._view:
                self._let_go()
                self.show_view(moved)
        event.accept()

    # the keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows zoom, page keys, Home and End scroll, Esc drops the range."""
        key, page = Qt.Key, round(self._view.columns * 0.9)
        if event.modifiers() not in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier):
            super().keyPressEvent(event)
            return
        match event.key():
            case key.Key_Up:
                self.zoom(ZOOM_STEP)
            case key.Key_Down:
                self.zoom(1 / ZOOM_STEP)
            case key.Key_PageDown:
                self.scroll_to(self._view.first_column + page)
            case key.Key_PageUp:
                self.scroll_to(self._view.first_column - page)
            case key.Key_Home:
                self.scroll_to(0)
            case key.Key_End:
                self.scroll_to(self._view.last_first)
            case key.Key_Escape if self._scene.selection is not None:
                self._drop_selection()
            case _:
                super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say where the sound is to a screen reader."""
        super().focusInEvent(event)
        self.tell()

    # words

    def event(self, event: QEvent) -> bool:
        """Tooltips by place, and another screen's pixel ratio."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.words_at(QPointF(event.pos())), self)
            return True
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._fit_columns()
        return super().event(event)

    def words_at(self, at: QPointF) -> str:
        """The tooltip at a place: the mark, the passage or the time there."""
        placed = self._mark_at(at)
        at_ms = self._at_ms(at.x())
        if placed is not None:
            return mark_words(placed.mark)
        passage = passage_at(self._scene.passages, at_ms)
        if passage is not None and self.layout_rows.passages.holds(at.y()):
            return passage_words(passage)
        praised = praise_at(self._scene.pins, at_ms)
        if praised is not None and at.y() < self.layout_rows.passages.top:
            return praise_words(praised)
        return clock(at_ms, 1)

    def tell(self) -> None:
        """Say to a screen reader where the sound is and what is there."""
        self.setAccessibleDescription(whereabouts(self._scene, self._view, self._position_ms, self._length_ms))

    def retranslate(self) -> None:
        """Say everything in the language in force."""
        self.setAccessibleName(self.tr("Picture of the call"))
        self.tell()
