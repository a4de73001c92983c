"""The files of one backup: what they are called, what they weigh, and how a whole one is told from a broken one."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from console.admin.place import NotDone, NotUsable

DUMP, ROLES, MANIFEST = "database.dump", "roles.sql", "manifest.json"
_NAMED = "deskside-%Y%m%dT%H%M%SZ"


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: when it was taken, of which schema, how many rows of what counts, the record's last link.

    `sha256` by file name.
    """

    at: str
    schema: str
    server: str
    rows: Mapping[str, int]
    head: str
    sha256: Mapping[str, str]


def new_folder(parent: Path, at: datetime) -> Path:
    """Where a backup is made; it gets its real name when it is whole. NotUsable where nothing can be written."""
    folder = parent / (at.astimezone(UTC).strftime(_NAMED) + ".partial")
    try:
        parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700)
    except OSError as error:
        raise NotUsable(f"{parent} cannot be written: {error.strerror}.") from error
    return folder


def finish(folder: Path, manifest: Manifest) -> Path:
    """Write the manifest and give the folder its real name."""
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=2) + "\n", encoding="utf-8")
    for file in folder.iterdir():
        file.chmod(0o600)
    return folder.rename(folder.with_suffix(""))


def digest(file: Path) -> str:
    """SHA-256 of a file, as hexadecimal digits."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def find(folder: Path) -> Path:
    """The backup that `folder` is, or the newest in it."""
    if (folder / MANIFEST).exists():
        return folder
    whole = _whole(folder)
    if not whole:
        raise NotUsable(f"{folder} holds no backup.")
    return whole[-1]


def read(folder: Path) -> Manifest:
    """The manifest of a backup whose files are what they were. NotDone for one that is damaged."""
    try:
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
        for name, expected in manifest.sha256.items():
            if digest(folder / name) != expected:
                raise NotDone(f"{folder / name} is not what was written; use another backup.")
    except (OSError, ValueError, TypeError) as error:
        raise NotDone(f"{folder} is not a whole backup: {error}.") from error
    return manifest


def remove_old(parent: Path, keep: int) -> list[Path]:
    """Remove all but the newest `keep` backups in a folder; which went."""
    old = _whole(parent)[:-keep]
    for folder in old:
        shutil.rmtree(folder)
    return old


def _whole(parent: Path) -> list[Path]:
    """Backups by age, the newest last; their names sort as their times."""
    return sorted(file.parent for file in parent.glob(f"deskside-*Z/{MANIFEST}"))
