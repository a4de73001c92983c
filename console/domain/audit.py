"""What is recorded of who did what; every kind is separate, because each is a separate right (DOMAIN §8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class AuditKind(StrEnum):
    """The deeds that leave a record."""

    SIGN_ON = "sign_on"
    SIGN_ON_REFUSED = "sign_on_refused"
    PIN_REFUSED = "pin_refused"
    SECRET_SET = "secret_set"  # noqa: S105 - the name of a deed
    PERSON_ADDED = "person_added"
    FORM_PUBLISHED = "form_published"
    IMPORT = "import"
    LISTEN = "listen"
    REVEAL = "reveal"
    EXPORT = "export"
    PRINT = "print"
    TAKE_OVER = "take_over"
    SUBMIT = "submit"
    CORRECT = "correct"
    SHARE = "share"
    ACKNOWLEDGE = "acknowledge"
    APPEAL = "appeal"
    SETTLE = "settle"
    MONTH_PUBLISHED = "month_published"
    ROLE_CHANGED = "role_changed"
    PERSON_CHANGED = "person_changed"
    PERSON_ENABLED = "person_enabled"
    PERSON_DISABLED = "person_disabled"
    TEAM_GRANTED = "team_granted"
    TEAM_REVOKED = "team_revoked"
    POLICY_SET = "policy_set"
    RETENTION = "retention"
    BACKUP = "backup"
    PLAN_CHANGED = "plan_changed"
    LIMITS_SET = "limits_set"
    FLOOR_ACTION = "floor_action"
    FLOOR_ACTION_ENDED = "floor_action_ended"
    HANDOVER_SIGNED = "handover_signed"


@dataclass(frozen=True)
class AuditEntry:
    """One record: who (None: nobody signed on), when (UTC), to what, and the facts that belong to the kind.

    `login` and `from_where` are those of the session that wrote it; `on_behalf_id` is set where that session was not
    the person's own.
    """

    number: int
    at: datetime
    kind: AuditKind
    person_id: UUID | None = None
    subject_id: UUID | None = None
    facts: Mapping[str, str | int] = field(default_factory=dict)
    login: str = ""
    from_where: str = ""
    on_behalf_id: UUID | None = None
