"""Deeds on the floor in words: their names, why one is not offered, what is asked before, how far it has come."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from console.desk.floor_deeds import Deed, Stage
from console.desk.floor_words import reason_name
from console.desk.sentences import sentence_of
from console.desk.switch_words import switch_words
from console.desk.time_text import clock_text
from console.domain.faults import Fault, FaultKind
from console.domain.floor import AgentNow, AgentState, FloorAction, Offer


def deed_name(action: FloorAction) -> str:
    """What an action is called, by its effect."""
    return {
        FloorAction.LISTEN: QCoreApplication.translate("Deeds", "Listen"),
        FloorAction.WHISPER: QCoreApplication.translate("Deeds", "Whisper"),
        FloorAction.JOIN: QCoreApplication.translate("Deeds", "Join"),
        FloorAction.TAKE_OVER: QCoreApplication.translate("Deeds", "Take over call"),
        FloorAction.END_CALL: QCoreApplication.translate("Deeds", "End call"),
        FloorAction.SIGN_OFF: QCoreApplication.translate("Deeds", "Force sign-off"),
        FloorAction.SET_AWAY: QCoreApplication.translate("Deeds", "Set away"),
        FloorAction.SET_READY: QCoreApplication.translate("Deeds", "Set ready"),
    }[action]


def deed_effect(action: FloorAction) -> str:
    """What an action does, for a tooltip."""
    return {
        FloorAction.LISTEN: QCoreApplication.translate("Deeds", "Hear both sides, unheard"),
        FloorAction.WHISPER: QCoreApplication.translate("Deeds", "Speak to the agent; the customer does not hear it"),
        FloorAction.JOIN: QCoreApplication.translate("Deeds", "Talk with both of them"),
        FloorAction.TAKE_OVER: QCoreApplication.translate("Deeds", "You get the customer, the agent is released"),
        FloorAction.END_CALL: QCoreApplication.translate("Deeds", "Cut off both sides"),
        FloorAction.SIGN_OFF: QCoreApplication.translate("Deeds", "Take the agent out of every queue"),
        FloorAction.SET_AWAY: QCoreApplication.translate("Deeds", "No more calls for the agent, for a reason"),
        FloorAction.SET_READY: QCoreApplication.translate("Deeds", "The agent gets calls again"),
    }[action]


def why_not(offer: Offer, *, under_way: bool = False) -> str:
    """Why it cannot be asked for; empty where it can."""
    if under_way:
        return QCoreApplication.translate("Deeds", "asked already, no answer yet")
    return {
        Offer.NOW: "",
        Offer.NEXT: "",
        Offer.NOT_ALLOWED: QCoreApplication.translate("Deeds", "not an agent of your teams"),
        Offer.NOT_ABLE: QCoreApplication.translate("Deeds", "the telephone system cannot do that"),
        Offer.NO_CALL: QCoreApplication.translate("Deeds", "no call"),
        Offer.NOT_SIGNED_ON: QCoreApplication.translate("Deeds", "not signed on"),
        Offer.SO_ALREADY: QCoreApplication.translate("Deeds", "is so already"),
        Offer.UNKNOWN: QCoreApplication.translate("Deeds", "the agent's state is not known"),
    }[offer]


def after_the_call() -> str:
    """That it takes effect then."""
    return QCoreApplication.translate("Deeds", "takes effect after the call")


def question(action: FloorAction, name: str, now: AgentNow | None, offer: Offer) -> str:
    """What is asked before it is done: the effect and on whom."""
    other = now.other_number if now is not None else ""
    later = offer is Offer.NEXT
    if action is FloorAction.END_CALL:
        text = (
            QCoreApplication.translate("Deeds", "End the call between {name} and {other}?")
            if other
            else QCoreApplication.translate("Deeds", "End the call of {name}?")
        )
    elif action is FloorAction.TAKE_OVER:
        text = (
            QCoreApplication.translate("Deeds", "Take {other} over from {name}?")
            if other
            else QCoreApplication.translate("Deeds", "Take the call over from {name}?")
        )
    elif action is FloorAction.SIGN_OFF:
        text = (
            QCoreApplication.translate("Deeds", "Sign {name} off after this call?")
            if later
            else QCoreApplication.translate("Deeds", "Sign {name} off?")
        )
    elif action is FloorAction.SET_AWAY:
        text = (
            QCoreApplication.translate("Deeds", "Set {name} away after this call? Why:")
            if later
            else QCoreApplication.translate("Deeds", "Set {name} away? Why:")
        )
    elif later:
        text = QCoreApplication.translate("Deeds", "Let {name} be ready after this call?")
    elif now is not None and now.state is AgentState.AFTER_CALL:
        text = QCoreApplication.translate("Deeds", "End the after-call work of {name}?")
    else:
        text = QCoreApplication.translate("Deeds", "Set {name} ready?")
    return text.format(name=name, other=other)


def refusal(fault: Fault) -> str:
    """Why the database would not take it."""
    if fault.kind is FaultKind.NOT_FOUND and fault.facts.get("what") == "agent":
        return QCoreApplication.translate("Deeds", "not an agent of your teams")
    if fault.kind is FaultKind.NOT_FOUND and fault.facts.get("what") == "gateway":
        return QCoreApplication.translate("Deeds", "no telephone system has told of this agent")
    if fault.kind is FaultKind.NUMBER_UNUSABLE:
        return QCoreApplication.translate("Deeds", "that is no number of a phone")
    return sentence_of(fault)


def stage_text(deed: Deed, *, comes_next: bool = False) -> str:
    """How far it has come, with what the database or the telephone system said."""
    if deed.stage is Stage.REFUSED:
        said = refusal(deed.fault) if deed.fault is not None else switch_words(deed.words)
        refused = QCoreApplication.translate("Deeds", "refused")
        return QCoreApplication.translate("Deeds", "{outcome}: {said}").format(outcome=refused, said=said or "–")
    outcome = {
        Stage.ASKING: QCoreApplication.translate("Deeds", "asking…"),
        Stage.WAITING: QCoreApplication.translate("Deeds", "waiting…"),
        Stage.ACCEPTED: QCoreApplication.translate("Deeds", "accepted, not proven"),
        Stage.DONE: QCoreApplication.translate("Deeds", "done"),
        Stage.NOT_KNOWN: QCoreApplication.translate("Deeds", "not known: the link was lost while asking"),
        Stage.NOT_ASKED: QCoreApplication.translate("Deeds", "not asked: it never reached the database"),
        Stage.UNANSWERED: QCoreApplication.translate("Deeds", "nobody carried it out"),
    }[deed.stage]
    if deed.stage is Stage.DONE and comes_next:
        outcome = QCoreApplication.translate("Deeds", "{outcome}, {more}").format(
            outcome=outcome, more=after_the_call()
        )
    said = switch_words(deed.words) if deed.stage in (Stage.ACCEPTED, Stage.DONE) else ""
    if not said:
        return outcome
    return QCoreApplication.translate("Deeds", "{outcome}: {said}").format(outcome=outcome, said=said)


def deed_text(deed: Deed) -> str:
    """What was asked for: "set away (meal)"."""
    name = deed_name(deed.action)
    more = reason_name(deed.asked.reason) if deed.action is FloorAction.SET_AWAY else deed.asked.to_phone
    if more:
        name = QCoreApplication.translate("Deeds", "{deed} ({more})").format(deed=name, more=more)
    return name


def deed_line(deed: Deed, by: str, *, comes_next: bool = False) -> str:
    """One deed in a line: "10:02 杨帆 · set away (meal) · waiting…", and its reason where one was given."""
    at = clock_text(deed.at)
    said = [f"{at} {by}".rstrip(), deed_text(deed), stage_text(deed, comes_next=comes_next)]
    if deed.asked.reason and deed.action is not FloorAction.SET_AWAY:
        said.append(QCoreApplication.translate("Deeds", "“{reason}”").format(reason=deed.asked.reason))
    return " · ".join(said)


def you() -> str:
    """The one who looks on, among those who asked."""
    return QCoreApplication.translate("Deeds", "you")
