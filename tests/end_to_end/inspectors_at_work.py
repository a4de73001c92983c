"""Scripted inspectors who go on scoring whatever breaks, and keep on their own disk what they were told is safe."""

from __future__ import annotations

import json
import os
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from console.domain.calls import CallFilter
from console.domain.coaching import Note
from console.domain.evaluations import Draft, Revision
from console.domain.faults import Fault, FaultKind, PlaceFault
from console.domain.forms import Form
from console.domain.ledger import Heard, Ledger, ledger_to_list
from console.domain.people import Person
from console.domain.sheet import Sheet, Span, fail_with_evidence, rest_conform, set_item_note, sheet_to_dict
from console.store.engine import Login, Patience
from console.store.ids import new_id
from console.store.offline import OfflineStore
from console.store.outbox import Outbox, Owner
from console.store.store import Store
from tests.store.centres import QUICK_HASHES

T = TypeVar("T")

PATIENCE = Patience(lock_s=2.0, connect_s=2, answer_s=2.0)
PASSES = {
    FaultKind.DATABASE_UNREACHABLE,
    FaultKind.DATABASE_LOCKED,
    FaultKind.TOO_MANY_CONNECTIONS,
    FaultKind.NEEDS_DATABASE,
}
"""What an inspector waits out."""

OUTBOX_KEY = bytes(range(32))

BEGUN, INTENDED, TOLD, NOTED, ODD = "begun", "intended", "told", "noted", "odd"


@dataclass(frozen=True)
class Desk:
    """Where an inspector sits: the address, who it is, whose calls, and the file of what they were told.

    Where there is a folder for an outbox the console goes on while the database is away.
    """

    url: str
    login: Login
    person: Person
    agent: Person
    calls: tuple[UUID, ...]
    others_calls: tuple[UUID, ...]
    told: Path
    seed: int
    outbox: Path | None = None


