"""The fields of a team's limits: a length for each state and away reason, and the share at which to warn."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QSpinBox, QVBoxLayout, QWidget

from console.desk.floor_words import floor_state_name, reason_name
from console.desk.time_text import length_text
from console.domain.floor import DEFAULT_LIMITS, AgentState, AwayReason, Limits
from console.widgets import theme
from console.widgets.label import Label
from console.widgets.length_box import LengthBox
from console.widgets.theme import GRID

STATES = (
    AgentState.READY,
    AgentState.RINGING,
    AgentState.TALKING,
    AgentState.ON_HOLD,
    AgentState.CONSULTING,
    AgentState.CONFERENCE,
    AgentState.AFTER_CALL,
    AgentState.BUSY,
    AgentState.AWAY,
)
"""Which states can have a limit, in the order of a call; nobody is blamed for being signed off or unknown."""

AS_AWAY = -1
FIELD_WIDTH = 130


class LimitsForm(QWidget):
    """Shows limits and says what was made of them. `changed` when somebody changed a field."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = DEFAULT_LIMITS
        self.boxes: dict[AgentState | AwayReason, LengthBox] = {}
        self.percent = QSpinBox(self)
        self._names: dict[AgentState | AwayReason | str, Label] = {}
        self._usuals: dict[AgentState | AwayReason | str, Label] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * GRID)
        grid.setVerticalSpacing(GRID // 4)
        for key in (*STATES, *AwayReason):
            box = self.boxes[key] = LengthBox(self, least=AS_AWAY if isinstance(key, AwayReason) else 0)
            box.valueChanged.connect(self.changed)
            self._add_row(grid, key, box)
        self.percent.setRange(1, 100)
        self.percent.setKeyboardTracking(False)
        self.percent.valueChanged.connect(self.changed)
        self._add_row(grid, "percent", self.percent)
        grid.setColumnStretch(3, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 0, 2 * GRID, 0)
        column.addLayout(grid)
        column.addStretch(1)
        self.retranslate()

    def _add_row(self, grid: QGridLayout, key: AgentState | AwayReason | str, box: QWidget) -> None:
        name = self._names[key] = Label(self)
        usual = self._usuals[key] = Label(self)
        name.setBuddy(box)
        if isinstance(key, AwayReason):
            name.setIndent(3 * GRID)
        usual.setProperty("kind", "muted")
        box.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        box.setFixedWidth(theme.scaled(FIELD_WIDTH))
        row = grid.rowCount()
        for at, widget in enumerate((name, box, usual)):
            grid.addWidget(widget, row, at)

    def minimumSizeHint(self) -> QSize:
        """It scrolls rather than cut its fields."""
        return self.sizeHint()

    def show_limits(self, limits: Limits) -> None:
        """Show these; that is no change."""
        self._shown = limits
        for key, box in self.boxes.items():
            with QSignalBlocker(box):
                if isinstance(key, AwayReason):
                    box.setValue(limits.by_away_reason_s.get(key, AS_AWAY))
                else:
                    box.setValue(limits.by_state_s.get(key, 0))
        with QSignalBlocker(self.percent):
            self.percent.setValue(limits.warn_percent)

    @property
    def limits(self) -> Limits:
        """What the fields say; a state that has no field keeps its limit."""
        states = {state: limit_s for state, limit_s in self._shown.by_state_s.items() if state not in self.boxes}
        reasons = {}
        for key, box in self.boxes.items():
            if isinstance(key, AwayReason):
                if box.value() != AS_AWAY:
                    reasons[key] = box.value()
            elif box.value():
                states[key] = box.value()
        return Limits(states, reasons, self.percent.value())

    @property
    def dirty(self) -> bool:
        """Whether they are otherwise than was shown; no entry is no limit."""
        return _plain(self.limits) != _plain(self._shown)

    def take_typed(self) -> None:
        """Heed what is being typed, which counts otherwise when the field is left."""
        for box in (*self.boxes.values(), self.percent):
            box.interpretText()

    def set_open(self, *, on: bool) -> None:
        """Whether fields can be changed."""
        for box in (*self.boxes.values(), self.percent):
            box.setEnabled(on)

    def focus_first(self) -> None:
        """The cursor into the first field."""
        self.boxes[STATES[0]].setFocus()

    def retranslate(self) -> None:
        """All words in the language in force."""
        for key, box in self.boxes.items():
            with QSignalBlocker(box):
                special = {0: self.tr("no limit")}
                if isinstance(key, AwayReason):
                    special[AS_AWAY] = self.tr("as away")
                box.say_special(special)
            self._name_row(key, box)
        self._names["percent"].setText(self.tr("Warn at"))
        self._usuals["percent"].setText(self._usual_text(f"{DEFAULT_LIMITS.warn_percent} %"))
        self.percent.setSuffix(" %")
        self.percent.setAccessibleName(self.tr("Warn at this share of each limit; the limit itself alarms"))
        self.percent.setToolTip(self.percent.accessibleName())

    def _name_row(self, key: AgentState | AwayReason, box: LengthBox) -> None:
        if isinstance(key, AwayReason):
            name = self.tr("Away: {reason}").format(reason=reason_name(key.value))
            usual = self.tr("as away")
        else:
            name = floor_state_name(key)
            limit_s = DEFAULT_LIMITS.by_state_s.get(key, 0)
            usual = length_text(limit_s * 1000) if limit_s else self.tr("no limit")
        self._names[key].setText(name[:1].upper() + name[1:])
        self._usuals[key].setText(self._usual_text(usual))
        box.setAccessibleName(self.tr("Limit of {state}").format(state=name))
        box.setToolTip(self.tr("How long in one stretch: 4:30, or 270 for seconds; 0 for no limit"))

    def _usual_text(self, value: str) -> str:
        return self.tr("usual: {value}").format(value=value)

    def changeEvent(self, event: QEvent) -> None:
        """Follow language and size."""
        if "percent" in getattr(self, "_usuals", {}):
            if event.type() == QEvent.Type.LanguageChange:
                self.retranslate()
            elif event.type() == QEvent.Type.FontChange:
                for box in (*self.boxes.values(), self.percent):
                    box.setFixedWidth(theme.scaled(FIELD_WIDTH))
        super().changeEvent(event)


def _plain(limits: Limits) -> tuple[object, ...]:
    states = {state: limit_s for state, limit_s in limits.by_state_s.items() if limit_s}
    return states, dict(limits.by_away_reason_s), limits.warn_percent
