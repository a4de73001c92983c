"""The floor: what an agent is doing now, for how long that may last, and what a supervisor can do about it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from types import MappingProxyType

from console.domain.calls import Direction
from console.domain.floor_why import Remark, Why, why_text
from console.domain.people import Role


class AgentState(StrEnum):
    """What an agent is doing (DOMAIN §6). Asking for help comes on top of any of them: `AgentNow.help`."""

    SIGNED_OFF = "signed_off"
    READY = "ready"
    RINGING = "ringing"
    TALKING = "talking"
    ON_HOLD = "on_hold"
    CONSULTING = "consulting"
    CONFERENCE = "conference"
    AFTER_CALL = "after_call"
    BUSY = "busy"
    AWAY = "away"
    UNKNOWN = "unknown"


LETTERS: Mapping[AgentState, str] = MappingProxyType(
    {
        AgentState.SIGNED_OFF: "–",
        AgentState.READY: "R",
        AgentState.RINGING: "G",
        AgentState.TALKING: "T",
        AgentState.ON_HOLD: "H",
        AgentState.CONSULTING: "C",
        AgentState.CONFERENCE: "F",
        AgentState.AFTER_CALL: "W",
        AgentState.BUSY: "B",
        AgentState.AWAY: "A",
        AgentState.UNKNOWN: "?",
    }
)
HELP_LETTER = "!"

ON_CALL = frozenset({AgentState.TALKING, AgentState.ON_HOLD, AgentState.CONSULTING, AgentState.CONFERENCE})
"""States with a live conversation: what is forced now takes effect after it."""


class AwayReason(StrEnum):
    """Why an agent is away."""

    REST = "rest"
    MEAL = "meal"
    TRAINING = "training"
    MEETING = "meeting"
    OTHER = "other"


PHONE_OFFLINE = "phone_offline"
"""Reason of a busy that the telephone system found, not the agent: no phone answers there."""

ON_THE_PHONE = "on_the_phone"
"""Reason of a busy of which only the line's state is known: the phone is in use for no call of the centre."""

FORCED_SIGN_OFF = "forced_sign_off"
"""Reason of a sign-off that the telephone system could only do as a pause: the member is fixed in its queue."""

STALE_AFTER = timedelta(seconds=5)
"""What nobody has confirmed for longer is unknown."""


@dataclass(frozen=True, slots=True)
class AgentNow:
    """One agent at one moment. Moments are UTC with zone, in the clock of the source (the gateway).

    `as_of` is when the source last vouched for it. `other_number` is masked already. `hold_ms` is the hold of this
    call so far, the running stretch left out (`since` counts that). `next_state` is what was forced during a call and
    comes after it. `why` says how the state was found, for the seat's card: the rule's number and plain words. `queues`
    are those the agent is signed on to, paused or not, in order; of an unknown agent the last that were known.
    """

    agent_number: str
    state: AgentState
    since: datetime
    reason: str = ""
    queue: str = ""
    call_key: str = ""
    other_number: str = ""
    direction: Direction = Direction.UNKNOWN
    hold_ms: int = 0
    help: bool = False
    next_state: AgentState | None = None
    next_reason: str = ""
    why: str = ""
    queues: tuple[str, ...] = ()
    as_of: datetime = field(kw_only=True)

    @property
    def on_call(self) -> bool:
        """Whether a conversation is live."""
        return self.state in ON_CALL


@dataclass(frozen=True, slots=True)
class SourceClock:
    """The source's clock as heard: its moment `as_of` arrived at the local monotonic second `heard_s`.

    A PC's own clock may be wrong by minutes; elapsed times and staleness are reckoned with this one.
    """

    as_of: datetime
    heard_s: float

    def at(self, monotonic_s: float) -> datetime:
        """The source's time when the local monotonic clock shows `monotonic_s`."""
        return self.as_of + timedelta(seconds=monotonic_s - self.heard_s)


def aged(now: AgentNow, at: datetime, heard: datetime | None = None) -> AgentNow:
    """`now` as it may be shown at `at`: unknown since it was last vouched for, when that is over 5 s ago.

    `heard` is the source's last sign of life, which vouches for all of its agents. A moment over 5 s ahead of `at`
    (somebody set a clock) is as little worth as an old one. `at` is in the source's clock, see `SourceClock`.
    """
    as_of = now.as_of if heard is None or heard < now.as_of else heard
    if abs(at - as_of) <= STALE_AFTER:
        return now
    if now.state is AgentState.UNKNOWN:
        return now
    return AgentNow(
        now.agent_number,
        AgentState.UNKNOWN,
        as_of,
        help=now.help,
        why=why_text(0, Why.NO_NEWS, Remark.WAS, now.state.value),
        queues=now.queues,
        as_of=as_of,
    )


