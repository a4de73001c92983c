"""Appeals: an agent objects to an item of an own result, a manager settles it, each in the own name."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, insert, select, text, update
from sqlalchemy.orm import aliased

from console.domain.appeals import Appeal, Outcome
from console.domain.audit import AuditKind
from console.domain.faults import FaultKind, InputFault, PlaceFault
from console.domain.people import Person, Right
from console.domain.sheet import Verdict
from console.store.audit import Clock, record
from console.store.columns import coded
from console.store.engine import Database
from console.store.ids import new_id
from console.store.shared_tables import AppealTable
from console.store.tables import MarkTable, PersonTable, RevisionTable

_AGENT = aliased(PersonTable)
_SETTLER = aliased(PersonTable)

_APPEAL = text("SELECT appeal_item(:id, :revision, :item, :words, :actor, :at)")
_SETTLE = text("SELECT settle_appeal(:id, :outcome, :answer, :actor, :at)")


class Appeals:
    """The appeals of the centre: at most one for each item of a revision, settled once."""

    def __init__(self, database: Database, now: Clock) -> None:
        self._database = database
        self._now = now

    def appeal(
        self, revision_id: UUID, item_key: str, words: str, person: Person, appeal_id: UUID | None = None
    ) -> Appeal:
        """Object to a failed item of the person's own newest result. Sent again with the same key it counts once.

        InputFault: REASON_MISSING, ALREADY_APPEALED. PlaceFault: NO_RIGHT for somebody else's result, NOT_FOUND,
        CHANGED_ELSEWHERE(owner) when a newer revision stands.
        """
        made: dict[str, Any] = {
            "id": appeal_id or new_id(),
            "revision": revision_id,
            "item": item_key,
            "words": words,
            "actor": person.id,
            "at": self._now(),
        }
        with self._database.deed() as connection:
            if self._database.is_sqlite:
                self._add(connection, made)
            else:
                connection.execute(_APPEAL, made | {"item": coded(item_key), "words": coded(made["words"])})
        return self.get(made["id"])

    def _add(self, connection: Connection, made: dict[str, Any]) -> None:
        """What `appeal_item` does in 060_coaching.sql."""
        if not made["words"].strip():
            raise InputFault(FaultKind.REASON_MISSING)
        same = select(AppealTable.id).where(AppealTable.id == made["id"], AppealTable.agent_id == made["actor"])
        if connection.scalar(same) is not None:
            return
        sheet = connection.execute(
            select(RevisionTable.agent_id, RevisionTable.call_id, RevisionTable.number).where(
                RevisionTable.id == made["revision"]
            )
        ).first()
        if sheet is None:
            raise PlaceFault(FaultKind.NOT_FOUND, what="revision")
        if sheet.agent_id != made["actor"]:
            raise PlaceFault(FaultKind.NO_RIGHT)
        newer = connection.scalar(
            select(RevisionTable.inspector_name)
            .where(RevisionTable.call_id == sheet.call_id, RevisionTable.number > sheet.number)
            .order_by(RevisionTable.number.desc())
        )
        if newer is not None:
            raise PlaceFault(FaultKind.CHANGED_ELSEWHERE, owner=newer)
        item = (made["revision"], made["item"])
        if connection.scalar(select(MarkTable.verdict).where(_of(MarkTable, *item))) is not Verdict.FAILS:
            raise PlaceFault(FaultKind.NOT_FOUND, what="mark")
        if connection.scalar(select(AppealTable.id).where(_of(AppealTable, *item))) is not None:
            raise InputFault(FaultKind.ALREADY_APPEALED)
        row = {
            "id": made["id"],
            "revision_id": made["revision"],
            "item_key": made["item"],
            "agent_id": made["actor"],
            "words": made["words"],
            "made_at": made["at"],
        }
        connection.execute(insert(AppealTable), row)
        facts = {"item": made["item"]}
        record(connection, made["at"], AuditKind.APPEAL, person_id=made["actor"], subject_id=made["id"], facts=facts)

    def settle(self, appeal_id: UUID, outcome: Outcome, answer: str, person: Person) -> Appeal:
        """Decide an appeal, with words for the agent. Settled so by the same person already, it stays as it was.

        InputFault(REASON_MISSING). PlaceFault: NO_RIGHT for all but managers, NOT_FOUND, CHANGED_ELSEWHERE(owner) when
        somebody settled it before.
        """
        if outcome is Outcome.OPEN:
            raise ValueError("an appeal is upheld or rejected")
        if not person.may(Right.SETTLE):
            raise PlaceFault(FaultKind.NO_RIGHT)
        with self._database.deed() as connection:
            if self._database.is_sqlite:
                self._settle(connection, appeal_id, outcome, answer, person)
            else:
                deed = {
                    "id": appeal_id,
                    "outcome": str(outcome),
                    "answer": coded(answer),
                    "actor": person.id,
                    "at": self._now(),
                }
                connection.execute(_SETTLE, deed)
        return self.get(appeal_id)

    def _settle(self, connection: Connection, appeal_id: UUID, outcome: Outcome, answer: str, person: Person) -> None:
        """What `settle_appeal` does in 060_coaching.sql."""
        if not answer.strip():
            raise InputFault(FaultKind.REASON_MISSING)
        found = _one(connection, appeal_id)
        if found.outcome is outcome and found.settled_by == person.id:
            return
        if found.outcome is not Outcome.OPEN:
            raise PlaceFault(FaultKind.CHANGED_ELSEWHERE, owner=found.settled_by_name)
        now = self._now()
        connection.execute(
            update(AppealTable)
            .where(AppealTable.id == appeal_id)
            .values(outcome=outcome, settled_by=person.id, settled_at=now, answer=answer)
        )
        facts = {"item": found.item_key, "outcome": str(outcome)}
        record(connection, now, AuditKind.SETTLE, person_id=person.id, subject_id=appeal_id, facts=facts)

    def get(self, appeal_id: UUID) -> Appeal:
        """The appeal; PlaceFault(NOT_FOUND)."""
        with self._database.reading() as connection:
            return _one(connection, appeal_id)

    def list_appeals(
        self,
        *,
        outcome: Outcome | None = None,
        agent_id: UUID | None = None,
        revision_id: UUID | None = None,
        call_id: UUID | None = None,
    ) -> list[Appeal]:
        """Appeals, newest first, narrowed to what is given; on a shared database those that are for one's eyes."""
        tests: list[Any] = []
        if outcome is not None:
            tests.append(AppealTable.outcome == outcome)
        if agent_id is not None:
            tests.append(AppealTable.agent_id == agent_id)
        if revision_id is not None:
            tests.append(AppealTable.revision_id == revision_id)
        if call_id is not None:
            tests.append(RevisionTable.call_id == call_id)
        with self._database.reading() as connection:
            return _load(connection, *tests)


