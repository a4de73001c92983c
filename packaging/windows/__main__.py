"""`make windows`: from this clone to dist/Deskside-x.y.z-setup.exe; what is made is kept while it is still true."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from console import __version__
from debian_root import NotMade, alone, cache_folder
from windows import sizes
from windows.icon import write_icon
from windows.parts import windows_python
from windows.wine import Wine, wine_root

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
DIST = ROOT / "dist"
FROZEN = DIST / "windows" / "Deskside"
INSTALLER = DIST / f"Deskside-{__version__}-setup.exe"
_MADE_FROM = DIST / "windows" / "made-from"
_BEGAN = time.monotonic()


def say(words: str) -> None:
    """One line of progress with the seconds since the beginning."""
    print(f"[{time.monotonic() - _BEGAN:5.0f} s] {words}", flush=True)


def main() -> int:
    """Every step in order; the exit code."""
    work = cache_folder() / "windows"
    try:
        say("a Debian root with Wine (made once, about two minutes)")
        root = wine_root()
        work.mkdir(parents=True, exist_ok=True)
        with alone(work / "build.lock"):
            python = windows_python(work, say)
            mark = _content(python)
            wine = Wine(
                root,
                work / "prefix",
                {python: "/deskside/python", ROOT: "/deskside/source", work: "/deskside/made"},
                {"PYTHONDONTWRITEBYTECODE": "1", "DESKSIDE_ICON": r"Z:\deskside\made\deskside.ico"},
            )
            if _MADE_FROM.exists() and _MADE_FROM.read_text() == mark and FROZEN.is_dir():
                say("the frozen program is of this very source: kept")
            else:
                _freeze(wine, work)
                _MADE_FROM.write_text(mark)
            print(sizes.table(FROZEN))
            if wrong := sizes.complaints(FROZEN):
                return _fail(*wrong)
            _pack(wine, mark)
    except NotMade as reason:
        return _fail(f"Wine is not here; enable with: {reason}")
    except subprocess.CalledProcessError as error:
        return _fail(*(error.stdout or "").splitlines()[-20:], *(error.stderr or "").splitlines()[-40:], str(error))
    size = INSTALLER.stat().st_size
    if size > sizes.MOST_INSTALLER:
        return _fail(f"the installer takes {size / sizes.MEGABYTE:.1f} MB")
    say(f"ready: {INSTALLER.relative_to(ROOT)}, {size / sizes.MEGABYTE:.1f} MB")
    return 0


def _fail(*lines: str) -> int:
    print(*lines, sep="\n", file=sys.stderr)
    return 1


def _sources() -> Iterator[Path]:
    for folder in ("console", "resources"):
        yield from (p for p in sorted((ROOT / folder).rglob("*")) if p.is_file() and "__pycache__" not in p.parts)
    yield ROOT / "packaging" / "deskside.spec"
    yield HERE / "deskside.manifest"


def _content(python: Path) -> str:
    """What tells whether anything that the frozen program is made from has changed."""
    digest = hashlib.sha256(python.name.encode())
    for path in _sources():
        digest.update(f"{path.relative_to(ROOT)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _freeze(wine: Wine, work: Path) -> None:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    write_icon(ROOT / "resources" / "deskside.svg", work / "deskside.ico")
    say("freezing the program with PyInstaller under Wine (about two minutes)")
    shutil.rmtree(FROZEN, ignore_errors=True)
    _MADE_FROM.unlink(missing_ok=True)
    DIST.mkdir(exist_ok=True)
    folders = ["--distpath", r"Z:\deskside\source\dist\windows", "--workpath", r"Z:\deskside\made\freezing"]
    words = ["-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", *folders]
    spec = r"Z:\deskside\source\packaging\deskside.spec"
    done = wine.run(r"Z:\deskside\python\python.exe", *words, spec, inside="/deskside/made")
    (work / "freezing.log").write_text(done.stderr)
    say("frozen")


def _pack(wine: Wine, mark: str) -> None:
    mark += hashlib.sha256((HERE / "installer.nsi").read_bytes()).hexdigest()
    stamp = DIST / "windows" / "packed-from"
    if INSTALLER.exists() and stamp.exists() and stamp.read_text() == mark:
        say("the installer is of this very program: kept")
        return
    say("packing the installer with makensis (about a minute)")
    given = {
        "VERSION": __version__,
        "SOURCE": "/deskside/source/dist/windows/Deskside",
        "ICON": "/deskside/made/deskside.ico",
        "TARGET": f"/deskside/source/dist/{INSTALLER.name}",
    }
    script = "/deskside/source/packaging/windows/installer.nsi"
    wine.run_here("makensis", "-V2", "-WX", *(f"-D{name}={value}" for name, value in given.items()), script)
    stamp.write_text(mark)


if __name__ == "__main__":
    sys.exit(main())
