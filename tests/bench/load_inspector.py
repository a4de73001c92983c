"""One of the fifty inspectors of bench_load, in a process of their own: scores, thinks, and keeps the times."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from uuid import UUID

from console.domain.calls import CallFilter
from console.domain.forms import Form
from console.domain.people import Person
from console.domain.sheet import Sheet, Span, fail_with_evidence, rest_conform, set_item_note
from console.store.engine import Login
from console.store.store import Store
from tests.store.centres import HEARD, QUICK_HASHES

THOUGHT_S = (0.5, 1.5)
SAVES_OF_A_SHEET = 3
DEEDS = ("listed", "opened", "saved", "submitted")


@dataclass(frozen=True)
class Desk:
    """Where an inspector sits, and the calls to be scored there."""

    url: str
    login: Login
    person: Person
    form: Form
    calls: tuple[UUID, ...]
    length_s: float


@dataclass(frozen=True)
class Told:
    """What an inspector saw: times in ms by deed, revisions that were called safe, and what went wrong."""

    times_ms: dict[str, list[float]]
    revisions: list[UUID]
    errors: list[str]


def sit_down(desk: Desk, door: Connection) -> None:
    """The day of one inspector, in a process of their own. Begins when the door says so; tells at the end."""
    dice = random.Random(desk.person.number)
    told = Told({deed: [] for deed in DEEDS}, [], [])
    with Store.open(desk.url, login=desk.login, hasher=QUICK_HASHES) as store:
        door.send(None)
        door.recv()
        until = time.monotonic() + desk.length_s
        time.sleep(dice.uniform(0, THOUGHT_S[1]))  # nobody begins at the same tick
        for call_id in desk.calls:
            if time.monotonic() >= until:
                break
            try:
                _score(store, desk, call_id, told, dice)
            except Exception as error:  # every kind counts, and the others go on
                told.errors.append(f"{type(error).__name__}: {error}")
    door.send(told)


def _score(store: Store, desk: Desk, call_id: UUID, told: Told, dice: random.Random) -> None:
    def clock(deed: str, began: float) -> None:
        told.times_ms[deed].append((time.perf_counter() - began) * 1000)
        time.sleep(dice.uniform(*THOUGHT_S))  # the thought that the load is made of

    began = time.perf_counter()
    store.calls.page(CallFilter(), desk.person, 0, 100)
    clock("listed", began)
    began = time.perf_counter()
    draft = store.evaluations.open_draft(call_id, desk.person, desk.form)
    clock("opened", began)
    version = draft.version
    for turn in range(SAVES_OF_A_SHEET):
        sheet = _filled(desk.form, draft.sheet, turn, dice)
        began = time.perf_counter()
        version = store.evaluations.save_draft(draft.id, version, sheet, HEARD)
        clock("saved", began)
    began = time.perf_counter()
    revision = store.evaluations.submit(draft.id, version)
    clock("submitted", began)
    told.revisions.append(revision.id)


def _filled(form: Form, sheet: Sheet, turn: int, dice: random.Random) -> Sheet:
    for item in dice.sample(form.items, turn + 1):
        at_ms = dice.randrange(0, 50_000)
        sheet = fail_with_evidence(form, sheet, item.key, Span(at_ms, at_ms + 900))
        sheet = set_item_note(form, sheet, item.key, "客户问了两次才得到答复")
    return replace(rest_conform(form, sheet), notes="坐席态度平和。" * 20)
