"""Appeals: an agent against one item of an own result, a manager's answer; nobody in anybody else's name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from console.domain.appeals import Outcome
from console.domain.audit import AuditKind
from console.domain.evaluations import Revision
from console.domain.faults import FaultKind, InputFault, PlaceFault
from console.domain.people import Person, Role
from console.store.ids import new_id
from console.store.people import NewPerson
from tests.store.centres import HEARD, Centre

ITEM = "expression"


@pytest.fixture
def revision(centre: Centre) -> Revision:
    """A result of Wang's with two failed items."""
    return centre.score(centre.add_call().id, ITEM, "no_argument")


@pytest.fixture
def manager(centre: Centre) -> Person:
    return centre.store.people.add(NewPerson("4001", "郑华", Role.MANAGER))


def test_an_appeal_is_kept_listed_and_recorded(centre: Centre, revision: Revision) -> None:
    appeals = centre.store.appeals
    made = appeals.appeal(revision.id, ITEM, " 我说清楚了 \0", centre.wang)
    assert (made.revision_id, made.call_id, made.number) == (revision.id, revision.call_id, 1)
    assert (made.item_key, made.words, made.made_at) == (ITEM, " 我说清楚了 \0", centre.clock.now)
    assert (made.agent_id, made.agent_name) == (centre.wang.id, "王芳")
    assert (made.outcome, made.settled_by, made.settled_at, made.answer) == (Outcome.OPEN, None, None, "")
    assert appeals.get(made.id) == made
    centre.clock.turn(minutes=1)
    other = appeals.appeal(revision.id, "no_argument", "x", centre.wang)
    assert appeals.list_appeals() == [other, made]
    assert appeals.list_appeals(agent_id=centre.wang.id, outcome=Outcome.OPEN) == [other, made]
    assert appeals.list_appeals(revision_id=revision.id, call_id=revision.call_id) == [other, made]
    nothing = [{"agent_id": centre.chen.id}, {"outcome": Outcome.UPHELD}, {"revision_id": new_id()}]
    assert all(appeals.list_appeals(**narrowed) == [] for narrowed in nothing)  # type: ignore[arg-type]
    entry = centre.store.audit.entries(kind=AuditKind.APPEAL)[0]
    assert (entry.person_id, entry.subject_id, entry.facts) == (centre.wang.id, made.id, {"item": ITEM})


def test_sent_twice_it_counts_once(centre: Centre, revision: Revision) -> None:
    key = new_id()
    first = centre.store.appeals.appeal(revision.id, ITEM, "x", centre.wang, key)
    assert centre.store.appeals.appeal(revision.id, ITEM, "x", centre.wang, key) == first
    assert len(centre.store.audit.entries(kind=AuditKind.APPEAL)) == 1


def test_only_a_failed_item_of_the_own_newest_result_once(centre: Centre, revision: Revision) -> None:
    appeals = centre.store.appeals
    for person in (centre.chen, centre.li):
        with pytest.raises(PlaceFault) as refused:
            appeals.appeal(revision.id, ITEM, "x", person)
        assert refused.value.kind is FaultKind.NO_RIGHT
    for revision_id, item in ((new_id(), ITEM), (revision.id, "transfer"), (revision.id, "no such item")):
        with pytest.raises(PlaceFault) as unknown:
            appeals.appeal(revision_id, item, "x", centre.wang)
        assert unknown.value.kind is FaultKind.NOT_FOUND
    for words in ("", " \u3000\n"):
        with pytest.raises(InputFault) as empty:
            appeals.appeal(revision.id, ITEM, words, centre.wang)
        assert empty.value.kind is FaultKind.REASON_MISSING
    appeals.appeal(revision.id, ITEM, "x", centre.wang)
    with pytest.raises(InputFault) as again:
        appeals.appeal(revision.id, ITEM, "y", centre.wang)
    assert again.value.kind is FaultKind.ALREADY_APPEALED
    evaluations = centre.store.evaluations
    draft = evaluations.open_correction(revision.call_id, centre.zhao, centre.form, "heard again")
    evaluations.submit(draft.id, evaluations.save_draft(draft.id, draft.version, draft.sheet, HEARD))
    with pytest.raises(PlaceFault) as late:
        appeals.appeal(revision.id, "no_argument", "x", centre.wang)
    assert (late.value.kind, late.value.facts) == (FaultKind.CHANGED_ELSEWHERE, {"owner": "赵敏"})


def test_a_manager_settles_once_and_with_an_answer(centre: Centre, revision: Revision, manager: Person) -> None:
    appeals = centre.store.appeals
    made = appeals.appeal(revision.id, ITEM, "x", centre.wang)
    for person in (centre.wang, centre.li, replace(manager, active=False)):
        with pytest.raises(PlaceFault) as refused:
            appeals.settle(made.id, Outcome.UPHELD, "so", person)
        assert refused.value.kind is FaultKind.NO_RIGHT
    with pytest.raises(InputFault) as empty:
        appeals.settle(made.id, Outcome.UPHELD, "\t", manager)
    assert empty.value.kind is FaultKind.REASON_MISSING
    with pytest.raises(ValueError, match="upheld or rejected"):
        appeals.settle(made.id, Outcome.OPEN, "so", manager)
    with pytest.raises(PlaceFault) as unknown:
        appeals.settle(new_id(), Outcome.UPHELD, "so", manager)
    assert unknown.value.kind is FaultKind.NOT_FOUND
    centre.clock.turn(hours=1)
    settled = appeals.settle(made.id, Outcome.REJECTED, "听录音 00:12", manager)
    assert settled == replace(
        made,
        outcome=Outcome.REJECTED,
        settled_by=manager.id,
        settled_by_name="郑华",
        settled_at=centre.clock.now,
        answer="听录音 00:12",
    )
    centre.clock.turn(hours=1)
    assert appeals.settle(made.id, Outcome.REJECTED, "again", manager) == settled == appeals.get(made.id)
    with pytest.raises(PlaceFault) as late:
        appeals.settle(made.id, Outcome.UPHELD, "no", manager)
    assert (late.value.kind, late.value.facts) == (FaultKind.CHANGED_ELSEWHERE, {"owner": "郑华"})
    (entry,) = centre.store.audit.entries(kind=AuditKind.SETTLE)
    assert (entry.person_id, entry.subject_id) == (manager.id, made.id)
    assert entry.facts == {"item": ITEM, "outcome": "rejected"}
    assert centre.store.evaluations.revisions(revision.call_id) == [revision]
