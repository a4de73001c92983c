"""What coaching asks of the store, so that the desk can be tested without a database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from console.domain.calls import Call
from console.domain.coaching import FollowUp, Note
from console.domain.forms import Form
from console.domain.people import Person, Role

if TYPE_CHECKING:  # the store's own classes cost its imports; here only their shape is needed
    from console.store.coaching import AgentAsk


class CoachingPart(Protocol):
    """What is needed of `store.coaching`."""

    def save(self, note: Note) -> Note:
        """Keep a note."""
        ...

    def get(self, note_id: UUID) -> Note:
        """One note."""
        ...

    def list_notes(
        self,
        *,
        agent_id: UUID | None = None,
        coach_id: UUID | None = None,
        follow_up: FollowUp | None = None,
        call_id: UUID | None = None,
    ) -> list[Note]:
        """Notes, newest first."""
        ...

    def share(self, note_id: UUID, version: int) -> Note:
        """Show the note to its agent."""
        ...

    def acknowledge(self, note_id: UUID, number: str, pin: str, *, version: int | None = None) -> Note:
        """Sign the note as its agent, who has read it as of `version`."""
        ...

    def asks_for_coaching(self) -> list[AgentAsk]:
        """Who should be coached and why."""
        ...


class CallsPart(Protocol):
    """What is needed of `store.calls`."""

    def get(self, call_id: UUID) -> Call:
        """One call."""
        ...


class PeoplePart(Protocol):
    """What is needed of `store.people`."""

    def list_people(self, role: Role | None = None) -> Sequence[Person]:
        """Everybody with a role."""
        ...


class FormsPart(Protocol):
    """What is needed of `store.forms`."""

    def newest(self, key: str) -> Form:
        """The newest version of a form."""
        ...


class CoachingStore(Protocol):
    """The parts of the store that coaching uses."""

    @property
    def coaching(self) -> CoachingPart:
        """Notes."""

    @property
    def calls(self) -> CallsPart:
        """Calls."""

    @property
    def people(self) -> PeoplePart:
        """People."""

    @property
    def forms(self) -> FormsPart:
        """Forms."""
