"""Hears what other consoles did: one connection that waits for the server's notices and asks nothing in between."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from console.domain.events import Event, EventKind, LinkState
from console.store.connecting import Session
from console.store.lines import Line, Listener, Notice

CHANNEL = "deskside"

_KINDS = frozenset(EventKind)
_PAGE = 1000


class EventListener(Listener):
    """Tells each event once and in order, from `start` to `stop`, over lost connections too.

    `on_event` and `state_changed` are called in the listener's own thread. After each CONNECTED first come the events
    that went by since the last one told. Begins after event number `since`, else with the first after connecting.
    """

    name = "events"

    def __init__(
        self,
        session: Session,
        on_event: Callable[[Event], object],
        state_changed: Callable[[LinkState], object] | None = None,
        *,
        since: int | None = None,
        keep_alive_s: float = 30.0,
    ) -> None:
        super().__init__(session, state_changed, keep_alive_s=keep_alive_s)
        self._on_event = on_event
        self._last = since

    def _join(self, line: Line) -> None:
        line.ask(f"LISTEN {CHANNEL}")
        ((head,),) = line.ask("SELECT coalesce(max(seq), 0) FROM event")
        # A server restored from a backup counts on from an earlier number.
        self._last = min(self._last, int(head or 0)) if self._last is not None else int(head or 0)
        self._say(LinkState.CONNECTED)
        self._catch_up(line)

    def _heard(self, line: Line, notices: list[Notice]) -> None:  # noqa: ARG002 - what they say is not read
        self._catch_up(line)

    def _idle(self, line: Line) -> None:
        """The sign of life asks what is new: one question either way, and a bell that was lost costs half a minute."""
        self._catch_up(line)

    def _catch_up(self, line: Line) -> None:
        query = "SELECT seq, kind, call_id, subject_id, person_id FROM event WHERE seq > {} ORDER BY seq LIMIT {}"
        while True:
            rows = line.ask(query.format(self._known, _PAGE))
            for seq, kind, *keys in rows:
                self._tell(int(seq or 0), str(kind), *keys)
            if len(rows) < _PAGE:
                return

    @property
    def _known(self) -> int:
        return self._last or 0

    def _tell(self, seq: int, kind: str, *keys: str | None) -> None:
        if seq <= self._known:
            return
        self._last = seq
        if kind in _KINDS:  # a newer server may tell of more
            call_id, subject_id, by = (UUID(key) if key else None for key in keys)
            self._call(self._on_event, Event(seq, EventKind(kind), call_id, subject_id, by))
