"""A store and a player with behaviour and nothing else: what the scoring desk is tested against without a database."""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from console.audio.player import PlayState
from console.domain.calls import Call, SoundSource
from console.domain.evaluations import Draft, Revision
from console.domain.faults import Fault, FaultKind, InputFault, PlaceFault
from console.domain.forms import Form, form_from_dict
from console.domain.ledger import Heard, Ledger
from console.domain.people import Person, Role
from console.domain.sheet import Sheet, Span, blank_sheet, score_of

FORM_FILE = Path(__file__).resolve().parents[2] / "resources" / "forms" / "monitoring-1.json"
WHEN = datetime(2026, 3, 9, 9, 30, tzinfo=UTC)


def monitoring_form() -> Form:
    """The form that ships."""
    return form_from_dict(json.loads(FORM_FILE.read_text(encoding="utf-8")))


def a_person(name: str = "李晓梅", role: Role = Role.INSPECTOR) -> Person:
    """Somebody at the console."""
    return Person(uuid.uuid4(), "8001", name, role)


def a_call(duration_ms: int = 180_000) -> Call:
    """A call of three minutes."""
    return Call(uuid.uuid4(), WHEN, duration_ms, SoundSource(("call.flac",)), uuid.uuid4().hex, agent_name="王磊")


class FakeEvaluations:
    """Drafts and revisions in dictionaries, with the store's refusals. `fails` is raised by the next saves."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.drafts: dict[uuid.UUID, Draft] = {}
        self.done: dict[uuid.UUID, list[Revision]] = {}
        self.saves: list[tuple[int, Sheet]] = []
        self.fails: Fault | None = None
        self.fails_submit: Fault | None = None
        self.gate: threading.Event | None = None
        self.threads: set[str] = set()

    def _here(self) -> None:
        self.threads.add(threading.current_thread().name)

    def _draft_of(self, call_id: uuid.UUID, person: Person) -> Draft | None:
        for draft in self.drafts.values():
            if draft.call_id == call_id:
                if draft.inspector_id != person.id:
                    raise PlaceFault(FaultKind.DRAFT_TAKEN, owner=draft.inspector_name, since=WHEN.isoformat())
                return draft
        return None

    def open_draft(self, call_id: uuid.UUID, person: Person, form: Form) -> Draft:
        self._here()
        draft = self._draft_of(call_id, person)
        if draft is None:
            draft = Draft(uuid.uuid4(), call_id, person.id, person.name, blank_sheet(form))
            self.drafts[draft.id] = draft
        return draft

    def correction_of(self, call_id: uuid.UUID, person: Person) -> Draft | None:
        try:
            return self._draft_of(call_id, person)
        except PlaceFault:
            return None

    def find_draft(self, call_id: uuid.UUID) -> Draft | None:
        return next((draft for draft in self.drafts.values() if draft.call_id == call_id), None)

    def take_over_draft(self, draft_id: uuid.UUID, person: Person, reason: str) -> Draft:
        assert reason
        draft = self.drafts[draft_id]
        taken = replace(
            draft, inspector_id=person.id, inspector_name=person.name, ledger=Ledger(), version=draft.version + 1
        )
        self.drafts[draft_id] = taken
        return taken

    def save_draft(self, draft_id: uuid.UUID, version: int, sheet: Sheet, ledger: Ledger) -> int:
        self._here()
        if self.gate is not None:
            assert self.gate.wait(5)
        if self.fails is not None:
            raise self.fails
        draft = self.drafts.get(draft_id)
        if draft is None:
            raise PlaceFault(FaultKind.NOT_FOUND)
        if draft.version != version:
            raise PlaceFault(FaultKind.CHANGED_ELSEWHERE)
        self.drafts[draft_id] = replace(draft, version=version + 1, sheet=sheet, ledger=ledger)
        self.saves.append((version + 1, sheet))
        return version + 1

    def discard_draft(self, draft_id: uuid.UUID, version: int) -> None:
        self._here()
        if draft_id in self.drafts and self.drafts[draft_id].version == version:
            del self.drafts[draft_id]

    def submit(self, draft_id: uuid.UUID, version: int) -> Revision:
        self._here()
        if self.fails_submit is not None:
            raise self.fails_submit
        draft = self.drafts[draft_id]
        if draft.version != version:
            raise PlaceFault(FaultKind.CHANGED_ELSEWHERE)
        del self.drafts[draft_id]
        score = score_of(self.form, draft.sheet)
        earlier = self.done.setdefault(draft.call_id, [])
        revision = Revision(
            uuid.uuid4(),
            draft.call_id,
            len(earlier) + 1,
            draft.inspector_id,
            draft.inspector_name,
            WHEN,
            draft.sheet,
            score.points,
            bool(score.critical),
            draft.ledger,
            draft.reason,
        )
        earlier.append(revision)
        return revision

    def open_correction(self, call_id: uuid.UUID, person: Person, form: Form, reason: str) -> Draft:
        self._here()
        if not reason:
            raise InputFault(FaultKind.REASON_MISSING)
        last = self.done[call_id][-1]
        assert (form.key, form.version) == (last.sheet.form_key, last.sheet.form_version)
        heard = last.ledger if last.inspector_id == person.id else Ledger()
        draft = Draft(uuid.uuid4(), call_id, person.id, person.name, last.sheet, heard, corrects=last.id, reason=reason)
        self.drafts[draft.id] = draft
        return draft

    def revisions(self, call_id: uuid.UUID) -> list[Revision]:
        self._here()
        return list(self.done.get(call_id, []))


class FakeForms:
    """One published form."""

    def __init__(self, form: Form) -> None:
        self.form = form

    def get(self, key: str, version: int) -> Form:
        assert (key, version) == (self.form.key, self.form.version)
        return self.form

    def newest(self, key: str) -> Form:
        assert key == self.form.key
        return self.form


class FakeStore:
    """The two parts that scoring uses."""

    def __init__(self) -> None:
        self.form = monitoring_form()
        self.evaluations = FakeEvaluations(self.form)
        self.forms = FakeForms(self.form)


class FakePlayer(QObject):
    """A player whose sound is turned by hand: `hear(to)` plays on and reports as the real one does."""

    position_changed = Signal(object)
    state_changed = Signal(object)
    heard = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.state = PlayState.PAUSED
        self.position_ms = 0
        self.played: list[Span] = []
        self._told_ms = 0
        self._speed = 100
        self.silent = False

    def start(self, at_ms: int | None = None) -> None:
        self.position_ms = self.position_ms if at_ms is None else at_ms
        self._told_ms = self.position_ms
        self.state = PlayState.PLAYING
        self.state_changed.emit(self.state)

    def pause(self) -> None:
        self.report_heard()
        self.state = PlayState.PAUSED
        self.state_changed.emit(self.state)

    def hear(self, to_ms: int, *, speed: int = 100, report: bool = True) -> None:
        self._speed = speed
        while self.position_ms < to_ms:
            self.position_ms = min(to_ms, self.position_ms + 40)
            self.position_changed.emit(self.position_ms)
        if report:
            self.report_heard()

    def report_heard(self) -> None:
        if self.state is PlayState.PLAYING and self._told_ms < self.position_ms:
            start, self._told_ms = self._told_ms, self.position_ms
            if not self.silent:
                self.heard.emit(Heard(start, self.position_ms, self._speed))

    def seek(self, at_ms: int) -> None:
        self.report_heard()
        self.position_ms = self._told_ms = at_ms
        self.position_changed.emit(at_ms)

    def play_span(self, start_ms: int, end_ms: int) -> None:
        self.played.append(Span(start_ms, end_ms))


class Ticking:
    """A clock that moves only when told."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


Clock = Callable[[], float]
