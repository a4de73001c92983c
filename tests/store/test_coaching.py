"""Coaching notes: one hand writes, another signs; and who should be coached."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from console.domain.audit import AuditKind
from console.domain.coaching import Clip, FollowUp, Note
from console.domain.coaching_reasons import Reason
from console.domain.faults import Fault, FaultKind, InputFault, PlaceFault
from console.domain.sheet import Span
from console.store.ids import new_id
from tests.store.centres import START, Centre, OpenStore


def a_note(centre: Centre, **fields: object) -> Note:
    plain = {
        "id": new_id(),
        "agent_id": centre.wang.id,
        "agent_name": "王芳",
        "coach_id": centre.li.id,
        "coach_name": "李明",
        "made_at": centre.clock.now,
        "strength": "语气亲切",
        "priorities": ("首问负责",),
        "action": "旁听两通",
        "action_due": date(2026, 3, 9),
        "item_keys": ("first_contact_owns",),
    }
    return Note(**(plain | fields))  # type: ignore[arg-type]


def test_a_note_comes_back_as_saved(centre: Centre, open_store: OpenStore) -> None:
    one, two = centre.add_call(1), centre.add_call(2)
    clips = (Clip(two.id, Span(1, 9), "no_argument", "听"), Clip(one.id, Span(5, 6)))
    note = a_note(centre, call_ids=(two.id, one.id), clips=clips, agent_words="好的")
    saved = centre.store.coaching.save(note)
    assert saved == note
    assert open_store().coaching.get(note.id) == note
    assert centre.store.calls.row(one.id, centre.li).coached
    changed = centre.store.coaching.save(replace(saved, call_ids=(two.id,), follow_up=FollowUp.ACTION_DUE))
    assert changed.version == 2
    assert centre.store.coaching.get(note.id) == changed
    assert not centre.store.calls.row(one.id, centre.li).coached
    assert centre.store.calls.row(two.id, centre.li).coached


def test_a_note_saved_elsewhere_is_not_overwritten(centre: Centre, open_store: OpenStore) -> None:
    note = centre.store.coaching.save(a_note(centre))
    open_store().coaching.save(replace(note, strength="other"))
    with pytest.raises(PlaceFault) as caught:
        centre.store.coaching.save(replace(note, strength="mine"))
    assert caught.value.kind is FaultKind.CHANGED_ELSEWHERE
    assert centre.store.coaching.get(note.id).strength == "other"


def test_lists_notes_newest_first_by_agent_coach_state_and_call(centre: Centre) -> None:
    call = centre.add_call()
    first = centre.store.coaching.save(a_note(centre, call_ids=(call.id,)))
    centre.clock.turn(hours=1)
    second = centre.store.coaching.save(
        a_note(centre, agent_id=centre.chen.id, agent_name="陈静", follow_up=FollowUp.CLOSED)
    )
    coaching = centre.store.coaching
    assert coaching.list_notes() == [second, first]
    assert coaching.list_notes(agent_id=centre.wang.id) == [first]
    assert coaching.list_notes(coach_id=centre.li.id, follow_up=FollowUp.CLOSED) == [second]
    assert coaching.list_notes(coach_id=centre.zhao.id) == []
    assert coaching.list_notes(call_id=call.id) == [first]


def test_a_note_is_shared_when_nothing_is_lacking(centre: Centre) -> None:
    coaching = centre.store.coaching
    note = coaching.save(a_note(centre, strength="", action_due=None))
    with pytest.raises(InputFault) as caught:
        coaching.share(note.id, note.version)
    assert caught.value.kind is FaultKind.NOTE_INCOMPLETE
    assert caught.value.facts == {"lacks": "strength,action_due"}
    note = coaching.save(replace(note, strength="good", action_due=date(2026, 4, 1)))
    with pytest.raises(PlaceFault):
        coaching.share(note.id, 1)
    shared = coaching.share(note.id, note.version)
    assert shared.shared
    assert coaching.share(note.id, 1) == shared == coaching.get(note.id)


def test_only_the_agent_signs_with_own_number_and_pin(centre: Centre) -> None:
    coaching = centre.store.coaching
    note = coaching.save(a_note(centre))
    with pytest.raises(PlaceFault) as unshared:
        coaching.acknowledge(note.id, "1001", "1234")
    assert unshared.value.kind is FaultKind.NO_RIGHT
    coaching.share(note.id, note.version)
    for number, pin in (("1001", "9999"), ("1002", "1234"), ("2001", "secret")):
        with pytest.raises(InputFault) as caught:
            coaching.acknowledge(note.id, number, pin)
        assert caught.value.kind is FaultKind.WRONG_PIN
    centre.clock.turn(minutes=30)
    signed = coaching.acknowledge(note.id, "1001", "1234")
    assert signed.acknowledged_at == centre.clock.now
    assert coaching.get(note.id) == signed
    centre.clock.turn(minutes=30)
    assert coaching.acknowledge(note.id, "1001", "1234") == signed
    (entry,) = centre.store.audit.entries(kind=AuditKind.ACKNOWLEDGE)
    assert (entry.person_id, entry.subject_id) == (centre.wang.id, note.id)


def test_what_the_agent_has_not_read_is_not_signed(centre: Centre) -> None:
    coaching = centre.store.coaching
    note = coaching.save(a_note(centre))
    read = coaching.share(note.id, note.version)
    rewritten = coaching.save(replace(read, agent_words="I agree to everything"))
    with pytest.raises(PlaceFault) as caught:
        coaching.acknowledge(note.id, "1001", "1234", version=read.version)
    assert caught.value.kind is FaultKind.CHANGED_ELSEWHERE
    assert coaching.acknowledge(note.id, "1001", "1234", version=rewritten.version).acknowledged_at


def test_a_signed_note_keeps_its_words_and_moves_on_in_follow_up(centre: Centre) -> None:
    coaching = centre.store.coaching
    note = coaching.share(coaching.save(a_note(centre)).id, 1)
    signed = coaching.acknowledge(note.id, "1001", "1234")
    with pytest.raises(PlaceFault) as caught:
        coaching.save(replace(signed, agent_words="I agree to everything"))
    assert caught.value.kind is FaultKind.NO_RIGHT
    improved = coaching.save(replace(signed, follow_up=FollowUp.IMPROVED))
    assert coaching.get(note.id) == improved
    assert improved.acknowledged_at == START


def test_sharing_and_signing_are_not_taken_from_the_caller(centre: Centre) -> None:
    note = centre.store.coaching.save(a_note(centre, shared=True, acknowledged_at=START))
    assert (note.shared, note.acknowledged_at) == (False, None)
    assert centre.store.coaching.get(note.id) == note


def test_says_when_there_is_no_such_note(centre: Centre) -> None:
    deeds: list[Callable[[], object]] = [
        lambda: centre.store.coaching.get(new_id()),
        lambda: centre.store.coaching.share(new_id(), 1),
        lambda: centre.store.coaching.acknowledge(new_id(), "1001", "1234"),
    ]
    for deed in deeds:
        with pytest.raises(Fault) as caught:
            deed()
        assert caught.value.kind is FaultKind.NOT_FOUND


def test_asks_for_coaching_from_standing_revisions(centre: Centre) -> None:
    calls = [centre.add_call(n) for n in range(3)]
    centre.score(calls[0].id, "expression")
    centre.score(calls[1].id, "expression")
    centre.score(calls[2].id, "confidentiality")
    asks = [(found.agent_number, found.ask) for found in centre.store.coaching.asks_for_coaching()]
    assert [(number, ask.reason, ask.item_key) for number, ask in asks] == [
        ("1001", Reason.CRITICAL, "confidentiality"),
        ("1001", Reason.SAME_ITEM, "expression"),
    ]
    assert asks[1][1].call_ids == (calls[1].id, calls[0].id)
    draft = centre.store.evaluations.open_correction(calls[2].id, centre.li, centre.form, "wrongly heard")
    sheet = replace(draft.sheet, marks={k: m for k, m in draft.sheet.marks.items() if k != "confidentiality"})
    version = centre.store.evaluations.save_draft(draft.id, draft.version, sheet, draft.ledger)
    centre.store.evaluations.submit(draft.id, version)
    centre.store.coaching.save(a_note(centre, call_ids=(calls[1].id,)))
    left = [found.ask for found in centre.store.coaching.asks_for_coaching()]
    assert [(ask.reason, ask.call_ids) for ask in left] == [(Reason.PRAISE, (calls[2].id,))]
    centre.clock.turn(days=91)
    assert centre.store.coaching.asks_for_coaching() == []
