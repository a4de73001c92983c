"""The verdicts of an item as one switch: N/A, a tick, a cross; told apart by shape first, colour second."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from console.domain.sheet import Verdict
from console.widgets import theme

SEGMENT = QSize(30, 22)
RADIUS = 5.0


class Segment(QAbstractButton):
    """One verdict. Checked means given. `first`/`last` round the outer corners."""

    def __init__(self, verdict: Verdict, parent: QWidget) -> None:
        super().__init__(parent)
        self.verdict = verdict
        self.critical = False
        self.first = self.last = False
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Fixed; wider where the word for "not applicable" is."""
        if self.verdict is not Verdict.NOT_APPLICABLE:
            return SEGMENT
        words = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(max(SEGMENT.width(), words + 12), SEGMENT.height())

    def nextCheckState(self) -> None:
        """The sheet decides what is checked, not the click."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground, border, sign."""
        look = theme.current()
        ground, ink = self._colours(look)
        edge = look.muted_text if self.verdict is Verdict.NOT_APPLICABLE else ink
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        closed = self.last or self.isChecked()  # otherwise the neighbour's left edge closes it
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5 if closed else 0.5, -0.5)
        painter.setPen(QPen(edge if self.isChecked() else look.line, 1))
        painter.setBrush(ground)
        painter.drawPath(self._outline(box))
        if self.verdict is Verdict.NOT_APPLICABLE:
            painter.setPen(ink)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
            return
        painter.setPen(QPen(ink, 2.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        centre = QPointF(self.rect().center()) + QPointF(0.5, 0.5)
        if self.verdict is Verdict.CONFORMS:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(
                [centre + QPointF(-4.5, 0.5), centre + QPointF(-1.5, 3.5), centre + QPointF(4.5, -3.5)]
            )
        else:
            painter.drawLine(centre + QPointF(-3.5, -3.5), centre + QPointF(3.5, 3.5))
            painter.drawLine(centre + QPointF(3.5, -3.5), centre + QPointF(-3.5, 3.5))

    def _colours(self, look: theme.Theme) -> tuple[QColor, QColor]:
        if self.isChecked():
            if self.verdict is Verdict.CONFORMS:
                return look.good_soft, look.good
            if self.verdict is Verdict.FAILS:
                return (look.danger_soft, look.danger) if self.critical else (look.warn_soft, look.warn)
            return look.sunken, look.text
        ground = look.hover if self.underMouse() and self.isEnabled() else look.surface
        return ground, look.muted_text if self.isEnabled() else look.line

    def _outline(self, box: QRectF) -> QPainterPath:
        path = QPainterPath()
        if self.first and self.last:
            path.addRoundedRect(box, RADIUS, RADIUS)
            return path
        if not self.first and not self.last:
            path.addRect(box)
            return path
        path.setFillRule(Qt.FillRule.WindingFill)
        path.addRoundedRect(box, RADIUS, RADIUS)
        square = QRectF(box)
        if self.first:
            square.setLeft(box.left() + RADIUS)
        else:
            square.setRight(box.right() - RADIUS)
        path.addRect(square)
        return path.simplified()


class VerdictSwitch(QWidget):
    """Shows a verdict and asks for another. `asked(verdict)` is what was clicked, the given one included."""

    asked = Signal(object)

    def __init__(self, *, may_not_apply: bool, critical: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # N/A leads, so that ticks and crosses stand in line whether an item has it or not
        verdicts = [*([Verdict.NOT_APPLICABLE] if may_not_apply else []), Verdict.CONFORMS, Verdict.FAILS]
        self.segments = {verdict: Segment(verdict, self) for verdict in verdicts}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for verdict, segment in self.segments.items():
            segment.critical = critical
            segment.first = verdict is verdicts[0]
            segment.last = verdict is verdicts[-1]
            segment.setFont(theme.font("small"))
            segment.clicked.connect(self._clicked)
            row.addWidget(segment)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @Slot()
    def _clicked(self) -> None:
        segment = self.sender()
        if isinstance(segment, Segment):
            self.asked.emit(segment.verdict)

    def show_verdict(self, verdict: Verdict) -> None:
        """Check the segment of `verdict`; none for unscored."""
        for which, segment in self.segments.items():
            segment.setChecked(which is verdict)
