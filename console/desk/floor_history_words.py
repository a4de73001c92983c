"""What is said of a moment of the past: when it was, how long ago, why one stopped there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from PySide6.QtCore import QCoreApplication

from console.desk.time_text import length_text, long_moment
from console.domain.floor_book import Handover
from console.domain.floor_past import Moment, What

MOST_NAMED = 3
"""Who else stands at the same moment is counted."""

_JUST_NOW = timedelta(seconds=2)


def past_words(at: datetime) -> str:
    """The moment in words, unmistakably not now."""
    return QCoreApplication.translate("FloorHistory", "The past: {moment}").format(moment=long_moment(at))


def age_words(age: timedelta) -> str:
    """How long ago that was."""
    if age <= _JUST_NOW:
        return QCoreApplication.translate("FloorHistory", "the newest there is; it does not go on by itself")
    length = length_text(age // timedelta(milliseconds=1))
    return QCoreApplication.translate("FloorHistory", "{length} ago").format(length=length)


def what_words(what: What) -> str:
    """Why a moment is worth stopping at."""
    return {
        What.LIMIT: QCoreApplication.translate("FloorHistory", "Limit passed"),
        What.HELP: QCoreApplication.translate("FloorHistory", "Asks for help"),
        What.GAP: QCoreApplication.translate("FloorHistory", "No more news"),
    }[what]


def stop_words(stops: Sequence[tuple[Moment, str]], names: Mapping[str, str]) -> str:
    """Who passed a limit, asked for help or was lost just here: "Limit passed: 王芳 1001, 李雷 1002 and 3 more"."""
    parts = []
    for what in What:
        numbers = [number for moment, number in stops if moment.what is what]
        if not numbers:
            continue
        who = QCoreApplication.translate("Floor", ", ").join(names.get(one, one) for one in numbers[:MOST_NAMED])
        if len(numbers) > MOST_NAMED:
            who = QCoreApplication.translate("FloorHistory", "{who} and {count} more").format(
                who=who, count=len(numbers) - MOST_NAMED
            )
        parts.append(QCoreApplication.translate("FloorHistory", "{what}: {who}").format(what=what_words(what), who=who))
    return " · ".join(parts)


def note_words(note: Handover, names: Mapping[UUID, str]) -> str:
    """A note and who wrote it."""
    return QCoreApplication.translate("FloorHistory", "Note by {name}: {words}").format(
        name=names.get(note.by_id, ""), words=note.words
    )
