"""Where things are kept: one answer for data, settings, cache and shipped resources, movable as a whole for tests."""

from __future__ import annotations

import os
import sys
from pathlib import Path

APP = "Deskside"
HOME_VARIABLE = "DESKSIDE_HOME"
"""When set, every folder lies under it: tests, portable use, a second centre on the same PC."""


def _folder(kind: str) -> Path:
    home = os.environ.get(HOME_VARIABLE)
    if home:
        return Path(home) / kind
    import platformdirs  # here, because a home set by hand needs no answer from the system

    found = {
        "data": platformdirs.user_data_path,
        "config": platformdirs.user_config_path,
        "cache": platformdirs.user_cache_path,
        "log": platformdirs.user_log_path,
    }[kind]
    return Path(found(APP, appauthor=False))


def data_folder() -> Path:
    """Where the embedded database and the demo centre's sound are; backed up with the user's data."""
    return _folder("data")


def config_folder() -> Path:
    """Where the settings file is."""
    return _folder("config")


def cache_folder() -> Path:
    """What can be made again: kept peaks. Holds no speech."""
    return _folder("cache")


def log_folder() -> Path:
    """Where the log is."""
    return _folder("log")


def settings_file() -> Path:
    """The settings, as JSON."""
    return config_folder() / "settings.json"


def embedded_database_url() -> str:
    """The SQLite database used when no other is named."""
    return f"sqlite:///{(data_folder() / 'deskside.db').as_posix()}"


def resources_folder() -> Path:
    """What ships with the program: forms, icons, translations, the demo centre."""
    bundled = getattr(sys, "_MEIPASS", None)
    base = Path(bundled) if bundled else Path(__file__).resolve().parent.parent
    return base / "resources"
