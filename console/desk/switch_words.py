"""What our own gateway says of deeds and its link, in the language in force; what others say stands as it is."""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication

from console.desk.wording import words

_Pattern = tuple[re.Pattern[str], str]


def _said(pattern: str, text: str) -> _Pattern:
    return re.compile(pattern), text


_KNOWN: tuple[_Pattern, ...] = (
    _said(r"the telephone system did not answer", words("Deeds", "the telephone system did not answer")),
    _said(r"this (?:telephone system|gateway) cannot do that", words("Deeds", "the telephone system cannot do that")),
    _said(
        r"the telephone system does not know this agent",
        words("Deeds", "the telephone system does not know this agent"),
    ),
    _said(r"the call that was meant is over", words("Deeds", "the call that was meant is over")),
    _said(r"the gateway ended while it was at it", words("Deeds", "the gateway ended while it was at it")),
    _said(r"nobody carried it out in time", words("Deeds", "nobody carried it out in time")),
    _said(r"(?P<agent>\S+) is in no queue.*", words("Deeds", "{agent} is in no queue")),
    _said(r"(?P<agent>\S+) has no call.*", words("Deeds", "{agent} has no such call")),
    _said(r"that is no number of a phone", words("Deeds", "that is no number of a phone")),
    _said(
        r"fixed in (?P<queues>.+?) \(Member not dynamic\), so paused there instead",
        words("Deeds", "fixed in {queues} (Member not dynamic), so paused there instead"),
    ),
    _said(
        r"fixed in (?P<queues>.+?): its time after the call ends by itself",
        words("Deeds", "fixed in {queues}: its time after the call ends by itself"),
    ),
    _said(r"the switch knows no (?P<phone>\S+) in .+", words("Deeds", "the telephone system knows no {phone}")),
    _said(
        r"the customer was sent to (?P<phone>\S+), where nobody answers",
        words("Deeds", "the customer was sent to {phone}, where nobody answers"),
    ),
    _said(
        r"the customer was sent to (?P<phone>\S+) and is gone",
        words("Deeds", "the customer was sent to {phone} and is gone"),
    ),
    _said(
        r"accepted, but not seen to be done within (?P<seconds>[\d.]+) s",
        words("Deeds", "not seen to be done within {seconds} s"),
    ),
    _said(
        r"not noted in the switch's own log: (?P<said>.+)",
        words("Deeds", "not noted in the telephone system's own log: {said}"),
    ),
    _said(
        r"TAKEN OUT of (?P<queue>.+) and not put back \((?P<said>.*)\): the agent must sign on again",
        words("Deeds", "taken out of {queue} and not put back ({said}): the agent must sign on again"),
    ),
    _said(r"the gateway failed(?:: \w+)?", words("Deeds", "the gateway failed")),
    _said(r"not allowed any more", words("Deeds", "not allowed any more")),
    _said(r"not wanted any more", words("Deeds", "not wanted any more")),
    _said(
        r"the listening (?:is over|has ended meanwhile)|there is no such call(?: to .+)?",
        words("Deeds", "the listening is over"),
    ),
    _said(r"the gateway ended", words("Deeds", "the gateway ended")),
    _said(r"ended by whoever listened", words("Deeds", "ended by whoever listened")),
    _said(r"the call is over", words("Deeds", "the call is over")),
    _said(r"the call went to somebody else", words("Deeds", "the call went to somebody else")),
    _said(r"the console is gone", words("Deeds", "the console is gone")),
    _said(r"nobody fetched the sound", words("Deeds", "nobody fetched the sound")),
    _said(
        r"the simulator sends sound to this computer only",
        words("Deeds", "the simulation sends sound to this computer only"),
    ),
    _said(
        r"this telephone system sends sound by itself: it needs an address and two ports",
        words("Deeds", "the telephone system sends sound by itself: it needs an address of this computer"),
    ),
    _said(r"(?P<host>\S+) cannot be reached", words("Deeds", "{host} cannot be reached")),
    _said(r"(?P<host>\S+) does not answer", words("Deeds", "{host} does not answer")),
    _said(
        r"(?P<host>\S+) refuses the login (?P<name>.+?): (?P<said>.*)",
        words("Deeds", "{host} refuses the login {name}: {said}"),
    ),
    _said(
        r"the certificate of (?P<host>\S+) is not trusted: (?P<said>.*)",
        words("Deeds", "the certificate of {host} is not trusted: {said}"),
    ),
    _said(
        r"what answers at (?P<host>\S+) is no telephone system: (?P<said>.*)",
        words("Deeds", "what answers at {host} is no telephone system: {said}"),
    ),
    _said(r"the telephone system is not connected", words("Deeds", "the telephone system is not connected")),
    _said(
        r"the telephone system has closed the connection",
        words("Deeds", "the telephone system has closed the connection"),
    ),
    _said(r"the connection was given up", words("Deeds", "the connection was given up")),
    _said(r"the telephone system answers late", words("Deeds", "the telephone system answers late")),
    _said(r"no sign of life for (?P<seconds>[\d.]+) s", words("Deeds", "no sign of life for {seconds} s")),
    _said(
        r"no answer to (?P<action>\w+) within (?P<seconds>[\d.]+) s",
        words("Deeds", "no answer to {action} within {seconds} s"),
    ),
    _said(
        r"the answer to (?P<action>\w+) was too long in part",
        words("Deeds", "the answer to {action} was too long in part"),
    ),
)
_JOINT = re.compile(r"; |: (?=accepted, but not seen)")
"""Between two things that were said in one."""


def switch_words(said: str) -> str:
    """What the telephone system said; in the language in force where it is our own gateway that speaks."""
    parts = _JOINT.split(said)
    known = [_known(part) for part in parts]
    if not any(known):
        return said
    joint = QCoreApplication.translate("Deeds", "; ")
    return joint.join(text or part for part, text in zip(parts, known, strict=True))


def _known(said: str) -> str:
    """That in the language in force; empty where it is not our own gateway that speaks."""
    for pattern, text in _KNOWN:
        found = pattern.fullmatch(said)
        if found is not None:
            holes = found.groupdict()
            if "said" in holes:
                holes["said"] = switch_words(holes["said"])
            return QCoreApplication.translate("Deeds", text).format(**holes)
    return ""
