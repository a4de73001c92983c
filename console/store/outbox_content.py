"""The content of what waits, as JSON can say it: whole drafts, revisions and notes, so that each stands for itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from console.domain.calls import CallRow
from console.domain.coaching import Clip, FollowUp, Note
from console.domain.evaluations import Draft, Revision
from console.domain.ledger import Ledger, ledger_from_list, ledger_to_list
from console.domain.sheet import Sheet, Span, sheet_from_dict, sheet_to_dict


def draft_to_dict(draft: Draft) -> dict[str, Any]:
    """The JSON shape of a draft."""
    return {
        "id": str(draft.id),
        "call": str(draft.call_id),
        "inspector": str(draft.inspector_id),
        "name": draft.inspector_name,
        "sheet": sheet_to_dict(draft.sheet),
        "heard": ledger_to_list(draft.ledger),
        "version": draft.version,
        "corrects": str(draft.corrects) if draft.corrects else None,
        "reason": draft.reason,
    }


def draft_from_dict(raw: Mapping[str, Any]) -> Draft:
    """The draft that `draft_to_dict` wrote."""
    return Draft(
        id=UUID(raw["id"]),
        call_id=UUID(raw["call"]),
        inspector_id=UUID(raw["inspector"]),
        inspector_name=raw["name"],
        sheet=sheet_from_dict(raw["sheet"]),
        ledger=ledger_from_list(raw["heard"]),
        version=raw["version"],
        corrects=UUID(raw["corrects"]) if raw["corrects"] else None,
        reason=raw["reason"],
    )


def revision_to_dict(revision: Revision) -> dict[str, Any]:
    """What a revision has beside the draft that it was."""
    return {
        "id": str(revision.id),
        "number": revision.number,
        "at": revision.submitted_at.isoformat(),
        "points": revision.points,
        "critical": revision.critical,
    }


def revision_from_dict(raw: Mapping[str, Any], draft: Draft) -> Revision:
    """The revision that `draft` became here; its number may become another when it is shared."""
    return Revision(
        id=UUID(raw["id"]),
        call_id=draft.call_id,
        number=raw["number"],
        inspector_id=draft.inspector_id,
        inspector_name=draft.inspector_name,
        submitted_at=datetime.fromisoformat(raw["at"]),
        sheet=draft.sheet,
        points=raw["points"],
        critical=raw["critical"],
        ledger=draft.ledger,
        reason=draft.reason,
        provisional=True,
    )


def note_to_dict(note: Note) -> dict[str, Any]:
    """The JSON shape of a coaching note."""
    return {
        "id": str(note.id),
        "agent": [str(note.agent_id), note.agent_name],
        "coach": [str(note.coach_id), note.coach_name],
        "made_at": note.made_at.astimezone(UTC).isoformat(),
        "calls": [str(call_id) for call_id in note.call_ids],
        "clips": [
            [str(clip.call_id), clip.span.start_ms, clip.span.end_ms, clip.item_key, clip.text] for clip in note.clips
        ],
        "strength": note.strength,
        "priorities": list(note.priorities),
        "agent_words": note.agent_words,
        "action": note.action,
        "action_due": note.action_due.isoformat() if note.action_due else None,
        "follow_up": note.follow_up.value,
        "acknowledged_at": note.acknowledged_at.isoformat() if note.acknowledged_at else None,
        "shared": note.shared,
        "version": note.version,
        "items": list(note.item_keys),
    }


def note_from_dict(raw: Mapping[str, Any]) -> Note:
    """The note that `note_to_dict` wrote."""
    return Note(
        id=UUID(raw["id"]),
        agent_id=UUID(raw["agent"][0]),
        agent_name=raw["agent"][1],
        coach_id=UUID(raw["coach"][0]),
        coach_name=raw["coach"][1],
        made_at=datetime.fromisoformat(raw["made_at"]),
        call_ids=tuple(UUID(call_id) for call_id in raw["calls"]),
        clips=tuple(Clip(UUID(call), Span(start, end), key, text) for call, start, end, key, text in raw["clips"]),
        strength=raw["strength"],
        priorities=tuple(raw["priorities"]),
        agent_words=raw["agent_words"],
        action=raw["action"],
        action_due=date.fromisoformat(raw["action_due"]) if raw["action_due"] else None,
        follow_up=FollowUp(raw["follow_up"]),
        acknowledged_at=datetime.fromisoformat(raw["acknowledged_at"]) if raw["acknowledged_at"] else None,
        shared=raw["shared"],
        version=raw["version"],
        item_keys=tuple(raw["items"]),
    )


def about_call(row: CallRow | None) -> dict[str, str]:
    """What names a call in the list of what waits, when it can no longer be looked up."""
    if row is None:
        return {}
    call = row.call
    return {
        "agent": f"{call.agent_name} {call.agent_number}".strip(),
        "call": call.call_number,
        "started_at": call.started_at.isoformat(),
    }


def sheet_digest(sheet: Sheet, ledger: Ledger) -> str:
    """Tells whether a stored draft holds this very content."""
    return _digest([sheet_to_dict(sheet), ledger_to_list(ledger)])


def note_digest(note: Note) -> str:
    """Tells whether a stored note holds these very words; names come from the database and standing is not content."""
    plain = note_to_dict(replace(note, version=0, shared=False, acknowledged_at=None, agent_name="", coach_name=""))
    return _digest(plain)


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode("ascii")).hexdigest()
