"""Any sequence of deeds and failures of the network ends as if the network had been good: each deed there once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.domain.audit import AuditKind
from console.domain.coaching import Note
from console.domain.evaluations import Draft
from console.domain.faults import FaultKind, PlaceFault
from console.store.store import Store
from tests.cutting_proxy import CuttingProxy
from tests.shared_centre import SharedCentre, centre_template, shared_centre
from tests.store.centres import a_call
from tests.store.test_offline import HEARD, Desk, proxy

__all__ = ["centre_template", "proxy", "shared_centre"]

pytestmark = pytest.mark.postgresql

DEEDS = ("open", "type", "submit", "correct", "discard", "note", "show_note", "listen")
NETWORK = ("away", "answers lost", "back", "restart")
STEPS = st.lists(
    st.tuples(st.sampled_from((*DEEDS, "type", "submit", *NETWORK, "back")), st.integers(0, 1)), min_size=4, max_size=14
)


@dataclass
class Sheet:
    """What a call should have in the end: its submitted sheets, and its draft as the editor has it."""

    submitted: list[str] = field(default_factory=list)
    draft: Draft | None = None
    words: str = ""


@dataclass
class Model:
    """What a good network would have brought about."""

    sheets: dict[UUID, Sheet]
    note: Note | None = None
    heard: int = 0


def do(desk: Desk, model: Model, deed: str, call_id: UUID, number: int) -> None:
    """One deed, here and in the model; nothing where it makes no sense now."""
    sheet, store, words = model.sheets[call_id], desk.store, f"words {number}"
    match deed:
        case "open" if sheet.draft is None and not sheet.submitted:
            sheet.draft = store.evaluations.open_draft(call_id, desk.person, desk.form)
            sheet.words = ""
        case "type" if sheet.draft is not None:
            changed = replace(sheet.draft.sheet, notes=words)
            version = store.evaluations.save_draft(sheet.draft.id, sheet.draft.version, changed, HEARD)
            sheet.draft = replace(sheet.draft, version=version, sheet=changed)
            sheet.words = words
        case "submit" if sheet.draft is not None:
            revision = store.evaluations.submit(sheet.draft.id, sheet.draft.version)
            sheet.submitted.append(sheet.words)
            sheet.draft = None
            assert revision.number == len(sheet.submitted)
        case "correct" if sheet.draft is None and sheet.submitted:
            sheet.draft = store.evaluations.open_correction(call_id, desk.person, desk.form, "again")
            sheet.words = sheet.draft.sheet.notes
            assert sheet.words == sheet.submitted[-1]
        case "discard" if sheet.draft is not None:
            store.evaluations.discard_draft(sheet.draft.id)
            sheet.draft = None
        case "note":
            note = model.note or replace(desk.a_note(), made_at=desk.a_note().made_at)
            model.note = store.coaching.save(replace(note, strength=words))
        case "show_note" if model.note is not None:
            model.note = store.coaching.share(model.note.id, model.note.version)
        case "listen":
            store.audit.append(AuditKind.LISTEN, desk.person, call_id)
            model.heard += 1
        case _:
            pass


def fail(desk: Desk, how: str) -> None:
    """What becomes of the network, or of the console."""
    match how:
        case "away":
            desk.proxy.refuse()
        case "answers lost":
            desk.proxy.swallow_answers()
        case "back":
            desk.proxy.cut()
            desk.back()
        case _:
            desk.proxy.cut()
            desk.proxy.resume()
            desk.restart()
            desk.look_at_calls()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_any_sequence_ends_as_with_a_good_network(
    shared_centre: SharedCentre, proxy: CuttingProxy, tmp_path: Path, steps: list[tuple[str, int]]
) -> None:
    calls = [a_call(number, content_hash=str(uuid4()), team="A") for number in range(2)]
    with Store.open(shared_centre.admin_url) as truth:
        truth.calls.add_many(calls)
        heard_before = len(truth.audit.entries(kind=AuditKind.LISTEN, limit=100_000))
        proxy.resume()
        desk = Desk(shared_centre, "2001", tmp_path / "outbox", proxy)
        try:
            desk.look_at_calls()
            model = Model({call.id: Sheet() for call in calls})
            for number, (step, which) in enumerate(steps):
                if step in NETWORK:
                    fail(desk, step)
                    continue
                try:
                    do(desk, model, step, calls[which].id, number)
                except PlaceFault as fault:
                    if fault.kind is not FaultKind.NEEDS_DATABASE:
                        raise
            fail(desk, "back")
            assert (desk.store.standing.waiting, desk.store.standing.conflicts) == (0, 0)
            assert not any((tmp_path / "outbox").glob("*"))
            for call in calls:
                sheet, draft = model.sheets[call.id], truth.evaluations.find_draft(call.id)
                assert [one.sheet.notes for one in truth.evaluations.revisions(call.id)] == sheet.submitted
                assert (draft is None) == (sheet.draft is None)
                assert draft is None or draft.sheet.notes == sheet.words
            if model.note is not None:
                stored = truth.coaching.get(model.note.id)
                assert (stored.strength, stored.shared) == (model.note.strength, model.note.shared)
            heard = len(truth.audit.entries(kind=AuditKind.LISTEN, limit=100_000)) - heard_before
            assert heard == model.heard
        finally:
            desk.kill()
