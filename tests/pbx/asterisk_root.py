"""A Debian sid beside the system with Asterisk 22 in it, made once and kept in the user's cache outside the clone.

Debian 12 has no Asterisk. By hand:  sudo .venv/bin/python -m tests.pbx.asterisk_root
"""

from __future__ import annotations

import fcntl
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.requirements_met import missing

SUITE = "sid"
RECIPE = "2"
"""Raised whenever the root must be made otherwise: older ones are then made again."""

PACKAGES = ("asterisk", "asterisk-modules")
_STAMP = "made-by-recipe"
_WANTED_MODULES = ("app_queue", "app_mixmonitor", "app_confbridge", "app_chanspy", "chan_pjsip", "chan_websocket")


class NotMade(Exception):
    """The root could not be made; the words say what helps."""


def cache_folder() -> Path:
    """Where large parts of the tests are kept: DESKSIDE_CACHE or the user's cache."""
    chosen = os.environ.get("DESKSIDE_CACHE")
    return Path(chosen) if chosen else Path.home() / ".cache" / "deskside"


def asterisk_root() -> Path:
    """The folder of a root that is complete, made now if need be (about two minutes).

    Skips the test, or fails where Asterisk is required, when it cannot be made here.
    """
    try:
        return made_root(cache_folder() / "asterisk-root")
    except NotMade as reason:
        missing("Asterisk", str(reason))
        raise AssertionError from reason


def made_root(root: Path) -> Path:
    """`root`, complete. Two who ask at once get the same: the second waits. Raises NotMade."""
    if os.geteuid() != 0:
        raise NotMade("sudo make test (a root folder is made and entered, which only root may)")
    if not is_complete(root):
        root.parent.mkdir(parents=True, exist_ok=True)
        with _alone(root.with_suffix(".lock")):
            if not is_complete(root):
                _make(root)
    return root


def is_complete(root: Path) -> bool:
    """Whether it was made to its end, by this recipe. The stamp is written last, the name given after that."""
    try:
        return (root / _STAMP).read_text() == RECIPE
    except OSError:
        return False


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _make(root: Path) -> None:
    if shutil.which("debootstrap") is None:
        raise NotMade("sudo apt-get install debootstrap")
    part = root.with_suffix(".part")
    for old in (part, root):
        shutil.rmtree(old, ignore_errors=True)
    log = root.with_suffix(".log")
    with log.open("wb") as output:
        steps = [["debootstrap", "--variant=minbase", SUITE, str(part), _mirror()]]
        # The mirror may be one of a fixed day, whose lists look too old.
        steps.append(_inside(part, "apt-get", "-o", "Acquire::Check-Valid-Until=false", "-qq", "update"))
        steps.append(_inside(part, "apt-get", "-y", "-qq", "install", "--no-install-recommends", *PACKAGES))
        for step in steps:
            if "apt-get" in step:
                _keep_services_still(part)
            if subprocess.run(
                step, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=_ENVIRONMENT
            ).returncode:
                raise NotMade(f"make test, once the package mirror answers ({_last_words(log)}; all of it: {log})")
    _check_modules(part)
    shutil.rmtree(part / "var" / "cache" / "apt", ignore_errors=True)
    shutil.rmtree(part / "usr" / "share" / "doc", ignore_errors=True)
    (part / _STAMP).write_text(RECIPE)
    part.rename(root)


_ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if name.lower().endswith("_proxy")},
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "DEBIAN_FRONTEND": "noninteractive",
    "LC_ALL": "C.UTF-8",
}


def _inside(root: Path, *command: str) -> list[str]:
    """`command` within `root`, in namespaces of its own: whatever it mounts or starts ends with it."""
    return ["unshare", "--mount", "--pid", "--fork", f"--mount-proc={root}/proc", "chroot", str(root), *command]


def _keep_services_still(root: Path) -> None:
    refusal = root / "usr" / "sbin" / "policy-rc.d"
    refusal.write_text("#!/bin/sh\nexit 101\n")
    refusal.chmod(0o755)


def _mirror() -> str:
    """The address this system has its Debian packages from."""
    asked = [
        "apt-get",
        "indextargets",
        "--format",
        "$(REPO_URI)|$(ORIGIN)|$(LABEL)|$(COMPONENT)",
        "Created-By: Packages",
    ]
    try:
        lines = subprocess.run(asked, check=True, capture_output=True, text=True).stdout.splitlines()
    except (OSError, subprocess.CalledProcessError) as error:
        raise NotMade("a Debian system with apt") from error
    for line in lines:
        address, origin, label, component = line.split("|")
        if (origin, label, component) == ("Debian", "Debian", "main"):
            return address
    raise NotMade("sudo apt-get update, on a Debian system")


def _check_modules(root: Path) -> None:
    folder = root / "usr" / "lib" / f"{platform.machine()}-linux-gnu" / "asterisk" / "modules"
    if not folder.is_dir():
        folder = root / "usr" / "lib" / "asterisk" / "modules"
    absent = [name for name in _WANTED_MODULES if not (folder / f"{name}.so").exists()]
    if absent:
        raise NotMade(f"an Asterisk package with {', '.join(absent)}")


def _last_words(log: Path) -> str:
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return lines[-1] if lines else "no word"


if __name__ == "__main__":
    try:
        sys.stdout.write(f"{made_root(cache_folder() / 'asterisk-root')}\n")
    except NotMade as reason:
        sys.exit(f"Asterisk is not here; enable with: {reason}")
