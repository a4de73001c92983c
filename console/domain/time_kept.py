"""Time kept: an agent's day out of the history of states, by the attendance rules of DOMAIN §5."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from console.domain.attendance import AttendanceRules
from console.domain.floor import ON_CALL, ON_THE_PHONE, PHONE_OFFLINE, AgentNow, AgentState

BUSY_WITHOUT_LEAVE_MS = 15 * 60 * 1000
ABSENT_AFTER = timedelta(hours=1)
"""Later or earlier than this is an absence."""

LATE_POINTS = 2
ABSENCE_POINTS = 4
MOST_POINTS_A_DAY = 4

_OFF = (AgentState.SIGNED_OFF, AgentState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class StateChange:
    """From `at` (UTC) on, the agent was in `state`. `call_key` names the call, where it is known."""

    at: datetime
    state: AgentState
    reason: str = ""
    call_key: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A state from one moment to another."""

    begin: datetime
    end: datetime
    state: AgentState
    reason: str = ""
    call_key: str = ""

    @property
    def ms(self) -> int:
        """Its length."""
        return (self.end - self.begin) // timedelta(milliseconds=1)


@dataclass(frozen=True)
class DayKept:
    """One agent's day. Moments are UTC; None means that it is not known or has not happened.

    `late_ms` and `early_ms` are 0 when in time. `absent` is a day without signing on, or over an hour late or early.
    `doubtful`: nobody was listening when the day should have begun or ended, so nothing is charged for that.
    """

    day: date
    signed_on_at: datetime | None
    signed_off_at: datetime | None
    signed_on_ms: int
    late_ms: int
    early_ms: int
    absent: bool
    doubtful: bool
    spent_ms: Mapping[tuple[AgentState, str], int]
    busy_without_leave: tuple[Stretch, ...]
    calls_taken: int

    @property
    def points_lost(self) -> int:
        """What the day takes from the attendance part of the month."""
        if self.absent:
            return ABSENCE_POINTS
        return min(MOST_POINTS_A_DAY, LATE_POINTS * (bool(self.late_ms) + bool(self.early_ms)))

    @property
    def recorded(self) -> bool:
        """Whether anything is known of the day: of a day without news nobody can say that somebody was not there."""
        return any(state is not AgentState.UNKNOWN for state, _ in self.spent_ms)

    @property
    def talk_ms(self) -> int:
        """Time in conversation, the customer's waiting left out."""
        return sum(self.in_state_ms(state) for state in ON_CALL if state is not AgentState.ON_HOLD)

    def in_state_ms(self, state: AgentState) -> int:
        """Time in a state, whatever the reason."""
        return sum(ms for (one, _), ms in self.spent_ms.items() if one is state)


def entered_at(before: datetime | None, now: AgentNow, *, goes_on: bool = False) -> datetime:
    """When `now` belongs into the history after a state that was since `before`.

    `AgentNow.since` may lie before the state that went before (talking again after a hold counts from the answer);
    history goes forward only. `goes_on`: it is that state still, and only the call for help came or went.
    """
    if before is None or (now.since >= before and not goes_on):
        return now.since
    return max(before, now.as_of)


def forward(over: Iterable[AgentNow]) -> Iterator[tuple[AgentNow, datetime]]:
    """States of any agents in the order they were told, each with when history enters it."""
    last: dict[str, datetime] = {}
    for agent in sorted(over, key=lambda one: one.as_of):
        at = last[agent.agent_number] = entered_at(last.get(agent.agent_number), agent)
        yield agent, at


def stretches(changes: Iterable[StateChange], until: datetime) -> Iterator[Stretch]:
    """The history as stretches up to `until`; equal neighbours become one, empty ones are left out."""
    ordered = sorted(changes, key=lambda change: change.at)
    last_at_once = {change.at: change for change in ordered}  # of two at once the later told one counts
    begin: StateChange | None = None
    for change in last_at_once.values():
        if change.at >= until:
            break
        if begin is not None and _same(begin, change):
            continue
        if begin is not None:
            yield Stretch(begin.at, change.at, begin.state, begin.reason, begin.call_key)
        begin = change
    if begin is not None and begin.at < until:
        yield Stretch(begin.at, until, begin.state, begin.reason, begin.call_key)


def _same(one: StateChange, other: StateChange) -> bool:
    return (one.state, one.reason, one.call_key) == (other.state, other.reason, other.call_key)


def day_stretches(changes: Iterable[StateChange], day: date, zone: tzinfo | None, until: datetime) -> list[Stretch]:
    """The history within one local day, as far as it has gone at `until`; `zone` None is this computer's.

    `changes` should hold the last one before the day too: that state counts on.
    """
    midnight, end = day_bounds(day, zone)
    found = (_clipped(one, midnight) for one in stretches(changes, min(until, end)))
    return [span for span in found if span is not None]


def day_bounds(day: date, zone: tzinfo | None) -> tuple[datetime, datetime]:
    """From the first moment of a local day to the first of the next; a day may have 23 or 25 hours."""
    return _moment(day, time(), zone), _moment(day + timedelta(days=1), time(), zone)


