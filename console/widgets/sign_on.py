"""Who are you: work number and password, the people of a small centre to pick from, and what went wrong beside it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from console.desk.people_words import role_name
from console.desk.sentences import sentence_of
from console.desk.sign_on import SignOn
from console.domain.faults import Fault
from console.domain.people import Person, Role
from console.widgets import theme
from console.widgets.language import LANGUAGES, current_language
from console.widgets.theme import GRID

MOST_OFFERED = 8
CARD_WIDTH = 400
COMMAND_HEIGHT = 12 * GRID


class SignOnScreen(QWidget):
    """A card in the middle of the window. Enter signs on.

    `demo_password` (demo centre only) offers the people as buttons and fills the password in.
    `add_person` is the command that makes the first account; it is told while nobody could sign on.
    `language_asked` carries a language code.
    """

    language_asked = Signal(str)

    def __init__(
        self,
        desk: SignOn,
        parent: QWidget | None = None,
        *,
        last_number: str = "",
        demo_password: str = "",
        add_person: str = "",
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._demo_password = demo_password
        self._add_person = add_person
        self._people: Sequence[Person] = ()
        self._nobody = False
        self._fault: Fault | None = None
        self._title, self._subtitle, self._problem, self._hint = (QLabel(self) for _ in range(4))
        self.command = QPlainTextEdit(add_person, self)
        self.command.setReadOnly(True)
        self.command.setTabChangesFocus(True)
        self.command.setFixedHeight(COMMAND_HEIGHT)
        self._hint.setWordWrap(True)
        self._number_label, self._password_label = QLabel(self), QLabel(self)
        self.number, self.password = QLineEdit(self), QLineEdit(self)
        self.number.setText(last_number)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self._number_label.setBuddy(self.number)
        self._password_label.setBuddy(self.password)
        self._enter = QPushButton(self)
        self._enter.setProperty("kind", "primary")
        self._languages = [QPushButton(name, self) for _, name in LANGUAGES]
        self._offered: list[QPushButton] = []
        self._problem.setProperty("kind", "danger")
        self._problem.setWordWrap(True)
        self._problem.setMinimumHeight(2 * GRID + 2)
        for label in (self._subtitle, self._hint, self._number_label, self._password_label):
            label.setProperty("kind", "muted")
        self._lay_out()
        self.number.returnPressed.connect(self._go_on)
        self.password.returnPressed.connect(self.sign_on)
        self._enter.clicked.connect(self.sign_on)
        for box in (self.number, self.password):
            box.textEdited.connect(self._forget_problem)
        desk.people_listed.connect(self._offer)
        desk.refused.connect(self._refuse)
        desk.busy_changed.connect(self._wait)
        desk.signed_on.connect(self._clear)
        self.dress()
        self.retranslate()

    def _lay_out(self) -> None:
        card = QFrame(self)
        card.setProperty("kind", "card")
        card.setFixedWidth(CARD_WIDTH)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(4 * GRID, 4 * GRID, 4 * GRID, 3 * GRID)
        inside.setSpacing(GRID // 2)
        inside.addWidget(self._title)
        inside.addWidget(self._subtitle)
        inside.addSpacing(2 * GRID)
        inside.addWidget(self._number_label)
        inside.addWidget(self.number)
        inside.addSpacing(GRID)
        inside.addWidget(self._password_label)
        inside.addWidget(self.password)
        inside.addWidget(self._problem)
        inside.addSpacing(GRID // 2)
        inside.addWidget(self._enter)
        inside.addSpacing(2 * GRID)
        inside.addWidget(self._hint)
        inside.addSpacing(GRID // 2)
        inside.addWidget(self.command)
        self._people_grid = QGridLayout()
        self._people_grid.setSpacing(GRID)
        inside.addLayout(self._people_grid)
        foot = QHBoxLayout()
        foot.addStretch(1)
        for (code, _), button in zip(LANGUAGES, self._languages, strict=True):
            button.setObjectName(code)
            button.setProperty("kind", "quiet")
            button.clicked.connect(self._ask_language)
            foot.addWidget(button)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(GRID)
        column.addLayout(foot)
        column.addStretch(3)

    # deeds

    @Slot()
    def sign_on(self) -> None:
        """Check what was typed; an empty box is gone to instead."""
        for box in (self.number, self.password):
            if not box.text().strip():
                box.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        self._forget_problem()
        self._desk.sign_on(self.number.text(), self.password.text())

    @Slot()
    def _go_on(self) -> None:
        if self.password.text():
            self.sign_on()
        else:
            self.password.setFocus(Qt.FocusReason.TabFocusReason)

    @Slot()
    def _choose(self) -> None:
        button = self.sender()
        person = next((p for p in self._people if button is not None and p.number == button.objectName()), None)
        if person is not None:
            self.number.setText(person.number)
            self.password.setText(self._demo_password)
            self.password.setFocus(Qt.FocusReason.OtherFocusReason)
            self._forget_problem()

    @Slot()
    def _ask_language(self) -> None:
        button = self.sender()
        if button is not None:
            self.language_asked.emit(button.objectName())

    # what is shown

    @Slot(object)
    def _offer(self, people: Sequence[Person]) -> None:
        order = (Role.INSPECTOR, Role.SUPERVISOR, Role.MANAGER, Role.ADMINISTRATOR, Role.AGENT)
        self._nobody = not people
        self._people = sorted(people, key=lambda p: (order.index(p.role), p.number))[:MOST_OFFERED]
        for button in self._offered:
            button.deleteLater()
        self._offered = []
        for place, person in enumerate(self._people if self._demo_password else ()):
            button = QPushButton(self)
            button.setObjectName(person.number)
            button.clicked.connect(self._choose)
            self._people_grid.addWidget(button, place // 2, place % 2)
            self._offered.append(button)
        if self._demo_password and self._people and not self.number.text():
            self.number.setText(self._people[0].number)
            self.password.setText(self._demo_password)
        self.retranslate()
        previous: QWidget = self._enter
        for following in (self.command, *self._offered, *self._languages):
            self.setTabOrder(previous, following)
            previous = following

    @Slot(object)
    def _refuse(self, fault: Fault) -> None:
        self._fault = fault
        self._problem.setText(sentence_of(fault))
        self._mark_wrong(on=True)
        self.password.setFocus(Qt.FocusReason.OtherFocusReason)
        self.password.selectAll()

    @Slot()
    def _forget_problem(self) -> None:
        if self._fault is not None:
            self._fault = None
            self._problem.setText("")
            self._mark_wrong(on=False)

    def _mark_wrong(self, *, on: bool) -> None:
        self.password.setProperty("wrong", "true" if on else "false")
        self.password.style().polish(self.password)

    @Slot(bool)
    def _wait(self, busy: bool) -> None:  # noqa: FBT001 - a Qt slot
        self._enter.setEnabled(not busy)
        self._enter.setText(self.tr("Checking…") if busy else self.tr("Sign on"))

    @Slot()
    def _clear(self) -> None:
        self.password.clear()
        self._forget_problem()

    def start(self) -> None:
        """List the people and put the cursor where it is needed."""
        self._desk.list_people()
        box = self.password if self.number.text() else self.number
        box.setFocus(Qt.FocusReason.OtherFocusReason)

    def dress(self) -> None:
        """Set the faces."""
        self._title.setFont(theme.font("title"))

    def retranslate(self) -> None:
        """Set every word."""
        self._title.setText(self.tr("Deskside"))
        self._subtitle.setText(self.tr("Sign on with your work number"))
        self._number_label.setText(self.tr("Work number"))
        self._password_label.setText(self.tr("Password"))
        self.number.setAccessibleName(self.tr("Work number"))
        self.password.setAccessibleName(self.tr("Password"))
        self.number.setToolTip(self.tr("Your own work number"))
        self.password.setToolTip(self.tr("Enter signs on"))
        self._enter.setText(self.tr("Sign on"))
        self._enter.setAccessibleName(self.tr("Sign on"))
        self._enter.setToolTip(self.tr("Sign on (Enter)"))
        self._retranslate_hint()
        for button, person in zip(self._offered, self._people, strict=False):
            button.setText(f"{person.name} · {role_name(person.role)}")
            button.setAccessibleName(f"{person.name}, {role_name(person.role)}, {person.number}")
            button.setToolTip(self.tr("Sign on as {name} ({number})").format(name=person.name, number=person.number))
        for (code, name), button in zip(LANGUAGES, self._languages, strict=True):
            button.setAccessibleName(name)
            button.setToolTip(name)
            button.setEnabled(code != current_language())
        if self._fault is not None:
            self._problem.setText(sentence_of(self._fault))

    def _retranslate_hint(self) -> None:
        """The demo centre's password; or, where nobody can sign on yet, what makes the first account."""
        demo = bool(self._demo_password and self._people)
        if self._nobody:
            self._hint.setText(
                self.tr("Nobody has an account in this database yet. Make the first one in a terminal, then sign on:")
            )
        else:
            self._hint.setText(
                self.tr("Demo centre: choose a person; password: {password}").format(password=self._demo_password)
            )
        # a layout that centres a card does not ask a wrapped label how high it is at the card's width
        self._hint.setMinimumHeight(self._hint.heightForWidth(CARD_WIDTH - 8 * GRID))
        self._hint.setVisible(demo or self._nobody)
        self.command.setVisible(self._nobody and bool(self._add_person))
        self.command.setAccessibleName(self.tr("Command that makes the first account"))
        self.command.setToolTip(self.tr("Copy it with Ctrl+A, Ctrl+C"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow language and text size."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() == QEvent.Type.FontChange and hasattr(self, "_title"):
            self.dress()
            self._retranslate_hint()
        super().changeEvent(event)
