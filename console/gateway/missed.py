"""Brings in the recordings of calls that ended while nobody was there to hear of it."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Event, Thread
from time import monotonic

from console.domain.calls import SoundSource
from console.domain.faults import Fault
from console.intake.intake import Intake, Plan, Survey, content_hash
from console.intake.pairing import Recording, pair_up
from console.intake.sources import ImportSource
from console.intake.walk import has_audio_name
from console.store.store import Store

QUIET_S = 120.0
"""A recording that nobody has written to for so long belongs to no call that goes on."""

AGAIN_S = 10.0

MARGIN = timedelta(minutes=2)
"""How far calls come in out of order."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Place:
    """A folder of recordings: as seen here, as consoles open it, and how its names are read."""

    folder: str
    shown: Callable[[str], str] = str
    source: ImportSource = field(default_factory=ImportSource)


@dataclass
class _Standing:
    recording: Recording
    bytes_seen: int = -1
    since_s: float = 0.0


class MissedCalls:
    """Looks whenever told to, from `start` to `stop`, in a thread of its own.

    What is newer than the newest call brought in from this place, and follows one of its names, comes in with what its
    name says; ring and hold are not known. What lies there already is known by its content. `expected`: recordings of
    calls that are on their way in with more than that. Where nothing was ever brought in, nothing is missed.
    """

    def __init__(
        self,
        open_store: Callable[[], Store],
        place: Place,
        expected: Callable[[], Collection[str]] = tuple,
        quiet_s: float = QUIET_S,
        again_s: float = AGAIN_S,
    ) -> None:
        self._open_store = open_store
        self._place = place
        self._expected = expected
        self._quiet_s = quiet_s
        self._again_s = again_s
        self._asked = self._ended = False
        self._wake = Event()
        self._store: Store | None = None
        self._standing: dict[str, _Standing] = {}
        self._thread = Thread(target=self._run, name="gateway-missed", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def look(self) -> None:
        """Calls may have been missed until now; in any thread."""
        self._asked = True
        self._wake.set()

    def stop(self) -> None:
        """End; what is being brought in comes in."""
        self._ended = True
        self._wake.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._ended:
            busy = self._asked or bool(self._standing)
            self._wake.wait(self._again_s if busy else None)
            self._wake.clear()
            try:
                self._work()
            except Fault as fault:
                _log.info("missed calls wait: %s", fault)
                self._let_go()
            except Exception:  # a folder that fails in a new way must not end the gateway
                _log.exception("missed calls could not be looked for")
                self._standing.clear()
            if not (self._asked or self._standing):
                self._let_go()
        self._let_go()

    def _work(self) -> None:
        if self._ended:
            return
        if self._store is None:
            self._store = self._open_store()
        if self._asked:
            last = self._store.calls.last_recorded(self._place.shown(self._place.folder))
            self._asked = False
            if last is not None:
                self._take_note(last - MARGIN)
        self._bring_in(self._store, [one for one in tuple(self._standing.values()) if self._is_still(one)])

    def _take_note(self, since: datetime) -> None:
        found = pair_up(_files_since(self._place.folder, since.timestamp()), self._place.source.agent_file)
        for recording in found.recordings:
            self._standing.setdefault(recording.name, _Standing(recording))

    def _is_still(self, one: _Standing) -> bool:
        """Whether the recording is whole; one that is gone or expected is forgotten."""
        try:
            size = sum(os.stat(path).st_size for path in one.recording.paths)  # noqa: PTH116
        except OSError:
            size = 0
        expected = self._expected()
        if not size or any(path in expected for path in (*one.recording.paths, _mix_of(one.recording))):
            del self._standing[one.recording.name]
            return False
        if size != one.bytes_seen:
            one.bytes_seen, one.since_s = size, monotonic()
        return monotonic() - one.since_s >= self._quiet_s

    def _bring_in(self, store: Store, still: list[_Standing]) -> None:
        if not still:
            return
        intake = Intake(
            Plan((self._place.folder,), self._place.source),
            Survey([one.recording for one in still], (), 0, None),
            store.people.list_people(),
            stop=lambda: self._ended,
        )
        while (batch := intake.prepare()) is not None:
            for refused in batch.refused:
                _log.warning("a recording cannot be brought in: %s: %s", ascii(refused.path), refused.fault)
            named = {one.call: _mix_hash(one.recording) for one in batch.prepared if one.misfit is None}
            known = store.calls.known_hashes({call.content_hash for call in named} | set(filter(None, named.values())))
            fresh = [call for call, mix in named.items() if not known & {call.content_hash, mix}]
            if fresh:
                store.calls.add_many([replace(call, sound=self._shown(call.sound)) for call in fresh])
                _log.info("brought in %d calls that were missed, until %s", len(fresh), fresh[-1].started_at)
        if not self._ended:
            for one in still:
                self._standing.pop(one.recording.name, None)

    def _shown(self, sound: SoundSource) -> SoundSource:
        return replace(sound, paths=tuple(map(self._place.shown, sound.paths)))

    def _let_go(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None


def _mix_of(recording: Recording) -> str:
    """Where the mix of a pair would lie; empty for a single file."""
    first = recording.paths[0]
    return recording.name + os.path.splitext(first)[1] if len(recording.paths) == 2 else ""  # noqa: PTH122


def _mix_hash(recording: Recording) -> str:
    """The content of a pair's mix, under which the call may have come in before; empty where there is none."""
    mix = _mix_of(recording)
    try:
        return content_hash((mix,)) if mix else ""
    except OSError:
        return ""


def _files_since(folder: str, since_s: float) -> Iterator[str]:
    """Recordings written to since then. A folder that has not changed since has no new ones."""
    waiting = [folder]
    while waiting:
        try:
            here = waiting.pop()
            changed = os.stat(here).st_mtime >= since_s  # noqa: PTH116
            with os.scandir(here) as entries:
                inside = list(entries)
        except OSError as error:
            _log.warning("a folder of recordings cannot be read: %s", error.strerror)
            continue
        for entry in inside:
            try:
                if entry.is_dir():
                    waiting.append(entry.path)
                elif changed and has_audio_name(entry.path) and entry.stat().st_mtime >= since_s:
                    yield entry.path
            except OSError:
                continue  # gone since it was named
