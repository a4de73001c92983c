"""The demo centre's floor: its room and limits, and two days of what happened there, lived through in a second."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from console.demo_alerts import Told, alerts_of
from console.demo_people import TEAM
from console.demo_telephone import NAME, numbers_of, team
from console.domain.floor import AgentNow, AgentState, FloorAction, unknown
from console.domain.floor_book import ActionState, Entered
from console.domain.floor_plan import Room, Seat
from console.domain.people import Person
from console.domain.time_kept import entered_at
from console.store.ids import new_id
from console.store.store import Store
from console.telephony.interface import AgentChanged, Result
from console.telephony.simulated_centre import SIMULATED_LIMITS
from console.telephony.simulated_floor import SimulatedFloor

ROOM = "一号大厅"
PLAN = ("A01 A02 A03 . A04 A05 A06", "A07 A08 A09 . A10 A11 A12", ". . . . . . .", "A13 A14 A15 . A16 A17 A18")
"""Seats by name, row by row; a dot is the aisle."""

SEED = 3
NOTE = "A07 的耳机有杂音，已报修，请下一班确认是否换好。"
NOTED_SEAT = "A07"

_LOOK_EVERY = timedelta(seconds=30)
_DAY = timedelta(days=1)


def build_floor(store: Store, now: datetime) -> None:
    """Give the demo centre in `store` its floor, as of `now`; what is there is left alone. Faults as the store's.

    Its past begins with yesterday, and is the same every time but for where it is cut off by `now`.
    """
    people = {person.number: person for person in store.people.list_people()}
    clock = _Clock(now)
    with Store.open(store.url, create=False, now=clock) as past:
        if not past.floor.rooms():
            past.floor.save_room(_room(people), people["1201"])
        if TEAM not in past.floor.limits():
            past.floor.set_limits(TEAM, SIMULATED_LIMITS, people["1201"])
        numbers = numbers_of(past)
        ids = {number: people[number].id for number in numbers}
        if not past.floor.history(now - _DAY, now, list(ids.values())):
            days = _Days(numbers, now)
            days.live()
            past.floor.bring_in_past(NAME, days.entered(ids), alerts_of(days.stretches, ids, people["1101"], now))
            _write_deeds(past, days.deeds, ids, people["1101"], clock)
        if not past.floor.handovers(now - _DAY):
            _leave_note(past, people["1201"], clock)


def _leave_note(past: Store, by: Person, clock: _Clock) -> None:
    """About the last call, at least an hour ago, of whoever sits at the seat."""
    now = clock.now
    seats = (seat for room in past.floor.rooms() for seat in room.seats)
    seat = next((seat for seat in seats if seat.name == NOTED_SEAT and seat.agent_id), None)
    states = past.floor.history(now - _DAY, now - timedelta(hours=1), [seat.agent_id] if seat and seat.agent_id else ())
    talks = [one.entered_at for one in states if one.state is AgentState.TALKING]
    about = talks[-1] if talks and seat else None
    clock.now = about + timedelta(minutes=20) if about else now - timedelta(minutes=40)
    past.floor.hand_over(by, TEAM, NOTE, seat.id if seat else None, about)


@dataclass
class _Clock:
    now: datetime

    def __call__(self) -> datetime:
        return self.now


def _room(people: Mapping[str, Person]) -> Room:
    sits = {person.seat: person.id for person in people.values() if person.seat}
    rows = [line.split() for line in PLAN]
    seats = tuple(
        Seat(new_id(), row, column, name, sits.get(name))
        for row, names in enumerate(rows)
        for column, name in enumerate(names)
        if name != "."
    )
    return Room(new_id(), ROOM, len(rows), max(map(len, rows)), seats)


@dataclass(frozen=True)
class _Deed:
    """What the supervisor did to somebody, and what came of it."""

    at: datetime
    number: str
    action: FloorAction
    call_key: str
    result: Result


@dataclass
class _Days:
    """Yesterday and today up to `now`, with the supervisor at work in the last 24 hours."""

    numbers: Sequence[str]
    now: datetime
    deeds: list[_Deed] = field(default_factory=list)
    stretches: dict[str, list[Told]] = field(default_factory=dict)

    def live(self) -> None:
        """Let it all happen."""
        midnight = (self.now.astimezone() - _DAY).replace(hour=0, minute=0, second=0, microsecond=0)
        self._floor = SimulatedFloor(team(self.numbers), SEED, midnight.astimezone(self.now.tzinfo), 0.0)
        for number, agent in self._floor.agents().items():
            self.stretches[number] = [Told(agent, agent.since, self.now)]
        self._until(self.now - _DAY + timedelta(hours=1))
        while self._floor.at < self.now and len(self.deeds) < 2:
            self._until(min(self.now, self._floor.at + _LOOK_EVERY))
            self._lead()
        self._until(self.now)

    def _until(self, at: datetime) -> None:
        for change in self._floor.run_until(at):
            if isinstance(change, AgentChanged):
                told = self.stretches[change.agent.agent_number]
                told[-1].end = change.agent.as_of
                told.append(Told(change.agent, change.agent.as_of, self.now))

    def _lead(self) -> None:
        """What a supervisor does who looks now: each thing once."""
        at, done = self._floor.at, {deed.action for deed in self.deeds}
        for number, stretches in self.stretches.items():
            agent = stretches[-1].agent
            limit_ms = SIMULATED_LIMITS.limit_ms(agent.state, agent.reason)
            away = agent.state is AgentState.AWAY and at - agent.since > timedelta(milliseconds=limit_ms + 40_000)
            if away and FloorAction.SET_READY not in done:
                self._do(_Deed(at, number, FloorAction.SET_READY, "", self._floor.set_ready(number)))
                return
            if agent.state is AgentState.AFTER_CALL and FloorAction.END_CALL not in done:
                talk = stretches[-2].agent if len(stretches) > 1 else agent
                if talk.state is AgentState.TALKING and agent.since - talk.since > timedelta(minutes=9):
                    self._do(_Deed(at, number, FloorAction.END_CALL, talk.call_key, self._floor.end_call(number)))
                    return

    def _do(self, deed: _Deed) -> None:
        self.deeds.append(deed)
        self._until(deed.at)

    def entered(self, ids: Mapping[str, UUID]) -> list[Entered]:
        """The history as a gateway would have written it."""
        found: list[Entered] = []
        for number, stretches in self.stretches.items():
            before: AgentNow | None = None
            for stretch in stretches:
                agent = stretch.agent
                if before is None or _as_entered(agent) != _as_entered(before):
                    moment = entered_at(before.since if before else None, agent)
                    entered = Entered(ids[number], agent.state, moment, agent.reason, agent.queue, agent.call_key)
                    found.append(replace(entered, help=agent.help))
                before = agent
        return sorted(found, key=lambda one: one.entered_at)


def _as_entered(agent: AgentNow) -> tuple[AgentState, str, datetime, bool]:
    return (agent.state, agent.reason, agent.since, agent.help)


def _write_deeds(past: Store, deeds: Sequence[_Deed], ids: Mapping[str, UUID], lead: Person, clock: _Clock) -> None:
    """What was done, asked and answered as anything is; at the end nobody vouches for anybody."""
    now = clock.now
    writing = past.floor_writing(NAME)
    writing.lead(frozenset())
    writing.put(
        now, "down", "the gateway was ended", [unknown(number, now, "0: the gateway was ended") for number in ids]
    )
    for deed in deeds:
        clock.now = deed.at
        asked = past.floor.ask(lead, ids[deed.number], deed.action, call_key=deed.call_key)
        writing.take()
        clock.now = deed.at + timedelta(milliseconds=400)
        state = ActionState.DONE if deed.result.accepted else ActionState.REFUSED
        writing.finish(asked, state, deed.result.words)
    clock.now = now
    writing.put(now, "down", "the gateway was ended")
    writing.close()
