"""Writes a JSON file whole or not at all, so that a crash or a full disk leaves the one before, and reads it back."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from time import sleep
from typing import Any, TypeVar

T = TypeVar("T")

READ_BY_OTHERS_S = (0.01, 0.02, 0.04, 0.08)
"""Windows gives no file away that somebody reads, a search index or a guard against viruses: they are soon done."""


def write_json(path: Path, content: Any) -> None:
    """Replace `path` by `content`, its folder made where needed. Raises OSError where that cannot be written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    with fresh.open("w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=2, sort_keys=True)
        file.flush()
        os.fsync(file.fileno())
    put_in_place(fresh, path)


def put_in_place(fresh: Path, path: Path) -> None:
    """Have `fresh` be `path` from now on, also where somebody looks at the old one. Raises OSError."""
    _once_let_go(lambda: fresh.replace(path))


def read_whole(path: Path) -> bytes:
    """What is in `path`, also where somebody has just begun to look at it. Raises OSError."""
    return _once_let_go(path.read_bytes)


def put_aside(path: Path) -> Path:
    """Move a damaged `path` to `.broken`, over no earlier one, so that the next save loses nothing. Raises OSError."""
    aside = path.with_name(path.name + ".broken")
    turn = 1
    while aside.exists():
        turn += 1
        aside = path.with_name(f"{path.name}.broken{turn}")
    path.rename(aside)
    return aside


def _once_let_go(deed: Callable[[], T]) -> T:
    for pause_s in READ_BY_OTHERS_S if sys.platform == "win32" else ():
        try:
            return deed()
        except PermissionError:
            sleep(pause_s)
    return deed()
