"""Puts together one person's floor: the ear that hears it, its desk, and a page for each thing done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from console.desk.background import Background
from console.desk.floor_actions import FloorActions
from console.desk.floor_desk import FloorDesk, MakingEar
from console.desk.keys import Action
from console.desk.preferences import Preferences
from console.domain.people import Person
from console.widgets import floor_pages
from console.widgets.floor_pages import FloorPages
from console.widgets.floor_screen import FloorScreen
from console.widgets.main_window import MainWindow

if TYPE_CHECKING:
    from console.store.store import Store


class FloorWork(QObject):
    """The floor of whoever signed on, from its making to `stop`. Lives in the GUI thread."""

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
        self.desk = FloorDesk(background, store, person, _ear(store), self)
        self.desk.faulted.connect(window.show_fault)
        self.actions = FloorActions(self.desk, self)
        self.pages = FloorPages()
        self.pages.offer(floor_pages.NOW, self._now)

    def start(self) -> None:
        """Read and listen."""
        self.desk.start()
        self.actions.start()

    def stop(self) -> None:
        """Hear nothing more."""
        self.actions.stop()
        self.desk.stop()

    def perform(self, action: Action) -> bool:
        """Carry out a key of the floor; whether it was one."""
        return self.pages.perform(action)

    def _now(self) -> FloorScreen:
        screen = FloorScreen(self.desk.model)
        screen.add_actions(self.actions, self._preferences)
        return screen


def _ear(store: Store) -> MakingEar | None:
    """Who tells of the floor: on a shared database its gateways do."""
    session = store.session
    if session is None:
        return None
    from console.store.floor_listening import FloorListener

    return lambda hear, say: FloorListener(session, hear, say)
