"""The filters over the call list: each a plain drop-down, all of them one frozen filter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QSizePolicy, QWidget

from console.desk.call_list import Choices
from console.domain.calls import CallFilter, Progress
from console.widgets.theme import GRID

DAYS_BACK = (0, 1, 6, 13, 30)
"""What "when" offers: today, yesterday on, the last 7, 14 and 31 days."""

LENGTHS_MS: tuple[tuple[int | None, int | None], ...] = (
    (None, 60_000),
    (60_000, 180_000),
    (180_000, 600_000),
    (600_000, None),
)


def local_now() -> datetime:
    """Now, with the zone of this PC."""
    return datetime.now().astimezone()


def since_days(days_back: int, now: datetime) -> datetime:
    """The midnight `days_back` days before `now`, in `now`'s zone."""
    return datetime.combine((now - timedelta(days=days_back)).date(), time(), now.tzinfo)


class CallFilters(QWidget):
    """Drop-downs for agent, queue, when, length and state, and "drawn for me". `changed` tells that any differs."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None, *, now: Callable[[], datetime] = local_now) -> None:
        super().__init__(parent)
        self._now = now
        self._choices = Choices()
        self._agent, self._queue, self._when, self._length, self._state = (QComboBox(self) for _ in range(5))
        self._drawn = QCheckBox(self)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(GRID)
        for place, box in enumerate(self._boxes):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(6)
            box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            box.setMaxVisibleItems(20)
            box.currentIndexChanged.connect(self._tell)
            grid.addWidget(box, place // 3, place % 3)
        self._drawn.toggled.connect(self._tell)
        grid.addWidget(self._drawn, 1, 2)
        for column in range(3):
            grid.setColumnStretch(column, 1)
        self.retranslate()

    def set_own_results(self, *, on: bool) -> None:
        """Offer an agent only what tells own results apart."""
        for widget in (self._agent, self._state, self._drawn):
            widget.setVisible(not on)

    @property
    def _boxes(self) -> tuple[QComboBox, ...]:
        return (self._agent, self._queue, self._when, self._length, self._state)

    @property
    def active(self) -> int:
        """How many filters are set."""
        return sum(box.currentIndex() > 0 for box in self._boxes) + self._drawn.isChecked()

    def applied_to(self, wanted: CallFilter) -> CallFilter:
        """`wanted` with these filters instead of its own; text and order stay."""
        days: int | None = self._when.currentData()
        longer, shorter = self._length.currentData() or (None, None)
        progress: Progress | None = self._state.currentData()
        return replace(
            wanted,
            agent_id=self._agent.currentData(),
            queue=self._queue.currentData() or "",
            since=None if days is None else since_days(days, self._now()),
            longer_ms=longer,
            shorter_ms=shorter,
            progress=frozenset() if progress is None else frozenset({progress}),
            drawn_for_me=self._drawn.isChecked(),
        )

    @Slot(object)
    def set_choices(self, choices: Choices) -> None:
        """Offer these agents and queues; what is chosen stays where it still exists."""
        self._choices = choices
        self.retranslate()

    @Slot()
    def clear(self) -> None:
        """Filter nothing."""
        before = self.active
        blocked = self.blockSignals(True)
        for box in self._boxes:
            box.setCurrentIndex(0)
        self._drawn.setChecked(False)
        self.blockSignals(blocked)
        if before:
            self._tell()

    def choose_agent(self, agent_id: UUID) -> None:
        """Filter by one agent."""
        places = range(self._agent.count())  # findData takes an equal key that is another object for another key
        self._agent.setCurrentIndex(next((at for at in places if self._agent.itemData(at) == agent_id), 0))

    def choose_drawn(self, *, on: bool) -> None:
        """Filter by "drawn for me"."""
        self._drawn.setChecked(on)

    def choose_state(self, progress: Progress | None) -> None:
        """Filter by how far the scoring has come."""
        self._state.setCurrentIndex(max(0, self._state.findData(progress)))

    @Slot()
    def _tell(self) -> None:
        self.changed.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Say everything again in another language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def retranslate(self) -> None:
        """Set every word; choices stay chosen and nothing is told."""
        agents: list[tuple[str, Any]] = [(f"{name} {number}", id_) for id_, name, number in self._choices.agents]
        queues: list[tuple[str, Any]] = [(queue, queue) for queue in self._choices.queues]
        whens = (
            self.tr("Today"),
            self.tr("Since yesterday"),
            self.tr("Last 7 days"),
            self.tr("Last 14 days"),
            self.tr("Last 31 days"),
        )
        lengths = (
            self.tr("Under 1 min"),
            self.tr("1 to 3 min"),
            self.tr("3 to 10 min"),
            self.tr("Over 10 min"),
        )
        states = (self.tr("Not scored"), self.tr("Draft"), self.tr("Scored"), self.tr("Corrected"))
        self._fill(self._agent, self.tr("Agent"), self.tr("All agents"), agents)
        self._fill(self._queue, self.tr("Queue"), self.tr("All queues"), queues)
        self._fill(self._when, self.tr("When"), self.tr("Any time"), list(zip(whens, DAYS_BACK, strict=True)))
        self._fill(self._length, self.tr("Length"), self.tr("Any length"), list(zip(lengths, LENGTHS_MS, strict=True)))
        self._fill(self._state, self.tr("State"), self.tr("Any state"), list(zip(states, Progress, strict=True)))
        self._drawn.setText(self.tr("Drawn for me"))
        self._drawn.setToolTip(self.tr("Only calls drawn for you to score"))

    def _fill(self, box: QComboBox, name: str, everything: str, items: list[tuple[str, Any]]) -> None:
        chosen = box.currentData()
        blocked = box.blockSignals(True)
        box.clear()
        box.addItem(everything, None)
        for text, value in items:
            box.addItem(text, value)
        box.setCurrentIndex(next((i for i, (_, value) in enumerate(items, 1) if value == chosen), 0))
        box.blockSignals(blocked)
        box.setAccessibleName(name)
        box.setToolTip(self.tr("Filter by: {what}").format(what=name))
