"""The steps of a Windows build, the same under Wine and on Windows: freeze, sign, count, pack."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from console import __version__
from windows import sizes
from windows.icon import write_icon
from windows.signing import Signing

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
DIST = ROOT / "dist"
FROZEN = DIST / "windows" / "Deskside"
INSTALLER = DIST / f"Deskside-{__version__}-setup.exe"
SCRIPT = HERE / "installer.nsi"
PROGRAMS = ("Deskside.exe", "deskside-command.exe")
_MADE_FROM = DIST / "windows" / "made-from"
_PACKED_FROM = DIST / "windows" / "packed-from"
_BEGAN = time.monotonic()


class Failed(Exception):
    """The build cannot go on; the words say why."""


class Machine(Protocol):
    """Where the build's programs run: Windows itself, or Wine in a root."""

    def python(self, *words: str, folder: Path) -> str:
        """Run Windows' Python with the pinned packages in `folder`; what it said. Raises CalledProcessError."""

    def run_here(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run makensis, or a shell. Raises CalledProcessError."""

    def shell(self, line: str) -> subprocess.CompletedProcess[str]:
        """Run a line as `!finalize` of makensis would. Raises CalledProcessError."""

    def as_windows(self, path: Path) -> str:
        """`path` as a Windows program is told it."""

    def as_here(self, path: Path) -> str:
        """`path` as `run_here` is told it."""


def say(words: str) -> None:
    """One line of progress with the seconds since the beginning."""
    print(f"[{time.monotonic() - _BEGAN:5.0f} s] {words}", flush=True)


def build(machine: Machine, packages: str, work: Path, signing: Signing | None, compression: str) -> None:
    """From the source to dist/; `packages` tells which Python and packages. Raises Failed, CalledProcessError."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    write_icon(ROOT / "resources" / "deskside.svg", work / "deskside.ico")
    mark = _content(packages, signing)
    if _MADE_FROM.exists() and _MADE_FROM.read_text() == mark and FROZEN.is_dir():
        say("the frozen program is of this very source: kept")
    else:
        _freeze(machine, work, signing)
        _MADE_FROM.write_text(mark)
    print(sizes.table(FROZEN))
    if wrong := sizes.complaints(FROZEN):
        raise Failed("\n".join(wrong))
    scripts = b"".join(file.read_bytes() for file in sorted(HERE.glob("*.ns[ih]")))
    mark += hashlib.sha256(scripts + compression.encode()).hexdigest()
    if INSTALLER.exists() and _PACKED_FROM.exists() and _PACKED_FROM.read_text() == mark:
        say("the installer is of this very program: kept")
    else:
        say(f"packing the installer with makensis ({compression})")
        _PACKED_FROM.unlink(missing_ok=True)
        pack(machine, FROZEN, INSTALLER, __version__, work, signing, compression)
        _PACKED_FROM.write_text(mark)
    size = INSTALLER.stat().st_size
    if size > sizes.MOST_INSTALLER and compression == "lzma":
        raise Failed(f"the installer takes {size / sizes.MEGABYTE:.1f} MB")
    say(f"ready: dist/{INSTALLER.name}, {size / sizes.MEGABYTE:.1f} MB, {'' if signing else 'not '}signed")


def _sources() -> Iterator[Path]:
    for folder in ("console", "resources"):
        yield from (p for p in sorted((ROOT / folder).rglob("*")) if p.is_file() and "__pycache__" not in p.parts)
    yield ROOT / "packaging" / "deskside.spec"
    yield HERE / "deskside.manifest"
    yield from sorted((HERE / "hooks").glob("*.py"))


def _content(packages: str, signing: Signing | None) -> str:
    """What tells whether anything that the frozen program is made from has changed."""
    digest = hashlib.sha256(packages.encode())
    if signing:
        digest.update(signing.certificate.read_bytes())
    for path in _sources():
        digest.update(f"{path.relative_to(ROOT)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _freeze(machine: Machine, work: Path, signing: Signing | None) -> None:
    """Beside the old one, which goes only when the new one is whole: somebody may be trying it."""
    say("freezing the program with PyInstaller (about two minutes)")
    part, old = FROZEN.parent / "part", FROZEN.parent / "old"
    for left in (part, old):
        shutil.rmtree(left, ignore_errors=True)
    part.mkdir(parents=True)
    folders = ["--distpath", machine.as_windows(part), "--workpath", machine.as_windows(work / "freezing")]
    words = ["-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", *folders]
    said = machine.python(*words, machine.as_windows(ROOT / "packaging" / "deskside.spec"), folder=work)
    (work / "freezing.log").write_text(said, encoding="utf-8")
    if signing:
        say("signing the program")
        for name in PROGRAMS:
            line = signing.command(machine.as_here)
            machine.shell(line.replace("%1", machine.as_here(part / "Deskside" / name)))
    _MADE_FROM.unlink(missing_ok=True)
    if FROZEN.exists():
        FROZEN.rename(old)
    (part / "Deskside").rename(FROZEN)
    for left in (part, old):
        shutil.rmtree(left, ignore_errors=True)
    say("frozen")


def pack(
    machine: Machine,
    frozen: Path,
    installer: Path,
    version: str,
    work: Path,
    signing: Signing | None,
    compression: str,
) -> None:
    """Make `installer` of the folder `frozen`, whole or not at all.

    `compression` is "lzma", or "zlib" for one that is only tried.
    """
    part = installer.with_suffix(".part")
    given = {
        "VERSION": version,
        "SOURCE": machine.as_here(frozen),
        "ICON": machine.as_here(work / "deskside.ico"),
        "TARGET": machine.as_here(part),
        "COMPRESSION": compression,
    }
    if signing:
        given["SIGN"] = signing.command(machine.as_here)
    words = [f"-D{name}={value}" for name, value in given.items()]
    machine.run_here("makensis", "-V2", "-WX", "-INPUTCHARSET", "UTF8", *words, machine.as_here(SCRIPT))
    if signing:
        machine.shell(signing.command(machine.as_here).replace("%1", machine.as_here(part)))
    part.replace(installer)
