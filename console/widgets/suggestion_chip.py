"""A suggestion at its item, quietly: press to hear what it is about, + to take it. It never moves its neighbours."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from console.desk.plain_tip import plain_tip
from console.desk.suggestion_words import figure_text, reason_text, suggestion_text, suggestion_tip
from console.domain.sheet import Span, Verdict
from console.domain.suggestions import Suggestion
from console.widgets import theme

HEIGHT = 20
LEAST_PX = 44
"""What an item that can get a suggestion always keeps free for it."""

_SIGN, _TAKE, _EDGE = 22, 18, 6


class SuggestionChip(QAbstractButton):
    """Shows a Suggestion as far as there is room: all its words, a sign with what was measured, or the sign alone.

    `played(span)` when pressed, the places in turn; `taken` by its +.
    """

    played = Signal(object)
    taken = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.suggestion: Suggestion | None = None
        self._keys = ("", "")
        self._next = 0
        self._words = ""
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFont(theme.font("small", tabular=True))
        self.clicked.connect(self.play)
        self.hide()

    def show_suggestion(self, suggestion: Suggestion | None) -> None:
        """Show this one, or none."""
        if suggestion != self.suggestion:
            self.suggestion, self._next = suggestion, 0
            self.retranslate()
        self.setVisible(suggestion is not None)

    def set_keys(self, play: str, take: str) -> None:
        """Name the keys that do the same."""
        self._keys = (play, take)
        self.retranslate()

    def fit(self, room: QRect) -> None:
        """Stand at the right end of `room`, as wide as it lets the words be."""
        if self.suggestion is None:
            return
        words = (suggestion_text(self.suggestion), reason_text(self.suggestion), figure_text(self.suggestion), "")
        self._words = next((one for one in words if self._width(one) <= room.width()), "")
        width = min(self._width(self._words), room.width())
        self.setGeometry(room.right() - width + 1, room.center().y() - HEIGHT // 2 + 1, width, HEIGHT)
        self.update()

    def play(self) -> None:
        """Ask for the next place to be played; the first again after the last."""
        if self.suggestion is not None and self.suggestion.spans:
            spans = self.suggestion.spans
            span: Span = spans[self._next % len(spans)]
            self._next += 1
            self.played.emit(span)

    @property
    def _takes(self) -> bool:
        return self.suggestion is not None and self.suggestion.verdict is not None

    def _signed(self, words: str) -> bool:
        """Whether the verdict is drawn: where it is not said in words."""
        return self.suggestion is not None and words != suggestion_text(self.suggestion)

    def _width(self, words: str) -> int:
        said = self.fontMetrics().horizontalAdvance(words) if words else 0
        sign = _SIGN if self._signed(words) else _EDGE + 2
        return sign + said + (_TAKE + (_EDGE if words else 0) if self._takes else _EDGE + 2 if words else 0)

    def sizeHint(self) -> QSize:
        """Sign alone."""
        return QSize(LEAST_PX, HEIGHT)

    def retranslate(self) -> None:
        """Say it in the language in force."""
        if self.suggestion is None:
            return
        text = suggestion_text(self.suggestion)
        self.setText(text)
        self.setAccessibleName(text)
        self.setToolTip(plain_tip(suggestion_tip(self.suggestion, play_key=self._keys[0], take_key=self._keys[1])))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A release on the + takes; elsewhere it plays."""
        on_plus = self._takes and event.position().x() >= self.width() - _TAKE
        if event.button() is Qt.MouseButton.LeftButton and self.isDown() and on_plus:
            self.setDown(False)
            self.taken.emit()
            return
        super().mouseReleaseEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A dashed pill: what is drawn with a full line was given by a person."""
        if self.suggestion is None:
            return
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        ground = QColor(look.accent_soft)
        ground.setAlpha(255 if self.underMouse() else 130)
        edge = QColor(look.muted_text)
        edge.setAlpha(150)
        painter.setPen(QPen(edge, 1, Qt.PenStyle.DashLine))
        painter.setBrush(ground)
        painter.drawRoundedRect(box, HEIGHT / 2, HEIGHT / 2)
        left = _EDGE + 2
        if self._signed(self._words):
            self._draw_sign(painter, QPointF(_SIGN / 2 + 1, self.height() / 2), look)
            left = _SIGN
        painter.setPen(look.text)
        painter.drawText(self.rect().adjusted(left, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self._words)
        if self._takes:
            centre = QPointF(self.width() - _TAKE / 2 - 1, self.height() / 2)
            painter.setPen(QPen(look.accent, 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawLine(centre - QPointF(3.5, 0), centre + QPointF(3.5, 0))
            painter.drawLine(centre - QPointF(0, 3.5), centre + QPointF(0, 3.5))

    def _draw_sign(self, painter: QPainter, centre: QPointF, look: theme.Theme) -> None:
        """The verdict's own sign, as on the switch; a question mark where only listening tells."""
        verdict = self.suggestion.verdict if self.suggestion is not None else None
        painter.setPen(QPen(look.text, 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if verdict is Verdict.CONFORMS:
            painter.drawPolyline([centre + QPointF(-4, 0.5), centre + QPointF(-1.5, 3), centre + QPointF(4, -3)])
        elif verdict is Verdict.FAILS:
            painter.drawLine(centre + QPointF(-3, -3), centre + QPointF(3, 3))
            painter.drawLine(centre + QPointF(3, -3), centre + QPointF(-3, 3))
        elif verdict is Verdict.NOT_APPLICABLE:
            painter.drawEllipse(centre, 4.0, 4.0)
            painter.drawLine(centre + QPointF(-2.8, 2.8), centre + QPointF(2.8, -2.8))
        else:
            painter.drawText(QRectF(centre.x() - 8, 0, 16, self.height()), Qt.AlignmentFlag.AlignCenter, "?")
