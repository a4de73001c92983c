"""One console per person and data folder: a second start raises the first one's window and ends."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QLockFile, QObject, Signal, Slot

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer, QLocalSocket

WAIT_MS = 800
"""How long a second start tries to reach the first."""
WAIT_WITH_WORDS_MS = 15_000
"""How long one that has something to hand over tries to reach a first that has only just begun."""
YOUNG_S = 60.0
"""A first one that began so lately may still be opening its window: that comes without being asked."""
MOST_BYTES = 16_384
ANSWER = b"here\n"

_NO_ANSWER = (
    "Deskside is open on this PC but does not answer. Wait a moment, or end it in the task manager and start it again."
    "\n\n席边已在本机打开，但没有响应。请稍候，或在任务管理器中结束它后重新启动。"
)
"""Said in both languages: a second start has no translation loaded."""


class OneWindow(QObject):
    """The right to be the one console of this person on `folder`, and the ear for starts that come later.

    Lives in the GUI thread. `asked` carries what a later start was asked to do, a mapping of plain words. A place that
    a killed console left is taken over at once: the lock names its process.
    """

    asked = Signal(object)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._file = folder / "console.lock"
        self._lock = QLockFile(str(self._file))
        self._lock.setStaleLockTime(0)  # never by its age: a console may be open for weeks
        self._server: QLocalServer | None = None
        self._callers: list[QLocalSocket] = []

    def take(self) -> bool:
        """Whether this is the one. Where the folder cannot be written there is no telling, and it goes on."""
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
        except OSError:
            return True
        return self._lock.tryLock(0) or self._lock.error() is not QLockFile.LockError.LockFailedError

    def listen(self) -> None:
        """Hear later starts from now on. What a killed console left of its ear is cleared away."""
        if self._server is not None:
            return
        from PySide6.QtNetwork import QLocalServer  # here: the first paint does not wait for it

        server, name = QLocalServer(self), _name(self._folder)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        QLocalServer.removeServer(name)
        server.newConnection.connect(self._welcome)
        server.listen(name)
        self._server = server

    def hand_over(self, words: Mapping[str, Any]) -> int | None:
        """Ask the first one to show itself and do what `words` say: 0, or 1 where it is there and does not answer.

        None: it ended meanwhile, and the place is now this one's. Where there are words for it, a first that is still
        opening its window is waited for; without any it comes by itself.
        """
        begun = time.monotonic()
        has_words = any(words.values())
        while True:
            if self._told(words):
                return 0
            if self._lock.tryLock(20):
                return None
            young = self._is_young()
            patience_ms = WAIT_WITH_WORDS_MS if has_words and young else WAIT_MS
            if (time.monotonic() - begun) * 1000 > patience_ms:
                return 0 if young and not has_words else 1

    def close(self) -> None:
        """Hear nobody any more and let another be the one."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self._lock.unlock()

    def _told(self, words: Mapping[str, Any]) -> bool:
        from PySide6.QtNetwork import QLocalSocket

        _let_it_come_forward(self._lock)
        socket = QLocalSocket()
        socket.connectToServer(_name(self._folder))
        if not socket.waitForConnected(WAIT_MS):
            return False
        socket.write(QByteArray(json.dumps(dict(words)).encode() + b"\n"))
        socket.waitForBytesWritten(WAIT_MS)
        while not socket.canReadLine() and socket.waitForReadyRead(WAIT_MS):
            pass
        return bytes(socket.readLine().data()) == ANSWER

    def _is_young(self) -> bool:
        try:
            return abs(time.time() - self._file.stat().st_mtime) < YOUNG_S  # a clock may have been set back
        except OSError:
            return True

    @Slot()
    def _welcome(self) -> None:
        while self._server is not None and (caller := self._server.nextPendingConnection()) is not None:
            self._callers.append(caller)
            caller.readyRead.connect(self._hear)
            caller.disconnected.connect(self._forget)
            self._read(caller)

    @Slot()
    def _hear(self) -> None:
        caller = self.sender()
        for known in self._callers:
            if known is caller:
                self._read(known)
                return

    @Slot()
    def _forget(self) -> None:
        caller = self.sender()
        for known in [one for one in self._callers if one is caller]:
            self._callers.remove(known)
            known.deleteLater()

    def _read(self, caller: QLocalSocket) -> None:
        if not caller.canReadLine():
            if caller.bytesAvailable() > MOST_BYTES:
                caller.abort()
            return
        try:
            words = json.loads(bytes(caller.readLine(MOST_BYTES).data()))
        except ValueError:
            words = None
        if not isinstance(words, dict):
            caller.abort()
            return
        caller.write(QByteArray(ANSWER))
        caller.flush()
        self.asked.emit(words)


def say_no_answer() -> None:
    """Tell whoever started it a second time that the first does not answer; there is no window of ours to tell it."""
    if sys.platform == "win32" and sys.stderr is None:
        import ctypes

        warning = 0x30
        ctypes.windll.user32.MessageBoxW(None, _NO_ANSWER, "Deskside", warning)
    elif sys.stderr is not None:
        sys.stderr.write(f"{_NO_ANSWER}\n")


def _name(folder: Path) -> str:
    """Of the socket or pipe: another for each person and data folder, and short, as a socket's path has to be."""
    import getpass
    import hashlib  # here, as the socket itself: neither is needed by the first paint

    whose = f"{getpass.getuser()}\n{folder.absolute()}"
    name = f"deskside-{hashlib.sha256(whose.encode()).hexdigest()[:20]}"
    own = os.environ.get("XDG_RUNTIME_DIR", "")
    return f"{own}/{name}" if sys.platform != "win32" and own and Path(own).is_dir() else name


def _let_it_come_forward(lock: QLockFile) -> None:
    """Windows lets only the program in front, which a program just started is, say who may come to the front."""
    if sys.platform != "win32":
        return
    import ctypes

    info = lock.getLockInfo()
    if isinstance(info, tuple):
        ctypes.windll.user32.AllowSetForegroundWindow(int(info[0]))
