"""Time kept: a day of everybody as a table, and below it the chosen agent's day as a lane and the month in a line."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from PySide6.QtCore import QDate, QEvent, QLocale, QModelIndex, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDateEdit,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from console.desk.action_names import tip
from console.desk.keymap import Keymap
from console.desk.keys import Action
from console.desk.rule_books import RuleBook, book_name
from console.desk.sentences import sentence_of
from console.desk.time_desk import AgentStory, TimeDesk, TimeState
from console.desk.time_text import TYPED_DAY, long_day
from console.desk.time_words import TimeColumn, totals_text
from console.widgets import theme
from console.widgets.kept_day import KeptDay
from console.widgets.label import Label
from console.widgets.notice import Notice
from console.widgets.row_table import show_rows
from console.widgets.theme import GRID
from console.widgets.time_delegate import TimeDelegate


class TimePage(QWidget):
    """The page of time kept. `calls_asked` carries the key of an agent: Enter or double click on a row."""

    calls_asked = Signal(object)

    def __init__(self, desk: TimeDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._keymap = Keymap()
        self._teams: list[str] = []
        self._chosen: UUID | None = None
        self.earlier, self.later = QToolButton(self), QToolButton(self)
        self.date, self.today = QDateEdit(self), QPushButton(self)
        self.team, self.book = QComboBox(self), QComboBox(self)
        self.table, self.notice = QTableView(self), Notice(self)
        self.totals, self.day = Label(self), KeptDay(self)
        self._stack = QStackedWidget(self)
        self._lay_out()
        self._prepare_table()
        self._connect()
        self.retranslate()
        self.dress()
        self._show()

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.setSpacing(GRID)
        self.date.setCalendarPopup(True)
        for tool in (self.earlier, self.date, self.later, self.today):
            tools.addWidget(tool)
        tools.addSpacing(2 * GRID)
        tools.addWidget(self.team)
        tools.addWidget(self.book)
        tools.addStretch(1)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.notice)
        self.totals.setWordWrap(True)
        self.totals.setProperty("kind", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        column.setSpacing(GRID)
        column.addLayout(tools)
        column.addWidget(self._stack, 1)
        column.addWidget(self.totals)
        column.addWidget(self.day)

    def _prepare_table(self) -> None:
        table = self.table
        table.setModel(self.desk.table)
        table.setItemDelegate(TimeDelegate(table))
        show_rows(table)
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setWordWrap(False)
        self.setFocusProxy(table)
        head = table.horizontalHeader()
        head.setSectionsClickable(True)
        head.setMinimumSectionSize(24)
        table.setSortingEnabled(True)
        table.sortByColumn(TimeColumn.AGENT, Qt.SortOrder.AscendingOrder)

    def _connect(self) -> None:
        self.earlier.clicked.connect(self._go_back)
        self.later.clicked.connect(self._go_on)
        self.today.clicked.connect(self._go_today)
        self.date.dateChanged.connect(self._pick_day)
        self.team.currentIndexChanged.connect(self._pick_team)
        self.book.currentIndexChanged.connect(self._pick_book)
        self.notice.action_taken.connect(self.desk.refresh)
        self.table.selectionModel().currentRowChanged.connect(self._choose)
        self.table.model().modelReset.connect(self._find_again)
        self.table.activated.connect(self._tell_choice)
        self.desk.changed.connect(self._show)
        self.desk.story_changed.connect(self._show_story)

    def set_keymap(self, keymap: Keymap) -> None:
        """Name these keys from now on."""
        self._keymap = keymap
        self._name_keys()

    def perform(self, action: Action) -> bool:
        """Carry out a key; whether it was one of the page's."""
        button = {Action.DAY_BEFORE: self.earlier, Action.DAY_AFTER: self.later, Action.DAY_TODAY: self.today}.get(
            action
        )
        if button is not None:
            button.click()
        return button is not None

    def shown_again(self) -> None:
        """Read anew: the page is in front."""
        self.desk.look(looked_at=True)

    def hideEvent(self, event: object) -> None:
        """Nobody looks: nothing is read any more."""
        self.desk.look(looked_at=False)
        super().hideEvent(event)  # type: ignore[arg-type]

    # the day

    @Slot()
    def _go_back(self) -> None:
        self.desk.step(-1)

    @Slot()
    def _go_on(self) -> None:
        self.desk.step(1)

    @Slot()
    def _go_today(self) -> None:
        self.desk.show_day(self.desk.last_day)

    @Slot(QDate)
    def _pick_day(self, day: QDate) -> None:
        self.desk.show_day(date(day.year(), day.month(), day.day()))

    @Slot(int)
    def _pick_team(self, at: int) -> None:
        self.desk.show_team(self._teams[at - 1] if at > 0 else "")

    @Slot(int)
    def _pick_book(self, at: int) -> None:
        if at >= 0:
            self.desk.use_book(list(RuleBook)[at])

    @Slot()
    def _show(self) -> None:
        desk = self.desk
        today, day = desk.last_day, desk.day
        with QSignalBlocker(self.date):
            self.date.setMaximumDate(QDate(today.year, today.month, today.day))
            self.date.setDate(QDate(day.year, day.month, day.day))
        self.later.setEnabled(day < today)
        self.today.setEnabled(day < today)
        self._tint()
        with QSignalBlocker(self.book):
            self.book.setCurrentIndex(list(RuleBook).index(desk.book))
        self._offer_teams()
        ready = desk.state is TimeState.READY
        self._stack.setCurrentWidget(self.table if ready else self.notice)
        self.totals.setVisible(ready)
        self.day.setVisible(ready)
        if not ready:
            self._say_notice()
            return
        self.totals.setText(totals_text(desk.totals, desk.book.rules))
        self.table.setColumnHidden(TimeColumn.TEAM, len({row.team for row in desk.table.rows}) < 2)
        if self._chosen is None and desk.table.rows:
            self.table.selectRow(0)
        elif self.story is None:
            self._show_story(None)

    def _say_notice(self) -> None:
        desk = self.desk
        match desk.state:
            case TimeState.LOADING:
                self.notice.say("clock", self.tr("Reading {day}").format(day=long_day(desk.day)))
            case TimeState.FAILED:
                why = sentence_of(desk.fault) if desk.fault else ""
                self.notice.say("warning", self.tr("The day cannot be shown now"), why, self.tr("Try again"))
            case _:
                self.notice.say(
                    "clock",
                    self.tr("No time is kept yet"),
                    self.tr("It begins when a telephone system first tells what agents do."),
                )

    def _offer_teams(self) -> None:
        teams = self.desk.table.teams
        if teams == self._teams and self.team.count():
            return
        chosen = self._teams[self.team.currentIndex() - 1] if self.team.currentIndex() > 0 else ""
        self._teams = teams
        with QSignalBlocker(self.team):
            self.team.clear()
            self.team.addItems([self.tr("All teams"), *teams])
            self.team.setCurrentIndex(teams.index(chosen) + 1 if chosen in teams else 0)
        if chosen and chosen not in teams:
            self.desk.show_team("")

    # one agent

    @property
    def story(self) -> AgentStory | None:
        """What is shown below the table."""
        return self.desk.story

    @Slot(QModelIndex, QModelIndex)
    def _choose(self, index: QModelIndex, _before: QModelIndex) -> None:
        if index.isValid():
            self._chosen = self.desk.table.rows[index.row()].agent_id
            self.desk.choose(self._chosen)
            self._show_story(self.desk.story)

    @Slot()
    def _find_again(self) -> None:
        """The rows are others: whoever was chosen stays so."""
        at = self.desk.table.row_of(self._chosen)
        if at is not None:
            self.table.selectRow(at)

    @Slot(QModelIndex)
    def _tell_choice(self, index: QModelIndex) -> None:
        self.calls_asked.emit(self.desk.table.rows[index.row()].agent_id)

    @Slot(object)
    def _show_story(self, story: AgentStory | None) -> None:
        at = self.desk.table.row_of(self._chosen)
        row = self.desk.table.rows[at] if at is not None else None
        self.day.show_day(row, story, self.desk.book.rules)

    # looks

    def retranslate(self) -> None:
        """All words in the language in force."""
        self._name(self.date, self.tr("The day that is shown"))
        self.date.setDisplayFormat(f"{TYPED_DAY} ddd")
        self.date.setLocale(QLocale())
        self.today.setText(self.tr("Today"))
        self._name_keys()
        self._name(self.team, self.tr("Show only one team"))
        self._name(self.book, self.tr("The rule book for late, early and absent"))
        self.table.setAccessibleName(self.tr("Time kept"))
        self.table.setToolTip(self.tr("Enter lists the agent's calls in Review"))
        with QSignalBlocker(self.book):
            self.book.clear()
            self.book.addItems([book_name(book) for book in RuleBook])
        with QSignalBlocker(self.team):
            if self.team.count():
                self.team.setItemText(0, self.tr("All teams"))
        self.setAccessibleName(self.tr("Time kept"))

    def _name_keys(self) -> None:
        self._name(self.earlier, tip(Action.DAY_BEFORE, self._keymap))
        self._name(self.later, tip(Action.DAY_AFTER, self._keymap))
        self._name(self.today, tip(Action.DAY_TODAY, self._keymap, self.tr("Show today")))

    @staticmethod
    def _name(widget: QWidget, text: str) -> None:
        widget.setToolTip(text)
        widget.setAccessibleName(text)

    def _tint(self) -> None:
        look = theme.current()
        self.later.setIcon(theme.icon("forward", look.text if self.later.isEnabled() else look.silence))

    def dress(self) -> None:
        """Icons, faces and widths anew."""
        self.earlier.setIcon(theme.icon("back"))
        self._tint()
        delegate = self.table.itemDelegate()
        assert isinstance(delegate, TimeDelegate)
        delegate.dress()
        self.table.verticalHeader().setDefaultSectionSize(delegate.row_height)
        self.table.horizontalHeader().setFont(theme.font("small"))
        for column in TimeColumn:
            self.table.setColumnWidth(column, delegate.width_of(column))

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if hasattr(self, "day"):
            if event.type() == QEvent.Type.LanguageChange:
                self.retranslate()
                self.dress()
                self._show()
                self._show_story(self.desk.story)
            elif event.type() == QEvent.Type.PaletteChange:
                self.dress()
        super().changeEvent(event)
