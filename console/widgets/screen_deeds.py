"""Joins deeds to a floor's screen: the card's part, the line above the room, the seats' menu and the keys."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Qt, Slot
from PySide6.QtWidgets import QBoxLayout

from console.desk.floor_actions import FloorActions
from console.desk.keys import Action
from console.desk.live_listening import LiveListening
from console.desk.preferences import Preferences
from console.widgets.deed_strip import DeedStrip
from console.widgets.seat_actions import ACTION_OF, SeatActions
from console.widgets.seat_card import SeatCard
from console.widgets.seat_view import SeatView


class ScreenDeeds(QObject):
    """The deeds of one screen: `part` on its card, `strip` put into its `tools` at `place`."""

    def __init__(
        self,
        actions: FloorActions,
        preferences: Preferences,
        card: SeatCard,
        view: SeatView,
        tools: QBoxLayout,
        place: int,
        live: LiveListening | None = None,
    ) -> None:
        super().__init__(view)
        self._view, self._card = view, card
        self.part = SeatActions(actions, preferences, view.window(), live=live)
        card.add_part(self.part, self.part)
        self.strip = DeedStrip(actions, view.window())
        tools.insertWidget(place, self.strip)
        self.part.asked.connect(self._show_question, Qt.ConnectionType.QueuedConnection)
        self.part.left.connect(self._take_keys)
        view.menu_asked.connect(self._open_menu)
        self.strip.agent_asked.connect(self.go_to)

    def perform(self, action: Action) -> bool:
        """Carry out the key of a deed; whether it was one."""
        return action in ACTION_OF and self.part.begin(ACTION_OF[action])

    @Slot(str)
    def go_to(self, number: str) -> None:
        """To the agent's seat, with the keys."""
        self._view.choose(number)
        self._view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def _show_question(self) -> None:
        """All of it, once the card has its new height."""
        self._card.ensureWidgetVisible(self.part.question)

    @Slot()
    def _take_keys(self) -> None:
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(QPoint)
    def _open_menu(self, at: QPoint) -> None:
        if self.part.number and self.part.buttons:
            self.part.menu().popup(at)
