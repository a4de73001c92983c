"""What two people wrote of the same thing without seeing each other, put side by side for one of them to settle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from console.domain.coaching import Note
from console.domain.evaluations import Draft, Revision
from console.domain.forms import Form
from console.domain.outbox import DeedKind
from console.domain.people import Person, Right


@dataclass(frozen=True)
class Waiting:
    """A sheet, a note or a record that waits on this PC: its last deed, when that was, and what names it.

    `conflict` is the kind of fault that keeps it from being shared, empty while none does.
    """

    thing: UUID
    kind: DeedKind
    at: datetime
    about: Mapping[str, str] = field(default_factory=dict)
    conflict: str = ""


class Settlement(StrEnum):
    """What can become of a conflict."""

    KEEP_THEIRS = "keep_theirs"
    AS_CORRECTION = "as_correction"
    MINE_OVER = "mine_over"
    TAKE_OVER = "take_over"
    OF_ITS_OWN = "of_its_own"
    TRY_AGAIN = "try_again"


NEEDS_REASON = frozenset({Settlement.AS_CORRECTION, Settlement.TAKE_OVER})


@dataclass(frozen=True)
class Conflict:
    """Both sides: `mine` as this PC has it, `theirs` as the database has it (None: it has nothing of it any more)."""

    waiting: Waiting
    mine: Draft | Note | None
    theirs: Draft | Revision | Note | None
    form: Form | None = None


def ways_out(conflict: Conflict, person: Person) -> tuple[Settlement, ...]:
    """How `person` may settle it, the most careful first. Another's draft is waited for, or taken over."""
    theirs = conflict.theirs
    ways = [Settlement.KEEP_THEIRS]
    if conflict.mine is None:
        return (Settlement.TRY_AGAIN, Settlement.KEEP_THEIRS)
    if isinstance(theirs, Revision):
        ways += [Settlement.AS_CORRECTION] if person.may(Right.CORRECT) else []
    elif isinstance(theirs, Draft) and theirs.inspector_id != person.id:
        ways += [Settlement.TRY_AGAIN]
        ways += [Settlement.TAKE_OVER] if person.may(Right.TAKE_OVER) else []
    elif isinstance(theirs, Note):
        ways += [Settlement.OF_ITS_OWN]
        ways += [Settlement.MINE_OVER] if theirs.acknowledged_at is None else []
    else:
        ways += [Settlement.MINE_OVER]
    return tuple(ways)
