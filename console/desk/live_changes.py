"""Brings what other consoles did into the GUI thread: gathered for a frame, told as one batch."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from threading import Lock
from typing import Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from console.domain.events import Event, LinkState

FRAME_MS = 16


class Listener(Protocol):
    """What is needed of `store.events.EventListener`."""

    def start(self) -> None:
        """Begin; returns at once."""
        ...

    def stop(self) -> None:
        """End; nothing is told afterwards."""
        ...


Making = Callable[[Callable[[Event], object], Callable[[LinkState], object]], Listener]
"""Makes a listener from what it is to call: for each event, and when its link comes or goes."""


class LiveChanges(QObject):
    """Tells `changed` (a tuple of Events, in their order) and `link_changed`. Lives in the GUI thread.

    The first event after a quiet time is told at once, what follows it within a frame in one batch after that.
    """

    changed = Signal(object)
    link_changed = Signal(object)
    _woken = Signal()
    _link_told = Signal(object)

    def __init__(self, make: Making, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = Lock()
        self._come: deque[Event] = deque()
        self._awake = False
        self._woken.connect(self._wake, Qt.ConnectionType.QueuedConnection)
        self._link_told.connect(self._tell_link, Qt.ConnectionType.QueuedConnection)
        self._frame = QTimer(self)
        self._frame.setSingleShot(True)
        self._frame.setInterval(FRAME_MS)
        self._frame.timeout.connect(self._tell)
        self._stopped = False
        self._listener = make(self._hear, self._link_told.emit)

    def start(self) -> None:
        """Begin to listen."""
        self._listener.start()

    def stop(self) -> None:
        """Listen no more; nothing is told afterwards."""
        self._stopped = True
        self._frame.stop()
        self._listener.stop()

    def _hear(self, event: Event) -> None:
        """In the listener's thread: one call into the GUI thread, however many events come before it is answered."""
        with self._lock:
            self._come.append(event)
            wake, self._awake = not self._awake, True
        if wake:
            self._woken.emit()

    @Slot()
    def _wake(self) -> None:
        if not self._frame.isActive():
            self._tell()

    @Slot()
    def _tell(self) -> None:
        with self._lock:
            batch = tuple(self._come)
            self._come.clear()
            self._awake = False
        if batch and not self._stopped:
            self._frame.start()
            self.changed.emit(batch)

    @Slot(object)
    def _tell_link(self, state: LinkState) -> None:
        if not self._stopped:
            self.link_changed.emit(state)
