"""What has had its time goes, all of it and nothing else, and what is guarded stays guarded."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from console.domain.appeals import Outcome
from console.domain.audit import AuditKind
from console.domain.calls import Call, CallFilter, Progress
from console.domain.coaching import Note
from console.domain.people import Role
from console.domain.retention import Kept, OldRecording, PlanLine, limit_of
from console.store import retention
from console.store.ids import new_id
from tests.store.centres import START, Centre, a_call, supervisor
from tests.store.test_frozen import DEEDS

MOMENTS = st.builds(lambda days: START + timedelta(days=days), st.floats(-9000, 25_000))
SIX_YEARS_ON = datetime(2032, 3, 15, 12, tzinfo=UTC)


def plan_of(centre: Centre) -> dict[str, PlanLine]:
    return {line.what: line for line in centre.store.retention.plan()}


def count(centre: Centre, table: str) -> int:
    with centre.store._database.reading() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def a_note(centre: Centre, *calls: Call) -> Note:
    note = Note(
        id=new_id(),
        agent_id=centre.wang.id,
        agent_name="王芳",
        coach_id=centre.li.id,
        coach_name="李明",
        made_at=centre.clock.now,
        call_ids=tuple(call.id for call in calls),
    )
    return centre.store.coaching.save(note)


@dataclass
class Past:
    """Calls of six years ago, each with a fate of its own."""

    scored: Call
    appealed: Call
    corrected: Call
    at_work: Call
    coached_lately: Call
    never_scored: Call
    young: Call


@pytest.fixture
def past(centre: Centre) -> Past:
    fields = ("scored", "appealed", "corrected", "at_work", "coached_lately", "never_scored")
    calls = {name: centre.add_call(number) for number, name in enumerate(fields)}
    for name in fields[:-1]:
        centre.score(calls[name].id, "no_argument")
    (sheet,) = centre.store.evaluations.revisions(calls["appealed"].id)
    centre.store.appeals.appeal(sheet.id, "no_argument", "不是这样", centre.wang)
    a_note(centre, calls["scored"])
    centre.clock.now = SIX_YEARS_ON - timedelta(days=40)
    lead = supervisor(centre.zhao)
    draft = centre.store.evaluations.open_correction(calls["corrected"].id, lead, centre.form, "看错了")
    centre.store.evaluations.submit(draft.id, draft.version)
    centre.store.evaluations.open_correction(calls["at_work"].id, lead, centre.form, "看错了")
    a_note(centre, calls["coached_lately"])
    centre.clock.now = SIX_YEARS_ON
    young = centre.add_call(9, started_at=SIX_YEARS_ON - timedelta(days=2))
    centre.score(young.id, "expression")
    return Past(**calls, young=young)


def remove_recordings(centre: Centre) -> list[UUID]:
    due = [recording.call_id for recording in centre.store.retention.recordings_to_remove()]
    assert centre.store.retention.apply(Kept.RECORDINGS, centre.people["9001"], calls=due) == len(due)
    return due


@pytest.mark.usefixtures("past")
def test_the_plan_says_what_would_go_and_changes_nothing(centre: Centre) -> None:
    lines = plan_of(centre)
    began = START - timedelta(days=1)
    assert lines["recordings"] == PlanLine("recordings", 6, datetime(2031, 9, 15, 12, tzinfo=UTC), 5, began, None)
    assert replace(lines["logs"], things=0, bytes=None) == PlanLine(
        "logs", 12, datetime(2031, 3, 1, tzinfo=UTC), 0, START, None
    )
    before = datetime(2027, 3, 15, 12, tzinfo=UTC)
    assert lines["evaluations"] == PlanLine("evaluations", 60, before, 2, START, None)
    assert lines["notes"] == PlanLine("notes", 60, before, 1, START, None)
    assert lines["calls"] == PlanLine("calls", 60, before, 0, None, None)
    assert list(lines) == ["recordings", "logs", "evaluations", "notes", "calls"]
    assert plan_of(centre) == lines


def test_recordings_are_told_then_marked_and_those_in_dispute_stay(centre: Centre, past: Past) -> None:
    due = centre.store.retention.recordings_to_remove()
    assert due[0] == OldRecording(past.scored.id, past.scored.started_at, ("/recordings/0.wav",))
    assert [one.call_id for one in due] == [
        call.id for call in (past.scored, past.corrected, past.at_work, past.coached_lately, past.never_scored)
    ]
    assert centre.store.retention.recordings_to_remove(most=2) == due[:2]
    wanted = [past.scored.id, past.appealed.id, past.young.id]
    assert centre.store.retention.apply(Kept.RECORDINGS, centre.people["9001"], calls=wanted) == 1
    assert centre.store.retention.apply(Kept.RECORDINGS, centre.people["9001"], calls=wanted) == 0
    gone = {row.call.id: row.call.sound_gone_at for row in rows(centre)}
    assert {key for key, at in gone.items() if at} == {past.scored.id}
    assert gone[past.scored.id] == centre.store.calls.get(past.scored.id).sound_gone_at == SIX_YEARS_ON
    (entry,) = centre.store.audit.entries(kind=AuditKind.RETENTION)
    assert entry.facts == {"what": "recordings", "before": "2031-09-15", "count": 1}
    assert entry.person_id == centre.people["9001"].id


def rows(centre: Centre) -> list[Any]:
    return centre.store.calls.page(CallFilter(), replace(centre.li, role=supervisor(centre.li).role), 0, 100)


def test_evaluations_go_whole_with_notes_and_empty_calls(centre: Centre, past: Past) -> None:
    remove_recordings(centre)
    went = []
    while gone := centre.store.retention.apply(Kept.EVALUATIONS, most=1):
        went.append(gone)
    # Two evaluations and a note; then the shells: the call never scored, and the first scored. The other has its note.
    assert sum(went) == 2 + 1 + 2
    left = {row.call.id: row for row in rows(centre)}
    assert set(left) == {
        call.id for call in (past.appealed, past.corrected, past.at_work, past.coached_lately, past.young)
    }
    stripped = left[past.coached_lately.id]
    assert (stripped.progress, stripped.points, stripped.critical, stripped.inspector_name, stripped.coached) == (
        Progress.OPEN,
        None,
        False,
        "",
        True,
    )
    revisions = {name: len(centre.store.evaluations.revisions(call.id)) for name, call in vars(past).items()}
    assert {name for name, number in revisions.items() if number} == {"appealed", "corrected", "at_work", "young"}
    assert revisions["corrected"] == 2
    assert count(centre, "coaching_note") == count(centre, "coaching_note_call") == 1
    assert count(centre, "result") == 4
    assert count(centre, "revision") == 5
    assert count(centre, "revision_mark") == 5 * 20
    assert count(centre, "appeal") == 1
    assert plan_of(centre)["evaluations"].things == plan_of(centre)["calls"].things == 0
    assert centre.store.audit.verify().broken is None
    report = centre.store.reports.month(date(2026, 3, 1), zone=UTC)
    assert report.whole.drawn.evaluations == 3


def test_a_settled_appeal_and_a_sent_correction_let_go(centre: Centre, past: Past) -> None:
    (appeal,) = centre.store.appeals.list_appeals()
    centre.store.appeals.settle(appeal.id, Outcome.REJECTED, "听过了", replace(centre.li, role=Role.MANAGER))
    remove_recordings(centre)
    while centre.store.retention.apply(Kept.EVALUATIONS):
        pass
    assert past.appealed.id not in {row.call.id for row in rows(centre)}
    assert count(centre, "appeal") == 0


@pytest.mark.usefixtures("past")
def test_what_was_guarded_is_guarded_again(centre: Centre, url: str) -> None:
    remove_recordings(centre)
    for kind in Kept:
        centre.store.retention.apply(kind)
    plain = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    try:
        for deed in DEEDS:
            if "evidence" in deed or "form" in deed or "revision" in deed or "audit" in deed:
                with pytest.raises(DBAPIError, match="never changes"), plain.begin() as connection:
                    connection.execute(text(deed))
    finally:
        plain.dispose()
    centre.score(centre.add_call(50).id, "expression")
    assert count(centre, "result") == 5


@pytest.mark.usefixtures("past")
def test_a_deed_that_fails_half_way_never_happened(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    if not centre.store._database.is_sqlite:
        with centre.store._database.writing() as connection:  # the server's own record fails
            connection.execute(text("ALTER TABLE audit ADD CONSTRAINT no_more CHECK (kind <> 'retention') NOT VALID"))
    else:

        def refuse(*_: Any, **__: Any) -> None:
            raise DBAPIError("no", None, Exception())

        monkeypatch.setattr(retention, "record", refuse)
    before = count(centre, "revision")
    with pytest.raises(DBAPIError):
        centre.store.retention.apply(Kept.EVALUATIONS)
    assert count(centre, "revision") == before
    with pytest.raises(Exception, match="never changes"), centre.store._database.writing() as connection:
        connection.execute(text("DELETE FROM revision"))


def test_logs_go_by_whole_months_and_the_chain_still_holds(centre: Centre, past: Past) -> None:
    for day in range(0, 90, 10):
        centre.clock.now = datetime(2030, 12, 1, tzinfo=UTC) + timedelta(days=day)
        centre.store.audit.append(AuditKind.LISTEN, centre.li, past.young.id, day=day)
    centre.clock.now = datetime(2031, 12, 20, tzinfo=UTC)
    assert centre.store.retention.apply(Kept.LOGS) > 0
    with centre.store._database.reading() as connection:
        first = connection.execute(text("SELECT min(id) FROM audit")).scalar_one()
        anchor = connection.execute(text("SELECT id FROM audit_anchor")).scalars().all()
    assert anchor == [first - 1]
    report = centre.store.audit.verify()
    assert report.broken is None
    assert report.anchor_id == first - 1
    entries = centre.store.audit.entries()
    assert entries[-1].kind is AuditKind.RETENTION
    assert [entry.number for entry in entries] == list(range(first, report.head_id + 1))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(months=st.lists(st.integers(0, 30), min_size=1, max_size=12))
def test_whatever_the_clocks_said_the_chain_holds(centre: Centre, months: list[int]) -> None:
    for month in months:
        centre.clock.now = datetime(2026 + month // 12, month % 12 + 1, 15, tzinfo=UTC)
        centre.store.audit.append(AuditKind.LISTEN, centre.li)
    centre.clock.now = datetime(2028, 6, 15, tzinfo=UTC)
    limit = limit_of(Kept.LOGS, 12, centre.clock.now)
    old = [entry.at < limit for entry in centre.store.audit.entries()]
    so_far = old.index(False) if False in old else len(old)
    gone = centre.store.retention.apply(Kept.LOGS)
    # PostgreSQL lets go of whole months only: one that reaches behind a younger record stays.
    assert gone == so_far or (gone < so_far and not centre.store._database.is_sqlite)
    assert centre.store.audit.verify().broken is None


def test_a_policy_is_changed_and_recorded(centre: Centre) -> None:
    admin = centre.people["9001"]
    centre.store.retention.set_months(Kept.RECORDINGS, 3, admin)
    centre.store.retention.set_months(Kept.RECORDINGS, 3, admin)
    assert plan_of(centre)["recordings"].months == 3
    (entry,) = centre.store.audit.entries(kind=AuditKind.POLICY_SET)
    assert (entry.facts, entry.person_id) == ({"what": "recordings", "from": 6, "to": 3}, admin.id)
    with pytest.raises(ValueError, match="months"):
        centre.store.retention.set_months(Kept.LOGS, 0)


def test_a_recording_whose_call_went_may_come_again(centre: Centre) -> None:
    centre.store.calls.add_many([a_call(1), a_call(2)])
    centre.clock.now = SIX_YEARS_ON
    assert centre.store.retention.apply(Kept.EVALUATIONS) == 0
    first = centre.store.retention.recordings_to_remove(most=1)[0]
    assert centre.store.retention.apply(Kept.RECORDINGS, calls=[first.call_id]) == 1
    assert centre.store.retention.apply(Kept.EVALUATIONS) == 1
    assert [row.call.call_number for row in rows(centre)] == ["C00002"]
    assert centre.store.calls.add_many([a_call(1), a_call(2)]).added == 1


@given(now=MOMENTS, months=st.integers(1, 400))
def test_a_limit_is_that_many_months_back(now: datetime, months: int) -> None:
    limit = limit_of(Kept.EVALUATIONS, months, now)
    assert (now.year * 12 + now.month) - (limit.year * 12 + limit.month) == months
    assert limit.day == now.day or (limit.day < now.day and (limit + timedelta(days=1)).day == 1)
    assert limit_of(Kept.LOGS, months, now) == datetime(limit.year, limit.month, 1, tzinfo=UTC)


@pytest.mark.parametrize("now", [datetime(2026, 8, 31, 23, 59, tzinfo=UTC), datetime(2028, 2, 29, tzinfo=UTC)])
def test_both_databases_reckon_the_same_limit(centre: Centre, now: datetime) -> None:
    centre.clock.now = now
    lines = plan_of(centre)
    for kind in Kept:
        assert lines[kind].before == limit_of(kind, lines[kind].months, now)


@pytest.mark.postgresql
@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
@pytest.mark.usefixtures("past")
def test_whoever_works_goes_first(centre: Centre, url: str) -> None:
    """Somebody in the middle of saving a note holds what retention wants, and comes to its lock only at the end."""
    remove_recordings(centre)
    plain = url.replace("postgresql://", "postgresql+psycopg://")
    engine = create_engine(plain)
    try:
        with ThreadPoolExecutor(1) as pool, engine.connect() as busy, busy.begin():
            busy.execute(text("UPDATE coaching_note SET version = version WHERE id = gen_random_uuid()"))
            busy.execute(text("LOCK TABLE coaching_note IN ROW EXCLUSIVE MODE"))
            going = pool.submit(centre.store.retention.apply, Kept.EVALUATIONS)
            busy.execute(text("SELECT pg_sleep(0.8)"))
            assert not going.done()
            busy.execute(text("SET LOCAL lock_timeout = '3s'"))
            busy.execute(text("SELECT begin_deed()"))
            assert not going.done()
            busy.commit()
            assert going.result(timeout=20) > 0
    finally:
        engine.dispose()
    assert count(centre, "result") == 4


@pytest.mark.postgresql
@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_a_month_without_calls_goes_too(centre: Centre) -> None:
    old = [datetime(2021, month, 3, tzinfo=UTC) for month in (3, 4)]
    keys = [UUID(int=int(at.timestamp() * 1000) << 80 | 7 << 76 | 2 << 62) for at in old]
    for number, (at, key) in enumerate(zip(old, keys, strict=True)):
        centre.add_call(number, id=key, started_at=at)
        centre.clock.now = at
        centre.score(key, "expression")
    centre.clock.now = datetime(2026, 11, 1, tzinfo=UTC)
    a_note(centre, centre.store.calls.get(keys[1]))

    def months() -> list[str]:
        query = "SELECT relname FROM pg_class WHERE relname LIKE 'call_2021_%' AND relkind = 'r' ORDER BY 1"
        with centre.store._database.reading() as connection:
            return list(connection.execute(text(query)).scalars())

    with centre.store._database.writing() as connection:
        connection.execute(text("SELECT make_partitions()"))
    assert months() == ["call_2021_03", "call_2021_04"]
    remove_recordings(centre)
    while centre.store.retention.apply(Kept.EVALUATIONS):
        pass
    assert months() == ["call_2021_04"]
    assert [row.call.id for row in rows(centre)] == [keys[1]]
