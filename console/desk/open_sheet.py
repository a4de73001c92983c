"""What the sheet on the screen is: a draft, a revision, somebody else's, or nothing yet."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from console.domain.calls import Call
from console.domain.evaluations import Draft, Revision
from console.domain.faults import Fault
from console.domain.forms import Form


class SheetState(StrEnum):
    """How the open call's sheet stands."""

    EMPTY = "empty"  # no call is open
    LOADING = "loading"
    DRAFT = "draft"  # may be edited
    SUBMITTING = "submitting"
    SUBMITTED = "submitted"  # a revision is shown, read-only
    LOCKED = "locked"  # somebody else's draft, or no right to score; `fault` says which
    FAILED = "failed"  # could not be opened; `fault` says why


@dataclass(frozen=True)
class OpenSheet:
    """The open call with what is known of its scoring. `draft` stays while an older revision is looked at."""

    state: SheetState = SheetState.EMPTY
    call: Call | None = None
    form: Form | None = None
    draft: Draft | None = None
    revisions: tuple[Revision, ...] = ()
    shown: Revision | None = None
    fault: Fault | None = None

    @property
    def editable(self) -> bool:
        """Whether the sheet may be changed now."""
        return self.state is SheetState.DRAFT

    @property
    def correcting(self) -> bool:
        """Whether the draft corrects a submitted revision."""
        return self.draft is not None and bool(self.draft.reason or self.draft.corrects)
