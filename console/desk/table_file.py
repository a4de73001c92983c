"""Writes a table that somebody asked for, and says in a fault why it could not be written."""

from __future__ import annotations

import errno
from pathlib import Path

from console.domain.faults import FaultKind, PlaceFault


def write_table(path: str, content: bytes) -> str:
    """Write `content` to `path`, which is returned. Raises PlaceFault (DISK_FULL, FILE_NOT_WRITTEN)."""
    try:
        Path(path).write_bytes(content)
    except OSError as error:
        kind = FaultKind.DISK_FULL if error.errno == errno.ENOSPC else FaultKind.FILE_NOT_WRITTEN
        raise PlaceFault(kind, path=path, why=str(error)) from error
    return path
