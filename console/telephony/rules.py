"""The decision table: from what is known of an agent to one state, its beginning and the reason for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from console.domain.calls import Direction
from console.domain.floor import (
    FORCED_SIGN_OFF,
    ON_THE_PHONE,
    PHONE_OFFLINE,
    AgentState,
    AwayReason,
)
from console.domain.floor_why import Remark, Why, why_text
from console.telephony.facts import Line

_AWAY_WORDS = {
    AwayReason.REST: ("rest", "break", "小休", "休息"),
    AwayReason.MEAL: ("meal", "lunch", "dinner", "用餐", "午餐"),
    AwayReason.TRAINING: ("training", "培训"),
    AwayReason.MEETING: ("meeting", "会议", "开会"),
    AwayReason.OTHER: ("other", "away", "其他", "离席"),
}


@dataclass(frozen=True)
class SiteRules:
    """What only the site knows: its queues' wrap-up, and what its reasons of a pause mean.

    Reasons are compared without case. One that begins with an `after_call_words` is after-call work; one in
    `away_words` is away; any other, and none, is busy.
    """

    wrap_up_s: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    after_call_words: tuple[str, ...] = ("acw", "wrap", "after call", "after_call", "话后")
    away_words: Mapping[str, AwayReason] = field(
        default_factory=lambda: MappingProxyType({word: away for away, words in _AWAY_WORDS.items() for word in words})
    )
    forced_sign_off_words: tuple[str, ...] = (FORCED_SIGN_OFF, "forced logout")

    def meaning(self, reason: str) -> tuple[AgentState, str]:
        """The state and reason that a pause for `reason` stands for."""
        words = " ".join(reason.casefold().split())
        if words in self.forced_sign_off_words:
            return AgentState.SIGNED_OFF, FORCED_SIGN_OFF
        if words and words.startswith(self.after_call_words):
            return AgentState.AFTER_CALL, ""
        away = self.away_words.get(words)
        return (AgentState.AWAY, away.value) if away else (AgentState.BUSY, reason)


@dataclass(frozen=True, slots=True)
class Talk:
    """A live conversation. `by_queue`: a queue's call; `told`: how its beginning is known."""

    key: str
    since: datetime
    by_queue: bool
    queue: str = ""
    number: str = ""
    direction: Direction = Direction.UNKNOWN
    held_since: datetime | None = None
    hold_ms: int = 0
    told: Why = Why.CONNECTED


@dataclass(frozen=True, slots=True)
class Ringing:
    """A call that waits for the agent to answer."""

    since: datetime
    queue: str = ""
    key: str = ""
    number: str = ""
    direction: Direction = Direction.UNKNOWN


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that the table asks about one agent, at one moment. None means not so, or not known."""

    signed_on_at: datetime | None = None
    signed_off_at: datetime | None = None
    talk: Talk | None = None
    conference_since: datetime | None = None
    second_since: datetime | None = None
    ringing: Ringing | None = None
    line: Line | None = None
    line_since: datetime | None = None
    wrap_since: datetime | None = None
    wrap_until: datetime | None = None
    last: Talk | None = None
    paused_since: datetime | None = None
    pause_meaning: tuple[AgentState, str] = (AgentState.BUSY, "")
    paused_in: tuple[str, ...] = ()
    queues: tuple[str, ...] = ()
    free_since: datetime | None = None
    ready_since: datetime | None = None

    @property
    def signed_on(self) -> bool:
        """Whether the agent is in any queue."""
        return self.signed_on_at is not None


@dataclass(frozen=True, slots=True)
class Found:
    """What the table says, and by which rule."""

    rule: int
    state: AgentState
    since: datetime
    words: Why
    reason: str = ""
    remark: Remark | None = None
    detail: str = ""
    talk: Talk | None = None
    ringing: Ringing | None = None

    @property
    def why(self) -> str:
        """The rule's number and the reason, as `AgentNow.why` holds it."""
        return why_text(self.rule, self.words, self.remark, self.detail)


Rule = Callable[[Evidence, datetime], Found | None]


def _signed_off(seen: Evidence, at: datetime) -> Found | None:
    if seen.signed_on or (seen.talk is not None and seen.talk.by_queue):
        return None
    since = _latest(seen.signed_off_at, seen.last.since if seen.last else None) or at
    return Found(1, AgentState.SIGNED_OFF, since, Why.IN_NO_QUEUE)


def _conference(seen: Evidence, at: datetime) -> Found | None:
    del at
    if seen.conference_since is None:
        return None
    return Found(2, AgentState.CONFERENCE, seen.conference_since, Why.THREE_PEOPLE, talk=seen.talk)


