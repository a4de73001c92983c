"""Whose word the floor has, how fresh it is, and by whose clock: each source (a gateway) vouches for its agents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from console.domain.floor import STALE_AFTER, AgentNow, SourceClock, aged

_JUMP_S = 0.5
"""A clock heard again this much off was set anew: elapsed times are reckoned afresh."""


@dataclass(slots=True)
class _Source:
    clock: SourceClock
    vouched_at: datetime
    silent: bool = False
    doubted: SourceClock | None = None

    def is_again(self, clock: SourceClock) -> bool:
        """Whether the clock goes on from the one that was not believed."""
        before = self.doubted
        return before is not None and abs((clock.as_of - before.at(clock.heard_s)).total_seconds()) < _JUMP_S


class Sources:
    """Clocks and signs of life by source. Seconds are of the local monotonic clock."""

    def __init__(self) -> None:
        self._known: dict[str, _Source] = {}
        self._of: dict[str, str] = {}
        self._telling: frozenset[str] | None = None

    def hear(self, source: str, clock: SourceClock, vouched_at: datetime) -> bool:
        """Take a sign of life; whether the source's clock was set since the last one."""
        known = self._known.get(source)
        if known is None:
            self._known[source] = _Source(clock, vouched_at)
            return True
        off_s = (clock.as_of - known.clock.at(clock.heard_s)).total_seconds()
        known.vouched_at = vouched_at
        if abs(off_s) < _JUMP_S:
            known.doubted = None
            return False
        if off_s < 0 and not known.is_again(clock):
            known.doubted = (
                clock  # a clock that was set back, or a word that was on its way for long: the next one tells
            )
            return False
        known.doubted = None
        known.clock = clock
        return True

    def hear_of(self, source: str, agent: AgentNow, now_s: float) -> None:
        """News of one agent are a sign of life of the whole source."""
        known = self._known.get(source)
        if known is None:
            self._known[source] = _Source(SourceClock(agent.as_of, now_s), agent.as_of)
        elif agent.as_of > known.vouched_at:
            known.vouched_at = agent.as_of
        if self._of.get(agent.agent_number) != source:
            self._of[agent.agent_number] = source
            self._telling = None

    def forget(self, number: str) -> None:
        """Nobody tells of this agent any more."""
        self._of.pop(number, None)
        self._telling = None

    @property
    def telling(self) -> frozenset[str]:
        """The sources that tell of somebody; one that was renamed or given up tells of nobody any more."""
        if self._telling is None:
            self._telling = frozenset(self._of.values())
        return self._telling

    def at(self, source: str, now_s: float) -> datetime:
        """The source's time. KeyError for one never heard of."""
        return self._known[source].clock.at(now_s)

    def aged(self, source: str, agent: AgentNow, at: datetime) -> AgentNow:
        """`agent` as it may be shown at `at` of the source's clock."""
        return aged(agent, at, self._known[source].vouched_at)

    def since_s(self, source: str, since: datetime) -> float:
        """`since` on the local monotonic clock."""
        clock = self._known[source].clock
        return clock.heard_s + (since - clock.as_of) / timedelta(seconds=1)

    def turned(self, now_s: float) -> list[str]:
        """The sources that fell silent, or spoke again, since this was asked last."""
        found = []
        for name, known in self._known.items():
            silent = abs(known.clock.at(now_s) - known.vouched_at) > STALE_AFTER
            if silent != known.silent:
                known.silent = silent
                found.append(name)
        return found

    def silent_in_s(self, now_s: float) -> float | None:
        """How long until the first falls silent if nothing more is heard; None while none could."""
        ages = [known.clock.at(now_s) - known.vouched_at for known in self._known.values() if not known.silent]
        return (STALE_AFTER - max(ages)) / timedelta(seconds=1) if ages else None

    def age_of_ms(self, source: str, now_s: float) -> int:
        """How old the last word of one source is. KeyError for one never heard of."""
        known = self._known[source]
        return max(0, round((known.clock.at(now_s) - known.vouched_at) / timedelta(milliseconds=1)))

    def age_ms(self, now_s: float) -> int | None:
        """How old the oldest word of those `telling` is, of all while none does; None where none was ever heard."""
        return max((self.age_of_ms(source, now_s) for source in self.telling or self._known), default=None)
