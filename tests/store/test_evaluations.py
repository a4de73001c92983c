"""Drafts and revisions: one owner, nothing lost unsaid, nothing submitted ever altered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.domain.audit import AuditKind
from console.domain.calls import Progress
from console.domain.faults import Fault, FaultKind, InputFault, PlaceFault
from console.domain.forms import Form
from console.domain.ledger import Heard, Ledger
from console.domain.sheet import (
    Mark,
    Pin,
    Sheet,
    Span,
    Verdict,
    fail_with_evidence,
    rest_conform,
    score_of,
    set_item_note,
    set_verdict,
)
from console.store.ids import new_id
from tests.store.centres import HEARD, START, Centre, OpenStore, a_call, supervisor


def test_a_draft_comes_back_as_it_was_saved(centre: Centre, open_store: OpenStore) -> None:
    call = centre.add_call()
    draft = centre.store.evaluations.open_draft(call.id, centre.li, centre.form)
    assert (draft.version, draft.sheet.marks, draft.ledger) == (1, {}, Ledger())
    sheet = fail_with_evidence(centre.form, draft.sheet, "no_argument", Span(1000, 9000))
    sheet = replace(
        set_item_note(centre.form, sheet, "expression", "说得好 🙂 \"'; DROP TABLE"), notes="\n行\t", advice="…"
    )
    sheet = replace(sheet, pins=(Pin(5, "听这里"), Pin(77)))
    assert centre.store.evaluations.save_draft(draft.id, 1, sheet, HEARD) == 2
    again = open_store().evaluations.open_draft(call.id, centre.li, centre.form)
    assert again == replace(draft, sheet=sheet, ledger=HEARD, version=2)
    assert centre.store.calls.row(call.id, centre.li).progress is Progress.DRAFT
    assert centre.store.calls.row(call.id, centre.li).inspector_name == "李明"


def test_the_second_inspector_is_told_whose_draft_it_is(centre: Centre, open_store: OpenStore) -> None:
    call = centre.add_call()
    centre.store.evaluations.open_draft(call.id, centre.li, centre.form)
    centre.clock.turn(hours=1)
    with pytest.raises(PlaceFault) as caught:
        open_store().evaluations.open_draft(call.id, centre.zhao, centre.form)
    assert caught.value.kind is FaultKind.DRAFT_TAKEN
    assert caught.value.facts == {"owner": "李明", "since": START.isoformat()}
    found = centre.store.evaluations.find_draft(call.id)
    assert found is not None
    assert found.inspector_name == "李明"


def test_a_save_over_somebody_elses_save_is_refused(centre: Centre, open_store: OpenStore) -> None:
    call = centre.add_call()
    here, there = centre.store.evaluations, open_store().evaluations
    draft = here.open_draft(call.id, centre.li, centre.form)
    there.save_draft(draft.id, draft.version, rest_conform(centre.form, draft.sheet), Ledger())
    with pytest.raises(PlaceFault) as caught:
        here.save_draft(draft.id, draft.version, draft.sheet, Ledger())
    assert caught.value.kind is FaultKind.CHANGED_ELSEWHERE
    kept = here.find_draft(call.id)
    assert kept is not None
    assert not score_of(centre.form, kept.sheet).unscored


def test_taking_over_keeps_the_sheet_and_refuses_the_former_owner(centre: Centre) -> None:
    call = centre.add_call()
    evaluations = centre.store.evaluations
    draft = evaluations.open_draft(call.id, centre.li, centre.form)
    sheet = rest_conform(centre.form, draft.sheet)
    version = evaluations.save_draft(draft.id, 1, sheet, HEARD)
    with pytest.raises(PlaceFault) as refused:
        evaluations.take_over_draft(draft.id, centre.zhao, "李明 is ill")
    assert refused.value.kind is FaultKind.NO_RIGHT
    lead = supervisor(centre.zhao)
    taken = evaluations.take_over_draft(draft.id, lead, "李明 is ill")
    assert (taken.inspector_name, taken.sheet, taken.ledger) == ("赵敏", sheet, Ledger())
    assert taken == evaluations.open_draft(call.id, centre.zhao, centre.form)
    with pytest.raises(PlaceFault) as caught:
        evaluations.save_draft(draft.id, version, sheet, HEARD)
    assert caught.value.facts == {"owner": "赵敏"}
    (entry,) = centre.store.audit.entries(kind=AuditKind.TAKE_OVER)
    assert entry.facts == {"from": "李明", "reason": "李明 is ill"}
    assert centre.store.calls.row(call.id, centre.li).inspector_name == "赵敏"
    with pytest.raises(InputFault):
        evaluations.take_over_draft(draft.id, supervisor(centre.li), " ")


def test_a_draft_saved_since_it_was_seen_is_not_discarded(centre: Centre, open_store: OpenStore) -> None:
    call = centre.add_call()
    draft = centre.store.evaluations.open_draft(call.id, centre.li, centre.form)
    sheet = replace(draft.sheet, notes="at the other console")
    open_store().evaluations.save_draft(draft.id, draft.version, sheet, Ledger())
    centre.store.evaluations.discard_draft(draft.id, draft.version)
    kept = centre.store.evaluations.find_draft(call.id)
    assert kept == replace(draft, sheet=sheet, version=2)
    centre.store.evaluations.discard_draft(draft.id, kept.version)
    assert centre.store.evaluations.find_draft(call.id) is None


def test_a_discarded_draft_leaves_the_call_open(centre: Centre) -> None:
    call = centre.add_call()
    evaluations = centre.store.evaluations
    draft = evaluations.open_draft(call.id, centre.li, centre.form)
    evaluations.discard_draft(draft.id, draft.version)
    evaluations.discard_draft(draft.id, draft.version)
    row = centre.store.calls.row(call.id, centre.li)
    assert (row.progress, row.inspector_name) == (Progress.OPEN, "")
    with pytest.raises(PlaceFault) as caught:
        evaluations.save_draft(draft.id, 1, draft.sheet, Ledger())
    assert caught.value.kind is FaultKind.NOT_FOUND
    assert evaluations.open_draft(call.id, centre.zhao, centre.form).inspector_id == centre.zhao.id


def test_submit_makes_revision_one_and_takes_the_draft_away(centre: Centre, open_store: OpenStore) -> None:
    call = centre.add_call()
    evaluations = centre.store.evaluations
    draft = evaluations.open_draft(call.id, centre.li, centre.form)
    sheet = draft.sheet
    for at, key in enumerate(("expression", "no_argument", "grasped_request")):
        sheet = fail_with_evidence(centre.form, sheet, key, Span(at * 1000, at * 1000 + 500))
    sheet = replace(rest_conform(centre.form, sheet), pins=(Pin(3, "x"),), notes="notes", advice="advice")
    version = evaluations.save_draft(draft.id, 1, sheet, HEARD)
    centre.clock.turn(minutes=5)
    revision = evaluations.submit(draft.id, version)
    assert (revision.points, revision.critical, revision.number) == (94, True, 1)
    assert revision.submitted_at == START + timedelta(minutes=5)
    assert revision.sheet == sheet
    assert open_store().evaluations.revisions(call.id) == [revision]
    assert evaluations.find_draft(call.id) is None
    row = centre.store.calls.row(call.id, centre.li)
    assert (row.progress, row.points, row.critical, row.inspector_name) == (Progress.SCORED, 94, True, "李明")
    (entry,) = centre.store.audit.entries(kind=AuditKind.SUBMIT)
    assert (entry.person_id, entry.subject_id, entry.facts) == (
        centre.li.id,
        revision.id,
        {"number": 1, "points": 94},
    )


def test_submitting_the_same_draft_again_gives_the_same_revision(centre: Centre, open_store: OpenStore) -> None:
    call = centre.add_call()
    draft = centre.store.evaluations.open_draft(call.id, centre.li, centre.form)
    wish = new_id()
    first = centre.store.evaluations.submit(draft.id, draft.version, wish)
    assert first.id == wish
    assert open_store().evaluations.submit(draft.id, draft.version, wish) == first
    assert centre.store.evaluations.submit(draft.id, draft.version) == first
    assert len(centre.store.evaluations.revisions(call.id)) == 1
    assert len(centre.store.audit.entries(kind=AuditKind.SUBMIT)) == 1


def test_a_submit_of_an_older_state_is_refused(centre: Centre) -> None:
    draft = centre.store.evaluations.open_draft(centre.add_call().id, centre.li, centre.form)
    centre.store.evaluations.save_draft(draft.id, draft.version, rest_conform(centre.form, draft.sheet), Ledger())
    with pytest.raises(PlaceFault) as caught:
        centre.store.evaluations.submit(draft.id, draft.version)
    assert caught.value.kind is FaultKind.CHANGED_ELSEWHERE


def test_after_submit_the_draft_is_closed_to_saves_and_the_call_to_new_drafts(centre: Centre) -> None:
    call = centre.add_call()
    evaluations = centre.store.evaluations
    draft = evaluations.open_draft(call.id, centre.li, centre.form)
    evaluations.submit(draft.id, draft.version)
    for deed in (
        lambda: evaluations.save_draft(draft.id, draft.version, draft.sheet, Ledger()),
        lambda: evaluations.open_draft(call.id, centre.li, centre.form),
    ):
        with pytest.raises(InputFault) as caught:
            deed()
        assert caught.value.kind is FaultKind.ALREADY_SUBMITTED


def test_a_correction_is_a_new_revision_with_a_reason_and_the_old_one_stays(centre: Centre) -> None:
    call = centre.add_call()
    evaluations = centre.store.evaluations
    first = centre.score(call.id, "expression", "no_argument")
    draft = evaluations.open_correction(call.id, centre.li, centre.form, " heard again ")
    assert (draft.sheet, draft.ledger, draft.corrects, draft.reason) == (
        first.sheet,
        HEARD,
        first.id,
        "heard again",
    )
    assert evaluations.correction_of(call.id, centre.li) == draft
    assert evaluations.correction_of(call.id, centre.zhao) is None
    assert centre.store.calls.row(call.id, centre.li).progress is Progress.SCORED
    sheet = set_verdict(centre.form, draft.sheet, "no_argument", Verdict.CONFORMS)
    second = evaluations.submit(draft.id, evaluations.save_draft(draft.id, 1, sheet, HEARD))
    assert (second.number, second.points, second.critical, second.reason) == (2, 98, False, "heard again")
    assert evaluations.revisions(call.id) == [first, second]
    row = centre.store.calls.row(call.id, centre.li)
    assert (row.progress, row.points, row.critical) == (Progress.CORRECTED, 98, False)
    assert [e.facts["reason"] for e in centre.store.audit.entries(kind=AuditKind.CORRECT)] == ["heard again"]


def test_a_correction_by_another_starts_with_nothing_heard(centre: Centre) -> None:
    call = centre.add_call()
    centre.score(call.id)
    draft = centre.store.evaluations.open_correction(call.id, centre.zhao, centre.form, "appeal")
    assert draft.ledger == Ledger()
    centre.store.evaluations.discard_draft(draft.id, draft.version)
    assert centre.store.calls.row(call.id, centre.li).progress is Progress.SCORED


def test_a_correction_on_a_newer_form_leaves_behind_what_it_no_longer_asks(centre: Centre) -> None:
    call = centre.add_call()
    centre.score(call.id, "expression", "confidentiality")
    groups = (centre.form.groups[0], replace(centre.form.groups[2], items=centre.form.groups[2].items[:-1]))
    newer = Form("monitoring", 2, centre.form.title, 100, 4, groups)
    centre.store.forms.publish(newer)
    draft = centre.store.evaluations.open_correction(call.id, centre.li, newer, "new form")
    assert draft.sheet.form_version == 2
    assert "confidentiality" not in draft.sheet.marks
    assert centre.store.evaluations.submit(draft.id, draft.version).points == 96
    assert [r.sheet.form_version for r in centre.store.evaluations.revisions(call.id)] == [1, 2]


def test_refuses_what_may_not_be(centre: Centre) -> None:
    call, scored = centre.add_call(1), centre.add_call(2)
    centre.score(scored.id)
    evaluations, form = centre.store.evaluations, centre.form
    admin = centre.people["9001"]
    cases: list[tuple[Callable[[], object], FaultKind]] = [
        (lambda: evaluations.open_correction(scored.id, centre.li, form, " "), FaultKind.REASON_MISSING),
        (lambda: evaluations.open_correction(call.id, centre.li, form, "x"), FaultKind.NOT_FOUND),
        (lambda: evaluations.open_correction(scored.id, admin, form, "x"), FaultKind.NO_RIGHT),
        (lambda: evaluations.open_draft(call.id, centre.wang, form), FaultKind.NO_RIGHT),
        (lambda: evaluations.open_draft(new_id(), centre.li, form), FaultKind.NOT_FOUND),
        (lambda: evaluations.submit(new_id(), 1), FaultKind.NOT_FOUND),
        (lambda: evaluations.take_over_draft(new_id(), supervisor(centre.li), "x"), FaultKind.NOT_FOUND),
    ]
    for deed, kind in cases:
        with pytest.raises(Fault) as caught:
            deed()
        assert caught.value.kind is kind


@pytest.mark.parametrize(
    "marks",
    [{"no_such_item": Mark(Verdict.FAILS)}, {"no_argument": Mark(Verdict.NOT_APPLICABLE)}],
)
def test_marks_that_the_form_does_not_allow_are_not_submitted(centre: Centre, marks: dict[str, Mark]) -> None:
    call = centre.add_call()
    evaluations = centre.store.evaluations
    draft = evaluations.open_draft(call.id, centre.li, centre.form)
    version = evaluations.save_draft(draft.id, 1, replace(draft.sheet, marks=marks), Ledger())
    with pytest.raises(InputFault) as caught:
        evaluations.submit(draft.id, version)
    assert caught.value.kind is FaultKind.BAD_FORM
    assert evaluations.find_draft(call.id) is not None
    assert evaluations.revisions(call.id) == []


def test_history_may_be_brought_in_with_its_own_time(centre: Centre) -> None:
    draft = centre.store.evaluations.open_draft(centre.add_call().id, centre.li, centre.form)
    then = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
    assert centre.store.evaluations.submit(draft.id, draft.version, at=then).submitted_at == then


WORDS = st.text(st.characters(exclude_categories=[]) | st.sampled_from("\0\x10\ud83c\udf89"), max_size=30)


@st.composite
def sheets(draw: st.DrawFn, form: Form) -> Sheet:
    marks = {}
    for item in draw(st.lists(st.sampled_from(form.items), unique_by=lambda item: item.key)):
        allowed = list(Verdict) if item.may_not_apply else [v for v in Verdict if v is not Verdict.NOT_APPLICABLE]
        edges = sorted(draw(st.sets(st.integers(0, 10_000_000), min_size=0, max_size=6)))
        spans = tuple(Span(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False))
        marks[item.key] = Mark(draw(st.sampled_from(allowed)), draw(WORDS), spans)
    pins = tuple(sorted(draw(st.sets(st.builds(Pin, st.integers(0, 10_000_000), WORDS), max_size=3))))
    return Sheet(form.key, form.version, marks, pins, draw(WORDS), draw(WORDS))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_any_sheet_is_read_back_as_submitted_with_the_score_of_its_marks(centre: Centre, data: st.DataObject) -> None:
    sheet = data.draw(sheets(centre.form))
    heard = Ledger()
    for start, length, speed in data.draw(
        st.lists(st.tuples(st.integers(0, 10_000), st.integers(1, 5000), st.integers(50, 300)), max_size=4)
    ):
        heard = heard.add(Heard(start, start + length, speed))
    call = a_call(content_hash=str(new_id()))
    centre.store.calls.add_many([call])
    evaluations = centre.store.evaluations
    draft = evaluations.open_draft(call.id, centre.li, centre.form)
    revision = evaluations.submit(draft.id, evaluations.save_draft(draft.id, 1, sheet, heard))
    (kept,) = evaluations.revisions(call.id)
    assert kept == revision
    assert (kept.sheet, kept.ledger) == (sheet, heard)
    score = score_of(centre.form, sheet)
    assert (kept.points, kept.critical) == (score.points, bool(score.critical))
