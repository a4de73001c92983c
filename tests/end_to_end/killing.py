"""Kills a scoring console with -9 at random moments and looks at what is left, round after round."""

from __future__ import annotations

import json
import multiprocessing
import random
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from console.domain.forms import Form, form_from_dict
from console.domain.ledger import Heard, Ledger
from console.domain.people import Person
from console.domain.sheet import Pin, Sheet, Span, Verdict, add_pin, fail_with_evidence, set_item_note, set_verdict
from console.store.store import Store

if TYPE_CHECKING:  # Windows has not the first
    from multiprocessing.context import ForkServerContext, SpawnContext

INTENDED, SAVED = b"i", b"s"
FORKS = "forkserver" in multiprocessing.get_all_start_methods()
"""Without, on Windows, each console begins with Python itself and takes seconds: a few of them must do."""

_HERE = __name__.rpartition(".")[0]
IMPORTED = [
    "pytest",
    __name__,
    *(f"{_HERE}.{name}" for name in ("inspectors_at_work", "test_kill", "test_kill_at_the_desk")),
]
"""All that is killed is forked from one process, which knows what the first who asked for it had it import."""


@dataclass(frozen=True)
class Bench:
    """Where the inspector sits: the database, the call being scored, and who scores it."""

    path: Path
    call_id: UUID
    inspector: Person
    first_edit: int


Report = Callable[[bytes, int], None]
"""Tells the killer that an edit is about to be made (INTENDED) or is said to be safe (SAVED), with its number."""

ScoringLoop = Callable[[Bench, Report], None]
"""Makes edits without end, from `first_edit` on. Runs in the process that will be killed; must be importable."""


def shipped_form() -> Form:
    """The form that ships."""
    path = Path(__file__).resolve().parents[2] / "resources" / "forms" / "monitoring-1.json"
    return form_from_dict(json.loads(path.read_text(encoding="utf-8")))


def edited(form: Form, sheet: Sheet, number: int) -> Sheet:
    """The sheet after edit `number`: every kind of deed in turn, the letters of a note among them."""
    item = form.items[number % len(form.items)]
    deed = number % 7
    if deed == 0:
        span = Span(number % 5000 * 10, number % 5000 * 10 + 8000)
        return fail_with_evidence(form, replace(sheet, marks={}) if number % 700 == 0 else sheet, item.key, span)
    if deed == 1:
        return set_verdict(form, sheet, item.key, Verdict.CONFORMS)
    if deed == 2:
        return set_item_note(form, sheet, item.key, f"第 {number} 次")
    if deed == 3:
        pins = sheet.pins[-5:]
        return add_pin(replace(sheet, pins=pins), Pin(number, "听"))
    return replace(sheet, notes=(sheet.notes + "客户情绪平稳,坐席应答得当。"[number % 14])[-200:], advice=str(number))


def heard_by(number: int) -> Ledger:
    """What was heard when edit `number` was made."""
    return Ledger((Heard(0, 1000 + number),))


def type_into_the_store(bench: Bench, report: Report) -> None:
    """Edits the draft as the sheet does and saves each edit."""
    form = shipped_form()
    store = Store.open(bench.path)
    draft = store.evaluations.open_draft(bench.call_id, bench.inspector, form)
    sheet, version, number = draft.sheet, draft.version, bench.first_edit
    while True:
        sheet = edited(form, sheet, number)
        report(INTENDED, number)
        version = store.evaluations.save_draft(draft.id, version, sheet, heard_by(number))
        report(SAVED, number)
        number += 1


def _work(loop: ScoringLoop, bench: Bench, pipe: Connection) -> None:
    pipe.send_bytes(b"ready")
    loop(bench, lambda kind, number: pipe.send_bytes(kind + str(number).encode()))


@dataclass(frozen=True)
class Left:
    """What one killed console had said: the last edit it began, and the last that it called safe."""

    intended: int
    saved: int


class Killer:
    """Starts consoles, where it can from a process that has imported everything, and kills them."""

    def __init__(self, seed: int, loop: ScoringLoop = type_into_the_store) -> None:
        self._dice = random.Random(seed)
        self._loop = loop
        self._context: ForkServerContext | SpawnContext = (
            multiprocessing.get_context("forkserver") if FORKS else multiprocessing.get_context("spawn")
        )
        self._context.set_forkserver_preload(IMPORTED)

    def round(self, bench: Bench, longest_s: float) -> Left:
        """One console: started, killed within `longest_s` after it began to score (sometimes while it opens)."""
        ours, theirs = self._context.Pipe(duplex=False)
        process = self._context.Process(target=_work, args=(self._loop, bench, theirs))
        with closing(ours):
            process.start()
            theirs.close()
            assert ours.recv_bytes() == b"ready"
            said = []
            if self._dice.random() < 0.85:
                said.append(ours.recv_bytes())
            # The one sleep that is the matter itself: the moment of the kill.
            time.sleep(self._dice.random() * longest_s)
            process.kill()
            process.join()
            said += list(_rest(ours))
        assert process.exitcode == (-9 if FORKS else -15), "the console ended by itself"
        process.close()
        none = bench.first_edit - 1
        return Left(
            intended=max([none, *(int(word[1:]) for word in said if word[:1] == INTENDED)]),
            saved=max([none, *(int(word[1:]) for word in said if word[:1] == SAVED)]),
        )


def _rest(pipe: Connection) -> Iterator[bytes]:
    try:
        while True:
            yield pipe.recv_bytes()
    except EOFError:
        return