class ToldFile:
    """Lines of JSON, each on the disk before the next deed; a kill can tear the last one at most."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def write(self, what: str, **facts: Any) -> None:
        """One line, kept when this returns."""
        os.write(self._file, json.dumps({"what": what, **facts}).encode() + b"\n")
        os.fsync(self._file)

    def close(self) -> None:
        os.close(self._file)


def read_told(path: Path) -> Iterator[dict[str, Any]]:
    """The whole lines of a file."""
    for line in path.read_bytes().splitlines(keepends=True) if path.exists() else ():
        if line.endswith(b"\n"):
            yield json.loads(line)


def content(revision: Revision) -> dict[str, Any]:
    """Everything that a submitted sheet says, as JSON gives it back.

    Its time is the server's, and its number too as long as it is provisional; the call's numbers are looked at apart.
    """
    said = {
        "sheet": sheet_to_dict(revision.sheet),
        "heard": ledger_to_list(revision.ledger),
        "facts": [str(revision.call_id), revision.points, revision.critical, revision.reason],
        "inspector": [str(revision.inspector_id), revision.inspector_name],
    }
    kept: dict[str, Any] = json.loads(json.dumps(said))
    return kept


def note_content(note: Note) -> dict[str, Any]:
    """The same of a note; how often it was saved until somebody heard so is no part of it."""
    kept: dict[str, Any] = json.loads(json.dumps(asdict(replace(note, version=0)), default=str))
    return kept


class Inspector:
    """One of them, in a thread with a store of its own."""

    def __init__(self, desk: Desk, form: Form, leave: threading.Event) -> None:
        self._desk = desk
        self._form = form
        self._leave = leave
        self._dice = random.Random(f"{desk.seed} {desk.person.number} {os.getpid()}")
        self._real: Store | None = None
        self._store: Store | OfflineStore | None = None
        self._told = ToldFile(desk.told)
        self._mine: list[UUID] = []
        self._inherited: set[str] = set()

    def work(self) -> None:
        """Score until told to leave; what should not happen is written down, and ends it."""
        try:
            self._score_on()
            self._share_all()
        except Exception as error:  # whatever it is, the reckoning must hear of it
            self._told.write(ODD, error=f"{type(error).__name__}: {error}")
        finally:
            if isinstance(self._store, OfflineStore):
                self._store.close_outbox()
            if self._real is not None:
                self._real.close()
            self._told.close()

    def _score_on(self) -> None:
        told = list(read_told(self._desk.told))
        self._mine = [UUID(line["call"]) for line in told if line["what"] == TOLD]
        self._inherited = {line["draft"] for line in told if line["what"] == BEGUN}
        done = set(self._mine)
        ahead = [call for call in self._desk.calls if call not in done]
        while not self._leave.is_set():
            dice = self._dice.random()
            if self._mine and (dice < 0.25 or not ahead):
                self._correct(self._dice.choice(self._mine))
            elif dice < 0.35 and self._desk.others_calls:
                self._score(self._dice.choice(self._desk.others_calls))
            elif dice < 0.45:
                self._note(self._dice.choice(self._desk.calls))
            elif ahead:
                self._score(ahead.pop(0))

    def _score(self, call_id: UUID) -> None:
        self._fill_and_submit(lambda store: store.evaluations.open_draft(call_id, self._desk.person, self._form))

    def _correct(self, call_id: UUID) -> None:
        reason = f"复核 {self._dice.random()}"
        person = self._desk.person
        self._fill_and_submit(lambda store: store.evaluations.open_correction(call_id, person, self._form, reason))

    def _fill_and_submit(self, begin: Callable[[Any], Draft]) -> None:
        try:
            draft = self._sooner_or_later(begin)
        except Fault as fault:
            if fault.kind in (FaultKind.DRAFT_TAKEN, FaultKind.ALREADY_SUBMITTED):
                return  # a colleague was first
            raise
        try:
            self._go_on_with(draft)
        except Fault as fault:
            late = fault.kind in (FaultKind.CHANGED_ELSEWHERE, FaultKind.ALREADY_SUBMITTED)
            if not late or str(draft.id) not in self._inherited:
                raise
            # What this inspector had asked for when the process was killed has been done only now.

    def _go_on_with(self, draft: Draft) -> None:
        self._told.write(BEGUN, draft=str(draft.id))
        for _ in range(self._dice.randint(1, 3)):
            self._think()
            draft = self._save(draft, self._filled(draft.sheet))
        self._think()
        revision_id = new_id()
        self._told.write(INTENDED, revision=str(revision_id), draft=str(draft.id), call=str(draft.call_id))
        revision = self._sooner_or_later(lambda store: store.evaluations.submit(draft.id, draft.version, revision_id))
        as_asked = (revision.id, revision.sheet, revision.ledger) == (revision_id, draft.sheet, draft.ledger)
        if not as_asked and str(draft.id) not in self._inherited:
            self._told.write(ODD, error=f"asked for {revision_id}, {draft.sheet}; was given {revision}")
        self._told.write(
            TOLD, revision=str(revision.id), draft=str(draft.id), call=str(draft.call_id), said=content(revision)
        )
        self._mine.append(draft.call_id)

    def _save(self, draft: Draft, sheet: Sheet) -> Draft:
        heard = Ledger((Heard(0, self._dice.randrange(1000, 60_000)),))
        after = replace(draft, sheet=sheet, ledger=heard)
        try:
            version = self._sooner_or_later(
                lambda store: store.evaluations.save_draft(draft.id, draft.version, sheet, heard)
            )
        except PlaceFault as fault:
            if fault.kind is not FaultKind.CHANGED_ELSEWHERE:
                raise
            # Said before the answer was lost: then what is there is what was to be kept.
            found = self._sooner_or_later(lambda store: store.evaluations.find_draft(draft.call_id))
            if found is None or replace(found, version=0) != replace(after, version=0):
                raise
            version = found.version
        return replace(after, version=version)

    def _filled(self, sheet: Sheet) -> Sheet:
        for item in self._dice.sample(self._form.items, self._dice.randint(0, 4)):
            at_ms = self._dice.randrange(0, 50_000)
            sheet = fail_with_evidence(self._form, sheet, item.key, Span(at_ms, at_ms + 900))
            sheet = set_item_note(self._form, sheet, item.key, f"第 {at_ms} 毫秒")
        sheet = rest_conform(self._form, sheet)
        return replace(sheet, notes=f"记录 {self._dice.random()}", advice="多练习核对环节")

    def _note(self, call_id: UUID) -> None:
        person, agent = self._desk.person, self._desk.agent
        note = Note(
            id=new_id(),
            agent_id=agent.id,
            agent_name=agent.name,
            coach_id=person.id,
            coach_name=person.name,
            made_at=datetime.now(UTC),
            call_ids=(call_id,),
            strength=f"耐心 {self._dice.random()}",
        )
        self._think()
        saved = self._sooner_or_later(lambda store: store.coaching.save(note))
        self._told.write(NOTED, note=str(note.id), said=note_content(saved))

    def _think(self) -> None:
        self._share()
        self._leave.wait(self._dice.uniform(0.02, 0.1))

    def _share(self) -> None:
        if isinstance(self._store, OfflineStore):
            with suppress_passing():
                self._store.share()

    def _share_all(self) -> None:
        """What still waits is sent before the inspector leaves."""
        if isinstance(self._store, OfflineStore):
            while self._sooner_or_later(lambda store: store.share()):
                pass
            if self._store.standing.waiting or self._store.standing.conflicts:
                self._told.write(ODD, error=f"left in the outbox: {self._store.waiting()}")

    def _sooner_or_later(self, deed: Callable[[Any], T]) -> T:
        """What `deed` gives once the database can be reached; each try is told the same."""
        while True:
            with suppress_passing():
                return deed(self._open())
            self._share()
            threading.Event().wait(self._dice.uniform(0.02, 0.1))

    def _open(self) -> Store | OfflineStore:
        desk = self._desk
        if self._real is None:
            self._real = Store.open(desk.url, login=desk.login, patience=PATIENCE, hasher=QUICK_HASHES)
        if self._store is None and desk.outbox is None:
            self._store = self._real
        elif self._store is None and desk.outbox is not None:
            going_on = OfflineStore(self._real, desk.person)
            going_on.calls.page(CallFilter(), desk.person, 0, 10)
            owner = Owner(desk.person.number, desk.person.name)
            going_on.take(Outbox(desk.outbox, desk.person.number, OUTBOX_KEY, owner))
            self._store = going_on
        assert self._store is not None
        return self._store


@contextmanager
def suppress_passing() -> Iterator[None]:
    """Go on after a fault that an inspector waits out."""
    try:
        yield
    except PlaceFault as fault:
        if fault.kind not in PASSES:
            raise


def sit_down(desks: list[Desk], form: Form, door: Connection) -> None:
    """The work of one process: an inspector in each thread, until something comes through the door."""
    leave = threading.Event()
    threads = [threading.Thread(target=Inspector(desk, form, leave).work) for desk in desks]
    for thread in threads:
        thread.start()
    door.send_bytes(b"at work")
    try:
        door.recv_bytes()
    except EOFError:  # whoever started us is gone, and the servers with them
        os._exit(1)
    leave.set()
    for thread in threads:
        thread.join()
