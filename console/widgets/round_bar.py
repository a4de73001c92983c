"""The strip of a round of listening: who is heard now and how long yet, who comes next, who was left out and why."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QRectF, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from console.desk.action_names import chord_text
from console.desk.floor_actions import FloorActions
from console.desk.floor_words import floor_state_name
from console.desk.live_round import LiveRound, RoundStage
from console.desk.live_words import skipped_text
from console.desk.plain_tip import plain_tip
from console.desk.time_text import length_text
from console.widgets import theme
from console.widgets.dressing import FollowsLook, bar_sheet, wear
from console.widgets.keyboard import OWN_KEYS
from console.widgets.label import Label
from console.widgets.theme import GRID

STAY, SKIP, END = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter), (Qt.Key.Key_Right,), (Qt.Key.Key_Escape,)
LEFT_PX = 64


class RoundBar(FollowsLook, QFrame):
    """Hidden while nobody goes round. While it has the keys Space or Enter stays, Right skips, Esc ends. GUI thread."""

    BUILT = "end"

    def __init__(self, going: LiveRound, actions: FloorActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("round")
        self.setProperty(OWN_KEYS, ["Space", "Return", "Right", "Esc"])
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._round, self._actions = going, actions
        self._came_from: QWidget | None = None
        self._said = ""
        self._named = False
        self.mark, self.who, self.facts = Label(self), Label(self), Label(self)
        self.seconds, self.follows, self.place, self.skipped = Label(self), Label(self), Label(self), Label(self)
        self.left = _Left(self)
        self.mark.setObjectName("round-mark")
        self.facts.setProperty("kind", "muted")
        self.place.setProperty("kind", "muted")
        self.skipped.setProperty("kind", "muted")
        self.skipped.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.stay, self.skip, self.end = QPushButton(self), QPushButton(self), QPushButton(self)
        for button, deed in ((self.stay, going.stay), (self.skip, going.skip), (self.end, going.stop)):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(deed)
        self.end.setProperty("kind", "quiet")
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID, GRID // 2, GRID, GRID // 2)
        row.setSpacing(GRID)
        for widget in (self.mark, self.who, self.facts, self.left, self.seconds, self.follows, self.place):
            row.addWidget(widget)
        row.addWidget(self.skipped, 1)
        for button in (self.stay, self.skip, self.end):
            row.addWidget(button)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow_focus)
        going.changed.connect(self.say)
        actions.desk.model.ticked.connect(self._say_facts)
        self.hide()
        self.dress()

    def take_keys(self) -> None:
        """The keys are for the round until it is over."""
        if not self._has_keys():
            window = self.window().focusWidget()
            self._came_from = window
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._name_buttons()

    @Slot(QWidget, QWidget)
    def _follow_focus(self, _old: QWidget | None, _new: QWidget | None) -> None:
        """The buttons name their keys while these are the bar's."""
        if self.isVisible() and self._has_keys() is not self._named:
            self._name_buttons()

    def _has_keys(self) -> bool:
        focus = self.window().focusWidget()
        return focus is self or (focus is not None and self.isAncestorOf(focus))

    # how it stands

    @Slot()
    def say(self) -> None:
        """Everything that can be said now."""
        now = self._round.now
        if now.stage is RoundStage.IDLE:
            self._leave()
            return
        self.show()
        hears = now.stage is RoundStage.HEARING
        if hears:
            self.who.setText(now.name)
        elif now.stage is RoundStage.CONNECTING:
            self.who.setText(self.tr("Connecting: {name}…").format(name=now.next_name))
        else:
            self.who.setText(self.tr("No call to be heard; the next to begin is."))
        counted = now.left_s is not None
        self.left.setVisible(counted)
        self.seconds.setVisible(counted)
        self.seconds.setText(self.tr("{seconds} s").format(seconds=now.left_s) if counted else "")
        self.left.show_share((now.left_s or 0) / max(1, self._round.each_s))
        said = self.tr("Next: {name}").format(name=now.next_name) if hears and now.next_name else ""
        self.follows.setText(said)
        self.place.setText(self.tr("{at} of {of}").format(at=now.at, of=now.of) if hears and now.at else "")
        for label in (self.follows, self.place):
            label.setVisible(bool(label.text()))
        self._said = skipped_text(now.skipped)
        self.skipped.setToolTip(plain_tip(self._said))
        self.stay.setEnabled(hears)
        self.skip.setEnabled(counted)
        self._cut()
        QTimer.singleShot(0, self, self._cut)
        self._say_facts()
        self.setAccessibleName(self.tr("Round of listening"))
        parts = (self.who.text(), self.facts.text(), said, self._said)
        self.setAccessibleDescription(". ".join(part for part in parts if part))

    def _leave(self) -> None:
        """The keys go back to where they were."""
        came_from, self._came_from = self._came_from, None
        if self._has_keys() and came_from is not None:
            came_from.setFocus(Qt.FocusReason.OtherFocusReason)
        self.hide()

    @Slot()
    def _say_facts(self) -> None:
        """The agent's state, and for how long."""
        number = self._round.now.number
        agent, at = self._actions.agent_now(number), self._actions.desk.source_at(number)
        parts = []
        if number and agent is not None:
            parts.append(floor_state_name(agent.state))
            if at is not None:
                parts.append(length_text(max(0, (at - agent.since) // timedelta(milliseconds=1))))
        self.facts.setText(" · ".join(parts))
        self.facts.setVisible(bool(parts))

    def _cut(self) -> None:
        metrics = self.skipped.fontMetrics()
        self.skipped.setText(metrics.elidedText(self._said, Qt.TextElideMode.ElideRight, self.skipped.width()))

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Stay, skip, end; a button that was walked to has Space and Enter for itself."""
        key = event.key()
        if key in STAY and self.hasFocus():
            self._round.stay()
        elif key in SKIP:
            self._round.skip()
        elif key in END:
            self._round.stop()
        else:
            super().keyPressEvent(event)

    # looks

    def paintEvent(self, event: QPaintEvent) -> None:
        """A line round it while it has the keys."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(theme.current().accent)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
            painter.end()

    def retranslate(self) -> None:
        """Everything in the language in force."""
        self.mark.setText(self.tr("ROUND"))
        self._name_buttons()
        self.say()

    def _name_buttons(self) -> None:
        self._named = self._has_keys()
        for button, text, key, effect in (
            (
                self.stay,
                self.tr("Stay"),
                chord_text("Space"),
                self.tr("Listen to this call and no other, in the player"),
            ),
            (self.skip, self.tr("Skip"), "→", self.tr("On to the next call")),
            (self.end, self.tr("End"), "Esc", self.tr("End the round; listen no longer")),
        ):
            button.setText(f"{text}  {key}" if self._named else text)
            button.setToolTip(f"{effect} ({key})")
            button.setAccessibleName(text)

    def dress(self) -> None:
        """Faces and words anew."""
        look = theme.current()
        self.mark.setFont(theme.font("strong"))
        self.who.setFont(theme.font("strong"))
        for label in (self.facts, self.seconds, self.place):
            label.setFont(theme.font("body", tabular=True))
        self.skipped.setFont(theme.font("small"))
        self.seconds.setMinimumWidth(self.seconds.fontMetrics().horizontalAdvance("000 s"))
        wear(self, bar_sheet("round", look.accent_soft, look.accent, look.accent_text, radius=6))
        self.retranslate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the words where the line ends."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._cut)


class _Left(QWidget):
    """How much of the time is left, as a line that gets shorter."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._share = 0.0
        self.setFixedWidth(theme.scaled(LEFT_PX))

    def show_share(self, share: float) -> None:
        """0 to 1."""
        share = min(1.0, max(0.0, share))
        if share != self._share:
            self._share = share
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        look = theme.current()
        line = QRectF(0, self.height() / 2 - 2, self.width(), 4)
        painter.setBrush(look.surface)
        painter.drawRoundedRect(line, 2, 2)
        line.setWidth(line.width() * self._share)
        painter.setBrush(look.accent)
        painter.drawRoundedRect(line, 2, 2)
        painter.end()
