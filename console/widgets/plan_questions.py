"""What a plan asks of whoever lays it out: whether to remove it, and what to do when somebody else was faster."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from console.domain.floor_plan import Room
from console.widgets.plan_strip import PlanStrip

REMOVE, STAY, LOOK, THEIRS, MINE = "remove", "stay", "look", "theirs", "mine"
"""The answers."""


def ask_removal(strip: PlanStrip, room: Room) -> None:
    """Whether to take the room away, and what becomes of the people."""
    sitting = sum(seat.agent_id is not None for seat in room.seats)
    question = QCoreApplication.translate(
        "Plan",
        "Remove “{room}” for everybody? Seated there: {count}; they lose their seat but stay on the floor, "
        "behind the plan, and can be seated again.",
    )
    strip.ask(
        question.format(room=room.name, count=sitting),
        (
            (
                REMOVE,
                QCoreApplication.translate("Plan", "Remove room"),
                QCoreApplication.translate("Plan", "It cannot be taken back"),
            ),
            (
                STAY,
                QCoreApplication.translate("Plan", "Keep it"),
                QCoreApplication.translate("Plan", "Change nothing (Esc)"),
            ),
        ),
        STAY,
    )


def ask_overtaken(strip: PlanStrip, *, looking_at_theirs: bool) -> None:
    """Whose plan is to be: somebody else has saved the room meanwhile."""
    look = (
        QCoreApplication.translate("Plan", "Look at mine")
        if looking_at_theirs
        else QCoreApplication.translate("Plan", "Look at theirs")
    )
    strip.ask(
        QCoreApplication.translate(
            "Plan", "Somebody else has saved this room while you were changing it. Nothing of yours is lost."
        ),
        (
            (LOOK, look, QCoreApplication.translate("Plan", "Only look; nothing is decided yet")),
            (
                THEIRS,
                QCoreApplication.translate("Plan", "Take theirs"),
                QCoreApplication.translate("Plan", "What you changed is dropped; undo brings it back"),
            ),
            (
                MINE,
                QCoreApplication.translate("Plan", "Keep mine"),
                QCoreApplication.translate("Plan", "Your plan is saved over theirs, for everybody"),
            ),
        ),
    )


def ask_removed(strip: PlanStrip) -> None:
    """Whether the room is to be again: somebody else has removed it meanwhile."""
    strip.ask(
        QCoreApplication.translate("Plan", "Somebody else has removed this room while you were changing it."),
        (
            (
                THEIRS,
                QCoreApplication.translate("Plan", "Let it go"),
                QCoreApplication.translate("Plan", "What you changed is dropped"),
            ),
            (
                MINE,
                QCoreApplication.translate("Plan", "Keep mine"),
                QCoreApplication.translate("Plan", "Your plan is saved as a room again, for everybody"),
            ),
        ),
    )
