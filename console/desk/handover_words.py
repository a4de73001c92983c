"""What the handover says: of a note who wrote it and who signed, and what is left open, a row each."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from console.desk.coaching_lists import TwoLines, short_day
from console.desk.floor_words import floor_state_name, help_word, limit_text, reason_name
from console.desk.handover import HandoverDesk, Unfinished
from console.desk.switch_words import switch_words
from console.desk.time_text import day_text, short_moment
from console.domain.coaching import Note
from console.domain.floor import FloorAction, LimitLevel
from console.domain.floor_book import Alert, AlertKind, AskedAction, Handover


def who_of(desk: HandoverDesk, agent_id: object) -> str:
    """Name and number of somebody on the floor."""
    name = desk.book.names.get(agent_id, "")  # type: ignore[call-overload]
    return f"{name} {desk.number_of(agent_id)}".strip()  # type: ignore[arg-type]


def team_words(team: str) -> str:
    """Whom a note is for."""
    return team or QCoreApplication.translate("Handover", "all teams")


def author_words(desk: HandoverDesk, note: Handover) -> str:
    """Who wrote a note, when, and for whom."""
    name = desk.book.names.get(note.by_id, "")
    if desk.is_mine(note.by_id):
        name = QCoreApplication.translate("Handover", "You")
    return QCoreApplication.translate("Handover", "{name} · {time} · for {team}").format(
        name=name, time=short_moment(note.at), team=team_words(note.team)
    )


def pin_words(desk: HandoverDesk, note: Handover) -> str:
    """Where and when a note is about; empty for one pinned to neither."""
    place = desk.place_of(note.seat_id)
    parts = [place[1] if place is not None else "", short_moment(note.about_at) if note.about_at is not None else ""]
    return " · ".join(part for part in parts if part)


def signed_words(desk: HandoverDesk, note: Handover) -> str:
    """Who took a note over and when; that nobody has yet."""
    if note.signed_by is None or note.signed_at is None:
        return QCoreApplication.translate("Handover", "Not signed yet")
    name = desk.book.names.get(note.signed_by, "")
    if desk.is_mine(note.signed_by):
        name = QCoreApplication.translate("Handover", "you")
    return QCoreApplication.translate("Handover", "Signed by {name} · {time}").format(
        name=name, time=short_moment(note.signed_at)
    )


def alert_row(desk: HandoverDesk, alert: Alert) -> TwoLines:
    """An agent whose limit is near or passed still, or who asks for help."""
    state = floor_state_name(alert.state)
    if alert.reason:
        state = QCoreApplication.translate("Floor", "{state} ({reason})").format(
            state=state, reason=reason_name(alert.reason)
        )
    since = QCoreApplication.translate("Handover", "{state} since {time}").format(
        state=state, time=short_moment(alert.since)
    )
    alarm = alert.level is LimitLevel.ALARM
    tag = help_word() if alert.kind is AlertKind.HELP else limit_text(alert.level)
    return TwoLines(who_of(desk, alert.agent_id), since, tag, alert, alarm)


def coaching_row(what: Unfinished, note: Note) -> TwoLines:
    """A coaching note that waits."""
    tag = {
        Unfinished.DRAFT: QCoreApplication.translate("Handover", "draft"),
        Unfinished.UNSIGNED: QCoreApplication.translate("Handover", "not signed"),
        Unfinished.DUE: QCoreApplication.translate("Handover", "action due"),
    }[what]
    detail = QCoreApplication.translate("Handover", "{coach}, {day}").format(coach=note.coach_name, day=short_day(note))
    if what is Unfinished.DUE and note.action_due is not None:
        due = day_text(note.action_due)
        detail = QCoreApplication.translate("Handover", "{action} (due {day})").format(action=note.action, day=due)
    return TwoLines(note.agent_name, detail, tag, note)


def refused_row(desk: HandoverDesk, action: AskedAction) -> TwoLines:
    """An action that was not done, in the telephone system's words."""
    said = QCoreApplication.translate("Handover", "{name}, {time}: {words}").format(
        name=desk.book.names.get(action.by_id, ""), time=short_moment(action.at), words=switch_words(action.words)
    )
    return TwoLines(who_of(desk, action.agent_id), said, deed_name(action.action), action)


def deed_name(action: FloorAction) -> str:
    """What was asked for, by its effect."""
    return {
        FloorAction.LISTEN: QCoreApplication.translate("Handover", "listen"),
        FloorAction.WHISPER: QCoreApplication.translate("Handover", "whisper"),
        FloorAction.JOIN: QCoreApplication.translate("Handover", "join"),
        FloorAction.TAKE_OVER: QCoreApplication.translate("Handover", "take over"),
        FloorAction.END_CALL: QCoreApplication.translate("Handover", "end the call"),
        FloorAction.SIGN_OFF: QCoreApplication.translate("Handover", "sign off"),
        FloorAction.SET_AWAY: QCoreApplication.translate("Handover", "set away"),
        FloorAction.SET_READY: QCoreApplication.translate("Handover", "set ready"),
    }[action]