def day_kept(
    changes: Iterable[StateChange],
    day: date,
    zone: tzinfo | None,
    until: datetime,
    rules: AttendanceRules | None = None,
    *,
    due: bool = True,
) -> DayKept:
    """One agent's `day` in local time, as far as it has gone at `until`; `zone` None is this computer's.

    `changes` should hold the last one before the day too: that state counts on, and what was never told is doubtful.
    `due` False: a day off, on which nobody is late. Without `rules` (shifts around the clock) nobody is late either.
    """
    known = list(changes)
    midnight, end = day_bounds(day, zone)
    spans = day_stretches(known, day, zone, until)
    carried = bool(spans) and spans[0].begin == midnight and all(one.at != midnight for one in known)
    on = [span for span in spans if span.state not in _OFF]
    came = _of_this_day(spans, on, _moment(day, rules.sign_on_due, zone)) if rules and carried else on
    spent: dict[tuple[AgentState, str], int] = {}
    for span in spans:
        spent[span.state, span.reason] = spent.get((span.state, span.reason), 0) + span.ms
    still_on = bool(spans) and spans[-1].state is not AgentState.SIGNED_OFF and spans[-1].end >= min(until, end)
    signed_off_at = None if still_on or not came else came[-1].end
    attended = _attendance(spans, came, signed_off_at, day, zone, until, rules) if rules and due else _Attendance()
    return DayKept(
        day,
        came[0].begin if came else None,
        signed_off_at,
        sum(span.ms for span in on),
        attended.late_ms,
        attended.early_ms,
        attended.absent,
        attended.doubtful,
        spent,
        tuple(_busy_too_long(spans, day, zone, rules)),
        _calls_taken(spans, carried=carried),
    )


def _of_this_day(spans: Sequence[Stretch], on: Sequence[Stretch], due_at: datetime) -> list[Stretch]:
    """`on` without what ran on from yesterday and was over before this day was due to begin: no sign-on of this day."""
    ended_at = next((span.begin for span in spans if span.state is AgentState.SIGNED_OFF), None)
    if ended_at is None or ended_at > due_at:
        return list(on)
    return [span for span in on if span.begin >= ended_at]


def _moment(day: date, local: time, zone: tzinfo | None) -> datetime:
    """A local time of a day, in UTC."""
    return datetime.combine(day, local, zone).astimezone(UTC)


def _clipped(span: Stretch, begin: datetime) -> Stretch | None:
    if span.end <= begin:
        return None
    if span.begin >= begin:
        return span
    return Stretch(begin, span.end, span.state, span.reason, span.call_key)


@dataclass(frozen=True, slots=True)
class _Attendance:
    late_ms: int = 0
    early_ms: int = 0
    absent: bool = False
    doubtful: bool = False


def _attendance(
    spans: Sequence[Stretch],
    on: Sequence[Stretch],
    signed_off_at: datetime | None,
    day: date,
    zone: tzinfo | None,
    until: datetime,
    rules: AttendanceRules,
) -> _Attendance:
    due_at = _moment(day, rules.late_after, zone)
    ends_at = _moment(day, rules.early_before, zone)
    late = early = timedelta()
    late_doubtful = early_doubtful = False
    if on and on[0].begin > due_at:
        late = on[0].begin - due_at
        late_doubtful = _dark(spans, due_at, on[0].begin)
    if signed_off_at is not None and signed_off_at < ends_at and until >= ends_at:
        early = ends_at - signed_off_at
        early_doubtful = _dark(spans, signed_off_at, ends_at)
    elif on and signed_off_at is None and on[-1].end < min(ends_at, until):
        early_doubtful = True  # lost from sight before the day was over, and not found again
    never = not on and until >= ends_at
    never_doubtful = never and _dark(spans, due_at, ends_at)
    late = timedelta() if late_doubtful else late
    early = timedelta() if early_doubtful else early
    return _Attendance(
        late // timedelta(milliseconds=1),
        early // timedelta(milliseconds=1),
        (never and not never_doubtful) or late > ABSENT_AFTER or early > ABSENT_AFTER,
        late_doubtful or early_doubtful or never_doubtful,
    )


def _dark(spans: Sequence[Stretch], begin: datetime, end: datetime) -> bool:
    """Whether anything between two moments is unknown, or was never told."""
    known = timedelta()
    for span in spans:
        if span.state is not AgentState.UNKNOWN:
            known += max(timedelta(), min(span.end, end) - max(span.begin, begin))
    return known < end - begin


def _busy_too_long(
    spans: Sequence[Stretch], day: date, zone: tzinfo | None, rules: AttendanceRules | None
) -> Iterator[Stretch]:
    """Busy for over 15 minutes in one stretch, lunch left out; what the system found itself is nobody's doing."""
    lunch = rules.lunch if rules is not None else None
    for span in spans:
        if span.state is not AgentState.BUSY or span.reason in (PHONE_OFFLINE, ON_THE_PHONE):
            continue
        ms = span.ms
        if lunch is not None:
            begin, end = (_moment(day, moment, zone) for moment in lunch)
            shared = max(timedelta(), min(span.end, end) - max(span.begin, begin))
            ms -= shared // timedelta(milliseconds=1)
        if ms > BUSY_WITHOUT_LEAVE_MS:
            yield span


def _calls_taken(spans: Sequence[Stretch], *, carried: bool) -> int:
    """Calls in which the agent talked: by their keys, else by each coming from no call into one.

    A call that ran on from yesterday was taken then.
    """
    going_on = spans[0] if carried and spans[0].state in ON_CALL else None
    keys = {span.call_key for span in spans if span.state in ON_CALL and span.call_key}
    unnamed = 0
    before = going_on
    for span in spans:
        if span.state in ON_CALL and not span.call_key and (before is None or before.state not in ON_CALL):
            unnamed += 1
        if span.state is not AgentState.UNKNOWN:  # a gap in the news does not make two calls of one
            before = span
    return len(keys - {going_on.call_key if going_on else ""}) + unnamed
