"""The Windows program in Wine: started as a user starts it, ended by its process id; what it leaves in its files."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from windows.wine import Wine

PROGRAM = r"C:\Programs\Deskside"
_TO_ITS_END = 'wine "$@"; code=$?; /usr/lib/*/wine/wineserver -w; exit $code'


@dataclass(frozen=True)
class Home:
    """A folder of the program's own on drive C:, as Windows and as this system name it."""

    wine: Wine
    name: str

    @property
    def folder(self) -> Path:
        """Here."""
        return self.wine.prefix / "drive_c" / self.name

    @property
    def settings_file(self) -> Path:
        """What the user has chosen."""
        return self.folder / "config" / "settings.json"

    @property
    def database(self) -> Path:
        """The embedded one."""
        return self.folder / "data" / "deskside.db"

    def choose(self, **settings: object) -> None:
        """What somebody chose before."""
        self.settings_file.parent.mkdir(parents=True, exist_ok=True)
        self.settings_file.write_text(json.dumps(settings))

    def chosen(self, name: str) -> object:
        """One setting as the program wrote it."""
        try:
            return json.loads(self.settings_file.read_text()).get(name)
        except (OSError, ValueError):  # in the middle of being replaced
            return None

    def tell(self, *words: str) -> str:
        """What the program for the command line says, whatever comes of it."""
        wine = replace(self.wine, settings={**self.wine.settings, "DESKSIDE_HOME": rf"C:\{self.name}"})
        done = wine.run(rf"{PROGRAM}\deskside-command.exe", *words, check=False, timeout_s=120)
        return done.stdout + done.stderr

    def here(self, path: str) -> Path:
        """The file that Windows calls so."""
        assert path.startswith("C:\\")
        return self.wine.prefix / "drive_c" / Path(*path[3:].split("\\"))

    @contextmanager
    def copy(self) -> Iterator[Path]:
        """The database as it is now, apart: Wine's locks on a file and this system's do not know of each other."""
        with tempfile.TemporaryDirectory() as folder:
            for source in self.database.parent.glob("deskside.db*"):
                if not source.name.endswith("-shm"):
                    shutil.copyfile(source, Path(folder) / source.name)
            yield Path(folder) / self.database.name

    def rows(self, question: str, *values: object) -> list[tuple[Any, ...]]:
        """What the database answers; nothing while it is not made yet."""
        try:
            with self.copy() as copied, closing(sqlite3.connect(copied)) as connection:
                return connection.execute(question, values).fetchall()
        except (OSError, sqlite3.Error):  # not there yet, or copied in the middle of a change
            return []


@contextmanager
def running(home: Home, settings: Mapping[str, str], *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """The program with its window; whatever is left of it at the end is ended with its namespace."""
    wine = replace(home.wine, settings={**home.wine.settings, "DESKSIDE_HOME": rf"C:\{home.name}", **settings})
    command = wine.command("sh", "-c", _TO_ITS_END, "sh", rf"{PROGRAM}\Deskside.exe", *words)
    log = (home.wine.prefix.parent / f"{home.name}.log").open("wb")
    with log, subprocess.Popen(command, env=wine.environment(), stdout=log, stderr=log) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
                process.wait(30)
