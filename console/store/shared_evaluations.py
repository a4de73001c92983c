"""Scoring on a shared database: every deed is one call of a function there, which decides what is allowed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, column, text

from console.domain.evaluations import Draft, Revision
from console.domain.faults import FaultKind, InputFault, PlaceFault
from console.domain.ledger import Ledger, ledger_from_list, ledger_to_list
from console.domain.people import Person, Right
from console.domain.reanchor import TapePlace, place_to_dict
from console.domain.sheet import Sheet, sheet_from_dict, sheet_to_dict
from console.store.audit import Clock
from console.store.columns import Json, UtcTime, Words
from console.store.engine import Database
from console.store.evaluations import Evaluations, must_be_allowed
from console.store.forms import Forms
from console.store.ids import new_id
from console.store.revisions import load_revisions
from console.store.tables import RevisionTable

_ANSWER = column("answer", Json())

_OPEN = (
    text(
        "SELECT open_draft(:draft_id, :call_id, CAST(:sheet AS json), CAST(:heard AS json), :corrects, :reason, :who,"
        " :at) AS answer"
    )
    .bindparams(bindparam("sheet", type_=Json()), bindparam("heard", type_=Json()))
    .bindparams(bindparam("reason", type_=Words()), bindparam("at", type_=UtcTime()))
    .columns(_ANSWER)
)

_DISCARD = text("SELECT discard_draft(:draft_id, NULL, :at, :version)").bindparams(bindparam("at", type_=UtcTime()))

_TAKE_OVER = (
    text("SELECT take_over_draft(:draft_id, :reason, :who, :at) AS answer")
    .bindparams(bindparam("reason", type_=Words()), bindparam("at", type_=UtcTime()))
    .columns(_ANSWER)
)

_SUBMIT = (
    text("SELECT submit_draft(:draft_id, :version, :revision_id, :submitted_at, NULL, :at) AS answer")
    .bindparams(bindparam("submitted_at", type_=UtcTime()), bindparam("at", type_=UtcTime()))
    .columns(_ANSWER)
)

_PLACE = text("SELECT place_revision(:revision_id, CAST(:place AS json))").bindparams(bindparam("place", type_=Json()))


Content = tuple[dict[str, Any], list[list[int]]]
"""Sheet and ledger as they are kept."""


class SharedEvaluations(Evaluations):
    """As `Evaluations`, with the database as the judge; a save and a submit are one way to the server each."""

    def __init__(self, database: Database, now: Clock, forms: Forms) -> None:
        super().__init__(database, now, forms)
        self._unsure: dict[UUID, list[tuple[int, Content]]] = {}

    def save_draft(self, draft_id: UUID, version: int, sheet: Sheet, ledger: Ledger) -> int:
        """As `Evaluations.save_draft`.

        A save that the server never answered may have been carried out all the same, even late. So what stands there
        instead of `version` is no change of somebody else's if it is what such a save sent.
        """
        content = (sheet_to_dict(sheet), ledger_to_list(ledger))
        try:
            saved = super().save_draft(draft_id, version, sheet, ledger)
        except PlaceFault as fault:
            if fault.kind is FaultKind.DATABASE_UNREACHABLE:
                self._unsure.setdefault(draft_id, []).append((version, content))
            if fault.kind is not FaultKind.CHANGED_ELSEWHERE or draft_id not in self._unsure:
                raise
            there = self._find(draft_id)
            found = (sheet_to_dict(there.sheet), ledger_to_list(there.ledger)) if there else None
            if there is None or (there.version - 1, found) not in self._unsure[draft_id]:
                raise
            return there.version if found == content else self.save_draft(draft_id, there.version, sheet, ledger)
        self._unsure.pop(draft_id, None)
        return saved

    def _begin(self, draft: Draft, person: Person) -> Draft:
        asked = {
            "draft_id": draft.id,
            "call_id": draft.call_id,
            "sheet": sheet_to_dict(draft.sheet),
            "heard": ledger_to_list(draft.ledger),
            "corrects": draft.corrects,
            "reason": draft.reason,
            "who": person.id,
            "at": self._now(),
        }
        with self._database.deed() as connection:
            return _draft(connection.execute(_OPEN, asked).scalar_one())

    def discard_draft(self, draft_id: UUID, version: int) -> None:
        """As `Evaluations.discard_draft`; the person's own only. PlaceFault(NO_RIGHT)."""
        with self._database.deed() as connection:
            connection.execute(_DISCARD, {"draft_id": draft_id, "version": version, "at": self._now()})

    def take_over_draft(self, draft_id: UUID, person: Person, reason: str) -> Draft:
        """As `Evaluations.take_over_draft`."""
        must_be_allowed(person, Right.TAKE_OVER)
        if not reason.strip():
            raise InputFault(FaultKind.REASON_MISSING)
        asked = {"draft_id": draft_id, "reason": reason.strip(), "who": person.id, "at": self._now()}
        with self._database.deed() as connection:
            return _draft(connection.execute(_TAKE_OVER, asked).scalar_one())

    def submit(
        self, draft_id: UUID, version: int, revision_id: UUID | None = None, *, at: datetime | None = None
    ) -> Revision:
        """As `Evaluations.submit`; the score is reckoned by the server. Also PlaceFault(NO_RIGHT)."""
        asked = {
            "draft_id": draft_id,
            "version": version,
            "revision_id": revision_id or new_id(),
            "submitted_at": at,
            "at": self._now(),
        }
        with self._database.deed() as connection:
            answer = connection.execute(_SUBMIT, asked).scalar_one()
        if not answer["earlier"]:
            return _revision(answer)
        with self._database.reading() as connection:
            (earlier,) = load_revisions(connection, RevisionTable.id == UUID(answer["id"]))
        return earlier

    def place_revision(self, revision: Revision, place: TapePlace) -> None:
        """As `Evaluations.place_revision`."""
        with self._database.deed() as connection:
            connection.execute(_PLACE, {"revision_id": revision.id, "place": place_to_dict(place)})


def _draft(answer: Mapping[str, Any]) -> Draft:
    return Draft(
        id=UUID(answer["id"]),
        call_id=UUID(answer["call_id"]),
        inspector_id=UUID(answer["inspector_id"]),
        inspector_name=answer["inspector_name"],
        sheet=sheet_from_dict(answer["sheet"]),
        ledger=ledger_from_list(answer["heard"]),
        version=answer["version"],
        corrects=UUID(answer["corrects"]) if answer["corrects"] else None,
        reason=answer["reason"],
    )


def _revision(answer: Mapping[str, Any]) -> Revision:
    return Revision(
        id=UUID(answer["id"]),
        call_id=UUID(answer["call_id"]),
        number=answer["number"],
        inspector_id=UUID(answer["inspector_id"]),
        inspector_name=answer["inspector_name"],
        submitted_at=datetime.fromisoformat(answer["submitted_at"]),
        sheet=sheet_from_dict(answer["sheet"]),
        points=answer["points"],
        critical=answer["critical"],
        ledger=ledger_from_list(answer["heard"]),
        reason=answer["reason"],
    )
