"""Puts together what one person sees of the others on a shared database: list, open sheet, notes, appeals, news."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from console.desk.appeals import AppealsDesk
from console.desk.call_list import CallList
from console.desk.coaching import CoachingDesk
from console.desk.live_changes import LiveChanges
from console.desk.overtaking import Overtaken, Overtaking
from console.desk.scoring import ScoringDesk
from console.domain.events import Event, EventKind, LinkState
from console.store.connecting import Session
from console.store.events import EventListener
from console.widgets.main_window import MainWindow

NEW_CALLS_AFTER_MS = 250
"""An import tells of its calls in pieces; the list is looked at again once for all that come within this time."""


class LiveWork(QObject):
    """One person's, from its making to `stop`. Lives in the GUI thread.

    `connected` when news begins to arrive, `calls_came` when calls or the recordings of calls have come.
    """

    connected = Signal()
    calls_came = Signal()

    def __init__(
        self,
        window: MainWindow,
        session: Session,
        *,
        calls: CallList,
        scoring: ScoringDesk,
        coaching: CoachingDesk,
        appeals: AppealsDesk,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._window, self._calls, self._coaching, self._appeals = window, calls, coaching, appeals
        self._told_appeals = self._told_notes = 0
        self._overtaking = Overtaking(scoring, self)
        self._overtaking.overtaken.connect(self._say_overtaken)
        self._new_calls = QTimer(self)
        self._new_calls.setSingleShot(True)
        self._new_calls.setInterval(NEW_CALLS_AFTER_MS)
        self._new_calls.timeout.connect(self._show_new_calls)
        appeals.waiting_changed.connect(self._say_appeals)
        coaching.notes_changed.connect(self._say_notes)
        self._changes = LiveChanges(lambda hear, say: EventListener(session, hear, say), self)
        self._changes.changed.connect(self._heed)
        self._changes.link_changed.connect(self._show_link)
        window.set_live(live=False)
        self._changes.start()
        appeals.refresh_waiting()
        if coaching.reading:
            coaching.refresh()

    def stop(self) -> None:
        """Hear nothing any more."""
        self._new_calls.stop()
        self._changes.stop()
        self._window.set_live(live=None)

    @Slot(object)
    def _heed(self, events: Sequence[Event]) -> None:
        if any(event.kind is EventKind.CALLS_ADDED for event in events) and not self._new_calls.isActive():
            self._new_calls.start()
        touched = {event.call_id for event in events if event.call_id is not None}
        if touched:
            self._calls.refresh_rows(touched)
        self._overtaking.heed(events)
        self._coaching.heed(events)
        self._appeals.heed(events)

    @Slot()
    def _show_new_calls(self) -> None:
        self.calls_came.emit()
        self._calls.refresh()
        self._calls.load_choices()

    @Slot(object)
    def _show_link(self, state: LinkState) -> None:
        self._window.set_live(live=state is LinkState.CONNECTED)
        if state is LinkState.CONNECTED:
            self.connected.emit()

    # what is told

    @Slot(object, object)
    def _say_overtaken(self, what: Overtaken, name: str) -> None:
        said = {
            Overtaken.TAKEN_OVER: self.tr("{name} has taken over the sheet that was open here."),
            Overtaken.SUBMITTED: self.tr("{name} has submitted the sheet that is open here."),
            Overtaken.CORRECTED: self.tr("{name} has submitted a correction of the sheet that is open here."),
            Overtaken.FREE: self.tr("The open call is free again; “Look again” begins its sheet."),
        }[what]
        self._window.show_news(said.format(name=name or self.tr("Somebody else")))

    @Slot()
    def _say_appeals(self) -> None:
        """To managers, when more wait than before."""
        waiting = len(self._appeals.waiting)
        if waiting > self._told_appeals:
            self._window.show_news(self.tr("Appeals to settle, under Coaching: {count}").format(count=waiting))
        self._told_appeals = waiting

    @Slot()
    def _say_notes(self) -> None:
        """To an agent, when there are more to acknowledge than before."""
        if not self._coaching.reading:
            return
        waiting = sum(note.acknowledged_at is None for note in self._coaching.notes)
        if waiting > self._told_notes:
            self._window.show_news(self.tr("Coaching notes to read and acknowledge: {count}").format(count=waiting))
        self._told_notes = waiting
