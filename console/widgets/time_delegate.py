"""Draws the table of time kept: figures of one width, and what is late or absent as a word in a box."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from console.desk.time_table import MARK_ROLE
from console.desk.time_words import LEFT_COLUMNS, TimeColumn, column_name
from console.domain.month_kept import Mark
from console.widgets import theme
from console.widgets.theme import GRID

ROW_PADDING = 5
SLACK = 6
"""Pixels by which a figure may be wider than its sample."""

_SAMPLES = {
    TimeColumn.AGENT: "欧阳娜娜 100001",
    TimeColumn.TEAM: "技术支持一组",
    TimeColumn.SIGNED_ON: "08:25",
    TimeColumn.SIGNED_OFF: "17:35",
    TimeColumn.WORKED: "0:00:00",
    TimeColumn.READY: "0:00:00",
    TimeColumn.TALKING: "0:00:00",
    TimeColumn.HOLD: "00:00",
    TimeColumn.AFTER_CALL: "0:00:00",
    TimeColumn.BUSY: "0:00:00",
    TimeColumn.OVER: "2 × 0:41:10",
    TimeColumn.REST: "00:00",
    TimeColumn.MEAL: "0:00:00",
    TimeColumn.TRAINING: "0:00:00",
    TimeColumn.MEETING: "0:00:00",
    TimeColumn.AWAY_OTHER: "00:00",
    TimeColumn.UNKNOWN: "0:00:00",
    TimeColumn.CALLS: "100",
}
"""The longest that each column usually says."""

_PRESSING = (Mark.LATE, Mark.EARLY, Mark.LATE_AND_EARLY, Mark.ABSENT)
_QUIET = (Mark.NO_RECORD, Mark.NOT_SIGNED_ON, Mark.DOUBTFUL)


class TimeDelegate(QStyledItemDelegate):
    """Paints from the theme in force."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.dress()

    def dress(self) -> None:
        """Faces and heights anew."""
        self._body, self._small = theme.font("body", tabular=True), theme.font("small", tabular=True)
        self.row_height = QFontMetrics(self._body).height() + 2 * ROW_PADDING

    def width_of(self, column: TimeColumn) -> int:
        """What a column needs for its heading and its figures."""
        if column is TimeColumn.MARK:
            return theme.scaled(132)
        head = QFontMetrics(self._small).horizontalAdvance(column_name(column)) + 2 * GRID
        return max(head + GRID, QFontMetrics(self._body).horizontalAdvance(_SAMPLES[column]) + 2 * GRID + SLACK)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Ground, text or mark, and a line below."""
        look = theme.current()
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, look.accent_soft)
        painter.setPen(look.line)
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        column, text = TimeColumn(index.column()), str(index.data() or "")
        inside = rect.adjusted(GRID, 0, -GRID, 0)
        if column is TimeColumn.MARK and text:
            self._draw_mark(painter, inside, text, str(index.data(MARK_ROLE)))
        elif text:
            painter.setFont(self._body)
            quiet = column in (TimeColumn.TEAM, TimeColumn.UNKNOWN)
            over = column is TimeColumn.OVER
            painter.setPen(look.warn if over else look.muted_text if quiet else look.text)
            side = Qt.AlignmentFlag.AlignLeft if column in LEFT_COLUMNS else Qt.AlignmentFlag.AlignRight
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, inside.width())
            painter.drawText(inside, side | Qt.AlignmentFlag.AlignVCenter, shown)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(look.focus)
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        painter.restore()

    def _draw_mark(self, painter: QPainter, inside: QRect, text: str, mark: str) -> None:
        look = theme.current()
        painter.setFont(self._small)
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, inside.width() - GRID)
        if mark in _PRESSING:
            absent = mark == Mark.ABSENT
            width = painter.fontMetrics().horizontalAdvance(shown) + GRID
            height = painter.fontMetrics().height() + 2
            box = QRectF(inside.left() - 2, inside.center().y() - height / 2 + 1, width, height)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.danger_soft if absent else look.warn_soft)
            painter.drawRoundedRect(box, 4, 4)
            painter.setPen(look.danger if absent else look.warn)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)
            return
        painter.setPen(look.muted_text if mark in _QUIET else look.text)
        painter.drawText(inside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
