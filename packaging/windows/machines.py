"""Where the steps of a build run: under Wine on Debian, or on Windows with the Python that runs them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from windows.wine import Wine


@dataclass(frozen=True)
class UnderWine:
    """Windows' Python is shown at `home` within the root."""

    wine: Wine
    home: str

    def python(self, *words: str, folder: Path) -> str:
        """See steps.Machine."""
        self.wine.begin()
        program = _with_drive(f"{self.home}/python.exe")
        return self.wine.run(program, *words, inside=self.as_here(folder)).stderr

    def run_here(self, *command: str) -> subprocess.CompletedProcess[str]:
        """See steps.Machine."""
        return self.wine.run_here(*command)

    def shell(self, line: str) -> subprocess.CompletedProcess[str]:
        """See steps.Machine."""
        return self.wine.run_here("sh", "-c", line)

    def as_windows(self, path: Path) -> str:
        """See steps.Machine."""
        return _with_drive(self.as_here(path))

    def as_here(self, path: Path) -> str:
        """See steps.Machine. ValueError where `path` is in no folder that the root is shown."""
        return _within(path, self.wine.shown)


def _within(path: Path, shown: Mapping[Path, str]) -> str:
    for source, seen in shown.items():
        if path == source or source in path.parents:
            return f"{seen}/{path.relative_to(source).as_posix()}".removesuffix("/.")
    raise ValueError(f"not shown within the root: {path}")


def _with_drive(path: str) -> str:
    return "Z:" + path.replace("/", "\\")


class OnWindows:
    """On the spot; makensis and osslsigncode are on the PATH."""

    def python(self, *words: str, folder: Path) -> str:
        """See steps.Machine."""
        return _run(sys.executable, *words, folder=folder).stderr

    def run_here(self, *command: str) -> subprocess.CompletedProcess[str]:
        """See steps.Machine."""
        return _run(*command)

    def shell(self, line: str) -> subprocess.CompletedProcess[str]:
        """See steps.Machine."""
        return subprocess.run(line, shell=True, check=True, capture_output=True, text=True, errors="replace")

    def as_windows(self, path: Path) -> str:
        """See steps.Machine."""
        return str(path)

    def as_here(self, path: Path) -> str:
        """See steps.Machine."""
        return str(path)


def _run(*command: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True, errors="replace")
