"""What the console leaves when it falls: versions, places in the program, threads. No word of what was worked on."""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import os
import re
import sys
import threading
import time
import traceback
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TextIO

from console import __version__

log = logging.getLogger(__name__)

KEPT_FILES = 10
MOST_A_RUN = 5
"""A fault that comes back with every keystroke is the same one."""

_RUNNING = "running.txt"
_NAME = re.compile(r"crash-(\d{8}-\d{6})(?:-\d+)?\.txt")
_FELL = re.compile(
    r"^(?:Fatal Python error: (?P<fatal>.*)|Windows fatal exception: (?P<windows>(?!code 0x[48]).*))$", re.MULTILINE
)
"""What Windows tells of and programs get over (0x4…, 0x8…) is no fall."""
_PLACE = re.compile(r'File "([^"]*)", line (\d+)')
_OWN = re.compile(r'(?<=File ")[^"]*?[/\\](?=(?:console|site-packages|lib)[/\\])', re.IGNORECASE)
"""What of a file's path is the PC's own; it may hold a person's name."""


@dataclass(frozen=True)
class Fall:
    """One report: its file, when (UTC), what kind of fault, the innermost place of ours, and whether all ended."""

    file: Path
    at: datetime
    what: str
    place: str
    ended: bool


class CrashLog:
    """Keeps reports in `folder` from `begin` to `end`; `note` may be called from any thread.

    `end` is for a console that ended as it should: what the handler of deadly faults wrote until then was got over.
    """

    def __init__(self, folder: Path, now: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._now = now
        self._file: TextIO | None = None
        self._noted = 0

    def begin(self) -> None:
        """Take in what a fallen console left, and catch what falls from now on. Without a folder to write: nothing."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._take_in()
            self._file = (self._folder / _RUNNING).open("w", encoding="utf-8")
            self._file.write(_head(self._now()))
            self._file.flush()
        except OSError as error:  # a full disk too
            log.warning("no reports of crashes are kept: %s", error.strerror)
            self.end()
        else:
            faulthandler.enable(self._file)

    def end(self) -> None:
        """The console ends as it should."""
        if self._file is not None:
            faulthandler.disable()
            with contextlib.suppress(OSError):
                self._file.close()
            self._file = None
            with contextlib.suppress(OSError):
                (self._folder / _RUNNING).unlink()

    def note(self, kind: type[BaseException], trace: TracebackType | None) -> None:
        """Keep where an unforeseen error came from; its words stay out, they may quote what was worked on."""
        if self._file is None or self._noted >= MOST_A_RUN:
            return
        self._noted += 1
        at = self._now()
        lines = [f'  File "{f.filename}", line {f.lineno} in {f.name}\n' for f in traceback.extract_tb(trace)]
        others = sorted(thread.name for thread in threading.enumerate())
        text = f"{_head(at)}Error: {kind.__name__}\nThread: {threading.current_thread().name}\n{''.join(lines)}"
        with contextlib.suppress(OSError):
            self._write(at, f"{text}\nThreads: {', '.join(others)}\n")

    def falls(self, but: Collection[str] = ()) -> list[Fall]:
        """What is kept of reports, less those whose files are named in `but`, the newest first."""
        found = [_read(path) for path in self._kept() if path.name not in but]
        return [fall for fall in reversed(found) if fall is not None]

    def _kept(self) -> list[Path]:
        with contextlib.suppress(OSError):
            return sorted(path for path in self._folder.iterdir() if _NAME.fullmatch(path.name))
        return []

    def _take_in(self) -> None:
        left = self._folder / _RUNNING
        try:
            text, at = left.read_text(encoding="utf-8", errors="replace"), left.stat().st_mtime
        except FileNotFoundError:
            return
        if _FELL.search(text):  # else it was killed or lost its power, which is not the program's fault
            self._write(at, text)
        left.unlink()

    def _write(self, at: float, text: str) -> None:
        stem = f"crash-{datetime.fromtimestamp(at, UTC):%Y%m%d-%H%M%S}"
        turn, path = 0, self._folder / f"{stem}.txt"
        while path.exists():
            turn += 1
            path = self._folder / f"{stem}-{turn}.txt"
        try:
            path.write_text(_OWN.sub("", text), encoding="utf-8")
        except OSError:
            path.unlink(missing_ok=True)  # an empty report is none
            raise
        others = [kept for kept in self._kept() if kept != path]  # a clock may have been set back: this is the newest
        for old in others[: 1 - KEPT_FILES]:
            old.unlink()


def _head(at: float) -> str:
    frozen = "installed" if getattr(sys, "frozen", False) else "from its source"
    return (
        f"Deskside {__version__}, {frozen}, Python {sys.version.split()[0]}, {_system()}\n"
        f"Begun or noted: {datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M:%S} UTC\n"
        "Holds places in the program only: no calls, names, numbers or notes.\n\n"
    )


def _system() -> str:
    """Asked of the interpreter: the library's way looks into Windows' registry, and the first paint waits for this."""
    if sys.platform == "win32":
        windows = sys.getwindowsversion()
        return f"Windows {windows.major}.{windows.minor}.{windows.build}"
    return f"{os.uname().sysname} {os.uname().release}"


def _read(path: Path) -> Fall | None:
    named = _NAME.fullmatch(path.name)
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    at = datetime.strptime(named[1], "%Y%m%d-%H%M%S").replace(tzinfo=UTC) if named else datetime.now(UTC)
    fell, error = _FELL.search(text), re.search(r"^Error: (.*)$", text, re.MULTILINE)
    what = (fell["fatal"] or fell["windows"]) if fell else error[1] if error else ""
    fallen = text[max(0, text.find("Current thread")) :] if fell else text  # other threads are told of before it
    places = [f"{file}:{line}" for file, line in _PLACE.findall(fallen)]
    ours = [place for place in places if place.startswith(("console/", "console\\"))]
    order = ours or places
    return Fall(path, at, what, (order[0] if fell else order[-1]) if order else "", ended=fell is not None)
