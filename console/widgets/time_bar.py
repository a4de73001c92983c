"""The bar of a day of the floor: how many were in which state, what is marked, and a cursor to drag."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetrics,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QPolygonF,
)
from PySide6.QtWidgets import QToolTip, QWidget

from console.desk.floor_day import BIN_US, Day
from console.desk.floor_history import FloorHistory
from console.desk.floor_seat import FILL_OF
from console.desk.floor_words import floor_state_name
from console.desk.plain_tip import plain_tip
from console.desk.time_text import seconds_clock, short_moment
from console.domain.floor import AgentState, LimitLevel
from console.domain.floor_book import Alert, Handover
from console.domain.floor_track import us_of
from console.widgets import theme
from console.widgets.seat_face import BRUSH_OF, fill_look
from console.widgets.time_scale import TimeScale

STACKED = (
    AgentState.TALKING,
    AgentState.ON_HOLD,
    AgentState.CONSULTING,
    AgentState.CONFERENCE,
    AgentState.RINGING,
    AgentState.READY,
    AgentState.AFTER_CALL,
    AgentState.BUSY,
    AgentState.AWAY,
)
"""From the bottom to the top. Who is signed off or unknown is not there, and in the tip alone."""

MARKS, ALARMS, PICTURE = 14, 6, 60
NEAR = 5
"""Pixels within which a mark is meant."""


class TimeBar(QWidget):
    """A day of a FloorHistory. `moment_chosen` carries the moment clicked or dragged to, `note_chosen` a Handover."""

    moment_chosen = Signal(object)
    note_chosen = Signal(object)

    def __init__(self, history: FloorHistory, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._history = history
        self.scale = TimeScale(0, 1, 1)
        self._picture: QPixmap | None = None
        self._dragging = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        history.grown.connect(self.forget)
        history.marks.changed.connect(self.forget)
        history.moved.connect(self.update)

    def sizeHint(self) -> QSize:
        """High enough for marks, picture and hours."""
        return QSize(600, MARKS + ALARMS + PICTURE + self._line + 4)

    def minimumSizeHint(self) -> QSize:
        """As high as it is."""
        return QSize(200, self.sizeHint().height())

    @property
    def _line(self) -> int:
        return QFontMetrics(theme.font("small")).height()

    @property
    def _area(self) -> QRect:
        """Where the counts are."""
        top = MARKS + ALARMS
        return QRect(0, top, self.width(), self.height() - top - self._line - 4)

    def forget(self) -> None:
        """There is more to draw, or another look."""
        history = self._history
        self.scale = TimeScale(us_of(history.begin), us_of(history.edge), self.width())
        self._picture = None
        self.update()

    # painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The picture as it was drawn, and the cursor."""
        if self._picture is None:
            self._picture = self._drawn()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        look = theme.current()
        x = round(self.scale.x(us_of(self._history.position)))
        x = max(1, min(x, self.width() - 2))
        painter.fillRect(QRect(x - 1, MARKS - 4, 3, self._area.bottom() - MARKS + 5), look.window)
        painter.fillRect(QRect(x, MARKS - 4, 1, self._area.bottom() - MARKS + 5), look.playhead)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.playhead)
        painter.drawPolygon(QPolygonF([QPointF(x - 5, 2), QPointF(x + 6, 2), QPointF(x + 0.5, 11)]))
        if self.hasFocus():
            painter.setPen(look.focus)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _drawn(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
        picture.setDevicePixelRatio(ratio)
        look = theme.current()
        picture.fill(look.window)
        painter = QPainter(picture)
        painter.fillRect(self._area, look.sunken)
        self._draw_counts(painter, self._history.day)
        self._draw_hours(painter)
        self._draw_marks(painter)
        painter.end()
        return picture

    def _draw_counts(self, painter: QPainter, day: Day) -> None:
        bins = day.bins
        if not bins:
            return
        area, scheme = self._area, theme.current()
        most = max(sum(column) for column in zip(*(day.counts[state] for state in STACKED), strict=True))
        per_agent = (area.height() - 2) / max(1.0, most)
        bottom = area.bottom() + 1
        first, wide = self.scale.x(day.begin_us), self.scale.x(day.begin_us + BIN_US) - self.scale.x(day.begin_us)
        middles = [first + wide * (at + 0.5) for at in range(bins)]
        stacks: list[list[float]] = []
        for state in STACKED:
            below = stacks[-1] if stacks else [0.0] * bins
            stacks.append(list(map(float.__add__, below, day.counts[state])))
        painter.setClipRect(area)
        painter.setPen(Qt.PenStyle.NoPen)
        for state, tops in reversed(list(zip(STACKED, stacks, strict=True))):  # each covers the foot of the one above
            heights = [bottom - top * per_agent for top in tops]
            shape = QPolygonF(list(map(QPointF, middles, heights)))
            shape.append([QPointF(area.right() + 1, heights[-1]), QPointF(area.right() + 1, bottom)])
            shape.append([QPointF(0, bottom), QPointF(0, heights[0])])
            look = fill_look(FILL_OF[state], scheme)
            painter.setBrush(look.ground)
            painter.drawPolygon(shape)
            if look.texture in BRUSH_OF:
                painter.setBrush(QBrush(look.mark, BRUSH_OF[look.texture]))
                painter.drawPolygon(shape)
        painter.setClipping(False)

    def _draw_hours(self, painter: QPainter) -> None:
        look, area = theme.current(), self._area
        painter.setFont(theme.font("small", tabular=True))
        metrics = painter.fontMetrics()
        faint = QColor(look.text)
        faint.setAlpha(60)
        for x, hour in self.scale.hours():
            painter.fillRect(QRectF(round(x), area.top(), 1, area.height() + 3), faint)
            text = f"{hour:%H:%M}"
            wide = metrics.horizontalAdvance(text)
            left = min(max(0, round(x) - wide // 2), self.width() - wide)
            painter.setPen(look.muted_text)
            painter.drawText(QRect(left, area.bottom() + 3, wide + 1, self._line), Qt.AlignmentFlag.AlignLeft, text)

    def _draw_marks(self, painter: QPainter) -> None:
        look, marks = theme.current(), self._history.marks
        for alert in marks.alerts:
            if alert.level is LimitLevel.ALARM:
                x = round(self.scale.x(_alarm_us(alert)))
                painter.fillRect(QRect(x, MARKS, 1, ALARMS - 1), look.danger)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for note in marks.notes:
            if note.about_at is not None:
                foot = self.scale.x(us_of(note.about_at))
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(look.evidence)
                painter.drawPolygon(
                    QPolygonF(
                        [QPointF(foot, MARKS + ALARMS), QPointF(foot, 1), QPointF(foot + 10, 5), QPointF(foot + 1.5, 9)]
                    )
                )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

    # pointing

    def note_at(self, x: float) -> Handover | None:
        """The note whose flag is there."""
        found = [note for note in self._history.marks.notes if note.about_at is not None]
        near = [(abs(self.scale.x(us_of(note.about_at)) + 4 - x), at) for at, note in enumerate(found) if note.about_at]
        distance, place = min(near, default=(float("inf"), 0))
        return found[place] if distance <= NEAR + 2 else None

    def tip_at(self, x: float) -> str:
        """What there is to say of the moment at `x`, a line each."""
        at = self.scale.moment(x)
        lines = [short_moment(at)]
        day = self._history.day
        place = (us_of(at) - day.begin_us) // BIN_US
        if 0 <= place < day.bins:
            counted = [(state, round(kept[place])) for state, kept in day.counts.items()]
            lines += [
                self.tr("{state}: {count}").format(state=floor_state_name(state), count=count)
                for state, count in counted
                if count
            ]
        note = self.note_at(x)
        if note is not None:
            lines.append(self.tr("Note: {words}").format(words=note.words))
        alarms = sum(
            alert.level is LimitLevel.ALARM and abs(self.scale.x(_alarm_us(alert)) - x) <= NEAR
            for alert in self._history.marks.alerts
        )
        if alarms:
            lines.append(self.tr("Limits passed about here: {count}").format(count=alarms))
        return "\n".join(lines)

    def event(self, event: QEvent) -> bool:
        """Tips by place."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), plain_tip(self.tip_at(event.pos().x())), self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click goes there; on a flag to its note."""
        if event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        note = self.note_at(event.position().x()) if event.position().y() < MARKS else None
        if note is not None:
            self.note_chosen.emit(note)
            return
        self._dragging = True
        self.moment_chosen.emit(self.scale.moment(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The cursor is dragged."""
        if self._dragging:
            self.moment_chosen.emit(self.scale.moment(event.position().x()))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let go of the cursor."""
        self._dragging = False

    def resizeEvent(self, _event: object) -> None:
        """Draw anew."""
        self.forget()

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme, text size and language."""
        looks = (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.LanguageChange)
        if event.type() in looks and hasattr(self, "_dragging"):
            self.updateGeometry()
            self.forget()
        super().changeEvent(event)

    def speak(self) -> None:
        """Say for a screen reader where the cursor is."""
        at = seconds_clock(self._history.position)
        self.setAccessibleName(self.tr("The last 24 hours, at {time}").format(time=at))


def _alarm_us(alert: Alert) -> int:
    """When the limit passed, by the clock of the states; a call for help has none."""
    return us_of(alert.since) + alert.limit_ms * 1000
