"""Brings finished calls with their recordings into the database, as soon as the recording is whole."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue
from threading import Event, Thread
from time import monotonic

from console.audio.reader import open_sound
from console.domain.calls import Call, SoundSource
from console.domain.faults import Fault, FaultKind, InputFault, PlaceFault
from console.intake.intake import content_hash
from console.store.ids import new_id
from console.store.store import Store
from console.telephony.interface import CallRecord

LOOK_S = 1.0
"""A recording whose length stood still for so long is whole."""

GIVE_UP_S = 600.0
"""A recording that has not come by then is looked for no more; `deskside import` finds it whenever it comes."""

_log = logging.getLogger(__name__)


@dataclass
class _Waiting:
    record: CallRecord
    since_s: float = field(default_factory=monotonic)
    bytes_seen: int = -1


class CallTaker:
    """Takes calls from `start` to `stop`, in a thread of its own. A call without a recording is nothing to score.

    `shown`: the path of a recording as consoles open it. The database may be gone for a while: calls wait for it.
    """

    def __init__(
        self, open_store: Callable[[], Store], shown: Callable[[str], str] = str, look_s: float = LOOK_S
    ) -> None:
        self._open_store = open_store
        self._shown = shown
        self._look_s = look_s
        self._new: Queue[CallRecord] = Queue()
        self._ended = Event()
        self._store: Store | None = None
        self._thread = Thread(target=self._run, name="gateway-calls", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def take(self, record: CallRecord) -> None:
        """One more call; in any thread."""
        if record.recording:
            self._new.put(record)

    def stop(self) -> None:
        """End; what is being brought in comes in."""
        self._ended.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        waiting: list[_Waiting] = []
        while not self._ended.is_set():
            waiting += [_Waiting(record) for record in self._fetch(self._look_s if waiting else 0.2)]
            waiting = [one for one in waiting if not self._settled(one)]
        if self._store is not None:
            self._store.close()

    def _fetch(self, longest_s: float) -> list[CallRecord]:
        self._ended.wait(longest_s)
        found = []
        while True:
            try:
                found.append(self._new.get_nowait())
            except Empty:
                return found

    def _settled(self, one: _Waiting) -> bool:
        """Whether nothing more is to be done for this call."""
        path = one.record.recording or ""
        try:
            size = Path(path).stat().st_size
        except (OSError, ValueError):
            size = -1
        if size <= 0 or size != one.bytes_seen:
            one.bytes_seen = size
            late = monotonic() - one.since_s > GIVE_UP_S
            if late:
                _log.warning("the recording of call %s did not come: %s", one.record.key, ascii(path))
            return late
        try:
            self._bring_in(one.record, path)
        except PlaceFault as fault:
            _log.info("call %s waits: %s", one.record.key, fault)
            self._let_go()
            return monotonic() - one.since_s > GIVE_UP_S
        except InputFault as fault:
            if fault.kind is FaultKind.AUDIO_EMPTY and monotonic() - one.since_s < GIVE_UP_S:
                return False  # its head is there, the sound is not yet
            _log.warning("call %s cannot be brought in: %s", one.record.key, fault)
        except (Fault, OSError) as error:
            _log.warning("call %s cannot be brought in: %s", one.record.key, error)
        return True

    def _bring_in(self, record: CallRecord, path: str) -> None:
        with open_sound(SoundSource((path,))) as reader:
            duration_ms = reader.info.duration_ms
        call = Call(
            id=new_id(),
            started_at=record.started_at,
            duration_ms=duration_ms,
            sound=SoundSource((self._shown(path),)),
            content_hash=content_hash((path,)),
            agent_number=record.agent_number,
            direction=record.direction,
            queue=record.queue,
            call_number=record.key,
            customer_number=record.caller_number,
            ring_ms=record.ring_ms,
            hold_ms=record.hold_ms,
        )
        if self._store is None:
            self._store = self._open_store()
        self._store.calls.add_many([call])

    def _let_go(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None
