"""A lane's name and its mute, solo and gain, at the left of the lane."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSlider, QToolButton, QVBoxLayout, QWidget

from console.widgets import theme
from console.widgets.label import Label
from console.widgets.theme import GRID

MOST_DB = 18
HEADER_PX = 136


class _Swatch(QWidget):
    """The lane's colour; the customer's is split, so that the two differ in grey as well."""

    def __init__(self, lane: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._lane = lane
        self.setFixedSize(12, 12)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw what is kept, and the playhead over it."""
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.lane_customer if self._lane else look.lane_agent)
        painter.drawRoundedRect(QRectF(0, 0, 12, 12), 3, 3)
        if self._lane:
            painter.fillRect(QRectF(0, 5, 12, 2), QColor(look.surface))
        painter.end()


class LaneHeader(QWidget):
    """Controls of one lane. It shows what it is told and asks; it decides nothing. Gain in dB."""

    mute_asked = Signal(object)  # bool
    solo_asked = Signal(object)  # bool
    gain_asked = Signal(object)  # float, dB

    def __init__(self, lane: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lane = lane
        self._mixed = False
        self._only_key = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored)
        self._swatch = _Swatch(lane, self)
        self._name = Label(self)
        self.mute = QToolButton(self)
        self.solo = QToolButton(self)
        for button in (self.mute, self.solo):
            button.setCheckable(True)
            button.setIconSize(QSize(16, 16))
            button.setFixedSize(26, 24)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.gain = QSlider(Qt.Orientation.Horizontal, self)
        self.gain.setRange(-MOST_DB, MOST_DB)
        self.gain.setPageStep(6)
        self.gain.setMinimumWidth(48)
        self.mute.clicked.connect(self._ask_mute)
        self.solo.clicked.connect(self._ask_solo)
        self.gain.valueChanged.connect(self._ask_gain)
        top = QHBoxLayout()
        top.setSpacing(GRID // 2 + 2)
        top.addWidget(self._swatch)
        top.addWidget(self._name, 1)
        controls = QHBoxLayout()
        controls.setSpacing(2)
        controls.addWidget(self.mute)
        controls.addWidget(self.solo)
        controls.addWidget(self.gain, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(GRID, 2, GRID, 2)
        box.setSpacing(2)
        box.addStretch(1)
        box.addLayout(top)
        box.addLayout(controls)
        box.addStretch(1)
        self.retranslate()
        self._dress()

    @property
    def lane_name(self) -> str:
        """The lane's name as shown."""
        return self._name.text()

    def set_mixed(self, *, mixed: bool) -> None:
        """A mono recording has one lane with both sides in it, and nothing to solo."""
        self._mixed = mixed
        self.solo.setVisible(not mixed)
        self.retranslate()

    def set_only_key(self, key: str) -> None:
        """The key that does what the solo button does, for its tooltip."""
        self._only_key = key
        self.retranslate()

    def show_state(self, *, muted: bool, solo: bool, gain_db: float) -> None:
        """Show what the player does with this lane."""
        self.mute.setChecked(muted)
        self.solo.setChecked(solo)
        if round(gain_db) != self.gain.value():
            self.gain.blockSignals(True)
            self.gain.setValue(round(gain_db))
            self.gain.blockSignals(False)
        self._say_gain()
        self._dress()

    def _ask_mute(self, checked: object) -> None:
        self.mute_asked.emit(bool(checked))

    def _ask_solo(self, checked: object) -> None:
        self.solo_asked.emit(bool(checked))

    def _ask_gain(self, value: int) -> None:
        self._say_gain()
        self.gain_asked.emit(float(value))

    def _say_gain(self) -> None:
        text = self.tr("Loudness of {lane}: {gain} dB").format(lane=self._name.text(), gain=f"{self.gain.value():+d}")
        self.gain.setToolTip(text + "\n" + self.tr("← → when this slider has the focus; double-click for 0"))
        self.gain.setAccessibleDescription(text)

    def mouseDoubleClickEvent(self, event: object) -> None:
        """A double click on the header puts the gain back to 0."""
        del event
        self.gain.setValue(0)

    def changeEvent(self, event: QEvent) -> None:
        """Follow language and theme."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._dress()

    def _dress(self) -> None:
        self._name.setFont(theme.font("strong"))
        look = theme.current()
        for button, name in ((self.mute, "mute"), (self.solo, "solo")):
            button.setIcon(theme.icon(name, look.accent if button.isChecked() else None))

    def retranslate(self) -> None:
        """Say everything in the language in force."""
        name = self.tr("Both, mixed") if self._mixed else self.tr("Customer") if self._lane else self.tr("Agent")
        self._name.setText(name)
        key = f" ({self._only_key})" if self._only_key else ""
        self.mute.setAccessibleName(self.tr("Mute {lane}").format(lane=name))
        self.mute.setToolTip(self.mute.accessibleName())
        self.solo.setAccessibleName(self.tr("Hear only {lane}").format(lane=name))
        self.solo.setToolTip(self.solo.accessibleName() + key)
        self.gain.setAccessibleName(self.tr("Loudness of {lane}").format(lane=name))
        self._say_gain()
