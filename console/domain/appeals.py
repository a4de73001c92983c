"""An appeal: an agent's word against one failed item of an own result, and what a manager decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Outcome(StrEnum):
    """How an appeal stands."""

    OPEN = ""
    UPHELD = "upheld"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Appeal:
    """One appeal. Upholding it changes no score: that takes a correction of the sheet, with its own reason.

    `number` is that of the revision appealed against; names are those of today, `answer` the manager's words.
    """

    id: UUID
    revision_id: UUID
    call_id: UUID
    number: int
    item_key: str
    agent_id: UUID
    agent_name: str
    words: str
    made_at: datetime
    outcome: Outcome = Outcome.OPEN
    settled_by: UUID | None = None
    settled_by_name: str = ""
    settled_at: datetime | None = None
    answer: str = ""
