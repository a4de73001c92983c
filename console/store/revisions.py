"""Revisions row by row: a header, a mark per item, evidence per mark; added once, read whole."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, insert, select

from console.domain.evaluations import Draft, Revision
from console.domain.faults import FaultKind, InputFault
from console.domain.forms import Form
from console.domain.ledger import ledger_from_list, ledger_to_list
from console.domain.reanchor import TapePlace, place_from_dict
from console.domain.sheet import (
    Mark,
    Sheet,
    Span,
    Verdict,
    live_from_dict,
    live_to_dict,
    pins_from_list,
    pins_to_list,
    score_of,
)
from console.store.tables import EvidenceTable, MarkTable, PlaceTable, RevisionTable


def revision_of(draft: Draft, form: Form, revision_id: UUID, number: int, at: datetime) -> Revision:
    """What `draft` becomes, its score reckoned from its marks. InputFault(BAD_FORM)."""
    _check_marks(form, draft.sheet)
    score = score_of(form, draft.sheet)
    return Revision(
        id=revision_id,
        call_id=draft.call_id,
        number=number,
        inspector_id=draft.inspector_id,
        inspector_name=draft.inspector_name,
        submitted_at=at.astimezone(UTC),
        sheet=draft.sheet,
        points=score.points,
        critical=bool(score.critical),
        ledger=draft.ledger,
        reason=draft.reason,
    )


def insert_revision(
    connection: Connection, revision: Revision, draft_id: UUID, form: Form, *, agent_id: UUID | None, team: str
) -> None:
    """Add a revision; agent and team are its call's, as they are on the day."""
    sheet = revision.sheet
    header = {
        "id": revision.id,
        "draft_id": draft_id,
        "call_id": revision.call_id,
        "number": revision.number,
        "agent_id": agent_id,
        "team": team,
        "inspector_id": revision.inspector_id,
        "inspector_name": revision.inspector_name,
        "submitted_at": revision.submitted_at,
        "form_key": form.key,
        "form_version": form.version,
        "points": revision.points,
        "critical": revision.critical,
        "verdicts": [sheet.mark(item.key).verdict for item in form.items],
        "pins": pins_to_list(sheet.pins),
        "notes": sheet.notes,
        "advice": sheet.advice,
        "heard": ledger_to_list(revision.ledger),
        "reason": revision.reason,
        "live": None if sheet.live is None else live_to_dict(sheet.live),
    }
    connection.execute(insert(RevisionTable), header)
    marks = [
        {"revision_id": revision.id, "item_key": key, "verdict": mark.verdict, "note": mark.note}
        for key, mark in sheet.marks.items()
    ]
    spans = [
        {"revision_id": revision.id, "item_key": key, "start_ms": span.start_ms, "end_ms": span.end_ms}
        for key, mark in sheet.marks.items()
        for span in sorted(set(mark.evidence))
    ]
    if marks:
        connection.execute(insert(MarkTable), marks)
    if spans:
        connection.execute(insert(EvidenceTable), spans)


def _check_marks(form: Form, sheet: Sheet) -> None:
    items = {item.key: item for item in form.items}
    for key, mark in sheet.marks.items():
        if key not in items:
            raise InputFault(FaultKind.BAD_FORM, where=key, why="the form has no such item")
        if mark.verdict is Verdict.NOT_APPLICABLE and not items[key].may_not_apply:
            raise InputFault(FaultKind.BAD_FORM, where=key, why="the item always applies")


def load_revisions(connection: Connection, which: ColumnElement[bool]) -> list[Revision]:
    """The revisions that `which` names, whole, by call and number: three queries however many there are."""
    rows = connection.execute(
        select(RevisionTable).where(which).order_by(RevisionTable.call_id, RevisionTable.number)
    ).all()
    if not rows:
        return []
    chosen = select(RevisionTable.id).where(which)
    evidence: dict[tuple[UUID, str], list[Span]] = defaultdict(list)
    for span in connection.execute(
        select(EvidenceTable).where(EvidenceTable.revision_id.in_(chosen)).order_by(EvidenceTable.start_ms)
    ):
        evidence[span.revision_id, span.item_key].append(Span(span.start_ms, span.end_ms))
    marks: dict[UUID, dict[str, Mark]] = defaultdict(dict)
    for mark in connection.execute(
        select(MarkTable).where(MarkTable.revision_id.in_(chosen)).order_by(MarkTable.item_key)
    ):
        spans = tuple(evidence.get((mark.revision_id, mark.item_key), ()))
        marks[mark.revision_id][mark.item_key] = Mark(mark.verdict, mark.note, spans)
    places = _places(connection, [row.id for row in rows if row.live is not None])
    return [replace(_revision(row, marks.get(row.id, {})), place=places.get(row.id)) for row in rows]


def _places(connection: Connection, revisions: list[UUID]) -> dict[UUID, TapePlace]:
    """Where the tapes of those lie in their recordings, as far as that was found after they were submitted."""
    if not revisions:
        return {}
    found = connection.execute(select(PlaceTable).where(PlaceTable.revision_id.in_(revisions)))
    return {row.revision_id: place_from_dict({"pieces": row.pieces, "how": row.how}) for row in found}


def _revision(row: Any, marks: dict[str, Mark]) -> Revision:
    sheet = Sheet(
        form_key=row.form_key,
        form_version=row.form_version,
        marks=marks,
        pins=pins_from_list(row.pins),
        notes=row.notes,
        advice=row.advice,
        live=live_from_dict(row.live),
    )
    return Revision(
        id=row.id,
        call_id=row.call_id,
        number=row.number,
        inspector_id=row.inspector_id,
        inspector_name=row.inspector_name,
        submitted_at=row.submitted_at,
        sheet=sheet,
        points=row.points,
        critical=row.critical,
        ledger=ledger_from_list(row.heard),
        reason=row.reason,
    )
