"""The part of a seat's card from which something is done to the agent: by button, by key, by menu."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QVBoxLayout, QWidget

from console.desk.action_names import chord_text
from console.desk.deed_words import after_the_call, deed_effect, deed_name, why_not
from console.desk.floor_actions import SHOWN, FloorActions
from console.desk.floor_seat import SeatNow
from console.desk.floor_words import who_text
from console.desk.keymap import Keymap
from console.desk.keys import Action
from console.desk.live_listening import LiveListening
from console.desk.live_words import asking_text
from console.desk.preferences import Preferences
from console.domain.floor import ALLOWED, FloorAction, Offer
from console.widgets import theme
from console.widgets.deed_lines import DeedLines
from console.widgets.deed_question import Answer, DeedQuestion
from console.widgets.flow_layout import FlowLayout
from console.widgets.label import Label
from console.widgets.theme import GRID

KEY_OF: Mapping[FloorAction, Action] = {
    FloorAction.LISTEN: Action.FLOOR_LISTEN,
    FloorAction.END_CALL: Action.FLOOR_END_CALL,
    FloorAction.TAKE_OVER: Action.FLOOR_TAKE_OVER,
    FloorAction.SET_AWAY: Action.FLOOR_AWAY,
    FloorAction.SET_READY: Action.FLOOR_READY,
    FloorAction.SIGN_OFF: Action.FLOOR_SIGN_OFF,
}
ACTION_OF = {key: action for action, key in KEY_OF.items()}


class SeatActions(QWidget):
    """What may be done to the agent on the seat shown. Nothing is seen by whose role does nothing there.

    Why a button is off stands in its tooltip and in a line below, which the keyboard's user reads too. Listening alone
    is done at once, by `live`, which asks nothing. `asked` when a question has come up, `left` when it has gone and
    whoever had the keys before cannot take them back.
    """

    asked = Signal()
    left = Signal()

    def __init__(
        self,
        actions: FloorActions,
        preferences: Preferences,
        parent: QWidget | None = None,
        *,
        live: LiveListening | None = None,
    ) -> None:
        super().__init__(parent)
        self._actions, self._preferences, self._live = actions, preferences, live
        self._seat: SeatNow | None = None
        self._told: object = None
        self._note = ""
        self._came_from: QWidget | None = None
        role = actions.desk.person.role
        here = [action for action in SHOWN if live is not None or action is not FloorAction.LISTEN]
        self.buttons = {action: QPushButton(self) for action in here if action in ALLOWED[role]}
        self._row = QWidget(self)
        flow = FlowLayout(self._row)
        for button in self.buttons.values():
            flow.addWidget(button)
            button.clicked.connect(self._press)
        self.reasons, self.note = Label(self), Label(self)
        self.reasons.setProperty("kind", "muted")
        self.note.setProperty("kind", "warn")
        self.question = DeedQuestion(self)
        self.question.answered.connect(self._do)
        self.question.dropped.connect(self._give_back)
        self.lines = DeedLines(actions, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        for label in (self.reasons, self.note):
            label.setWordWrap(True)
        for part in (self._row, self.reasons, self.note, self.question, self.lines):
            column.addWidget(part)
        actions.changed.connect(self.say)
        actions.desk.model.shown.connect(self.say)
        preferences.keymap_changed.connect(self._use_keymap)
        if live is not None:
            live.changed.connect(self._follow_listening)
        self.dress()

    @property
    def number(self) -> str:
        """Of the agent shown; empty for none."""
        return self._seat.number if self._seat is not None else ""

    def show_seat(self, seat: SeatNow | None) -> None:
        """As `FollowsSeat`. A question about somebody else is left."""
        if (seat.number if seat is not None else "") != self.number:
            self.question.drop()
            self._note = ""
        self._seat = seat
        self.lines.show_agent(self.number)
        self._told = None
        self.say()

    # how it stands

    @Slot()
    def say(self) -> None:
        """What can be done now."""
        number = self.number
        self.setVisible(bool(self.buttons) and bool(number))
        if not number or not self.buttons:
            return
        offered = self._actions.offers(number)
        if self.question.action is not None:
            self._follow_question(offered[self.question.action])
        said = {action: self._why_not(action, offered[action]) for action in self.buttons}
        now = (said, tuple(offered[action] for action in self.buttons), self._note)
        if now == self._told:
            return
        self._told = now
        for action, button in self.buttons.items():
            button.setEnabled(not said[action])
            button.setToolTip(self._tip(action, offered[action], said[action]))
        by_reason: dict[str, list[str]] = {}
        for action, reason in said.items():
            if reason:
                by_reason.setdefault(reason, []).append(deed_name(action))
        comma = self.tr(", ")
        lines = [(comma.join(names), why) for why, names in by_reason.items()]
        self._set(self.reasons, "\n".join(self._because(names, why) for names, why in lines))
        self._set(self.note, self._note)

    def _why_not(self, action: FloorAction, offer: Offer) -> str:
        return why_not(offer, under_way=self._actions.is_under_way(self.number, action))

    def _because(self, deed: str, reason: str) -> str:
        return self.tr("{deed}: {reason}").format(deed=deed, reason=reason)

    def _tip(self, action: FloorAction, offer: Offer, reason: str) -> str:
        name = deed_effect(action)
        chord = chord_text(self._preferences.keymap.chords(KEY_OF[action]).plain)
        if chord:
            name = self.tr("{effect} ({key})").format(effect=name, key=chord)
        more = reason or (after_the_call() if offer is Offer.NEXT else "")
        return f"{name}\n{more}" if more else name

    def _follow_question(self, offer: Offer) -> None:
        if not self.question.follow(self._actions.agent_now(self.number), offer):
            self._note = self.tr("The agent is in another state now: nothing was done.")
            self.question.drop()

    @Slot()
    def _follow_listening(self) -> None:
        """How far asking to listen has come."""
        if self._live is not None and self._live.now.number == self.number:
            self._note = asking_text(self._live.now)
            self.say()

    @staticmethod
    def _set(label: Label, text: str) -> None:
        label.setText(text)
        label.setVisible(bool(text))

    # doing it

    @Slot()
    def _press(self) -> None:
        for action, button in self.buttons.items():
            if button is self.sender():
                self.begin(action)

    def begin(self, action: FloorAction) -> bool:
        """Ask before `action` is done to the agent shown, or say why it cannot be; whether it is this part's to do."""
        if action not in self.buttons:
            return False
        seat, number = self._seat, self.number
        if seat is None or not number:
            return True
        offer = self._actions.offers(number)[action]
        refused = self._why_not(action, offer)
        self._note = self._because(deed_name(action), refused) if refused else ""
        self.say()
        if refused:
            self.question.drop()
            return True
        if action is FloorAction.LISTEN and self._live is not None:
            self._live.listen(number)
            return True
        if self.question.action is None:
            self._came_from = QApplication.focusWidget()
        sitter = seat.place.sitter
        name = sitter.name if sitter is not None and sitter.name else who_text(seat)
        self.question.ask(action, number, name, self._actions.agent_now(number), offer, self._phone())
        self.asked.emit()
        return True

    def menu(self) -> QMenu:
        """The same by right click or menu key, for the agent shown; it goes when it closes."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        offered = self._actions.offers(self.number)
        for action in self.buttons:
            refused = self._why_not(action, offered[action])
            name = deed_name(action)
            if refused:
                name = self._because(name, refused)
            entry = QAction(f"{name}\t{chord_text(self._preferences.keymap.chords(KEY_OF[action]).plain)}", menu)
            entry.setEnabled(not refused)
            entry.triggered.connect(lambda _=False, action=action: self.begin(action))
            menu.addAction(entry)
        return menu

    @Slot(object)
    def _do(self, answer: Answer) -> None:
        if answer.action is FloorAction.TAKE_OVER:
            self._preferences.keep(self._phone_key, answer.to_phone)
        self._actions.ask(
            answer.number, answer.action, reason=answer.reason, to_phone=answer.to_phone, call_key=answer.call_key
        )
        self._give_back()

    @property
    def _phone_key(self) -> str:
        return f"floor.phone.{self._actions.desk.person.number}"

    def _phone(self) -> str:
        """The supervisor's own phone: the last one used, at first the own number."""
        kept = self._preferences.kept(self._phone_key)
        return kept if isinstance(kept, str) and kept else self._actions.desk.person.number

    @Slot()
    def _give_back(self) -> None:
        """The keys go back to where they were."""
        came_from, self._came_from = self._came_from, None
        if came_from is not None and came_from.isVisible() and came_from.isEnabled():
            came_from.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.left.emit()

    # looks

    @Slot(object)
    def _use_keymap(self, _: Keymap) -> None:
        self._told = None
        self.say()

    def retranslate(self) -> None:
        """Everything in the language in force."""
        for action, button in self.buttons.items():
            button.setText(deed_name(action))
            button.setAccessibleName(deed_name(action))
        self._row.setAccessibleName(self.tr("What can be done"))
        self._told = None
        self.say()

    def dress(self) -> None:
        """Faces and words anew."""
        for label in (self.reasons, self.note):
            label.setFont(theme.font("small"))
        self.retranslate()

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        looks = (QEvent.Type.PaletteChange, QEvent.Type.LanguageChange)
        if event.type() in looks and hasattr(self, "lines"):
            self.dress()
        super().changeEvent(event)
