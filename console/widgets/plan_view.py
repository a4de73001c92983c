"""The grid of a plan being laid out: seats as on the map, aisles between them, all of it by key and by mouse."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QPoint, QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QTransform,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from console.desk.floor_seat import Fill
from console.desk.plan_grid import PlanModel
from console.desk.plan_words import sitter_text, somebody_else
from console.domain.floor import LimitLevel
from console.domain.floor_plan import Seat
from console.widgets import theme
from console.widgets.plan_drag import PersonDrag
from console.widgets.seat_face import FillLook, Texture, draw_face, draw_ring, face_geometry, fill_look

CELL = (88, 46)
"""Pixels of a seat at 100 % of text size."""

MOST_WORDS = 20_000
"""Names kept as they were cut; when there are more, all are measured again."""

EDGE = 28
SCROLL_MS = 40
"""Near an edge the room scrolls while somebody is carried, this often."""


class PlanView(QTableView):
    """One plan. Cells are (row, column). GUI thread.

    `entered`: Enter on a cell; `left`: Esc.
    """

    entered = Signal(int, int)
    left = Signal()

    def __init__(self, model: PlanModel, drag: PersonDrag, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plan, self._drag = model, drag
        self._target: tuple[int, int] | None = None
        self._carried: UUID | None = None
        self._scrolling = QTimer(self, interval=SCROLL_MS)
        self._scrolling.timeout.connect(self._scroll_on)
        self._mouse = QPoint()
        self.setModel(model)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setMinimumSectionSize(2)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
            header.setHighlightSections(False)
        self.selectionModel().selectionChanged.connect(self._repaint)
        self.selectionModel().currentChanged.connect(self._repaint)
        drag.ended.connect(self._forget_target)
        self.dress()

    def dress(self) -> None:
        """Measure anew, after theme or text size changed."""
        self._cell = QSize(*map(theme.scaled, CELL))
        self._small = theme.font("small", tabular=True)
        self._strong = QFont(self._small)
        self._strong.setWeight(QFont.Weight.DemiBold)
        self._small_size, self._strong_size = QFontMetrics(self._small), QFontMetrics(self._strong)
        self._cut: dict[tuple[str, bool], str] = {}
        self._faces: dict[Texture, QPixmap] = {}
        self._line = self._strong_size.height()
        self._face = face_geometry(self._cell.width(), self._cell.height(), self._line)
        self.horizontalHeader().setDefaultSectionSize(self._cell.width())
        self.verticalHeader().setDefaultSectionSize(self._cell.height())
        self.viewport().update()

    # what is chosen

    @property
    def cells(self) -> list[tuple[int, int]]:
        """The chosen cells, the one under the cursor if none is."""
        chosen = [(index.row(), index.column()) for index in self.selectionModel().selectedIndexes()]
        here = self.currentIndex()
        return chosen or ([(here.row(), here.column())] if here.isValid() else [])

    def go(self, row: int, column: int) -> None:
        """Put the cursor on a cell, and nothing else chosen."""
        index = self._plan.index(row, column)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)

    def choose(self, first: tuple[int, int], last: tuple[int, int]) -> None:
        """Choose a block of cells."""
        block = QItemSelection(self._plan.index(*first), self._plan.index(*last))
        self.selectionModel().select(block, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def show_carried(self, who: UUID | None) -> None:
        """Mark whom one has picked up."""
        self._carried = who
        self.viewport().update()

    def cell_at(self, at: QPoint) -> tuple[int, int] | None:
        """The cell under a global place; None outside."""
        inside = self.viewport().mapFromGlobal(at)
        if not self.viewport().rect().contains(inside) or not self.isVisible():
            return None
        index = self.indexAt(inside)
        return (index.row(), index.column()) if index.isValid() else None

    # carrying

    def point_at(self, at: QPoint) -> None:
        """Somebody is carried over a global place: show where they would sit, scroll near an edge."""
        self._mouse = at
        target = self.cell_at(at)
        if target is not None and self._plan.seat_at(*target) is None:
            target = None
        if target != self._target:
            self._target = target
            self.viewport().update()
        if not self._scrolling.isActive() and any(self._pull()):
            self._scrolling.start()

    def _pull(self) -> tuple[int, int]:
        """How far to scroll, right and down, for where the mouse is."""
        area, at = self.viewport().rect(), self.viewport().mapFromGlobal(self._mouse)
        if not area.adjusted(-EDGE, -EDGE, EDGE, EDGE).contains(at):
            return (0, 0)
        across = -EDGE if at.x() < area.left() + EDGE else EDGE if at.x() > area.right() - EDGE else 0
        return (across, -EDGE if at.y() < area.top() + EDGE else EDGE if at.y() > area.bottom() - EDGE else 0)

    @Slot()
    def _scroll_on(self) -> None:
        across, down = self._pull()
        if not (across or down):
            self._scrolling.stop()
            return
        for bar, by in ((self.horizontalScrollBar(), across), (self.verticalScrollBar(), down)):
            bar.setValue(bar.value() + by)
        self.point_at(self._mouse)

    @Slot()
    def _forget_target(self) -> None:
        self._target = None
        self._scrolling.stop()
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """On somebody it may be the beginning of a way; else cells are chosen."""
        cell = self.cell_at(event.globalPosition().toPoint())
        seat = self._plan.seat_at(*cell) if cell else None
        plain = event.button() is Qt.MouseButton.LeftButton and not event.modifiers()
        if plain and seat is not None and seat.agent_id is not None:
            sitter = self._plan.sitter_of(seat)
            self._drag.press(seat.agent_id, sitter_text(sitter) if sitter else somebody_else(), event)
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Somebody is carried, or cells are chosen."""
        if not self._drag.move(event):
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The end of either."""
        self._drag.release(event)
        super().mouseReleaseEvent(event)

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move; Enter carries, Esc leaves it."""
        key, here = event.key(), self.currentIndex()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            if here.isValid():
                self.entered.emit(here.row(), here.column())
        elif key == Qt.Key.Key_Escape:
            self._drag.cancel()
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def rename_here(self) -> None:
        """Let the seat under the cursor be given another name."""
        here = self.currentIndex()
        if here.isValid() and here.flags() & Qt.ItemFlag.ItemIsEditable:
            self.edit(here)

    def keyboardSearch(self, search: str) -> None:
        """Letters go to a seat by its name only where nothing else is meant: not while seats are laid out."""

    # painting

    @Slot()
    def _repaint(self) -> None:
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """All cells that are seen, in one pass."""
        painter = QPainter(self.viewport())
        dirty = event.region().boundingRect()
        scheme = theme.current()
        painter.fillRect(dirty, scheme.window)
        room = self._plan.room
        if room is None:
            return
        width, height = self._cell.width(), self._cell.height()
        across, down = self.horizontalOffset(), self.verticalOffset()
        rows = range(max(0, (dirty.top() + down) // height), min((dirty.bottom() + down) // height + 1, room.rows))
        columns = range(
            max(0, (dirty.left() + across) // width), min((dirty.right() + across) // width + 1, room.columns)
        )
        chosen = set(self.cells) if self.selectionModel().hasSelection() else set()
        here = (self.currentIndex().row(), self.currentIndex().column())
        taken = FillLook(scheme.surface, scheme.line, scheme.text, Texture.OUTLINE)
        free, other = fill_look(Fill.EMPTY, scheme), fill_look(Fill.SIGNED_OFF, scheme)
        for row in rows:
            for column in columns:
                painter.setTransform(QTransform.fromTranslate(column * width - across, row * height - down))
                seat = self._plan.seat_at(row, column)
                if seat is None:
                    self._draw_aisle(painter, free.mark)
                else:
                    hidden = seat.agent_id is not None and self._plan.sitter_of(seat) is None
                    look = free if seat.agent_id is None else other if hidden else taken
                    carried = seat.agent_id is not None and seat.agent_id == self._carried
                    if carried:
                        painter.setOpacity(0.45)
                    self._draw_seat(painter, seat, look)
                    if carried:
                        painter.setOpacity(1.0)
                self._draw_marks(painter, (row, column), chosen=(row, column) in chosen, here=(row, column) == here)

    def _draw_aisle(self, painter: QPainter, colour: QColor) -> None:
        middle = self._face.body.center()
        painter.fillRect(QRect(middle.x() - 1, middle.y() - 1, 2, 2), colour)

    def _draw_seat(self, painter: QPainter, seat: Seat, look: FillLook) -> None:
        painter.drawPixmap(0, 0, self._face_of(look))
        inner = self._face.body.adjusted(6, 3, -6, -3)
        left, right = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.setFont(self._small)
        painter.setPen(theme.current().muted_text)
        top = inner.adjusted(0, 0, 0, -inner.height() // 2)
        name = self._fitted(seat.name, inner.width(), strong=False)
        painter.drawText(top, left, name)
        if seat.agent_id is None:
            return
        sitter = self._plan.sitter_of(seat)
        if sitter is not None and sitter.name:
            room = inner.width() - self._small_size.horizontalAdvance(name) - 6
            if self._small_size.horizontalAdvance(sitter.number) <= room:
                painter.drawText(top, right, sitter.number)
        said = (sitter.name or sitter.number) if sitter else somebody_else()
        painter.setFont(self._strong if sitter else self._small)
        painter.setPen(look.ink)
        words = self._fitted(said, inner.width(), strong=True)
        painter.drawText(inner.adjusted(0, inner.height() // 2, 0, 0), left, words)

    def _face_of(self, look: FillLook) -> QPixmap:
        """The ground of a seat, drawn once."""
        found = self._faces.get(look.texture)
        if found is None:
            ratio = self.devicePixelRatioF()
            found = self._faces[look.texture] = QPixmap(self._cell * ratio)
            found.setDevicePixelRatio(ratio)
            found.fill(Qt.GlobalColor.transparent)
            painter = QPainter(found)
            draw_face(painter, self._face, look, LimitLevel.NONE)
            painter.end()
        return found

    def _fitted(self, text: str, width: int, *, strong: bool) -> str:
        """`text` cut to a seat's width; measured once."""
        found = self._cut.get((text, strong))
        if found is None:
            if len(self._cut) > MOST_WORDS:
                self._cut.clear()
            size = self._strong_size if strong else self._small_size
            found = self._cut[text, strong] = size.elidedText(text, Qt.TextElideMode.ElideRight, width)
        return found

    def _draw_marks(self, painter: QPainter, cell: tuple[int, int], *, chosen: bool, here: bool) -> None:
        scheme = theme.current()
        if chosen:
            tint = QColor(scheme.accent)
            tint.setAlphaF(0.16)
            painter.fillRect(self._face.body, tint)
        if cell == self._target:
            painter.setPen(scheme.accent)
            for inset in range(2):
                painter.drawRect(self._face.body.adjusted(inset, inset, -1 - inset, -1 - inset))
        elif here:
            draw_ring(painter, self._face, scheme)

    def changeEvent(self, event: QEvent) -> None:
        """Draw anew where the look changed."""
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.PaletteChange) and hasattr(self, "_scrolling"):
            self.dress()
        super().changeEvent(event)
