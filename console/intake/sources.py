"""A source of recordings: where the agent is in its files and how its names and tables are to be read, kept by name."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from console.domain.calls import AgentSide
from console.domain.faults import FaultKind, InputFault, PlaceFault
from console.domain.naming import CallField, NamePattern, parse_patterns, preset
from console.intake.pairing import AgentFile
from console.json_file import put_aside, read_whole, write_json


class SystemZone(tzinfo):
    """The zone of this computer with its summer times, for moments written without one."""

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        """What this computer's clock was ahead of UTC at `moment`."""
        if moment is None:
            return None
        seconds = time.mktime(moment.replace(tzinfo=None).timetuple())
        return timedelta(seconds=time.localtime(seconds).tm_gmtoff)

    def dst(self, moment: datetime | None) -> timedelta | None:  # noqa: ARG002 - the base class's signature
        """Not told apart."""
        return None

    def tzname(self, moment: datetime | None) -> str | None:  # noqa: ARG002
        """No name of its own."""
        return None


def zone_of(name: str) -> tzinfo:
    """The zone called `name` (IANA), this computer's when empty. Raises InputFault(BAD_SETTINGS) for no such zone."""
    if not name:
        return SystemZone()
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise InputFault(FaultKind.BAD_SETTINGS, zone=name, why="time_zone") from error


def zone_names() -> list[str]:
    """Every zone this computer knows, by name; those of the users' own country first."""
    names = {name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix", "right"))}
    first = [name for name in ("Asia/Shanghai", "Asia/Hong_Kong", "Asia/Taipei", "Asia/Singapore") if name in names]
    return [*first, "UTC", *sorted(names - set(first))]


@dataclass(frozen=True)
class ImportSource:
    """Settings of one source. `patterns` is one per line, empty to read no names; `mapping` empty means guess."""

    name: str = ""
    preset: str = ""
    patterns: str = ""
    side: AgentSide = AgentSide.LEFT
    agent_file: AgentFile = AgentFile.OUT
    time_zone: str = ""
    mapping: Mapping[CallField, str] = field(default_factory=dict)
    date_format: str = ""
    raw_rate_hz: int = 8000

    def name_patterns(self) -> tuple[NamePattern, ...]:
        """The patterns made ready: written ones, else the preset's. Raises InputFault(BAD_PATTERN)."""
        ready = preset(self.preset)
        return parse_patterns(self.patterns or (ready.text if ready else ""))


def source_to_dict(source: ImportSource) -> dict[str, Any]:
    """The JSON shape that `source_from_dict` reads back."""
    return {
        "name": source.name,
        "preset": source.preset,
        "patterns": source.patterns,
        "side": source.side.value,
        "agent_file": source.agent_file.value,
        "time_zone": source.time_zone,
        "mapping": {which.value: heading for which, heading in source.mapping.items()},
        "date_format": source.date_format,
        "raw_rate_hz": source.raw_rate_hz,
    }


def source_from_dict(raw: Mapping[str, Any]) -> ImportSource:
    """The source in `raw`; ValueError, KeyError or TypeError where it is none."""
    return ImportSource(
        name=str(raw["name"]),
        preset=str(raw.get("preset", "")),
        patterns=str(raw.get("patterns", "")),
        side=AgentSide(raw.get("side", AgentSide.LEFT)),
        agent_file=AgentFile(raw.get("agent_file", AgentFile.OUT)),
        time_zone=str(raw.get("time_zone", "")),
        mapping={CallField(which): str(heading) for which, heading in dict(raw.get("mapping", {})).items()},
        date_format=str(raw.get("date_format", "")),
        raw_rate_hz=int(raw.get("raw_rate_hz", 8000)),
    )


def load_sources(path: Path) -> list[ImportSource]:
    """The sources kept in `path`, by name; none where there is no file.

    Raises InputFault(BAD_SETTINGS) for a damaged one, which is put aside, and PlaceFault(FILE_UNREADABLE) for one that
    cannot be read now, or not put aside: it may be whole, so nothing is to be saved over it.
    """
    try:
        return _sources_in(path)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise PlaceFault(FaultKind.FILE_UNREADABLE, file=str(path)) from error


def _sources_in(path: Path) -> list[ImportSource]:
    raw = read_whole(path)
    try:
        sources = [source_from_dict(one) for one in json.loads(raw)["sources"]]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputFault(FaultKind.BAD_SETTINGS, file=str(put_aside(path))) from error
    return sorted(sources, key=lambda source: source.name.casefold())


def save_sources(path: Path, sources: Iterable[ImportSource]) -> None:
    """Write all of `sources` or leave the file as it was. Raises OSError where the folder cannot be written."""
    write_json(path, {"sources": [source_to_dict(one) for one in sources]})
