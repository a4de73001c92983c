"""What the page of time kept says: headings, cells, marks, rule books, and a day and a month in a line."""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum

from PySide6.QtCore import QCoreApplication, QLocale

from console.desk.floor_words import floor_state_name, reason_name
from console.desk.time_text import clock_text, length_text, month_name
from console.domain.attendance import AttendanceRules
from console.domain.day_totals import AgentDay, DayTotals
from console.domain.floor import AgentState, AwayReason
from console.domain.month_kept import Mark, MonthKept, mark_of
from console.domain.time_kept import DayKept, Stretch


class TimeColumn(IntEnum):
    """The columns in order."""

    AGENT = 0
    TEAM = 1
    SIGNED_ON = 2
    SIGNED_OFF = 3
    MARK = 4
    WORKED = 5
    CALLS = 6
    TALKING = 7
    HOLD = 8
    AFTER_CALL = 9
    READY = 10
    BUSY = 11
    OVER = 12
    REST = 13
    MEAL = 14
    TRAINING = 15
    MEETING = 16
    AWAY_OTHER = 17
    UNKNOWN = 18


_AWAY = {
    TimeColumn.REST: AwayReason.REST,
    TimeColumn.MEAL: AwayReason.MEAL,
    TimeColumn.TRAINING: AwayReason.TRAINING,
    TimeColumn.MEETING: AwayReason.MEETING,
}
_NAMED = frozenset(reason.value for reason in _AWAY.values())
_STATES = {
    TimeColumn.READY: AgentState.READY,
    TimeColumn.HOLD: AgentState.ON_HOLD,
    TimeColumn.AFTER_CALL: AgentState.AFTER_CALL,
    TimeColumn.BUSY: AgentState.BUSY,
    TimeColumn.UNKNOWN: AgentState.UNKNOWN,
}
LEFT_COLUMNS = frozenset({TimeColumn.AGENT, TimeColumn.TEAM, TimeColumn.MARK})


def column_name(column: TimeColumn) -> str:
    """The heading of a column."""
    return {
        TimeColumn.AGENT: QCoreApplication.translate("TimeKept", "Agent"),
        TimeColumn.TEAM: QCoreApplication.translate("TimeKept", "Team"),
        TimeColumn.SIGNED_ON: QCoreApplication.translate("TimeKept", "On"),
        TimeColumn.SIGNED_OFF: QCoreApplication.translate("TimeKept", "Off"),
        TimeColumn.MARK: QCoreApplication.translate("TimeKept", "Attendance"),
        TimeColumn.WORKED: QCoreApplication.translate("TimeKept", "Signed on"),
        TimeColumn.READY: QCoreApplication.translate("TimeKept", "Ready"),
        TimeColumn.TALKING: QCoreApplication.translate("TimeKept", "Talking"),
        TimeColumn.HOLD: QCoreApplication.translate("TimeKept", "Hold"),
        TimeColumn.AFTER_CALL: QCoreApplication.translate("TimeKept", "After call"),
        TimeColumn.BUSY: QCoreApplication.translate("TimeKept", "Busy"),
        TimeColumn.OVER: QCoreApplication.translate("TimeKept", "Over 15 min"),
        TimeColumn.REST: QCoreApplication.translate("TimeKept", "Rest"),
        TimeColumn.MEAL: QCoreApplication.translate("TimeKept", "Meal"),
        TimeColumn.TRAINING: QCoreApplication.translate("TimeKept", "Training"),
        TimeColumn.MEETING: QCoreApplication.translate("TimeKept", "Meeting"),
        TimeColumn.AWAY_OTHER: QCoreApplication.translate("TimeKept", "Away, other"),
        TimeColumn.UNKNOWN: QCoreApplication.translate("TimeKept", "Unknown"),
        TimeColumn.CALLS: QCoreApplication.translate("TimeKept", "Calls"),
    }[column]


