"""What a user can choose, as one frozen value in one JSON file that a crash or a bad edit cannot lose."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from console.domain.faults import Fault, FaultKind, InputFault, PlaceFault
from console.json_file import put_aside, read_whole, write_json

log = logging.getLogger(__name__)

THEMES = ("system", "light", "dark")
LANGUAGES = ("", "zh_CN", "en")
"""Empty means the system's language."""

TALK_KEYS = ("hold", "toggle")
"""One is heard while the key is held, or from one press to the next."""

TEXT_PERCENTS = (100, 110, 125, 150)


@dataclass(frozen=True)
class Settings:
    """Every choice with its default. Lengths in ms. `keys` holds only what differs from the default key map.

    `reports_url` is a second server with the same database, a standby, for reports; empty: the first serves them too.
    `input_device` is the microphone, empty: the system's own; `speakers`: its owner hears through loudspeakers.
    `live_hours` of a live call are kept in memory, to be gone back in.
    `gateway_file` names the telephone system that this console holds itself, where the database is a file of its own.
    `kept` is for screens that remember small things of their own (a splitter, the last folder), by key;
    `unknown` carries what a newer version wrote, so that an older one does not drop it.
    """

    language: str = ""
    theme: str = "system"
    text_percent: int = 100
    output_device: str = ""
    input_device: str = ""
    speakers: bool = False
    talk_key: str = "hold"
    evidence_ms: int = 8000
    step_back_ms: int = 1500
    silence_ms: int = 3000
    live_hours: int = 2
    suggestions: bool = True
    database_url: str = ""
    reports_url: str = ""
    gateway_file: str = ""
    last_number: str = ""
    keys: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    kept: Mapping[str, Any] = field(default_factory=dict)
    unknown: Mapping[str, Any] = field(default_factory=dict)


LIMITS: Mapping[str, tuple[int, int]] = {
    "evidence_ms": (1000, 60_000),
    "step_back_ms": (0, 5000),
    "silence_ms": (500, 60_000),
    "live_hours": (1, 8),
    "text_percent": (TEXT_PERCENTS[0], TEXT_PERCENTS[-1]),
}
"""Lowest and highest value of each number."""

_PASSWORD = re.compile(r"(?<=://)([^:@/?#]*):[^/?#]*(?=@)|(?<=[?&])(?:ssl)?password=[^&]*&?")

ADDRESSES = ("database_url", "reports_url")

_CHOICES: Mapping[str, tuple[str, ...]] = {"theme": THEMES, "language": LANGUAGES, "talk_key": TALK_KEYS}
_PLAIN = tuple(f.name for f in fields(Settings) if f.name not in ("keys", "kept", "unknown"))


def without_password(database_url: str) -> str:
    """`database_url` less any password in it; the same text where it has none."""
    bare = _PASSWORD.sub(lambda found: found[1] or "", database_url)
    return database_url if bare == database_url else bare.rstrip("?&")


def is_shared(database_url: str) -> bool:
    """Whether this is the address of a shared database, where each person connects with an own login."""
    return database_url.partition("://")[0].partition("+")[0] in ("postgresql", "postgres")


def settings_from_dict(raw: Mapping[str, Any]) -> Settings:
    """Settings from parsed JSON; numbers are brought into their limits. ValueError names what is of the wrong kind."""
    defaults = Settings()
    given: dict[str, Any] = {}
    for name in _PLAIN:
        if name not in raw:
            continue
        value = raw[name]
        if type(value) is not type(getattr(defaults, name)) or value not in _CHOICES.get(name, (value,)):
            raise ValueError(name)
        if name in LIMITS:
            low, high = LIMITS[name]
            value = min(max(value, low), high)
        given[name] = value
    keys, kept = raw.get("keys", {}), raw.get("kept", {})
    if not isinstance(keys, dict) or any(
        not (isinstance(pair, list) and len(pair) == 2 and all(isinstance(chord, str) for chord in pair))
        for pair in keys.values()
    ):
        raise ValueError("keys")
    if not isinstance(kept, dict):
        raise ValueError("kept")
    return Settings(
        **given,
        keys={action: (pair[0], pair[1]) for action, pair in keys.items()},
        kept=kept,
        unknown={name: value for name, value in raw.items() if name not in (*_PLAIN, "keys", "kept")},
    )


def settings_to_dict(settings: Settings) -> dict[str, Any]:
    """The JSON shape that `settings_from_dict` reads back to an equal value."""
    return {
        **settings.unknown,
        **{name: getattr(settings, name) for name in _PLAIN},
        "keys": {action: list(pair) for action, pair in settings.keys.items()},
        "kept": dict(settings.kept),
    }


def load(path: Path) -> tuple[Settings, Fault | None]:
    """The settings in `path`, and what was wrong with it, if anything.

    No file means defaults. A file that cannot be used means defaults too; it is moved aside to `.broken`
    (an earlier one is not overwritten), so that the next save loses nothing. One that cannot be read now, or not moved
    aside, may be whole: with PlaceFault(SETTINGS_LEFT_ALONE) nothing is to be saved over it. A password in a
    database's address, put there by hand, is not used and not written again.
    """
    try:
        raw = json.loads(read_whole(path))
        if not isinstance(raw, dict):
            raise ValueError("not an object")
        settings = settings_from_dict(raw)
        bare = replace(
            settings,
            database_url=without_password(settings.database_url),
            reports_url=without_password(settings.reports_url),
        )
        return bare, None if bare == settings else InputFault(FaultKind.PASSWORD_IN_ADDRESS)
    except FileNotFoundError:
        return Settings(), None
    except OSError as error:
        log.warning("settings cannot be read: %s", error)
        return Settings(), PlaceFault(FaultKind.SETTINGS_LEFT_ALONE, file=str(path))
    except ValueError as error:
        log.warning("settings not usable: %s", error)
        return Settings(), _put_aside(path)


def _put_aside(path: Path) -> Fault:
    try:
        return InputFault(FaultKind.BAD_SETTINGS, file=str(put_aside(path)))
    except OSError as error:
        log.warning("broken settings stay where they are: %s", error)
        return PlaceFault(FaultKind.SETTINGS_LEFT_ALONE, file=str(path))


def save(settings: Settings, path: Path) -> None:
    """Write `settings` whole or not at all. Raises OSError where the folder cannot be written."""
    write_json(path, settings_to_dict(settings))
