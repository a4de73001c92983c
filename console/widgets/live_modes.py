"""The row to help by: listen, whisper, join, take over; what one is to the call stands pressed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from console.desk.deed_words import deed_effect, deed_name, refusal
from console.desk.live_listening import LiveListening
from console.desk.live_mode import LiveMode
from console.desk.live_now import Stage
from console.desk.plain_tip import plain_tip
from console.desk.switch_words import switch_words
from console.domain.floor import FloorAction
from console.widgets import theme
from console.widgets.label import Label
from console.widgets.theme import GRID

SHOWN = (FloorAction.LISTEN, FloorAction.WHISPER, FloorAction.JOIN, FloorAction.TAKE_OVER)
SURE_MS = 5000
"""So long a second press on "take over" means it: the agent loses the call."""


class LiveModes(QWidget):
    """Asks `mode` for what is pressed. Taking over is asked once more, in its own button. GUI thread."""

    def __init__(self, live: LiveListening, mode: LiveMode, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._live, self._mode = live, mode
        self.buttons = {action: QPushButton(self) for action in SHOWN}
        self.note = Label(self)
        self.note.setProperty("kind", "warn")
        self.note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._said = ""
        self._sure = QTimer(self, singleShot=True, interval=SURE_MS)
        self._sure.timeout.connect(self.say)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID // 2)
        for button in self.buttons.values():
            button.setCheckable(True)
            button.clicked.connect(self._press)
            row.addWidget(button)
        row.addSpacing(GRID)
        row.addWidget(self.note, 1)
        mode.changed.connect(self.say)
        live.changed.connect(self.say)
        self.retranslate()

    @Slot()
    def _press(self) -> None:
        for action, button in self.buttons.items():
            if button is self.sender():
                self.ask(action)
        self.say()

    def ask(self, action: FloorAction) -> None:
        """As a press on its button."""
        if action is FloorAction.TAKE_OVER and not self._sure.isActive():
            self._sure.start()
        else:
            self._sure.stop()
            self._mode.be(action)
        self.say()

    @Slot()
    def say(self) -> None:
        """How it stands."""
        hearing = self._live.now.stage is Stage.HEARING
        mode = self._mode
        if not hearing:
            self._sure.stop()
        for action, button in self.buttons.items():
            button.setEnabled(hearing)
            button.setChecked(hearing and action is mode.now)
        sure = self._sure.isActive()
        name = self._name(FloorAction.TAKE_OVER)
        self.buttons[FloorAction.TAKE_OVER].setText(self.tr("{deed}: press again").format(deed=name) if sure else name)
        if mode.lost:
            said = self.tr("The way for your microphone broke: nobody hears you, you listen on.")
        elif mode.wanted is not None:
            said = self.tr("{deed}: asking…").format(deed=deed_name(mode.wanted))
        else:
            said = refusal(mode.fault) if mode.fault is not None else switch_words(mode.words)
        self._said = said
        self.note.setToolTip(plain_tip(said))
        self.note.setAccessibleName(said)
        self._cut()
        QTimer.singleShot(0, self, self._cut)

    @Slot()
    def _cut(self) -> None:
        metrics = self.note.fontMetrics()
        self.note.setText(metrics.elidedText(self._said, Qt.TextElideMode.ElideRight, self.note.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the words where the line ends."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._cut)

    def _name(self, action: FloorAction) -> str:
        """Named by who hears one."""
        names = {
            FloorAction.WHISPER: self.tr("Whisper: the agent alone hears"),
            FloorAction.JOIN: self.tr("Join: both hear"),
        }
        return names.get(action) or deed_name(action)

    def retranslate(self) -> None:
        """Everything in the language in force."""
        for action, button in self.buttons.items():
            button.setText(self._name(action))
            button.setAccessibleName(self._name(action))
            button.setToolTip(deed_effect(action))
        self.note.setFont(theme.font("small"))
        self.say()

    def changeEvent(self, event: QEvent) -> None:
        """Follow language and text size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.PaletteChange) and hasattr(self, "_sure"):
            self.retranslate()
