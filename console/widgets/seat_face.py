"""How a seat looks: what fits its size and where, and the fills that are told apart by letter and texture first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygon

from console.desk.floor_seat import Fill
from console.domain.floor import LimitLevel
from console.widgets import theme
from console.widgets.theme import Theme

GAP = 2
"""Pixels around a face, in which the ring of the selected one is drawn."""

MARGIN = 6
LEAST_WIDTH = 70
"""A narrower cell has no room for letter and timer side by side."""

DIMMED = 0.3


class Detail(IntEnum):
    """What a cell of some size has room for."""

    FILL = 0
    LETTER = 1
    NAME = 2
    TIMER = 3
    STATE = 4


class Texture(IntEnum):
    """What tells fills apart without colour."""

    PLAIN = 0
    HATCH = 1
    DASHED = 2
    BARS = 3
    SPLIT = 4
    THIRDS = 5
    FOOT = 6
    BACK_HATCH = 7
    DOTS = 8
    LINES = 9
    FRAME = 10
    OUTLINE = 11
    ABSENT = 12


BRUSH_OF = {
    Texture.HATCH: Qt.BrushStyle.BDiagPattern,
    Texture.BACK_HATCH: Qt.BrushStyle.FDiagPattern,
    Texture.DASHED: Qt.BrushStyle.Dense6Pattern,
    Texture.BARS: Qt.BrushStyle.VerPattern,
    Texture.SPLIT: Qt.BrushStyle.DiagCrossPattern,
    Texture.THIRDS: Qt.BrushStyle.CrossPattern,
    Texture.DOTS: Qt.BrushStyle.Dense5Pattern,
    Texture.LINES: Qt.BrushStyle.HorPattern,
}
"""The textures where a seat is only a spot of some pixels."""


@dataclass(frozen=True)
class FillLook:
    """Colours of a fill: its ground, what the texture is drawn with, the words on it."""

    ground: QColor
    mark: QColor
    ink: QColor
    texture: Texture


TEXTURE_OF = {
    Fill.EMPTY: Texture.ABSENT,
    Fill.SIGNED_OFF: Texture.HATCH,
    Fill.READY: Texture.PLAIN,
    Fill.RINGING: Texture.DASHED,
    Fill.TALKING: Texture.PLAIN,
    Fill.ON_HOLD: Texture.BARS,
    Fill.CONSULTING: Texture.SPLIT,
    Fill.CONFERENCE: Texture.THIRDS,
    Fill.AFTER_CALL: Texture.FOOT,
    Fill.BUSY: Texture.BACK_HATCH,
    Fill.AWAY: Texture.DOTS,
    Fill.TRAINING: Texture.LINES,
    Fill.HELP: Texture.FRAME,
    Fill.UNKNOWN: Texture.OUTLINE,
}


def _looks(colours: Mapping[str, tuple[str, str, str]]) -> dict[Fill, FillLook]:
    found = {}
    for fill in Fill:
        ground, mark, ink = map(QColor, colours[fill.name])
        found[fill] = FillLook(ground, mark, ink, TEXTURE_OF[fill])
    return found


_LOOKS = {False: _looks(theme.SEAT_LIGHT), True: _looks(theme.SEAT_DARK)}
"""By whether the theme is dark."""

WARN = (QColor(theme.SEAT_WARN[0]), QColor(theme.SEAT_WARN[1]))
ALARM = (QColor(theme.SEAT_ALARM[0]), QColor(theme.SEAT_ALARM[1]))
"""Outline and the words on the same ground, where a limit is near, and where it has passed.

