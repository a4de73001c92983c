"""Working while the database is away, against a real server behind a network that fails: all of it, once, in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from console.domain.audit import AuditKind
from console.domain.calls import CallFilter, CallOrder, Progress
from console.domain.faults import FaultKind, InputFault, PlaceFault
from console.domain.ledger import Heard, Ledger
from console.store.ids import new_id
from console.store.offline import OfflineStore
from console.store.store import Store
from tests.shared_centre import SharedCentre, centre_template, shared_centre
from tests.store.offline_desk import HEARD, Desk, desk, kind_of, other, proxy, truth
from tests.store.test_outbox import every_byte

__all__ = ["centre_template", "desk", "other", "proxy", "shared_centre", "truth"]

pytestmark = pytest.mark.postgresql


# going on


def test_a_call_is_scored_without_the_database_and_shared_once(desk: Desk, truth: Store) -> None:
    desk.proxy.refuse()
    revision = desk.score(desk.call(), desk.form.items[0].key, notes="说话太快")
    assert (revision.number, revision.provisional, revision.points) == (1, True, 98)
    assert desk.store.standing.offline
    assert desk.store.standing.waiting == 1
    assert truth.evaluations.revisions(desk.call()) == []
    desk.back()
    (shared,) = truth.evaluations.revisions(desk.call())
    assert (shared.id, shared.sheet, shared.points, shared.ledger) == (
        revision.id,
        revision.sheet,
        revision.points,
        HEARD,
    )
    assert shared.inspector_id == desk.person.id
    assert not shared.provisional
    assert desk.store.standing.waiting == 0
    assert desk.store.standing.shared == 1
    assert not desk.store.standing.offline
    assert not list(desk.folder.iterdir())


def test_what_was_begun_goes_on_and_comes_back_with_its_versions(desk: Desk, truth: Store) -> None:
    draft = desk.store.evaluations.open_draft(desk.call(), desk.person, desk.form)
    version = desk.store.evaluations.save_draft(draft.id, draft.version, draft.sheet, HEARD)
    desk.proxy.refuse()
    for words in ("s", "sl", "slow"):
        sheet = replace(draft.sheet, notes=words)
        version = desk.store.evaluations.save_draft(draft.id, version, sheet, HEARD)
    assert version == 5
    desk.back()
    assert desk.store.standing.waiting == 0
    stored = truth.evaluations.find_draft(desk.call())
    assert stored is not None
    assert (stored.sheet.notes, stored.version) == ("slow", 3)  # three words here are one save there
    version = desk.store.evaluations.save_draft(draft.id, version, replace(sheet, notes="slower"), HEARD)
    found = desk.store.evaluations.find_draft(desk.call())
    assert found is not None
    assert found.version == version == 6  # its editor counts on as if nothing had been
    assert desk.store.evaluations.submit(draft.id, version).sheet.notes == "slower"


def test_a_restart_without_the_database_loses_nothing(desk: Desk, truth: Store) -> None:
    desk.proxy.refuse()
    desk.score(desk.call(0), notes="one")
    draft = desk.store.evaluations.open_draft(desk.call(1), desk.person, desk.form)
    desk.store.evaluations.save_draft(draft.id, 1, replace(draft.sheet, notes="two"), HEARD)
    note = desk.store.coaching.save(desk.a_note())
    desk.store.audit.append(AuditKind.LISTEN, desk.person, desk.call(0))
    desk.kill()
    assert len(list(desk.folder.iterdir())) > 0
    desk.proxy.resume()
    desk.sign_on()
    assert desk.store.standing.waiting == 4
    kept = desk.store.evaluations.find_draft(desk.call(1))
    assert kept is not None
    assert kept.sheet.notes == "two"
    rows = {row.call.id: row for row in desk.store.calls.page(CallFilter(), desk.person, 0, 100)}
    assert rows[desk.call(0)].progress is Progress.SCORED
    assert rows[desk.call(1)].progress is Progress.DRAFT
    desk.back()
    assert [one.sheet.notes for one in truth.evaluations.revisions(desk.call(0))] == ["one"]
    stored = truth.evaluations.find_draft(desk.call(1))
    assert stored is not None
    assert stored.sheet.notes == "two"
    assert truth.coaching.get(note.id).strength == note.strength
    heard = truth.audit.entries(kind=AuditKind.LISTEN)
    assert [(one.person_id, one.subject_id) for one in heard] == [(desk.person.id, desk.call(0))]
    assert "done_at" in heard[0].facts
    # and the one who had it open before it was shared goes on
    version = desk.store.evaluations.save_draft(draft.id, kept.version, replace(kept.sheet, notes="three"), HEARD)
    assert desk.store.evaluations.submit(draft.id, version).sheet.notes == "three"


def test_looking_at_a_call_leaves_no_trace(desk: Desk) -> None:
    desk.proxy.refuse()
    assert desk.store.evaluations.revisions(desk.call()) == []
    draft = desk.store.evaluations.open_draft(desk.call(), desk.person, desk.form)
    assert desk.store.standing.waiting == 1
    desk.store.evaluations.discard_draft(draft.id, draft.version)
    assert desk.store.standing.waiting == 0
    assert not list(desk.folder.iterdir())
    desk.back()
    assert desk.store.standing.shared == 0


def test_a_draft_of_before_is_discarded_when_the_database_is_back(desk: Desk, truth: Store) -> None:
    draft = desk.store.evaluations.open_draft(desk.call(), desk.person, desk.form)
    desk.proxy.refuse()
    version = desk.store.evaluations.save_draft(draft.id, 1, replace(draft.sheet, notes="no"), HEARD)
    desk.store.evaluations.discard_draft(draft.id, version)
    assert desk.store.evaluations.find_draft(desk.call()) is None
    desk.back()
    assert truth.evaluations.find_draft(desk.call()) is None
    assert (desk.store.standing.waiting, desk.store.standing.shared) == (0, 0)


def test_a_correction_is_begun_and_submitted_here(desk: Desk, truth: Store) -> None:
    first = desk.score(desk.call(), notes="first")
    desk.proxy.refuse()
    assert [one.id for one in desk.store.evaluations.revisions(desk.call())] == [first.id]
    with pytest.raises(InputFault):
        desk.store.evaluations.open_correction(desk.call(), desk.person, desk.form, " ")
    draft = desk.store.evaluations.open_correction(desk.call(), desk.person, desk.form, "misheard")
    assert draft.sheet.notes == "first"
    version = desk.store.evaluations.save_draft(draft.id, draft.version, replace(draft.sheet, notes="second"), HEARD)
    second = desk.store.evaluations.submit(draft.id, version)
    assert second.number == 2
    # and a correction of what is itself not shared yet
    again = desk.store.evaluations.open_correction(desk.call(), desk.person, desk.form, "once more")
    third = desk.store.evaluations.submit(again.id, again.version)
    assert third.number == 3
    desk.back()
    found = truth.evaluations.revisions(desk.call())
    assert [(one.id, one.number, one.reason) for one in found] == [
        (first.id, 1, ""),
        (second.id, 2, "misheard"),
        (third.id, 3, "once more"),
    ]


def test_notes_are_written_shared_and_found_here(desk: Desk, truth: Store) -> None:
    before = desk.store.coaching.save(desk.a_note("Before"))
    desk.proxy.refuse()
    new = desk.store.coaching.save(desk.a_note("Meanwhile"))
    changed = desk.store.coaching.save(replace(before, strength="Before and after"))
    assert (new.version, changed.version) == (1, before.version + 1)
    changed = desk.store.coaching.save(replace(changed, agent_words="Yes"))
    shared = desk.store.coaching.share(changed.id, changed.version)
    assert shared.shared
    listed = desk.store.coaching.list_notes(agent_id=new.agent_id)
    assert {note.id for note in listed} >= {new.id, changed.id}
    empty = desk.store.coaching.save(replace(desk.a_note(), strength=""))
    with pytest.raises(InputFault) as caught:
        desk.store.coaching.share(empty.id, empty.version)
    assert caught.value.kind is FaultKind.NOTE_INCOMPLETE
    desk.back()
    there = truth.coaching.get(changed.id)
    assert (there.strength, there.agent_words, there.shared) == ("Before and after", "Yes", True)
    assert truth.coaching.get(new.id).strength == "Meanwhile"
    after = desk.store.coaching.get(changed.id)
    assert after.version == shared.version  # as its editor counts
    closed = desk.store.coaching.save(replace(after, agent_words="Yes, gladly"))
    assert truth.coaching.get(closed.id).agent_words == "Yes, gladly"


def test_the_list_goes_on_with_what_was_listed(desk: Desk) -> None:
    orders = [CallFilter(order=order, descending=down) for order in CallOrder for down in (True, False)]
    filters = [*orders, CallFilter(text="C00001"), CallFilter(team="A"), CallFilter(longer_ms=60_001)]
    there = [(desk.store.calls.count(f, desk.person), desk.store.calls.page(f, desk.person, 0, 5)) for f in filters]
    desk.proxy.refuse()
    here = [(desk.store.calls.count(f, desk.person), desk.store.calls.page(f, desk.person, 0, 5)) for f in filters]
    assert here == there
    assert there[0][0] == 8  # team A and the calls of no team
    call = desk.store.calls.get(desk.call())
    assert "*" in call.customer_number


def test_what_needs_the_database_says_so(desk: Desk, shared_centre: SharedCentre) -> None:
    scored = desk.score(desk.call(3))
    desk.restart()  # which forgets what was opened
    desk.look_at_calls()
    draft = desk.store.evaluations.open_draft(desk.call(1), desk.person, desk.form)
    desk.proxy.refuse()
    desk.store.evaluations.save_draft(draft.id, 1, draft.sheet, HEARD)
    unlisted = shared_centre.calls["B"][0].id
    deeds: dict[str, Callable[[], object]] = {
        "first_opening": lambda: desk.store.evaluations.open_draft(unlisted, desk.person, desk.form),
        "reveal": lambda: desk.store.calls.reveal_number(desk.call(), desk.person, "asked back"),
        "take_over": lambda: desk.store.evaluations.take_over_draft(draft.id, desk.person, "ill"),
        "import": lambda: desk.store.calls.add_many([]),
        "acknowledge": lambda: desk.store.coaching.acknowledge(new_id(), "1001", "1234"),
    }
    for why, deed in deeds.items():
        with pytest.raises(PlaceFault) as caught:
            deed()
        assert kind_of(caught) == (FaultKind.NEEDS_DATABASE, why)
    with pytest.raises(PlaceFault) as caught:
        desk.store.evaluations.revisions(scored.call_id)
    assert kind_of(caught) == (FaultKind.NEEDS_DATABASE, "first_opening")


def test_anothers_draft_is_known_from_the_list(desk: Desk, other: Store) -> None:
    other.evaluations.open_draft(desk.call(), desk.centre.person("2002"), desk.form)
    desk.look_at_calls()
    desk.proxy.refuse()
    with pytest.raises(PlaceFault) as caught:
        desk.store.evaluations.open_draft(desk.call(), desk.person, desk.form)
    assert caught.value.kind is FaultKind.DRAFT_TAKEN
    assert caught.value.facts["owner"] == "赵敏"


def test_no_word_of_it_can_be_read_on_the_disk(desk: Desk) -> None:
    desk.proxy.refuse()
    desk.score(desk.call(), desk.form.items[0].key, notes="说话太快 spoke too fast")
    desk.store.coaching.save(desk.a_note("Names the customer 欧阳"))
    content = every_byte(desk.folder)
    call = desk.centre.calls["A"][0]
    words = ("说话太快", "spoke too fast", "欧阳", "Names", "李明", "王芳", "2001", "1001", "monitoring", "submit")
    for secret in (*words, call.customer_number, call.call_number, str(call.id), desk.form.items[0].key):
        for coding in ("utf-8", "utf-16-le", "utf-16-be"):
            assert secret.encode(coding) not in content.replace(b"outbox-2001.outbox", b""), secret
    assert call.id.bytes not in content


def test_without_an_outbox_everything_is_as_it_was(desk: Desk) -> None:
    store = OfflineStore(desk.real, desk.person)
    draft = store.evaluations.open_draft(desk.call(), desk.person, desk.form)
    store.turn_off("no_keyring")
    desk.proxy.refuse()
    with pytest.raises(PlaceFault) as caught:
        store.evaluations.save_draft(draft.id, 1, draft.sheet, HEARD)
    assert caught.value.kind is FaultKind.DATABASE_UNREACHABLE
    assert not store.standing.possible
    assert not desk.folder.exists()


def test_what_waits_of_another_person_stays_until_they_sign_on(desk: Desk, truth: Store) -> None:
    desk.proxy.refuse()
    desk.score(desk.call(), notes="mine")
    desk.proxy.resume()
    desk.kill()
    (file,) = [path for path in desk.folder.iterdir() if path.suffix == ".outbox"]
    before = file.read_bytes()
    colleague = Desk(desk.centre, "2002", desk.folder, desk.proxy)
    assert colleague.store.standing.waiting == 0
    colleague.look_at_calls()
    colleague.score(colleague.call(1), notes="theirs")
    colleague.back()
    colleague.kill()
    assert file.read_bytes() == before
    assert truth.evaluations.revisions(desk.call()) == []
    desk.sign_on()
    desk.back()
    assert [one.sheet.notes for one in truth.evaluations.revisions(desk.call())] == ["mine"]
    assert not file.exists()


# answers that never come


def test_an_answer_that_was_lost_counts_once(desk: Desk, truth: Store) -> None:
    draft = desk.store.evaluations.open_draft(desk.call(), desk.person, desk.form)
    version = desk.store.evaluations.save_draft(draft.id, 1, replace(draft.sheet, notes="a"), HEARD)
    desk.proxy.swallow_answers()  # done there, and never known here
    version = desk.store.evaluations.save_draft(draft.id, version, replace(draft.sheet, notes="b"), HEARD)
    assert desk.store.standing.offline
    stored = truth.evaluations.find_draft(desk.call())
    assert stored is not None
    assert stored.sheet.notes == "b"  # or this test would show nothing
    version = desk.store.evaluations.save_draft(draft.id, version, replace(draft.sheet, notes="c"), HEARD)
    desk.proxy.cut()
    desk.back()
    assert desk.store.standing.conflicts == 0
    stored = truth.evaluations.find_draft(desk.call())
    assert stored is not None
    assert stored.sheet.notes == "c"
    desk.proxy.swallow_answers()
    revision = desk.store.evaluations.submit(draft.id, version)
    assert revision.provisional
    assert len(truth.evaluations.revisions(desk.call())) == 1
    desk.proxy.cut()
    desk.back()
    assert [one.id for one in truth.evaluations.revisions(desk.call())] == [revision.id]
    assert desk.store.standing.conflicts == 0


def test_opening_note_and_record_whose_answer_was_lost_count_once(desk: Desk, truth: Store) -> None:
    desk.proxy.swallow_answers()
    draft = desk.store.evaluations.open_draft(desk.call(), desk.person, desk.form)
    desk.proxy.cut()
    desk.back()
    assert truth.evaluations.find_draft(desk.call()) is not None
    note = desk.a_note()
    desk.proxy.swallow_answers()
    kept = desk.store.coaching.save(note)
    kept = desk.store.coaching.save(replace(kept, action="Breathe"))
    desk.proxy.cut()
    desk.back()
    assert truth.coaching.get(note.id).action == "Breathe"
    desk.proxy.swallow_answers()
    desk.store.audit.append(AuditKind.LISTEN, desk.person, desk.call())
    desk.proxy.cut()
    desk.back()
    assert len(truth.audit.entries(kind=AuditKind.LISTEN)) == 1
    assert desk.store.standing.conflicts == 0
    assert desk.store.evaluations.find_draft(desk.call()) == draft


def test_a_draft_that_was_given_up_and_may_have_arrived_is_not_taken_up_again(desk: Desk, truth: Store) -> None:
    desk.proxy.swallow_answers()
    first = desk.store.evaluations.open_draft(desk.call(), desk.person, desk.form)
    desk.store.evaluations.discard_draft(first.id, first.version)
    desk.proxy.cut()
    desk.back()
    assert truth.evaluations.find_draft(desk.call()) is None
    desk.proxy.cut()
    desk.proxy.refuse()
    second = desk.store.evaluations.open_draft(desk.call(), desk.person, desk.form)
    desk.back()
    stored = truth.evaluations.find_draft(desk.call())
    assert stored is not None
    assert stored.id == second.id != first.id


def test_a_save_that_may_have_arrived_is_given_up_with_its_draft(desk: Desk, truth: Store) -> None:
    draft = desk.store.evaluations.open_draft(desk.call(), desk.person, desk.form)
    desk.proxy.swallow_answers()
    version = desk.store.evaluations.save_draft(draft.id, 1, draft.sheet, HEARD)
    version = desk.store.evaluations.save_draft(draft.id, version, draft.sheet, Ledger((Heard(0, 40_000),)))
    desk.store.evaluations.discard_draft(draft.id, version)
    desk.proxy.cut()
    arrived = truth.evaluations.find_draft(desk.call())
    assert arrived is not None
    assert (arrived.version, arrived.ledger) == (2, HEARD)
    desk.back()
    assert truth.evaluations.find_draft(desk.call()) is None


def test_a_kill_between_sending_and_removing_is_harmless(desk: Desk, truth: Store) -> None:
    """The outbox is put back as it was before each of its entries was removed, and everything is sent again."""
    desk.proxy.refuse()
    desk.score(desk.call(), notes="once")
    note = desk.store.coaching.save(desk.a_note())
    desk.store.coaching.share(note.id, note.version)
    desk.store.audit.append(AuditKind.LISTEN, desk.person, desk.call())
    desk.proxy.resume()
    while desk.store.standing.waiting:
        before = desk.outbox.entries
        desk.store._sender.share(budget_s=0)  # one entry goes
        assert len(desk.outbox.entries) < len(before)
        desk.outbox.change(remove=[one.seq for one in desk.outbox.entries], append=before)
        desk.restart()
        desk.store._sender.share(budget_s=0)  # and goes again
        assert len(desk.outbox.entries) == len(before) - 1
    desk.back()
    assert desk.store.standing == replace(desk.store.standing, waiting=0, conflicts=0)
    assert [one.sheet.notes for one in truth.evaluations.revisions(desk.call())] == ["once"]
    assert truth.coaching.get(note.id).shared
    assert len(truth.audit.entries(kind=AuditKind.LISTEN)) == 1