def _of(table: Any, revision_id: UUID, item_key: str) -> Any:
    return (table.revision_id == revision_id) & (table.item_key == item_key)


def _one(connection: Connection, appeal_id: UUID) -> Appeal:
    found = _load(connection, AppealTable.id == appeal_id)
    if not found:
        raise PlaceFault(FaultKind.NOT_FOUND, what="appeal")
    return found[0]


def _load(connection: Connection, *tests: Any) -> list[Appeal]:
    query = (
        select(
            AppealTable,
            RevisionTable.call_id,
            RevisionTable.number,
            _AGENT.name.label("agent_name"),
            func.coalesce(_SETTLER.name, "").label("settled_by_name"),
        )
        .join(RevisionTable, RevisionTable.id == AppealTable.revision_id)
        .join(_AGENT, _AGENT.id == AppealTable.agent_id)
        .outerjoin(_SETTLER, _SETTLER.id == AppealTable.settled_by)
        .where(*tests)
        .order_by(AppealTable.made_at.desc(), AppealTable.id.desc())
    )
    return [
        Appeal(
            id=row.id,
            revision_id=row.revision_id,
            call_id=row.call_id,
            number=row.number,
            item_key=row.item_key,
            agent_id=row.agent_id,
            agent_name=row.agent_name,
            words=row.words,
            made_at=row.made_at,
            outcome=Outcome(row.outcome),
            settled_by=row.settled_by,
            settled_by_name=row.settled_by_name,
            settled_at=row.settled_at,
            answer=row.answer,
        )
        for row in connection.execute(query)
    ]
