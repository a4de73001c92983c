"""Puts the two sides of a call back together where an exchange wrote each side to a file of its own."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from console.intake.walk import has_audio_name, stem_of


class AgentFile(StrEnum):
    """Which file of a pair holds the agent: what the recorded channel sent out, or what came in from it.

    A queue records the caller's channel, so the agent is what went *out* to it; recording the agent's own
    telephone makes it the other way round.
    """

    OUT = "out"
    IN = "in"


@dataclass(frozen=True)
class Recording:
    """The files of one call: one, or (agent, customer). `name` is the path that names the call, no extension."""

    paths: tuple[str, ...]
    name: str

    @property
    def shown(self) -> str:
        """The file name a person would look for."""
        return os.path.basename(self.paths[0])  # noqa: PTH119


@dataclass(frozen=True)
class Paired:
    """`recordings` in the order their first file was found; `mixes` are third files that repeat a pair."""

    recordings: Sequence[Recording]
    mixes: Sequence[str]


_IN_OUT = (("-in", "-out"), ("-rx", "-tx"), ("-r", "-t"), ("_in", "_out"), ("_rx", "_tx"), (".in", ".out"))
_AGENT_CUSTOMER = (("-agent", "-customer"), ("_agent", "_customer"), ("-坐席", "-客户"))
_ENDINGS = {end: (pair, place) for pair in (*_IN_OUT, *_AGENT_CUSTOMER) for place, end in enumerate(pair)}
_LONGEST_FIRST = sorted(_ENDINGS, key=len, reverse=True)


def sides_of(mix: str) -> list[str]:
    """Where the two sides may lie of which `mix` is the mix, by the names that `pair_up` knows."""
    stem = stem_of(mix)
    return [f"{stem}{end}{mix[len(stem) :]}" for end in _ENDINGS]


def _side(path: str) -> tuple[str, tuple[str, str], int] | None:
    stem = stem_of(path)
    low = stem.lower()
    for end in _LONGEST_FIRST:
        if low.endswith(end) and len(os.path.basename(stem)) > len(end):  # noqa: PTH119
            pair, place = _ENDINGS[end]
            return stem[: -len(end)], pair, place
    return None


def pair_up(files: Iterable[str], agent_file: AgentFile = AgentFile.OUT) -> Paired:
    """The calls in `files`: two of one folder that differ only in -in/-out (-rx/-tx, -r/-t, -agent/-customer) are one.

    A lone side stays a call of one file; the mix that Asterisk writes beside a pair is left out.
    """
    every = list(files)
    sides: dict[tuple[str, str, tuple[str, str]], dict[int, str]] = {}
    for path in every:
        side = _side(path)
        if side and has_audio_name(path):
            base, pair, place = side
            sides.setdefault((base, path[len(stem_of(path)) :].lower(), pair), {}).setdefault(place, path)
    whole: dict[str, Recording] = {}
    bases: set[str] = set()
    for (base, _, pair), halves in sides.items():
        if len(halves) < 2:
            continue
        first_is_agent = pair in _AGENT_CUSTOMER or agent_file is AgentFile.IN
        order = (halves[0], halves[1]) if first_is_agent else (halves[1], halves[0])
        recording = Recording(order, base)
        if any(half in whole for half in order):
            continue
        whole[order[0]] = whole[order[1]] = recording
        bases.add(base)
    recordings: list[Recording] = []
    mixes: list[str] = []
    done: set[str] = set()
    for path in every:
        if path in done:
            continue
        recording = whole.get(path) or Recording((path,), stem_of(path))
        if path not in whole and stem_of(path) in bases:
            mixes.append(path)
            continue
        done.update(recording.paths)
        recordings.append(recording)
    return Paired(recordings, mixes)
