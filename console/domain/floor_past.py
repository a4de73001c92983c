"""The floor of the past, to be gone through like a recording: what everybody did at any moment, out of the history."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from console.domain.floor import AgentNow, AgentState
from console.domain.floor_book import Entered
from console.domain.floor_track import NOTHING_KNOWN, Doing, Span, Stood, Track, moment_of, us_of


class What(StrEnum):
    """Why a moment is worth stopping at."""

    LIMIT = "limit"
    HELP = "help"
    GAP = "gap"


class Moment(NamedTuple):
    """A moment worth stopping at."""

    at_us: int
    what: What
    agent_id: UUID


LimitOf = Callable[[UUID, Doing], int]
"""How many milliseconds that agent may do that in one stretch; 0 for ever."""


class Past:
    """The index of a history. Not for two threads at once; pieces made elsewhere are joined by `take`.

    Where nobody had news of an agent it is unknown: before its first row, and once its source has been silent for 5 s.
    """

    def __init__(self) -> None:
        self._tracks: dict[UUID, Track] = {}
        self._doings: dict[Doing, Doing] = {}
        self._heard_us: dict[str, int] = {}

    def __len__(self) -> int:
        """Rows kept."""
        return sum(len(track.at_us) for track in self._tracks.values())

    # feeding

    def add(self, rows: Iterable[Entered]) -> None:
        """Keep rows, in any order; of two of an agent at one moment the later told one counts."""
        for row in rows:
            doing = Doing(row.state, row.reason, row.queue, row.call_key, row.help)
            self._track(row.agent_id).put(us_of(row.entered_at), self._doings.setdefault(doing, doing))

    def add_now(self, agent_id: UUID, now: AgentNow) -> bool:
        """Keep what was just told of an agent, as the history itself will have it; whether that was anything new.

        What is older than the last row is left out: it was in the history already.
        """
        track = self._track(agent_id)
        doing = Doing(now.state, now.reason, now.queue, now.call_key, now.help)
        at_us = began_us = us_of(now.since)
        last_us = track.at_us[-1] if track.at_us else at_us - 1
        new = True
        if at_us <= last_us:
            last = track.doings[-1]
            if us_of(now.as_of) < last_us:
                return False
            new = _differ(last, doing)
            if not new:
                at_us = last_us
            elif at_us < last_us or last.goes_on_as(doing):
                at_us = max(last_us, us_of(now.as_of))
        if new:
            track.put(at_us, self._doings.setdefault(doing, doing))
        if began_us < at_us:
            track.began_us[at_us] = began_us
        return new

    def take(self, piece: Past) -> None:
        """Take over what `piece` knows of its agents, instead of what was known of them here."""
        self._tracks |= piece._tracks

    def hear(self, source: str, at: datetime) -> None:
        """The last sign of life of a source, which vouches for its agents until then."""
        self._heard_us[source] = us_of(at)

    def belong(self, agent_id: UUID, source: str) -> None:
        """Whose word an agent's states are."""
        self._track(agent_id).source = source

    def _track(self, agent_id: UUID) -> Track:
        track = self._tracks.get(agent_id)
        if track is None:
            track = self._tracks[agent_id] = Track()
        return track

    # asking

    def knows(self, agent_id: UUID) -> bool:
        """Whether there is any row of the agent."""
        track = self._tracks.get(agent_id)
        return track is not None and bool(track.at_us)

    def at(self, agent_id: UUID, at_us: int) -> Stood | None:
        """How the agent stood then; None where nothing was known of it yet."""
        track = self._tracks.get(agent_id)
        return None if track is None else track.stood(at_us, self._heard_us.get(track.source))

    def floor(self, at_us: int) -> dict[UUID, Stood]:
        """How everybody stood then of whom anything was known."""
        heard_us = self._heard_us
        return {
            key: stood
            for key, track in self._tracks.items()
            if (stood := track.stood(at_us, heard_us.get(track.source))) is not None
        }

    def changed(self, after_us: int, until_us: int) -> list[UUID]:
        """Who did something else at some moment after `after_us`, up to `until_us`."""
        heard_us = self._heard_us
        return [
            key for key, track in self._tracks.items() if track.changed(after_us, until_us, heard_us.get(track.source))
        ]

    def spans(self, agent_id: UUID, begin_us: int, end_us: int) -> Iterator[Span]:
        """What the agent did from `begin_us` to `end_us`, without a gap: where nothing is known it says so."""
        track = self._tracks.get(agent_id)
        if track is not None:
            return track.spans(begin_us, end_us, self._heard_us.get(track.source))
        return iter((Span(begin_us, end_us, begin_us, NOTHING_KNOWN),) if begin_us < end_us else ())

    def counts(self, begin_us: int, bin_us: int, bins: int) -> Mapping[AgentState, array[float]]:
        """How many agents were in each state in each of `bins` bins, on the mean over the bin."""
        step = {state: [0.0] * (bins + 1) for state in AgentState}
        edge = {state: [0.0] * (bins + 1) for state in AgentState}
        for key in self._tracks:
            for span in self.spans(key, begin_us, begin_us + bins * bin_us):
                steps, edges = step[span.doing.state], edge[span.doing.state]
                first, over_us = divmod(span.begin_us - begin_us, bin_us)
                last, share_us = divmod(span.end_us - begin_us, bin_us)
                steps[first] += 1.0
                steps[last] -= 1.0
                edges[first] -= over_us / bin_us
                edges[last] += share_us / bin_us
        return {state: _summed(step[state], edge[state], bins) for state in AgentState}

    def moments(self, begin_us: int, end_us: int, limit_of: LimitOf) -> list[Moment]:
        """What is worth stopping at from `begin_us` up to, without, `end_us`, by time."""
        found: list[Moment] = []
        for key in self._tracks:
            stood = self.at(key, begin_us - 1)
            before = stood.doing if stood is not None else NOTHING_KNOWN
            for span in self.spans(key, begin_us, end_us):
                found += _moments_of(key, span, before, limit_of)
                before = span.doing
        found.sort()
        return found


def _differ(one: Doing, other: Doing) -> bool:
    """As the history tells a new row: another queue or call alone makes none."""
    return (one.state, one.reason, one.help) != (other.state, other.reason, other.help)


def _moments_of(key: UUID, span: Span, before: Doing, limit_of: LimitOf) -> Iterator[Moment]:
    doing = span.doing
    if doing.help and not before.help:
        yield Moment(span.begin_us, What.HELP, key)
    if doing.state is AgentState.UNKNOWN:
        if before.state is not AgentState.UNKNOWN:
            yield Moment(span.begin_us, What.GAP, key)
        return
    limit_us = limit_of(key, doing) * 1000
    if limit_us and span.begin_us <= span.since_us + limit_us < span.end_us:
        yield Moment(span.since_us + limit_us, What.LIMIT, key)


def _summed(step: list[float], edge: list[float], bins: int) -> array[float]:
    """Running sums of the steps, corrected in the bins where a span begins or ends midway."""
    total, sums = 0.0, array("d")
    for at in range(bins):
        total += step[at]
        sums.append(max(0.0, total + edge[at]))
    return sums


def agent_then(number: str, stood: Stood, at: datetime) -> AgentNow:
    """An agent as it may be shown in the past: vouched for at that very moment."""
    since_us, doing = stood
    return AgentNow(
        number, doing.state, moment_of(since_us), doing.reason, doing.queue, doing.call_key, help=doing.help, as_of=at
    )
