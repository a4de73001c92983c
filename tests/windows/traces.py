"""What a Windows in a folder holds of Deskside: files by name, and lines of the registry."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

OF_WINE = ("drive_c/windows/", "drive_c/users/root/AppData/Local/Temp/")
"""Where Wine itself writes as programs come and go."""


@dataclass(frozen=True)
class Traces:
    """Paths within the prefix, folders too; and keys and values of the registry that speak of Deskside."""

    files: frozenset[str]
    registry: frozenset[str]

    def beyond(self, before: Traces) -> Traces:
        """What has come since."""
        return Traces(self.files - before.files, self.registry - before.registry)


def traces(prefix: Path) -> Traces:
    """Read when every program in it has ended: only then the registry is in its files."""
    names = (path.relative_to(prefix).as_posix() for path in (prefix / "drive_c").rglob("*"))
    files = frozenset(name for name in names if not name.startswith(OF_WINE))
    registry = set()
    for hive in ("system.reg", "user.reg", "userdef.reg"):
        key = ""
        for line in (prefix / hive).read_text(encoding="utf-8", errors="replace").splitlines():
            key = line if line.startswith("[") else key
            if "deskside" in f"{key}{line}".lower():
                registry.add(f"{hive}: {key.rpartition(']')[0]}] {line if line != key else ''}")
    return Traces(files, frozenset(registry))
