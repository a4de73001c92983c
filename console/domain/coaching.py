"""The coaching note: calls and clips heard, one strength first, two priorities at most, an agreed action."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from console.domain.forms import Form
from console.domain.reanchor import TapePlace
from console.domain.sheet import Sheet, Span, Verdict

MOST_PRIORITIES = 2


class FollowUp(StrEnum):
    """Where a note stands after the talk."""

    OPEN = "open"
    ACTION_DUE = "action_due"
    IMPROVED = "improved"
    NOT_IMPROVED = "not_improved"
    CLOSED = "closed"


@dataclass(frozen=True)
class Clip:
    """A stretch of a call that the coach and the agent listened to, and the item it shows (may be none)."""

    call_id: UUID
    span: Span
    item_key: str = ""
    text: str = ""


@dataclass(frozen=True)
class Note:
    """A coaching note (DOMAIN §7). Acknowledged when the agent signed with their own number and PIN."""

    id: UUID
    agent_id: UUID
    agent_name: str
    coach_id: UUID
    coach_name: str
    made_at: datetime
    call_ids: tuple[UUID, ...] = ()
    clips: tuple[Clip, ...] = ()
    strength: str = ""
    priorities: tuple[str, ...] = ()
    agent_words: str = ""
    action: str = ""
    action_due: date | None = None
    follow_up: FollowUp = FollowUp.OPEN
    acknowledged_at: datetime | None = None
    shared: bool = False
    version: int = 1
    item_keys: tuple[str, ...] = field(default_factory=tuple)


class Lack(StrEnum):
    """What a note still needs before it may be shared with the agent."""

    STRENGTH = "strength"
    TOO_MANY_PRIORITIES = "too_many_priorities"
    ACTION = "action"
    ACTION_DUE = "action_due"
    AGENT = "agent"


def says_something(note: Note) -> bool:
    """Whether somebody wrote words of their own into `note`; calls and clips alone can be had again."""
    return any(text.strip() for text in (note.strength, *note.priorities, note.agent_words, note.action))


def lacks_of(note: Note) -> tuple[Lack, ...]:
    """What keeps `note` from being shared; a note of praise needs no priority and no action."""
    lacks = []
    if not note.strength.strip():
        lacks.append(Lack.STRENGTH)
    said = [p for p in note.priorities if p.strip()]
    if len(said) > MOST_PRIORITIES:
        lacks.append(Lack.TOO_MANY_PRIORITIES)
    if said and not note.action.strip():
        lacks.append(Lack.ACTION)
    if note.action.strip() and note.action_due is None:
        lacks.append(Lack.ACTION_DUE)
    return tuple(lacks)


def clips_of_praise(sheet: Sheet, call_id: UUID) -> tuple[Clip, ...]:
    """A clip for each stretch that was praised: what goes before anything that failed."""
    return tuple(Clip(call_id, pin.clip, text=pin.text) for pin in sheet.pins if pin.clip is not None)


def with_moved_clips(note: Note, call_id: UUID, place: TapePlace) -> Note:
    """`note` with its clips of a call that was heard live where they are in the recording; a signed note stays."""
    if note.acknowledged_at is not None:
        return note
    clips = tuple(
        replace(clip, span=place.moved_span(clip.span)) if clip.call_id == call_id else clip for clip in note.clips
    )
    return replace(note, clips=clips)


def clips_of_failures(form: Form, sheet: Sheet, call_id: UUID) -> tuple[Clip, ...]:
    """A clip for each evidence span of each failed item, in the form's order: what *Coach this* starts from."""
    return tuple(
        Clip(call_id, span, item.key, sheet.mark(item.key).note)
        for item in form.items
        if sheet.mark(item.key).verdict is Verdict.FAILS
        for span in sheet.mark(item.key).evidence
    )
