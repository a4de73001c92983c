"""One agent's day as a lane of states, on the same time as the bar above it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QFontMetrics, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QToolTip, QWidget

from console.desk.floor_history import FloorHistory
from console.desk.floor_seat import FILL_OF, Fill, fill_of
from console.desk.floor_words import floor_state_name, reason_name
from console.desk.plain_tip import plain_tip
from console.desk.time_text import length_text, seconds_clock
from console.domain.floor import AgentState
from console.domain.floor_past import agent_then
from console.domain.floor_track import Doing, Span, Stood, moment_of, us_of
from console.widgets import theme
from console.widgets.seat_face import BRUSH_OF, fill_look
from console.widgets.time_bar import TimeBar

HELP_PIXELS = 3


class DayLane(QWidget):
    """The lane of the agent last given to `show_agent`. `moment_chosen` carries the beginning of what was clicked."""

    moment_chosen = Signal(object)

    def __init__(self, history: FloorHistory, bar: TimeBar, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._history, self._bar = history, bar
        self._number = ""
        self._spans: list[Span] = []
        self._picture: QPixmap | None = None
        self.setMouseTracking(True)
        history.grown.connect(self.look_again)
        history.moved.connect(self.update)

    def sizeHint(self) -> QSize:
        """One line of small text, and air."""
        return QSize(600, QFontMetrics(theme.font("small")).height() + 8)

    def minimumSizeHint(self) -> QSize:
        """As high as it is."""
        return QSize(200, self.sizeHint().height())

    def show_agent(self, number: str) -> None:
        """Show that agent's day; nobody's for an empty number."""
        self._number = number
        self.look_again()

    def look_again(self) -> None:
        """The day has grown, or another one was read."""
        self._spans = self._history.spans(self._number) if self._number else []
        self._picture = None
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The lane as it was drawn, and the cursor."""
        if self._picture is None:
            self._picture = self._drawn()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        look = theme.current()
        x = max(1, min(round(self._bar.scale.x(us_of(self._history.position))), self.width() - 2))
        painter.fillRect(QRect(x - 1, 0, 3, self.height()), look.window)
        painter.fillRect(QRect(x, 0, 1, self.height()), look.playhead)

    def _drawn(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
        picture.setDevicePixelRatio(ratio)
        scheme = theme.current()
        picture.fill(scheme.sunken)
        painter = QPainter(picture)
        painter.setFont(theme.font("small"))
        metrics = painter.fontMetrics()
        for span in self._spans:
            left, right = (round(self._bar.scale.x(us)) for us in (span.begin_us, span.end_us))
            place = QRect(left, 1, max(1, right - left), self.height() - 2)
            if span.doing.state is AgentState.UNKNOWN:
                painter.setPen(scheme.muted_text)
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, "?" if place.width() > metrics.height() else "")
                continue
            look = fill_look(_fill_of(span.doing), scheme)
            painter.fillRect(place, look.ground)
            if look.texture in BRUSH_OF:
                painter.fillRect(place, QBrush(look.mark, BRUSH_OF[look.texture]))
            if span.doing.help:
                painter.fillRect(QRect(place.left(), 0, place.width(), HELP_PIXELS), scheme.danger)
            text = doing_name(span.doing)
            if metrics.horizontalAdvance(text) + 8 <= place.width():
                painter.setPen(look.ink)
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
        painter.end()
        return picture

    def span_at(self, x: float) -> Span | None:
        """What the agent did at `x`."""
        at_us = us_of(self._bar.scale.moment(x))
        return next((span for span in self._spans if span.begin_us <= at_us < span.end_us), None)

    def event(self, event: QEvent) -> bool:
        """Tips by place."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            span = self.span_at(event.pos().x())
            QToolTip.showText(event.globalPos(), plain_tip(self.tip_of(span)) if span is not None else "", self)
            return True
        return super().event(event)

    def tip_of(self, span: Span) -> str:
        """From when to when, what, and how long."""
        begin, end = (seconds_clock(moment_of(us)) for us in (span.begin_us, span.end_us))
        what, length = doing_name(span.doing), length_text((span.end_us - span.begin_us) // 1000)
        return self.tr("{begin}–{end}\n{what} {length}").format(begin=begin, end=end, what=what, length=length)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click goes to where that state began."""
        span = self.span_at(event.position().x())
        if span is not None and event.button() == Qt.MouseButton.LeftButton:
            self.moment_chosen.emit(moment_of(span.begin_us))

    def resizeEvent(self, _event: object) -> None:
        """Draw anew."""
        self.look_again()

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme, text size and language."""
        looks = (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.LanguageChange)
        if event.type() in looks and hasattr(self, "_picture"):
            self.updateGeometry()
            self.look_again()
        super().changeEvent(event)


def _fill_of(doing: Doing) -> Fill:
    quiet = Stood(0, Doing(doing.state, doing.reason))  # help is told by its own stripe
    return fill_of(agent_then("", quiet, moment_of(0))) if doing.reason else FILL_OF[doing.state]


def doing_name(doing: Doing) -> str:
    """State and reason: "away, meal"."""
    name = floor_state_name(doing.state)
    return f"{name} · {reason_name(doing.reason)}" if doing.reason else name
