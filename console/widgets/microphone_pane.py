"""In the settings: which microphone one is heard through in live calls, and what its key does."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSignalBlocker, Slot
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from console.desk.preferences import Preferences
from console.settings import TALK_KEYS
from console.widgets import theme
from console.widgets.label import Label
from console.widgets.setting_form import SettingForm
from console.widgets.theme import GRID


class MicrophonePane(QWidget):
    """Three choices that hold at once."""

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._names: tuple[str, ...] = ()
        self._heading = Label(self)
        self.device, self.ear, self.key = (QComboBox(self) for _ in range(3))
        self._setting_of = {self.device: "input_device", self.ear: "speakers", self.key: "talk_key"}
        self._form = SettingForm()
        for box in self._setting_of:
            self._form.add_setting(box)
            box.activated.connect(self._take)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GRID, 0, 0)
        column.setSpacing(2 * GRID)
        column.addWidget(self._heading)
        column.addLayout(self._form)
        preferences.changed.connect(self._follow)
        self.retranslate()

    @Slot(object)
    def set_inputs(self, names: Sequence[str]) -> None:
        """The microphones there are now."""
        self._names = tuple(names)
        self._fill()

    @Slot()
    def _take(self) -> None:
        self._preferences.change(
            input_device=self.device.currentData() or "",
            speakers=bool(self.ear.currentData()),
            talk_key=self.key.currentData(),
        )

    @Slot(object)
    def _follow(self, names: frozenset[str]) -> None:
        """Show what was changed elsewhere."""
        if names & {"input_device", "speakers", "talk_key"}:
            self._fill()

    def _fill(self) -> None:
        chosen = self._preferences.settings
        devices = [(name, name) for name in self._names]
        if chosen.input_device and chosen.input_device not in self._names:
            devices.append((self.tr("{name} (not plugged in)").format(name=chosen.input_device), chosen.input_device))
        keys = (self.tr("Heard while it is held"), self.tr("Heard from one press to the next"))
        ears = [(self.tr("A headset"), False), (self.tr("Loudspeakers"), True)]
        for box, items, value in (
            (self.device, [(self.tr("As the system"), ""), *devices], chosen.input_device),
            (self.ear, ears, chosen.speakers),
            (self.key, list(zip(keys, TALK_KEYS, strict=True)), chosen.talk_key),
        ):
            with QSignalBlocker(box):
                box.clear()
                for text, data in items:
                    box.addItem(text, data)
                box.setCurrentIndex(max(0, box.findData(value)))

    def retranslate(self) -> None:
        """Set every word."""
        self._heading.setFont(theme.font("heading"))
        self._heading.setText(self.tr("To be heard in live calls"))
        for box, name, hint in (
            (self.device, self.tr("Microphone"), self.tr("It is open only while you whisper, join or take over.")),
            (
                self.ear,
                self.tr("I hear through"),
                self.tr("Before loudspeakers the microphone turns itself down while they are loud."),
            ),
            (self.key, self.tr("Key to speak"), ""),
        ):
            locked = self._setting_of[box] in self._preferences.locked
            self._form.say(box, name, self.tr("Set by your administrator.") if locked else hint, locked=locked)
        self._fill()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange and hasattr(self, "_form"):
            self.retranslate()
