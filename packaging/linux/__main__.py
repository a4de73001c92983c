"""`make linux`: the same frozen folder for Linux, as dist/Deskside-x.y.z-linux-….tar.xz with a desktop file."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

from console import __version__
from debian_root import alone, cache_folder

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FROZEN = ROOT / "dist" / "linux" / "Deskside"
TARBALL = ROOT / "dist" / f"Deskside-{__version__}-linux-{platform.machine()}.tar.xz"
TOOLS = ("pyinstaller", "pyinstaller-hooks-contrib", "altgraph", "packaging", "setuptools")
"""What freezes; of the versions that freeze for Windows."""


def main() -> int:
    """Freeze and pack; the exit code."""
    tools = _tools()
    print("freezing the program with PyInstaller", flush=True)
    shutil.rmtree(FROZEN, ignore_errors=True)
    folders = ["--distpath", str(FROZEN.parent), "--workpath", str(ROOT / "build" / "freezing")]
    words = ["-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", *folders]
    done = subprocess.run(
        [sys.executable, *words, str(ROOT / "packaging" / "deskside.spec")],
        env={**os.environ, "PYTHONPATH": str(tools)},
        check=False,
    )
    if done.returncode:
        return done.returncode
    shutil.copy(HERE / "deskside.desktop", FROZEN)
    shutil.copy(ROOT / "resources" / "deskside.svg", FROZEN)
    print("packing", flush=True)
    with tarfile.open(TARBALL, "w:xz", preset=3) as packed:
        packed.add(FROZEN, f"Deskside-{__version__}")
    installed = sum(path.stat().st_size for path in FROZEN.rglob("*") if path.is_file() and not path.is_symlink())
    packed_size = TARBALL.stat().st_size / 1_000_000
    print(f"ready: {TARBALL.relative_to(ROOT)}, {packed_size:.1f} MB, unpacked {installed / 1_000_000:.1f} MB")
    return 0


def _tools() -> Path:
    """PyInstaller in a folder of its own in the cache: the program's packages are not mixed with it."""
    lines = (ROOT / "packaging" / "constraints-windows.txt").read_text(encoding="utf-8").splitlines()
    exact = [line.split(" ")[0] for line in lines if line.partition("==")[0] in TOOLS]
    work = cache_folder() / "linux"
    work.mkdir(parents=True, exist_ok=True)
    ready = work / "-".join(exact).replace("==", "-")
    with alone(work / "tools.lock"):
        if not ready.is_dir():
            print("fetching PyInstaller", flush=True)
            part = work / "part"
            shutil.rmtree(part, ignore_errors=True)
            pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
            subprocess.run([*pip, "--target", str(part), *exact], check=True)
            part.rename(ready)
    return ready


if __name__ == "__main__":
    sys.exit(main())
