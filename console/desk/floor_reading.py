"""Reads a day of the floor in pieces, so that neither the window nor other work of the database waits for all of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from PySide6.QtCore import QObject, Signal, Slot

from console.desk.floor_day import Day, Member
from console.desk.floor_desk import FloorDesk
from console.domain.faults import Fault
from console.domain.floor import AgentNow
from console.domain.floor_track import us_of

PIECE = 50
"""Agents read at once."""


class Standing(StrEnum):
    """How far the day is read."""

    UNREAD = "unread"
    READING = "reading"
    READ = "read"
    FAILED = "failed"


class DayReading(QObject):
    """One reading at a time. GUI thread. `read` carries the Day; `changed` follows `standing` and `progress`."""

    read = Signal(object)
    changed = Signal()

    def __init__(self, desk: FloorDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.standing = Standing.UNREAD
        self.progress = 0.0
        """From 0 to 1."""
        self.fault: Fault | None = None
        """Why the last reading failed."""
        self._day: Day | None = None
        self._left: list[list[Member]] = []
        self._pieces = 0
        self._heard: list[Sequence[AgentNow]] = []
        desk.heard.connect(self._hear)

    def begin(self, begin: datetime, end: datetime) -> None:
        """Read from `begin` to `end`, by the telephone system's clock. Nothing happens while one is under way."""
        if self.standing is Standing.READING:
            return
        desk = self._desk
        vouched = {gateway.name: gateway.as_of for gateway in desk.gateways.values()}
        self._day = Day(us_of(begin), us_of(end), vouched, dict(desk.limits))
        members = [
            Member(key, one.team, desk.gateway_of.get(one.number, ""), desk.agents.get(one.number))
            for key, one in desk.people.items()
        ]
        self._left = [members[at : at + PIECE] for at in range(0, len(members), PIECE)]
        self._pieces = len(self._left)
        self._heard, self.fault = [], None
        self._stand(Standing.READING, 0.0)
        self._read_next()

    def _read_next(self) -> None:
        day = self._day
        assert day is not None
        if self._left:
            members, piece = self._left.pop(), day.piece()
            self._desk.ask_database(lambda store: piece.read(store, members), self._take, self._fail)
            return
        keys = {one.number: key for key, one in self._desk.people.items()}
        for agents in self._heard:  # while it was read
            for agent in agents:
                if agent.agent_number in keys:
                    day.past.add_now(keys[agent.agent_number], agent)
        self._day, self._heard = None, []
        self._stand(Standing.READ, 1.0)
        self.read.emit(day)

    def _take(self, piece: Day) -> None:
        assert self._day is not None
        self._day.take(piece)
        self._stand(Standing.READING, 1 - len(self._left) / self._pieces)
        self._read_next()

    def _fail(self, fault: Fault) -> None:
        self._day, self._left, self._heard, self.fault = None, [], [], fault
        self._stand(Standing.FAILED, 0.0)

    @Slot(object)
    def _hear(self, agents: Sequence[AgentNow]) -> None:
        if self.standing is Standing.READING:
            self._heard.append(agents)

    def _stand(self, standing: Standing, progress: float) -> None:
        self.standing, self.progress = standing, progress
        self.changed.emit()
