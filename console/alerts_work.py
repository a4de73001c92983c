"""Puts the floor's alerts together: the desk that reads them, their page, the news beside the tabs, counts, sound."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication

from console.desk.floor_alerts import FloorAlerts
from console.desk.floor_desk import FloorDesk
from console.desk.preferences import Preferences
from console.widgets import floor_pages
from console.widgets.alert_news import AlertNews
from console.widgets.alerts_page import AlertsPage
from console.widgets.floor_pages import FloorPages
from console.widgets.floor_screen import FloorScreen
from console.widgets.main_window import MainWindow

SOUND = "floor.alert_sound"
"""Kept with the window's habits; off until somebody wants it."""


class AlertsWork(QObject):
    """The alerts of one person's floor, from its making to `stop`. Lives in the GUI thread."""

    def __init__(
        self, window: MainWindow, desk: FloorDesk, pages: FloorPages, preferences: Preferences, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._window, self._desk, self._pages, self._preferences = window, desk, pages, preferences
        self.alerts = FloorAlerts(desk, self)
        self.news = AlertNews(self.alerts)
        self.news.clicked.connect(self._show)
        pages.put_beside_tabs(self.news)
        self.alerts.changed.connect(self._count)
        self.alerts.arrived.connect(self._ring)
        window.screen_changed.connect(self._count)

    def start(self) -> None:
        """Read what stands."""
        self.alerts.start()

    def stop(self) -> None:
        """Read nothing more."""
        self.alerts.stop()
        self._window.screen_changed.disconnect(self._count)
        self._window.rail.set_count("floor", 0)

    def make_page(self) -> AlertsPage:
        """The page, when it is first shown."""
        page = AlertsPage(self.alerts, sound=bool(self._preferences.kept(SOUND, default=False)))
        page.agent_chosen.connect(self._go_to)
        page.sound_chosen.connect(self._keep_sound)
        return page

    @Slot()
    def _show(self) -> None:
        self._pages.show_page(floor_pages.ALERTS)

    @Slot()
    def _count(self) -> None:
        """On the tab, and while another screen is in front on the rail."""
        waiting = self.alerts.waiting
        self._pages.set_count(floor_pages.ALERTS, waiting)
        self._window.rail.set_count("floor", 0 if self._window.current_screen == "floor" else waiting)

    @Slot()
    def _ring(self) -> None:
        if self._preferences.kept(SOUND, default=False):
            QApplication.beep()

    @Slot(bool)
    def _keep_sound(self, on: bool) -> None:  # noqa: FBT001 - a signal's
        self._preferences.keep(SOUND, True if on else None)

    @Slot(str)
    def _go_to(self, number: str) -> None:
        """To the agent's seat on the page of the room, whichever room that is."""
        sitter = self._desk.sitter_of(number)
        agent_id = sitter.agent_id if sitter else None
        rooms = (room for room in self._desk.rooms if any(seat.agent_id == agent_id for seat in room.seats))
        room = next(rooms, None) if agent_id else None
        if room is not None and room != self._desk.room_of(self._desk.model):
            self._desk.show_room(room.id)
        self._pages.show_page(floor_pages.NOW)
        screen = self._pages.page(floor_pages.NOW)
        if isinstance(screen, FloorScreen):
            screen.view.choose(number)
            screen.view.setFocus()
