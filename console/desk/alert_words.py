"""What alerts say: who, what passed which limit, what was answered, what followed, which limit should be tuned."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from console.desk.deed_words import deed_name
from console.desk.floor_alerts import FloorAlerts, asks
from console.desk.floor_words import floor_state_name, help_word, limit_text, reason_name
from console.desk.time_text import clock_text, length_text
from console.domain.alert_outcomes import Followed, Outcome, Tally
from console.domain.floor import AgentState
from console.domain.floor_book import AlertAnswer, AlertKind


def alert_who(alerts: FloorAlerts, outcome: Outcome) -> str:
    """Name and number: "王芳 1001"; for somebody who is no longer here a dash."""
    sitter = alerts.sitter_of(outcome)
    return f"{sitter.name} {sitter.number}".strip() or "–"


def alert_what(outcome: Outcome) -> str:
    """What it is about: "away (meal)", "asks for help"."""
    alert = outcome.alert
    if alert.kind is AlertKind.HELP:
        return help_word()
    name = floor_state_name(alert.state)
    if not alert.reason:
        return name
    return QCoreApplication.translate("Floor", "{state} ({reason})").format(
        state=name, reason=reason_name(alert.reason)
    )


def alert_line(alerts: FloorAlerts, outcome: Outcome) -> str:
    """What and for how long: "on hold 0:44, limit 0:20"."""
    what, lasts_ms = alert_what(outcome), alerts.lasts_ms(outcome)
    said = what if lasts_ms is None else f"{what} {length_text(lasts_ms)}"
    if outcome.alert.kind is AlertKind.HELP:
        return said
    limit = length_text(outcome.alert.limit_ms)
    return QCoreApplication.translate("Alerts", "{state}, limit {limit}").format(state=said, limit=limit)


def alert_tag(outcome: Outcome) -> str:
    """How bad it is; of what was answered, what was answered."""
    alert = outcome.alert
    if asks(outcome):
        return help_word() if alert.kind is AlertKind.HELP else limit_text(alert.level)
    if outcome.followed is Followed.ACTED:
        return QCoreApplication.translate("Alerts", "acted on")
    if alert.answer is AlertAnswer.SNOOZED and alert.snoozed_until is not None:
        at = clock_text(alert.snoozed_until)
        return QCoreApplication.translate("Alerts", "put off until {time}").format(time=at)
    return QCoreApplication.translate("Alerts", "seen")


def alert_answer(alerts: FloorAlerts, outcome: Outcome) -> str:
    """Who answered and why: "杨帆: long complaint"; empty where nobody did."""
    alert = outcome.alert
    by = alerts.name_of(outcome.answered_by)
    if outcome.followed is Followed.ACTED:
        deed = deed_name(outcome.action) if outcome.action else ""
        return _by(deed, by)
    return _by(alert.answer_reason, by) if alert.answer is not AlertAnswer.NONE else ""


def _by(what: str, who: str) -> str:
    if not what or not who:
        return what or who
    return QCoreApplication.translate("Alerts", "{person}: {words}").format(person=who, words=what)


def followed_name(followed: Followed) -> str:
    """What came of an alert, in a word or two."""
    return {
        Followed.OPEN: QCoreApplication.translate("Alerts", "still open"),
        Followed.ACTED: QCoreApplication.translate("Alerts", "acted on"),
        Followed.PUT_OFF: QCoreApplication.translate("Alerts", "put off"),
        Followed.SEEN: QCoreApplication.translate("Alerts", "seen"),
        Followed.BY_ITSELF: QCoreApplication.translate("Alerts", "ended by itself"),
    }[followed]


def alert_news(alerts: FloorAlerts, arrived: list[Outcome]) -> str:
    """One line for what has just come: the worst, and how many more."""
    first = QCoreApplication.translate("Alerts", "{person}: {words}").format(
        person=alert_who(alerts, arrived[0]), words=alert_line(alerts, arrived[0])
    )
    more = len(arrived) - 1
    if not more:
        return first
    return QCoreApplication.translate("Alerts", "{alert}, and %n more", "", more).format(alert=first)


def tally_name(tally: Tally) -> str:
    """Which alerts were counted: "一组, on hold, limit passed"."""
    team = tally.team or QCoreApplication.translate("Alerts", "no team")
    what = help_word() if tally.kind is AlertKind.HELP else floor_state_name(tally.state)
    parts = [team, what] if tally.state is AgentState.UNKNOWN else [team, what, limit_text(tally.level)]
    return QCoreApplication.translate("Floor", ", ").join(parts)


def tally_text(tally: Tally) -> str:
    """How they were answered."""
    locale = QLocale()
    said = [
        QCoreApplication.translate("Alerts", "%n time(s)", "", tally.count),
        QCoreApplication.translate("Alerts", "nobody answered {share} %").format(
            share=locale.toString(round(tally.share * 100))
        ),
    ]
    if tally.answer_ms is not None:
        said.append(
            QCoreApplication.translate("Alerts", "answered after {length}").format(length=length_text(tally.answer_ms))
        )
    return QCoreApplication.translate("Floor", ", ").join(said)


def tuning_text(tally: Tally) -> str:
    """Which limit would have spared most of them; empty where nothing speaks for another."""
    if tally.sparing_s is None:
        return ""
    return QCoreApplication.translate("Alerts", "A limit of {length} would have spared four in five.").format(
        length=length_text(tally.sparing_s * 1000)
    )
