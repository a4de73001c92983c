"""A store that goes on while the database is away: the same parts, the same deeds, shared when it is back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from console.domain.conflicts import Conflict, Settlement, Waiting
from console.domain.outbox import Standing
from console.domain.people import Person
from console.store.audit import Clock
from console.store.conflicts import Conflicts
from console.store.connecting import Session
from console.store.local_work import LocalWork
from console.store.offline_lists import OfflineAppeals, OfflineAudit, OfflineCalls, OfflineForms, OfflinePeople
from console.store.offline_notes import OfflineCoaching
from console.store.offline_sheets import OfflineEvaluations
from console.store.outbox import Outbox
from console.store.sharing import Sender
from console.store.store import Store, utc_now


class OfflineStore:
    """`Store` for one person on a shared database. Every call is made in the database thread, but `standing`.

    Until `take` gives it an outbox it does nothing of its own.
    """

    def __init__(self, store: Store, person: Person, *, now: Clock = utc_now) -> None:
        self._store = store
        self.url = store.url
        self._work = LocalWork(now)
        self.people = OfflinePeople(store.people, self._work)
        self.forms = OfflineForms(store.forms, self._work)
        self.calls = OfflineCalls(store.calls, self._work)
        self.evaluations = OfflineEvaluations(store.evaluations, self.forms, self._work, person, self.calls.known_row)
        self.calls.standing = self.evaluations.standing
        self.coaching = OfflineCoaching(store.coaching, self._work)
        self.appeals = OfflineAppeals(store.appeals, self._work)
        self.audit = OfflineAudit(store.audit, self._work)
        self._sender = Sender(store, self._work, person, self.evaluations, self.coaching)
        self._conflicts = Conflicts(store, self._work, person)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    @property
    def standing(self) -> Standing:
        """How offline work stands; may be read in any thread."""
        return self._work.standing

    @property
    def session(self) -> Session | None:
        """As `Store.session`."""
        return self._store.session

    def take(self, outbox: Outbox) -> Standing:
        """Keep in `outbox` from now on."""
        self._work.take(outbox)
        return self.standing

    def turn_off(self, why: str) -> None:
        """Keep nothing on this PC; `why` as in OFFLINE_OFF."""
        self._work.turn_off(why)

    def share(self) -> bool:
        """Try the link and send what waits for a moment; whether more could be sent at once. Faults of the link."""
        return self._sender.share()

    def break_off(self) -> None:
        """As `Store.break_off`; may be called in any thread."""
        self._store.break_off()

    def waiting(self) -> list[Waiting]:
        """What waits here, oldest first."""
        return self._conflicts.waiting()

    def look(self, thing: UUID) -> Conflict:
        """Both sides of a conflict."""
        return self._conflicts.look(thing)

    def settle(self, conflict: Conflict, how: Settlement, reason: str = "") -> None:
        """Carry out what was decided on seeing `conflict`."""
        self._conflicts.settle(conflict, how, reason)
        self.evaluations.forget(conflict.waiting.thing)

    def close_outbox(self) -> None:
        """Let go of the file; what waits stays in it. The store itself stays open."""
        self._work.close()
