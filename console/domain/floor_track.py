"""One agent's past: a plain array of moments to look in, and what began at each of them."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from console.domain.floor import ON_CALL, STALE_AFTER, AgentState

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_STALE_US = STALE_AFTER // _MICROSECOND


def us_of(at: datetime) -> int:
    """Microseconds since 1970."""
    return (at - _EPOCH) // _MICROSECOND


def moment_of(us: int) -> datetime:
    """The moment that `us_of` was given."""
    return _EPOCH + timedelta(microseconds=us)


@dataclass(frozen=True, slots=True)
class Doing:
    """What an agent does, apart from when."""

    state: AgentState
    reason: str = ""
    queue: str = ""
    call_key: str = ""
    help: bool = False

    def goes_on_as(self, then: Doing) -> bool:
        """Whether `then` is the same stretch of time still: only the call for help came or went."""
        same = (self.state, self.reason, self.call_key) == (then.state, then.reason, then.call_key)
        return same and self.help != then.help


NOTHING_KNOWN = Doing(AgentState.UNKNOWN)


class Span(NamedTuple):
    """A row of the history, cut to what was asked for: from `begin_us` to `end_us`, reckoned from `since_us`."""

    begin_us: int
    end_us: int
    since_us: int
    doing: Doing


class Stood(NamedTuple):
    """How an agent stood at a moment, and since when as a clock on the seat would have reckoned it."""

    since_us: int
    doing: Doing


class Track:
    """One agent's rows by time. Where nobody vouches for the agent (`heard_us`) for 5 s it is unknown."""

    __slots__ = ("at_us", "began_us", "doings", "source")

    def __init__(self) -> None:
        self.at_us = array("q")
        self.doings: list[Doing] = []
        self.began_us: dict[int, int] = {}
        """Of rows whose state is known to have begun earlier: nobody had news in between."""
        self.source = ""

    def put(self, at_us: int, doing: Doing) -> None:
        """Of two at the same moment the later told one counts, wherever it comes from."""
        if not self.at_us or at_us > self.at_us[-1]:
            self.at_us.append(at_us)
            self.doings.append(doing)
            return
        place = bisect_left(self.at_us, at_us)
        if self.at_us[place] == at_us:
            self.doings[place] = doing
        else:
            self.at_us.insert(place, at_us)
            self.doings.insert(place, doing)

    def since_us(self, place: int) -> int:
        """When the stretch began that row `place` belongs to. Talk counts from its answer, also after a hold."""
        doings = self.doings
        while place and doings[place - 1].goes_on_as(doings[place]):
            place -= 1
        doing = doings[place]
        if doing.state is AgentState.TALKING and doing.call_key:
            back = place
            while back and doings[back - 1].state in ON_CALL and doings[back - 1].call_key == doing.call_key:
                back -= 1
                if doings[back].state is AgentState.TALKING:
                    place = back
        at_us = self.at_us[place]
        return self.began_us.get(at_us, at_us) if self.began_us else at_us

    def silent_us(self, heard_us: int | None) -> int | None:
        """The last word of the agent, when its source was heard last at `heard_us`; a row is a word too."""
        if heard_us is None or not self.at_us or self.doings[-1].state is AgentState.UNKNOWN:
            return None
        return max(heard_us, self.at_us[-1])

    def dark_us(self, heard_us: int | None) -> int | None:
        """From when on the agent counts as unknown, if its source is not heard again."""
        silent_us = self.silent_us(heard_us)
        return None if silent_us is None else silent_us + _STALE_US + 1

    def stood(self, at_us: int, heard_us: int | None) -> Stood | None:
        """How the agent stood then; None where nothing was known of it yet."""
        place = bisect_right(self.at_us, at_us) - 1
        if place < 0:
            return None
        if place + 1 == len(self.doings):
            dark_us = self.dark_us(heard_us)
            if dark_us is not None and at_us >= dark_us:
                return self._lost(dark_us)
        return Stood(self.since_us(place), self.doings[place])

    def _lost(self, dark_us: int) -> Stood:
        """Lost from sight; who asked for help is still shown as asking."""
        return Stood(dark_us - _STALE_US - 1, Doing(AgentState.UNKNOWN, help=self.doings[-1].help))

    def changed(self, after_us: int, until_us: int, heard_us: int | None) -> bool:
        """Whether the agent did something else at some moment after `after_us`, up to `until_us`."""
        rows_us = self.at_us
        if not rows_us:
            return False
        if after_us < rows_us[-1]:
            return bisect_right(rows_us, after_us) != bisect_right(rows_us, until_us)
        dark_us = self.dark_us(heard_us)
        return dark_us is not None and after_us < dark_us <= until_us

    def spans(self, begin_us: int, end_us: int, heard_us: int | None) -> Iterator[Span]:
        """What the agent did from `begin_us` to `end_us`, without a gap: where nothing is known it says so."""
        rows_us, doings = self.at_us, self.doings
        if begin_us >= end_us:
            return
        if not rows_us or rows_us[0] >= end_us:
            yield Span(begin_us, end_us, begin_us, NOTHING_KNOWN)
            return
        if rows_us[0] > begin_us:
            yield Span(begin_us, rows_us[0], begin_us, NOTHING_KNOWN)
        last = len(rows_us) - 1
        for place in range(max(0, bisect_right(rows_us, begin_us) - 1), last):
            from_us = max(begin_us, rows_us[place])
            if from_us >= end_us:
                return
            yield Span(from_us, min(end_us, rows_us[place + 1]), self.since_us(place), doings[place])
        from_us = max(begin_us, rows_us[last])
        dark_us = self.dark_us(heard_us)
        until_us = end_us if dark_us is None else min(end_us, dark_us)
        if from_us < until_us:
            yield Span(from_us, until_us, self.since_us(last), doings[last])
        if until_us < end_us:
            lost = self._lost(until_us) if dark_us is None else self._lost(dark_us)
            yield Span(max(from_us, until_us), end_us, *lost)
