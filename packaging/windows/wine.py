"""Runs Windows programs in a Debian root that has Wine: what they may see, where their registry is, how they end."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from debian_root import Recipe, cache_folder, in_namespaces, is_complete, made_root

PACKAGES = (
    "wine",
    "wine64",
    "nsis",  # makes the installer
    "osslsigncode",
    "fonts-noto-cjk",  # Wine brings no Chinese
    "fonts-liberation",
    "fontconfig",
    "libpulse0",  # sound, where PULSE_SERVER names a server
    *("libxrandr2", "libxi6", "libxcursor1", "libxrender1", "libxfixes3", "libxcomposite1", "libxinerama1"),
)
_PROGRAMS = ("wine", "makensis", "osslsigncode")


def _lacking_programs(root: Path) -> list[str]:
    return [name for name in _PROGRAMS if not os.path.lexists(root / "usr" / "bin" / name)]


RECIPE = Recipe("1", "make windows", PACKAGES, _lacking_programs)
_ROOT = "wine-root"
PREFIX = "/deskside/prefix"
_BEGUN = "made-to-its-end"


def wine_root() -> Path:
    """The root with Wine, made if need be. Raises debian_root.NotMade."""
    return made_root(cache_folder() / _ROOT, RECIPE)


def present_root() -> Path | None:
    """The root with Wine if it was made before."""
    root = cache_folder() / _ROOT
    return root if is_complete(root, RECIPE) else None


@dataclass(frozen=True)
class Wine:
    """Wine in `root`. `prefix` is the folder of its registry and drive C:, made when first used.

    `shown` are folders of this system and where they are seen within, Z: being `/` there. `settings` are added to
    the environment, which is otherwise empty.
    """

    root: Path
    prefix: Path
    shown: Mapping[Path, str]
    settings: Mapping[str, str]

    def begin(self) -> None:
        """Make the prefix, unless that was done to its end before: to Wine one that was broken off looks whole.

        Raises as `run`.
        """
        stamp = self.prefix / _BEGUN
        if not stamp.exists():
            shutil.rmtree(self.prefix, ignore_errors=True)
            self.run("wineboot", "-i")
            stamp.touch()

    def run(
        self, *command: str, inside: str = "/", timeout_s: float = 900, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """Run a Windows program and wait until it and all that it started have ended; its words are kept.

        Raises subprocess.CalledProcessError (when `check`) and subprocess.TimeoutExpired.
        """
        return self.run_here("sh", "-c", _TO_ITS_END, "sh", *command, inside=inside, timeout_s=timeout_s, check=check)

    def run_here(
        self, *command: str, inside: str = "/", timeout_s: float = 900, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """Run a program of the root itself, in the folder `inside`. Raises as `run`."""
        return subprocess.run(
            self.command(*command, inside=inside),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=check,
            timeout=timeout_s,
            env=self.environment(),
        )

    def command(self, *command: str, inside: str = "/") -> list[str]:
        """What runs `command` in namespaces of its own, see debian_root.in_namespaces."""
        self.prefix.mkdir(parents=True, exist_ok=True)
        shown = {**self.shown, self.prefix: PREFIX}
        mounts: list[str] = [part for source, seen in shown.items() for part in (str(source), seen)]
        for seen in shown.values():
            (self.root / seen.lstrip("/")).mkdir(parents=True, exist_ok=True)
        words = ["sh", str(self.root), inside, str(len(shown)), *mounts, *command]
        return in_namespaces("sh", "-c", _ENTER, *words, proc="")

    def environment(self) -> dict[str, str]:
        """Everything that the programs are told."""
        return {
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": "/deskside",
            "LC_ALL": "C.UTF-8",
            "WINEPREFIX": PREFIX,
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            # Neither .NET nor a browser: their installers would ask for a download.
            "WINEDLLOVERRIDES": "mscoree=;mshtml=;winemenubuilder.exe=",
            **self.settings,
        }


_ENTER = """set -e
root=$1 inside=$2 count=$3
shift 3
mount -t proc proc "$root/proc"
while [ "$count" -gt 0 ]; do
    mount --bind "$1" "$root$2"
    shift 2
    count=$((count - 1))
done
exec chroot "$root" sh -c 'cd "$1" && shift && exec "$@"' sh "$inside" "$@"
"""

_TO_ITS_END = """wine "$@"
code=$?
/usr/lib/*/wine/wineserver -w
exit $code
"""
