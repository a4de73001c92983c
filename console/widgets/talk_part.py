"""The microphone's row in the live bar: a button to hold, one to open, how loud one is, and who hears one now."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from console.audio.live_talk import TalkStage
from console.desk.action_names import chord_text, tip
from console.desk.keymap import Keymap
from console.desk.keys import Action
from console.desk.plain_tip import plain_tip
from console.desk.preferences import Preferences
from console.desk.talk_words import state_text, trouble_text
from console.desk.talking import Talking
from console.widgets import theme
from console.widgets.dressing import FollowsLook, wear
from console.widgets.held_key import HeldKey
from console.widgets.keyboard import takes_text
from console.widgets.label import Label
from console.widgets.microphone_menu import MicrophoneMenu
from console.widgets.talk_level import TalkLevel
from console.widgets.theme import GRID


class TalkPart(FollowsLook, QFrame):
    """Follows one Talking; shown while one can be heard or would like to be. Muted and on air differ in form and word.

    `act` takes TALK and OPEN_MICROPHONE from the keyboard: a key that is held until it comes up. GUI thread.
    """

    BUILT = "menu"

    def __init__(self, talking: Talking, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._talking, self._keymap = talking, preferences.keymap
        self._preferences = preferences
        self._key = HeldKey(self)
        self._trouble = ""
        self.talk, self.open = QPushButton(self), QPushButton(self)
        self.state_icon, self.state, self.trouble = Label(self), Label(self), Label(self)
        self.state.setObjectName("talk-state")
        self.level = TalkLevel(self)
        self.menu = MicrophoneMenu(talking, preferences, self)
        self.trouble.setProperty("kind", "warn")
        self.trouble.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.open.setCheckable(True)
        self.talk.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        for widget in (self.talk, self.open, self.state_icon, self.state, self.level):
            row.addWidget(widget)
        row.addWidget(self.trouble, 1)
        row.addWidget(self.menu)
        self.talk.pressed.connect(talking.press)
        self.talk.released.connect(talking.release)
        self.open.clicked.connect(self._open)
        self._key.released.connect(talking.release)
        talking.changed.connect(self.say)
        talking.level_changed.connect(self.level.show_level)
        preferences.keymap_changed.connect(self._use_keymap)
        preferences.changed.connect(self._use_settings)
        self.dress()

    @Slot(object)
    def act(self, action: Action) -> bool:
        """Carry out an action of the microphone; False for any other."""
        if action is Action.TALK:
            held = self._keymap.chords(Action.TALK)
            if self._preferences.settings.talk_key == "hold":
                in_text = takes_text(QApplication.focusWidget())
                self._key.press(held.in_text, "" if in_text else held.plain)
            self._talking.press()
        elif action is Action.OPEN_MICROPHONE:
            self._talking.toggle()
        else:
            return False
        return True

    @Slot()
    def _open(self) -> None:
        self._talking.toggle()
        self.say()

    # how it stands

    @Slot()
    def say(self) -> None:
        """Everything that can be said now."""
        now = self._talking.now
        ready = now.stage is TalkStage.READY
        self.setVisible(now.mode is not None)
        self.talk.setEnabled(ready)
        self.talk.setDown(now.held)
        self.open.setEnabled(ready)
        self.open.setChecked(now.heard)
        self.open.setText(self.tr("Mute") if now.heard else self.tr("Open microphone"))
        said = state_text(now)
        if said != self.state.text():
            self.state.setText(said)
        self.state.setAccessibleName(said)
        self._trouble = trouble_text(now)
        self.trouble.setToolTip(plain_tip(self._trouble))
        self._cut()
        self.level.setVisible(ready)
        self.level.show_heard(heard=now.heard)
        self.menu.say(now.device)
        if not ready:
            self._key.let_go()
        self._paint()

    def _cut(self) -> None:
        metrics = self.trouble.fontMetrics()
        self.trouble.setText(metrics.elidedText(self._trouble, Qt.TextElideMode.ElideRight, self.trouble.width()))
        self.trouble.setAccessibleName(self._trouble)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the words where the line ends."""
        super().resizeEvent(event)
        self._cut()

    def _paint(self) -> None:
        """On air is a filled sign, muted an outlined one with a struck-out microphone."""
        look = theme.current()
        on_air = self._talking.now.heard
        ink = look.accent_text if on_air else look.text
        ground = look.accent.name() if on_air else "transparent"
        edge = look.accent.name() if on_air else look.muted_text.name()
        sheet = (
            f"#talk-state {{ background: {ground}; color: {ink.name()}; border: 1px solid {edge};"
            " border-radius: 4px; padding: 2px 8px; }"
        )
        wear(self, sheet)
        name = "mic" if on_air else "mic-off"
        side = theme.scaled(20)
        tint = look.accent if on_air else look.muted_text
        self.state_icon.setPixmap(theme.pixmap(name, side, tint, ratio=self.devicePixelRatioF()))

    # words and looks

    @Slot(object)
    def _use_keymap(self, keymap: Keymap) -> None:
        self._keymap = keymap
        self.retranslate()

    @Slot(object)
    def _use_settings(self, names: frozenset[str]) -> None:
        if "talk_key" in names:
            self.retranslate()

    def retranslate(self) -> None:
        """Everything in the language in force."""
        if self._preferences.settings.talk_key == "hold":
            text, effect = self.tr("Hold to speak"), self.tr("You are heard while you hold this, or its key")
        else:
            text, effect = self.tr("Speak"), self.tr("You are heard from one press to the next")
        key = chord_text(self._keymap.chords(Action.TALK).plain)
        self.talk.setText(f"{text}  {key}" if key else text)
        self.talk.setAccessibleName(text)
        self.talk.setToolTip(tip(Action.TALK, self._keymap, effect))
        self.open.setAccessibleName(self.tr("Microphone open"))
        self.open.setToolTip(
            tip(Action.OPEN_MICROPHONE, self._keymap, self.tr("You are heard until you press it again"))
        )
        self.say()

    def dress(self) -> None:
        """Faces, icons and words anew."""
        self.talk.setIcon(theme.icon("mic"))
        self.talk.setIconSize(QSize(18, 18))
        self.state.setFont(theme.font("strong"))
        self.trouble.setFont(theme.font("small"))
        self.retranslate()
