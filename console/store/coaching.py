"""Coaching notes: written by the coach, shared with the agent, signed by the agent alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, exists, insert, select, text, update
from sqlalchemy.orm import aliased

from console.domain.audit import AuditKind
from console.domain.coaching import Clip, FollowUp, Note, lacks_of
from console.domain.coaching_reasons import Ask, Result, reasons_to_coach
from console.domain.faults import FaultKind, InputFault, PlaceFault
from console.domain.sheet import Span, Verdict
from console.store.audit import Clock, record
from console.store.connecting import Login, Session
from console.store.engine import Database, once_more_if_raced
from console.store.forms import Forms
from console.store.people import People
from console.store.tables import CallTable, NoteCallTable, NoteTable, PersonTable, RevisionTable
from console.store.translating import faults

LOOK_BACK = timedelta(days=90)
"""Results older than this ask for no coaching."""

_FIXED = frozenset({"id", "coach_id", "made_at", "shared", "acknowledged_at"})
_WORDS = frozenset({"agent_id", "clips", "item_keys", "strength", "priorities", "agent_words", "action", "action_due"})
"""Columns that no save changes, and those that none changes once the agent has signed."""

_SHARE = text("SELECT share_note(:id, :version, NULL, :at)")
_ACKNOWLEDGE = text("SELECT acknowledge_note(:id, :version, :actor, :at)")

_AGENT = aliased(PersonTable)
_COACH = aliased(PersonTable)


@dataclass(frozen=True)
class AgentAsk:
    """An agent and a reason to coach them."""

    agent_id: UUID
    agent_number: str
    agent_name: str
    team: str
    ask: Ask


class Coaching:
    """The notes of the centre. Once the agent has signed, only the follow-up may change."""

    def __init__(self, database: Database, now: Clock, people: People, forms: Forms) -> None:
        self._database = database
        self._now = now
        self._people = people
        self._forms = forms

    def save(self, note: Note) -> Note:
        """Keep a note, new or changed; the note with its new version.

        PlaceFault: CHANGED_ELSEWHERE when another saved it since, NO_RIGHT when the agent has signed it and more than
        the follow-up would change. Sharing and signing have methods of their own and are not taken from `note`.
        """
        return once_more_if_raced(lambda: self._keep(note))  # with an own try whose answer was lost

    def _keep(self, note: Note) -> Note:
        with self._database.writing() as connection:
            kept = _load(connection, NoteTable.id == note.id)
            if not kept:
                kept_note = replace(note, version=1, shared=False, acknowledged_at=None)
                connection.execute(insert(NoteTable), _to_row(kept_note))
                self._link_calls(connection, kept_note, ())
                return kept_note
            (before,) = kept
            if before.version != note.version:
                raise PlaceFault(FaultKind.CHANGED_ELSEWHERE, owner=before.coach_name)
            after = replace(
                note, shared=before.shared, acknowledged_at=before.acknowledged_at, version=before.version + 1
            )
            if before.acknowledged_at and replace(before, follow_up=after.follow_up, version=after.version) != after:
                raise PlaceFault(FaultKind.NO_RIGHT)
            self._change(connection, before, after)
            self._link_calls(connection, after, before.call_ids)
        return after

    def get(self, note_id: UUID) -> Note:
        """The note; PlaceFault(NOT_FOUND)."""
        with self._database.reading() as connection:
            return _one(connection, note_id)

    def list_notes(
        self,
        *,
        agent_id: UUID | None = None,
        coach_id: UUID | None = None,
        follow_up: FollowUp | None = None,
        call_id: UUID | None = None,
    ) -> list[Note]:
        """Notes, newest first, narrowed to what is given."""
        tests: list[Any] = []
        if agent_id is not None:
            tests.append(NoteTable.agent_id == agent_id)
        if coach_id is not None:
            tests.append(NoteTable.coach_id == coach_id)
        if follow_up is not None:
            tests.append(NoteTable.follow_up == follow_up)
        if call_id is not None:
            tests.append(exists().where(NoteCallTable.note_id == NoteTable.id, NoteCallTable.call_id == call_id))
        with self._database.reading() as connection:
            return _load(connection, *tests)

    def share(self, note_id: UUID, version: int) -> Note:
        """Show the note to its agent. InputFault(NOTE_INCOMPLETE) while something is lacking; CHANGED_ELSEWHERE.

        On a shared database by its coach alone: PlaceFault(NO_RIGHT).
        """
        with self._database.deed() as connection:
            if self._database.is_sqlite:
                return self._share(connection, note_id, version)
            connection.execute(_SHARE, {"id": note_id, "version": version, "at": self._now()})
        return self.get(note_id)

    def _share(self, connection: Connection, note_id: UUID, version: int) -> Note:
        """What `share_note` does in 060_coaching.sql."""
        note = _one(connection, note_id)
        if note.shared:
            return note
        if note.version != version:
            raise PlaceFault(FaultKind.CHANGED_ELSEWHERE, owner=note.coach_name)
        lacks = lacks_of(note)
        if lacks:
            raise InputFault(FaultKind.NOTE_INCOMPLETE, lacks=",".join(lacks))
        shared = replace(note, shared=True, version=note.version + 1)
        _set(connection, note, shared=True)
        record(connection, self._now(), AuditKind.SHARE, person_id=note.coach_id, subject_id=note.id)
        return shared

    def acknowledge(self, note_id: UUID, number: str, secret: str, *, version: int | None = None) -> Note:
        """Sign the note as its agent, who proves it with own number and secret; signed already, it stays as it was.

        The secret is the agent's PIN; where the console itself is connected as a person, it is the password of the
        agent's own login, under which the signature is then written. InputFault: WRONG_PIN (also for somebody else's
        number), TOO_MANY_TRIES; PlaceFault: NO_RIGHT before sharing, CHANGED_ELSEWHERE when `version`, the one that the
        agent has read, is not the one that would be signed.
        """
        session = self._database.session
        if session is not None and session.login is not None:
            return self._sign_as(session, note_id, version, Login(number.strip(), secret))
        person = self._people.check_number_and_pin(number, secret)
        with self._database.writing() as connection:
            note = _one(connection, note_id)
            if person.id != note.agent_id:
                raise InputFault(FaultKind.WRONG_PIN)
            if not note.shared:
                raise PlaceFault(FaultKind.NO_RIGHT)
            if note.acknowledged_at:
                return note
            if version is not None and note.version != version:
                raise PlaceFault(FaultKind.CHANGED_ELSEWHERE, owner=note.coach_name)
            now = self._now()
            if self._database.is_sqlite:
                _set(connection, note, acknowledged_at=now)
                record(connection, now, AuditKind.ACKNOWLEDGE, person_id=person.id, subject_id=note.id)
            else:
                asked = {"id": note_id, "version": note.version, "actor": person.id, "at": now}
                connection.execute(_ACKNOWLEDGE, asked)
            return replace(note, acknowledged_at=now, version=note.version + 1)

    def _sign_as(self, session: Session, note_id: UUID, version: int | None, login: Login) -> Note:
        note = self.get(note_id)
        if not note.shared:
            raise PlaceFault(FaultKind.NO_RIGHT)
        try:
            with faults(), session.connect_as(login) as agents:
                agents.execute("SELECT acknowledge_note(%s, %s)", (note_id, version))
        except InputFault as fault:
            if fault.kind is FaultKind.WRONG_SIGN_ON:
                raise InputFault(FaultKind.WRONG_PIN) from fault
            raise
        except PlaceFault as fault:
            if fault.kind is FaultKind.NO_RIGHT:  # the note is shared: so it is somebody else's
                raise InputFault(FaultKind.WRONG_PIN) from fault
            raise
        return self.get(note_id)

    def asks_for_coaching(self, since: datetime | None = None) -> list[AgentAsk]:
        """Who should be coached and why, by agent's number, from the results of the last 90 days or `since`."""
        with self._database.reading() as connection:
            results = self._results(connection, since or self._now() - LOOK_BACK)
            people = connection.execute(
                select(PersonTable.id, PersonTable.number, PersonTable.name, PersonTable.team)
                .where(PersonTable.id.in_(results), PersonTable.active)
                .order_by(PersonTable.number)
            ).all()
        return [
            AgentAsk(person.id, person.number, person.name, person.team, ask)
            for person in people
            for ask in reasons_to_coach(results[person.id])
        ]

    def _results(self, connection: Connection, since: datetime) -> dict[UUID, list[Result]]:
        newer = aliased(RevisionTable)
        later = exists().where(newer.call_id == RevisionTable.call_id, newer.number > RevisionTable.number)
        rows = connection.execute(
            select(
                RevisionTable.agent_id,
                RevisionTable.call_id,
                RevisionTable.points,
                RevisionTable.verdicts,
                RevisionTable.form_key,
                RevisionTable.form_version,
                CallTable.started_at,
                CallTable.hand_picked,
                CallTable.coached,
            )
            .join(CallTable, CallTable.id == RevisionTable.call_id)
            .where(RevisionTable.agent_id.is_not(None), RevisionTable.submitted_at >= since, ~later)
        ).all()
        results: dict[UUID, list[Result]] = defaultdict(list)
        for row in rows:
            form = self._forms.read(connection, row.form_key, row.form_version)
            failed = [i for i, v in zip(form.items, row.verdicts, strict=True) if v is Verdict.FAILS]
            results[row.agent_id].append(
                Result(
                    call_id=row.call_id,
                    started_at=row.started_at,
                    points=row.points,
                    failed=frozenset(item.key for item in failed),
                    critical=frozenset(item.key for item in failed if item.critical),
                    total=form.total,
                    hand_picked=row.hand_picked,
                    coached=row.coached,
                )
            )
        return results

    def _change(self, connection: Connection, before: Note, after: Note) -> None:
        kept = _to_row(after)
        fixed = _FIXED | _WORDS if before.acknowledged_at else _FIXED
        changes = {column: value for column, value in kept.items() if column not in fixed}
        if _changed(connection, before, changes):
            return
        # Row-level rights hide rows from a change without a word.
        if _one(connection, before.id).version == before.version:
            raise PlaceFault(FaultKind.NO_RIGHT)
        raise PlaceFault(FaultKind.CHANGED_ELSEWHERE, owner=before.coach_name)

    def _link_calls(self, connection: Connection, note: Note, before: Sequence[UUID]) -> None:
        calls = tuple(dict.fromkeys(note.call_ids))
        if calls == tuple(before):
            return
        connection.execute(delete(NoteCallTable).where(NoteCallTable.note_id == note.id))
        if calls:
            rows = [{"note_id": note.id, "call_id": call, "position": at} for at, call in enumerate(calls)]
            connection.execute(insert(NoteCallTable), rows)


