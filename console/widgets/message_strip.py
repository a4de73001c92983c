"""Faults and news in a strip above the screen: never in the way, with their age, gone at a key."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QWidget

from console.desk.action_names import tip
from console.desk.keymap import Keymap
from console.desk.keys import Action
from console.desk.sentences import sentence_of
from console.domain.faults import Fault
from console.widgets import theme
from console.widgets.dressing import FollowsLook
from console.widgets.label import Label
from console.widgets.theme import GRID

NEWS_STAYS_S = 6.0
AGE_EVERY_MS = 10_000


class MessageStrip(FollowsLook, QFrame):
    """Shows the newest message; earlier faults wait behind it and come back when it is dismissed.

    `action_taken` when the strip's button is pressed (it carries what was given as `deed`); `changed` when it says
    something else or nothing.
    """

    BUILT = "_leaving"
    action_taken = Signal(object)
    changed = Signal()

    def __init__(
        self, keymap: Keymap, parent: QWidget | None = None, *, clock: Callable[[], float] = monotonic
    ) -> None:
        super().__init__(parent)
        self.setObjectName("strip")
        self._clock = clock
        self._keymap = keymap
        self._messages: list[_Message] = []
        self._picture, self._text, self._age = Label(self), Label(self), Label(self)
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._button = QPushButton(self)
        self._button.setVisible(False)
        self._button.clicked.connect(self._act)
        self._close = QToolButton(self)
        self._close.clicked.connect(self.dismiss)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, GRID // 2, GRID, GRID // 2)
        row.setSpacing(GRID)
        row.addWidget(self._picture)
        row.addWidget(self._text, 1)
        row.addWidget(self._age)
        row.addWidget(self._button)
        row.addWidget(self._close)
        self._ticking = QTimer(self)
        self._ticking.setInterval(AGE_EVERY_MS)
        self._ticking.timeout.connect(self._tick)
        self._leaving = QTimer(self)
        self._leaving.setSingleShot(True)
        self._leaving.setInterval(round(NEWS_STAYS_S * 1000))
        self._leaving.timeout.connect(self._drop_news)
        self.setVisible(False)
        self._name_close()

    def _name_close(self) -> None:
        self._close.setAccessibleName(self.tr("Close the message"))
        self._close.setToolTip(tip(Action.DISMISS, self._keymap))

    @Slot(object)
    def show_fault(self, fault: Fault) -> None:
        """Tell of a fault until it is dismissed; the same sentence twice only grows young again."""
        self._add(_Message("fault", fault=fault, since=self._clock()))

    def show_news(self, text: str, button: str = "", deed: object = None) -> None:
        """Tell of something that went well; it leaves by itself unless it offers a deed."""
        self._add(_Message("news", text=text, button=button, deed=deed, since=self._clock()))
        if not button:
            self._leaving.start()

    def show_notice(self, say: Callable[[], str], name: Callable[[], str], deed: object) -> None:
        """Tell of something that lasts, in the language of the moment, with a button for `deed`, until `withdraw`."""
        self.withdraw(deed)
        self._add(_Message("notice", say=say, name=name, deed=deed, since=self._clock()))

    def withdraw(self, deed: object) -> None:
        """What was told with `deed` is over."""
        self._messages = [m for m in self._messages if m.kind != "notice" or m.deed != deed]
        self._show()

    @Slot()
    def dismiss(self) -> None:
        """Take the message in front away."""
        if self._messages:
            self._messages.pop()
        self._show()

    @property
    def text(self) -> str:
        """What is said now, empty for nothing."""
        return self._messages[-1].said() if self._messages else ""

    def set_keymap(self, keymap: Keymap) -> None:
        """Name another key in the tooltip."""
        self._keymap = keymap
        self._show()

    def _add(self, message: _Message) -> None:
        self._messages = [m for m in self._messages if m.kind != "news" and m.said() != message.said()]
        self._messages.append(message)
        self._show()

    @Slot()
    def _drop_news(self) -> None:
        self._messages = [m for m in self._messages if m.kind != "news" or m.button]
        self._show()

    @Slot()
    def _act(self) -> None:
        if self._messages:
            deed = self._messages[-1].deed
            self.dismiss()
            self.action_taken.emit(deed)

    @Slot()
    def _tick(self) -> None:
        if self._messages:
            self._age.setText(self._age_text(self._clock() - self._messages[-1].since))

    def _age_text(self, seconds: float) -> str:
        if seconds < 60:
            return "" if seconds < 10 else self.tr("{n} s ago").format(n=int(seconds // 10 * 10))
        return self.tr("{n} min ago").format(n=int(seconds // 60))

    def _show(self) -> None:
        self.setVisible(bool(self._messages))
        self.changed.emit()
        self._name_close()
        if not self._messages:
            self._ticking.stop()
            return
        message = self._messages[-1]
        bad = message.kind != "news"
        look = theme.current()
        ground, ink = (look.warn_soft, look.warn) if bad else (look.good_soft, look.good)
        self._picture.setPixmap(theme.pixmap("warning" if bad else "check", 16, ink, ratio=self.devicePixelRatioF()))
        self._text.setText(message.said())
        button = message.named()
        self._button.setText(button)
        self._button.setAccessibleName(button)
        self._button.setToolTip(button)
        self._button.setVisible(bool(button))
        self._age.setProperty("kind", "muted")
        self._close.setIcon(theme.icon("close", look.muted_text))
        self.setAccessibleName(message.said())
        self.setStyleSheet(
            f"#strip {{ background: {ground.name()}; border: none; border-bottom: 1px solid {look.line.name()}; }}"
        )
        self._tick()
        self._ticking.start()

    def retranslate(self) -> None:
        """Say it again."""
        self._show()


class _Message:
    """One thing to say; a fault is put into words when it is shown, in the language of that moment."""

    def __init__(
        self,
        kind: str,
        *,
        since: float,
        text: str = "",
        fault: Fault | None = None,
        button: str = "",
        deed: object = None,
        say: Callable[[], str] | None = None,
        name: Callable[[], str] | None = None,
    ) -> None:
        self._say, self._name = say, name
        self.kind, self.since, self.text, self.fault, self.button, self.deed = kind, since, text, fault, button, deed

    def said(self) -> str:
        if self._say is not None:
            return self._say()
        return sentence_of(self.fault) if self.fault else self.text

    def named(self) -> str:
        return self._name() if self._name is not None else self.button
