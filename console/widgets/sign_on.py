"""Who are you: work number and password, people to pick from or a password remembered, and what went wrong beside."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from console.desk.people_words import role_name
from console.desk.plain_tip import plain_tip
from console.desk.sentences import sentence_of
from console.desk.sign_on import SignOn
from console.domain.faults import Fault, InputFault
from console.domain.people import Person, Role
from console.widgets import theme
from console.widgets.label import Label
from console.widgets.language import LANGUAGES, current_language
from console.widgets.theme import GRID

MOST_OFFERED = 8
CARD_WIDTH = 400
COMMAND_HEIGHT = 12 * GRID


class SignOnScreen(QWidget):
    """A card in the middle of the window. Enter signs on.

    `demo_password` (demo centre only) offers the people as buttons and fills the password in.
    `add_person` is the command that makes the first account; it is told while nobody could sign on.
    On a `shared` database nobody is listed, and this PC can remember the password.
    `language_asked` carries a language code; nobody asks where an administrator has settled it.
    """

    language_asked = Signal(str)

    def __init__(
        self,
        desk: SignOn,
        parent: QWidget | None = None,
        *,
        last_number: str = "",
        shared: bool = False,
        demo_password: str = "",
        add_person: str = "",
        language_locked: bool = False,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._shared = shared
        self._recalled = ""
        self._can_remember = True
        self._demo_password = demo_password
        self._add_person = add_person
        self._language_locked = language_locked
        self._people: Sequence[Person] = ()
        self._nobody = False
        self._fault: Fault | None = None
        self._title, self._subtitle, self._problem, self._hint = (Label(self) for _ in range(4))
        self.command = QPlainTextEdit(add_person, self)
        self.command.setReadOnly(True)
        self.command.setTabChangesFocus(True)
        self.command.setFixedHeight(COMMAND_HEIGHT)
        self._hint.setWordWrap(True)
        self._number_label, self._password_label = Label(self), Label(self)
        self.number, self.password = QLineEdit(self), QLineEdit(self)
        self.number.setText(last_number)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self._number_label.setBuddy(self.number)
        self._password_label.setBuddy(self.password)
        self.remember = QCheckBox(self)
        self.remember.setVisible(shared)
        self._not_kept = Label(self)
        self._not_kept.setWordWrap(True)
        self._not_kept.hide()
        self._left_here: Sequence[tuple[str, int]] = ()
        self._waiting = Label(self)
        self._waiting.setWordWrap(True)
        self._waiting.hide()
        self._enter = QPushButton(self)
        self._enter.setProperty("kind", "primary")
        self._languages = [QPushButton(name, self) for _, name in LANGUAGES]
        self._offered: list[QPushButton] = []
        self._problem.setProperty("kind", "danger")
        self._problem.setWordWrap(True)
        self._problem.setMinimumHeight(2 * GRID + 2)
        for label in (
            self._subtitle,
            self._hint,
            self._number_label,
            self._password_label,
            self._not_kept,
            self._waiting,
        ):
            label.setProperty("kind", "muted")
        self._lay_out()
        self.number.returnPressed.connect(self._go_on)
        self.password.returnPressed.connect(self.sign_on)
        self._enter.clicked.connect(self.sign_on)
        for box in (self.number, self.password):
            box.textEdited.connect(self._forget_problem)
        self.number.textEdited.connect(self._leave_recalled)
        self.number.editingFinished.connect(self._recall)
        self.remember.clicked.connect(self._choose_remembering)
        desk.recalled.connect(self._take_recalled)
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
        if self._shared:
            inside.addSpacing(GRID // 2)
            inside.addWidget(self.remember)
            inside.addWidget(self._not_kept)
        inside.addWidget(self._problem)
        inside.addSpacing(GRID // 2)
        inside.addWidget(self._enter)
        inside.addSpacing(2 * GRID)
        inside.addWidget(self._waiting)
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
        remember = self.remember.isChecked() and self.remember.isEnabled()
        self._desk.sign_on(self.number.text(), self.password.text(), remember=remember)

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

    # what this PC remembers

    @Slot()
    def _leave_recalled(self) -> None:
        """Another number is being typed: its owner's password is not the one in the box."""
        if self._recalled:
            self._recalled = ""
            self.password.clear()
            self.remember.setChecked(False)

    @Slot()
    def _recall(self) -> None:
        if self._shared and not self.password.text():
            self._desk.recall(self.number.text())

    @Slot(object, object, object)
    def _take_recalled(self, number: str, password: str, usable: bool) -> None:  # noqa: FBT001 - a Qt slot
        self._can_remember = usable
        self.remember.setEnabled(usable)
        self._say_remembering()
        if number != self.number.text().strip() or self.password.text() or not password:
            return
        self._recalled = password
        self.remember.setChecked(True)
        self.password.setText(password)
        self.password.selectAll()

    @Slot()
    def _choose_remembering(self) -> None:
        if not self.remember.isChecked():
            self._desk.forget(self.number.text())

    def _retranslate_remembering(self) -> None:
        self.remember.setText(self.tr("Remember my password on this PC"))
        self.remember.setAccessibleName(self.remember.text())
        self.remember.setToolTip(self.tr("It lies in the system's keyring; unticking forgets it"))
        self._say_remembering()

    def _say_remembering(self) -> None:
        self._not_kept.setText(self.tr("This PC has no keyring, so it cannot keep a password safely."))
        self._not_kept.setVisible(self._shared and not self._can_remember)
        self._not_kept.setMinimumHeight(self._not_kept.heightForWidth(CARD_WIDTH - 8 * GRID))
        self.remember.setAccessibleDescription("" if self._can_remember else self._not_kept.text())

    # what is shown

    def show_waiting(self, left_here: Sequence[tuple[str, int]]) -> None:
        """Whose work waits on this PC to be shared: work number (empty where its key is missing) and how much."""
        self._left_here = left_here
        self._say_waiting()

    def _say_waiting(self) -> None:
        lines = []
        for number, count in self._left_here:
            if number:
                said = self.tr("Waiting on this PC until {number} signs on, to be shared then: %n thing(s)", "", count)
                lines.append(said.format(number=number))
            else:
                lines.append(self.tr("Work waits on this PC whose key is missing in the keyring; its file is kept."))
        self._waiting.setText("\n".join(lines))
        self._waiting.setVisible(bool(lines))
        self._waiting.setMinimumHeight(self._waiting.heightForWidth(CARD_WIDTH - 8 * GRID) if lines else 0)

    @Slot(object)
    def _offer(self, people: Sequence[Person]) -> None:
        order = (Role.INSPECTOR, Role.SUPERVISOR, Role.MANAGER, Role.ADMINISTRATOR, Role.AGENT)
        self._nobody = not people and not self._shared
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
        self._say_problem()
        self.password.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(fault, InputFault):
            self._recalled = ""
            self._mark_wrong(on=True)
            self.password.selectAll()

    @Slot()
    def _forget_problem(self) -> None:
        if self._fault is not None:
            self._fault = None
            self._say_problem()
            self._mark_wrong(on=False)

    def _say_problem(self) -> None:
        self._problem.setText(sentence_of(self._fault) if self._fault is not None else "")
        # a layout that centres a card does not ask a wrapped label how high it is at the card's width
        needed = self._problem.heightForWidth(CARD_WIDTH - 8 * GRID) if self._fault is not None else 0
        self._problem.setMinimumHeight(max(2 * GRID + 2, needed))

    def _mark_wrong(self, *, on: bool) -> None:
        self.password.setProperty("wrong", "true" if on else "false")
        self.password.style().polish(self.password)

    @Slot(bool)
    def _wait(self, busy: bool) -> None:  # noqa: FBT001 - a Qt slot
        self._enter.setEnabled(not busy)
        self._enter.setText(self.tr("Checking…") if busy else self.tr("Sign on"))

    @Slot()
    def _clear(self) -> None:
        self.number.setText(self.number.text().strip())
        self.password.clear()
        self._recalled = ""
        self.remember.setChecked(False)
        self._forget_problem()

    def start(self) -> None:
        """List the people, or recall the last one's password, and put the cursor where it is needed."""
        self._desk.list_people()
        if self._shared:
            self._desk.recall(self.number.text())
        self.focus_first()

    def focus_first(self) -> None:
        """Put the cursor where it is needed."""
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
        if self._shared:
            self._retranslate_remembering()
            self._say_waiting()
        self._retranslate_hint()
        for button, person in zip(self._offered, self._people, strict=False):
            button.setText(f"{person.name} · {role_name(person.role)}")
            button.setAccessibleName(f"{person.name}, {role_name(person.role)}, {person.number}")
            whom = self.tr("Sign on as {name} ({number})").format(name=person.name, number=person.number)
            button.setToolTip(plain_tip(whom))
        for (code, name), button in zip(LANGUAGES, self._languages, strict=True):
            button.setAccessibleName(name)
            button.setToolTip(self.tr("Set by your administrator.") if self._language_locked else name)
            button.setEnabled(code != current_language() and not self._language_locked)
        self._say_problem()

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
            if self._shared:
                self._say_remembering()
                self._say_waiting()
            self._say_problem()
        super().changeEvent(event)
