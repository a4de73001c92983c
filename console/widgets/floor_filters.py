"""Whom one looks for on the floor: words, team, queue, skill and attention; the others are dimmed, never hidden."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QWidget

from console.desk.floor import FloorModel
from console.desk.floor_habits import FloorHabits
from console.desk.floor_seat import FloorFilter
from console.domain.floor import AgentState
from console.widgets import theme
from console.widgets.theme import GRID


class FloorFilters(QWidget):
    """Controls over a FloorModel. `changed` when something else is looked for. GUI thread.

    A choice that the room in front does not have is kept and waits: it counts again where there is such a team.
    """

    changed = Signal()

    def __init__(self, model: FloorModel, habits: FloorHabits | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._floor, self._habits = model, habits
        self.search, self.pressing = QLineEdit(self), QCheckBox(self)
        self.team, self.queue, self.skill = (QComboBox(self) for _ in range(3))
        self._boxes = {"team": self.team, "queue": self.queue, "skill": self.skill}
        self._offered: dict[str, tuple[str, ...]] = dict.fromkeys(self._boxes, ())
        self._wanted = {name: habits.text(name) if habits else "" for name in self._boxes}
        self.pressing.setChecked(habits is not None and habits.flag("pressing"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(theme.scaled(184))
        self.search.setMaximumWidth(theme.scaled(180))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        for widget in (self.search, self.team, self.queue, self.skill, self.pressing):
            row.addWidget(widget, 1 if widget is self.search else 0)
        self.search.textChanged.connect(self.changed)
        self.pressing.toggled.connect(self._choose)
        for box in self._boxes.values():
            box.setMaximumWidth(theme.scaled(150))
            box.setMinimumWidth(theme.scaled(76))
            box.currentIndexChanged.connect(self._choose)
        self.retranslate()

    def filter_with(self, states: frozenset[AgentState]) -> FloorFilter:
        """What is looked for, `states` among it."""
        text, pressing = self.search.text().strip(), self.pressing.isChecked()
        return FloorFilter(states, self._chosen("team"), text, pressing, self._chosen("queue"), self._chosen("skill"))

    def _chosen(self, name: str) -> str:
        return self._wanted[name] if self._wanted[name] in self._offered[name] else ""

    @Slot()
    def _choose(self) -> None:
        box = self.sender()
        for name, one in self._boxes.items():
            if one is box:
                at = one.currentIndex()
                self._wanted[name] = self._offered[name][at - 1] if at > 0 else ""
        if self._habits is not None:
            self._habits.keep(
                pressing=self.pressing.isChecked() or None, **{n: w or None for n, w in self._wanted.items()}
            )
        self.changed.emit()

    def follow(self) -> None:
        """Offer the teams and queues there are now."""
        skills = self._floor.skills
        now = {"team": self._floor.teams, "queue": skills.queues, "skill": skills.skills}
        if now != self._offered:
            self._offered = now
            self._offer()
            self.changed.emit()

    def _offer(self) -> None:
        everything = {
            "team": self.tr("All teams"),
            "queue": self.tr("All queues"),
            "skill": self.tr("All skills"),
        }
        for name, box in self._boxes.items():
            with QSignalBlocker(box):
                box.clear()
                box.addItems([everything[name], *self._offered[name]])
                chosen = self._chosen(name)
                box.setCurrentIndex(self._offered[name].index(chosen) + 1 if chosen else 0)
            box.setVisible(name == "team" or bool(self._offered[name]))

    def retranslate(self) -> None:
        """All words in the language in force."""
        self.search.setPlaceholderText(self.tr("Name, number or seat"))
        self.pressing.setText(self.tr("Needs attention only"))
        for widget, tip in (
            (self.search, self.tr("Find a seat; the others are dimmed")),
            (self.team, self.tr("Team; the others are dimmed")),
            (self.queue, self.tr("Queue of the call now; the others are dimmed")),
            (self.skill, self.tr("Who is signed on to this queue; the others are dimmed")),
            (self.pressing, self.tr("Dim whoever is within the limits")),
        ):
            widget.setToolTip(tip)
            widget.setAccessibleName(tip)
        self._offer()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_wanted"):
            self.retranslate()
        super().changeEvent(event)
