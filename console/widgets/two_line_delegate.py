"""Draws a row of two lines with a tag at its right: a name, what there is to say of it, where it stands."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from console.desk.coaching_lists import DETAIL_ROLE, NEAR_ROLE, PRESSING_ROLE, TAG_ROLE
from console.widgets import theme
from console.widgets.theme import GRID


class TwoLineDelegate(QStyledItemDelegate):
    """Paints from the theme in force; the row under the focus has its outline."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Two lines and their air."""
        strong, small = QFontMetrics(theme.font("strong")), QFontMetrics(theme.font("small"))
        return QSize(120, strong.height() + small.height() + GRID * 2 + 2)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Ground, name, tag, line."""
        look = theme.current()
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, look.accent_soft)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, look.hover)
        inside = rect.adjusted(GRID * 2, GRID, -GRID * 2, -GRID)
        small, strong = theme.font("small"), theme.font("strong")
        tag, width = str(index.data(TAG_ROLE) or ""), 0
        top = QRect(inside.left(), inside.top(), inside.width(), QFontMetrics(strong).height())
        if tag:
            width = QFontMetrics(small).horizontalAdvance(tag) + GRID * 2
            ground, ink = look.sunken, look.muted_text
            if index.data(PRESSING_ROLE):
                ground, ink = look.danger_soft, look.danger
            elif index.data(NEAR_ROLE):
                ground, ink = look.warn_soft, look.warn
            pill = QRectF(inside.right() - width, top.top(), width, top.height())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
            painter.setFont(small)
            painter.setPen(ink)
            painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, tag)
        painter.setFont(strong)
        painter.setPen(look.text)
        title = QFontMetrics(strong).elidedText(
            str(index.data() or ""), Qt.TextElideMode.ElideRight, inside.width() - width - GRID
        )
        painter.drawText(top, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, title)
        painter.setFont(small)
        painter.setPen(look.muted_text)
        detail = QFontMetrics(small).elidedText(
            str(index.data(DETAIL_ROLE) or ""), Qt.TextElideMode.ElideRight, inside.width()
        )
        below = inside.adjusted(0, top.height() + 2, 0, 0)
        painter.drawText(below, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, detail)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(look.focus)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        else:
            painter.setPen(look.line)
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.restore()
