"""What others did meanwhile: nothing of theirs is overwritten, nothing of mine is lost, a person decides."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from console.domain.audit import AuditKind
from console.domain.coaching import Note
from console.domain.conflicts import Settlement, ways_out
from console.domain.evaluations import Draft, Revision
from console.domain.faults import InputFault
from console.store.store import Store
from tests.cutting_proxy import CuttingProxy
from tests.shared_centre import SharedCentre, centre_template, shared_centre
from tests.store.offline_desk import HEARD, Desk, desk, open_as, other, proxy, truth

__all__ = ["centre_template", "desk", "other", "proxy", "shared_centre", "truth"]

pytestmark = pytest.mark.postgresql


def test_a_call_scored_by_another_meanwhile_is_never_overwritten(desk: Desk, other: Store, truth: Store) -> None:
    desk.proxy.refuse()
    mine = desk.score(desk.call(), desk.form.items[0].key, notes="mine")
    theirs = score_as(other, desk, "2002", notes="theirs")
    desk.back()
    assert (desk.store.standing.waiting, desk.store.standing.conflicts) == (1, 1)
    (waiting,) = desk.store.waiting()
    assert waiting.conflict
    assert waiting.about["agent"] == "王芳 1001"
    conflict = desk.store.look(waiting.thing)
    assert isinstance(conflict.mine, Draft)
    assert isinstance(conflict.theirs, Revision)
    assert (conflict.mine.sheet.notes, conflict.theirs.sheet.notes) == ("mine", "theirs")
    assert conflict.form == desk.form
    assert ways_out(conflict, desk.person) == (Settlement.KEEP_THEIRS, Settlement.AS_CORRECTION)
    assert [one.id for one in desk.store.evaluations.revisions(desk.call())] == [theirs.id]
    desk.restart()
    assert desk.store.standing.conflicts == 1
    with pytest.raises(InputFault):
        desk.store.settle(conflict, Settlement.AS_CORRECTION, " ")
    desk.store.settle(conflict, Settlement.AS_CORRECTION, "heard it otherwise")
    desk.back()
    found = truth.evaluations.revisions(desk.call())
    assert [(one.sheet.notes, one.number, one.reason) for one in found] == [
        ("theirs", 1, ""),
        ("mine", 2, "heard it otherwise"),
    ]
    assert found[1].points == mine.points
    assert not list(desk.folder.iterdir())


def score_as(store: Store, desk: Desk, number: str, notes: str) -> Revision:
    draft = store.evaluations.open_draft(desk.call(), desk.centre.person(number), desk.form)
    version = store.evaluations.save_draft(draft.id, draft.version, desk.marked(draft, notes=notes), HEARD)
    return store.evaluations.submit(draft.id, version)


def test_keeping_theirs_takes_mine_away_only_then(desk: Desk, other: Store, truth: Store) -> None:
    desk.proxy.refuse()
    desk.score(desk.call(), notes="mine")
    theirs = score_as(other, desk, "2002", notes="theirs")
    desk.back()
    desk.back()
    conflict = desk.store.look(desk.call())
    assert isinstance(conflict.mine, Draft)
    assert conflict.mine.sheet.notes == "mine"
    desk.store.settle(conflict, Settlement.KEEP_THEIRS)
    assert (desk.store.standing.waiting, desk.store.standing.shared) == (0, 0)
    assert [one.id for one in truth.evaluations.revisions(desk.call())] == [theirs.id]


def test_anothers_draft_is_waited_for(desk: Desk, other: Store, truth: Store) -> None:
    desk.proxy.refuse()
    desk.score(desk.call(), notes="mine")
    draft = other.evaluations.open_draft(desk.call(), desk.centre.person("2002"), desk.form)
    desk.back()
    conflict = desk.store.look(desk.call())
    assert ways_out(conflict, desk.person) == (Settlement.KEEP_THEIRS, Settlement.TRY_AGAIN)
    desk.store.settle(conflict, Settlement.TRY_AGAIN)
    desk.back()
    assert desk.store.standing.conflicts == 1
    other.evaluations.discard_draft(draft.id, draft.version)
    desk.store.settle(desk.store.look(desk.call()), Settlement.TRY_AGAIN)
    desk.back()
    assert [one.sheet.notes for one in truth.evaluations.revisions(desk.call())] == ["mine"]


def test_a_draft_taken_over_meanwhile_is_taken_back_only_by_who_may(desk: Desk, truth: Store) -> None:
    draft = desk.store.evaluations.open_draft(desk.call(), desk.person, desk.form)
    desk.proxy.refuse()
    desk.store.evaluations.save_draft(draft.id, 1, replace(draft.sheet, notes="mine"), HEARD)
    lead = desk.centre.person("3001")
    with open_as(desk.centre, "3001", desk.centre.server.port) as store:
        store.evaluations.take_over_draft(draft.id, lead, "away")
    desk.back()
    assert desk.store.standing.conflicts == 1
    # typing on goes behind it
    desk.store.evaluations.save_draft(draft.id, 2, replace(draft.sheet, notes="mine still"), HEARD)
    conflict = desk.store.look(desk.call())
    assert isinstance(conflict.mine, Draft)
    assert conflict.mine.sheet.notes == "mine still"
    assert Settlement.TAKE_OVER not in ways_out(conflict, desk.person)
    assert Settlement.TAKE_OVER in ways_out(conflict, desk.centre.person("4001"))
    stored = truth.evaluations.find_draft(desk.call())
    assert stored is not None
    assert (stored.inspector_id, stored.sheet.notes) == (lead.id, "")


def test_a_lead_puts_their_own_in_the_place_of_anothers_draft(
    shared_centre: SharedCentre, proxy: CuttingProxy, tmp_path: Path, other: Store, truth: Store
) -> None:
    lead = Desk(shared_centre, "3001", tmp_path / "outbox", proxy)
    lead.look_at_calls()
    proxy.refuse()
    lead.score(lead.call(), notes="mine")
    draft = other.evaluations.open_draft(lead.call(), shared_centre.person("2002"), lead.form)
    other.evaluations.save_draft(draft.id, 1, replace(draft.sheet, notes="theirs"), HEARD)
    lead.back()
    lead.store.settle(lead.store.look(lead.call()), Settlement.TAKE_OVER, "the shift ends")
    lead.back()
    assert [one.sheet.notes for one in truth.evaluations.revisions(lead.call())] == ["mine"]
    assert len(truth.audit.entries(kind=AuditKind.TAKE_OVER)) == 1
    lead.kill()


def test_the_same_person_at_two_consoles_decides_between_them(desk: Desk, truth: Store) -> None:
    draft = desk.store.evaluations.open_draft(desk.call(), desk.person, desk.form)
    desk.proxy.refuse()
    desk.store.evaluations.save_draft(draft.id, 1, replace(draft.sheet, notes="here"), HEARD)
    with open_as(desk.centre, "2001", desk.centre.server.port) as elsewhere:
        elsewhere.evaluations.save_draft(draft.id, 1, replace(draft.sheet, notes="there"), HEARD)
    desk.back()
    conflict = desk.store.look(desk.call())
    assert ways_out(conflict, desk.person) == (Settlement.KEEP_THEIRS, Settlement.MINE_OVER)
    desk.store.settle(conflict, Settlement.MINE_OVER)
    desk.back()
    stored = truth.evaluations.find_draft(desk.call())
    assert stored is not None
    assert (stored.id, stored.sheet.notes) == (draft.id, "here")


def marked_elsewhere(desk: Desk, draft: Draft) -> None:
    """The same person marks the same draft at another PC."""
    with open_as(desk.centre, "2001", desk.centre.server.port) as elsewhere:
        elsewhere.evaluations.save_draft(draft.id, draft.version, replace(draft.sheet, notes="there"), HEARD)


def notes_in(truth: Store, desk: Desk) -> str | None:
    found = truth.evaluations.find_draft(desk.call())
    return found.sheet.notes if found else None


@pytest.mark.parametrize("away", [False, True])
@pytest.mark.parametrize("saved", [False, True])
def test_a_look_at_this_pc_leaves_what_was_marked_at_another(
    desk: Desk, truth: Store, *, away: bool, saved: bool
) -> None:
    draft = desk.store.evaluations.open_draft(desk.call(), desk.person, desk.form)
    version = draft.version
    if not away and saved:
        version = desk.store.evaluations.save_draft(draft.id, version, draft.sheet, HEARD)
    if away:
        desk.proxy.refuse()
    marked_elsewhere(desk, replace(draft, version=version))
    if away and saved:
        version = desk.store.evaluations.save_draft(draft.id, version, draft.sheet, HEARD)
    desk.store.evaluations.discard_draft(draft.id, version)
    desk.back()
    assert notes_in(truth, desk) == "there"
    assert desk.store.standing.waiting == 0
    assert desk.store.evaluations.open_draft(desk.call(), desk.person, desk.form).sheet.notes == "there"


@pytest.mark.parametrize("given_up", [False, True])
def test_a_draft_that_another_pc_took_up_before_its_opening_was_confirmed(
    desk: Desk, truth: Store, *, given_up: bool
) -> None:
    desk.proxy.swallow_answers()
    draft = desk.store.evaluations.open_draft(desk.call(), desk.person, desk.form)
    desk.proxy.cut()
    marked_elsewhere(desk, draft)
    if given_up:
        desk.store.evaluations.discard_draft(draft.id, draft.version)
    else:
        desk.store.evaluations.save_draft(draft.id, draft.version, replace(draft.sheet, notes="here"), HEARD)
    desk.back()
    assert notes_in(truth, desk) == "there"
    assert desk.store.standing.conflicts == (0 if given_up else 1)


@pytest.mark.parametrize("elsewhere", [False, True])
def test_what_an_older_console_left_to_give_up_is_read_and_takes_no_marks_away(
    desk: Desk, truth: Store, *, elsewhere: bool
) -> None:
    draft = desk.store.evaluations.open_draft(desk.call(), desk.person, desk.form)
    desk.proxy.refuse()
    desk.store.evaluations.discard_draft(draft.id, draft.version)
    (entry,) = desk.outbox.entries
    content = {name: said for name, said in entry.content.items() if name != "base"}
    desk.outbox.change(put=[replace(entry, content=content)])
    if elsewhere:
        marked_elsewhere(desk, draft)
    desk.kill()
    desk.proxy.resume()
    desk.sign_on()
    desk.back()
    assert notes_in(truth, desk) == ("there" if elsewhere else None)
    assert (desk.store.standing.waiting, desk.store.standing.conflicts) == (0, 0)


def test_a_blank_draft_of_another_console_is_no_conflict(desk: Desk, truth: Store) -> None:
    desk.proxy.refuse()
    desk.score(desk.call(), notes="mine")
    with open_as(desk.centre, "2001", desk.centre.server.port) as elsewhere:
        elsewhere.evaluations.open_draft(desk.call(), desk.person, desk.form)
    desk.back()
    assert [one.sheet.notes for one in truth.evaluations.revisions(desk.call())] == ["mine"]


def test_a_draft_discarded_meanwhile_can_be_begun_again(desk: Desk, truth: Store) -> None:
    draft = desk.store.evaluations.open_draft(desk.call(), desk.person, desk.form)
    desk.proxy.refuse()
    version = desk.store.evaluations.save_draft(draft.id, 1, desk.marked(draft, notes="mine"), HEARD)
    desk.store.evaluations.submit(draft.id, version)
    with open_as(desk.centre, "2001", desk.centre.server.port) as elsewhere:
        elsewhere.evaluations.discard_draft(draft.id, draft.version)
    desk.back()
    conflict = desk.store.look(desk.call())
    assert conflict.theirs is None
    desk.store.settle(conflict, Settlement.MINE_OVER)
    desk.back()
    assert [one.sheet.notes for one in truth.evaluations.revisions(desk.call())] == ["mine"]


@pytest.mark.parametrize("how", [Settlement.KEEP_THEIRS, Settlement.OF_ITS_OWN, Settlement.MINE_OVER])
def test_a_note_changed_elsewhere_is_settled_by_a_person(desk: Desk, truth: Store, how: Settlement) -> None:
    note = desk.store.coaching.save(desk.a_note("first"))
    desk.proxy.refuse()
    mine = desk.store.coaching.save(replace(note, strength="mine"))
    with open_as(desk.centre, "2001", desk.centre.server.port) as elsewhere:
        elsewhere.coaching.save(replace(note, strength="theirs"))
    desk.back()
    assert truth.coaching.get(note.id).strength == "theirs"
    conflict = desk.store.look(note.id)
    assert isinstance(conflict.theirs, Note)
    assert conflict.theirs.strength == "theirs"
    assert conflict.mine == mine
    assert how in ways_out(conflict, desk.person)
    desk.store.settle(conflict, how)
    desk.back()
    said = {one.strength for one in truth.coaching.list_notes(agent_id=note.agent_id)}
    assert (
        said
        == {
            Settlement.KEEP_THEIRS: {"theirs"},
            Settlement.OF_ITS_OWN: {"mine", "theirs"},
            Settlement.MINE_OVER: {"mine"},
        }[how]
    )
    assert desk.store.standing.waiting == 0


def test_a_conflict_does_not_hold_up_the_others(desk: Desk, other: Store, truth: Store) -> None:
    desk.proxy.refuse()
    desk.score(desk.call(0), notes="mine")
    desk.score(desk.call(1), notes="after")
    score_as(other, desk, "2002", notes="theirs")
    desk.back()
    assert [one.sheet.notes for one in truth.evaluations.revisions(desk.call(1))] == ["after"]
    assert (desk.store.standing.waiting, desk.store.standing.conflicts) == (1, 1)
