"""What was done while the database could not be reached: one entry a deed, in order, until each was shared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class DeedKind(StrEnum):
    """The deeds that can wait."""

    OPEN_DRAFT = "open_draft"
    SAVE_DRAFT = "save_draft"
    SUBMIT = "submit"
    DISCARD_DRAFT = "discard_draft"
    SAVE_NOTE = "save_note"
    SHARE_NOTE = "share_note"
    RECORD = "record"


SHEET_DEEDS = frozenset({DeedKind.OPEN_DRAFT, DeedKind.SAVE_DRAFT, DeedKind.SUBMIT, DeedKind.DISCARD_DRAFT})
NOTE_DEEDS = frozenset({DeedKind.SAVE_NOTE, DeedKind.SHARE_NOTE})


@dataclass(frozen=True)
class Entry:
    """One deed that waits. Those of one `thing` (a call's sheet, a note) are sent in order and wait together.

    `tried` holds digests of what may have reached the database without an answer; `conflict` is the kind of fault
    that only a person can settle, empty while none is known. `seq` is given by the outbox.
    """

    kind: DeedKind
    thing: UUID
    at: datetime
    content: Mapping[str, Any]
    tried: tuple[str, ...] = ()
    conflict: str = ""
    seq: int = 0


def entry_to_dict(entry: Entry) -> dict[str, Any]:
    """The JSON shape of an entry, without its number."""
    return {
        "kind": entry.kind.value,
        "thing": str(entry.thing),
        "at": entry.at.isoformat(),
        "content": dict(entry.content),
        "tried": list(entry.tried),
        "conflict": entry.conflict,
    }


def entry_from_dict(raw: Mapping[str, Any], seq: int) -> Entry:
    """The entry that `entry_to_dict` wrote. KeyError, TypeError, ValueError when it is none."""
    return Entry(
        kind=DeedKind(raw["kind"]),
        thing=UUID(raw["thing"]),
        at=datetime.fromisoformat(raw["at"]),
        content=dict(raw["content"]),
        tried=tuple(raw["tried"]),
        conflict=str(raw["conflict"]),
        seq=seq,
    )


@dataclass(frozen=True)
class Standing:
    """How offline work stands: whether it is possible (`off_because` says why not), what waits and what conflicts.

    `waiting` and `conflicts` count things (sheets, notes, records of listening), not keystrokes. So does `shared`: what
    has reached the database since sign-on; what was given up on its way has not.
    """

    offline: bool = False
    off_because: str = "starting"
    waiting: int = 0
    conflicts: int = 0
    things: frozenset[UUID] = field(default_factory=frozenset)
    shared: int = 0

    @property
    def possible(self) -> bool:
        """Whether work can go on without the database."""
        return not self.off_because
