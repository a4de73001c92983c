"""A Debian sid beside the system for what the system's own Debian lacks, made once and kept in the user's cache."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SUITE = "sid"
_STAMP = "made-by-recipe"


class NotMade(Exception):
    """The root could not be made; the words say what helps."""


@dataclass(frozen=True)
class Recipe:
    """What is put into a root, and what must be found there afterwards.

    `number` is raised whenever the root must be made otherwise: older ones are then made again. `command` is what a
    person runs to have it made. `lacks` names what a finished root should have and has not.
    """

    number: str
    command: str
    packages: tuple[str, ...]
    lacks: Callable[[Path], list[str]]


def cache_folder() -> Path:
    """Where what costs minutes to make is kept, outside the clone: DESKSIDE_CACHE or the user's cache."""
    chosen = os.environ.get("DESKSIDE_CACHE")
    return Path(chosen) if chosen else Path.home() / ".cache" / "deskside"


def made_root(root: Path, recipe: Recipe) -> Path:
    """`root`, complete. Two who ask at once get the same: the second waits. Raises NotMade."""
    if os.geteuid() != 0:
        raise NotMade(f"sudo {recipe.command} (a root folder is made and entered, which only root may)")
    if not is_complete(root, recipe):
        root.parent.mkdir(parents=True, exist_ok=True)
        with alone(root.with_suffix(".lock")):
            if not is_complete(root, recipe):
                make(root, recipe)
    return root


def is_complete(root: Path, recipe: Recipe) -> bool:
    """Whether it was made to its end, by this recipe. The stamp is written last, the name given after that."""
    try:
        return (root / _STAMP).read_text() == recipe.number
    except OSError:
        return False


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Hold `lock`; whoever else asks for it waits."""
    import fcntl  # not on Windows, where the tests read this module

    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def make(root: Path, recipe: Recipe) -> None:
    """Make `root` by `recipe`, whatever stands there; about two minutes. Raises NotMade."""
    if shutil.which("debootstrap") is None:
        raise NotMade("sudo apt-get install debootstrap")
    if " " in str(root):
        raise NotMade(f"DESKSIDE_CACHE=folder {recipe.command} (debootstrap bears no blank in {root})")
    part = root.with_suffix(".part")
    for old in (part, root):
        shutil.rmtree(old, ignore_errors=True)
    log = root.with_suffix(".log")
    with log.open("wb") as output:
        steps = [in_namespaces("debootstrap", "--variant=minbase", SUITE, str(part), _mirror())]
        # The mirror may be one of a fixed day, whose lists look too old.
        steps.append(_inside(part, "apt-get", "-o", "Acquire::Check-Valid-Until=false", "-qq", "update"))
        steps.append(_inside(part, "apt-get", "-y", "-qq", "install", "--no-install-recommends", *recipe.packages))
        for step in steps:
            if "apt-get" in step:
                _keep_services_still(part)
            if subprocess.run(
                step, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=_ENVIRONMENT
            ).returncode:
                said = f"{_last_words(log)}; all of it: {log}"
                raise NotMade(f"{recipe.command}, once the package mirror answers ({said})")
    if absent := recipe.lacks(part):
        raise NotMade(f"Debian packages with {', '.join(absent)}")
    shutil.rmtree(part / "var" / "cache" / "apt", ignore_errors=True)
    shutil.rmtree(part / "usr" / "share" / "doc", ignore_errors=True)
    (part / _STAMP).write_text(recipe.number)
    part.rename(root)


_ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if name.lower().endswith("_proxy")},
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "DEBIAN_FRONTEND": "noninteractive",
    "LC_ALL": "C.UTF-8",
}


def in_namespaces(*command: str, proc: str = "/proc") -> list[str]:
    """`command` in namespaces of its own, which sees its own processes at `proc` (empty: nowhere).

    Whatever it mounts or starts ends with it, and it ends with the thread that began it: else what a killed build had
    begun would go on, beside the next build and in the same files.
    """
    words = ["setpriv", "--pdeathsig", "KILL", "unshare", "--mount", "--pid", "--fork", "--kill-child"]
    return [*words, *([f"--mount-proc={proc}"] if proc else []), *command]


def _inside(root: Path, *command: str) -> list[str]:
    return in_namespaces("chroot", str(root), *command, proc=f"{root}/proc")


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


def _last_words(log: Path) -> str:
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return lines[-1] if lines else "no word"
