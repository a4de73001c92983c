"""A call is scored before its recording comes: its row, who shares it, what the recording makes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from console.domain.calls import Call, CallFilter, Direction, Progress
from console.domain.evaluations import Revision
from console.domain.faults import FaultKind, PlaceFault
from console.domain.ledger import Heard, Ledger
from console.domain.reanchor import PlacedBy, TapePlace
from console.domain.sheet import MadeLive, Pin, Span, fail_with_evidence, praise, rest_conform
from console.store.live_calls import LiveBegin
from tests.store.centres import START, Centre, OpenStore, a_call


def begun(centre: Centre, key: str = "171.5") -> LiveBegin:
    """What the floor knows of a call of agent 1001."""
    agent = centre.people["1001"]
    return LiveBegin(agent.id, key, START, "售后", Direction.INBOUND, "13812345678")


def recorded(number: int = 1, key: str = "171.5", agent: str = "1001") -> Call:
    """The recording of that call."""
    at = START - timedelta(seconds=7)
    return replace(a_call(number), call_number=key, agent_number=agent, started_at=at, sound_at=at)


def handed_in_live(centre: Centre, call_id: UUID, *, beside: bool = False) -> Revision:
    """A sheet made on the tape."""
    part = centre.store.evaluations
    draft = part.open_draft(call_id, centre.li, centre.form)
    sheet = fail_with_evidence(centre.form, draft.sheet, "no_argument", Span(2000, 6000))
    sheet = rest_conform(centre.form, praise(sheet, 30_000, 20_000, "well done"))
    sheet = replace(sheet, live=MadeLive(START, 40_000, beside=beside))
    version = part.save_draft(draft.id, draft.version, sheet, Ledger((Heard(0, 30_000),)))
    return part.submit(draft.id, version)


def test_a_live_call_waits_in_the_list_and_two_listeners_share_its_row(centre: Centre, open_store: OpenStore) -> None:
    first = centre.store.calls.begin_live(begun(centre), centre.li)
    second = open_store().calls.begin_live(begun(centre), centre.people["2002"])
    assert first == second
    assert first.waits_for_sound
    assert first.live_since == START
    assert (first.agent_name, first.team, first.queue, first.call_number) == ("王芳", "A", "售后", "171.5")
    (row,) = centre.store.calls.page(CallFilter(), centre.li, 0, 10)
    assert row.call == first
    assert row.progress is Progress.OPEN


def test_a_call_without_a_key_is_its_own_each_time(centre: Centre) -> None:
    calls = [centre.store.calls.begin_live(begun(centre, ""), centre.li) for _ in range(2)]
    assert calls[0].id != calls[1].id


def test_agents_begin_nothing(centre: Centre) -> None:
    with pytest.raises(PlaceFault) as refused:
        centre.store.calls.begin_live(begun(centre), centre.people["1001"])
    assert refused.value.kind is FaultKind.NO_RIGHT


def test_the_recording_becomes_the_call_that_waits(centre: Centre) -> None:
    live = centre.store.calls.begin_live(begun(centre), centre.li)
    draft = centre.store.evaluations.open_draft(live.id, centre.li, centre.form)
    added = centre.store.calls.add_many([recorded()])
    assert (added.added, added.known) == (1, 0)
    (row,) = centre.store.calls.page(CallFilter(), centre.li, 0, 10)
    call = row.call
    assert call.id == live.id
    assert not call.waits_for_sound
    assert call.live_since == START
    assert call.sound_at == START - timedelta(seconds=7)
    assert call.sound == recorded().sound
    assert (call.agent_id, call.team, call.duration_ms) == (live.agent_id, "A", 60_000)
    found = centre.store.evaluations.find_draft(live.id)
    assert found is not None
    assert found.id == draft.id
    assert centre.store.calls.add_many([recorded()]).known == 1


def test_a_second_leg_and_another_agents_leg_are_calls_of_their_own(centre: Centre) -> None:
    live = centre.store.calls.begin_live(begun(centre), centre.li)
    centre.store.calls.add_many([recorded(1), recorded(2), recorded(3, agent="1002"), recorded(4, key="171.6")])
    rows = centre.store.calls.page(CallFilter(), centre.li, 0, 10)
    assert len(rows) == 4
    assert {row.call.content_hash for row in rows if row.call.id == live.id} == {"hash-1"}


def test_who_begins_after_the_recording_came_finds_its_call(centre: Centre) -> None:
    centre.store.calls.add_many([recorded()])
    call = centre.store.calls.begin_live(begun(centre), centre.li)
    assert not call.waits_for_sound
    assert centre.store.calls.count(CallFilter(), centre.li) == 1


def test_a_call_on_which_nothing_was_marked_goes_again(centre: Centre) -> None:
    live = centre.store.calls.begin_live(begun(centre), centre.li)
    draft = centre.store.evaluations.open_draft(live.id, centre.li, centre.form)
    assert not centre.store.calls.drop_live(live.id)
    centre.store.evaluations.discard_draft(draft.id, draft.version)
    assert centre.store.calls.drop_live(live.id)
    assert centre.store.calls.count(CallFilter(), centre.li) == 0
    assert centre.store.calls.begin_live(begun(centre), centre.li).id != live.id
    centre.store.calls.add_many([recorded(2, key="")])
    (row,) = [one for one in centre.store.calls.page(CallFilter(), centre.li, 0, 10) if not one.call.waits_for_sound]
    assert not centre.store.calls.drop_live(row.call.id)


def test_what_was_made_live_stays_as_it_was_and_its_place_stands_beside(centre: Centre) -> None:
    live = centre.store.calls.begin_live(begun(centre), centre.li)
    made = handed_in_live(centre, live.id)
    (read,) = centre.store.evaluations.revisions(live.id)
    assert read == made
    assert read.sheet.live == MadeLive(START, 40_000)
    assert Pin(30_000, "well done", 10_000) in read.sheet.pins
    place = TapePlace(((0, 7_000), (20_000, 7_040)), PlacedBy.SOUND)
    centre.store.evaluations.place_revision(read, place)
    centre.store.evaluations.place_revision(read, TapePlace(((0, 1),), PlacedBy.TIMES))
    (placed,) = centre.store.evaluations.revisions(live.id)
    assert placed == replace(made, place=place)


def test_only_what_is_on_a_tape_has_a_place(centre: Centre) -> None:
    centre.store.calls.add_many([recorded()])
    (row,) = centre.store.calls.page(CallFilter(), centre.li, 0, 1)
    plain = centre.score(row.call.id, "no_argument")
    with pytest.raises(PlaceFault) as refused:
        centre.store.evaluations.place_revision(plain, TapePlace(((0, 1),), PlacedBy.TIMES))
    assert refused.value.kind is FaultKind.NOT_FOUND


@pytest.mark.parametrize("beside", [False, True])
def test_side_by_side_is_kept_out_of_the_averages(centre: Centre, *, beside: bool) -> None:
    live = centre.store.calls.begin_live(begun(centre), centre.li)
    revision = handed_in_live(centre, live.id, beside=beside)
    month = revision.submitted_at.astimezone().date().replace(day=1)
    whole = centre.store.reports.month(month).whole
    assert (whole.drawn.evaluations, whole.side_by_side.evaluations) == ((0, 1) if beside else (1, 0))
    centre.store.calls.add_many([recorded()])
    assert live.agent_id is not None
    (score,) = centre.store.reports.last_scores(live.agent_id, 5)
    assert score.drawn is not beside
