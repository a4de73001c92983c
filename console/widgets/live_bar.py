"""The bar over the player while a live call is open: whom one hears, how well, how far behind, and who else does."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from console.audio.live_call import LineFigures, Quality, Trouble
from console.audio.player import Player
from console.desk.action_names import chord_text
from console.desk.floor_words import floor_state_name
from console.desk.keymap import Keymap
from console.desk.keys import Action
from console.desk.listeners import Listeners
from console.desk.live_listening import LiveListening
from console.desk.live_mode import LiveMode
from console.desk.live_now import Stage
from console.desk.live_words import (
    behind_text,
    ended_text,
    figures_text,
    line_text,
    listeners_text,
    quality_name,
)
from console.desk.plain_tip import plain_tip
from console.desk.preferences import Preferences
from console.desk.time_text import length_text
from console.domain.floor import FloorAction
from console.widgets import theme
from console.widgets.dressing import bar_sheet, wear
from console.widgets.label import Label
from console.widgets.live_modes import LiveModes
from console.widgets.quality_light import QualityLight
from console.widgets.theme import GRID

WIDE_PX = 760
"""Narrower than this it has a line more."""
SAID_FROM_MS = 1_000
"""A shorter distance behind the newest sound is not worth a word."""


class LiveBar(QFrame):
    """Follows one LiveListening and what of it is in the player. Shown by whoever opens a live call there. GUI thread.

    `stop_asked`: to listen no longer. With `mode` there is a row to help by: listen, whisper, join, take over;
    with `talk` one for the microphone.
    """

    edge_asked = Signal()
    stop_asked = Signal()

    def __init__(
        self,
        live: LiveListening,
        listeners: Listeners,
        player: Player,
        preferences: Preferences,
        parent: QWidget | None = None,
        *,
        mode: LiveMode | None = None,
        talk: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("live")
        self._live, self._listeners, self._player, self._keymap = live, listeners, player, preferences.keymap
        self._figures: LineFigures | None = None
        self._behind_s: int | None = None
        self._said = self._others = ""
        self.mark, self.who, self.facts = Label(self), Label(self), Label(self)
        self.light, self.words, self.others, self.behind = QualityLight(self), Label(self), Label(self), Label(self)
        self.to_live, self.stop = QPushButton(self), QPushButton(self)
        self.mark.setObjectName("live-mark")
        for label in (self.facts, self.others):
            label.setProperty("kind", "muted")
        for label in (self.words, self.others):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.stop.setProperty("kind", "quiet")
        self.to_live.clicked.connect(self.edge_asked)
        self.stop.clicked.connect(self.stop_asked)
        self.modes = LiveModes(live, mode, self) if mode is not None else None
        self._lay_out(talk)
        preferences.keymap_changed.connect(self._use_keymap)
        live.changed.connect(self.say)
        live.figures_changed.connect(self._show_figures)
        listeners.changed.connect(self.say)
        player.edge_changed.connect(self._show_behind)
        player.position_changed.connect(self._show_behind)
        player.grew.connect(self._show_behind)
        player.state_changed.connect(self._show_behind)
        self.dress()

    def _lay_out(self, talk: QWidget | None) -> None:
        self._first, self._second = QHBoxLayout(), QHBoxLayout()
        below = QHBoxLayout()
        for row in (self._first, self._second, below):
            row.setSpacing(GRID)
        for widget in (self.mark, self.who, self.facts, self.light):
            self._first.addWidget(widget)
        self._first.insertSpacing(3, GRID // 2)
        self._first.addWidget(self.words, 1)
        self._tail = QWidget(self)
        tail = QHBoxLayout(self._tail)
        tail.setContentsMargins(0, 0, 0, 0)
        tail.setSpacing(GRID)
        for last in (self.behind, self.to_live, self.stop):
            tail.addWidget(last)
        self._first.addWidget(self._tail)
        self._narrow = False
        if self.modes is not None:
            below.addWidget(self.modes, 1)
            self.setFocusProxy(self.modes.buttons[FloorAction.LISTEN])  # who walks here means to help, not to leave
        below.addWidget(self.others, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID, GRID // 2, GRID, GRID // 2)
        column.setSpacing(GRID // 2)
        for row in (self._first, self._second, below):
            column.addLayout(row)
        if talk is not None:
            column.addWidget(talk)

    # how it stands

    @Slot()
    def say(self) -> None:
        """Everything that can be said now."""
        now = self._live.now
        over = now.stage is not Stage.HEARING
        self.mark.setText(self.tr("OVER") if over else self.tr("LIVE"))
        self.who.setText(now.name)
        self.stop.setEnabled(not over)
        self.light.setVisible(not over)
        if over:
            self._figures = None
            self._said = ended_text(now) if now.stage is Stage.ENDED else ""
            self.words.setToolTip(plain_tip(self._said))
            self.words.setProperty("kind", "")
            self._redress(self.words)
        else:
            self._say_line()
        others = listeners_text(self._listeners.of(now.number)) if not over else ""
        self._others = others
        self.others.setVisible(bool(others))
        self.others.setToolTip(plain_tip(others))
        self._cut()
        QTimer.singleShot(0, self, self._cut)  # where there was nothing before it has no width yet
        self._say_facts()
        self._show_behind()
        self._paint()
        self.setAccessibleName(self.tr("Live call"))
        self.setAccessibleDescription(". ".join(part for part in (now.name, self._said, others) if part))

    @Slot(object)
    def _show_figures(self, figures: LineFigures) -> None:
        if self._live.now.stage is Stage.HEARING:
            self._figures = figures
            self._say_line()
            self._say_facts()

    def _say_line(self) -> None:
        figures = self._figures
        quality = figures.quality if figures is not None else Quality.NONE
        said = line_text(figures) if figures is not None else self.tr("Waiting for the first sound…")
        self.light.show_quality(quality)
        self._said = said
        self._cut()
        wrong = figures is not None and figures.trouble is not Trouble.NOTHING
        self.words.setProperty("kind", "warn" if wrong else "")
        tip = f"{said}\n{figures_text(figures)}" if figures is not None else said
        for widget in (self.light, self.words):
            widget.setToolTip(plain_tip(tip))
        self.light.setAccessibleName(self.tr("Line: {quality}").format(quality=quality_name(quality)))
        self.light.setAccessibleDescription(said)
        self._redress(self.words)

    def _say_facts(self) -> None:
        """What the agent does now, and for how long the call has been going on."""
        agent, length_ms = self._live.agent_now(), self._live.length_ms()
        parts = []
        if self._live.now.stage is Stage.HEARING and agent is not None:
            parts.append(floor_state_name(agent.state))
        if length_ms is not None:
            parts.append(length_text(length_ms))
        told = self._live.now.told
        if self._live.now.stage is Stage.HEARING and told:
            parts.append(self.tr("agent told"))
        self.facts.setText(" · ".join(parts))
        known = self.tr("A tone has told the agent that somebody listens")
        self.facts.setToolTip(known if told else self.tr("The agent is not told that you listen"))

    @Slot()
    def _show_behind(self) -> None:
        """How far what is heard lies behind what is said."""
        call = self._player.live
        over = call is None or call.ended
        behind_ms = 0 if over or self._player.at_edge else self._player.duration_ms - self._player.position_ms
        seconds = behind_ms // 1000 if behind_ms >= SAID_FROM_MS else 0
        self.to_live.setEnabled(not over and not self._player.at_edge)
        if seconds != self._behind_s:
            self._behind_s = seconds
            self.behind.setText(behind_text(length_text(seconds * 1000)) if seconds else "")

    # looks and words

    @Slot()
    def _cut(self) -> None:
        for label, text in ((self.words, self._said), (self.others, self._others)):
            shown = label.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, label.width())
            if shown != label.text():
                label.setText(shown)

    @staticmethod
    def _redress(widget: QWidget) -> None:
        widget.style().unpolish(widget)
        widget.style().polish(widget)

    def _paint(self) -> None:
        look = theme.current()
        over = self._live.now.stage is not Stage.HEARING
        ground, ink = (look.sunken, look.muted_text) if over else (look.accent, look.accent_text)
        wear(self, bar_sheet("live", look.sunken if over else look.accent_soft, ground, ink))

    @Slot(object)
    def _use_keymap(self, keymap: Keymap) -> None:
        """Name other keys, after a remapping."""
        self._keymap = keymap
        self.retranslate()

    def retranslate(self) -> None:
        """Everything in the language in force."""
        for button, action, text, effect in (
            (self.to_live, Action.GO_TO_LIVE, self.tr("To live"), self.tr("Hear what is said now")),
            (
                self.stop,
                Action.STOP_LISTENING,
                self.tr("Stop listening"),
                self.tr("Listen no longer; what was heard stays here to be played again"),
            ),
        ):
            key = chord_text(self._keymap.chords(action).plain)
            button.setText(f"{text}  {key}" if key else text)
            button.setToolTip(f"{effect} ({key})" if key else effect)
            button.setAccessibleName(text)
        self._behind_s = None
        self.say()

    def dress(self) -> None:
        """Faces and words anew."""
        self.mark.setFont(theme.font("strong"))
        self.who.setFont(theme.font("strong"))
        for label in (self.facts, self.behind):
            label.setFont(theme.font("body", tabular=True))
        self.retranslate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is too narrow the buttons have a line of their own; words are cut where theirs ends."""
        super().resizeEvent(event)
        narrow = self.width() < theme.scaled(WIDE_PX)
        if narrow is not self._narrow:
            self._narrow = narrow
            (self._second if narrow else self._first).addWidget(self._tail)
            if narrow:
                self._second.setAlignment(self._tail, Qt.AlignmentFlag.AlignLeft)
        QTimer.singleShot(0, self, self._cut)

    def changeEvent(self, event: QEvent) -> None:
        """Follow language and theme."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() is QEvent.Type.PaletteChange and hasattr(self, "modes"):
            self.dress()
