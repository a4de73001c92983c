"""The left pane of Review: search, filters and the table of calls, with words for when there is nothing to show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from PySide6.QtCore import QEvent, QLocale, QSignalBlocker, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from console.desk.action_names import chord_text, tip
from console.desk.call_list import CallList, ListState
from console.desk.keymap import Keymap
from console.desk.keys import Action
from console.desk.sentences import sentence_of
from console.widgets import theme
from console.widgets.call_filters import CallFilters, local_now
from console.widgets.call_table import CallTable
from console.widgets.label import Label
from console.widgets.notice import Notice
from console.widgets.theme import GRID

SEARCH_AFTER_MS = 150
"""Typing rests so long before the list is asked."""


class CallListPane(QWidget):
    """Finds calls. `call_chosen` carries the CallRow to open; `import_asked` is its button or the empty list.

    With `own_results` it is an agent's, who finds the own results only.
    """

    call_chosen = Signal(object)
    import_asked = Signal()
    local_asked = Signal()

    def __init__(
        self,
        model: CallList,
        keymap: Keymap,
        parent: QWidget | None = None,
        *,
        may_import: bool = True,
        own_results: bool = False,
        now: Callable[[], datetime] = local_now,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._keymap = keymap
        self._may_import = may_import
        self._own_results = own_results
        self._title, self._count = Label(self), Label(self)
        self._title.setFont(theme.font("heading"))
        self._count.setProperty("kind", "muted")
        self.search = QLineEdit(self)
        self.search.setClearButtonEnabled(True)
        self._glass = QAction(self)
        self.search.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self._filter_button = QToolButton(self)
        self._filter_button.setCheckable(True)
        self._filter_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._filter_button.setIconSize(QSize(16, 16))
        self._clear = QToolButton(self)
        self._clear.setIconSize(QSize(16, 16))
        self._clear.setVisible(False)
        self._import = QToolButton(self)
        self._import.setIconSize(QSize(20, 20))
        self._import.setVisible(may_import)
        self._local = QToolButton(self)
        self._local.setIconSize(QSize(20, 20))
        self._local.setVisible(False)
        self.filters = CallFilters(self, now=now)
        self.filters.set_own_results(on=own_results)
        self.filters.setVisible(False)
        self.table = CallTable(model, self)
        self._notice = Notice(self)
        self._body = QStackedWidget(self)
        self._body.addWidget(self.table)
        self._body.addWidget(self._notice)
        self._resting = QTimer(self)
        self._resting.setSingleShot(True)
        self._resting.setInterval(SEARCH_AFTER_MS)
        self._lay_out()
        self._resting.timeout.connect(self._apply)
        self.search.textChanged.connect(self._resting.start)
        self.search.returnPressed.connect(self._leave_search)
        self._filter_button.toggled.connect(self.filters.setVisible)
        self._clear.clicked.connect(self.filters.clear)
        self._import.clicked.connect(self.import_asked)
        self._local.clicked.connect(self.local_asked)
        self.filters.changed.connect(self._apply)
        self.table.call_chosen.connect(self.call_chosen)
        self._notice.action_taken.connect(self._take_action)
        model.state_changed.connect(self._show_state)
        model.choices_changed.connect(self.filters.set_choices)
        self.dress()
        self.retranslate()
        self._show_state()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 0)
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._count)
        head.addWidget(self._local)
        head.addWidget(self._import)
        row = QHBoxLayout()
        row.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        row.setSpacing(GRID)
        row.addWidget(self.search, 1)
        row.addWidget(self._filter_button)
        row.addWidget(self._clear)
        shelf = QHBoxLayout()
        shelf.setContentsMargins(2 * GRID, 0, 2 * GRID, 0)
        shelf.addWidget(self.filters)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addLayout(row)
        column.addLayout(shelf)
        column.addSpacing(GRID // 2)
        column.addWidget(self._body, 1)
        self.setTabOrder(self.search, self._filter_button)
        self.setTabOrder(self._filter_button, self._clear)
        self.setTabOrder(self._clear, self._local)
        self.setTabOrder(self._local, self._import)
        self.setTabOrder(self._import, self.filters)
        self.setTabOrder(self.filters, self.table)

    # deeds

    @Slot()
    def focus_search(self) -> None:
        """Go to the search box with its text selected."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def show_found(self, words: str) -> None:
        """List what has these words, whatever was filtered before, and go to the first of them."""
        with QSignalBlocker(self.filters), QSignalBlocker(self.search):
            self.filters.clear()
            self.search.setText(words)
        self._leave_search()

    def show_agent(self, agent_id: UUID) -> None:
        """List all calls of one agent, with the filter in sight; any other filter is taken away."""
        with QSignalBlocker(self.filters), QSignalBlocker(self.search):
            self.filters.clear()
            self.search.clear()
            self.filters.choose_agent(agent_id)
        self._filter_button.setChecked(True)
        self._apply()

    def go(self, by: int) -> None:
        """Choose the call `by` rows below the selected one, or below where that was when it has left the list."""
        row = max(0, self.table.row_by(by))
        if row < self._model.rowCount():
            self.table.select_row(row)
            self.table.choose_current()

    def mark_open(self, call_id: UUID | None) -> None:
        """Show which call is open beside the list."""
        self.table.mark_open(call_id)

    def offer_local(self) -> None:
        """Show the button for a device of this PC; `local_asked` is its."""
        self._local.setVisible(True)

    def set_may_import(self, *, on: bool) -> None:
        """Whether the empty list offers to import."""
        self._may_import = on
        self._import.setVisible(on)
        self._show_state()

    @Slot(object)
    def set_keymap(self, keymap: Keymap) -> None:
        """Name other keys in tooltips."""
        self._keymap = keymap
        self.retranslate()

    @Slot()
    def _apply(self) -> None:
        self._resting.stop()
        wanted = replace(self.filters.applied_to(self._model.filter), text=self.search.text().strip())
        self._say_filters()
        self._model.show_filtered(wanted)

    @Slot()
    def _leave_search(self) -> None:
        self._apply()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.table.current_row() < 0:
            self.table.select_row(0)

    @Slot()
    def _take_action(self) -> None:
        match self._model.state:
            case ListState.FAILED:
                self._model.refresh()
            case ListState.EMPTY:
                self.import_asked.emit()
            case _:
                self.search.clear()
                self.filters.clear()
                self._apply()

    # what is shown

    @Slot()
    def _show_state(self) -> None:
        state = self._model.state
        count = self._model.rowCount()
        self._count.setText(QLocale().toString(count) if state is ListState.READY else "")
        self._count.setAccessibleName(self.tr("{count} calls").format(count=count))
        fault = self._model.fault
        match state:
            case ListState.READY:
                self._notice.say("info", "")
                self._body.setCurrentWidget(self.table)
                return
            case ListState.LOADING:
                self._notice.say("clock", self.tr("Loading calls…"))
            case ListState.EMPTY if self._own_results:
                self._notice.say(
                    "inbox",
                    self.tr("No results yet"),
                    self.tr("Your calls are listed here when they have been scored."),
                )
            case ListState.EMPTY:
                self._notice.say(
                    "inbox",
                    self.tr("No calls yet"),
                    self.tr("Recordings that you import are listed here."),
                    tip(Action.IMPORT, self._keymap).partition(" (")[0] if self._may_import else "",
                )
            case ListState.NOTHING_FOUND:
                self._notice.say(
                    "search",
                    self.tr("No call passes the filters"),
                    self.tr("Widen the search or take filters away."),
                    self.tr("Show all calls"),
                )
            case ListState.FAILED:
                self._notice.say(
                    "warning",
                    self.tr("The calls cannot be listed now"),
                    sentence_of(fault) if fault else "",
                    self.tr("Try again"),
                )
        self._body.setCurrentWidget(self._notice)

    def _say_filters(self) -> None:
        active = self.filters.active
        text = self.tr("Filters")
        self._filter_button.setText(f"{text} · {active}" if active else text)
        self._clear.setVisible(active > 0)

    def dress(self) -> None:
        """Tint the icons again."""
        muted = theme.current().muted_text
        self._glass.setIcon(theme.icon("search", muted))
        self._filter_button.setIcon(theme.icon("filter", muted))
        self._clear.setIcon(theme.icon("clear", muted))
        self._import.setIcon(theme.icon("import", muted))
        self._local.setIcon(theme.icon("mic", muted))
        self._title.setFont(theme.font("heading"))

    def retranslate(self) -> None:
        """Set every word."""
        self._title.setText(self.tr("Calls"))
        find = chord_text(self._keymap.chords(Action.FIND).plain)
        self.search.setPlaceholderText(self.tr("Agent, number, queue"))
        self.search.setAccessibleName(self.tr("Search calls"))
        self.search.setToolTip(self.tr("Search by agent, work number, queue or call number ({key})").format(key=find))
        self._filter_button.setToolTip(self.tr("Show or hide the filters"))
        self._filter_button.setAccessibleName(self.tr("Filters"))
        self._local.setAccessibleName(self.tr("Listen to a local input…"))
        self._local.setToolTip(tip(Action.LISTEN_HERE, self._keymap))
        self._import.setAccessibleName(self.tr("Import recordings…"))
        self._import.setToolTip(tip(Action.IMPORT, self._keymap))
        self._clear.setToolTip(self.tr("Clear filters"))
        self._clear.setAccessibleName(self.tr("Clear filters"))
        self.table.setAccessibleName(self.tr("Calls"))
        self.table.setToolTip("")
        self._say_filters()
        self._show_state()
        self.table.dress()

    def changeEvent(self, event: QEvent) -> None:
        """Follow language and theme."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() == QEvent.Type.PaletteChange and hasattr(self, "_title"):
            self.dress()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc in the search box goes back to the table; Down from it too."""
        if self.search.hasFocus() and event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Down):
            self._leave_search()
        else:
            super().keyPressEvent(event)
