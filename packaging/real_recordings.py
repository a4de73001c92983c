"""Fetches the Debian packages of real recordings that the tests read, and unpacks them without installing anything."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

PACKAGES = (
    "asterisk-core-sounds-en-wav",
    "asterisk-core-sounds-en-gsm",
    "asterisk-core-sounds-en-g722",
    "asterisk-moh-opsound-wav",
    "sip-tester",
)


def cache_folder() -> Path:
    """Where the recordings are kept, outside the clone: DESKSIDE_RECORDINGS or the user's cache."""
    chosen = os.environ.get("DESKSIDE_RECORDINGS")
    return Path(chosen) if chosen else Path.home() / ".cache" / "deskside" / "recordings"


def fetch(folder: Path) -> list[str]:
    """Fetch and unpack what `folder` does not have yet; the packages that could not be had."""
    folder.mkdir(parents=True, exist_ok=True)
    missing = []
    for package in PACKAGES:
        if not (folder / package).is_dir() and not _fetch_one(package, folder):
            missing.append(package)
    return missing


def _fetch_one(package: str, folder: Path) -> bool:
    part = folder / f"{package}.part"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir()
    try:
        subprocess.run(["apt-get", "download", package], cwd=part, check=True, capture_output=True)
        (archive,) = part.glob("*.deb")
        subprocess.run(["dpkg", "-x", archive.name, "."], cwd=part, check=True, capture_output=True)
        archive.unlink()
        part.rename(folder / package)
    except (OSError, ValueError, subprocess.CalledProcessError):
        shutil.rmtree(part, ignore_errors=True)
        return False
    return True


def main() -> int:
    """Fetch everything; 1 when something is missing."""
    folder = cache_folder()
    missing = fetch(folder)
    for package in PACKAGES:
        print(f"{package}: {'not to be had (apt-get update first?)' if package in missing else folder / package}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
