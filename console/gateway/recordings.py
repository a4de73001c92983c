"""Where a finished call's recording lies, side by side, and what lies where in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from console.domain.calls import CallStretch, StretchKind
from console.intake.pairing import AgentFile, pair_up, sides_of
from console.telephony.interface import CallRecord, RecordingEnded

_SLACK = timedelta(milliseconds=500)
"""How far apart two clocks, or an end and the word of it, may be before nothing is believed."""


def files_of(recording: str, ended: RecordingEnded | None) -> tuple[str, ...]:
    """The agent's and the customer's file where each side has one beside the mix; else the mix alone.

    A queue records the caller's channel: what went out to it is the agent.
    """
    agent_file = AgentFile.IN if ended is not None and ended.of_agent else AgentFile.OUT
    found = [path for path in (recording, *sides_of(recording)) if _is_there(path)]
    pairs = (one.paths for one in pair_up(found, agent_file).recordings if len(one.paths) == 2)
    return next(pairs, (recording,))


def sizes_of(paths: tuple[str, ...]) -> tuple[int, ...]:
    """How large the files are, in bytes; -1 for one that is not there."""
    return tuple(Path(path).stat().st_size if _is_there(path) else -1 for path in paths)


def _is_there(path: str) -> bool:
    try:
        return Path(path).is_file()
    except (OSError, ValueError):
        return False


def first_sound_at(record: CallRecord, ended: RecordingEnded | None, length_ms: int) -> datetime | None:
    """The moment of a recording's first sound, as in `stretches_of`; None where that is not known."""
    answered = record.answered_at
    if ended is None or answered is None:
        return None
    first = ended.ended_at - timedelta(milliseconds=length_ms)
    return None if first < ended.began_at - _SLACK or first > answered + _SLACK else first


def stretches_of(record: CallRecord, ended: RecordingEnded | None, length_ms: int) -> tuple[CallStretch, ...]:
    """The ringing and each hold, in ms of a recording of `length_ms`.

    Its first sound is reckoned back from its end, for recording waits until somebody is heard. None where that
    contradicts what else is known of the call.
    """
    answered, first = record.answered_at, first_sound_at(record, ended, length_ms)
    if first is None or answered is None:
        return ()
    return tuple(sorted(_inside(record, answered, first, length_ms)))


def _inside(record: CallRecord, answered: datetime, first: datetime, length_ms: int) -> Iterator[CallStretch]:
    parts = [(StretchKind.HOLD, begin, end) for begin, end in record.holds]
    if record.ring_ms is not None:
        parts.append((StretchKind.RING, answered - timedelta(milliseconds=record.ring_ms), answered))
    for kind, begin, end in parts:
        start_ms = max(0, round((begin - first).total_seconds() * 1000))
        end_ms = min(length_ms, round((end - first).total_seconds() * 1000))
        if start_ms < end_ms:
            yield CallStretch(start_ms, end_ms, kind)
