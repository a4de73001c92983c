"""How lengths and moments are written: the same everywhere, by the locale in force."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QDateTime, QLocale


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
    locale = QLocale()
    chinese = locale.language() is QLocale.Language.Chinese
    return locale.toString(moment(when), "MM-dd HH:mm" if chinese else "dd MMM HH:mm")


def long_moment(when: datetime) -> str:
    """Date and time in full, as the locale writes them."""
    locale = QLocale()
    at = moment(when)
    date = locale.toString(at.date(), QLocale.FormatType.LongFormat)
    return f"{date} {locale.toString(at.time(), 'HH:mm:ss')}"