def column_meaning(column: TimeColumn) -> str:
    """What a figure counts, for the tool tip of the heading; empty where the heading says it all."""
    away = QCoreApplication.translate("TimeKept", "Time away: {reason}")
    if column in _AWAY:
        return away.format(reason=reason_name(_AWAY[column].value))
    return {
        TimeColumn.SIGNED_ON: QCoreApplication.translate("TimeKept", "First signed on at"),
        TimeColumn.SIGNED_OFF: QCoreApplication.translate("TimeKept", "Last signed off at"),
        TimeColumn.MARK: QCoreApplication.translate(
            "TimeKept", "By the rule book chosen above; over an hour late or early is an absence"
        ),
        TimeColumn.WORKED: QCoreApplication.translate("TimeKept", "Time signed on, whatever the state"),
        TimeColumn.TALKING: QCoreApplication.translate("TimeKept", "Talking, consulting and conferences"),
        TimeColumn.OVER: QCoreApplication.translate(
            "TimeKept", "Busy without leave for over 15 minutes: how often, and how long together"
        ),
        TimeColumn.AWAY_OTHER: QCoreApplication.translate("TimeKept", "Time away for another reason, or for none"),
        TimeColumn.UNKNOWN: QCoreApplication.translate(
            "TimeKept", "Nobody was listening: neither work nor absence is counted"
        ),
        TimeColumn.CALLS: QCoreApplication.translate("TimeKept", "Calls in which the agent talked"),
    }.get(column, "")


def figure_ms(day: DayKept, column: TimeColumn) -> int:
    """The time that a column of lengths shows. KeyError for another column."""
    if column is TimeColumn.WORKED:
        return day.signed_on_ms
    if column is TimeColumn.TALKING:
        return day.talk_ms
    if column is TimeColumn.OVER:
        return sum(span.ms for span in day.busy_without_leave)
    if column in _AWAY:
        return day.spent_ms.get((AgentState.AWAY, _AWAY[column].value), 0)
    if column is TimeColumn.AWAY_OTHER:
        return sum(
            ms for (state, reason), ms in day.spent_ms.items() if state is AgentState.AWAY and reason not in _NAMED
        )
    return day.in_state_ms(_STATES[column])


def cell_text(row: AgentDay, column: TimeColumn, rules: AttendanceRules | None) -> str:
    """What a cell says; nothing where nothing is known or nothing happened."""
    day = row.kept
    match column:
        case TimeColumn.AGENT:
            return f"{row.name} {row.number}".strip()
        case TimeColumn.TEAM:
            return row.team
        case TimeColumn.SIGNED_ON:
            return known_clock(day.signed_on_at)
        case TimeColumn.SIGNED_OFF:
            return known_clock(day.signed_off_at)
        case TimeColumn.MARK:
            return mark_text(day, rules)
        case TimeColumn.CALLS:
            return QLocale().toString(day.calls_taken) if day.signed_on_ms else ""
        case TimeColumn.OVER:
            return over_text(day)
        case _:
            length_ms = figure_ms(day, column)
            return length_text(length_ms) if length_ms else ""


def over_text(day: DayKept) -> str:
    """How often and how long together: "2 × 41:10"; once only how long."""
    times = len(day.busy_without_leave)
    length = length_text(figure_ms(day, TimeColumn.OVER))
    return f"{times} × {length}" if times > 1 else length if times else ""


def known_clock(at: datetime | None) -> str:
    """A moment of the day, to the minute; empty where none is known."""
    return "" if at is None else clock_text(at)


def mark_text(day: DayKept, rules: AttendanceRules | None) -> str:
    """How the day stands to the rules, with how long it was late or early."""
    late, early = length_minutes(day.late_ms), length_minutes(day.early_ms)
    return {
        Mark.NO_RECORD: QCoreApplication.translate("TimeKept", "No record"),
        Mark.NOT_SIGNED_ON: QCoreApplication.translate("TimeKept", "Not signed on"),
        Mark.NOT_JUDGED: "",
        Mark.IN_TIME: QCoreApplication.translate("TimeKept", "In time"),
        Mark.DOUBTFUL: QCoreApplication.translate("TimeKept", "Not seen"),
        Mark.LATE: QCoreApplication.translate("TimeKept", "Late {length}").format(length=late),
        Mark.EARLY: QCoreApplication.translate("TimeKept", "Early {length}").format(length=early),
        Mark.LATE_AND_EARLY: QCoreApplication.translate("TimeKept", "Late {late}, early {early}").format(
            late=late, early=early
        ),
        Mark.ABSENT: QCoreApplication.translate("TimeKept", "Absent"),
    }[mark_of(day, rules)]


