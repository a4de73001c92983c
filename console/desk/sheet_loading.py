"""Finds how a call's scoring stands when it is opened; runs in the database thread."""

from __future__ import annotations

from console.desk.open_sheet import OpenSheet, SheetState
from console.desk.scoring_store import ScoringStore
from console.domain.calls import Call
from console.domain.evaluations import Draft, Revision, in_recording
from console.domain.faults import Fault, FaultKind, PlaceFault
from console.domain.forms import Form
from console.domain.people import Person, Right

FORM_KEY = "monitoring"


def load_sheet(store: ScoringStore, call: Call, person: Person) -> OpenSheet:
    """The own draft of `call` (begun where there is none), else its newest revision, else why it is locked."""
    revisions = revisions_of(store, call)
    draft: Draft | None = None
    if revisions:
        if person.may(Right.CORRECT):
            draft = store.evaluations.correction_of(call.id, person)
        if draft is None:
            sheet = revisions[-1].sheet
            form = store.forms.get(sheet.form_key, sheet.form_version)
            return OpenSheet(SheetState.SUBMITTED, call, form, None, revisions, revisions[-1])
    else:
        newest = newest_form(store)
        if not person.may(Right.SCORE):
            return OpenSheet(SheetState.LOCKED, call, newest, fault=PlaceFault(FaultKind.NO_RIGHT))
        try:
            draft = store.evaluations.open_draft(call.id, person, newest)
        except PlaceFault as fault:
            if fault.kind is not FaultKind.DRAFT_TAKEN:
                raise
            return OpenSheet(SheetState.LOCKED, call, newest, fault=fault)
    form = store.forms.get(draft.sheet.form_key, draft.sheet.form_version)
    return OpenSheet(SheetState.DRAFT, call, form, draft, revisions)


def revisions_of(store: ScoringStore, call: Call) -> tuple[Revision, ...]:
    """The submitted sheets of `call`, oldest first, with their times in its recording."""
    return tuple(in_recording(one, call) for one in store.evaluations.revisions(call.id))


def newest_form(store: ScoringStore) -> Form:
    """The form that new sheets have. PlaceFault(NO_FORM) where there is none."""
    try:
        return store.forms.newest(FORM_KEY)
    except Fault as fault:
        if fault.kind is FaultKind.NOT_FOUND:
            raise PlaceFault(FaultKind.NO_FORM) from fault
        raise


def draft_again(store: ScoringStore, view: OpenSheet, person: Person) -> Draft:
    """The stored draft behind `view`, as it is now; one that is gone is begun again. PlaceFault when it is another's.

    CHANGED_ELSEWHERE(owner) when there is another correction since.
    """
    if view.call is None or view.form is None:
        raise PlaceFault(FaultKind.NOT_FOUND)
    if not view.revisions:
        return store.evaluations.open_draft(view.call.id, person, view.form)
    draft = store.evaluations.correction_of(view.call.id, person)
    if draft is not None:
        return draft
    newest = store.evaluations.revisions(view.call.id)[-1]
    if view.draft is None or newest.id != view.draft.corrects:
        raise PlaceFault(FaultKind.CHANGED_ELSEWHERE, owner=newest.inspector_name)
    return store.evaluations.open_correction(view.call.id, person, view.form, view.draft.reason)
