"""Puts together one person's floor: the ear that hears it, its desk, and a page for each thing done with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from console.alerts_work import AlertsWork
from console.desk.background import Background
from console.desk.floor_actions import FloorActions
from console.desk.floor_desk import FloorDesk, MakingEar
from console.desk.floor_habits import FloorHabits
from console.desk.floor_history import FloorHistory
from console.desk.handover import HandoverDesk
from console.desk.keys import Action
from console.desk.plan_desk import PlanDesk, may_lay_out
from console.desk.plan_tables import PlanTables
from console.desk.preferences import Preferences
from console.desk.seat_story import SeatStoryDesk
from console.desk.telephony_link import telephony_now
from console.desk.time_desk import TimeDesk
from console.domain.faults import Fault
from console.domain.floor_book import Handover
from console.domain.people import Person
from console.hearing_work import HearingWork
from console.places import embedded_database_url
from console.widgets import floor_pages
from console.widgets.floor_pages import FloorPages
from console.widgets.floor_screen import FloorScreen
from console.widgets.floor_unconnected import FloorUnconnected
from console.widgets.floor_window import SecondFloor
from console.widgets.handover_page import HandoverPage
from console.widgets.history_page import HistoryPage
from console.widgets.main_window import MainWindow
from console.widgets.plan_page import PlanPage
from console.widgets.seat_story import SeatStoryPart
from console.widgets.time_page import TimePage

if TYPE_CHECKING:
    from console.gateway.here import Held
    from console.store.store import Store


class FloorWork(QObject):
    """The floor of whoever signed on, from its making to `stop`. Lives in the GUI thread.

    `call_came_in`: the gateway in this console has brought in a finished call with its recording. `call_chosen` carries
    a CallRow to open in Review, `calls_asked` the key of an agent whose calls are to be listed there. `settings_asked`:
    to name a telephone system.
    """

    call_came_in = Signal()
    call_chosen = Signal(object)
    calls_asked = Signal(object)
    settings_asked = Signal()
    _telephone_failed = Signal(object)

    def __init__(
        self,
        window: MainWindow,
        background: Background,
        preferences: Preferences,
        store: Store,
        person: Person,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._window, self._background, self._preferences = window, background, preferences
        self._telephone_failed.connect(window.show_fault)
        make_ear = _ear(store, preferences.settings.gateway_file, self._telephone_failed.emit, self.call_came_in.emit)
        self.desk = FloorDesk(background, store, person, make_ear, self)
        self.desk.faulted.connect(window.show_fault)
        if self.desk.connected:
            self.desk.gateways_changed.connect(self._say_telephony)
            self.desk.model.ticked.connect(self._say_telephony)
        self.actions = FloorActions(self.desk, self)
        self.hearing = HearingWork(self.actions, background, preferences, self)
        self.pages = FloorPages(preferences.keymap)
        preferences.keymap_changed.connect(self.pages.set_keymap)
        self.pages.page_changed.connect(window.heed_page)
        self.plan = PlanDesk(self.desk, background, preferences, self) if may_lay_out(person) else None
        self.second = SecondFloor(self.desk, preferences, self)
        self.second.opened.connect(self._act_there)
        self.second.action_triggered.connect(self._perform_there)
        self.handover = HandoverDesk(self.desk, self)
        self._past: FloorHistory | None = None
        self.handover.changed.connect(self._count_notes)
        self.pages.offer(floor_pages.NOW, self._now)
        self.pages.offer(floor_pages.HISTORY, self._history)
        self.alerts = AlertsWork(window, self.desk, self.pages, preferences, self)
        self.pages.offer(floor_pages.ALERTS, self.alerts.make_page)
        self.pages.offer(floor_pages.HANDOVER, self._hand_over)
        self.pages.offer(floor_pages.TIME, self._time)
        if self.plan is not None:
            self.pages.offer(floor_pages.PLAN, self._lay_out)
            self.plan.changed.connect(self._count_plans)

    def start(self) -> None:
        """Read and listen."""
        self.desk.start()
        if self.desk.connected:
            self.second.restore()
        self.actions.start()
        self.hearing.start()
        self.alerts.start()
        self.handover.start()

    def stop(self) -> None:
        """Hear nothing more."""
        self.second.close()
        if self.plan is not None:
            self.plan.stop()
        self.alerts.stop()
        self.hearing.stop()
        self.actions.stop()
        self.desk.stop()
        if self.desk.connected:  # whoever comes next has the line to themselves, though our clock may tick on a little
            self.desk.gateways_changed.disconnect(self._say_telephony)
            self.desk.model.ticked.disconnect(self._say_telephony)
        self._window.set_telephony(None)

    @property
    def unsaved(self) -> int:
        """Notes for the next lead that are typed and not kept."""
        return self.handover.unsaved + (self._past.marks.unsaved if self._past is not None else 0)

    def perform(self, action: Action) -> bool:
        """Carry out a key of the floor; whether it was one."""
        if action is Action.FLOOR_WINDOW and self.desk.connected:
            self.second.toggle()
            return True
        return self.pages.perform(action)

    @Slot()
    def _say_telephony(self) -> None:
        self._window.set_telephony(telephony_now(self.desk.telling, self.desk.model.age_ms))

    def _now(self) -> QWidget:
        if not self.desk.connected:
            unconnected = FloorUnconnected()
            unconnected.action_taken.connect(self.settings_asked)
            return unconnected
        habits = FloorHabits(self._preferences, self.desk.person.number)
        screen = FloorScreen(self.desk.model, desk=self.desk, habits=habits, may_lay_out=self.plan is not None)
        screen.window_asked.connect(self.second.toggle)
        screen.plan_asked.connect(self._open_plan)
        if self.plan is not None:
            screen.room_asked.connect(self.plan.lay_out_heard)
        self.hearing.show_on(screen)
        self._add_story(screen)
        return screen

    def _add_story(self, screen: FloorScreen) -> None:
        desk = SeatStoryDesk(self.desk, self)
        self.call_came_in.connect(desk.refresh)
        story = SeatStoryPart(desk)
        story.destroyed.connect(desk.leave)
        story.call_chosen.connect(self.call_chosen)
        story.all_calls_asked.connect(self.calls_asked)
        screen.card.add_part(story, story)

    def _history(self) -> HistoryPage:
        self._past = FloorHistory(self.desk, self)
        page = HistoryPage(self._past)
        page.back_asked.connect(self._open_now)
        return page

    def _hand_over(self) -> HandoverPage:
        page = HandoverPage(self.handover)
        page.pin_chosen.connect(self._open_pin)
        page.alerts_asked.connect(self._open_alerts)
        page.coaching_asked.connect(self._open_coaching)
        return page

    @Slot()
    def _count_notes(self) -> None:
        self.pages.set_count(floor_pages.HANDOVER, len(self.handover.waiting))

    @Slot()
    def _open_now(self) -> None:
        self.pages.show_page(floor_pages.NOW)

    @Slot()
    def _open_alerts(self) -> None:
        self.pages.show_page(floor_pages.ALERTS)

    @Slot()
    def _open_coaching(self) -> None:
        self._window.show_screen("coaching")

    @Slot(object)
    def _open_pin(self, note: Handover) -> None:
        self.pages.show_page(floor_pages.HISTORY)
        page = self.pages.page(floor_pages.HISTORY)
        if isinstance(page, HistoryPage):
            page.show_pin(note.seat_id, note.about_at)

    def _time(self) -> TimePage:
        page = TimePage(TimeDesk(self.desk, self._preferences, self))
        page.calls_asked.connect(self.calls_asked)
        return page

    @Slot(object)
    def _act_there(self, screen: FloorScreen) -> None:
        self.hearing.show_on(screen)
        self._add_story(screen)

    @Slot(object)
    def _perform_there(self, action: Action) -> None:
        self._window.keyboard.action_triggered.emit(action)

    def _lay_out(self) -> PlanPage:
        assert self.plan is not None
        page = PlanPage(self.plan, PlanTables(self.plan, self._background, self.plan))
        page.faulted.connect(self._window.show_fault)
        return page

    @Slot()
    def _count_plans(self) -> None:
        if self.plan is not None:
            self.pages.set_count(floor_pages.PLAN, self.plan.unsaved)

    @Slot()
    def _open_plan(self) -> None:
        self.pages.show_page(floor_pages.PLAN)


def _ear(
    store: Store, gateway_file: str, failed: Callable[[Fault], object], came_in: Callable[[], object]
) -> MakingEar | None:
    """Who tells of the floor: on a shared database its gateways do, on SQLite the gateway in this console.

    Only the demo centre's own database, which nobody names, is told simulated people.
    """
    session = store.session
    if session is not None:
        from console.store.floor_listening import FloorListener

        return lambda hear, say: FloorListener(session, hear, say)
    demo = store.url == embedded_database_url()
    if not demo and not gateway_file:
        return None
    from console.gateway.here import GatewayHere, held_by_file

    def find(own: Store) -> Held:
        if not demo:
            return held_by_file(Path(gateway_file).expanduser())
        from console.demo_telephone import held

        return held(own)

    return lambda hear, say: GatewayHere(store.url, find, hear, say, failed, came_in)
