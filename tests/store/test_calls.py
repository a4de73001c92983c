"""The call list: nothing twice, every filter, every order, and fast at a hundred thousand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Uuid, bindparam, text

from console.domain.audit import AuditKind
from console.domain.calls import (
    AgentSide,
    CallFilter,
    CallOrder,
    CallRow,
    CallStretch,
    EndedBy,
    Progress,
    SoundSource,
    StretchKind,
)
from console.domain.faults import FaultKind, InputFault, PlaceFault
from console.store.calls import page_query
from console.store.ids import new_id
from console.store.store import Store
from tests.store.centres import START, Centre, a_call


def shown(centre: Centre, **wishes: Any) -> list[str]:
    """Call numbers that the inspector finds, and proof that the count agrees."""
    wanted = CallFilter(**wishes)
    rows = centre.store.calls.page(wanted, centre.li, 0, 1000)
    assert centre.store.calls.count(wanted, centre.li) == len(rows)
    return [row.call.call_number for row in rows]


def test_a_call_comes_back_as_it_went_in_but_for_the_customers_number(centre: Centre) -> None:
    zone = timezone(timedelta(hours=8))
    call = centre.add_call(
        7,
        started_at=datetime(2026, 3, 1, 17, 30, 0, 123456, tzinfo=zone),
        sound=SoundSource(("/录音/一 🎧-in.wav", "/录音/一 🎧-out.wav"), AgentSide.RIGHT, 16000),
        ring_ms=4000,
        wait_ms=9000,
        talk_ms=61_500,
        hold_ms=None,
        ended_by=EndedBy.CALLER,
        stretches=(CallStretch(0, 4000, StretchKind.RING), CallStretch(9000, 31_000, StretchKind.HOLD)),
        hand_picked=True,
    )
    got = centre.store.calls.get(call.id)
    expected = replace(call, customer_number="138****5678", agent_id=centre.wang.id, agent_name="王芳", team="A")
    assert got == expected
    assert got.started_at.utcoffset() == timedelta(0)
    assert centre.store.calls.row(call.id, centre.li) == CallRow(got)


@pytest.mark.parametrize(
    "stretches",
    ["7", '"ring"', "[7]", '[["a", 2, "ring"]]', '[[1, 2, "lunch"]]', '[[5, 2, "ring"]]', "[[0, 1e400, 1]]", "null"],
)
def test_a_call_whose_times_make_no_sense_is_listed_without_them(centre: Centre, stretches: str) -> None:
    call = centre.add_call(7, ended_by=EndedBy.CALLER, stretches=(CallStretch(0, 4000, StretchKind.RING),))
    with centre.store._database.writing() as connection:
        connection.execute(
            text("UPDATE call SET stretches = :stretches, ended_by = 'moon' WHERE id = :id").bindparams(
                bindparam("id", type_=Uuid())
            ),
            {"stretches": stretches, "id": call.id},
        )
    got = centre.store.calls.get(call.id)
    assert (got.stretches, got.ended_by) == ((), EndedBy.UNKNOWN)


def test_the_same_content_is_one_call(centre: Centre) -> None:
    calls = [a_call(n) for n in range(3)]
    assert centre.store.calls.add_many([*calls, a_call(1)], centre.li).added == 3
    again = centre.store.calls.add_many([a_call(2), a_call(3)], centre.li)
    assert (again.added, again.known) == (1, 1)
    assert centre.store.calls.known_hashes(["hash-0", "hash-3", "hash-9"]) == {"hash-0", "hash-3"}
    facts = [entry.facts for entry in centre.store.audit.entries(kind=AuditKind.IMPORT)]
    assert facts == [{"added": 3, "known": 1}, {"added": 1, "known": 1}]


def test_nothing_is_added_when_one_cannot_be(centre: Centre) -> None:
    naive = replace(a_call(5), started_at=datetime(2026, 1, 1))  # noqa: DTZ001 - that is the point
    with pytest.raises(Exception, match="without zone"):
        centre.store.calls.add_many([a_call(4), naive])
    assert shown(centre) == []


def test_filters(centre: Centre) -> None:
    centre.add_call(1, queue="售前")
    centre.add_call(2, agent_number="1002", duration_ms=90_000)
    centre.add_call(3, agent_number="", agent_name="Ünal", call_number="100%_sure")
    centre.score(centre.add_call(4).id, "no_argument")
    centre.store.evaluations.open_draft(centre.add_call(5).id, centre.li, centre.form)
    began = START - timedelta(days=1)
    everything = ["C00005", "C00004", "100%_sure", "C00002", "C00001"]
    assert shown(centre) == everything
    assert shown(centre, text=" 售前") == ["C00001"]
    assert shown(centre, text="ÜNAL") == ["100%_sure"]
    assert shown(centre, text="0%_") == ["100%_sure"]
    assert shown(centre, text="c0000_") == []
    assert shown(centre, text="陈") == ["C00002"]
    assert shown(centre, text="1001") == ["C00005", "C00004", "C00001"]
    assert shown(centre, agent_id=centre.chen.id) == ["C00002"]
    assert shown(centre, team="B") == ["C00002"]
    assert shown(centre, queue="售前") == ["C00001"]
    assert shown(centre, since=began + timedelta(minutes=4)) == ["C00005", "C00004"]
    assert shown(centre, until=began + timedelta(minutes=2)) == ["C00001"]
    assert shown(centre, longer_ms=60_001) == ["C00002"]
    assert shown(centre, shorter_ms=60_000, queue="售前") == ["C00001"]
    assert shown(centre, progress=frozenset({Progress.SCORED, Progress.DRAFT})) == ["C00005", "C00004"]
    assert shown(centre, progress=frozenset({Progress.OPEN}), team="A") == ["C00001"]
    assert shown(centre, drawn_for_me=True) == []
    assert centre.store.calls.queues() == ["售前", "售后"]
    assert centre.store.calls.teams() == ["A", "B"]


def test_a_draw_shows_for_its_inspector_only(centre: Centre) -> None:
    call = centre.add_call(1)
    centre.add_call(2)
    for _ in range(2):
        centre.store.calls.draw_for(centre.li.id, [call.id, call.id])
    assert shown(centre, drawn_for_me=True) == ["C00001"]
    assert centre.store.calls.row(call.id, centre.li).drawn_for_me
    assert not centre.store.calls.row(call.id, centre.zhao).drawn_for_me
    assert centre.store.calls.count(CallFilter(drawn_for_me=True), centre.zhao) == 0


def test_an_agent_sees_own_submitted_results_only(centre: Centre) -> None:
    scored = centre.add_call(1)
    centre.score(scored.id)
    centre.score(centre.add_call(2, agent_number="1002").id)
    unscored = centre.add_call(3)
    rows = centre.store.calls.page(CallFilter(), centre.wang, 0, 10)
    assert [row.call.id for row in rows] == [scored.id]
    with pytest.raises(PlaceFault) as caught:
        centre.store.calls.row(unscored.id, centre.wang)
    assert caught.value.kind is FaultKind.NOT_FOUND


@pytest.mark.parametrize("order", list(CallOrder))
@pytest.mark.parametrize("descending", [True, False])
def test_pages_of_every_order_join_to_the_whole(centre: Centre, order: CallOrder, descending: bool) -> None:  # noqa: FBT001
    for n in range(12):
        centre.add_call(
            n,
            duration_ms=(n % 3 + 1) * 1000,
            agent_number=("1001", "1002", "")[n % 3],
            queue=("b", "a")[n % 2],
            started_at=START + timedelta(minutes=n // 2),
        )
    for row in centre.store.calls.page(CallFilter(queue="a"), centre.li, 0, 3):
        centre.score(row.call.id, "expression")
    wanted = CallFilter(order=order, descending=descending)
    pages = [row for at in range(0, 12, 5) for row in centre.store.calls.page(wanted, centre.li, at, 5)]
    assert len({row.call.id for row in pages}) == 12
    keys: dict[CallOrder, Callable[[CallRow], Any]] = {
        CallOrder.STARTED: lambda row: row.call.started_at,
        CallOrder.DURATION: lambda row: row.call.duration_ms,
        CallOrder.AGENT: lambda row: row.call.agent_name,
        CallOrder.QUEUE: lambda row: (row.call.queue, row.call.started_at),
        CallOrder.POINTS: lambda row: row.points,
    }
    if order is CallOrder.POINTS:
        assert [row.points is None for row in pages] == [False] * 3 + [True] * 9
        pages = pages[:3]
    values = [keys[order](row) for row in pages]
    assert values == sorted(values, reverse=descending)


def test_revealing_a_number_is_a_right_with_a_reason_and_a_record(centre: Centre) -> None:
    call = centre.add_call(1)
    calls = centre.store.calls
    assert calls.reveal_number(call.id, centre.li, "customer asked to be called back") == "13812345678"
    (entry,) = centre.store.audit.entries(kind=AuditKind.REVEAL)
    assert (entry.person_id, entry.subject_id) == (centre.li.id, call.id)
    assert entry.facts == {"reason": "customer asked to be called back"}
    with pytest.raises(InputFault) as no_reason:
        calls.reveal_number(call.id, centre.li, "  ")
    assert no_reason.value.kind is FaultKind.REASON_MISSING
    with pytest.raises(PlaceFault) as no_right:
        calls.reveal_number(call.id, centre.wang, "curious")
    assert no_right.value.kind is FaultKind.NO_RIGHT
    with pytest.raises(PlaceFault) as no_call:
        calls.reveal_number(new_id(), centre.li, "why not")
    assert no_call.value.kind is FaultKind.NOT_FOUND
    assert len(centre.store.audit.entries(kind=AuditKind.REVEAL)) == 1


def plan(store: Store, centre: Centre, wanted: CallFilter) -> str:
    """How SQLite would find the keys of a page."""
    query = page_query(wanted, centre.li, 5000, 100).compile(
        store._database.engine, compile_kwargs={"literal_binds": True}
    )
    with store._database.reading() as connection:
        return "\n".join(str(row[3]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}"))


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (CallFilter(), "ix_call_started_at_id"),
        (CallFilter(descending=False), "ix_call_started_at_id"),
        (CallFilter(since=START), "ix_call_started_at_id"),
        (CallFilter(order=CallOrder.DURATION), "ix_call_duration_ms_id"),
        (CallFilter(order=CallOrder.AGENT), "ix_call_agent_name_agent_number_id"),
        (CallFilter(order=CallOrder.QUEUE), "ix_call_queue_started_at_id"),
        (CallFilter(order=CallOrder.POINTS), "ix_call_points_id"),
        (CallFilter(queue="a"), "ix_call_queue_started_at_id"),
        (CallFilter(team="a"), "ix_call_team_started_at_id"),
        (CallFilter(agent_id=new_id()), "ix_call_agent_id_started_at_id"),
        (CallFilter(progress=frozenset({Progress.SCORED})), "ix_call_progress_started_at_id"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_page_is_found_by_index_without_sorting_the_calls(
    sqlite_centre: Centre, wanted: CallFilter, index: str
) -> None:
    found = plan(sqlite_centre.store, sqlite_centre, wanted)
    keys = found.partition("SCAN page")[0]
    assert index in keys
    assert "TEMP B-TREE" not in keys, found


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text(st.characters(exclude_categories=[]), max_size=20))
def test_any_text_is_searched_for_as_it_is(centre: Centre, text: str) -> None:
    call = a_call(content_hash=str(new_id()), call_number=f"<{text}>", queue="", agent_number="")
    centre.store.calls.add_many([call])
    found = centre.store.calls.page(CallFilter(text=f"<{text}>"), centre.li, 0, 100)
    assert call.id in {row.call.id for row in found}


def test_some_rows_are_asked_for_together_and_only_what_may_be_seen_is_told(centre: Centre) -> None:
    first, second = centre.add_call(1, agent_id=centre.wang.id), centre.add_call(2, agent_id=centre.chen.id)
    centre.score(first.id)
    centre.score(second.id)
    asked = [first.id, second.id, new_id()]
    seen = {row.call.id: row.progress for row in centre.store.calls.rows(asked, centre.li)}
    assert seen == {first.id: Progress.SCORED, second.id: Progress.SCORED}
    assert [row.call.id for row in centre.store.calls.rows(asked, centre.wang)] == [first.id]
    assert centre.store.calls.rows([], centre.li) == []
