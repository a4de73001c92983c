"""Why a state is said to be so, in the language in force."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from console.desk.floor_words import floor_state_name
from console.domain.floor import AgentState
from console.domain.floor_why import Explained, Remark, Why, explained


def why_words(text: str) -> str:
    """`AgentNow.why` for the seat's card; what somebody else wrote stands as it is."""
    found = explained(text)
    if found.words is None:
        return found.text
    words = _words(found.words)
    remark = _remark(found)
    if remark:
        words = QCoreApplication.translate("FloorWhy", "{reason}; {remark}").format(reason=words, remark=remark)
    return QCoreApplication.translate("FloorWhy", "Rule {number}: {reason}").format(number=found.rule, reason=words)


def _remark(found: Explained) -> str:
    match found.remark:
        case Remark.HELD_BY_OTHER:
            return QCoreApplication.translate("FloorWhy", "the other side holds the call")
        case Remark.PAUSED_IN:
            return QCoreApplication.translate("FloorWhy", "paused in {queues}").format(queues=found.detail)
        case Remark.WAS:
            state = next((one for one in AgentState if one.value == found.detail), None)
            was = floor_state_name(state) if state is not None else found.detail
            return QCoreApplication.translate("FloorWhy", "was {state}").format(state=was)
        case None:
            return ""


def _words(why: Why) -> str:
    return {
        Why.NO_NEWS: QCoreApplication.translate("FloorWhy", "no news from the telephone system"),
        Why.NOT_CONNECTED: QCoreApplication.translate("FloorWhy", "not connected to the telephone system"),
        Why.IN_NO_QUEUE: QCoreApplication.translate("FloorWhy", "in no queue"),
        Why.THREE_PEOPLE: QCoreApplication.translate("FloorWhy", "three people or more in the conversation"),
        Why.SECOND_CALL: QCoreApplication.translate("FloorWhy", "the call is on hold and a second one is open"),
        Why.PRESSED_HOLD: QCoreApplication.translate("FloorWhy", "the agent has put the call on hold"),
        Why.CONNECTED: QCoreApplication.translate("FloorWhy", "connected by the queue"),
        Why.ONE_CONVERSATION: QCoreApplication.translate("FloorWhy", "agent and caller are in one conversation"),
        Why.LINE_SINCE_OFFER: QCoreApplication.translate("FloorWhy", "the line is in use since a queue offered a call"),
        Why.OWN_CALL: QCoreApplication.translate("FloorWhy", "a call of the agent's own phone"),
        Why.OFFERED: QCoreApplication.translate("FloorWhy", "a queue offers a call"),
        Why.PHONE_RINGS: QCoreApplication.translate("FloorWhy", "the phone rings"),
        Why.LINE_IN_USE: QCoreApplication.translate("FloorWhy", "the line is in use for no call of the centre"),
        Why.WRAP_UP: QCoreApplication.translate("FloorWhy", "the queue leaves time after the call"),
        Why.PAUSED: QCoreApplication.translate("FloorWhy", "paused in all queues"),
        Why.PAUSED_AFTER_CALL: QCoreApplication.translate("FloorWhy", "paused for work after the call"),
        Why.FIXED_IN_QUEUE: QCoreApplication.translate(
            "FloorWhy", "fixed in its queue, so paused instead of signed off"
        ),
        Why.NO_PHONE: QCoreApplication.translate("FloorWhy", "no phone answers there"),
        Why.FREE: QCoreApplication.translate("FloorWhy", "in a queue and free"),
        Why.NOT_KNOWN: QCoreApplication.translate(
            "FloorWhy", "the telephone system cannot tell what this phone is doing"
        ),
        Why.GATEWAY_ENDED: QCoreApplication.translate("FloorWhy", "the gateway was ended"),
        Why.NEW_LEADER: QCoreApplication.translate("FloorWhy", "another gateway took over"),
    }[why]
