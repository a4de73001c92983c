"""What a login may do on an Asterisk, and which deeds come of that."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from console.telephony.interface import Cap

_NEEDED: tuple[tuple[str, str, str, Cap], ...] = (
    ("QueuePause", "agent", "set away, set ready", Cap.SET_AWAY | Cap.SET_READY | Cap.AWAY_REASON),
    ("QueueRemove", "agent", "sign off", Cap.SIGN_OFF),
    ("QueueAdd", "agent", "end the time after a call", Cap.END_AFTER_CALL),
    ("QueueLog", "agent", "note in its own log who ended a call", Cap.NONE),
    ("Hangup", "call", "end a call", Cap.END_CALL),
    ("Redirect", "call", "take a call over", Cap.TAKE_OVER),
    ("Getvar", "call", "find recordings", Cap.RECORDINGS),
    ("Setvar", "call", "note who is out of a queue for a moment", Cap.NONE),
    ("Status", "call", "see calls that were there before", Cap.HOLD_SECONDS),
    ("DeviceStateList", "call", "see the phones behind detours", Cap.NONE),
    ("ExtensionStateList", "call", "see the phones behind hints", Cap.NONE),
)
_TO_SPY: tuple[tuple[str, str, str, Cap], ...] = (
    ("Originate", "originate", "listen to a call", Cap.LISTEN | Cap.STEREO),
    ("PlayDTMF", "call, and app_senddtmf.so", "whisper and join", Cap.WHISPER | Cap.JOIN),
)
_CLASSES = (("call", "channels and hold"), ("agent", "queues and their members"), ("cdr", "recordings by call records"))


def caps_of(allowed: Collection[str], *, spying: bool) -> Cap:
    """What the actions that are allowed make possible; `spying`: sound is had by them too."""
    found = Cap.NONE
    for action, _, _, cap in (*_NEEDED, *(_TO_SPY if spying else ())):
        if action in allowed:
            found |= cap
    if Cap.LISTEN not in found:
        found &= ~(Cap.WHISPER | Cap.JOIN)
    return found if Cap.SIGN_OFF in found else found & ~Cap.END_AFTER_CALL


def refusals(allowed: Collection[str], *, spying: bool) -> list[str]:
    """What the login may not do, in plain sentences."""
    return [
        f"The login may not {action} (write = {group}): {words} will not work."
        for action, group, words, _ in (*_NEEDED, *(_TO_SPY if spying else ()))
        if action not in allowed
    ]


def unheard(classes: Mapping[str, int]) -> list[str]:
    """Which classes of events have not brought any so far, in plain sentences."""
    return [
        f"No event of class {group} has come so far (read = {group}): {words} are seen in listings only."
        for group, words in _CLASSES
        if not classes.get(group)
    ]
