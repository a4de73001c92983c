"""What the shared database tells every console: something has changed, by keys alone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class EventKind(StrEnum):
    """The deeds that other consoles hear of."""

    DRAFT_OPENED = "draft_opened"
    DRAFT_DISCARDED = "draft_discarded"
    DRAFT_TAKEN_OVER = "draft_taken_over"
    SUBMITTED = "submitted"
    NOTE_SHARED = "note_shared"
    NOTE_ACKNOWLEDGED = "note_acknowledged"
    NOTE_CHANGED = "note_changed"
    CALLS_ADDED = "calls_added"
    FORM_PUBLISHED = "form_published"
    APPEALED = "appealed"
    APPEAL_SETTLED = "appeal_settled"


@dataclass(frozen=True)
class Event:
    """One change. `seq` grows by one with every event, in the order of commits.

    `call_id` is the call that it concerns, `subject_id` the draft, revision, note or appeal, `by` who did it; each
    may be None.
    """

    seq: int
    kind: EventKind
    call_id: UUID | None = None
    subject_id: UUID | None = None
    by: UUID | None = None


class LinkState(StrEnum):
    """Whether events arrive."""

    CONNECTED = "connected"
    LOST = "lost"
