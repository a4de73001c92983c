"""The people without a seat, beside the room: found by words and team, carried to a seat by key or by mouse."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QLineEdit, QListView, QVBoxLayout, QWidget

from console.desk.floor_grid import Sitter
from console.desk.plan_people import PeopleWithoutSeat
from console.desk.plan_words import sitter_text
from console.widgets import theme
from console.widgets.label import Label
from console.widgets.plan_drag import PersonDrag
from console.widgets.theme import GRID

MOST_LISTED = 500
"""A longer list is not walked through by eye, and would be laid out anew at each step."""


class PeopleList(QListView):
    """Lines over PeopleWithoutSeat. `picked` carries a Sitter: Enter or a double click."""

    picked = Signal(object)

    def __init__(self, people: PeopleWithoutSeat, drag: PersonDrag, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._people, self._drag = people, drag
        self.setModel(people)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.doubleClicked.connect(self._pick_at)

    @Slot(QModelIndex)
    def _pick_at(self, index: QModelIndex) -> None:
        self._pick(index.row())

    def _pick(self, row: int) -> None:
        sitter = self._people.sitter_at(row)
        if sitter is not None:
            self.picked.emit(sitter)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter picks somebody up."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._pick(self.currentIndex().row())
        elif event.key() == Qt.Key.Key_Escape:
            self._drag.cancel()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The beginning of a way, perhaps."""
        super().mousePressEvent(event)
        sitter = self._people.sitter_at(self.indexAt(event.position().toPoint()).row())
        if event.button() is Qt.MouseButton.LeftButton and sitter is not None and sitter.agent_id is not None:
            self._drag.press(sitter.agent_id, sitter_text(sitter), event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Carry."""
        if not self._drag.move(event):
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._drag.release(event)
        super().mouseReleaseEvent(event)


class PeoplePane(QWidget):
    """The list with what narrows it. `narrowed` when words or team changed; `picked` as PeopleList."""

    narrowed = Signal()
    picked = Signal(object)

    def __init__(self, drag: PersonDrag, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.people = PeopleWithoutSeat(self)
        self.title, self.search, self.team = Label(self), QLineEdit(self), QComboBox(self)
        self.nobody = Label(self)
        self.nobody.setWordWrap(True)
        self.nobody.setProperty("kind", "muted")
        self.list = PeopleList(self.people, drag, self)
        self.search.setClearButtonEnabled(True)
        self._teams: list[str] = []
        self._count = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, GRID, 0)
        column.setSpacing(GRID)
        for widget in (self.title, self.search, self.team, self.nobody):
            column.addWidget(widget)
        column.addWidget(self.list, 1)
        column.addStretch()
        self.search.textChanged.connect(self.narrowed)
        self.search.returnPressed.connect(self._into_list)
        self.team.currentIndexChanged.connect(self.narrowed)
        self.list.picked.connect(self.picked)
        self.retranslate()
        self.dress()

    @property
    def chosen_team(self) -> str:
        """The team looked for; empty for all."""
        return self._teams[self.team.currentIndex() - 1] if self.team.currentIndex() > 0 else ""

    def show_people(self, people: list[Sitter], teams: list[str]) -> None:
        """Who has no seat, of whom one looks for; whoever stood in the line in hand has the next one there."""
        row = max(0, self.list.currentIndex().row())
        if teams != self._teams:
            chosen, self._teams = self.chosen_team, teams
            self._offer_teams(chosen)
        self.people.show_people(people[:MOST_LISTED])
        self.list.setVisible(bool(people))
        self.nobody.setVisible(not people or len(people) > MOST_LISTED)
        if people and not self.list.currentIndex().isValid():
            self.list.setCurrentIndex(self.people.index(min(row, self.people.rowCount() - 1)))
        self._say(len(people))

    def _say(self, count: int) -> None:
        self.title.setText(self.tr("Without a seat: {count}").format(count=count))
        narrowed = bool(self.search.text().strip() or self.chosen_team)
        self._count = count
        if count:
            self.nobody.setText(
                self.tr("The first {count} are listed; find others by words or team.").format(count=MOST_LISTED)
            )
        else:
            self.nobody.setText(self.tr("Nobody like this.") if narrowed else self.tr("Everybody has a seat."))

    def _offer_teams(self, chosen: str) -> None:
        self.team.blockSignals(True)
        self.team.clear()
        self.team.addItems([self.tr("All teams"), *self._teams])
        self.team.setCurrentIndex(self._teams.index(chosen) + 1 if chosen in self._teams else 0)
        self.team.setVisible(len(self._teams) > 1)
        self.team.blockSignals(False)

    @Slot()
    def _into_list(self) -> None:
        if self.people.rowCount():
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def holds(self, at: QPoint) -> bool:
        """Whether a global place is in the pane."""
        return self.isVisible() and self.rect().contains(self.mapFromGlobal(at))

    def retranslate(self) -> None:
        """All words in the language in force."""
        self.search.setPlaceholderText(self.tr("Name or number"))
        for widget, tip in (
            (self.search, self.tr("Find somebody without a seat")),
            (self.team, self.tr("Only of this team")),
            (self.list, self.tr("People without a seat: Enter picks one up, then Enter on a seat")),
        ):
            widget.setAccessibleName(tip)
            widget.setToolTip(tip)
        self._offer_teams(self.chosen_team)
        self._say(self._count)

    def dress(self) -> None:
        """Faces anew."""
        self.title.setFont(theme.font("strong"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if hasattr(self, "_teams"):
            if event.type() == QEvent.Type.LanguageChange:
                self.retranslate()
            elif event.type() == QEvent.Type.PaletteChange:
                self.dress()
        super().changeEvent(event)