def counts(
    agents: Iterable[AgentNow], at: datetime | None = None, heard: datetime | None = None
) -> dict[AgentState, int]:
    """How many agents are in each state, every state named. With `at`, whoever is stale then counts as unknown."""
    found = dict.fromkeys(AgentState, 0)
    for agent in agents:
        found[(agent if at is None else aged(agent, at, heard)).state] += 1
    return found


class LimitLevel(IntEnum):
    """How far a limit is used up."""

    NONE = 0
    WARN = 1
    ALARM = 2


@dataclass(frozen=True, slots=True)
class LimitState:
    """How an agent stands to the limit of its state. `limit_ms` 0 means that there is none."""

    level: LimitLevel
    passed_ms: int
    limit_ms: int

    @property
    def over_ms(self) -> int:
        """Time beyond the limit; 0 within it."""
        return max(0, self.passed_ms - self.limit_ms) if self.limit_ms else 0


DEFAULT_LIMITS_S: Mapping[AgentState, int] = MappingProxyType(
    {
        AgentState.RINGING: 15,
        AgentState.TALKING: 10 * 60,
        AgentState.ON_HOLD: 20,
        AgentState.AFTER_CALL: 60,
        AgentState.BUSY: 15 * 60,
        AgentState.AWAY: 5 * 60,
    }
)
"""DOMAIN §6, seconds in one stretch."""


