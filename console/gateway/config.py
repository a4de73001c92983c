"""What a gateway is told in its TOML file; whatever is wrong with it is said with the place it stands at."""

from __future__ import annotations

import os
import re
import ssl
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from console.domain.floor import AwayReason
from console.domain.naming import PRESETS, preset


class BadConfig(Exception):
    """The file cannot be used; the words say where and why."""


@dataclass(frozen=True)
class PbxConfig:
    """The telephone system. `agents`: agent numbers by interface or member name where these do not say them.

    `wrap_up_s` by queue, for systems that do not tell it; `away_words`: what the site's reasons of a pause mean.
    """

    kind: str
    host: str
    user: str
    password: str = field(repr=False)
    port: int = 5038
    tls: bool = True
    ca_file: Path | None = None
    agents: Mapping[str, str] = field(default_factory=dict)
    take_over_context: str = "console"
    wrap_up_s: Mapping[str, int] = field(default_factory=dict)
    away_words: Mapping[str, AwayReason] = field(default_factory=dict)


@dataclass(frozen=True)
class RecordingsConfig:
    """Where recordings lie: on the telephone system, for this gateway, and for the consoles that play them.

    `names`: which of the ready patterns (console/domain/naming.py) reads their names when nothing else tells.
    """

    switch: str = ""
    here: str = ""
    consoles: str = ""
    names: str = "asterisk"


@dataclass(frozen=True)
class MediaConfig:
    """Live sound of calls: fetched over WebSockets, with a login of ARI, or sent as RTP by the manager's login alone.

    `consoles`: where consoles reach the telephone system's HTTP server, as host:port; empty: as the gateway does.
    `take_over`: the extension, in the context of taking over, that gives a customer to a console. Whatever is made on
    the telephone system begins with `app`.
    """

    websocket: bool
    user: str = ""
    password: str = field(default="", repr=False)
    host: str = ""
    port: int = 8089
    tls: bool = True
    ca_file: Path | None = None
    consoles: str = ""
    take_over: str = "live"
    app: str = "deskside"
    tell_agent: bool = False


@dataclass(frozen=True)
class GatewayConfig:
    """All of it. `login` is the gateway's own account in the database, of role gateway; a console has its own.

    `only_look`: to say what is there, not to work: what another gateway has made stays.
    """

    name: str
    pbx: PbxConfig
    recordings: RecordingsConfig = field(default_factory=RecordingsConfig)
    media: MediaConfig | None = None
    database_url: str = ""
    login: str = ""
    password: str = field(default="", repr=False)
    only_look: bool = False


def read_config(path: Path) -> GatewayConfig:
    """The configuration in a file. BadConfig for anything that cannot be used."""
    whole = _whole(path)
    database = whole.table("database")
    url, login, password = database.text("url"), database.text("login"), database.secret("password_file", path.parent)
    database.refuse_unknown()
    return replace(_telephone(whole, path.parent), database_url=url, login=login, password=password)


def read_telephone(path: Path) -> GatewayConfig:
    """As `read_config`, for a gateway inside a console: what the file says of a database is left unread."""
    whole = _whole(path)
    whole.table("database", optional=True)
    return _telephone(whole, path.parent)


