"""The button that says which microphone is used, and lets one choose another, and what one hears through."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from console.desk.plain_tip import plain_tip
from console.desk.preferences import Preferences
from console.desk.talking import Talking
from console.widgets import theme

SPEAKERS, MICROPHONE = "speakers", "microphone"


class MicrophoneMenu(QToolButton):
    """Asks for the list when it is opened; what is chosen is kept in the settings. GUI thread."""

    def __init__(self, talking: Talking, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._talking, self._preferences = talking, preferences
        self._names: tuple[str, ...] = ()
        self._device = ""
        self._menu = QMenu(self)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setMenu(self._menu)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setIconSize(QSize(20, 20))
        self._menu.aboutToShow.connect(self._open)
        talking.inputs_listed.connect(self._list)
        self.dress()

    def say(self, device: str) -> None:
        """Which one is in use; empty: none."""
        self._device = device
        name = device or self._preferences.settings.input_device or self.tr("System default")
        self.setAccessibleName(self.tr("Microphone"))
        self.setToolTip(plain_tip(self.tr("Microphone: {device}").format(device=name)))

    @Slot()
    def _open(self) -> None:
        self._fill()
        self._talking.list_inputs()

    @Slot(object)
    def _list(self, names: Sequence[str]) -> None:
        self._names = tuple(names)
        if self._menu.isVisible():
            self._fill()

    def _fill(self) -> None:
        chosen = self._preferences.settings
        self._menu.clear()
        devices = [(self.tr("System default"), ""), *((name, name) for name in self._names)]
        if chosen.input_device and chosen.input_device not in self._names:
            missing = self.tr("{name} (not plugged in)").format(name=chosen.input_device)
            devices.append((missing, chosen.input_device))
        self._add(MICROPHONE, devices, chosen.input_device)
        self._menu.addSeparator()
        ways = [(self.tr("I hear through a headset"), False), (self.tr("I hear through loudspeakers"), True)]
        self._add(SPEAKERS, ways, chosen.speakers)

    def _add(self, what: str, choices: Sequence[tuple[str, object]], chosen: object) -> None:
        group = QActionGroup(self._menu)
        for words, value in choices:
            entry = QAction(words, group)
            entry.setCheckable(True)
            entry.setChecked(value == chosen)
            entry.setData((what, value))
            entry.setEnabled(("speakers" if what == SPEAKERS else "input_device") not in self._preferences.locked)
            entry.triggered.connect(self._choose)
            self._menu.addAction(entry)

    @Slot()
    def _choose(self) -> None:
        entry = self.sender()
        if isinstance(entry, QAction):
            what, value = entry.data()
            name = "speakers" if what == SPEAKERS else "input_device"
            self._preferences.change(**{name: value})

    def dress(self) -> None:
        """Icon and words."""
        self.setIcon(theme.icon("mic"))
        self.say(self._device)

    def changeEvent(self, event: QEvent) -> None:
        """Follow language and theme."""
        super().changeEvent(event)
        if hasattr(self, "_menu") and event.type() in (QEvent.Type.LanguageChange, QEvent.Type.PaletteChange):
            self.dress()
