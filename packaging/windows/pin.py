"""Writes constraints-windows.txt: each wheel that the Windows build takes, by version and hash.

Beside it constraints-windows-tests.txt: what the tests take besides, so that it never gets into the program.

    PYTHONPATH=packaging python -m windows.pin

Versions are those of constraints.txt; what only the build needs is the newest that fits, until this is run again. pip
would ask this machine, not Windows, which packages are wanted: so each wheel's own words are read here instead.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from email.parser import BytesParser
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

from windows.parts import FOR_WINDOWS, PINNED, PINNED_FOR_TESTS, PYTHON

ROOT = Path(__file__).resolve().parents[2]
BUILD = ("pyinstaller",)
TESTS = ("hypothesis", "pytest", "pytest-qt")
WINDOWS = {
    "sys_platform": "win32",
    "platform_system": "Windows",
    "os_name": "nt",
    "platform_machine": "AMD64",
    "python_version": PYTHON,
    "python_full_version": "3.11.9",
    "implementation_name": "cpython",
    "platform_python_implementation": "CPython",
}

HEAD = "# Made by `PYTHONPATH=packaging python -m windows.pin` from pyproject.toml and constraints.txt: not by hand.\n"


def wanted() -> list[Requirement]:
    """What the program and the build ask for."""
    asked = (Requirement(line) for line in (*_project()["dependencies"], *BUILD))
    return [one for one in asked if one.marker is None or one.marker.evaluate(WINDOWS)]


def wanted_for_tests() -> list[Requirement]:
    """What the tests on Windows ask for besides."""
    asked = [Requirement(line) for line in _project()["optional-dependencies"]["dev"]]
    return [one for one in asked if one.name in TESTS]


def _project() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return found


def wheel_of(asked: Requirement, folder: Path) -> Path:
    """The one wheel for `asked`, fetched. Raises subprocess.CalledProcessError where Windows has none."""
    into = folder / canonicalize_name(asked.name)
    words = ["--no-deps", f"--dest={into}", f"--constraint={ROOT / 'packaging' / 'constraints.txt'}", *FOR_WINDOWS]
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", *words, f"{asked.name}{asked.specifier}"], check=True
    )
    (wheel,) = into.iterdir()
    return wheel


def asks(wheel: Path, extras: frozenset[str]) -> list[Requirement]:
    """What `wheel` itself asks for on Windows with `extras`."""
    with zipfile.ZipFile(wheel) as inside:
        (name,) = (n for n in inside.namelist() if n.endswith(".dist-info/METADATA") and n.count("/") == 1)
        lines = BytesParser().parsebytes(inside.read(name)).get_all("Requires-Dist") or []
    needs = (Requirement(line) for line in lines)
    chosen = [{**WINDOWS, "extra": extra} for extra in ("", *extras)]
    return [need for need in needs if need.marker is None or any(need.marker.evaluate(one) for one in chosen)]


def resolve(first: list[Requirement], folder: Path) -> dict[str, Path]:
    """Every wheel that `first` comes to, by its package's name, fetched into `folder`."""
    found: dict[str, Path] = {}
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting = list(first)
    while waiting:
        asked = waiting.pop()
        name, extras = canonicalize_name(asked.name), frozenset(asked.extras)
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        if name not in found:
            found[name] = wheel_of(asked, folder)
        waiting += asks(found[name], extras)
    return found


def write(pinned: Path, wheels: dict[str, Path]) -> None:
    """One line for each wheel."""
    lines = []
    for name, wheel in sorted(wheels.items()):
        version = parse_wheel_filename(wheel.name)[1]
        lines.append(f"{name}=={version} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n")
    pinned.write_text(HEAD + "".join(lines), encoding="utf-8")
    print(f"{len(lines)} wheels in {pinned.relative_to(ROOT)}")


def main() -> int:
    """Fetch, read, write; the exit code."""
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        shipped, tested = resolve(wanted(), Path(one)), resolve(wanted_for_tests(), Path(other))
        write(PINNED, shipped)
        write(PINNED_FOR_TESTS, {name: wheel for name, wheel in tested.items() if name not in shipped})
    return 0


if __name__ == "__main__":
    sys.exit(main())
