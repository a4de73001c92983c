"""A word that was on its way for long vouches for nothing; a clock that was set back is believed the second time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from console.desk.floor_sources import Sources
from console.domain.floor import AgentNow, AgentState, SourceClock

BEGAN = datetime(2026, 11, 20, 9, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return BEGAN + timedelta(seconds=seconds)


def state(sources: Sources, now_s: float) -> AgentState:
    ready = AgentNow("1001", AgentState.READY, BEGAN, as_of=BEGAN)
    return sources.aged("pbx", ready, sources.at("pbx", now_s)).state


def test_a_late_word_vouches_for_nothing() -> None:
    sources = Sources()
    sources.hear("pbx", SourceClock(at(0), 100), at(0))
    assert state(sources, 101) is AgentState.READY
    sources.hear("pbx", SourceClock(at(1), 110), at(1))  # nine seconds late
    assert state(sources, 110) is AgentState.UNKNOWN
    sources.hear("pbx", SourceClock(at(11), 111), at(11))
    assert state(sources, 111) is AgentState.READY


def test_a_clock_that_was_set_back_is_believed_the_second_time() -> None:
    sources = Sources()
    sources.hear("pbx", SourceClock(at(3600), 100), at(3600))
    assert not sources.hear("pbx", SourceClock(at(1), 101), at(1))
    assert state(sources, 101) is AgentState.UNKNOWN
    assert sources.hear("pbx", SourceClock(at(2), 102), at(2))
    assert state(sources, 102) is AgentState.READY
    assert sources.at("pbx", 102) == at(2)


def test_a_clock_that_was_set_forward_is_believed_at_once() -> None:
    sources = Sources()
    sources.hear("pbx", SourceClock(at(0), 100), at(0))
    assert sources.hear("pbx", SourceClock(at(3600), 101), at(3600))
    assert sources.at("pbx", 101) == at(3600)
