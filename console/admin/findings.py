"""What a check found: one line each, how grave it is, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Grade(IntEnum):
    """How a thing stands; the highest of a check is its exit code, as monitoring programs read it."""

    WELL = 0
    LOOK = 1
    WRONG = 2
    UNSEEN = -1
    """Whoever is connected may not see it; that is nothing to mend."""


WORDS = {Grade.WELL: "OK", Grade.LOOK: "look at this", Grade.WRONG: "wrong", Grade.UNSEEN: "not seen"}


@dataclass(frozen=True)
class Finding:
    """`what` was looked at, how it stands, in plain words, and the next step where there is one."""

    grade: Grade
    what: str
    words: str
    advice: str = ""


def well(what: str, words: str) -> Finding:
    """As it should be."""
    return Finding(Grade.WELL, what, words)


def look(what: str, words: str, advice: str) -> Finding:
    """Not wrong yet, or wanted perhaps."""
    return Finding(Grade.LOOK, what, words, advice)


def wrong(what: str, words: str, advice: str) -> Finding:
    """Not as it should be."""
    return Finding(Grade.WRONG, what, words, advice)


def unseen(what: str, words: str) -> Finding:
    """Hidden from this session."""
    return Finding(Grade.UNSEEN, what, words)
