"""How lengths, days and moments are written: the same everywhere, by the language in force."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import QDate, QDateTime, QLocale

TYPED_DAY = "yyyy-MM-dd"
"""Where a day is typed, digits alone, in either language."""


def length_text(length_ms: int) -> str:
    """A length as "4:07" or "1:02:09"; tenths are not shown."""
    seconds = max(0, length_ms) // 1000
    hours, rest = divmod(seconds, 3600)
    if hours:
        return f"{hours}:{rest // 60:02}:{rest % 60:02}"
    return f"{rest // 60}:{rest % 60:02}"


def seconds_text(length_ms: int) -> str:
    """A length in seconds and tenths: "18.2"."""
    return QLocale().toString(length_ms / 1000, ord("f"), 1)


def moment(when: datetime) -> QDateTime:
    """`when` as Qt has it, in local time."""
    return QDateTime.fromMSecsSinceEpoch(round(when.timestamp() * 1000))


def short_moment(when: datetime) -> str:
    """Day and minute without the year, of one width: "11-20 10:20" or "20 Nov 10:20"."""
    return QLocale().toString(moment(when), "MM-dd HH:mm" if _chinese() else "dd MMM HH:mm")


def dated_moment(when: datetime) -> str:
    """Day and minute with the year: "2026-11-20 10:20" or "20 Nov 2026 10:20"."""
    return f"{day_text(when)} {clock_text(when)}"


def day_text(day: date) -> str:
    """A day, of a moment the day it is here: "2026-11-20" or "20 Nov 2026"; one order whatever the system's country."""
    return QLocale().toString(_day_of(day), "yyyy-MM-dd" if _chinese() else "dd MMM yyyy")


def long_day(day: date) -> str:
    """A day in full: "2026年11月20日 星期五" or "Friday 20 November 2026"."""
    return QLocale().toString(_day_of(day), "yyyy年M月d日 dddd" if _chinese() else "dddd d MMMM yyyy")


def month_name(day: date) -> str:
    """The month of a day: "2026年11月" or "November 2026"."""
    return QLocale().toString(_day_of(day), "yyyy年M月" if _chinese() else "MMMM yyyy")


def clock_text(when: datetime) -> str:
    """The time of day to the minute: "15:24"."""
    return QLocale().toString(moment(when).time(), "HH:mm")


def seconds_clock(when: datetime) -> str:
    """The time of day to the second: "15:24:07"."""
    return QLocale().toString(moment(when).time(), "HH:mm:ss")


def long_moment(when: datetime) -> str:
    """Day and time in full: "Friday 20 November 2026 10:20:07"."""
    return f"{long_day(when)} {seconds_clock(when)}"


def _day_of(day: date) -> QDate:
    return moment(day).date() if isinstance(day, datetime) else QDate(day.year, day.month, day.day)


def _chinese() -> bool:
    return QLocale().language() is QLocale.Language.Chinese