Without colour a passed limit is told by the white line within its outline.
"""


def fill_look(fill: Fill, scheme: Theme, *, flashed: bool = False) -> FillLook:
    """The colours of `fill`. A call for help is turned inside out for half of the time."""
    look = _LOOKS[scheme.dark][fill]
    if fill is Fill.HELP and flashed:
        return FillLook(look.ink, look.ground, look.ground, look.texture)
    return look


@dataclass(frozen=True)
class FaceGeometry:
    """Where things are in a cell, in pixels from its corner. A rectangle without width is not drawn."""

    detail: Detail
    body: QRect
    letter: QRect
    timer: QRect
    name: QRect
    state: QRect


def face_geometry(width: int, height: int, line: int) -> FaceGeometry:
    """What fits a cell of `width` x `height` with text of `line` pixels height, and where."""
    none = QRect()
    body = QRect(GAP, GAP, max(1, width - 2 * GAP), max(1, height - 2 * GAP))
    if height < line + 2 * GAP or width < line + 2 * GAP:
        return FaceGeometry(Detail.FILL, QRect(0, 0, max(1, width - 1), max(1, height - 1)), none, none, none, none)
    inner = body.adjusted(MARGIN, 2, -MARGIN, -2)
    letter_width = line + 2
    if width < LEAST_WIDTH:
        return FaceGeometry(Detail.LETTER, body, body, none, none, none)
    if body.height() < 2 * line + MARGIN:
        top = body.center().y() - line // 2
        letter = QRect(inner.left() - 1, top, letter_width, line)
        name = QRect(letter.right() + 3, top, inner.right() - letter.right() - 2, line)
        return FaceGeometry(Detail.NAME, body, letter, none, name, none)
    roomy = body.height() >= 3 * line + 2 * MARGIN
    rows = 3 if roomy else 2
    air = max(0, (inner.height() - rows * line) // (rows + 1))
    tops = [inner.top() + air + n * (line + air) for n in range(rows)]
    first = line
    if not roomy:  # the outline of a passed limit must not strike the name out
        first, tops = line - 2, [inner.top() + 1, inner.top() + line - 1]
    letter = QRect(inner.left() - 1, tops[0], letter_width, first)
    timer = QRect(letter.right() + 3, tops[0], inner.right() - letter.right() - 2, first)
    name = QRect(inner.left(), tops[1], inner.width(), line)
    state = QRect(inner.left(), tops[2], inner.width(), line) if roomy else none
    return FaceGeometry(Detail.STATE if roomy else Detail.TIMER, body, letter, timer, name, state)


def draw_face(painter: QPainter, geometry: FaceGeometry, look: FillLook, level: LimitLevel) -> None:
    """Everything of a face that is not words: ground, texture, the limit's outline."""
    body = geometry.body
    painter.fillRect(body, look.ground)
    if geometry.detail is Detail.FILL and look.texture in BRUSH_OF:
        painter.fillRect(body, QBrush(look.mark, BRUSH_OF[look.texture]))
    elif geometry.detail is not Detail.FILL:
        painter.save()
        painter.setClipRect(body)
        _draw_texture(painter, body, look)
        painter.restore()
    if level is not LimitLevel.NONE:
        colour, _ = ALARM if level is LimitLevel.ALARM else WARN
        thick = 3 if geometry.detail is Detail.STATE else 2
        _frame(painter, body, colour, thick)
        if level is LimitLevel.ALARM:
            _frame(painter, body.adjusted(thick, thick, -thick, -thick), ALARM[1], 1)


def draw_ring(painter: QPainter, geometry: FaceGeometry, scheme: Theme) -> None:
    """What tells the chosen seat."""
    _frame(painter, geometry.body.adjusted(-GAP, -GAP, GAP, GAP), scheme.text, GAP)


def timer_ground(level: LimitLevel) -> QColor | None:
    """What stands behind a timer whose limit is near or passed."""
    return {LimitLevel.NONE: None, LimitLevel.WARN: WARN[0], LimitLevel.ALARM: ALARM[0]}[level]


def timer_ink(look: FillLook, level: LimitLevel) -> QColor:
    """What a timer is written with."""
    return {LimitLevel.NONE: look.ink, LimitLevel.WARN: WARN[1], LimitLevel.ALARM: ALARM[1]}[level]


def _frame(painter: QPainter, rect: QRect, colour: QColor, thick: int) -> None:
    """A frame inside `rect`, of whole pixels."""
    inside = rect.adjusted(thick, thick, -thick, -thick)
    for side in (
        QRect(rect.topLeft(), QPoint(rect.right(), inside.top() - 1)),
        QRect(QPoint(rect.left(), inside.bottom() + 1), rect.bottomRight()),
        QRect(QPoint(rect.left(), inside.top()), QPoint(inside.left() - 1, inside.bottom())),
        QRect(QPoint(inside.right() + 1, inside.top()), QPoint(rect.right(), inside.bottom())),
    ):
        painter.fillRect(side, colour)


def _draw_texture(painter: QPainter, body: QRect, look: FillLook) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.mark)
    left, top, right, bottom = body.left(), body.top(), body.right() + 1, body.bottom() + 1
    match look.texture:
        case Texture.HATCH | Texture.BACK_HATCH:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(look.mark, 2))
            lean = body.height() if look.texture is Texture.HATCH else -body.height()
            for x in range(left - body.height(), right + body.height(), 8):
                painter.drawLine(x, bottom, x + lean, top)
        case Texture.DASHED:
            painter.setPen(QPen(look.mark, 2, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(body).adjusted(1, 1, -1, -1))
        case Texture.BARS:
            for x in range(left + 4, right, 10):
                painter.drawRect(x, top, 4, body.height())
        case Texture.SPLIT:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.drawPolygon(QPolygon([QPoint(left, bottom), QPoint(right, bottom), QPoint(right, top)]))
        case Texture.THIRDS:
            third = body.width() // 3
            painter.drawRect(left + third, top, body.width() - 2 * third, body.height())
        case Texture.FOOT:
            painter.drawRect(left, bottom - max(4, body.height() // 8), body.width(), body.height())
        case Texture.DOTS:
            for y in range(top + 2, bottom, 8):
                for x in range(left + 2 + (y - top) // 8 % 2 * 4, right, 8):
                    painter.drawRect(x, y, 2, 2)
        case Texture.LINES:
            for y in range(top + 3, bottom, 6):
                painter.drawRect(left, y, body.width(), 1)
        case Texture.FRAME:
            _frame(painter, body.adjusted(2, 2, -2, -2), look.mark, 2)
        case Texture.OUTLINE:
            _frame(painter, body, look.mark, 1)
        case Texture.ABSENT:
            painter.setPen(QPen(look.mark, 1, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(body.adjusted(0, 0, -1, -1))
        case Texture.PLAIN:
            pass
