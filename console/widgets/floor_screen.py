"""Floor: the room, the counts above it, the worst first and the chosen seat's card beside it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from console.desk.action_names import tip
from console.desk.floor import FloorModel
from console.desk.floor_actions import FloorActions
from console.desk.floor_desk import FloorDesk
from console.desk.floor_habits import FloorHabits
from console.desk.floor_seat import SeatNow
from console.desk.floor_worst import WorstList
from console.desk.keymap import Keymap
from console.desk.keys import Action
from console.desk.listeners import Listeners
from console.desk.live_listening import LiveListening
from console.desk.live_round import LiveRound
from console.desk.preferences import Preferences
from console.desk.time_text import length_text
from console.domain.floor import AgentState
from console.widgets import theme
from console.widgets.count_strip import CountStrip
from console.widgets.floor_filters import FloorFilters
from console.widgets.label import Label
from console.widgets.notice import Notice
from console.widgets.room_chooser import RoomChooser
from console.widgets.round_bar import RoundBar
from console.widgets.round_start import RoundStart
from console.widgets.screen_deeds import ScreenDeeds
from console.widgets.seat_card import SeatCard
from console.widgets.seat_hearing import SeatHearing
from console.widgets.seat_listeners import SeatListeners
from console.widgets.seat_view import SeatView
from console.widgets.theme import GRID
from console.widgets.worst_list import WorstListView

OLD_MS = 5000
"""News older than this are said to be."""


class FloorScreen(QWidget):
    """One room over a FloorModel. `seat_chosen` carries a SeatNow: click or Enter on a seat with somebody in it.

    With `desk` there is a choice of rooms; `habits` keep that choice, the filters and the zoom for next time. Who
    `may_lay_out` is offered a plan where there is none: `plan_asked` leads to where it is made, `room_asked` makes a
    room of whoever is heard of. `window_asked`: another view of the floor in a window of its own.
    """

    seat_chosen = Signal(object)
    plan_asked = Signal()
    room_asked = Signal()
    window_asked = Signal()

    def __init__(
        self,
        model: FloorModel,
        parent: QWidget | None = None,
        *,
        desk: FloorDesk | None = None,
        habits: FloorHabits | None = None,
        may_lay_out: bool = False,
    ) -> None:
        super().__init__(parent)
        self._floor, self._desk, self._habits, self._may_lay_out = model, desk, habits, may_lay_out
        self._keymap = Keymap()
        self.deeds: ScreenDeeds | None = None
        self.round: RoundStart | None = None
        self.rooms = RoomChooser(desk, model, habits, self) if desk is not None else None
        self.filters = FloorFilters(model, habits, self)
        self.search, self.team, self.pressing = self.filters.search, self.filters.team, self.filters.pressing
        self.age = Label(self)
        self.smaller, self.larger, self.whole, self.window_button = (QToolButton(self) for _ in range(4))
        self.strip, self.view, self.card = CountStrip(model, self), SeatView(model, self), SeatCard(model, self)
        self.worst = WorstListView(WorstList(model, self), self)
        self.worst_title = Label(self)
        self.nothing = Notice(self)
        self.unplanned, self.make_room, self.open_plan = Label(self), QPushButton(self), QPushButton(self)
        self._offer = QWidget(self)
        self._offer.hide()
        self._offered_for: tuple[int, int, int] | None = None
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.nothing)
        self._stack.addWidget(self.view)
        self._lay_out()
        self._remember()
        self._connect()
        self.retranslate()
        self.dress()

    def _connect(self) -> None:
        self.filters.changed.connect(self._look_for)
        self.strip.states_chosen.connect(self._look_for)
        self.smaller.clicked.connect(self._zoom_out)
        self.larger.clicked.connect(self._zoom_in)
        self.whole.clicked.connect(self._zoom_all)
        self.window_button.clicked.connect(self.window_asked)
        self.nothing.action_taken.connect(self.plan_asked)
        self.open_plan.clicked.connect(self.plan_asked)
        self.make_room.clicked.connect(self.room_asked)
        self.view.seat_changed.connect(self.card.show_seat)
        self.view.seat_chosen.connect(self._choose)
        self.view.zoom_changed.connect(self._keep_zoom)
        self.worst.agent_chosen.connect(self.view.choose)
        self._floor.shown.connect(self._follow)
        self._floor.ticked.connect(self._follow)
        if self._desk is not None:
            self._desk.plan_changed.connect(self._follow)

    def add_actions(self, actions: FloorActions, preferences: Preferences, live: LiveListening | None = None) -> None:
        """Let something be done to the agents: on the card, by key, by the seats' menu; `live` lets one listen."""
        place = self._tools.indexOf(self.age)
        self.deeds = ScreenDeeds(actions, preferences, self.card, self.view, self._tools, place, live)

    def add_listeners(self, listeners: Listeners, live: LiveListening) -> None:
        """Show who listens to whom: on the card and on the seats."""
        part = SeatListeners(listeners)
        self.card.add_part(part, part)
        self.view.show_hearing(SeatHearing(listeners, live, self.view))

    def add_round(self, going: LiveRound, actions: FloorActions, preferences: Preferences) -> None:
        """Let one listen to one call after another: a button that begins it, a bar while it goes on."""
        bar = RoundBar(going, actions, self)
        self._column.insertWidget(self._column.count() - 1, bar)
        self.round = RoundStart(going, actions.desk, self._floor, preferences, bar, self)
        self._tools.insertWidget(self._tools.indexOf(self.smaller), self.round)

    def set_keymap(self, keymap: Keymap) -> None:
        """Name these keys from now on."""
        self._keymap = keymap
        self._name_keys()
        self.card.why.set_keymap(keymap)

    def perform(self, action: Action) -> bool:
        """Carry out a key of the floor; whether it was one."""
        if action is Action.FLOOR_FIND:
            self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.search.selectAll()
        elif action is Action.FLOOR_WORST:
            worst = self._floor.worst()
            if worst:
                self.view.choose(worst[0].number)
                self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif action in (Action.FLOOR_LARGER, Action.FLOOR_SMALLER):
            self.view.zoom_by(1 if action is Action.FLOOR_LARGER else -1)
        elif action is Action.FLOOR_WHOLE:
            self.view.show_zoom(None)
        elif action is Action.FLOOR_WHY:
            return self.card.why.toggle()
        elif action is Action.FLOOR_ROUND:
            return self.round is not None and self.round.begin()
        else:
            return self.deeds is not None and self.deeds.perform(action)
        return True

    def _remember(self) -> None:
        """Look for whom one looked for the last time, as near as then."""
        if self._habits is None:
            return
        known = {state.value: state for state in AgentState}
        self.strip.choose_states(known[state] for state in self._habits.texts("states") if state in known)
        zoom = self._habits.number("zoom")
        if zoom is not None:
            self.view.show_zoom(zoom)

    def _lay_out(self) -> None:
        self._tools = tools = QHBoxLayout()
        tools.setSpacing(GRID)
        if self.rooms is not None:
            tools.addWidget(self.rooms)
        tools.addWidget(self.filters)
        tools.addStretch(1)
        tools.addWidget(self.age)
        for button in (self.smaller, self.larger, self.whole, self.window_button):
            tools.addWidget(button)
        self.window_button.setVisible(self._desk is not None)
        offer = QHBoxLayout(self._offer)
        offer.setContentsMargins(0, 0, 0, 0)
        self.unplanned.setProperty("kind", "muted")
        for widget in (self.unplanned, self.make_room, self.open_plan):
            offer.addWidget(widget)
        offer.addStretch(1)
        left, right = QWidget(self), QWidget(self)
        beside = QVBoxLayout(right)
        beside.setContentsMargins(GRID, 0, 0, 0)
        self.card.setProperty("kind", "card")
        beside.addWidget(self.card)
        beside.addWidget(self.worst_title)
        beside.addWidget(self.worst, 1)
        main = QVBoxLayout(left)
        main.setContentsMargins(0, 0, 0, 0)
        main.addWidget(self._offer)
        main.addWidget(self._stack, 1)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.addWidget(left)
        split.addWidget(right)
        split.setStretchFactor(0, 1)
        split.setCollapsible(0, False)
        split.setSizes([1040, 270])
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        column.setSpacing(GRID)
        column.addLayout(tools)
        column.addWidget(self.strip)
        column.addWidget(split, 1)

    @Slot()
    def _look_for(self) -> None:
        states = self.strip.states
        self._floor.show_filter(self.filters.filter_with(states))
        if self._habits is not None:
            self._habits.keep(states=sorted(state.value for state in states) or None)

    @Slot()
    def _keep_zoom(self) -> None:
        if self._habits is not None:
            self._habits.keep(zoom=self.view.zoom)

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

    def _take_keys(self) -> None:
        """The keys that nothing here could take before there were seats are for these, not for turning pages."""
        focus = QApplication.focusWidget()
        if self.isVisible() and isinstance(focus, QTabBar) and focus.window() is self.window():
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _follow(self) -> None:
        """What depends on whom there is news of."""
        front = self.view if self._floor.rowCount() else self.nothing
        if self.focusProxy() is not front:
            self._stack.setCurrentWidget(front)
            self.setFocusProxy(front)
            self._take_keys()
        age_ms = self._floor.age_ms
        old = age_ms is None or age_ms > OLD_MS
        self.age.setVisible(old)
        if age_ms is None:
            self.age.setText(self.tr("No news from the telephone system yet"))
        elif old:
            self.age.setText(self.tr("Last news {age} ago").format(age=length_text(age_ms)))
        self.worst_title.setText(self.tr("Worst first: {count}").format(count=self._floor.pressing_count))
        self.worst.say_nobody(self.tr("Nobody asks for attention.") if age_ms is not None else "")
        self.filters.follow()
        self._offer_room()

    def _offer_room(self) -> None:
        """A plan, to who may make one, where people are heard of and there is no room."""
        desk = self._desk
        if desk is None or not self._may_lay_out:
            return
        known = (len(desk.rooms), len(desk.agents), len(desk.people))
        if known == self._offered_for:
            return
        self._offered_for = known
        numbers = {sitter.number for sitter in desk.people.values()} if not desk.rooms else set()
        heard = len(numbers & desk.agents.keys())
        self._offer.setVisible(heard > 0)
        self.unplanned.setText(self.tr("Agents heard of: {count}. No room is laid out yet.").format(count=heard))

    def retranslate(self) -> None:
        """All words in the language in force."""
        self._name_keys()
        self.view.setAccessibleName(self.tr("The room"))
        self.worst.setAccessibleName(self.tr("Who needs attention, the worst first"))
        self.make_room.setText(self.tr("Lay out a room"))
        self._name(self.make_room, self.tr("Makes a room of them in one step, by team; it can be changed afterwards"))
        self.open_plan.setText(self.tr("Open the plan"))
        self._name(self.open_plan, self.tr("Lay out rooms by hand"))
        self.nothing.say(
            "floor",
            self.tr("Nobody to show"),
            self.tr("There is no plan of a room, and no agent was heard of."),
            self.tr("Lay out a room…") if self._may_lay_out else "",
        )
        self._offered_for = None
        self._follow()

    def _name_keys(self) -> None:
        own = self.tr("The floor in a window of its own, for a second monitor")
        self._name(self.smaller, tip(Action.FLOOR_SMALLER, self._keymap))
        self._name(self.larger, tip(Action.FLOOR_LARGER, self._keymap))
        self._name(self.whole, tip(Action.FLOOR_WHOLE, self._keymap))
        self._name(self.window_button, tip(Action.FLOOR_WINDOW, self._keymap, own))

    @staticmethod
    def _name(widget: QWidget, text: str) -> None:
        widget.setToolTip(text)
        widget.setAccessibleName(text)

    def dress(self) -> None:
        """Icons and faces anew."""
        self.smaller.setIcon(theme.icon("zoom-out"))
        self.larger.setIcon(theme.icon("zoom-in"))
        self.whole.setIcon(theme.icon("zoom-all"))
        self.window_button.setIcon(theme.icon("pull-out"))
        self.worst_title.setFont(theme.font("strong"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if hasattr(self, "nothing") and hasattr(self, "_stack"):
            if event.type() == QEvent.Type.LanguageChange:
                self.retranslate()
            elif event.type() == QEvent.Type.PaletteChange:
                self.dress()
        super().changeEvent(event)
