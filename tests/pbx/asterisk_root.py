"""A Debian sid beside the system with Asterisk 22 in it, for Debian 12 has none.

By hand:  sudo PYTHONPATH=packaging .venv/bin/python -m tests.pbx.asterisk_root
"""

from __future__ import annotations

import platform
import sys
from pathlib import Path

from debian_root import NotMade, Recipe, cache_folder, made_root
from tests.requirements_met import missing

_WANTED_MODULES = ("app_queue", "app_mixmonitor", "app_confbridge", "app_chanspy", "chan_pjsip", "chan_websocket")


def _lacking_modules(root: Path) -> list[str]:
    folder = root / "usr" / "lib" / f"{platform.machine()}-linux-gnu" / "asterisk" / "modules"
    if not folder.is_dir():
        folder = root / "usr" / "lib" / "asterisk" / "modules"
    return [f"Asterisk's {name}" for name in _WANTED_MODULES if not (folder / f"{name}.so").exists()]


RECIPE = Recipe("2", "make test", ("asterisk", "asterisk-modules"), _lacking_modules)


def asterisk_root() -> Path:
    """The folder of a root that is complete, made now if need be (about two minutes).

    Skips the test, or fails where Asterisk is required, when it cannot be made here.
    """
    try:
        return made_root(cache_folder() / "asterisk-root", RECIPE)
    except NotMade as reason:
        missing("Asterisk", str(reason))
        raise AssertionError from reason


if __name__ == "__main__":
    try:
        sys.stdout.write(f"{made_root(cache_folder() / 'asterisk-root', RECIPE)}\n")
    except NotMade as reason:
        sys.exit(f"Asterisk is not here; enable with: {reason}")
