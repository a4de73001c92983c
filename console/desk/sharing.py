"""Working on while the database is away: opens the outbox, tries the link, sends what waits, tells how it stands."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from shiboken6 import isValid

from console.desk.background import Background
from console.domain.conflicts import Conflict, Settlement, Waiting
from console.domain.faults import Fault, FaultKind, PlaceFault
from console.domain.outbox import Standing

if TYPE_CHECKING:
    from console.store.outbox import Outbox

FIRST_TRY_MS = 1_000
LONGEST_TRY_MS = 30_000
LOOK_EVERY_MS = 1_000
GONE_AFTER_S = 3.0
"""How long a piece of database work may wait before it is asked whether the server is there at all."""

HELD_MS = 10_000
"""How long until an outbox is asked for again that another window of the same person holds."""

log = logging.getLogger(__name__)


class SharedStore(Protocol):
    """What is needed of `store.offline.OfflineStore`."""

    @property
    def standing(self) -> Standing:
        """How offline work stands."""

    def take(self, outbox: Outbox) -> Standing:
        """Keep in `outbox` from now on."""

    def turn_off(self, why: str) -> None:
        """Keep nothing on this PC."""

    def share(self) -> bool:
        """Try the link and send for a moment; whether more could be sent at once."""

    def break_off(self) -> None:
        """End a wait for a server that is gone; called in the GUI thread."""

    def waiting(self) -> list[Waiting]:
        """What waits."""

    def look(self, thing: UUID) -> Conflict:
        """Both sides of a conflict."""

    def settle(self, conflict: Conflict, how: Settlement, reason: str = "") -> None:
        """Carry out what was decided."""

    def close_outbox(self) -> None:
        """Let go of the file."""


class Sharing(QObject):
    """Keeps one person's outbox moving. Lives in the GUI thread.

    `standing_changed` (Standing) at every change; `shared` (things) when things have reached the database or were
    settled; `went_offline` and `came_back` (how many things were shared) once a spell; `faulted` once a kind.
    `listed`, `looked` and `settled` answer `list_waiting`, `look_at` and `settle`.
    """

    standing_changed = Signal(object)
    shared = Signal(object)
    went_offline = Signal()
    came_back = Signal(object)
    faulted = Signal(object)
    listed = Signal(object)
    looked = Signal(object)
    settled = Signal(object)
    refused = Signal(object)

    def __init__(
        self,
        background: Background,
        store: SharedStore,
        take_key: Callable[[], bytes],
        open_outbox: Callable[[bytes], Outbox],
        answers: Callable[[], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._background, self._store = background, store
        self._take_key, self._open_outbox, self._answers = take_key, open_outbox, answers
        self.standing = store.standing
        self._said: set[FaultKind] = set()
        self._shared_in_spell = 0
        self._away = self._trying = self._stopped = False
        self._wait_ms = FIRST_TRY_MS
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.try_now)
        self._knocking = False
        self._watch = QTimer(self)
        self._watch.setInterval(LOOK_EVERY_MS)
        self._watch.timeout.connect(self._doubt)
        self._watch.start()
        background.database_answered.connect(self._look)

    # beginning and ending

    def start(self) -> None:
        """Fetch the key, which may take as long as the keyring asks its user, then open what waits."""
        self._background.on_files(self._take_key, self._open, self._off)

    def _open(self, key: bytes) -> None:
        if self._stopped or self.standing.possible:
            return

        def take() -> Outbox:
            outbox = self._open_outbox(key)
            self._store.take(outbox)
            return outbox

        def refused(fault: Fault) -> None:
            if not self._gone() and fault.facts.get("why") == "held":
                QTimer.singleShot(HELD_MS, self, lambda: self._open(key))
            self._off(fault)

        self._background.on_database(take, self._opened, refused)

    def _opened(self, outbox: Outbox) -> None:
        if self._gone():
            return
        if outbox.mishap is not None:
            self.faulted.emit(outbox.mishap)
        self._look()
        if self.standing.waiting:
            self.try_now()

    def _off(self, fault: Fault) -> None:
        if self._gone():
            return
        why = str(fault.facts.get("why", "")) if fault.kind is FaultKind.OFFLINE_OFF else "failed"
        self._background.on_database(lambda: self._store.turn_off(why or "failed"), lambda _: self._look())
        said = fault if fault.kind is FaultKind.OFFLINE_OFF else PlaceFault(FaultKind.OFFLINE_OFF)
        self._say(said)

    def close(self) -> None:
        """Try no more; what waits stays on the disk for the next sign-on. Queued before the store is closed."""
        self._stopped = True
        self._timer.stop()
        self._watch.stop()
        self._background.database_answered.disconnect(self._look)
        self._background.on_database(self._store.close_outbox)

    def _gone(self) -> bool:
        return self._stopped or not isValid(self)

    # trying and sending

    @Slot()
    def try_now(self) -> None:
        """Ask whether the server answers, then send; nothing when a try is under way already."""
        if self._trying or self._stopped:
            return
        self._timer.stop()
        self._trying = True
        self._background.on_files(self._answers, self._reached, lambda _: self._reached(True))

    def _reached(self, reached: bool) -> None:  # noqa: FBT001 - the answer of the work
        if self._gone():
            return
        if reached:
            self._background.on_database(self._store.share, self._sent, self._not_sent)
        else:
            self._try_later()

    def _sent(self, more: bool) -> None:  # noqa: FBT001
        if self._gone():
            return
        self._wait_ms = FIRST_TRY_MS
        self._said.clear()
        if more:
            self._background.on_database(self._store.share, self._sent, self._not_sent)
        else:
            self._trying = False
            self._look()

    def _not_sent(self, fault: Fault) -> None:
        if self._gone():
            return
        if fault.kind is not FaultKind.DATABASE_UNREACHABLE:
            self._say(fault)
        self._try_later()

    def _try_later(self) -> None:
        self._trying = False
        self._timer.start(self._wait_ms)
        self._wait_ms = min(2 * self._wait_ms, LONGEST_TRY_MS)

    def _say(self, fault: Fault) -> None:
        if fault.kind not in self._said:
            self._said.add(fault.kind)
            self.faulted.emit(fault)

    @Slot()
    def _doubt(self) -> None:
        """A network that swallows packets gives no error: when an answer is late and nobody is there, stop waiting."""
        if self._knocking or not self.standing.possible or self._background.database_waits_s < GONE_AFTER_S:
            return
        self._knocking = True
        self._background.on_files(self._answers, self._knocked, lambda _: self._knocked(True))

    def _knocked(self, reached: bool) -> None:  # noqa: FBT001 - the answer of the work
        self._knocking = False
        if not reached and not self._gone() and self._background.database_waits_s >= GONE_AFTER_S:
            self._store.break_off()

    @Slot()
    def _look(self) -> None:
        """After every answer of the database: what has changed of how it stands."""
        before, now = self.standing, self._store.standing
        if now != before:
            self.standing = now
            self._shared_in_spell += now.shared - before.shared
            gone = before.things - now.things
            if gone:
                self.shared.emit(gone)
            if now.offline and not before.offline:
                self._away = True
                self.went_offline.emit()
            if (self._away or self._shared_in_spell) and not now.offline and now.waiting == now.conflicts:
                self.came_back.emit(self._shared_in_spell)
                self._shared_in_spell, self._away = 0, False
            self.standing_changed.emit(now)
        unsent = now.offline or now.waiting > now.conflicts
        if unsent and now.possible and not self._trying and not self._timer.isActive():
            self._timer.start(self._wait_ms)

    # what waits, and settling it

    @Slot()
    def list_waiting(self) -> None:
        """Ask what waits; `listed` (Waiting …) answers."""
        self._background.on_database(self._store.waiting, self._tell(self.listed), self.refused.emit)

    def look_at(self, thing: UUID) -> None:
        """Ask for both sides of a conflict; `looked` (Conflict) or `refused` answers."""
        self._background.on_database(lambda: self._store.look(thing), self._tell(self.looked), self.refused.emit)

    def settle(self, conflict: Conflict, how: Settlement, reason: str = "") -> None:
        """Decide; `settled` (the thing) or `refused` answers, and what is to be sent is sent at once."""
        thing = conflict.waiting.thing

        def done(_: object) -> None:
            if not self._gone():
                self._look()
                self.settled.emit(thing)
                self.try_now()

        self._background.on_database(lambda: self._store.settle(conflict, how, reason), done, self.refused.emit)

    def _tell(self, signal: object) -> Callable[[Conflict | Sequence[Waiting]], None]:
        def tell(answer: object) -> None:
            if not self._gone():
                signal.emit(answer)  # type: ignore[attr-defined]

        return tell