def _changed(connection: Connection, before: Note, values: dict[str, Any]) -> bool:
    """Write `values` unless the note has changed since; whether they were written."""
    still = (NoteTable.id == before.id) & (NoteTable.version == before.version)
    written = connection.execute(update(NoteTable).where(still).values(values | {"version": before.version + 1}))
    return written.rowcount == 1


def _set(connection: Connection, before: Note, **values: Any) -> None:
    if not _changed(connection, before, values):
        raise PlaceFault(FaultKind.CHANGED_ELSEWHERE, owner=before.coach_name)


def _to_row(note: Note) -> dict[str, Any]:
    return {
        "id": note.id,
        "agent_id": note.agent_id,
        "coach_id": note.coach_id,
        "made_at": note.made_at,
        "clips": [
            [str(clip.call_id), clip.span.start_ms, clip.span.end_ms, clip.item_key, clip.text] for clip in note.clips
        ],
        "item_keys": list(note.item_keys),
        "strength": note.strength,
        "priorities": list(note.priorities),
        "agent_words": note.agent_words,
        "action": note.action,
        "action_due": note.action_due,
        "follow_up": note.follow_up,
        "shared": note.shared,
        "acknowledged_at": note.acknowledged_at,
        "version": note.version,
    }


def _one(connection: Connection, note_id: UUID) -> Note:
    found = _load(connection, NoteTable.id == note_id)
    if not found:
        raise PlaceFault(FaultKind.NOT_FOUND, what="note")
    return found[0]


