"""Keeps what was said short on its way: a switch plays all that ever came, and what waits there is delay for ever."""

from __future__ import annotations

import re
from collections.abc import Callable

ASK_S = 1.0
MOST_FRAMES = 5
"""More of 20 ms waiting there are thrown away."""
_WAITS = re.compile(r"\bqueue_length\"?\s*[:=]\s*(\d+)")


class Backlog:
    """What waits at the other end of a WebSocket of sound, by the words of Asterisk's chan_websocket.

    `say` sends words there. `tend` comes from the thread that speaks, `hear` from the one that listens.
    """

    def __init__(self, say: Callable[[str], object]) -> None:
        self._say = say
        self._asked_s: float | None = None
        self.waiting = 0
        self.flushed = 0

    def tend(self, now_s: float) -> None:
        """Ask how much waits, once a second."""
        if self._asked_s is None or now_s - self._asked_s >= ASK_S:
            self._asked_s = now_s
            self._say("GET_STATUS")

    def hear(self, words: str) -> None:
        """What the other end says, plain or as JSON; too much waiting is thrown away there."""
        found = _WAITS.search(words)
        if found is None:
            return
        self.waiting = int(found[1])
        if self.waiting > MOST_FRAMES:
            self.flushed += 1
            self._say("FLUSH_MEDIA")