@dataclass(frozen=True)
class Limits:
    """A team's limits in seconds, by state; an away reason may have its own. No entry or 0: no limit.

    `warn_percent` of a limit is where warning begins; the limit itself alarms.
    """

    by_state_s: Mapping[AgentState, int] = field(default_factory=lambda: DEFAULT_LIMITS_S)
    by_away_reason_s: Mapping[AwayReason, int] = field(default_factory=lambda: MappingProxyType({}))
    warn_percent: int = 80

    def __post_init__(self) -> None:
        if not 1 <= self.warn_percent <= 100:
            raise ValueError("a warning comes at 1 to 100 percent of a limit")
        if min((0, *self.by_state_s.values(), *self.by_away_reason_s.values())) < 0:
            raise ValueError("a limit is not negative")

    def limit_ms(self, state: AgentState, reason: str = "") -> int:
        """How long `state` may last in one stretch; 0 for ever."""
        if state is AgentState.AWAY:
            for away, limit_s in self.by_away_reason_s.items():
                if away.value == reason:
                    return limit_s * 1000
        return self.by_state_s.get(state, 0) * 1000

    def to_json(self) -> str:
        """`{"away_reasons_s": {"meal": 3600}, "states_s": {"busy": 900, …}, "warn_percent": 80}`."""
        return json.dumps(
            {
                "states_s": {state.value: limit_s for state, limit_s in self.by_state_s.items()},
                "away_reasons_s": {reason.value: limit_s for reason, limit_s in self.by_away_reason_s.items()},
                "warn_percent": self.warn_percent,
            },
            sort_keys=True,
        )

    @classmethod
    def from_json(cls, text: str) -> Limits:
        """The limits that `to_json` wrote. Raises ValueError for anything else."""
        raw = json.loads(text)
        try:
            return cls(
                {AgentState(state): _whole(limit_s) for state, limit_s in raw["states_s"].items()},
                {AwayReason(reason): _whole(limit_s) for reason, limit_s in raw["away_reasons_s"].items()},
                _whole(raw["warn_percent"]),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("not the limits of a team") from error


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError("limits are whole seconds")
    return value


DEFAULT_LIMITS = Limits()


def limit_state(now: AgentNow, at: datetime, limits: Limits = DEFAULT_LIMITS) -> LimitState:
    """How `now` stands to its limit at `at`. Unknown has no limit: nobody is blamed for a lost link."""
    passed_ms = max(0, (at - now.since) // timedelta(milliseconds=1))
    limit_ms = limits.limit_ms(now.state, now.reason)
    if not limit_ms or now.state is AgentState.UNKNOWN:
        return LimitState(LimitLevel.NONE, passed_ms, 0)
    if passed_ms >= limit_ms:
        return LimitState(LimitLevel.ALARM, passed_ms, limit_ms)
    warned = passed_ms * 100 >= limit_ms * limits.warn_percent
    return LimitState(LimitLevel.WARN if warned else LimitLevel.NONE, passed_ms, limit_ms)


@dataclass(frozen=True, slots=True)
class Attention:
    """An agent who asks for attention, and the limit's part in it."""

    agent: AgentNow
    limit: LimitState


def worst_first(
    agents: Iterable[AgentNow], at: datetime, limits_of: Callable[[AgentNow], Limits] = lambda _: DEFAULT_LIMITS
) -> list[Attention]:
    """Who asks for attention at `at`: help first, then alarms, then warnings, each by share of the limit used."""
    asking = []
    for agent in agents:
        limit = limit_state(agent, at, limits_of(agent))
        if agent.help or limit.level is not LimitLevel.NONE:
            asking.append(Attention(agent, limit))
    return sorted(asking, key=_pressure)


def _pressure(one: Attention) -> tuple[bool, int, float, datetime, str]:
    share = one.limit.passed_ms / one.limit.limit_ms if one.limit.limit_ms else 0.0
    return (not one.agent.help, -one.limit.level, -share, one.agent.since, one.agent.agent_number)


class FloorAction(StrEnum):
    """What a supervisor can do to a call or an agent, named by its effect (DOMAIN §6)."""

    LISTEN = "listen"
    WHISPER = "whisper"
    JOIN = "join"
    TAKE_OVER = "take_over"
    END_CALL = "end_call"
    SIGN_OFF = "sign_off"
    SET_AWAY = "set_away"
    SET_READY = "set_ready"


ALLOWED: Mapping[Role, frozenset[FloorAction]] = MappingProxyType(
    {
        Role.AGENT: frozenset(),
        Role.INSPECTOR: frozenset({FloorAction.LISTEN}),
        Role.SUPERVISOR: frozenset(FloorAction),
        Role.MANAGER: frozenset(FloorAction),
        Role.ADMINISTRATOR: frozenset(),
        Role.GATEWAY: frozenset(),
    }
)
"""What each role may do, for the agents of its own teams (a manager: of all). The shared database checks it again."""

DANGEROUS = frozenset(
    {
        FloorAction.TAKE_OVER,
        FloorAction.END_CALL,
        FloorAction.SIGN_OFF,
        FloorAction.SET_AWAY,
        FloorAction.SET_READY,
    }
)
"""Asked once before they are done: they cut a call or force a state (UX, "Look")."""

NEEDS_CALL = frozenset(
    {FloorAction.LISTEN, FloorAction.WHISPER, FloorAction.JOIN, FloorAction.TAKE_OVER, FloorAction.END_CALL}
)


_PHONE = re.compile(r"[0-9A-Za-z+*#._-]{1,40}")


def can_be_a_phone(text: str) -> bool:
    """Whether `text` may be given to a telephone system as a phone to call."""
    return _PHONE.fullmatch(text) is not None


class Offer(StrEnum):
    """Whether an action can be asked for, and if not, why."""

    NOW = "now"
    NEXT = "next"
    NOT_ALLOWED = "not_allowed"
    NOT_ABLE = "not_able"
    NO_CALL = "no_call"
    NOT_SIGNED_ON = "not_signed_on"
    SO_ALREADY = "so_already"
    UNKNOWN = "unknown"

    @property
    def open(self) -> bool:
        """Whether it can be asked for."""
        return self in (Offer.NOW, Offer.NEXT)


def offers(role: Role, now: AgentNow, able: frozenset[FloorAction]) -> dict[FloorAction, Offer]:
    """What somebody of `role` can do to `now` through a telephone system that is `able`; every action is named."""
    return {action: _offer(role, now, able, action) for action in FloorAction}


def _offer(role: Role, now: AgentNow, able: frozenset[FloorAction], action: FloorAction) -> Offer:
    if action not in ALLOWED[role]:
        return Offer.NOT_ALLOWED
    if action not in able:
        return Offer.NOT_ABLE
    if now.state is AgentState.UNKNOWN:
        return Offer.UNKNOWN
    if action in NEEDS_CALL:
        return Offer.NOW if now.on_call else Offer.NO_CALL
    if now.state is AgentState.SIGNED_OFF:
        return Offer.SO_ALREADY if action is FloorAction.SIGN_OFF else Offer.NOT_SIGNED_ON
    if now.on_call:
        return _offer_next(now, action)
    ready_already = action is FloorAction.SET_READY and now.state is AgentState.READY
    return Offer.SO_ALREADY if ready_already else Offer.NOW  # away again may be with another reason


def _offer_next(now: AgentNow, action: FloorAction) -> Offer:
    if action is FloorAction.SET_READY:  # what comes after a call is ready anyhow, unless something else was forced
        return Offer.NEXT if now.next_state in (AgentState.AWAY, AgentState.BUSY) else Offer.SO_ALREADY
    leaves_already = action is FloorAction.SIGN_OFF and now.next_state is AgentState.SIGNED_OFF
    return Offer.SO_ALREADY if leaves_already else Offer.NEXT


def unknown(agent_number: str, at: datetime, why: str, queues: tuple[str, ...] = ()) -> AgentNow:
    """An agent of whom nothing is known since `at`; `queues` as last known."""
    return AgentNow(agent_number, AgentState.UNKNOWN, at, why=why, queues=queues, as_of=at)


def vouched(now: AgentNow, at: datetime) -> AgentNow:
    """`now`, confirmed once more at `at`."""
    return replace(now, as_of=at)
