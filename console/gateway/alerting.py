"""Tells the database of limits that agents pass and of calls for help, and keeps quiet what was put off there."""

from __future__ import annotations

import heapq
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from console.domain.alerts import AlertBook, Looked, Watched, let_go, next_look, take_up, watch
from console.domain.floor import DEFAULT_LIMITS, AgentNow, Limits
from console.store.floor_writing import FloorWriting

InDatabase = Callable[[Callable[[], Any]], Awaitable[Any]]

GONE_AFTER = timedelta(seconds=60)
"""Whom the telephone system has not named so long after it named the first is not there any more."""


class Alerting:
    """The alerts of one time of leading. Only who has changed or is due is looked at, however many there are.

    Limits and answers are read again every `read_every_s` seconds and after `read_again`. What an earlier gateway told
    of agents who have gone from the telephone system since is ended.
    """

    def __init__(
        self,
        writing: FloorWriting,
        in_database: InDatabase,
        now: Callable[[], datetime],
        read_every_s: float,
    ) -> None:
        self._writing, self._in_database, self._now = writing, in_database, now
        self._read_every_s = read_every_s
        self._read_s: float | None = None
        self._book = AlertBook()
        self._strays: tuple[Watched, ...] = ()
        self._teams: dict[str, str] = {}
        self._own: dict[str, Limits] = {}
        self._agents: dict[str, AgentNow] = {}
        self._named_at: datetime | None = None
        self._fresh: set[str] = set()
        self._due_at: dict[str, datetime] = {}
        self._due: list[tuple[datetime, str]] = []

    def note(self, agents: Iterable[AgentNow]) -> None:
        """They are now so."""
        for agent in agents:
            self._named_at = self._named_at or self._now()
            self._agents[agent.agent_number] = agent
            self._fresh.add(agent.agent_number)

    def read_again(self) -> None:
        """Somebody may have answered an alert or changed limits."""
        self._read_s = None

    async def look(self) -> frozenset[str]:
        """Tell what is to be told now. Faults of the database; what could not be told then is told by the next look.

        Gives the numbers of agents whom the database did not know before: what was written of them went nowhere.
        """
        new: frozenset[str] = frozenset()
        if self._read_s is None or monotonic() - self._read_s >= self._read_every_s:
            new = await self._read()
        at = self._now()
        looked = self.look_at(at)
        told = [one.as_told(at) for one in (*self._strays, *looked.ended, *looked.told, *looked.going_on)]
        if told:
            await self._in_database(lambda: self._writing.put_alerts(told))
        self._strays = ()
        self._keep(looked.book)
        return new

    async def _read(self) -> frozenset[str]:
        read_s = monotonic()
        teams, own = await self._in_database(self._writing.limits)
        kept = await self._in_database(self._writing.open_alerts)
        before = self._book.open
        self._book, strays = take_up(self._book, kept)
        at = self._now()
        if self._named_at is not None and at - self._named_at >= GONE_AFTER:
            self._book, gone = let_go(self._book, self._agents.keys())
            strays += gone
        self._strays = tuple(Watched(s.key, s.state, s.since, s.limit_ms, ended_at=at) for s in strays)
        new = frozenset(teams.keys() - self._teams.keys())
        if (teams, own) != (self._teams, self._own):
            self._teams, self._own = teams, own
            self._fresh |= self._agents.keys()
        answered = {key.agent_number for key, alert in self._book.open.items() if before.get(key) != alert}
        self._fresh |= answered & self._agents.keys()
        self._read_s = read_s
        return new

    def look_at(self, at: datetime) -> Looked:
        """What there is to be told at `at`; nothing is taken for told yet."""
        while self._due and self._due[0][0] <= at:
            moment, number = heapq.heappop(self._due)
            if self._due_at.get(number) == moment:
                del self._due_at[number]
                self._fresh.add(number)
        return watch(self._book, [self._agents[number] for number in self._fresh], at, self._limits_of)

    def _keep(self, book: AlertBook) -> None:
        """All of it is told."""
        self._book = book
        for number in self._fresh:
            agent = self._agents[number]
            moment = next_look(book, agent, self._limits_of(agent))
            if moment is None:
                self._due_at.pop(number, None)
            elif self._due_at.get(number) != moment:
                self._due_at[number] = moment
                heapq.heappush(self._due, (moment, number))
        self._fresh.clear()
        if len(self._due) > 4 * len(self._agents) + 64:  # most were overtaken by another state
            self._due = [(moment, number) for number, moment in self._due_at.items()]
            heapq.heapify(self._due)

    def _limits_of(self, agent: AgentNow) -> Limits:
        return self._own.get(self._teams.get(agent.agent_number, ""), DEFAULT_LIMITS)
