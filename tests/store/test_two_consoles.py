"""Consoles that do the same thing in the same moment: one does it, the other finds it done."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from console.domain.evaluations import Draft
from console.domain.faults import Fault, FaultKind
from console.domain.ledger import Ledger
from console.domain.people import Role
from console.domain.sheet import rest_conform
from console.store.people import NewPerson
from console.store.store import Store
from tests.store.centres import Centre, OpenStore, a_call, monitoring_form

T = TypeVar("T")
ROUNDS = 10


def at_once(*deeds: Callable[[], T]) -> list[T | Fault]:
    """What each deed gave or failed with, all begun in the same moment, each in its own thread."""
    barrier = threading.Barrier(len(deeds))

    def run(deed: Callable[[], T]) -> T | Fault:
        barrier.wait(10)
        try:
            return deed()
        except Fault as fault:
            return fault

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def kinds(results: list[T | Fault]) -> list[FaultKind]:
    return [result.kind for result in results if isinstance(result, Fault)]


def test_one_of_two_inspectors_gets_the_draft(centre: Centre, open_store: OpenStore) -> None:
    other = open_store()
    for number in range(ROUNDS):
        call = centre.add_call(number)
        results = at_once(
            partial(centre.store.evaluations.open_draft, call.id, centre.li, centre.form),
            partial(other.evaluations.open_draft, call.id, centre.zhao, centre.form),
        )
        assert kinds(results) == [FaultKind.DRAFT_TAKEN]
        (draft,) = [result for result in results if isinstance(result, Draft)]
        assert centre.store.evaluations.find_draft(call.id) == draft


def test_one_inspector_at_two_consoles_has_one_draft_and_one_save_wins(centre: Centre, open_store: OpenStore) -> None:
    other = open_store()
    for number in range(ROUNDS):
        call = centre.add_call(number)
        drafts = at_once(
            partial(centre.store.evaluations.open_draft, call.id, centre.li, centre.form),
            partial(other.evaluations.open_draft, call.id, centre.li, centre.form),
        )
        assert drafts[0] == drafts[1]
        draft = drafts[0]
        assert isinstance(draft, Draft)
        sheet = rest_conform(centre.form, draft.sheet)
        saves = [partial(store.evaluations.save_draft, draft.id, 1, sheet, Ledger()) for store in (centre.store, other)]
        assert kinds(at_once(*saves)) == [FaultKind.CHANGED_ELSEWHERE]


def test_a_draft_submitted_twice_at_once_is_one_revision(centre: Centre, open_store: OpenStore) -> None:
    other = open_store()
    for number in range(ROUNDS):
        call = centre.add_call(number)
        draft = centre.store.evaluations.open_draft(call.id, centre.li, centre.form)
        first, second = at_once(
            partial(centre.store.evaluations.submit, draft.id, 1), partial(other.evaluations.submit, draft.id, 1)
        )
        assert first == second
        assert centre.store.evaluations.revisions(call.id) == [first]


def test_the_same_recordings_imported_at_once_are_one_call_each(centre: Centre, open_store: OpenStore) -> None:
    other = open_store()
    for number in range(ROUNDS):
        same = [a_call(number * 10 + n) for n in range(5)]
        again = [a_call(number * 10 + n) for n in range(5)]
        results = at_once(partial(centre.store.calls.add_many, same), partial(other.calls.add_many, again))
        assert kinds(results) == []
        assert sorted(result.added for result in results if not isinstance(result, Fault)) == [0, 5]


def test_first_starts_at_once_publish_the_form_and_give_a_number_once(store: Store, open_store: OpenStore) -> None:
    form, other = monitoring_form(), open_store()
    assert kinds(at_once(partial(store.forms.publish, form), partial(other.forms.publish, form))) == []
    new = NewPerson("7001", "周", Role.MANAGER)
    assert kinds(at_once(partial(store.people.add, new), partial(other.people.add, new))) == [FaultKind.NUMBER_TAKEN]
