"""Floor: the room, the counts above it, the worst first and the chosen seat's card beside it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from console.desk.floor import FloorModel
from console.desk.floor_actions import FloorActions
from console.desk.floor_seat import FloorFilter, SeatNow
from console.desk.floor_worst import WorstList
from console.desk.keys import Action
from console.desk.preferences import Preferences
from console.desk.time_text import length_text
from console.widgets import theme
from console.widgets.count_strip import CountStrip
from console.widgets.deed_strip import DeedStrip
from console.widgets.label import Label
from console.widgets.notice import Notice
from console.widgets.seat_actions import ACTION_OF, SeatActions
from console.widgets.seat_card import SeatCard
from console.widgets.seat_view import SeatView
from console.widgets.theme import GRID
from console.widgets.worst_list import WorstListView

OLD_MS = 5000
"""News older than this are said to be."""


class FloorScreen(QWidget):
    """One room over a FloorModel. `seat_chosen` carries a SeatNow: click or Enter on a seat with somebody in it."""

    seat_chosen = Signal(object)

    def __init__(self, model: FloorModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._floor = model
        self._teams: tuple[str, ...] = ()
        self.deed_part: SeatActions | None = None
        self.deed_strip: DeedStrip | None = None
        self.search, self.team = QLineEdit(self), QComboBox(self)
        self.pressing = QCheckBox(self)
        self.age = Label(self)
        self.smaller, self.larger, self.whole = (QToolButton(self) for _ in range(3))
        self.strip, self.view, self.card = CountStrip(model, self), SeatView(model, self), SeatCard(model, self)
        self.worst = WorstListView(WorstList(model, self), self)
        self.worst_title = Label(self)
        self.nothing = Notice(self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.nothing)
        self._stack.addWidget(self.view)
        self._lay_out()
        self.search.textChanged.connect(self._look_for)
        self.team.currentIndexChanged.connect(self._look_for)
        self.pressing.toggled.connect(self._look_for)
        self.strip.states_chosen.connect(self._look_for)
        self.smaller.clicked.connect(self._zoom_out)
        self.larger.clicked.connect(self._zoom_in)
        self.whole.clicked.connect(self._zoom_all)
        self.view.seat_changed.connect(self.card.show_seat)
        self.view.seat_chosen.connect(self._choose)
        self.worst.agent_chosen.connect(self.view.choose)
        model.shown.connect(self._follow)
        model.ticked.connect(self._follow)
        self.retranslate()
        self.dress()

    def add_actions(self, actions: FloorActions, preferences: Preferences) -> None:
        """Let something be done to the agents: on the card, by key, by the seats' menu."""
        self.deed_part = SeatActions(actions, preferences, self)
        self.card.add_part(self.deed_part, self.deed_part)
        self.view.menu_asked.connect(self._open_menu)
        self.deed_strip = DeedStrip(actions, self)
        self.deed_strip.agent_asked.connect(self._go_to)
        self._tools.insertWidget(self._tools.indexOf(self.age), self.deed_strip)

    def perform(self, action: Action) -> bool:
        """Carry out a key of the floor; whether it was one."""
        if action is Action.FLOOR_FIND:
            self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.search.selectAll()
        elif action is Action.FLOOR_WORST:
            worst = self._floor.worst()
            if worst:
                self._go_to(worst[0].number)
        elif action in (Action.FLOOR_LARGER, Action.FLOOR_SMALLER):
            self.view.zoom_by(1 if action is Action.FLOOR_LARGER else -1)
        elif action is Action.FLOOR_WHOLE:
            self.view.show_zoom(None)
        elif action in ACTION_OF and self.deed_part is not None:
            return self.deed_part.begin(ACTION_OF[action])
        else:
            return False
        return True

    @Slot(str)
    def _go_to(self, number: str) -> None:
        self.view.choose(number)
        self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot(QPoint)
    def _open_menu(self, at: QPoint) -> None:
        if self.deed_part is not None and self.deed_part.number and self.deed_part.buttons:
            self.deed_part.menu().popup(at)

    def _lay_out(self) -> None:
        self._tools = tools = QHBoxLayout()
        tools.setSpacing(GRID)
        self.search.setClearButtonEnabled(True)
        self.search.setFixedWidth(theme.scaled(210))
        for wanted in (self.search, self.team, self.pressing):
            tools.addWidget(wanted)
        tools.addStretch(1)
        tools.addWidget(self.age)
        for zoom in (self.smaller, self.larger, self.whole):
            tools.addWidget(zoom)
        left, right = QWidget(self), QWidget(self)
        beside = QVBoxLayout(right)
        beside.setContentsMargins(GRID, 0, 0, 0)
        self.card.setProperty("kind", "card")
        beside.addWidget(self.card)
        beside.addWidget(self.worst_title)
        beside.addWidget(self.worst, 1)
        main = QVBoxLayout(left)
        main.setContentsMargins(0, 0, 0, 0)
        main.addWidget(self._stack)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.addWidget(left)
        split.addWidget(right)
        split.setStretchFactor(0, 1)
        split.setCollapsible(0, False)
        split.setSizes([1040, 270])
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        column.setSpacing(GRID)
        column.addLayout(tools)
        column.addWidget(self.strip)
        column.addWidget(split, 1)

    @Slot()
    def _look_for(self) -> None:
        team = self._teams[self.team.currentIndex() - 1] if self.team.currentIndex() > 0 else ""
        wanted = FloorFilter(self.strip.states, team, self.search.text().strip(), self.pressing.isChecked())
        self._floor.show_filter(wanted)

    @Slot(object)
    def _choose(self, seat: SeatNow) -> None:
        if seat.agent is not None:
            self.seat_chosen.emit(seat)

    @Slot()
    def _zoom_out(self) -> None:
        self.view.zoom_by(-1)

    @Slot()
    def _zoom_in(self) -> None:
        self.view.zoom_by(1)

    @Slot()
    def _zoom_all(self) -> None:
        self.view.show_zoom(None)

    @Slot()
    def _follow(self) -> None:
        """What depends on whom there is news of."""
        self._stack.setCurrentWidget(self.view if self._floor.rowCount() else self.nothing)
        age_ms = self._floor.age_ms
        old = age_ms is None or age_ms > OLD_MS
        self.age.setVisible(old)
        if age_ms is None:
            self.age.setText(self.tr("No news from the telephone system yet"))
        elif old:
            self.age.setText(self.tr("Last news {age} ago").format(age=length_text(age_ms)))
        self.worst_title.setText(self.tr("Worst first: {count}").format(count=self._floor.pressing_count))
        if self._floor.teams != self._teams:
            self._offer_teams()

    def _offer_teams(self) -> None:
        chosen = self.team.currentText() if self.team.currentIndex() > 0 else ""
        self._teams = self._floor.teams
        self.team.blockSignals(True)
        self.team.clear()
        self.team.addItems([self.tr("All teams"), *self._teams])
        self.team.setCurrentIndex(self._teams.index(chosen) + 1 if chosen in self._teams else 0)
        self.team.blockSignals(False)
        self._look_for()

    def retranslate(self) -> None:
        """All words in the language in force."""
        self.search.setPlaceholderText(self.tr("Name, number or seat"))
        self.pressing.setText(self.tr("Only who needs attention"))
        self._name(self.search, self.tr("Find a seat; the others are dimmed"))
        self._name(self.team, self.tr("Team; the others are dimmed"))
        self._name(self.pressing, self.tr("Dim whoever is within the limits"))
        self._name(self.smaller, self.tr("Smaller (Ctrl+−)"))
        self._name(self.larger, self.tr("Larger (Ctrl+=)"))
        self._name(self.whole, self.tr("The whole room (Ctrl+0)"))
        self.view.setAccessibleName(self.tr("The room"))
        self.worst.setAccessibleName(self.tr("Who needs attention, the worst first"))
        self.nothing.say(
            "floor", self.tr("Nobody to show"), self.tr("There is no plan of a room, and no agent was heard of.")
        )
        self._offer_teams()
        self._follow()

    @staticmethod
    def _name(widget: QWidget, text: str) -> None:
        widget.setToolTip(text)
        widget.setAccessibleName(text)

    def dress(self) -> None:
        """Icons and faces anew."""
        self.smaller.setIcon(theme.icon("zoom-out"))
        self.larger.setIcon(theme.icon("zoom-in"))
        self.whole.setIcon(theme.icon("zoom-all"))
        self.worst_title.setFont(theme.font("strong"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if hasattr(self, "nothing") and hasattr(self, "_stack"):
            if event.type() == QEvent.Type.LanguageChange:
                self.retranslate()
            elif event.type() == QEvent.Type.PaletteChange:
                self.dress()
        super().changeEvent(event)
