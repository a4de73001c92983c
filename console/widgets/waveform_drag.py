"""A press of the button on the picture, until it is let go: a click, or a range from where it began to the pointer."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication

from console.domain.sheet import Span


class RangeDrag:
    """The range between a fixed end and the pointer. Places in logical pixels, times in ms. GUI thread.

    A press is a click until the pointer is far enough from it; an edge that was taken hold of drags at once.
    """

    def __init__(self, pressed_at: QPointF, anchor_ms: int, *, dragging: bool = False) -> None:
        self._pressed_at = pressed_at
        self._anchor_ms = anchor_ms
        self.dragging = dragging

    def move(self, at: QPointF) -> bool:
        """The pointer is at `at` now; whether this is a drag."""
        far = (at - self._pressed_at).manhattanLength() >= QApplication.startDragDistance()
        self.dragging = self.dragging or far
        return self.dragging

    def span_to(self, at_ms: int) -> Span | None:
        """The range from the fixed end to `at_ms`; None where both are one."""
        if at_ms == self._anchor_ms:
            return None
        return Span(min(at_ms, self._anchor_ms), max(at_ms, self._anchor_ms))


def far_end(span: Span, at_ms: int) -> int:
    """The end of `span` that lies farther from `at_ms`: the one that stays when the other is moved there."""
    return span.start_ms if abs(at_ms - span.start_ms) > abs(at_ms - span.end_ms) else span.end_ms
