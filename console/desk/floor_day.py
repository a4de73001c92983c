"""A day of the floor as it is read, in pieces, and as it grows: who did what, how many, and where to stop."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from console.domain.floor import DEFAULT_LIMITS, AgentNow, AgentState, Limits
from console.domain.floor_past import Moment, Past
from console.domain.floor_track import Doing, moment_of

if TYPE_CHECKING:
    from console.store.store import Store

BIN_US = 180 * 1_000_000
"""The picture counts in bins of three minutes."""


@dataclass(frozen=True)
class Member:
    """An agent of the day: whose limits count, whose word the states are, and what is known of the agent now."""

    agent_id: UUID
    team: str
    source: str
    now: AgentNow | None


class Day:
    """The index with the counts and the moments made of it. Moments are in microseconds, see `floor_track`.

    A piece is made by `read` in any thread; everything else is for one thread at a time.
    """

    def __init__(self, begin_us: int, end_us: int, heard: Mapping[str, datetime], limits: Mapping[str, Limits]) -> None:
        self.past = Past()
        self.heard = heard
        for source, at in heard.items():
            self.past.hear(source, at)
        self.begin_us = begin_us // BIN_US * BIN_US
        self.end_us = end_us
        self.counts: dict[AgentState, array[float]] = {state: array("d", bytes(8 * self.bins)) for state in AgentState}
        """Agents in each state, on the mean, by bin from `begin_us` on."""
        self.moments: list[Moment] = []
        self.limits = limits
        self._teams: dict[UUID, str] = {}

    @property
    def bins(self) -> int:
        """How many bins there are up to the end; the last is begun."""
        return -((self.begin_us - self.end_us) // BIN_US)

    def piece(self) -> Day:
        """An empty one of the same time, to be read elsewhere."""
        return Day(self.begin_us, self.end_us, self.heard, self.limits)

    def read(self, store: Store, members: Sequence[Member]) -> Day:
        """Fill it with the history of `members`. Faults of the store."""
        begin, end = moment_of(self.begin_us), moment_of(self.end_us)
        self.past.add(store.floor.history(begin, end, [member.agent_id for member in members]))
        for member in members:
            self._teams[member.agent_id] = member.team
            self.past.belong(member.agent_id, member.source)
            if member.now is not None and not self.past.knows(member.agent_id):
                self.past.add_now(member.agent_id, member.now)  # so for longer than the history goes back
        self._count(0)
        self.moments = self.past.moments(self.begin_us, self.end_us, self._limit_ms)
        return self

    def take(self, piece: Day) -> None:
        """Join what is known of other agents, over the same time."""
        self.past.take(piece.past)
        self._teams |= piece._teams
        for state, counted in self.counts.items():
            self.counts[state] = array("d", map(float.__add__, counted, piece.counts[state]))
        self.moments = sorted(self.moments + piece.moments)

    def grow(self, until_us: int) -> None:
        """Reckon what has happened since the end, which is now `until_us`."""
        if until_us <= self.end_us:
            return
        self.moments += self.past.moments(self.end_us, until_us, self._limit_ms)
        last = max(0, (self.end_us - self.begin_us) // BIN_US - 1)
        self.end_us = until_us
        self._count(last)

    def _count(self, first: int) -> None:
        counted = self.past.counts(self.begin_us + first * BIN_US, BIN_US, self.bins - first)
        for state, kept in self.counts.items():
            kept[first:] = counted[state]

    def _limit_ms(self, agent_id: UUID, doing: Doing) -> int:
        return self.limits.get(self._teams.get(agent_id, ""), DEFAULT_LIMITS).limit_ms(doing.state, doing.reason)
