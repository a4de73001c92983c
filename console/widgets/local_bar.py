"""The bar over the player for a device of this PC: whose call, which device, which side; then how it is heard."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from console.audio.live_input import Layout
from console.audio.player import Player
from console.desk.call_list import Choices
from console.desk.live_now import Stage
from console.desk.local_listening import LocalAgent, LocalListening
from console.widgets import theme
from console.widgets.dressing import FollowsLook, bar_sheet, wear
from console.widgets.label import Label
from console.widgets.theme import GRID


class LocalBar(FollowsLook, QFrame):
    """Asks for agent, device and sides, and follows one LocalListening. `left` when nobody wants it. GUI thread."""

    BUILT = "leave"
    left = Signal()
    edge_asked = Signal()

    def __init__(self, local: LocalListening, player: Player, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("local")
        self._local, self._player = local, player
        self._agents: dict[UUID, LocalAgent] = {}
        self._names: tuple[str, ...] = ()
        self.mark, self.words = Label(self), Label(self)
        self.mark.setObjectName("local-mark")
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.agent, self.device, self.sides = (QComboBox(self) for _ in range(3))
        self.listen, self.to_live, self.stop, self.leave = (QPushButton(self) for _ in range(4))
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID, GRID // 2, GRID, GRID // 2)
        row.setSpacing(GRID)
        for widget in (self.mark, self.agent, self.device, self.sides, self.listen):
            row.addWidget(widget)
        row.addWidget(self.words, 1)
        for last in (self.to_live, self.stop, self.leave):
            row.addWidget(last)
        self.agent.setMaximumWidth(theme.scaled(180))
        self.device.setMaximumWidth(theme.scaled(200))
        self.agent.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.device.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.agent.setMinimumContentsLength(12)
        self.device.setMinimumContentsLength(14)
        self.listen.clicked.connect(self._listen)
        self.stop.clicked.connect(local.stop)
        self.leave.clicked.connect(self.left)
        self.to_live.clicked.connect(self.edge_asked)
        local.changed.connect(self.say)
        local.inputs_listed.connect(self._list)
        player.edge_changed.connect(self._show_edge)
        self.dress()

    def begin(self) -> None:
        """Ask, with the devices there are now."""
        self._local.list_inputs()
        self.show()
        self.say()
        self.agent.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def set_choices(self, choices: Choices) -> None:
        """The agents there are."""
        chosen = self.agent.currentData()
        self._agents = {key: LocalAgent(key, name, number) for key, name, number in choices.agents}
        with QSignalBlocker(self.agent):
            self.agent.clear()
            for one in self._agents.values():
                self.agent.addItem(f"{one.number} {one.name}", one.id)
            self.agent.setCurrentIndex(max(0, self.agent.findData(chosen)))
        self.say()

    @Slot(object)
    def _list(self, names: Sequence[str]) -> None:
        self._names = tuple(names)
        self._fill()

    @Slot()
    def _listen(self) -> None:
        agent = self._agents.get(self.agent.currentData())
        if agent is not None:
            self._local.listen(agent, self.device.currentData() or None, self.layout_chosen)

    @property
    def layout_chosen(self) -> Layout:
        """Who is on which side."""
        return Layout(self.sides.currentData())

    @Slot()
    def say(self) -> None:
        """How it stands."""
        now = self._local.now
        asks = not now.stage.under_way
        asking: tuple[QWidget, ...] = (self.agent, self.device, self.sides, self.listen, self.leave)
        hearing: tuple[QWidget, ...] = (self.mark, self.to_live, self.stop)
        for widget in (*asking, *hearing):
            widget.setVisible(asks is (widget in asking))
        self.listen.setEnabled(bool(self._agents))
        self._show_edge()
        if now.fault is not None and now.stage is Stage.HEARING:
            said = self.tr("The device is gone; it is heard again when it is back")
        elif now.fault is not None:
            said = self.tr("That device is not there, or another program has it")
        elif now.stage is Stage.CONNECTING:
            said = self.tr("Waiting for the first sound…")
        elif now.stage is Stage.HEARING and now.channels == 1:
            said = self.tr("{name}: one channel, so both speak in the agent's lane").format(name=now.name)
        elif now.stage is Stage.HEARING:
            said = self.tr("{name}: heard at this PC, not recorded").format(name=now.name)
        elif not self._agents:
            said = self.tr("There are no agents yet")
        else:
            said = ""
        self.words.setText(said)
        self.words.setProperty("kind", "warn" if now.fault is not None else "")
        self.words.style().unpolish(self.words)
        self.words.style().polish(self.words)
        self.words.setToolTip(said)

    @Slot()
    def _show_edge(self) -> None:
        self.to_live.setEnabled(self._local.now.stage is Stage.HEARING and not self._player.at_edge)

    def _fill(self) -> None:
        sides = ((self.tr("Agent left"), Layout.AGENT_LEFT), (self.tr("Agent right"), Layout.AGENT_RIGHT))
        devices = ((self.tr("System default"), ""), *((name, name) for name in self._names))
        for box, items in ((self.device, devices), (self.sides, sides)):
            chosen = box.currentData()
            with QSignalBlocker(box):
                box.clear()
                for text, data in items:
                    box.addItem(text, data)
                box.setCurrentIndex(max(0, box.findData(chosen)))

    def retranslate(self) -> None:
        """Everything in the language in force."""
        self.mark.setText(self.tr("LIVE"))
        for button, text, tip in (
            (
                self.listen,
                self.tr("Listen"),
                self.tr("Hear this device as a live call of the agent; nothing is recorded"),
            ),
            (self.to_live, self.tr("To live"), self.tr("Hear what is said now")),
            (self.stop, self.tr("Stop listening"), self.tr("Listen no longer; what was heard stays here")),
            (self.leave, self.tr("Close"), self.tr("Listen to no device")),
        ):
            button.setText(text)
            button.setAccessibleName(text)
            button.setToolTip(tip)
        for box, name in (
            (self.agent, self.tr("Agent")),
            (self.device, self.tr("Device")),
            (self.sides, self.tr("Sides of the device")),
        ):
            box.setAccessibleName(name)
            box.setToolTip(name)
        self.setAccessibleName(self.tr("Local input"))
        self._fill()
        self.say()

    def dress(self) -> None:
        """Faces, colours and words anew."""
        look = theme.current()
        self.mark.setFont(theme.font("strong"))
        wear(self, bar_sheet("local", look.accent_soft, look.accent, look.accent_text))
        self.retranslate()
