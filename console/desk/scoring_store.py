"""What scoring asks of the store, so that the desk can be tested without a database."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from console.domain.evaluations import Draft, Revision
from console.domain.forms import Form
from console.domain.ledger import Ledger
from console.domain.people import Person
from console.domain.sheet import Sheet


class Evaluations(Protocol):
    """Drafts and revisions; synchronous, called only from the database thread."""

    def open_draft(self, call_id: UUID, person: Person, form: Form) -> Draft:
        """The person's draft of a call, begun where there is none. PlaceFault(DRAFT_TAKEN) when it is another's."""

    def find_draft(self, call_id: UUID) -> Draft | None:
        """The draft of a call, whoever's it is; None when there is none."""

    def take_over_draft(self, draft_id: UUID, person: Person, reason: str) -> Draft:
        """Make another's draft the person's own, with what is in it."""

    def save_draft(self, draft_id: UUID, version: int, sheet: Sheet, ledger: Ledger) -> int:
        """Keep a draft; the new version. PlaceFault(CHANGED_ELSEWHERE) when `version` is not the stored one."""

    def discard_draft(self, draft_id: UUID, version: int) -> None:
        """Take a draft away for good; nothing when `version` is not the stored one."""

    def submit(self, draft_id: UUID, version: int) -> Revision:
        """Turn a draft into the call's next revision."""

    def open_correction(self, call_id: UUID, person: Person, form: Form, reason: str) -> Draft:
        """A draft that begins as the newest revision and becomes the next one."""

    def correction_of(self, call_id: UUID, person: Person) -> Draft | None:
        """The person's unfinished correction of a submitted call; None when there is none."""

    def revisions(self, call_id: UUID) -> list[Revision]:
        """Submitted sheets of a call, oldest first."""


class Forms(Protocol):
    """Published forms."""

    def get(self, key: str, version: int) -> Form:
        """That version of a form."""

    def newest(self, key: str) -> Form:
        """The newest published version of a form."""


class ScoringStore(Protocol):
    """The two parts of the store that scoring uses."""

    @property
    def evaluations(self) -> Evaluations:
        """Drafts and revisions."""

    @property
    def forms(self) -> Forms:
        """Published forms."""
