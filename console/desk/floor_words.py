"""What the floor says: states, reasons, actions, and one description of a seat for tooltips and screen readers."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from console.desk.floor_seat import SeatNow
from console.desk.time_text import length_text
from console.domain.floor import HELP_LETTER, LETTERS, AgentState, AwayReason, LimitLevel

MOST_QUEUES = 8
"""More are counted, not named: what can be done stays in sight."""


def floor_state_name(state: AgentState) -> str:
    """A state in the language in force."""
    return {
        AgentState.SIGNED_OFF: QCoreApplication.translate("Floor", "signed off"),
        AgentState.READY: QCoreApplication.translate("Floor", "ready"),
        AgentState.RINGING: QCoreApplication.translate("Floor", "ringing"),
        AgentState.TALKING: QCoreApplication.translate("Floor", "talking"),
        AgentState.ON_HOLD: QCoreApplication.translate("Floor", "on hold"),
        AgentState.CONSULTING: QCoreApplication.translate("Floor", "consulting"),
        AgentState.CONFERENCE: QCoreApplication.translate("Floor", "conference"),
        AgentState.AFTER_CALL: QCoreApplication.translate("Floor", "after-call work"),
        AgentState.BUSY: QCoreApplication.translate("Floor", "busy"),
        AgentState.AWAY: QCoreApplication.translate("Floor", "away"),
        AgentState.UNKNOWN: QCoreApplication.translate("Floor", "unknown"),
    }[state]


def reason_name(reason: str) -> str:
    """Why somebody is away, in words; a reason of the telephone system's own as it is."""
    return {
        AwayReason.REST.value: QCoreApplication.translate("Floor", "rest"),
        AwayReason.MEAL.value: QCoreApplication.translate("Floor", "meal"),
        AwayReason.TRAINING.value: QCoreApplication.translate("Floor", "training"),
        AwayReason.MEETING.value: QCoreApplication.translate("Floor", "meeting"),
        AwayReason.OTHER.value: QCoreApplication.translate("Floor", "other"),
        "phone_offline": QCoreApplication.translate("Floor", "no phone answers"),
        "on_the_phone": QCoreApplication.translate("Floor", "on the phone"),
        "forced_sign_off": QCoreApplication.translate("Floor", "signed off by a supervisor"),
    }.get(reason, reason)


def seat_letter(seat: SeatNow) -> str:
    """The letter in the corner; the mark of help stands before it."""
    if seat.agent is None:
        return ""
    letter = LETTERS[seat.agent.state]
    return f"{HELP_LETTER}{letter}" if seat.agent.help else letter


def limit_text(level: LimitLevel) -> str:
    """How far a limit is used up; empty within it."""
    return {
        LimitLevel.NONE: "",
        LimitLevel.WARN: QCoreApplication.translate("Floor", "limit near"),
        LimitLevel.ALARM: QCoreApplication.translate("Floor", "limit passed"),
    }[level]


def help_word() -> str:
    """What a call for help is called."""
    return QCoreApplication.translate("Floor", "asks for help")


def who_text(seat: SeatNow) -> str:
    """Name and number; of an empty seat its own name."""
    sitter = seat.place.sitter
    if sitter is None:
        return QCoreApplication.translate("Floor", "Seat {name}, nobody").format(name=seat.place.seat_name)
    return f"{sitter.name} {sitter.number}".strip()


def short_name(seat: SeatNow) -> str:
    """What the cell itself says."""
    sitter = seat.place.sitter
    return seat.place.seat_name if sitter is None else sitter.name or sitter.number


def state_line(seat: SeatNow, elapsed_ms: int) -> str:
    """State, reason and time in it: "away (meal) 2:31"; empty for a seat without anybody."""
    agent = seat.agent
    if agent is None:
        return ""
    name = floor_state_name(agent.state)
    if agent.reason:
        name = QCoreApplication.translate("Floor", "{state} ({reason})").format(
            state=name, reason=reason_name(agent.reason)
        )
    return f"{name} {length_text(elapsed_ms)}" if seat.heard else name


def spoken_seat(seat: SeatNow, elapsed_ms: int) -> str:
    """What a screen reader says: "王芳 1001, talking 2:31, limit passed"."""
    said = [who_text(seat), state_line(seat, elapsed_ms)]
    if seat.agent is not None and seat.agent.help:
        said.append(help_word())
    said.append(limit_text(seat.level))
    return QCoreApplication.translate("Floor", ", ").join(part for part in said if part)


def next_text(seat: SeatNow) -> str:
    """What was forced for after the call; empty where nothing was."""
    agent = seat.agent
    if agent is None or agent.next_state is None:
        return ""
    return QCoreApplication.translate("Floor", "next: {state}").format(state=floor_state_name(agent.next_state))


def queues_text(seat: SeatNow) -> str:
    """Which queues the agent is signed on to; empty where none are known."""
    agent = seat.agent
    if agent is None or agent.state is AgentState.UNKNOWN or not agent.queues:
        return ""
    names = "\u00a0· ".join(agent.queues[:MOST_QUEUES])  # a line never begins with the dot
    more = len(agent.queues) - MOST_QUEUES
    if more <= 0:
        return QCoreApplication.translate("Floor", "Signed on to {names}").format(names=names)
    return QCoreApplication.translate("Floor", "Signed on to {names} and {count} more").format(names=names, count=more)


def seat_description(seat: SeatNow, elapsed_ms: int) -> str:
    """Everything the seat shows, a line each: for its tool tip."""
    sitter, agent = seat.place.sitter, seat.agent
    lines = [who_text(seat)]
    if sitter is not None:
        lines.append(sitter.team)
        lines.append(seat.place.seat_name)
    if agent is not None:
        lines.append(state_line(seat, elapsed_ms))
        lines.append(help_word() if agent.help else "")
        lines += [limit_text(seat.level), next_text(seat), agent.queue]
    return "\n".join(line for line in lines if line)
