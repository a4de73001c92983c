"""A fall leaves one report with places and no words of the work; ten are kept; an orderly end leaves nothing."""

from __future__ import annotations

import errno
import faulthandler
import io
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from console.crash_log import KEPT_FILES, MOST_A_RUN, CrashLog

SECRET = "张三 13800138000"
FALLS = """
import faulthandler, sys
from pathlib import Path
from console.crash_log import CrashLog
crashes = CrashLog(Path(sys.argv[1]))
crashes.begin()
customer = sys.argv[3]
match sys.argv[2]:
    case "falls": faulthandler._sigsegv()
    case "is killed":
        import os
        os.kill(os.getpid(), 9)
    case "ends": crashes.end()
"""


@pytest.fixture
def crashes(tmp_path: Path) -> Iterator[CrashLog]:
    was = faulthandler.is_enabled()
    made = CrashLog(tmp_path / "logs", now=lambda: 1_800_000_000.0)
    made.begin()
    yield made
    made.end()
    if was:
        faulthandler.enable(sys.__stderr__ or sys.stderr)


def run(folder: Path, how: str) -> int:
    done = subprocess.run(
        [sys.executable, "-c", FALLS, str(folder), how, SECRET],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parent.parent)},
    )
    return done.returncode


def raise_deep(customer: str) -> None:
    raise LookupError(customer)


def note(crashes: CrashLog) -> None:
    try:
        raise_deep(SECRET)
    except LookupError as error:
        crashes.note(type(error), error.__traceback__)


def test_a_deadly_fault_is_found_at_the_next_start(tmp_path: Path) -> None:
    assert run(tmp_path, "falls") != 0
    assert (tmp_path / "running.txt").exists()
    assert run(tmp_path, "ends") == 0
    (fall,) = CrashLog(tmp_path).falls()
    assert fall.ended
    assert fall.what.startswith(("Segmentation fault", "access violation"))
    text = fall.file.read_text(encoding="utf-8")
    assert "in <module>" in text
    assert SECRET not in text
    assert [path.name for path in tmp_path.iterdir()] == [fall.file.name]


def test_one_that_was_killed_did_not_fall(tmp_path: Path) -> None:
    assert run(tmp_path, "is killed") != 0
    assert run(tmp_path, "ends") == 0
    assert not list(tmp_path.iterdir())


def test_what_windows_tells_of_and_a_program_gets_over_is_no_fall(tmp_path: Path) -> None:
    (tmp_path / "running.txt").write_text('Windows fatal exception: code 0x8001010d\n\n  File "x.py", line 1 in f\n')
    assert run(tmp_path, "ends") == 0
    assert not list(tmp_path.iterdir())


def test_the_place_of_a_fall_is_that_of_the_thread_that_fell(tmp_path: Path) -> None:
    (tmp_path / "crash-20260101-000000.txt").write_text(
        'Fatal Python error: Aborted\n\nThread 0x1 (most recent call first):\n  File "console/a.py", line 1 in f\n\n'
        'Current thread 0x2 (most recent call first):\n  File "numpy/b.py", line 2 in g\n'
        '  File "console/c.py", line 3 in h\n  File "console/d.py", line 4 in i\n'
    )
    (fall,) = CrashLog(tmp_path).falls()
    assert (fall.what, fall.place, fall.ended) == ("Aborted", "console/c.py:3", True)


def test_an_error_is_kept_with_its_place_and_without_its_words(crashes: CrashLog) -> None:
    waiting = threading.Event()
    other = threading.Thread(target=waiting.wait, name="database_0")
    other.start()
    note(crashes)
    waiting.set()
    other.join()
    (fall,) = crashes.falls()
    assert (fall.what, fall.ended) == ("LookupError", False)
    assert fall.place.rpartition(":")[0].endswith("test_crash_log.py")
    assert fall.at.timestamp() == 1_800_000_000.0
    text = fall.file.read_text(encoding="utf-8")
    assert "in raise_deep" in text
    assert "database_0" in text
    assert "Python 3." in text
    for secret in (SECRET, "张三", "13800138000", "customer"):
        assert secret not in text


def test_of_a_place_the_pc_s_own_path_is_left_out(crashes: CrashLog) -> None:
    try:
        CrashLog(Path("x"), now=lambda: 0.0)._write(1e20, "")
    except (OverflowError, ValueError, OSError) as error:
        crashes.note(type(error), error.__traceback__)
    (fall,) = crashes.falls()
    assert fall.place.replace("\\", "/").startswith("console/crash_log.py:")


def test_only_the_newest_are_kept_and_told_once(crashes: CrashLog, tmp_path: Path) -> None:
    for day in range(1, 15):
        (tmp_path / "logs" / f"crash-202601{day:02}-000000.txt").write_text("Error: KeyError\n")
    note(crashes)
    falls = crashes.falls()
    assert len(falls) == KEPT_FILES
    assert falls[0].what == "LookupError"
    told = [fall.file.name for fall in falls]
    assert crashes.falls(told) == []
    assert [fall.what for fall in crashes.falls(told[1:])] == ["LookupError"]


def test_a_clock_that_was_set_back_hides_no_report_and_drops_none(crashes: CrashLog, tmp_path: Path) -> None:
    for day in range(1, 15):
        (tmp_path / "logs" / f"crash-203801{day:02}-000000.txt").write_text("Error: KeyError\n")
    told = [fall.file.name for fall in crashes.falls()]
    note(crashes)
    assert [fall.what for fall in crashes.falls(told)] == ["LookupError"]
    assert len(crashes.falls()) == KEPT_FILES


def test_one_run_does_not_fill_the_folder(crashes: CrashLog) -> None:
    for _ in range(MOST_A_RUN + 3):
        note(crashes)
    assert len(crashes.falls()) == MOST_A_RUN


class FullDisk(io.StringIO):
    """A file that can be made, for which there is no room."""

    def flush(self) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def close(self) -> None:
        super().close()
        raise OSError(errno.ENOSPC, "No space left on device")


def test_on_a_full_disk_the_console_starts_and_no_empty_report_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    crashes = CrashLog(tmp_path)
    real = Path.open

    def no_room(self: Path, mode: str = "r", *rest: Any, **named: Any) -> Any:
        if "w" not in mode:
            return real(self, mode, *rest, **named)
        real(self, mode, *rest, **named).close()
        return FullDisk()

    with monkeypatch.context() as full:
        full.setattr(Path, "open", no_room)
        crashes.begin()
        note(crashes)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "running.txt").write_text("Fatal Python error: Aborted\n")
    with monkeypatch.context() as full:
        full.setattr(Path, "open", no_room)
        crashes.begin()
    assert [path.name for path in tmp_path.iterdir()] == ["running.txt"]  # what fell is told of when there is room
    crashes.begin()
    assert [fall.what for fall in crashes.falls()] == ["Aborted"]
    crashes.end()


def test_a_folder_that_cannot_be_written_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "plain").touch()
    crashes = CrashLog(tmp_path / "plain" / "logs")
    crashes.begin()
    note(crashes)
    assert crashes.falls() == []
    crashes.end()
