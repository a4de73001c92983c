"""A console that listens to live calls through a shared database: its store, and an ear for news of what it asked."""

from __future__ import annotations

from collections.abc import Callable
from threading import Condition
from uuid import UUID

from console.domain.floor import FloorAction
from console.domain.floor_book import ActionState, AskedAction, HearAt
from console.domain.live import Listening, LiveOffer
from console.store.floor_listening import FloorHeard, FloorListener, FloorNews
from console.store.store import Store
from tests.shared_centre import SharedCentre

WAIT_S = 10.0


class ListeningConsole:
    """Of the person `number`, from `start` to `close`."""

    def __init__(self, centre: SharedCentre, number: str) -> None:
        self.person = centre.person(number)
        self.agent = {number: centre.members[number].id for number in ("1001", "1002")}
        self.store = Store.open(centre.url, login=centre.login(number))
        assert self.store.session is not None
        self._rung = 0
        self._bell = Condition()
        self._listener = FloorListener(self.store.session, self._hear)
        self._listener.start()
        with self._bell:
            assert self._bell.wait_for(lambda: self._rung, WAIT_S)

    def _hear(self, heard: FloorHeard) -> None:
        if heard.whole is not None or FloorNews.ACTIONS in heard.news:
            with self._bell:
                self._rung += 1
                self._bell.notify_all()

    def close(self) -> None:
        """As when its program ends."""
        self._listener.stop()
        self.store.close()

    def ask(self, call_key: str = "1.7", hear_at: HearAt | None = None, agent: str = "1001") -> UUID:
        """Ask to hear the call of 1001."""
        return self.store.live.ask(self.person, self.agent[agent], call_key, hear_at=hear_at)

    def told(self, action_id: UUID, true: Callable[[AskedAction], bool]) -> AskedAction:
        """How it stands once that is true; looked at whenever news came."""
        while True:
            with self._bell:
                rung = self._rung
            now = self.store.floor.action(action_id)
            if true(now):
                return now
            with self._bell:
                assert self._bell.wait_for(lambda: self._rung > rung, WAIT_S), now  # noqa: B023 - of this round

    def settled(self, action_id: UUID) -> AskedAction:
        """How it stands once it is no longer waited for."""
        return self.told(action_id, lambda now: now.state is not ActionState.PENDING)

    def hears(self, call_key: str = "1.7") -> tuple[UUID, LiveOffer]:
        """Ask for a call and fetch the offer."""
        key = self.ask(call_key)
        assert self.settled(key).state is ActionState.ACCEPTED
        return key, self.store.live.offer(self.person, key)

    def turns(self, key: UUID, mode: FloorAction) -> AskedAction:
        """Ask to be something else to the call."""
        return self.settled(self.store.live.mode(self.person, self.listening(key), mode))

    def listening(self, key: UUID) -> Listening:
        """One that goes on."""
        return next(one for one in self.store.live.listenings() if one.action_id == key)

    def over(self, key: UUID) -> AskedAction:
        """How it stands once it is over."""
        return self.told(key, lambda now: now.ended_at is not None)
