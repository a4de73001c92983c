"""The rule books of attendance that one can choose from, each named by its hours."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QCoreApplication

from console.domain.attendance import SECOND_RULE_BOOK, AttendanceRules


class RuleBook(StrEnum):
    """The books one can choose from."""

    FIRST = "first"
    SECOND = "second"
    SHIFTS = "shifts"

    @property
    def rules(self) -> AttendanceRules | None:
        """When the day begins and ends; None where shifts go around the clock."""
        return {RuleBook.FIRST: AttendanceRules(), RuleBook.SECOND: SECOND_RULE_BOOK, RuleBook.SHIFTS: None}[self]


def book_name(book: RuleBook) -> str:
    """A rule book by its hours."""
    rules = book.rules
    if rules is None:
        return QCoreApplication.translate("TimeKept", "Shifts: nobody is late")
    hours = QCoreApplication.translate("TimeKept", "Late after {late}, early before {early}").format(
        late=f"{rules.late_after:%H:%M}", early=f"{rules.early_before:%H:%M}"
    )
    if rules.lunch is None:
        return hours
    lunch = QCoreApplication.translate("TimeKept", "lunch {begin}–{end}").format(
        begin=f"{rules.lunch[0]:%H:%M}", end=f"{rules.lunch[1]:%H:%M}"
    )
    return QCoreApplication.translate("TimeKept", "{hours}, {lunch}").format(hours=hours, lunch=lunch)