def mark_meaning(day: DayKept, rules: AttendanceRules | None) -> str:
    """Why the mark is what it is, where it does not say so itself."""
    return {
        Mark.NO_RECORD: QCoreApplication.translate("TimeKept", "Nothing is known of this day; nothing is charged."),
        Mark.NOT_SIGNED_ON: QCoreApplication.translate(
            "TimeKept", "No sign-on was seen: off, on leave or absent. Nothing is charged; decide it in the month."
        ),
        Mark.DOUBTFUL: QCoreApplication.translate(
            "TimeKept", "Nobody was listening when the day should have begun or ended; nothing is charged."
        ),
        Mark.ABSENT: QCoreApplication.translate("TimeKept", "Over an hour late or early."),
    }.get(mark_of(day, rules), "")


def length_minutes(length_ms: int) -> str:
    """Minutes begun, as people say how late somebody was."""
    minutes = -(-length_ms // 60_000)
    return QCoreApplication.translate("TimeKept", "{minutes} min").format(minutes=QLocale().toString(minutes))


def stretch_text(span: Stretch) -> str:
    """One stretch of a day: "10:02–10:05  talking  3:12"."""
    state = floor_state_name(span.state)
    if span.reason:
        state = QCoreApplication.translate("TimeKept", "{state} ({reason})").format(
            state=state, reason=reason_name(span.reason)
        )
    return f"{clock_text(span.begin)}–{clock_text(span.end)}  {state}  {length_text(span.ms)}"


def month_text(month: MonthKept, rules: AttendanceRules | None) -> str:
    """A month for the sheet: what was seen, what it costs, and what nobody can tell."""
    said = [
        QCoreApplication.translate("TimeKept", "{month}: %n day(s) signed on", "", month.signed_on).format(
            month=month_name(month.first_day)
        )
    ]
    if rules is not None:
        said.append(
            QCoreApplication.translate("TimeKept", "late {late}, early {early}, absent {absent}").format(
                late=month.late, early=month.early, absent=month.absent
            )
        )
        said.append(
            QCoreApplication.translate("TimeKept", "attendance {points} of 20 points (−{lost})").format(
                points=month.points, lost=min(month.points_lost, 20)
            )
        )
    if month.busy_without_leave:
        said.append(
            QCoreApplication.translate("TimeKept", "busy over 15 min: {times}").format(times=month.busy_without_leave)
        )
    if month.not_signed_on:
        said.append(QCoreApplication.translate("TimeKept", "no sign-on: %n day(s)", "", month.not_signed_on))
    unseen = month.unrecorded + month.doubtful
    if unseen:
        said.append(QCoreApplication.translate("TimeKept", "not seen: %n day(s)", "", unseen))
    return QCoreApplication.translate("TimeKept", " · ").join(said)


def totals_text(totals: DayTotals, rules: AttendanceRules | None) -> str:
    """What the agents come to together."""
    locale = QLocale()
    said = [
        QCoreApplication.translate("TimeKept", "%n agent(s), {present} signed on", "", totals.agents).format(
            present=locale.toString(totals.present)
        )
    ]
    if rules is not None:
        said.append(
            QCoreApplication.translate("TimeKept", "late {late}, early {early}, absent {absent}").format(
                late=totals.late, early=totals.early, absent=totals.marks[Mark.ABSENT]
            )
        )
    for column, together_ms in (
        (TimeColumn.WORKED, totals.signed_on_ms),
        (TimeColumn.TALKING, totals.talk_ms),
        (TimeColumn.AFTER_CALL, totals.spent_ms[AgentState.AFTER_CALL]),
        (TimeColumn.BUSY, totals.spent_ms[AgentState.BUSY]),
    ):
        said.append(f"{column_name(column)} {length_text(together_ms)}")
    away = length_text(totals.spent_ms[AgentState.AWAY])
    said.append(QCoreApplication.translate("TimeKept", "Away {length}").format(length=away))
    said.append(QCoreApplication.translate("TimeKept", "Calls {calls}").format(calls=locale.toString(totals.calls)))
    return QCoreApplication.translate("TimeKept", " · ").join(said)
