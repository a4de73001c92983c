"""A scored call as kept: drafts that follow every change, and revisions that never change."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from console.domain.calls import Call
from console.domain.ledger import Ledger
from console.domain.reanchor import TapePlace, moved_ledger, moved_sheet, on_tape, place_by_times
from console.domain.sheet import Sheet


@dataclass(frozen=True)
class Draft:
    """An unsubmitted sheet. `version` counts saves; a save against an older version is refused.

    `reason` is empty for a first scoring and the reason of correction when `corrects` is set.
    """

    id: UUID
    call_id: UUID
    inspector_id: UUID
    inspector_name: str
    sheet: Sheet
    ledger: Ledger = field(default_factory=Ledger)
    version: int = 1
    corrects: UUID | None = None
    reason: str = ""

    @property
    def untouched(self) -> bool:
        """Whether it says nothing yet: having looked at a call is no scoring."""
        sheet = self.sheet
        return not (sheet.marks or sheet.pins or sheet.notes or sheet.advice or self.reason)


@dataclass(frozen=True)
class Revision:
    """A submitted sheet: read-only for ever. The first is revision 1; a correction is the next, with a reason.

    `place`: where in the recording the tape lies that its times are of, where that was found afterwards.
    `provisional` while it waits on this PC to be shared: then `number` and `submitted_at` may become others.
    """

    id: UUID
    call_id: UUID
    number: int
    inspector_id: UUID
    inspector_name: str
    submitted_at: datetime
    sheet: Sheet
    points: int
    critical: bool
    ledger: Ledger = field(default_factory=Ledger)
    reason: str = ""
    provisional: bool = False
    place: TapePlace | None = None


def place_of(sheet: Sheet, call: Call) -> TapePlace | None:
    """Where a sheet's tape lies in the call's recording by the clocks; None for one that is not on a tape."""
    if sheet.live is None or not on_tape(sheet) or call.waits_for_sound:
        return None
    return place_by_times(sheet.live.zero_at, call.sound_at or call.started_at)


def in_recording(revision: Revision, call: Call) -> Revision:
    """`revision` with its times in the recording of its call, for showing; itself where they are, or there is none."""
    by_times = place_of(revision.sheet, call)
    if by_times is None:
        return revision
    place = revision.place or by_times
    return replace(
        revision, sheet=moved_sheet(revision.sheet, place), ledger=moved_ledger(revision.ledger, place), place=place
    )