def _whole(path: Path) -> _Table:
    try:
        with path.open("rb") as file:
            return _Table("", tomllib.load(file))
    except OSError as error:
        raise BadConfig(f"{path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadConfig(f"{path}: {error}") from error


def _telephone(whole: _Table, folder: Path) -> GatewayConfig:
    pbx, recordings = whole.table("pbx"), whole.table("recordings", optional=True)
    media = whole.table("media", optional=True)
    system = _pbx(pbx, folder)
    config = GatewayConfig(
        name=whole.text("name"),
        pbx=system,
        media=_media(media, folder, system) if whole.has("media") else None,
        recordings=RecordingsConfig(
            recordings.text("switch", ""),
            recordings.text("here", ""),
            recordings.text("consoles", ""),
            recordings.text("names", "asterisk"),
        ),
    )
    if preset(config.recordings.names) is None:
        raise BadConfig(f"recordings.names: known are {', '.join(one.key for one in PRESETS)}")
    for table in (whole, pbx, recordings, media):
        table.refuse_unknown()
    return config


def _pbx(table: _Table, folder: Path) -> PbxConfig:
    kind = table.text("kind")
    if kind != "asterisk":
        raise BadConfig(f"pbx.kind: {kind!r} is no telephone system known here; asterisk is")
    words = table.mapping("away_words", str)
    try:
        away_words = {word.casefold(): AwayReason(reason) for word, reason in words.items()}
    except ValueError as error:
        raise BadConfig(f"pbx.away_words: {error}; reasons are {', '.join(AwayReason)}") from error
    tls = table.flag("tls", default=True)
    return PbxConfig(
        kind=kind,
        host=table.text("host"),
        user=table.text("user"),
        password=table.secret("password_file", folder),
        port=table.number("port", 5039 if tls else 5038),
        tls=tls,
        ca_file=table.authority("ca_file", folder),
        agents=table.mapping("agents", str),
        take_over_context=table.text("take_over_context", "console"),
        wrap_up_s=table.mapping("wrap_up_s", int),
        away_words=away_words,
    )


def _media(table: _Table, folder: Path, pbx: PbxConfig) -> MediaConfig:
    transport = table.text("transport", "websocket")
    if transport not in ("websocket", "rtp"):
        raise BadConfig(f"media.transport: {transport!r} is none; websocket and rtp are")
    take_over, app = table.text("take_over", "live"), table.text("app", "deskside")
    if not re.fullmatch("[A-Za-z0-9_]{1,20}", app):
        raise BadConfig("media.app: 1 to 20 letters, digits and _ are wanted")
    tell_agent = table.flag("tell_agent", default=False)
    if transport == "rtp":
        return MediaConfig(websocket=False, take_over=take_over, app=app, tell_agent=tell_agent)
    consoles = table.text("consoles", "")
    if consoles and not re.fullmatch(r"[A-Za-z0-9_.-]+:[0-9]{1,5}|\[[0-9A-Fa-f:]+\]:[0-9]{1,5}", consoles):
        raise BadConfig("media.consoles: host:port is wanted")
    tls = table.flag("tls", default=True)
    return MediaConfig(
        websocket=True,
        user=table.text("user"),
        password=table.secret("password_file", folder),
        host=table.text("host", pbx.host),
        port=table.number("port", 8089 if tls else 8088),
        tls=tls,
        ca_file=table.authority("ca_file", folder) or pbx.ca_file,
        consoles=consoles,
        take_over=take_over,
        app=app,
        tell_agent=tell_agent,
    )


class _Table:
    """A table of the file, and what of it was asked for: the rest is a mistyped word."""

    def __init__(self, name: str, values: Mapping[str, Any]) -> None:
        self._name = name
        self._values = values
        self._asked: set[str] = set()

    def has(self, key: str) -> bool:
        return key in self._values

    def _take(self, key: str, kind: type, default: Any = None) -> Any:
        self._asked.add(key)
        where = f"{self._name}.{key}".lstrip(".")
        if key not in self._values:
            if default is None:
                raise BadConfig(f"{where} is missing")
            return default
        value = self._values[key]
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise BadConfig(f"{where}: {_KINDS[kind]} is wanted")
        return value

    def table(self, key: str, *, optional: bool = False) -> _Table:
        return _Table(key, self._take(key, dict, {} if optional else None))

    def text(self, key: str, default: str | None = None) -> str:
        found: str = self._take(key, str, default)
        if default is None and not found.strip():
            raise BadConfig(f"{self._name}.{key}".lstrip(".") + " is empty")
        return found

    def number(self, key: str, default: int) -> int:
        found: int = self._take(key, int, default)
        return found

    def flag(self, key: str, *, default: bool) -> bool:
        found: bool = self._take(key, bool, default)
        return found

    def mapping(self, key: str, kind: type) -> dict[str, Any]:
        found: dict[str, Any] = self._take(key, dict, {})
        if any(not isinstance(value, kind) for value in found.values()):
            raise BadConfig(f"{self._name}.{key}: {_KINDS[kind]} is wanted for each")
        return found

    def secret(self, key: str, folder: Path) -> str:
        """The first line of a file beside this one or at a full path, which not everybody may read."""
        path = folder / os.path.expandvars(self.text(key))
        try:
            if os.name == "posix" and path.stat().st_mode & 0o007:
                raise BadConfig(f"{path}: everybody may read it; close it with chmod 600")
            line = path.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
        except (OSError, UnicodeDecodeError) as error:
            raise BadConfig(f"{path}: {error}") from error
        if not line:
            raise BadConfig(f"{path}: its first line is empty")
        return line

    def authority(self, key: str, folder: Path) -> Path | None:
        """A file of certificates beside this one or at a full path; None where none is named."""
        name = self.text(key, "")
        if not name:
            return None
        path = folder / name
        try:
            ssl.create_default_context(cafile=path)
        except ssl.SSLError as error:
            raise BadConfig(f"{path}: it holds no certificate") from error
        except OSError as error:
            raise BadConfig(f"{path}: {error.strerror}") from error
        return path

    def refuse_unknown(self) -> None:
        for key in self._values:
            if key not in self._asked:
                raise BadConfig(f"{self._name}.{key}".lstrip(".") + " is nothing that a gateway knows")


_KINDS = {str: "text", int: "a whole number", bool: "true or false", dict: "a table"}
