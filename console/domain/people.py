"""Who works at the centre: agents, inspectors, supervisors, managers, administrators, and what each may do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID


class Role(StrEnum):
    """The jobs of DOMAIN §1, and the program between telephone system and database."""

    AGENT = "agent"
    INSPECTOR = "inspector"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"
    GATEWAY = "gateway"


class Right(StrEnum):
    """What a role may do at the console. The shared database checks again; this only shapes the window."""

    SCORE = "score"
    COACH = "coach"
    IMPORT = "import"
    CORRECT = "correct"
    TAKE_OVER = "take_over"
    REVEAL = "reveal"
    SEE_FLOOR = "see_floor"
    SEE_REPORTS = "see_reports"
    SETTLE = "settle"
    MANAGE_FORMS = "manage_forms"
    MANAGE_PEOPLE = "manage_people"


RIGHTS: dict[Role, frozenset[Right]] = {
    Role.AGENT: frozenset(),
    Role.INSPECTOR: frozenset(
        {Right.SCORE, Right.COACH, Right.IMPORT, Right.CORRECT, Right.REVEAL, Right.SEE_FLOOR, Right.SEE_REPORTS}
    ),
    Role.SUPERVISOR: frozenset(
        {
            Right.SCORE,
            Right.COACH,
            Right.IMPORT,
            Right.CORRECT,
            Right.TAKE_OVER,
            Right.REVEAL,
            Right.SEE_FLOOR,
            Right.SEE_REPORTS,
        }
    ),
    Role.MANAGER: frozenset(Right) - {Right.MANAGE_PEOPLE},
    Role.ADMINISTRATOR: frozenset({Right.IMPORT, Right.MANAGE_PEOPLE}),
    Role.GATEWAY: frozenset({Right.IMPORT}),
}


@dataclass(frozen=True)
class Person:
    """Somebody with a work number. `number` is the 工号, unique and never reused."""

    id: UUID
    number: str
    name: str
    role: Role
    team: str = ""
    seat: str = ""
    active: bool = True

    def may(self, right: Right) -> bool:
        """Whether this person's role carries `right`."""
        return self.active and right in RIGHTS[self.role]
