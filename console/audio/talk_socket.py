"""A way of its own for the microphone: a one-time address of the switch where nothing comes back but words."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress

from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection

from console.audio.backlog import Backlog
from console.audio.live_lines import RATES, open_media

log = logging.getLogger(__name__)


class TalkSocket:
    """As `Line`, but nothing is heard from it. `ended` is called in its thread when the other end has closed it."""

    def __init__(self, url: str, form: str, *, authority: str = "", ended: Callable[[], object] = lambda: None) -> None:
        if form not in RATES:
            raise ValueError(f"sound in the form {form} is not understood")
        self.form = form
        self._url, self._authority = url, authority
        self._tell_ended = ended
        self._ended = threading.Event()
        self._held = ExitStack()
        self._socket: ClientConnection | None = None
        self._thread = threading.Thread(target=self._run, name="talk-socket", daemon=True)
        self.backlog = Backlog(self._send)

    def start(self) -> None:
        """As `Line.start`. It takes as long as connecting does: a few ms beside the switch, 5 s at most."""
        self._socket = self._held.enter_context(open_media(self._url, self._authority))
        self._thread.start()

    def stop(self) -> None:
        """As `Line.stop`."""
        self._ended.set()
        self._held.close()
        if self._thread.ident is not None:
            self._thread.join()

    def send(self, frame: bytes) -> None:
        """As `Line.send`."""
        self._send(frame)

    def tend(self, now_s: float) -> None:
        """As `Line.tend`."""
        self.backlog.tend(now_s)

    def _send(self, message: bytes | str) -> None:
        if self._socket is not None:
            with suppress(OSError, WebSocketException):
                self._socket.send(message)

    def _run(self) -> None:
        assert self._socket is not None
        with suppress(OSError, WebSocketException):
            for message in self._socket:
                if isinstance(message, str):
                    self.backlog.hear(message)
        if not self._ended.is_set():
            log.info("the way for the microphone was closed")
            self._tell_ended()
