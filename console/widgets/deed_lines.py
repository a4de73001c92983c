"""The last deeds to one agent, anybody's, with what came of each; what went wrong stays marked until it is read."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from console.desk.deed_words import deed_line, you
from console.desk.floor_actions import FloorActions
from console.desk.floor_deeds import Deed, Stage, comes_next
from console.widgets import theme
from console.widgets.label import Label
from console.widgets.theme import GRID

MOST = 4


class DeedLines(QWidget):
    """Up to `MOST` lines over a FloorActions; hidden where nothing was done of late."""

    def __init__(self, actions: FloorActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._number = ""
        self.title = Label(self)
        self.lines = [_Line(self) for _ in range(MOST)]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        column.addWidget(self.title)
        for line in self.lines:
            column.addWidget(line)
            line.read.clicked.connect(self._read)
            line.again.clicked.connect(self._again)
        actions.changed.connect(self.say)
        self.dress()

    def show_agent(self, number: str) -> None:
        """Whose deeds."""
        self._number = number
        self.say()

    @Slot()
    def say(self) -> None:
        """How they stand now."""
        deeds = self._actions.of(self._number)[:MOST] if self._number else []
        now = self._actions.agent_now(self._number)
        self.setVisible(bool(deeds))
        for line, deed in zip(self.lines, [*deeds, *[None] * (MOST - len(deeds))], strict=True):
            if deed is None:
                line.hide()
                continue
            mine = deed.asked.by_id == self._actions.desk.person.id
            by = you() if mine else self._actions.name_of(deed.asked.by_id)
            text = deed_line(deed, by, comes_next=comes_next(deed.action, now))
            line.show_deed(deed, text, unread=self._actions.is_unread(deed.id))

    @Slot()
    def _read(self) -> None:
        for line in self.lines:
            if line.read is self.sender() and line.deed is not None:
                self._actions.mark_read(line.deed.id)

    @Slot()
    def _again(self) -> None:
        for line in self.lines:
            if line.again is self.sender() and line.deed is not None:
                self._actions.ask_again(line.deed.id)

    def retranslate(self) -> None:
        """Everything in the language in force."""
        self.title.setText(self.tr("Done to this agent of late"))
        for line in self.lines:
            for button, name in ((line.read, self.tr("I have read it")), (line.again, self.tr("Ask again"))):
                button.setToolTip(name)
                button.setAccessibleName(name)
        self.say()

    def dress(self) -> None:
        """Faces, icons and words anew."""
        self.title.setFont(theme.font("small"))
        self.title.setProperty("kind", "muted")
        for line in self.lines:
            line.dress()
        self.retranslate()

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        looks = (QEvent.Type.PaletteChange, QEvent.Type.LanguageChange)
        if event.type() in looks and hasattr(self, "lines"):
            self.dress()
        super().changeEvent(event)


class _Line(QWidget):
    """One deed: a mark, the words, and what can be done about it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.deed: Deed | None = None
        self._unread = False
        self.mark, self.text = Label(self), Label(self)
        self.text.setWordWrap(True)
        self.read, self.again = QToolButton(self), QToolButton(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID // 2)
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(self.mark, 0, top)
        row.addWidget(self.text, 1, top)
        row.addWidget(self.again, 0, top)
        row.addWidget(self.read, 0, top)

    def show_deed(self, deed: Deed, text: str, *, unread: bool) -> None:
        self.deed, self._unread = deed, unread
        self.text.setText(text)
        self.text.setToolTip("")
        self.again.setVisible(deed.stage in (Stage.NOT_KNOWN, Stage.NOT_ASKED))
        self.read.setVisible(unread)
        self._paint()
        self.show()

    def _paint(self) -> None:
        """Only what nobody has read yet stands out."""
        if self.deed is None:
            return
        look = theme.current()
        stage = self.deed.stage
        name = "clock" if stage.open else "check" if stage is Stage.DONE else "warning"
        ink = look.warn if self._unread else look.accent if stage.open else look.muted_text
        self.mark.setPixmap(theme.pixmap(name, 14, ink, ratio=self.devicePixelRatioF()))
        kind = "warn" if self._unread else "" if stage.open else "muted"
        if self.text.property("kind") != kind:
            self.text.setProperty("kind", kind)
            self.text.style().unpolish(self.text)
            self.text.style().polish(self.text)

    def dress(self) -> None:
        self.text.setFont(theme.font("small"))
        self.read.setIcon(theme.icon("close"))
        self.again.setIcon(theme.icon("refresh"))
        self._paint()
