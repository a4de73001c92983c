"""The note as it is talked through: one strength first, then what was heard, two priorities, words, action."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QEvent, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from console.desk.coaching import NOBODY, CoachingDesk
from console.desk.coaching_lists import lack_text, short_day
from console.desk.keeping import SaveState
from console.desk.time_text import TYPED_DAY
from console.domain.coaching import MOST_PRIORITIES, Lack, Note
from console.widgets import theme
from console.widgets.coaching_clips import CoachingClips
from console.widgets.coaching_signing import CoachingSigning
from console.widgets.label import Label
from console.widgets.theme import GRID

WIDEST = 860
FIRST_DUE_DAYS = 7


class NoteText(QPlainTextEdit):
    """A few lines of plain text; Tab leaves it. `typed(text)` tells of the user's own edits only."""

    typed = Signal(object)

    def __init__(self, lines: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        self.setTabChangesFocus(True)
        self.setFixedHeight(self.sizeHint().height())
        self.textChanged.connect(self._tell)

    def sizeHint(self) -> QSize:
        """As many lines as asked for."""
        return QSize(200, self._lines * self.fontMetrics().lineSpacing() + 3 * GRID)

    def show_text(self, text: str) -> None:
        """Show `text`; the cursor stays where nothing changed."""
        if text != self.toPlainText():
            with QSignalBlocker(self):
                self.setPlainText(text)

    def _tell(self) -> None:
        self.typed.emit(self.toPlainText())


class Section(QWidget):
    """A heading with what is lacking beside it, and what belongs under it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading, self.lack = Label(self), Label(self)
        self.lack.setProperty("kind", "warn")
        head = QHBoxLayout()
        head.setSpacing(GRID)
        head.addWidget(self.heading)
        head.addWidget(self.lack)
        head.addStretch(1)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(GRID // 2)
        self.column.addLayout(head)

    def say(self, heading: str, lack: str = "") -> None:
        """Name the section; `lack` in words, empty when nothing is lacking."""
        self.heading.setText(heading)
        self.heading.setFont(theme.font("strong"))
        self.lack.setText(f"○ {lack}" if lack else "")
        self.lack.setFont(theme.font("small"))


class CoachingNote(QWidget):
    """The note in hand of a CoachingDesk. `clip_clicked(Clip)` asks to hear a stretch."""

    clip_clicked = Signal(object)

    def __init__(self, desk: CoachingDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._title, self._agent, self._about, self._saved = Label(self), QComboBox(self), Label(self), Label(self)
        self._about.setProperty("kind", "muted")
        self._saved.setProperty("kind", "muted")
        self._strength, self._words, self._action = NoteText(3), NoteText(2), NoteText(2)
        self._priorities = [QLineEdit() for _ in range(MOST_PRIORITIES)]
        self._due, self._day = QCheckBox(), QDateEdit()
        self._day.setCalendarPopup(True)
        self._day.setDisplayFormat(TYPED_DAY)
        self._clips = CoachingClips(desk)
        self._signing = CoachingSigning(desk, self)
        self._sections = {name: Section() for name in ("strength", "heard", "priorities", "words", "action")}
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(GRID)
        head.addWidget(self._title)
        head.addWidget(self._agent)
        head.addWidget(self._about)
        head.addStretch(1)
        head.addWidget(self._saved)
        inside = QFrame()
        inside.setProperty("kind", "card")
        column = QVBoxLayout(inside)
        column.setContentsMargins(GRID * 2, GRID * 2, GRID * 2, GRID * 2)
        column.setSpacing(GRID * 2)
        sections = self._sections
        sections["strength"].column.addWidget(self._strength)
        sections["heard"].column.addWidget(self._clips)
        for box in self._priorities:
            sections["priorities"].column.addWidget(box)
        sections["words"].column.addWidget(self._words)
        sections["action"].column.addWidget(self._action)
        by = QHBoxLayout()
        by.addWidget(self._due)
        by.addWidget(self._day)
        by.addStretch(1)
        sections["action"].column.addLayout(by)
        for section in sections.values():
            column.addWidget(section)
        column.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        self.setMaximumWidth(WIDEST)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(GRID + 4)
        page.addLayout(head)
        page.addWidget(area, 1)
        page.addWidget(self._signing)

    def _connect(self) -> None:
        desk = self._desk
        self._strength.typed.connect(desk.set_strength)
        self._words.typed.connect(desk.set_agent_words)
        self._action.typed.connect(desk.set_action)
        for place, box in enumerate(self._priorities):
            box.setProperty("place", place)
            box.textEdited.connect(self._set_priority)
        self._agent.activated.connect(self._set_agent)
        self._due.toggled.connect(self._set_due)
        self._day.dateChanged.connect(self._set_day)
        self._clips.clip_clicked.connect(self.clip_clicked)
        desk.note_changed.connect(self.show_note)
        desk.edited.connect(self._show_lacks)
        desk.saved_changed.connect(self._show_saved)
        desk.asks_changed.connect(self._fill_agents)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language and the theme."""
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.PaletteChange) and hasattr(self, "_sections"):
            self.retranslate()
        super().changeEvent(event)

    def retranslate(self) -> None:
        """Say everything again."""
        self._title.setFont(theme.font("heading"))
        self._strength.setPlaceholderText(self.tr("What did the agent do well in these calls?"))
        for box, words in zip(
            self._priorities, (self.tr("First priority"), self.tr("Second priority, if any")), strict=True
        ):
            box.setPlaceholderText(words)
            box.setAccessibleName(words)
            box.setToolTip(self.tr("At most two; better one that is done than three that are not"))
        self._words.setPlaceholderText(self.tr("How does the agent see it?"))
        self._action.setPlaceholderText(self.tr("What will be done, by whom?"))
        self._due.setText(self.tr("By"))
        self._due.setAccessibleName(self.tr("The action has a date"))
        self._due.setToolTip(self.tr("Set the date by which the action is done"))
        self._day.setAccessibleName(self.tr("Date of the action"))
        self._day.setToolTip(self.tr("Alt+Down opens the calendar"))
        self._agent.setAccessibleName(self.tr("Agent"))
        self._agent.setToolTip(self.tr("Whom this note is for"))
        for text, name in (
            (self._strength, self.tr("One strength")),
            (self._words, self.tr("The agent's own words")),
            (self._action, self.tr("Agreed action")),
        ):
            text.setAccessibleName(name)
            text.setToolTip(text.placeholderText())
        self._fill_agents()
        self.show_note()

    def _fill_agents(self) -> None:
        with QSignalBlocker(self._agent):
            self._agent.clear()
            self._agent.addItem(self.tr("Choose the agent…"), NOBODY)
            for one in self._desk.agents:
                self._agent.addItem(f"{one.name} {one.number}", one.id)

    def show_note(self) -> None:
        """Show the note in hand whole."""
        note = self._desk.note
        if note is None:
            self._signing.clear_secrets()
            return
        nobody = note.agent_id == NOBODY
        self._agent.setVisible(nobody)
        self._title.setText(self.tr("Coaching note") if nobody else note.agent_name)
        self._about.setText(self.tr("Coach {name} · {day}").format(name=note.coach_name, day=short_day(note)))
        self._strength.show_text(note.strength)
        self._words.show_text(note.agent_words)
        self._action.show_text(note.action)
        for place, box in enumerate(self._priorities):
            text = note.priorities[place] if place < len(note.priorities) else ""
            if box.text() != text:
                box.setText(text)
        with QSignalBlocker(self._due), QSignalBlocker(self._day):
            self._due.setChecked(note.action_due is not None)
            day = note.action_due
            self._day.setDate(
                QDate(day.year, day.month, day.day) if day else QDate.currentDate().addDays(FIRST_DUE_DAYS)
            )
        self._day.setEnabled(note.action_due is not None and not self._desk.frozen)
        frozen = self._desk.frozen
        for text_box in (self._strength, self._words, self._action):
            text_box.setReadOnly(frozen)
        for line in self._priorities:
            line.setReadOnly(frozen)
        self._due.setEnabled(not frozen)
        if self._desk.reading:
            self._show_what_is_said(note)
        self._clips.show_clips()
        self._signing.clear_secrets()
        self._signing.show_note()
        self._show_lacks()
        self._show_saved(self._desk.saved)
        if nobody:
            self._agent.setFocus()
        elif not frozen and not note.strength:
            self._strength.setFocus()

    def _show_what_is_said(self, note: Note) -> None:
        """Who only reads need not see what was left empty."""
        for place, box in enumerate(self._priorities):
            box.setVisible(place < len(note.priorities) and bool(note.priorities[place]))
        self._sections["heard"].setVisible(bool(note.call_ids))
        self._sections["priorities"].setVisible(any(note.priorities))
        self._sections["words"].setVisible(bool(note.agent_words.strip()))
        self._sections["action"].setVisible(bool(note.action.strip()))
        for widget in (self._due, self._day):
            widget.setVisible(note.action_due is not None)

    def _show_lacks(self) -> None:
        lacks = self._desk.lacks
        needed = self.tr("needed before sharing")
        said = dict.fromkeys(lacks, needed) | {Lack.ACTION_DUE: lack_text(Lack.ACTION_DUE)}
        due = said[Lack.ACTION_DUE] if Lack.ACTION_DUE in lacks else ""
        sections = self._sections
        sections["strength"].say(self.tr("1  One strength first"), said.get(Lack.STRENGTH, ""))
        sections["heard"].say(self.tr("2  Heard together"))
        sections["priorities"].say(self.tr("3  At most two priorities"), said.get(Lack.TOO_MANY_PRIORITIES, ""))
        sections["words"].say(self.tr("4  In the agent's own words"))
        sections["action"].say(self.tr("5  Agreed action"), said.get(Lack.ACTION, "") or due)

    def _show_saved(self, state: object) -> None:
        note = self._desk.note
        self._saved.setVisible(not self._desk.reading)
        self._saved.setFont(theme.font("small"))
        if note is not None and note.agent_id == NOBODY:
            self._saved.setText(self.tr("Not kept until the agent is chosen"))
            return
        if self._desk.fresh:
            self._saved.setText(self.tr("Kept from the first word on"))
            return
        self._saved.setText(
            {
                SaveState.SAVED: self.tr("Saved"),
                SaveState.SAVING: self.tr("Saving…"),
                SaveState.FAILED: self.tr("Not saved; trying again"),
            }.get(SaveState(str(state)), "")
        )

    def _set_priority(self, text: str) -> None:
        box = self.sender()
        if isinstance(box, QLineEdit):
            self._desk.set_priority(int(box.property("place")), text)

    def _set_agent(self) -> None:
        agent_id = self._agent.currentData()
        if agent_id != NOBODY:
            self._desk.set_agent(agent_id)

    def _set_due(self, on: bool) -> None:  # noqa: FBT001 - the slot's shape is Qt's
        self._day.setEnabled(on)
        self._desk.set_action_due(self._picked() if on else None)

    def _set_day(self) -> None:
        if self._due.isChecked():
            self._desk.set_action_due(self._picked())

    def _picked(self) -> date:
        day = self._day.date()
        return date(day.year(), day.month(), day.day())
