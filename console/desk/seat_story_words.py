"""What the card says of an agent's day, scores, coaching and calls."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QCoreApplication, QLocale

from console.desk.call_words import state_text
from console.desk.coaching_lists import TwoLines
from console.desk.seat_story import SeatStory
from console.desk.time_text import clock_text, day_text, length_text
from console.domain.calls import CallRow, masked
from console.domain.floor import AgentState
from console.domain.time_kept import DayKept


def figures(day: DayKept | None) -> list[tuple[str, str]]:
    """Today's figures, each with its name; none of somebody of whom the floor never heard."""
    if day is None or not day.recorded:
        return []
    calls = day.calls_taken
    found = [(QCoreApplication.translate("SeatStory", "Calls"), QLocale().toString(calls))]
    for name, spent_ms in (
        (QCoreApplication.translate("SeatStory", "Ø talk"), day.talk_ms),
        (QCoreApplication.translate("SeatStory", "Ø hold"), day.in_state_ms(AgentState.ON_HOLD)),
        (QCoreApplication.translate("SeatStory", "Ø after call"), day.in_state_ms(AgentState.AFTER_CALL)),
    ):
        found.append((name, length_text(spent_ms // calls) if calls else "–"))
    away, busy = day.in_state_ms(AgentState.AWAY), day.in_state_ms(AgentState.BUSY)
    found.append((QCoreApplication.translate("SeatStory", "Away"), length_text(away)))
    found.append((QCoreApplication.translate("SeatStory", "Busy"), length_text(busy)))
    return found


def nothing_today(day: DayKept | None) -> str:
    """Why there are no figures of today; empty where there are."""
    if day is not None and day.recorded:
        return ""
    return QCoreApplication.translate("SeatStory", "No record of today")


def score_text(story: SeatStory) -> str:
    """When the last score was given."""
    last = story.last_score
    if last is None:
        return QCoreApplication.translate("SeatStory", "No score yet")
    return day_text(last.scored_at)


def mean_text(story: SeatStory) -> str:
    """Whether the last score judges, and the mean of the last ones that do; empty where there is nothing to add."""
    last, mean, count = story.last_score, story.mean, len(story.judging)
    said = []
    if last is not None and not last.drawn:
        said.append(QCoreApplication.translate("SeatStory", "Not drawn by chance"))
    if mean is not None and count > 1:
        said.append(
            QCoreApplication.translate("SeatStory", "Mean of the last {count}: {mean}").format(
                count=QLocale().toString(count), mean=QLocale().toString(mean, ord("f"), 1)
            )
        )
    return "\n".join(said)


def coaching_text(story: SeatStory) -> str:
    """How many notes are open and when the first action is due; empty where none is."""
    if not story.notes:
        return ""
    open_notes = QCoreApplication.translate("SeatStory", "Open coaching: {count}").format(
        count=QLocale().toString(len(story.notes))
    )
    due = story.due
    if due is None:
        return open_notes
    day = day_text(due)
    when = (
        QCoreApplication.translate("SeatStory", "{notes}, overdue since {day}")
        if is_overdue(due, story.today)
        else QCoreApplication.translate("SeatStory", "{notes}, due {day}")
    )
    return when.format(notes=open_notes, day=day)


def is_overdue(due: date | None, today: date) -> bool:
    """Whether the day agreed on has passed."""
    return due is not None and due < today


def call_lines(row: CallRow) -> TwoLines:
    """One of today's calls: when and how long, from where, and how far its scoring is."""
    call = row.call
    at = clock_text(call.started_at)
    detail = " · ".join(part for part in (call.queue, masked(call.customer_number)) if part)
    tag = state_text(row.progress) if row.points is None else QLocale().toString(row.points)
    if row.critical:
        tag = QCoreApplication.translate("SeatStory", "{points}, critical").format(points=tag)
    return TwoLines(f"{at}  {length_text(call.duration_ms)}", detail, tag, row, pressing=row.critical)