def _load(connection: Connection, *tests: Any) -> list[Note]:
    query = (
        select(NoteTable, _AGENT.name.label("agent_name"), _COACH.name.label("coach_name"))
        .join(_AGENT, _AGENT.id == NoteTable.agent_id)
        .join(_COACH, _COACH.id == NoteTable.coach_id)
        .where(*tests)
        .order_by(NoteTable.made_at.desc(), NoteTable.id.desc())
    )
    rows = connection.execute(query).all()
    calls: dict[UUID, list[UUID]] = defaultdict(list)
    chosen = select(NoteTable.id).where(*tests)
    if rows:
        for link in connection.execute(
            select(NoteCallTable).where(NoteCallTable.note_id.in_(chosen)).order_by(NoteCallTable.position)
        ):
            calls[link.note_id].append(link.call_id)
    return [_note(row, calls.get(row.id, ())) for row in rows]


def _note(row: Any, call_ids: Iterable[UUID]) -> Note:
    return Note(
        id=row.id,
        agent_id=row.agent_id,
        agent_name=row.agent_name,
        coach_id=row.coach_id,
        coach_name=row.coach_name,
        made_at=row.made_at,
        call_ids=tuple(call_ids),
        clips=tuple(Clip(UUID(call), Span(start, end), key, words) for call, start, end, key, words in row.clips),
        strength=row.strength,
        priorities=tuple(row.priorities),
        agent_words=row.agent_words,
        action=row.action,
        action_due=row.action_due,
        follow_up=FollowUp(row.follow_up),
        acknowledged_at=row.acknowledged_at,
        shared=row.shared,
        version=row.version,
        item_keys=tuple(row.item_keys),
    )
