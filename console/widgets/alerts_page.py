"""Alerts: what asks for attention on the left, what was alerted and what followed on the right."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from console.desk.alert_lists import AlertFilter, PastAlerts, PastColumn
from console.desk.alert_reading import LISTED
from console.desk.floor_alerts import DAYS, FloorAlerts
from console.desk.floor_words import floor_state_name, help_word
from console.desk.keymap import Keymap
from console.desk.keys import Action
from console.domain.floor import AgentState
from console.widgets import theme
from console.widgets.label import Label
from console.widgets.limits_form import STATES
from console.widgets.limits_pane import LimitsPane
from console.widgets.notice import Notice
from console.widgets.open_alerts import OpenAlertsPane
from console.widgets.row_table import show_rows
from console.widgets.theme import GRID
from console.widgets.tuning_list import TuningList

LEFT_WIDTH = 400


class AlertsPage(QWidget):
    """Over a FloorAlerts. `agent_chosen` carries the number of whose seat is wanted, `sound_chosen` whether to ring."""

    agent_chosen = Signal(str)
    sound_chosen = Signal(bool)

    def __init__(self, alerts: FloorAlerts, parent: QWidget | None = None, *, sound: bool = False) -> None:
        super().__init__(parent)
        self._alerts = alerts
        self._keymap = Keymap()
        self._states: tuple[AgentState | None, ...] = (None, None, *STATES)
        self.team, self.state, self.days = (QComboBox(self) for _ in range(3))
        self.sound, self.limits = QCheckBox(self), QPushButton(self)
        self.sound.setChecked(sound)
        self.open = OpenAlertsPane(alerts, self)
        self.past = PastAlerts(alerts, self)
        self.table = QTableView(self)
        self.table.setModel(self.past)
        self.no_past, self.past_title, self.tuning_title, self.tuning = (
            Notice(self),
            Label(self),
            Label(self),
            TuningList(self),
        )
        self._past_stack, self._stack = QStackedWidget(self), QStackedWidget(self)
        self._limits_pane: LimitsPane | None = None
        self._set_up_table()
        self._lay_out()
        self.team.currentIndexChanged.connect(self._look_for)
        self.state.currentIndexChanged.connect(self._look_for)
        self.days.currentIndexChanged.connect(self._show_days)
        self.sound.toggled.connect(self.sound_chosen)
        self.limits.clicked.connect(self._ask_limits)
        self.tuning.team_asked.connect(self.show_limits)
        self.open.agent_chosen.connect(self.agent_chosen)
        self.table.activated.connect(self._go)
        alerts.changed.connect(self._follow)
        alerts.tallied.connect(self._follow)
        self.retranslate()
        self.dress()

    def _set_up_table(self) -> None:
        table = self.table
        show_rows(table)
        table.setWordWrap(False)
        table.setStyleSheet("QTableView::item { padding-left: 6px; }")  # in line with the headings
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = table.horizontalHeader()
        header.setStretchLastSection(True)
        self._fit_table()

    def _fit_table(self) -> None:
        widths = {
            PastColumn.WHEN: 104,
            PastColumn.WHO: 128,
            PastColumn.WHAT: 190,
            PastColumn.LASTED: 66,
            PastColumn.FOLLOWED: 116,
            PastColumn.AFTER: 60,
        }
        for column, width in widths.items():
            self.table.setColumnWidth(column, theme.scaled(width))
        self.table.verticalHeader().setDefaultSectionSize(theme.scaled(30))

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.setSpacing(GRID)
        for widget in (self.team, self.state):
            tools.addWidget(widget)
        tools.addStretch(1)
        tools.addWidget(self.sound)
        tools.addWidget(self.limits)
        over = QHBoxLayout()
        over.setSpacing(GRID)
        over.addWidget(self.past_title, 1)
        over.addWidget(self.days)
        for title in (self.open.title, self.past_title):
            title.setFixedHeight(self.days.sizeHint().height())
        self._past_stack.addWidget(self.no_past)
        self._past_stack.addWidget(self.table)
        right = QWidget(self)
        column = QVBoxLayout(right)
        column.setContentsMargins(2 * GRID, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(over)
        column.addWidget(self._past_stack, 3)
        column.addWidget(self.tuning_title)
        column.addWidget(self.tuning, 2)
        left = QWidget(self)
        beside = QVBoxLayout(left)
        beside.setContentsMargins(0, 0, GRID, 0)
        beside.addWidget(self.open)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.addWidget(left)
        split.addWidget(right)
        split.setStretchFactor(1, 1)
        split.setChildrenCollapsible(False)
        split.setSizes([theme.scaled(LEFT_WIDTH), 1000])
        lists = QWidget(self)
        whole = QVBoxLayout(lists)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(GRID)
        whole.addLayout(tools)
        whole.addWidget(split, 1)
        self._stack.addWidget(lists)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        outer.addWidget(self._stack)

    # what is looked at

    def shown_again(self) -> None:
        """The page is in front."""
        self._alerts.watch(on=True)
        if self._limits_pane is None or self._stack.currentWidget() is not self._limits_pane:
            self.open.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks any more."""
        self._alerts.watch(on=False)
        super().hideEvent(event)

    def set_keymap(self, keymap: Keymap) -> None:
        """Name these keys from now on."""
        self._keymap = keymap
        self.open.set_keymap(keymap)
        if self._limits_pane is not None:
            self._limits_pane.set_keymap(keymap)

    def perform(self, action: Action) -> bool:
        """Carry out a key; whether it was one of what is in front."""
        if self._limits_pane is not None and self._stack.currentWidget() is self._limits_pane:
            return self._limits_pane.perform(action)
        return self.open.perform(action)

    @property
    def filter(self) -> AlertFilter:
        """What is looked for."""
        team = self.team.currentText() if self.team.currentIndex() > 0 else ""
        at = self.state.currentIndex()
        return AlertFilter(team, self._states[at] if at > 1 else None, help=at == 1)

    @Slot()
    def _look_for(self) -> None:
        self.open.show_filter(self.filter)
        self.past.show_filter(self.filter)
        self._follow()

    @Slot()
    def _show_days(self) -> None:
        self._alerts.show_days(DAYS[max(0, self.days.currentIndex())])

    @Slot()
    def _go(self) -> None:
        one = self.past.outcome_at(self.table.currentIndex().row())
        if one is not None and (number := self._alerts.sitter_of(one).number):
            self.agent_chosen.emit(number)

    @Slot()
    def _follow(self) -> None:
        count = self.past.rowCount()
        self._past_stack.setCurrentWidget(self.table if count else self.no_past)
        if not count:
            self._say_no_past()
        title = self.tr("What was alerted: {count}")
        if len(self._alerts.past) >= LISTED:
            title = self.tr("What was alerted: the last {count}")
        self.past_title.setText(title.format(count=count))
        self.tuning.show_tallies(self._alerts.tallies)
        self._offer_teams()

    def _say_no_past(self) -> None:
        if not self._alerts.loaded:
            self.no_past.say("clock", self.tr("Reading what was alerted"))
        elif self._alerts.past:
            self.no_past.say("filter", self.tr("None like this"), self.tr("Choose all to see the others."))
        elif self._alerts.days == 1:
            self.no_past.say("check", self.tr("Nothing was alerted today"))
        else:
            self.no_past.say("check", self.tr("Nothing was alerted in the last seven days"))

    def _offer_teams(self) -> None:
        teams = sorted({sitter.team for sitter in self._alerts.desk.people.values() if sitter.team})
        words = [self.tr("All teams"), *teams]
        if [self.team.itemText(at) for at in range(self.team.count())] == words:
            return
        chosen = self.team.currentText() if self.team.currentIndex() > 0 else ""
        with QSignalBlocker(self.team):
            self.team.clear()
            self.team.addItems(words)
            self.team.setCurrentIndex(max(0, self.team.findText(chosen)) if chosen else 0)
        if chosen and chosen not in teams:
            self._look_for()

    # limits

    @Slot()
    def _ask_limits(self) -> None:
        self.show_limits(self.filter.team)

    @Slot(str)
    def show_limits(self, team: str = "") -> None:
        """Set a team's limits here; '' for the first of them."""
        if self._limits_pane is None:
            self._limits_pane = LimitsPane(self._alerts, self)
            self._limits_pane.set_keymap(self._keymap)
            self._limits_pane.closed.connect(self._close_limits)
            self._stack.addWidget(self._limits_pane)
        self._stack.setCurrentWidget(self._limits_pane)
        self._limits_pane.show_team(team)

    @Slot()
    def _close_limits(self) -> None:
        self._stack.setCurrentIndex(0)
        self.open.list.setFocus(Qt.FocusReason.OtherFocusReason)
        self._alerts.count_week(anew=True)

    # looks

    def retranslate(self) -> None:
        """All words in the language in force."""
        with QSignalBlocker(self.state), QSignalBlocker(self.days):
            for box, words in (
                (self.state, [self.tr("All states"), help_word(), *(floor_state_name(state) for state in STATES)]),
                (self.days, [self.tr("Today"), self.tr("Last 7 days")]),
            ):
                at = max(0, box.currentIndex())
                box.clear()
                box.addItems(words)
                box.setCurrentIndex(at)
        self.sound.setText(self.tr("Sound"))
        self.limits.setText(self.tr("Limits…"))
        self.tuning_title.setText(self.tr("Answered or not, in the last seven days"))
        for widget, tip in (
            (self.team, self.tr("Alerts of this team only")),
            (self.state, self.tr("Alerts about this only")),
            (self.days, self.tr("How far back")),
            (self.sound, self.tr("A short sound when an alert comes")),
            (self.limits, self.tr("How long each state may last, for each team")),
            (self.table, self.tr("What was alerted and what followed; Enter goes to the seat")),
        ):
            widget.setAccessibleName(tip)
            if widget is not self.table:
                widget.setToolTip(tip)
        self.past.retranslate()
        with QSignalBlocker(self.team):
            if self.team.count():
                self.team.setItemText(0, self.tr("All teams"))
        self._follow()

    def dress(self) -> None:
        """Icons and faces anew."""
        for title in (self.past_title, self.tuning_title):
            title.setFont(theme.font("strong"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme, language and size."""
        if hasattr(self, "_stack") and hasattr(self, "tuning"):
            if event.type() == QEvent.Type.LanguageChange:
                self.retranslate()
            elif event.type() == QEvent.Type.PaletteChange:
                self.dress()
            elif event.type() == QEvent.Type.FontChange:
                self._fit_table()
        super().changeEvent(event)