def _consulting(seen: Evidence, at: datetime) -> Found | None:
    del at
    talk = seen.talk
    if talk is None or talk.held_since is None or seen.second_since is None:
        return None
    since = max(seen.second_since, talk.held_since)
    return Found(3, AgentState.CONSULTING, since, Why.SECOND_CALL, talk=talk)


def _on_hold(seen: Evidence, at: datetime) -> Found | None:
    del at
    if seen.talk is None or seen.talk.held_since is None:
        return None
    return Found(4, AgentState.ON_HOLD, seen.talk.held_since, Why.PRESSED_HOLD, talk=seen.talk)


def _talking(seen: Evidence, at: datetime) -> Found | None:
    del at
    talk = seen.talk
    if talk is None:
        return None
    remark = Remark.HELD_BY_OTHER if seen.line is Line.HELD else None
    return Found(5 if talk.by_queue else 7, AgentState.TALKING, talk.since, talk.told, remark=remark, talk=talk)


def _ringing(seen: Evidence, at: datetime) -> Found | None:
    del at
    if seen.ringing is None:
        return None
    words = Why.OFFERED if seen.ringing.queue else Why.PHONE_RINGS
    return Found(6, AgentState.RINGING, seen.ringing.since, words, ringing=seen.ringing)


def _line_in_use(seen: Evidence, at: datetime) -> Found | None:
    if seen.line not in (Line.IN_USE, Line.BUSY, Line.HELD):
        return None
    since = _latest(seen.line_since, seen.free_since) or at
    return Found(7, AgentState.BUSY, since, Why.LINE_IN_USE, ON_THE_PHONE)


def _wrapping_up(seen: Evidence, at: datetime) -> Found | None:
    if seen.paused_since is not None or seen.wrap_until is None or seen.wrap_since is None or at >= seen.wrap_until:
        return None
    if seen.line not in (Line.FREE, Line.UNKNOWN, None):
        return None
    return Found(8, AgentState.AFTER_CALL, seen.wrap_since, Why.WRAP_UP, talk=seen.last)


def _paused(seen: Evidence, at: datetime) -> Found | None:
    del at
    if seen.paused_since is None:
        return None
    state, reason = seen.pause_meaning
    since = max(seen.paused_since, seen.free_since or seen.paused_since)
    words = Why.PAUSED
    if state is AgentState.SIGNED_OFF:
        words = Why.FIXED_IN_QUEUE
    elif state is AgentState.AFTER_CALL:
        words = Why.PAUSED_AFTER_CALL
    return Found(9, state, since, words, reason, talk=seen.last if state is AgentState.AFTER_CALL else None)


def _offline(seen: Evidence, at: datetime) -> Found | None:
    if seen.line not in (Line.INVALID, Line.OFFLINE):
        return None
    since = _latest(seen.line_since, seen.free_since) or at
    return Found(10, AgentState.BUSY, since, Why.NO_PHONE, PHONE_OFFLINE)


def _ready(seen: Evidence, at: datetime) -> Found | None:
    if seen.line is not Line.FREE:
        return None
    remark = Remark.PAUSED_IN if seen.paused_in else None
    since = seen.ready_since or at
    return Found(11, AgentState.READY, since, Why.FREE, remark=remark, detail=", ".join(seen.paused_in))


def _not_known(seen: Evidence, at: datetime) -> Found | None:
    since = _latest(seen.line_since, seen.free_since, seen.signed_on_at) or at
    return Found(12, AgentState.UNKNOWN, since, Why.NOT_KNOWN)


RULES: tuple[Rule, ...] = (
    _signed_off,
    _conference,
    _consulting,
    _on_hold,
    _talking,
    _ringing,
    _line_in_use,
    _wrapping_up,
    _paused,
    _offline,
    _ready,
    _not_known,
)
"""From top to bottom, the first that finds something decides. Only `_ready` says ready, and only of a free line."""


def decide(seen: Evidence, at: datetime) -> Found:
    """The state that `seen` amounts to at `at`."""
    for rule in RULES:
        found = rule(seen, at)
        if found is not None:
            return found
    raise AssertionError("the last rule decides whatever is left")


def comes_next(seen: Evidence, found: Found) -> tuple[AgentState | None, str]:
    """What was forced during a call and comes after it."""
    if (found.talk is None and found.ringing is None) or found.state is AgentState.AFTER_CALL:
        return None, ""
    if not seen.signed_on:
        return AgentState.SIGNED_OFF, ""
    return seen.pause_meaning if seen.paused_since is not None else (None, "")


def _latest(*moments: datetime | None) -> datetime | None:
    return max((at for at in moments if at is not None), default=None)
