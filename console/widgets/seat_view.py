"""The room as one sees it: a table for keys, choice and screen readers, painted in one pass for speed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QBrush,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from console.desk.floor import FloorModel
from console.desk.floor_seat import Look, SeatNow
from console.domain.floor import LimitLevel
from console.widgets import theme
from console.widgets.keyboard import OWN_KEYS
from console.widgets.seat_face import ALARM, BRUSH_OF, DIMMED, WARN, Detail, fill_look
from console.widgets.seat_faces import SeatFaces
from console.widgets.seat_hearing import SeatHearing
from console.widgets.steady_place import SteadyPlace

ZOOMS = ((8, 6), (14, 10), (22, 20), (44, 24), (76, 28), (76, 48), (104, 56), (132, 76), (176, 92))
"""Cell sizes, pixels at 100 % of text size."""

FLASH_MS = 500
"""A call for help changes its face this often: one flash a second, where two are allowed."""


class SeatView(QTableView):
    """One room. `seat_chosen` carries a SeatNow: click or Enter; `seat_changed` the one under the cursor.

    `menu_asked` carries where on the screen a menu for that one may open.
    """

    seat_chosen = Signal(object)
    seat_changed = Signal(object)
    menu_asked = Signal(QPoint)
    zoom_changed = Signal()

    def __init__(self, model: FloorModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._floor = model
        self._faces = SeatFaces()
        self._cell = QSize(0, 0)
        self._spots: dict[int, list[QRect]] = {}
        self._zoom: int | None = None
        self._current = ""
        self._locked = False
        self._hearing: SeatHearing | None = None
        self._fitted_to = QSize()
        self._place = SteadyPlace(self, model)
        self._flash = QTimer(self, interval=FLASH_MS)
        self._flash.timeout.connect(self._turn_faces)
        self.setModel(model)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setProperty(OWN_KEYS, ["Left", "Right", "Up", "Down"])
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setVisible(False)
            header.setMinimumSectionSize(2)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        model.ticked.connect(self._tick)
        model.shown.connect(self._watch_help)
        model.modelAboutToBeReset.connect(self._place.note)
        model.plan_changed.connect(self._find_again)
        model.rowsInserted.connect(self._take_in)
        self.clicked.connect(self._choose)
        self.selectionModel().currentChanged.connect(self._remember)
        self.dress()

    # size

    def dress(self) -> None:
        """Measure and draw anew, after the theme, the text size or the language changed."""
        self._cell = QSize(0, 0)
        self._measure()

    @property
    def cell(self) -> QSize:
        """Pixels of a seat."""
        return self._cell

    def show_zoom(self, zoom: int | None) -> None:
        """One of `ZOOMS`; None shows as much of the room as can be read."""
        self._zoom = None if zoom is None else max(0, min(zoom, len(ZOOMS) - 1))
        self._measure()
        self.zoom_changed.emit()

    @property
    def zoom(self) -> int | None:
        """One of `ZOOMS`; None for as much of the room as can be read."""
        return self._zoom

    def zoom_by(self, step: int) -> None:
        """Larger or smaller by a step."""
        if self._zoom is not None:
            self.show_zoom(self._zoom + step)
            return
        near = [n for n, (width, _) in enumerate(ZOOMS) if (theme.scaled(width) - self._cell.width()) * step > 0]
        if near:
            self.show_zoom(near[0] if step > 0 else near[-1])

    @Slot()
    def _measure(self) -> None:
        self._fitted_to = self.maximumViewportSize()
        cell = self._fitting() if self._zoom is None else QSize(*map(theme.scaled, ZOOMS[self._zoom]))
        if cell == self._cell:
            return
        self._cell = cell
        self._spots.clear()
        self._faces.dress(cell.width(), cell.height(), self.devicePixelRatioF())
        self.horizontalHeader().setDefaultSectionSize(cell.width())
        self.verticalHeader().setDefaultSectionSize(cell.height())
        self.viewport().update()

    def _fitting(self) -> QSize:
        """So that the whole room is seen, within what can be read and what looks well."""
        least, most = QSize(*map(theme.scaled, (72, 44))), QSize(*map(theme.scaled, ZOOMS[-1]))
        size = self.maximumViewportSize()
        columns, rows = max(1, self._floor.columnCount()), max(1, self._floor.rowCount())
        return QSize(size.width() // columns, size.height() // rows).expandedTo(least).boundedTo(most)

    def show_hearing(self, hearing: SeatHearing) -> None:
        """Mark the seats that are listened to."""
        self._hearing = hearing
        hearing.seat_changed.connect(self._draw_seat)

    @Slot(str)
    def _draw_seat(self, number: str) -> None:
        seat = self._floor.seat_of(number)
        if seat is not None:
            self.viewport().update(self._cell_rect(seat))

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """All cells that the region touches, in one pass."""
        painter = QPainter(self.viewport())
        wanted = event.region()
        dirty = wanted.boundingRect()
        painter.fillRect(dirty, theme.current().window)
        width, height = self._cell.width(), self._cell.height()
        across, down = self.horizontalOffset(), self.verticalOffset()
        rows = range((dirty.top() + down) // height, min((dirty.bottom() + down) // height + 1, self._floor.rowCount()))
        first = max(0, (dirty.left() + across) // width)
        last = min((dirty.right() + across) // width + 1, self._floor.columnCount())
        if self._faces.geometry.detail is Detail.FILL:
            painter.translate(-across, -down)
            self._paint_spots(painter, rows, first, last)
            painter.resetTransform()
            self._paint_hearing(painter)
            return
        whole = wanted.rectCount() <= 1
        now_s, current, draw = self._floor.now_s, self._chosen(), self._faces.draw
        for row in rows:
            x, y = first * width - across, row * height - down
            for seat in self._floor.seats_of_row(row)[first:last]:
                if seat is not None and (whole or wanted.intersects(QRect(x, y, width, height))):
                    draw(painter, x, y, seat, now_s, selected=seat is current)
                x += width
        self._paint_hearing(painter)

    def _paint_hearing(self, painter: QPainter) -> None:
        """The few seats that somebody listens to."""
        if self._hearing is None:
            return
        for number in self._hearing.numbers:
            seat = self._floor.seat_of(number)
            if seat is not None:
                self._hearing.draw(painter, self._cell_rect(seat), number, self._faces.geometry.detail)

    def _paint_spots(self, painter: QPainter, rows: range, first: int, last: int) -> None:
        """Seats of some pixels: all of one look at once."""
        scheme, current = theme.current(), self._chosen()
        by_look: dict[Look, list[QRect]] = {}
        for row in rows:
            spots = self._spots_of(row)
            for column, seat in enumerate(self._floor.seats_of_row(row)[first:last], first):
                if seat is not None:
                    by_look.setdefault(seat.look, []).append(spots[column])
        painter.setPen(Qt.PenStyle.NoPen)
        for (fill, level, dim), rects in by_look.items():
            look = fill_look(fill, scheme, flashed=self._faces.flashed)
            painter.setOpacity(DIMMED if dim else 1.0)
            if level is not LimitLevel.NONE:
                painter.setBrush(ALARM[0] if level is LimitLevel.ALARM else WARN[0])
                painter.drawRects(rects)
                rects = [rect.adjusted(1, 1, -1, -1) for rect in rects]
            painter.setBrush(look.ground)
            painter.drawRects(rects)
            if look.texture in BRUSH_OF:
                painter.setBrush(QBrush(look.mark, BRUSH_OF[look.texture]))
                painter.drawRects(rects)
        painter.setOpacity(1.0)
        if current is not None:
            painter.setPen(scheme.text)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            spot = self._spots_of(current.place.row)[current.place.column]
            painter.drawRect(spot.adjusted(0, 0, -1, -1))

    def _spots_of(self, row: int) -> list[QRect]:
        """The cells of a row in the room's own pixels: making them anew costs as much as painting them."""
        spots = self._spots.get(row)
        if spots is None:
            wide, high = self._cell.width(), self._cell.height()
            columns = range(self._floor.columnCount())
            spots = self._spots[row] = [QRect(n * wide, row * high, wide - 1, high - 1) for n in columns]
        return spots

    def _cell_rect(self, seat: SeatNow) -> QRect:
        x = seat.place.column * self._cell.width() - self.horizontalOffset()
        return QRect(x, seat.place.row * self._cell.height() - self.verticalOffset(), *self._cell.toTuple())  # type: ignore[misc]

    @Slot()
    def _tick(self) -> None:
        if self._faces.geometry.detail >= Detail.TIMER:
            self.viewport().update()

    @Slot()
    def _watch_help(self) -> None:
        helping = bool(self._floor.helping())
        if helping and not self._flash.isActive():
            self._flash.start()
        elif not helping and self._flash.isActive():
            self._flash.stop()
            self._faces.flashed = False

    @Slot()
    def _turn_faces(self) -> None:
        self._faces.flashed = not self._faces.flashed
        for seat in self._floor.helping():
            self.viewport().update(self._cell_rect(seat))

    # choosing

    def _chosen(self) -> SeatNow | None:
        index = self.currentIndex()
        return self._floor.seat_at(index.row(), index.column()) if index.isValid() else None

    def choose(self, number: str) -> None:
        """Go to an agent's seat."""
        self._locked = True
        seat = self._floor.seat_of(number)
        if seat is not None:
            self._go(seat)

    def _go(self, seat: SeatNow) -> None:
        index = self._floor.index(seat.place.row, seat.place.column)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        seat = self._floor.seat_at(index.row(), index.column())
        if seat is not None:
            self.seat_chosen.emit(seat)

    @Slot(QModelIndex, QModelIndex)
    def _remember(self, now: QModelIndex, before: QModelIndex) -> None:
        for index in (now, before):
            seat = self._floor.seat_at(index.row(), index.column()) if index.isValid() else None
            if seat is not None:
                self.viewport().update(self._cell_rect(seat))
        seat = self._floor.seat_at(now.row(), now.column()) if now.isValid() else None
        self._current = seat.number if seat is not None else ""
        self.seat_changed.emit(seat)

    # lock of position: only whoever looks moves the room

    @Slot()
    def _take_in(self) -> None:
        """More people behind the plan: the whole room is shown again only while nobody has gone anywhere in it."""
        if not self._locked:
            self._measure()

    @Slot()
    def _find_again(self) -> None:
        """Another plan: whoever was chosen is chosen where the agent now sits, and what was seen stays where it was."""
        self._spots.clear()
        if not self._locked:
            self._measure()
        self._place.hold()
        chosen = self._floor.seat_of(self._current) if self._current else None
        if chosen is not None:
            index = self._floor.index(chosen.place.row, chosen.place.column)
            self.setAutoScroll(False)  # or the view would follow the cursor
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.setAutoScroll(True)

    def seat_beyond(self, row: int, column: int, down: int, across: int) -> SeatNow | None:
        """The next seat in a direction, past aisles; None at the wall."""
        row, column = row + down, column + across
        while 0 <= row < self._floor.rowCount() and 0 <= column < self._floor.columnCount():
            seat = self._floor.seat_at(row, column)
            if seat is not None:
                return seat
            row, column = row + down, column + across
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Somebody has gone somewhere."""
        self._locked = True
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from seat to seat, past aisles; Enter chooses."""
        self._locked = True
        step = {
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
        }.get(Qt.Key(event.key()))
        here = self._chosen()
        if step is not None:
            seat = self._first() if here is None else self.seat_beyond(here.place.row, here.place.column, *step)
            if seat is not None:
                self._go(seat)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and here is not None:
            self.seat_chosen.emit(here)
        else:
            super().keyPressEvent(event)

    def _first(self) -> SeatNow | None:
        rows = range(self._floor.rowCount())
        return next((seat for row in rows for seat in self._floor.seats_of_row(row) if seat is not None), None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """By key the first seat is taken, so that the arrows have somewhere to start."""
        super().focusInEvent(event)
        first = self._first() if self._chosen() is None else None
        if first is not None and event.reason() is not Qt.FocusReason.MouseFocusReason:
            self._go(first)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Ctrl the wheel zooms."""
        self._locked = True
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.angleDelta().y():
                self.zoom_by(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """A right click chooses its seat first; the key means the one chosen."""
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        seat = self._floor.seat_at(index.row(), index.column()) if index.isValid() else None
        if seat is None:
            return
        self._go(seat)
        at = self._cell_rect(seat).center() if by_key else event.pos()
        self.menu_asked.emit(self.viewport().mapToGlobal(at))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much as before; a scroll bar that comes or goes is no other size."""
        super().resizeEvent(event)
        if not self._locked or self.maximumViewportSize() != self._fitted_to:
            self._measure()

    def changeEvent(self, event: QEvent) -> None:
        """Draw anew where the look or the language changed."""
        looks = (QEvent.Type.FontChange, QEvent.Type.PaletteChange, QEvent.Type.LanguageChange)
        if event.type() in looks and hasattr(self, "_flash"):
            self.dress()
        super().changeEvent(event)
