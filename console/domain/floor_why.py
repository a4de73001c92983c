"""Why an agent is said to be in a state: the rule's number and plain words, which a window can translate."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Why(StrEnum):
    """Every reason that a decision can have, in English."""

    NO_NEWS = "no news from the telephone system"
    NOT_CONNECTED = "not connected to the telephone system"
    IN_NO_QUEUE = "in no queue"
    THREE_PEOPLE = "three people or more in the conversation"
    SECOND_CALL = "the call is on hold and a second one is open"
    PRESSED_HOLD = "the agent has put the call on hold"
    CONNECTED = "connected by the queue"
    ONE_CONVERSATION = "agent and caller are in one conversation"
    LINE_SINCE_OFFER = "the line is in use since a queue offered a call"
    OWN_CALL = "a call of the agent's own phone"
    OFFERED = "a queue offers a call"
    PHONE_RINGS = "the phone rings"
    LINE_IN_USE = "the line is in use for no call of the centre"
    WRAP_UP = "the queue leaves time after the call"
    PAUSED = "paused in all queues"
    PAUSED_AFTER_CALL = "paused for work after the call"
    FIXED_IN_QUEUE = "fixed in its queue, so paused instead of signed off"
    NO_PHONE = "no phone answers there"
    FREE = "in a queue and free"
    NOT_KNOWN = "the telephone system cannot tell what this phone is doing"
    GATEWAY_ENDED = "the gateway was ended"
    NEW_LEADER = "another gateway took over"


class Remark(StrEnum):
    """What may be added to a reason."""

    HELD_BY_OTHER = "the other side holds the call"
    PAUSED_IN = "paused in"
    WAS = "was"


@dataclass(frozen=True, slots=True)
class Explained:
    """`AgentNow.why` taken apart. `words` is None when somebody else wrote it: show `text` then.

    `detail` belongs to the remark: the queues paused in, the state that was.
    """

    text: str
    rule: int | None = None
    words: Why | None = None
    remark: Remark | None = None
    detail: str = ""


def why_text(rule: int, words: Why, remark: Remark | None = None, detail: str = "") -> str:
    """What `AgentNow.why` holds: `11: in a queue and free; paused in sales`."""
    added = f"; {remark} {detail}".rstrip() if remark is not None else ""
    return f"{rule}: {words}{added}"


def explained(text: str) -> Explained:
    """Take `why_text` apart again; anything else comes back as mere text."""
    number, colon, rest = text.partition(": ")
    if not colon or not number.isascii() or not number.isdigit():
        return Explained(text)
    words_text, semicolon, added = rest.partition("; ")
    words = next((why for why in Why if why.value == words_text), None)
    if words is None:
        return Explained(text)
    for remark in Remark:
        if semicolon and (added == remark.value or added.startswith(remark.value + " ")):
            return Explained(text, int(number), words, remark, added[len(remark.value) + 1 :])
    return Explained(text, int(number), words) if not semicolon else Explained(text)
