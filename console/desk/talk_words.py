"""How one's microphone stands, in the language in force: who hears one, and why nobody does."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from console.audio.live_talk import TalkStage
from console.desk.sentences import sentence_of
from console.desk.talking import TalkNow
from console.domain.floor import FloorAction


def state_text(now: TalkNow) -> str:
    """The one thing to know: whether anybody hears what one says, and who."""
    if now.stage is TalkStage.CONNECTING:
        return QCoreApplication.translate("Talk", "Opening the microphone…")
    if now.stage is not TalkStage.READY:
        return QCoreApplication.translate("Talk", "NO MICROPHONE: nobody hears you")
    if not now.heard:
        return QCoreApplication.translate("Talk", "MUTED: nobody hears you")
    if now.mode is FloorAction.WHISPER:
        return QCoreApplication.translate("Talk", "ON AIR: the agent hears you")
    if now.mode is FloorAction.TAKE_OVER:
        return QCoreApplication.translate("Talk", "ON AIR: the customer hears you")
    return QCoreApplication.translate("Talk", "ON AIR: agent and customer hear you")


def trouble_text(now: TalkNow) -> str:
    """Why nobody can hear one; empty where all is well."""
    if now.stage is TalkStage.ENDED and now.mode is not None:
        return QCoreApplication.translate(
            "Talk", "The telephone system has closed the way for your microphone; choose again how to be heard."
        )
    return sentence_of(now.fault) if now.fault is not None else ""
