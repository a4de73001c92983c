"""Watches how the database answers, so that a slow or lost one is said and never just felt."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from console.desk.background import Background
from console.domain.faults import Fault, FaultKind

SLOW_AFTER_S = 1.5
LOOK_EVERY_MS = 250
LOST = frozenset(
    {
        FaultKind.DATABASE_LOCKED,
        FaultKind.DATABASE_UNREACHABLE,
        FaultKind.SERVER_NOT_TRUSTED,
        FaultKind.TOO_MANY_CONNECTIONS,
        FaultKind.DATABASE_BROKEN,
        FaultKind.DATABASE_NEWER,
        FaultKind.DISK_FULL,
    }
)


class LinkState(StrEnum):
    """How the database answers."""

    CONNECTED = "connected"
    WAITING = "waiting"
    LOST = "lost"


class LinkWatch(QObject):
    """Tells `changed` (LinkState, whole seconds waited). Lives in the GUI thread."""

    changed = Signal(object, object)

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._said = (LinkState.CONNECTED, 0)
        self._lost = False
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()
        background.database_answered.connect(self._hear)

    def stop(self) -> None:
        """Look no more: the window is going."""
        self._timer.stop()
        self._background.database_answered.disconnect(self._hear)

    @Slot(object)
    def _hear(self, fault: Fault | None) -> None:
        self._lost = fault is not None and fault.kind in LOST
        self._look()

    @Slot()
    def _look(self) -> None:
        waited = self._background.database_waits_s
        if waited > SLOW_AFTER_S:
            self._say(LinkState.WAITING, int(waited))
        else:
            self._say(LinkState.LOST if self._lost else LinkState.CONNECTED, 0)

    def _say(self, state: LinkState, seconds: int) -> None:
        if (state, seconds) != self._said:
            self._said = (state, seconds)
            self.changed.emit(state, seconds)
