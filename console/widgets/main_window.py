"""The one window: rail, screens, messages, status line; it arranges and tells, the composition root acts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from PySide6.QtCore import QByteArray, QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QGuiApplication, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from console.desk.key_defaults import REVIEW_GROUPS, ROOM_GROUPS
from console.desk.keymap import Keymap
from console.desk.keys import Action, KeyGroup
from console.desk.preferences import Preferences
from console.domain.faults import Fault
from console.domain.people import Person, Right, Role
from console.widgets.rail import SCREENS, Rail
from console.widgets.status_line import Link, Saving, StatusLine, line_height

if TYPE_CHECKING:
    from console.desk.telephony_link import TelephonyNow
    from console.domain.outbox import Standing
    from console.widgets.key_sheet import KeySheet
    from console.widgets.keyboard import Keyboard
    from console.widgets.message_strip import MessageStrip

GROUPS_OF: dict[str, frozenset[KeyGroup]] = {
    "floor": ROOM_GROUPS,
    "review": REVIEW_GROUPS,
    "coaching": frozenset({KeyGroup.WINDOW, KeyGroup.PLAYING, KeyGroup.LIST}),
}
"""Which keys act on which screen; the others have those of the window."""


def _first_of(role: Role) -> Sequence[str]:
    """Where the day begins: on the floor for who runs it, with the calls for everybody else."""
    return tuple(SCREENS) if role is Role.SUPERVISOR else ("review", *SCREENS)


_GEOMETRY = "window.geometry"
LEAST = (1024, 640)
FIRST = (1360, 860)


@runtime_checkable
class HasPanes(Protocol):
    """A screen whose panes F6 walks through."""

    def panes(self) -> Sequence[QWidget]:
        """The panes in order; focus goes into each."""
        ...


@runtime_checkable
class HasKeys(Protocol):
    """A screen whose pages differ in the keys that act on them."""

    def key_groups(self) -> frozenset[KeyGroup]:
        """The groups that act on the page in front."""
        ...


class MainWindow(QWidget):
    """Holds sign-on and screens. Lives in the GUI thread. While `may_close` says no the window stays.

    Rail, keyboard, messages and status line are made when they are first asked for, at the latest after the first
    paint, so that the sign-on page is there sooner; `furnished` tells that they are there.
    `action_triggered` carries every Action that the window does not do itself; `screen_changed` the key of the
    screen in front; `sign_off_asked` and `closing` are for the composition root to act on.
    """

    action_triggered = Signal(object)
    screen_changed = Signal(str)
    sign_off_asked = Signal()
    closing = Signal()
    furnished = Signal()

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self._preferences = preferences
        self._person: Person | None = None
        self._screens: dict[str, tuple[QWidget, Right | None]] = {}
        self._key_sheet: KeySheet | None = None
        self.may_close: Callable[[], bool] = lambda: True
        self.setMinimumSize(*LEAST)
        self._stack = QStackedWidget(self)
        self._sign_on: QWidget | None = None
        self._painted = False
        self._right, self._middle, self._column = QVBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        self._lay_out()
        preferences.keymap_changed.connect(self._use_keymap)
        preferences.fault_happened.connect(self.show_fault)
        self.retranslate()
        self._restore_geometry()

    def _lay_out(self) -> None:
        for layout in (self._right, self._middle, self._column):
            layout.setSpacing(0)
        self._right.addWidget(self._stack, 1)
        self._middle.addLayout(self._right, 1)
        self._column.addLayout(self._middle, 1)
        self._column.setContentsMargins(0, 0, 0, line_height())  # the status line's place, so that nothing jumps

    # the frame around the screens

    @cached_property
    def keyboard(self) -> Keyboard:
        """Turns keys into actions."""
        from console.widgets.keyboard import Keyboard  # here: it knows a dozen widget types, each costs the first paint

        made = Keyboard(self, self._preferences.keymap)
        made.action_triggered.connect(self._act)
        return made

    @cached_property
    def rail(self) -> Rail:
        """The screens to go to."""
        made = Rail(self._preferences.keymap, self)
        made.screen_asked.connect(self.show_screen)
        made.action_asked.connect(self._act)
        made.setVisible(False)
        self._middle.insertWidget(0, made)
        return made

    @cached_property
    def messages(self) -> MessageStrip:
        """Faults and news."""
        from console.widgets.message_strip import MessageStrip  # here: with it come the names of all actions

        made = MessageStrip(self._preferences.keymap, self)
        made.changed.connect(self._heed_messages)
        self._right.insertWidget(0, made)
        first = self._preferences.take_first_fault()
        if first is not None:
            made.show_fault(first)
        return made

    @cached_property
    def status(self) -> StatusLine:
        """Who, where, and whether it is saved."""
        made = StatusLine(self)
        made.badge.set_keymap(self._preferences.keymap)
        made.badge.clicked.connect(self._ask_for_outbox)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(made)
        return made

    @Slot()
    def _furnish(self) -> None:
        self.rail.setVisible(self._person is not None)
        self.status.set_person(self._person)
        self._heed_messages()
        self.furnished.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """What the first picture can do without follows it."""
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self._furnish)
        super().paintEvent(event)

    # screens

    def add_screen(self, key: str, widget: QWidget, right: Right | None) -> None:
        """Put `widget` behind the rail's button `key`, for those who carry `right` (None: for everybody)."""
        if key not in SCREENS:
            raise KeyError(key)
        self._screens[key] = (widget, right)
        self._stack.addWidget(widget)
        self._offer()

    def remove_screens(self) -> None:
        """Let go of every screen; whoever signs on next brings their own."""
        if self._sign_on is not None:  # or the stack would show each screen in turn while they go
            self._stack.setCurrentWidget(self._sign_on)
        for widget, _ in self._screens.values():
            self._stack.removeWidget(widget)
            widget.deleteLater()
        self._screens.clear()
        self._offer()

    def set_sign_on(self, widget: QWidget) -> None:
        """The page shown while nobody is signed on."""
        self._sign_on = widget
        self._stack.insertWidget(0, widget)
        if self._person is None:
            self._stack.setCurrentWidget(widget)

    def show_before_sign_on(self, widget: QWidget) -> None:
        """Something to read first; `leave` it for the sign-on page."""
        self._stack.addWidget(widget)
        self._stack.setCurrentWidget(widget)
        widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self, widget: QWidget) -> None:
        """What was read first goes."""
        if self._sign_on is not None and self._person is None:
            self._stack.setCurrentWidget(self._sign_on)
        self._stack.removeWidget(widget)
        widget.deleteLater()

    @property
    def current_screen(self) -> str:
        """The key of the screen in front; empty during sign-on."""
        front = self._stack.currentWidget()
        return next((key for key, (widget, _) in self._screens.items() if widget is front), "")

    @Slot(str)
    def show_screen(self, key: str) -> None:
        """Bring a screen to the front, if this person may see it."""
        if key not in self._screens or not self._may(key):
            if self.current_screen:
                self.rail.set_current(self.current_screen)
            return
        changed = self.current_screen != key
        widget, _ = self._screens[key]
        fresh = widget.focusWidget() is None  # then the stack gives the keyboard to whatever child was made first
        self._stack.setCurrentWidget(widget)
        self.rail.set_current(key)
        self.heed_page()
        if changed:
            focus = QApplication.focusWidget()
            if fresh and focus is not None and widget.isAncestorOf(focus):
                focus.clearFocus()  # what takes it next may be hidden until it has something to show
            if fresh or focus is None or not widget.isAncestorOf(focus):
                self._into(widget)
            self.screen_changed.emit(key)

    @Slot()
    def heed_page(self) -> None:
        """Use the keys of the screen in front, and of its page where it has several."""
        front = self._stack.currentWidget()
        groups = GROUPS_OF.get(self.current_screen, frozenset())
        self.keyboard.set_groups(front.key_groups() if isinstance(front, HasKeys) else groups)

    def set_person(self, person: Person | None) -> None:
        """Open the window for `person`, on the first screen they may use; None goes back to sign-on."""
        self._person = person
        self.status.set_person(person)
        self.rail.setVisible(person is not None)
        self._offer()
        if person is None:
            self.keyboard.set_groups(())
            if self._key_sheet is not None:
                self._key_sheet.close()
            if self._sign_on is not None:
                self._stack.setCurrentWidget(self._sign_on)
            return
        first = next((key for key in _first_of(person.role) if key in self._screens and self._may(key)), "")
        if first:
            self.show_screen(first)

    def _may(self, key: str) -> bool:
        right = self._screens[key][1]
        return self._person is not None and (right is None or self._person.may(right))

    def _offer(self) -> None:
        for key in SCREENS:
            self.rail.set_visible(key, on=key in self._screens and self._may(key))

    # what is told

    @Slot(object)
    def show_fault(self, fault: Fault) -> None:
        """Say a fault in the strip."""
        self.messages.show_fault(fault)

    def show_news(self, text: str, button: str = "", deed: object = None) -> None:
        """Say something that went well; `messages.action_taken` carries `deed` when its button is pressed."""
        self.messages.show_news(text, button, deed)

    def set_database(self, name: str) -> None:
        """Which database, as the user knows it."""
        self.status.set_database(name)

    def set_link(self, link: Link, detail: str = "") -> None:
        """How the database answers."""
        self.status.set_link(link, detail)

    def set_live(self, *, live: bool | None) -> None:
        """Whether other people's changes show at once; None where there are no others."""
        self.status.set_live(live=live)

    def set_telephony(self, telephony: TelephonyNow | None) -> None:
        """How the telephone systems stand; None where there is none to see."""
        self.status.set_telephony(telephony)

    def set_standing(self, standing: Standing | None) -> None:
        """What is kept on this PC; None where nothing ever is."""
        self.status.set_standing(standing)

    def set_saving(self, saving: Saving) -> None:
        """Whether what was done is kept."""
        self.status.set_saving(saving)

    # keys

    @Slot(object)
    def _use_keymap(self, keymap: Keymap) -> None:
        self.keyboard.set_keymap(keymap)
        self.rail.set_keymap(keymap)
        self.messages.set_keymap(keymap)
        self.status.badge.set_keymap(keymap)

    @Slot()
    def _ask_for_outbox(self) -> None:
        self.action_triggered.emit(Action.OUTBOX)

    @Slot()
    def _heed_messages(self) -> None:
        """Esc is the strip's while it says something, else whoever has the focus may use it."""
        self.keyboard.set_idle((Action.DISMISS,), idle=not self.messages.text)

    @Slot(object)
    def _act(self, action: Action) -> None:
        screen = next((key for key, go in SCREENS.items() if go is action), "")
        if screen:
            self.show_screen(screen)
            return
        match action:
            case Action.KEYS:
                self.show_keys()
            case Action.DISMISS:
                self.messages.dismiss()
            case Action.NEXT_PANE | Action.PREVIOUS_PANE:
                self._walk(1 if action is Action.NEXT_PANE else -1)
            case Action.SIGN_OFF:
                if self._person is not None:
                    self.sign_off_asked.emit()
            case Action.QUIT:
                self.close()
            case _:
                self.action_triggered.emit(action)

    @Slot()
    def show_keys(self) -> KeySheet:
        """Open the key sheet beside the work; the sheet."""
        from console.widgets.key_sheet import KeySheet  # here: the window is there sooner without it

        if self._key_sheet is None:
            self._key_sheet = KeySheet(self._preferences, self)
        if self._key_sheet.isVisible():
            self._key_sheet.activateWindow()
        self._key_sheet.show()
        return self._key_sheet

    def _walk(self, by: int) -> None:
        front = self._stack.currentWidget()
        panes: list[QWidget] = [self.rail] if self.rail.isVisible() else []
        panes += [p for p in front.panes() if p.isVisible()] if isinstance(front, HasPanes) else [front]
        focus = QApplication.focusWidget()
        here = next((i for i, pane in enumerate(panes) if focus and (pane is focus or pane.isAncestorOf(focus))), -by)
        self._into(panes[(here + by) % len(panes)])

    def _into(self, pane: QWidget) -> None:
        """Give the keyboard to the first thing in `pane` that takes it."""
        reason = Qt.FocusReason.TabFocusReason
        proxy = pane
        while (further := proxy.focusProxy()) is not None:
            proxy = further
        if proxy.focusPolicy() & Qt.FocusPolicy.TabFocus and proxy.isEnabled():
            proxy.setFocus(reason)
            return
        step: QWidget | None = pane.nextInFocusChain()
        while step is not None and step is not pane:
            usable = step.focusPolicy() & Qt.FocusPolicy.TabFocus and step.isVisible() and step.isEnabled()
            if usable and pane.isAncestorOf(step):
                step.setFocus(reason)
                return
            step = step.nextInFocusChain()

    # the window itself

    def _restore_geometry(self) -> None:
        kept = self._preferences.kept(_GEOMETRY)
        if isinstance(kept, str) and self.restoreGeometry(QByteArray.fromBase64(kept.encode("ascii", "replace"))):
            return
        screen = QGuiApplication.primaryScreen().availableGeometry()
        self.resize(min(FIRST[0], screen.width()), min(FIRST[1], screen.height()))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the place, then let the composition root end what runs."""
        if not self.may_close():
            event.ignore()
            return
        self._preferences.keep(_GEOMETRY, bytes(self.saveGeometry().toBase64().data()).decode("ascii"))
        self.closing.emit()
        super().closeEvent(event)

    def retranslate(self) -> None:
        """Set the window's words."""
        self.setWindowTitle(self.tr("Deskside"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
