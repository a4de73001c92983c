"""What the call list says: cells, headings, and one description for tooltips and screen readers."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

from PySide6.QtCore import QCoreApplication

from console.desk.time_text import length_text, long_moment, seconds_text, short_moment
from console.desk.wording import words
from console.domain.calls import Call, CallOrder, CallRow, EndedBy, Progress, masked


class Column(IntEnum):
    """The columns in order."""

    STARTED = 0
    AGENT = 1
    QUEUE = 2
    DURATION = 3
    CUSTOMER = 4
    STATE = 5
    SCORE = 6


ORDER_OF = {
    Column.STARTED: CallOrder.STARTED,
    Column.AGENT: CallOrder.AGENT,
    Column.QUEUE: CallOrder.QUEUE,
    Column.DURATION: CallOrder.DURATION,
    Column.SCORE: CallOrder.POINTS,
}

RIGHT_COLUMNS = (Column.DURATION, Column.SCORE)


def column_name(column: Column) -> str:
    """The heading of a column."""
    return {
        Column.STARTED: QCoreApplication.translate("CallList", "Time"),
        Column.AGENT: QCoreApplication.translate("CallList", "Agent"),
        Column.QUEUE: QCoreApplication.translate("CallList", "Queue"),
        Column.DURATION: QCoreApplication.translate("CallList", "Length"),
        Column.CUSTOMER: QCoreApplication.translate("CallList", "Customer"),
        Column.STATE: QCoreApplication.translate("CallList", "State"),
        Column.SCORE: QCoreApplication.translate("CallList", "Score"),
    }[column]


def state_text(progress: Progress) -> str:
    """How far the scoring has come, in words."""
    return {
        Progress.OPEN: QCoreApplication.translate("CallList", "Not scored"),
        Progress.DRAFT: QCoreApplication.translate("CallList", "Draft"),
        Progress.SCORED: QCoreApplication.translate("CallList", "Scored"),
        Progress.CORRECTED: QCoreApplication.translate("CallList", "Corrected"),
    }[progress]


def state_sign(progress: Progress) -> str:
    """How far the scoring has come where there is no room for the words: a letter, in Chinese two characters."""
    return {
        Progress.OPEN: QCoreApplication.translate("CallList", "N"),
        Progress.DRAFT: QCoreApplication.translate("CallList", "D"),
        Progress.SCORED: QCoreApplication.translate("CallList", "S"),
        Progress.CORRECTED: QCoreApplication.translate("CallList", "C"),
    }[progress]


def cell_text(row: CallRow, column: Column) -> str:
    """What a cell says. Numbers of customers are masked again here, whoever handed them over."""
    call = row.call
    match column:
        case Column.STARTED:
            return short_moment(call.started_at)
        case Column.AGENT:
            return call.agent_name or call.agent_number
        case Column.QUEUE:
            return call.queue
        case Column.DURATION:
            return live_text() if call.waits_for_sound else length_text(call.duration_ms)
        case Column.CUSTOMER:
            return masked(call.customer_number)
        case Column.STATE:
            return state_text(row.progress)
        case Column.SCORE:
            return "" if row.points is None else str(row.points)


def spoken_text(row: CallRow, column: Column) -> str:
    """What a screen reader says of a cell."""
    if column is Column.STATE:
        said = [state_text(row.progress)]
        if row.drawn_for_me:
            said.append(QCoreApplication.translate("CallList", "drawn for me"))
        if row.coached:
            said.append(QCoreApplication.translate("CallList", "coached"))
        return ", ".join(said)
    if column is Column.DURATION and row.call.waits_for_sound:
        return QCoreApplication.translate("CallList", "scored live, its recording has not come yet")
    if column is Column.SCORE and row.points is not None and row.critical:
        return QCoreApplication.translate("CallList", "{points}, critical").format(points=row.points)
    return cell_text(row, column)


_ENDS: Mapping[EndedBy, str] = {
    EndedBy.CALLER: words("CallList", "Ended by the customer"),
    EndedBy.AGENT: words("CallList", "Ended by the agent"),
    EndedBy.TRANSFER: words("CallList", "Ended by a transfer"),
    EndedBy.SUPERVISOR: words("CallList", "Ended by a supervisor"),
}


def times_of(call: Call) -> list[str]:
    """How long it rang, was talked and was on hold, as far as the telephone system has told."""
    held = QCoreApplication.translate("CallList", "on hold {length} s")
    said = (
        (call.ring_ms, QCoreApplication.translate("CallList", "rang {length} s")),
        (call.talk_ms, QCoreApplication.translate("CallList", "talked {length} s")),
        (call.hold_ms, held if call.hold_ms else QCoreApplication.translate("CallList", "never on hold")),
    )
    return [text.format(length=seconds_text(length_ms)) for length_ms, text in said if length_ms is not None]


def _course(call: Call) -> list[str]:
    lines = [" · ".join(times_of(call))]
    if call.wait_ms is not None:
        waited = QCoreApplication.translate("CallList", "{length} s from joining the queue to the answer")
        lines.append(waited.format(length=seconds_text(call.wait_ms)))
    if call.ended_by in _ENDS:
        lines.append(QCoreApplication.translate("CallList", _ENDS[call.ended_by]))
    return lines


def live_text() -> str:
    """Instead of a length, of a call whose recording has not come."""
    return QCoreApplication.translate("CallList", "live")


def _length(row: CallRow) -> str:
    if row.call.waits_for_sound:
        return spoken_text(row, Column.DURATION)
    length = QCoreApplication.translate("CallList", "Length {length}")
    return length.format(length=length_text(row.call.duration_ms))


def description(row: CallRow) -> str:
    """Everything known of the call, a line each: what narrow columns cut off."""
    call = row.call
    lines = [
        long_moment(call.started_at),
        " ".join(part for part in (call.agent_name, call.agent_number, call.team) if part),
        call.queue,
        masked(call.customer_number),
        _length(row),
        *_course(call),
        spoken_text(row, Column.STATE),
    ]
    if row.points is not None:
        score = spoken_text(row, Column.SCORE)
        lines.append(QCoreApplication.translate("CallList", "Score {score}").format(score=score))
    if row.inspector_name:
        lines.append(QCoreApplication.translate("CallList", "Inspector {name}").format(name=row.inspector_name))
    if call.hand_picked:
        lines.append(QCoreApplication.translate("CallList", "Hand-picked"))
    return "\n".join(line for line in lines if line)
