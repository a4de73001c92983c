"""A line of the floor's screen with what one asked for: under way, just done, or gone wrong and not read yet."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from console.desk.deed_words import deed_name, stage_text
from console.desk.floor_actions import FloorActions
from console.desk.floor_deeds import Deed, Stage, comes_next
from console.desk.plain_tip import plain_tip
from console.widgets import theme
from console.widgets.dressing import FollowsLook, wear
from console.widgets.label import Label
from console.widgets.theme import GRID

DONE_STAYS_S = 6.0


class DeedStrip(FollowsLook, QFrame):
    """Hidden while there is nothing to say. `agent_asked` carries the number of whose seat to go to."""

    BUILT = "_leaving"
    agent_asked = Signal(str)

    def __init__(self, actions: FloorActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("deed")
        self._actions = actions
        self._deed: Deed | None = None
        self._said = ""
        self.mark, self.text = Label(self), Label(self)
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.go, self.read = QToolButton(self), QToolButton(self)
        self.go.clicked.connect(self._go)
        self.read.clicked.connect(self._read)
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID, 0, 0, 0)
        row.setSpacing(GRID // 2)
        row.addWidget(self.mark)
        row.addWidget(self.text, 1)
        row.addWidget(self.go)
        row.addWidget(self.read)
        self._leaving = QTimer(self, singleShot=True, interval=round(DONE_STAYS_S * 1000))
        self._leaving.timeout.connect(self.say)
        actions.changed.connect(self.say)
        self.hide()
        self.retranslate()

    def sizeHint(self) -> QSize:
        """Wide enough for most outcomes; what is longer is cut and stands in the tooltip."""
        return QSize(theme.scaled(360), super().sizeHint().height())

    @Slot()
    def say(self) -> None:
        """What is the most pressing of it: what went wrong, then what is under way, then what was just done."""
        wanted = [deed for deed in self._actions.own() if self._weight(deed)]
        wanted.sort(key=self._weight, reverse=True)
        self._deed = wanted[0] if wanted else None
        self.setVisible(self._deed is not None)
        if self._deed is None:
            return
        deed = self._deed
        sitter = self._actions.sitter_of(deed.number)
        next_call = comes_next(deed.action, self._actions.agent_now(deed.number))
        said = [sitter.name or deed.number if sitter else deed.number, deed_name(deed.action)]
        said.append(stage_text(deed, comes_next=next_call))
        self._said = " · ".join(said)
        others = sum(self._weight(one) > 1 for one in wanted[1:])
        if others:
            self._said = self.tr("{deed} (+{count} more)").format(deed=self._said, count=others)
        self.read.setVisible(deed.stage.went_wrong)
        self.setAccessibleName(self._said)
        self.text.setToolTip(plain_tip(self._said))
        if deed.stage is Stage.DONE:
            self._leaving.start()
        self._cut()
        self._paint()

    def _weight(self, deed: Deed) -> int:
        if self._actions.is_unread(deed.id):
            return 3
        if deed.stage.open:
            return 2
        return int(deed.stage is Stage.DONE and self._actions.age_s(deed) < DONE_STAYS_S)

    def _cut(self) -> None:
        metrics = self.text.fontMetrics()
        self.text.setText(metrics.elidedText(self._said, Qt.TextElideMode.ElideRight, self.text.width()))

    def _paint(self) -> None:
        if self._deed is None:
            return
        look, stage = theme.current(), self._deed.stage
        name, ground, ink = "warning", look.warn_soft, look.warn
        if stage.open:
            name, ground, ink = "clock", look.accent_soft, look.accent
        elif stage is Stage.DONE:
            name, ground, ink = "check", look.good_soft, look.good
        self.mark.setPixmap(theme.pixmap(name, 14, ink, ratio=self.devicePixelRatioF()))
        wear(self, f"#deed {{ background: {ground.name()}; border: none; border-radius: 6px; }}")

    @Slot()
    def _go(self) -> None:
        if self._deed is not None:
            self.agent_asked.emit(self._deed.number)

    @Slot()
    def _read(self) -> None:
        if self._deed is not None:
            self._actions.mark_read(self._deed.id)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the words where the line ends."""
        super().resizeEvent(event)
        self._cut()

    def retranslate(self) -> None:
        """Everything in the language in force."""
        for button, icon, name in (
            (self.go, "forward", self.tr("Go to the seat")),
            (self.read, "close", self.tr("I have read it")),
        ):
            button.setIcon(theme.icon(icon))
            button.setToolTip(name)
            button.setAccessibleName(name)
        self.say()
