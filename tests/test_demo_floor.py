"""The demo centre's floor: a room with people in it and a past that hangs together; an old centre gets it once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from console.demo import build_demo, settle_demo
from console.demo_floor import ROOM, build_floor
from console.demo_people import AGENTS, TEAM
from console.demo_telephone import NAME, numbers_of, telephone
from console.domain.attendance import AttendanceRules
from console.domain.audit import AuditKind
from console.domain.floor import AgentState, FloorAction, LimitLevel
from console.domain.floor_book import ActionState, AlertAnswer, AlertKind, Entered
from console.domain.people import Role
from console.domain.time_kept import StateChange, day_kept
from console.places import resources_folder
from console.store.people import NewPerson
from console.store.store import Store
from console.store_door import publish_shipped_form
from console.telephony.simulated_centre import SIMULATED_LIMITS

NOW = datetime(2026, 3, 20, 15, 0).astimezone(UTC)
EARLY = datetime(2026, 3, 20, 1, 0).astimezone(UTC)
SOUNDS = resources_folder() / "demo" / "sounds"
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("demo")
    with Store.open(folder / "demo.db", now=lambda: NOW) as store:
        publish_shipped_form(store)
        settle_demo(store, SOUNDS, folder / "demo", NOW)
        yield store


def history_of(store: Store) -> dict[str, list[Entered]]:
    numbers = {person.id: person.number for person in store.people.list_people()}
    found: dict[str, list[Entered]] = {}
    for entered in store.floor.history(NOW - 2 * DAY, NOW + DAY):
        found.setdefault(numbers[entered.agent_id], []).append(entered)
    return found


def test_twelve_sit_in_the_room_and_some_seats_are_empty(centre: Store) -> None:
    (room,) = centre.floor.rooms()
    people = {person.id: person for person in centre.people.list_people()}
    assert room.name == ROOM
    assert len(room.seats) > len(AGENTS)
    sitting = [(people[seat.agent_id].seat, seat.name) for seat in room.seats if seat.agent_id]
    assert len(sitting) == len(AGENTS)
    assert all(own == name for own, name in sitting)
    columns = {seat.column for seat in room.seats}
    assert len(columns) < room.columns, "there is an aisle"
    assert centre.floor.limits() == {TEAM: SIMULATED_LIMITS}


def test_the_past_goes_forward_and_ends_with_nobody_known(centre: Store) -> None:
    histories = history_of(centre)
    assert histories.keys() == {agent.number for agent in AGENTS}
    for number, states in histories.items():
        assert all(one.entered_at <= other.entered_at for one, other in pairwise(states)), number
        assert states[-1].state is AgentState.UNKNOWN
        assert states[-1].entered_at == NOW
        assert not any(one.state is AgentState.UNKNOWN for one in states[:-1])
    ever = Counter(entered.state for states in histories.values() for entered in states)
    assert set(ever) == set(AgentState)
    assert ever[AgentState.TALKING] > 500
    assert all(agent.state is AgentState.UNKNOWN for agent in centre.floor.now().agents.values())


def test_yesterday_is_a_day_of_work_by_the_attendance_rules(centre: Store) -> None:
    yesterday = (NOW.astimezone() - DAY).date()
    kept = []
    for states in history_of(centre).values():
        changes = [StateChange(one.entered_at, one.state, one.reason, one.call_key) for one in states]
        kept.append(day_kept(changes, yesterday, None, NOW, AttendanceRules()))
    assert sum(not day.absent for day in kept) >= len(AGENTS) - 2
    assert sum(not day.late_ms and not day.absent for day in kept) >= len(AGENTS) / 2
    assert all(day.calls_taken > 40 for day in kept if not day.absent)


def test_limits_were_passed_and_some_were_answered(centre: Store) -> None:
    alerts = centre.floor.alerts(NOW - DAY)
    kinds = Counter((alert.kind, alert.level) for alert in alerts)
    assert kinds[AlertKind.LIMIT, LimitLevel.WARN] >= kinds[AlertKind.LIMIT, LimitLevel.ALARM] > 10
    assert kinds[AlertKind.HELP, LimitLevel.ALARM] > 1
    answers = Counter(alert.answer for alert in alerts)
    assert answers[AlertAnswer.SEEN] > 5
    assert answers[AlertAnswer.SNOOZED] >= 1
    assert all(alert.answer_reason and alert.snoozed_until for alert in alerts if alert.answer is AlertAnswer.SNOOZED)
    for alert in alerts:
        assert alert.ended_at is not None
        assert alert.since <= alert.raised_at <= alert.ended_at <= NOW
        if alert.kind is AlertKind.LIMIT and alert.level is LimitLevel.ALARM:
            assert alert.raised_at - alert.since >= timedelta(milliseconds=alert.limit_ms)


def test_two_deeds_are_in_the_record_and_a_note_waits_for_its_signature(centre: Store) -> None:
    refused, done = sorted(centre.floor.actions(NOW - DAY), key=lambda one: one.action)
    assert (done.action, done.state) == (FloorAction.SET_READY, ActionState.DONE)
    assert (refused.action, refused.state) == (FloorAction.END_CALL, ActionState.REFUSED)
    assert refused.words.endswith("has no call")
    kinds = Counter(entry.kind for entry in centre.audit.entries())
    assert (kinds[AuditKind.FLOOR_ACTION], kinds[AuditKind.FLOOR_ACTION_ENDED]) == (2, 2)
    assert centre.audit.verify().broken is None
    after = centre.floor.history(done.at, done.at + timedelta(seconds=1), [done.agent_id])
    assert after[-1].state in (AgentState.READY, AgentState.RINGING)
    (note,) = centre.floor.handovers(NOW - DAY)
    assert note.signed_by is None
    assert note.seat_id in {seat.id for seat in centre.floor.rooms()[0].seats}
    assert note.about_at is not None
    supervisor = next(person for person in centre.people.list_people() if person.role is Role.SUPERVISOR)
    assert note.by_id != supervisor.id, "the supervisor can sign it"


def test_a_centre_of_an_earlier_version_gets_its_floor_once(tmp_path: Path) -> None:
    home = tmp_path / "demo"
    home.mkdir()
    with Store.open(tmp_path / "demo.db") as store:
        publish_shipped_form(store)
        build_demo(store, SOUNDS, NOW)
        (home / "complete").touch()
        people, calls = store.people.list_people(), len(store.coaching.list_notes())
        settle_demo(store, SOUNDS, home, NOW)
        assert (store.people.list_people(), len(store.coaching.list_notes())) == (people, calls)
        (room,) = store.floor.rooms()
        manager = next(person for person in people if person.role is Role.MANAGER)
        store.floor.remove_room(room.id, manager)
        before = store.floor.history(NOW - 2 * DAY, NOW + DAY)
        settle_demo(store, SOUNDS, home, NOW + timedelta(hours=1))
        assert store.floor.rooms() == []
        assert store.floor.history(NOW - 2 * DAY, NOW + DAY) == before


def test_a_build_that_was_cut_short_is_finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store.open(tmp_path / "demo.db") as store:
        publish_shipped_form(store)
        with monkeypatch.context() as patched:
            patched.setattr("console.demo_floor._leave_note", lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                settle_demo(store, SOUNDS, tmp_path / "demo", NOW)
        before = store.floor.history(NOW - 2 * DAY, NOW + DAY)
        settle_demo(store, SOUNDS, tmp_path / "demo", NOW)
        assert store.floor.history(NOW - 2 * DAY, NOW + DAY) == before
        assert len(store.floor.handovers(NOW - DAY)) == 1
        assert len(store.floor.actions(NOW - DAY)) == 2


@pytest.mark.parametrize("hours", range(0, 24, 6))
def test_there_is_a_past_at_any_hour(tmp_path: Path, hours: int) -> None:
    now = EARLY + timedelta(hours=hours)
    with Store.open(tmp_path / "demo.db", now=lambda: now) as store:
        publish_shipped_form(store)
        store.people.add_many([NewPerson(one.number, one.name, one.role, TEAM, one.seat) for one in AGENTS])
        store.people.add(NewPerson("1101", "杨帆", Role.SUPERVISOR, TEAM))
        store.people.add(NewPerson("1201", "高岚", Role.MANAGER))
        build_floor(store, now)
        assert len(store.floor.actions(now - DAY)) == 2
        (note,) = store.floor.handovers(now - DAY)
        assert note.about_at is not None
        assert note.at <= now
        assert len(store.floor.alerts(now - DAY)) > 20


def test_only_its_own_people_are_simulated(tmp_path: Path) -> None:
    with Store.open(tmp_path / "real.db") as store:
        real = [NewPerson(AGENTS[0].number, "真人", Role.AGENT), NewPerson("2099", "新人", Role.AGENT)]
        store.people.add_many(real)
        store.people.add(NewPerson(AGENTS[1].number, AGENTS[1].name, Role.AGENT))
        assert numbers_of(store) == (AGENTS[1].number,)
        assert NAME not in store.floor.now().gateways
        assert set(telephone(numbers_of(store), NOW).snapshot().agents) == {AGENTS[1].number}
