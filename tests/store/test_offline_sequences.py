"""Any sequence of deeds and failures of the network ends as if the network had been good: each deed there once."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from console.domain.audit import AuditKind
from console.domain.coaching import Note
from console.domain.evaluations import Draft
from console.domain.faults import FaultKind, PlaceFault
from console.store.store import Store
from tests.cutting_proxy import CuttingProxy
from tests.shared_centre import SharedCentre, centre_template, shared_centre
from tests.store.centres import a_call
from tests.store.offline_desk import HEARD, Desk, proxy

__all__ = ["centre_template", "proxy", "shared_centre"]

pytestmark = pytest.mark.postgresql

NETWORK = ("away", "answers lost", "back", "restart")
WEIGHTS = (3, 2, 3, 1)
STEPS = 24


def steps_of(seed: int) -> list[str | int]:
    """Failures of the network, and between them deeds: each a number that chooses among those that make sense then."""
    chance = random.Random(seed)
    return [
        chance.choices(NETWORK, WEIGHTS)[0] if chance.random() < 0.3 else chance.randrange(1000) for _ in range(STEPS)
    ]


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


def sensible(model: Model) -> list[tuple[str, UUID]]:
    """The deeds that make sense now, and on which call."""
    found = []
    for call_id, sheet in model.sheets.items():
        if sheet.draft is not None:
            found += [(deed, call_id) for deed in ("type", "type", "submit", "discard", "listen")]
        else:
            found += [("correct" if sheet.submitted else "open", call_id)]
    some_call = next(iter(model.sheets))
    return [*found, ("note", some_call), *([("show_note", some_call)] if model.note else [])]


def do(desk: Desk, model: Model, deed: str, call_id: UUID, number: int) -> None:
    """One deed, here and in the model."""
    sheet, store, words = model.sheets[call_id], desk.store, f"words {number}"
    if deed == "open":
        sheet.draft = store.evaluations.open_draft(call_id, desk.person, desk.form)
        sheet.words = ""
    elif deed == "correct":
        sheet.draft = store.evaluations.open_correction(call_id, desk.person, desk.form, "again")
        sheet.words = sheet.draft.sheet.notes
        assert sheet.words == sheet.submitted[-1]
    elif deed == "note":
        model.note = store.coaching.save(replace(model.note or desk.a_note(), strength=words))
    elif deed == "show_note" and model.note is not None:
        model.note = store.coaching.share(model.note.id, model.note.version)
    elif deed == "listen":
        store.audit.append(AuditKind.LISTEN, desk.person, call_id)
        model.heard += 1
    elif sheet.draft is None:
        raise AssertionError(deed)
    elif deed == "type":
        changed = replace(sheet.draft.sheet, notes=words)
        version = store.evaluations.save_draft(sheet.draft.id, sheet.draft.version, changed, HEARD)
        sheet.draft = replace(sheet.draft, version=version, sheet=changed)
        sheet.words = words
    elif deed == "submit":
        revision = store.evaluations.submit(sheet.draft.id, sheet.draft.version)
        sheet.submitted.append(sheet.words)
        sheet.draft = None
        assert revision.number == len(sheet.submitted)
    else:
        store.evaluations.discard_draft(sheet.draft.id, sheet.draft.version)
        sheet.draft = None


def fail(desk: Desk, model: Model, how: str) -> None:
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
            take_up(desk, model)


def take_up(desk: Desk, model: Model) -> None:
    """What somebody sees who opens everything again after a restart."""
    for call_id, sheet in model.sheets.items():
        assert [one.sheet.notes for one in desk.store.evaluations.revisions(call_id)] == sheet.submitted
        sheet.draft = desk.store.evaluations.find_draft(call_id)
        assert sheet.draft is None or sheet.draft.sheet.notes == sheet.words
    if model.note is not None:
        before, model.note = model.note, desk.store.coaching.get(model.note.id)
        assert (model.note.strength, model.note.shared) == (before.strength, before.shared)


@settings(
    max_examples=16,
    deadline=None,
    phases=[Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 1 << 32))
def test_any_sequence_ends_as_with_a_good_network(
    shared_centre: SharedCentre, proxy: CuttingProxy, tmp_path: Path, seed: int
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
            for number, step in enumerate(steps_of(seed)):
                if isinstance(step, str):
                    fail(desk, model, step)
                    continue
                deeds = sensible(model)
                try:
                    do(desk, model, *deeds[step % len(deeds)], number)
                except PlaceFault as fault:
                    if fault.kind is not FaultKind.NEEDS_DATABASE:
                        raise
            fail(desk, model, "back")
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
