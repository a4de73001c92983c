"""Brings finished calls with their recordings into the database, as soon as the recording is whole."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from hashlib import sha256
from queue import Empty, Queue
from threading import Event, Thread
from time import monotonic

from console.audio.reader import open_sound
from console.domain.calls import Call, SoundSource
from console.domain.faults import Fault, FaultKind, InputFault, PlaceFault
from console.gateway.recordings import files_of, first_sound_at, sizes_of, stretches_of
from console.intake.intake import content_hash
from console.store.ids import new_id
from console.store.live_calls import live_hash
from console.store.store import Store
from console.telephony.interface import CallRecord, RecordingEnded

LOOK_S = 1.0
"""A recording whose length stood still for so long is whole."""

UNSAID_S = 10.0
"""So long is waited for the word that a recording has ended: in a pause of a call that goes on it stands still too."""

GIVE_UP_S = 600.0
"""A recording that has not come by then is looked for no more; `deskside import` finds it whenever it comes."""

_KEPT = 10_000
"""Recordings of which one remembers that they ended, or whose call was the first on them."""

DATABASE_AGAIN_S = 2.0
"""While the database is gone it is asked for so often, however many calls wait."""

_OF_THE_FILE = (FaultKind.FILE_MISSING, FaultKind.FILE_UNREADABLE)

_log = logging.getLogger(__name__)


@dataclass
class _Waiting:
    record: CallRecord
    recording: str
    since_s: float = field(default_factory=monotonic)
    sizes: tuple[int, ...] = ()


class CallTaker:
    """Takes calls from `start` to `stop`, in a thread of its own. A call without a recording is nothing to score.

    `shown`: the path of a recording as consoles open it. `on_added` is told in that thread of each call that came in
    anew: on a shared database the database tells. The database may be gone for a while: calls wait for it.
    """

    def __init__(
        self,
        open_store: Callable[[], Store],
        shown: Callable[[str], str] = str,
        look_s: float = LOOK_S,
        *,
        unsaid_s: float = UNSAID_S,
        on_added: Callable[[Call], object] = lambda _: None,
    ) -> None:
        self._open_store = open_store
        self._unsaid_s = unsaid_s
        self._shown = shown
        self._look_s = look_s
        self._on_added = on_added
        self._new: Queue[CallRecord | RecordingEnded] = Queue()
        self._ends: OrderedDict[str, RecordingEnded] = OrderedDict()
        self._first: OrderedDict[str, CallRecord] = OrderedDict()
        self._ended = Event()
        self._store: Store | None = None
        self._again_at_s = 0.0
        self.expected: frozenset[str] = frozenset()
        """Recordings of calls that wait to come in."""
        self._thread = Thread(target=self._run, name="gateway-calls", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def take(self, record: CallRecord) -> None:
        """One more call; in any thread."""
        if record.recording:
            self._new.put(record)

    def ended(self, recording: RecordingEnded) -> None:
        """Nothing more is written to a recording; in any thread."""
        self._new.put(recording)

    def stop(self) -> None:
        """End; what is being brought in comes in."""
        self._ended.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        waiting: list[_Waiting] = []
        while not self._ended.is_set():
            waiting += self._fetch(self._look_s if waiting else 0.2)
            self.expected = frozenset(one.recording for one in waiting)
            waiting = [one for one in waiting if not self._settled(one)]
        if self._store is not None:
            self._store.close()

    def _fetch(self, longest_s: float) -> list[_Waiting]:
        self._ended.wait(longest_s)
        found: list[_Waiting] = []
        while True:
            try:
                new = self._new.get_nowait()
            except Empty:
                return found
            if isinstance(new, CallRecord):
                found.append(_Waiting(new, new.recording or ""))
            else:
                self._ends[new.recording] = new
                while len(self._ends) > _KEPT:
                    self._ends.popitem(last=False)

    def _settled(self, one: _Waiting) -> bool:
        """Whether nothing more is to be done for this call."""
        paths = files_of(one.recording, self._ends.get(one.recording))
        sizes = sizes_of(paths)
        if min(sizes) <= 0 or sizes != one.sizes:
            one.sizes = sizes
            late = monotonic() - one.since_s > GIVE_UP_S
            if late:
                _log.warning("the recording of call %s did not come: %s", one.record.key, ascii(one.recording))
            return late
        unsaid = one.recording not in self._ends and monotonic() - one.since_s < self._unsaid_s
        if unsaid or monotonic() < self._again_at_s:
            return False
        try:
            self._bring_in(one.record, paths)
        except PlaceFault as fault:
            _log.info("call %s waits: %s", one.record.key, fault)
            self._let_go()
            self._again_at_s = monotonic() + DATABASE_AGAIN_S
            return fault.kind in _OF_THE_FILE and monotonic() - one.since_s > GIVE_UP_S
        except InputFault as fault:
            if fault.kind is FaultKind.AUDIO_EMPTY and monotonic() - one.since_s < GIVE_UP_S:
                return False  # its head is there, the sound is not yet
            _log.warning("call %s cannot be brought in: %s", one.record.key, fault)
        except (Fault, OSError) as error:
            _log.warning("call %s cannot be brought in: %s", one.record.key, error)
        return True

    def _bring_in(self, record: CallRecord, paths: tuple[str, ...]) -> None:
        with open_sound(SoundSource(paths)) as reader:
            duration_ms = reader.info.duration_ms
        call = Call(
            id=new_id(),
            started_at=record.started_at,
            duration_ms=duration_ms,
            sound=SoundSource(tuple(self._shown(path) for path in paths)),
            content_hash=self._known_by(record, paths),
            agent_number=record.agent_number,
            direction=record.direction,
            queue=record.queue,
            call_number=record.key,
            customer_number=record.caller_number,
            ring_ms=record.ring_ms,
            wait_ms=record.wait_ms,
            talk_ms=record.talk_ms,
            hold_ms=record.hold_ms,
            ended_by=record.ended_by,
            stretches=stretches_of(record, self._ends.get(record.recording or ""), duration_ms),
            sound_at=first_sound_at(record, self._ends.get(record.recording or ""), duration_ms),
        )
        if self._store is None:
            self._store = self._open_store()
        # A call that was scored live is known by its key at the queue, which is not that of the agent's leg.
        live = live_hash(record.agent_number, record.linked_key)
        if self._store.calls.known_hashes([live]):
            call = replace(call, call_number=record.linked_key)
        if self._store.calls.add_many([call]).added:
            self._on_added(call)

    def _known_by(self, record: CallRecord, paths: tuple[str, ...]) -> str:
        """What the call is known by: its recording's content, and the agent too where it was another's call before.

        Two agents who only talk to each other are one call.
        """
        key = content_hash(paths)
        first = self._first.setdefault(key, record)
        while len(self._first) > _KEPT:
            self._first.popitem(last=False)
        if first.agent_number == record.agent_number or not (first.queue or record.queue):
            return key
        return sha256(f"{key}:{record.agent_number}".encode()).hexdigest()

    def _let_go(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None
