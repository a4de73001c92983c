"""The floor in the store: plan, states, history, actions, alerts and handovers, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from console.domain.audit import AuditKind
from console.domain.calls import Direction
from console.domain.faults import FaultKind, InputFault, PlaceFault
from console.domain.floor import AgentNow, AgentState, AwayReason, FloorAction, LimitLevel, Limits
from console.domain.floor_book import ActionState, AlertAnswer, AlertKind, ToldAlert
from console.domain.floor_plan import Room, Seat
from console.domain.people import Person, Role
from console.store.floor_writing import FloorWriting, is_not_leading
from console.store.ids import new_id
from console.store.people import NewPerson
from console.store.tables import PersonTable
from tests.store.centres import START, Centre

LISTENS = frozenset({FloorAction.SIGN_OFF, FloorAction.SET_AWAY})


@pytest.fixture
def lead(centre: Centre) -> Person:
    return centre.store.people.add(NewPerson("3001", "周强", Role.SUPERVISOR, "A", password="secret"))


@pytest.fixture
def gateway(centre: Centre) -> Iterator[FloorWriting]:
    writing = centre.store.floor_writing("pbx")
    assert writing.lead(LISTENS)
    yield writing
    writing.close()


def talking(number: str, **fields: object) -> AgentNow:
    plain = AgentNow(
        number,
        AgentState.TALKING,
        START,
        queue="售后",
        call_key="1.7",
        other_number="138****5678",
        direction=Direction.INBOUND,
        hold_ms=1500,
        next_state=AgentState.AWAY,
        next_reason=AwayReason.MEAL,
        why="7: in a bridge",
        queues=("售后", "投诉"),
        as_of=START + timedelta(seconds=1),
    )
    return replace(plain, **fields)  # type: ignore[arg-type]


def test_a_plan_is_kept_whole_and_people_change_places(centre: Centre, lead: Person) -> None:
    floor = centre.store.floor
    one, two = Seat(new_id(), 0, 0, "A01", centre.wang.id), Seat(new_id(), 1, 1, "A02", centre.chen.id)
    room = floor.save_room(Room(new_id(), "大厅", 2, 3, (one, two)), lead)
    assert floor.rooms() == [room]
    assert room.version == 1
    swapped = (
        replace(one, row=1, column=1, agent_id=centre.chen.id),
        replace(two, row=0, column=0, agent_id=centre.wang.id),
    )
    changed = replace(room, seats=swapped)
    room = floor.save_room(changed, lead)
    assert {(seat.name, seat.row, seat.agent_id) for seat in floor.rooms()[0].seats} == {
        ("A01", 1, centre.chen.id),
        ("A02", 0, centre.wang.id),
    }
    other = floor.save_room(Room(new_id(), "小厅", 1, 1, (Seat(new_id(), 0, 0, "B01", centre.wang.id),)), lead)
    assert [seat.agent_id for seat in floor.rooms()[0].seats] == [None, centre.chen.id]
    with pytest.raises(PlaceFault) as stale:
        floor.save_room(replace(room, version=1), lead)
    assert stale.value.kind is FaultKind.CHANGED_ELSEWHERE
    with pytest.raises(InputFault) as taken:
        floor.save_room(Room(new_id(), "大厅", 1, 1), lead)
    assert taken.value.kind is FaultKind.NUMBER_TAKEN
    floor.remove_room(other.id, lead)
    assert [kept.name for kept in floor.rooms()] == ["大厅"]


def test_states_come_back_as_they_were_and_history_keeps_what_was_entered(
    centre: Centre, gateway: FloorWriting
) -> None:
    later = START + timedelta(seconds=9)
    ready = AgentNow("1002", AgentState.READY, START, as_of=START)
    assert gateway.put(later, "up", "", [talking("1001"), ready, talking("9999")]) == 2
    seen = centre.store.floor.now()
    assert dict(seen.agents) == {"1001": talking("1001"), "1002": ready}
    assert (seen.gateways["pbx"].link, seen.gateways["pbx"].able) == ("up", LISTENS)
    gateway.put(later, "up", "", [talking("1001", hold_ms=9000)])
    gateway.put(later, "up", "", [talking("1001", help=True)])
    gateway.put(later, "up", "", [AgentNow("1001", AgentState.AFTER_CALL, later, as_of=later)])
    states = centre.store.floor.history(START, later + timedelta(seconds=1), [centre.wang.id])
    assert [(one.state, one.help, one.entered_at) for one in states] == [
        (AgentState.TALKING, False, START),
        (AgentState.TALKING, True, START + timedelta(seconds=1)),
        (AgentState.AFTER_CALL, False, later),
    ]
    hour = timedelta(hours=1)
    (last_before,) = centre.store.floor.history(later + hour, later + 2 * hour, [centre.wang.id])
    assert last_before.state is AgentState.AFTER_CALL


def test_history_goes_forward_where_talk_counts_from_the_answer(centre: Centre, gateway: FloorWriting) -> None:
    """Talking again after a hold says `since` the answer, which lies before the hold."""
    held_at, back_at = START + timedelta(seconds=30), START + timedelta(seconds=50)
    answered = talking("1001")
    gateway.put(answered.as_of, "up", "", [answered])
    gateway.put(held_at, "up", "", [replace(answered, state=AgentState.ON_HOLD, since=held_at, as_of=held_at)])
    gateway.put(back_at, "up", "", [replace(answered, as_of=back_at)])
    history = centre.store.floor.history(START - timedelta(hours=1), START + timedelta(hours=1))
    assert [(entered.state, entered.entered_at) for entered in history] == [
        (AgentState.TALKING, START),
        (AgentState.ON_HOLD, held_at),
        (AgentState.TALKING, back_at),
    ]


def test_a_call_for_help_is_in_the_history_when_it_came(centre: Centre, gateway: FloorWriting) -> None:
    answered, asked_at = talking("1001"), START + timedelta(seconds=40)
    held_at, back_at = START + timedelta(seconds=20), START + timedelta(seconds=30)
    gateway.put(answered.as_of, "up", "", [answered])
    gateway.put(held_at, "up", "", [replace(answered, state=AgentState.ON_HOLD, since=held_at, as_of=held_at)])
    gateway.put(back_at, "up", "", [replace(answered, as_of=back_at)])
    gateway.put(asked_at, "up", "", [replace(answered, help=True, as_of=asked_at)])
    history = centre.store.floor.history(START - timedelta(hours=1), START + timedelta(hours=1))
    assert [(entered.state, entered.help, entered.entered_at) for entered in history] == [
        (AgentState.TALKING, False, START),
        (AgentState.ON_HOLD, False, held_at),
        (AgentState.TALKING, False, back_at),
        (AgentState.TALKING, True, asked_at),
    ]
    assert centre.store.floor.now().agents["1001"].since == START


def test_another_queue_alone_is_kept_and_is_no_new_state(centre: Centre, gateway: FloorWriting) -> None:
    gateway.put(START, "up", "", [talking("1001")])
    for queues in (("售后",), (), tuple(f"queue {n:03}" for n in range(300))):
        assert gateway.put(START, "up", "", [talking("1001", queues=queues)]) == 1
        assert centre.store.floor.now().agents["1001"] == talking("1001", queues=queues)
    (entered,) = centre.store.floor.history(START, START + timedelta(hours=1), [centre.wang.id])
    assert entered.entered_at == START


def test_names_of_queues_are_any_names(centre: Centre, gateway: FloorWriting) -> None:
    evil = ("", "\0", "a\n1", "a\t1", '"]', "');--", "0", "\\u0000", "null", "\ud83c", "🎧" * 50, "长" * 60, "\x10\x10")
    gateway.put(START, "up", "", [talking("1001", queues=evil)])
    kept = centre.store.floor.now().agents["1001"].queues
    assert kept == tuple(sorted({" ", "a 1", '"]', "');--", "0", "\\u0000", "null", "?", "🎧" * 40, "长" * 40, "  "}))


def test_texts_of_the_outside_world_do_no_harm(centre: Centre, gateway: FloorWriting) -> None:
    bad = "\0\ud83c'); DROP TABLE agent_now; --\x1b" + "长" * 500
    gateway.put(START, "up", bad, [talking("1001", why=bad, queue=bad, call_key=bad, other_number=bad, reason=bad)])
    (agent,) = centre.store.floor.now().agents.values()
    assert agent.why.startswith(" ?'); DROP TABLE")
    assert len(agent.why) == 160


def test_an_action_is_asked_taken_up_and_answered(centre: Centre, lead: Person, gateway: FloorWriting) -> None:
    floor = centre.store.floor
    with pytest.raises(PlaceFault, match="gateway"):
        floor.ask(lead, centre.wang.id, FloorAction.SIGN_OFF)
    gateway.put(START, "up", "", [talking("1001")])
    with pytest.raises(InputFault):
        floor.ask(lead, centre.wang.id, FloorAction.SET_AWAY, reason="because")
    with pytest.raises(InputFault):
        floor.ask(lead, centre.wang.id, FloorAction.TAKE_OVER, to_phone="8001&SIP/evil")
    key = floor.ask(lead, centre.wang.id, FloorAction.SET_AWAY, reason="meal", call_key="1.7")
    floor.ask(lead, centre.wang.id, FloorAction.SET_AWAY, reason="meal", action_id=key)
    if not centre.store._database.is_sqlite:  # there the server's clock counts for what is too late
        with centre.store._database.writing() as connection:
            connection.exec_driver_sql("UPDATE floor_action SET at = now()")
    assert [one.id for one in floor.recent_actions(timedelta(minutes=1))] == [key]
    assert floor.recent_actions(timedelta(0)) == [] or centre.store._database.is_sqlite
    (todo,) = gateway.take()
    assert (todo.id, todo.agent_number, todo.action, todo.reason, todo.call_key) == (
        key,
        "1001",
        FloorAction.SET_AWAY,
        "meal",
        "1.7",
    )
    assert gateway.take() == []
    gateway.finish(key, ActionState.ACCEPTED, "queued", last=False)
    assert floor.action(key).state is ActionState.ACCEPTED
    gateway.finish(key, ActionState.DONE, "Response: Success")
    gateway.finish(key, ActionState.REFUSED, "too late")
    done = floor.action(key)
    assert (done.state, done.words) == (ActionState.DONE, "Response: Success")
    kinds = [entry.kind for entry in centre.store.audit.entries(subject_id=centre.wang.id)]
    assert kinds[-2:] == [AuditKind.FLOOR_ACTION, AuditKind.FLOOR_ACTION_ENDED]
    assert centre.store.audit.verify().broken is None


def test_what_a_crashed_gateway_had_begun_is_not_begun_again(
    centre: Centre, lead: Person, gateway: FloorWriting
) -> None:
    gateway.put(START, "up", "", [talking("1001")])
    key = centre.store.floor.ask(lead, centre.wang.id, FloorAction.END_CALL)
    with centre.store._database.writing() as connection:
        connection.exec_driver_sql("UPDATE floor_action SET taken_at = at")
    gateway.close()
    assert gateway.lead(LISTENS)
    assert centre.store.floor.action(key).state is ActionState.REFUSED
    assert gateway.take() == []


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


LONG_TALK = ToldAlert("1001", AgentState.TALKING, "", START, LimitLevel.ALARM, 600_000, after(600))


def test_an_alert_is_raised_once_answered_and_ends_with_its_state(
    centre: Centre, lead: Person, gateway: FloorWriting
) -> None:
    floor = centre.store.floor
    gateway.put(START, "up", "", [talking("1001")])
    assert gateway.put_alerts([LONG_TALK, replace(LONG_TALK, agent_number="9999")]) == 1
    assert gateway.put_alerts([LONG_TALK]) == 0
    (alert,) = floor.alerts(START)
    assert (alert.agent_id, alert.level, alert.ended_at) == (centre.wang.id, LimitLevel.ALARM, None)
    assert alert.asks
    assert gateway.open_alerts() == [("1001", alert)]
    with pytest.raises(InputFault):
        floor.answer(alert.id, lead, AlertAnswer.SNOOZED)
    floor.answer(alert.id, lead, AlertAnswer.SNOOZED, "long complaint", after(900))
    gateway.put(START, "up", "", [talking("1001", since=after(1200))])
    assert gateway.put_alerts([replace(LONG_TALK, at=after(1201), ended_at=after(1200))]) == 1
    (alert,) = floor.alerts(START)
    assert (alert.answer, alert.answered_by, alert.answer_reason) == (AlertAnswer.SNOOZED, lead.id, "long complaint")
    assert alert.ended_at == after(1200)
    assert gateway.open_alerts() == []


def test_a_stretch_that_goes_on_after_all_is_open_again(centre: Centre, gateway: FloorWriting) -> None:
    gateway.put(START, "up", "", [talking("1001")])
    gateway.put_alerts([LONG_TALK])
    gateway.put_alerts([replace(LONG_TALK, ended_at=after(620))])
    assert gateway.put_alerts([replace(LONG_TALK, at=after(640))]) == 1
    (alert,) = centre.store.floor.alerts(START)
    assert alert.ended_at is None


def test_what_was_put_off_stands_again_when_it_is_told_once_more(
    centre: Centre, lead: Person, gateway: FloorWriting
) -> None:
    floor = centre.store.floor
    gateway.put(START, "up", "", [talking("1001")])
    gateway.put_alerts([LONG_TALK])
    (alert,) = floor.alerts(START)
    floor.answer(alert.id, lead, AlertAnswer.SNOOZED, "long complaint", after(900))
    assert not floor.alerts(START)[0].asks
    assert gateway.put_alerts([replace(LONG_TALK, at=after(899))]) == 0
    assert gateway.put_alerts([replace(LONG_TALK, at=after(900))]) == 1
    (alert,) = floor.alerts(START)
    assert (alert.answer, alert.answer_reason, alert.snoozed_until) == (AlertAnswer.SNOOZED, "long complaint", None)
    assert alert.asks


def test_a_call_for_help_is_kept_beside_the_limit_of_the_same_state(centre: Centre, gateway: FloorWriting) -> None:
    gateway.put(START, "up", "", [talking("1001", help=True)])
    for_help = replace(LONG_TALK, since=after(610), limit_ms=0)
    assert gateway.put_alerts([LONG_TALK, for_help]) == 2
    assert gateway.put_alerts([replace(for_help, ended_at=after(630))]) == 1
    limit, asked = centre.store.floor.alerts(START)
    assert (limit.kind, limit.ended_at) == (AlertKind.LIMIT, None)
    assert (asked.kind, asked.ended_at) == (AlertKind.HELP, after(630))


def test_a_gateway_is_told_of_the_alerts_of_its_own_agents(centre: Centre, gateway: FloorWriting) -> None:
    gateway.put(START, "up", "", [talking("1001")])
    gateway.put_alerts([LONG_TALK])
    other = centre.store.floor_writing("second")
    assert other.lead(LISTENS)
    assert other.open_alerts() == []
    other.close()


def test_a_note_is_signed_by_the_next_lead(centre: Centre, lead: Person) -> None:
    floor = centre.store.floor
    next_lead = centre.store.people.add(NewPerson("3002", "吴兰", Role.SUPERVISOR, "A", password="secret"))
    with pytest.raises(InputFault):
        floor.hand_over(lead, "A", " ")
    key = floor.hand_over(lead, "A", "座位 7 的耳机坏了", about_at=START)
    if centre.store._database.is_sqlite:  # a trusted session of a server may sign for anybody
        with pytest.raises(PlaceFault):
            floor.sign(key, centre.li)
    with pytest.raises(PlaceFault):
        floor.sign(key, lead)
    floor.sign(key, next_lead)
    (note,) = floor.handovers(START)
    assert (note.words, note.signed_by, note.about_at) == ("座位 7 的耳机坏了", next_lead.id, START)


def test_a_teams_own_limits(centre: Centre, lead: Person, gateway: FloorWriting) -> None:
    limits = Limits({AgentState.BUSY: 60}, {AwayReason.MEAL: 3600}, 50)
    centre.store.floor.set_limits("A", limits, lead)
    assert centre.store.floor.limits() == {"A": limits}
    teams, own = gateway.limits()
    assert (teams["1001"], own) == ("A", {"A": limits})
    centre.store.floor.set_limits("A", None, lead)
    assert centre.store.floor.limits() == {}


def test_silence_makes_everybody_unknown(centre: Centre, gateway: FloorWriting) -> None:
    centre.clock.now = START
    gateway.put(START, "up", "", [talking("1001", as_of=START)])
    seen = centre.store.floor.now()
    known = seen.gateways["pbx"]
    silent = replace(seen, gateways={"pbx": replace(known, age=timedelta(seconds=6))})
    lively = replace(seen, gateways={"pbx": replace(known, age=timedelta(seconds=4))})
    assert silent.aged()["1001"].state is AgentState.UNKNOWN
    assert lively.aged()["1001"].state is AgentState.TALKING


def test_who_is_no_agent_any_more_is_not_on_the_floor(sqlite_centre: Centre) -> None:
    writing = sqlite_centre.store.floor_writing("pbx")
    writing.lead(LISTENS)
    writing.put(START, "up", "", [talking("1001")])
    with sqlite_centre.store._database.writing() as connection:
        connection.execute(update(PersonTable).where(PersonTable.number == "1001").values(role=Role.INSPECTOR))
    assert sqlite_centre.store.floor.now().agents == {}
    writing.close()


def test_of_two_consoles_on_one_file_one_leads(sqlite_centre: Centre) -> None:
    store, clock = sqlite_centre.store, sqlite_centre.clock
    one, other = store.floor_writing("pbx"), store.floor_writing("pbx")
    assert one.lead(LISTENS)
    assert one.lead(LISTENS, fresh=False)
    one.put(clock.now, "up", "", [talking("1001")])
    clock.turn(seconds=4)
    assert not other.lead(LISTENS)
    for deed in (
        lambda: other.put(clock.now, "up", ""),
        other.take,
        lambda: other.finish(new_id(), ActionState.DONE, ""),
        lambda: other.put_alerts([]),
    ):
        with pytest.raises(PlaceFault) as refused:
            deed()
        assert is_not_leading(refused.value)
    clock.turn(seconds=1)
    assert other.lead(LISTENS)  # it was silent for five seconds
    assert store.floor.now().agents["1001"].state is AgentState.UNKNOWN
    with pytest.raises(PlaceFault):
        one.put(clock.now, "up", "")
    one.close()  # leads no more: nothing to give up
    assert not one.lead(LISTENS)
    other.close()
    assert one.lead(LISTENS)  # at once


def test_a_clock_that_was_set_back_keeps_nobody_from_leading(sqlite_centre: Centre) -> None:
    store, clock = sqlite_centre.store, sqlite_centre.clock
    assert store.floor_writing("pbx").lead(LISTENS)
    clock.turn(hours=-1)
    assert store.floor_writing("pbx").lead(LISTENS)


def test_a_lead_acts_on_the_own_team_alone(centre: Centre, gateway: FloorWriting) -> None:
    if not centre.store._database.is_sqlite:
        return  # a trusted session of a server may all; tests/rights asks it as the persons themselves
    floor = centre.store.floor
    strange, everywhere = (
        centre.store.people.add(NewPerson(number, "周强", Role.SUPERVISOR, team, password="secret"))
        for number, team in (("3003", "B"), ("3004", ""))
    )
    gateway.put(START, "up", "", [talking("1001")])
    gateway.put_alerts([LONG_TALK])
    (alert,) = floor.alerts(START)
    note = floor.hand_over(everywhere, "A", "who has no team leads them all")
    with pytest.raises(PlaceFault, match="not_found"):
        floor.ask(strange, centre.wang.id, FloorAction.SIGN_OFF)
    with pytest.raises(PlaceFault, match="not_found"):
        floor.answer(alert.id, strange, AlertAnswer.SEEN)
    with pytest.raises(PlaceFault, match="not_found"):
        floor.sign(note, strange)
    with pytest.raises(PlaceFault, match="no_right"):
        floor.set_limits("A", Limits(), strange)
    with pytest.raises(PlaceFault, match="no_right"):
        floor.hand_over(strange, "A", "words")
    floor.answer(alert.id, everywhere, AlertAnswer.SEEN)
    floor.set_limits("A", Limits(), everywhere)
