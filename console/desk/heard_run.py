"""What has been heard up to this moment, although the player reports it to the ledger only about once a second."""

from __future__ import annotations

from console.domain.ledger import Heard, Ledger

JUMP_MS = 500
"""A step of the position above this, or backwards, is a jump: the seconds between were not heard."""


class HeardRun:
    """The stretch played since the last jump or pause. Fed with positions in the GUI thread."""

    def __init__(self) -> None:
        self._start_ms: int | None = None
        self._end_ms = 0

    def play_from(self, at_ms: int) -> None:
        """Sound starts at `at_ms`."""
        self._start_ms = self._end_ms = at_ms

    def stop(self) -> None:
        """Sound stops; nothing runs any more."""
        self._start_ms = None

    def reach(self, at_ms: int) -> None:
        """The position is now `at_ms`."""
        if self._start_ms is None:
            return
        if not 0 <= at_ms - self._end_ms <= JUMP_MS:
            self._start_ms = at_ms
        self._end_ms = at_ms

    def on_top_of(self, ledger: Ledger) -> Ledger:
        """`ledger` with the running stretch added."""
        return ledger if self._start_ms is None else ledger.add(Heard(self._start_ms, self._end_ms))
