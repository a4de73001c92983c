"""Which room a view of the floor shows; there only where there are several, and remembered."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QEvent, QSignalBlocker, Slot
from PySide6.QtWidgets import QComboBox, QWidget

from console.desk.floor import FloorModel
from console.desk.floor_desk import FloorDesk
from console.desk.floor_habits import FloorHabits
from console.widgets import theme


class RoomChooser(QComboBox):
    """The rooms of `desk`, for the view of `model`. GUI thread."""

    def __init__(
        self, desk: FloorDesk, model: FloorModel, habits: FloorHabits | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._floor, self._habits = desk, model, habits
        self._keys: list[UUID] = []
        self.setMinimumWidth(theme.scaled(76))
        self.setMaximumWidth(theme.scaled(200))
        self.activated.connect(self._choose)
        desk.plan_changed.connect(self._follow)
        wanted = habits.text("room") if habits else ""
        if wanted:
            self._show(wanted)
        self.retranslate()
        self._follow()

    def _show(self, key: str) -> None:
        try:
            self._desk.show_room(UUID(key), self._floor)
        except ValueError:
            return

    @Slot()
    def _follow(self) -> None:
        rooms, shown = self._desk.rooms, self._desk.room_of(self._floor)
        self._keys = [room.id for room in rooms]
        with QSignalBlocker(self):
            self.clear()
            self.addItems([room.name for room in rooms])
            self.setCurrentIndex(self._keys.index(shown.id) if shown else -1)
        self.setVisible(len(rooms) > 1)

    @Slot(int)
    def _choose(self, at: int) -> None:
        self._desk.show_room(self._keys[at], self._floor)
        if self._habits is not None:
            self._habits.keep(room=str(self._keys[at]))

    def retranslate(self) -> None:
        """All words in the language in force."""
        self.setToolTip(self.tr("Which room is shown here"))
        self.setAccessibleName(self.tr("Which room is shown here"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
