"""What the administrator of this PC has settled for everybody on it: one file that people read and do not write."""

from __future__ import annotations

import os
import stat
import sys
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from console.domain.faults import Fault, FaultKind, InputFault, PlaceFault
from console.places import APP, settings_file
from console.settings import Settings, load, settings_from_dict, without_password

POLICY_VARIABLE = "DESKSIDE_POLICY"
"""Names another file, for tests. An installed program does not ask it: whoever starts that could name an own one."""

KEYS: Mapping[str, tuple[str, str]] = {
    "database": ("database", "url"),
    "reports": ("database", "reports"),
    "gateway": ("gateway", "config"),
    "update-from": ("update", "from"),
    "update-key": ("update", "key"),
}
"""What `deskside policy --set` calls it, and its table and key in the file; other names are those of the settings."""

SETTING_OF: Mapping[tuple[str, str], str] = {
    ("database", "url"): "database_url",
    ("database", "reports"): "reports_url",
    ("gateway", "config"): "gateway_file",
}
LOCKABLE = tuple(
    f.name for f in fields(Settings) if f.name not in (*SETTING_OF.values(), "last_number", "keys", "kept", "unknown")
)
"""What may stand under [settings]."""


@dataclass(frozen=True)
class Policy:
    """What is settled. `locked` are settings by name, addresses among them, that nobody changes here.

    `fault`: the file is there and the database's address cannot be had from it; then no other one may be opened in
    its place. `problems` are sentences about what else is wrong in it; the rest holds.
    """

    file: Path
    there: bool = False
    locked: Mapping[str, Any] = field(default_factory=dict)
    update_from: str = ""
    update_key: str = ""
    problems: tuple[str, ...] = ()
    fault: Fault | None = None

    def settle(self, settings: Settings) -> Settings:
        """The settings in force: a person's own under what is locked."""
        return replace(settings, **self.locked)


def policy_file() -> Path:
    """Where the policy is. Not taken from where the environment says that such files are: everybody can change that."""
    given = os.environ.get(POLICY_VARIABLE)
    if given and not getattr(sys, "frozen", False):
        return Path(given)
    if sys.platform == "win32":
        return _program_data() / APP / "policy.toml"
    return Path("/etc/deskside/policy.toml")


def _program_data() -> Path:
    import ctypes

    common_app_data = 0x23
    found = ctypes.create_unicode_buffer(1024)
    if sys.platform != "win32" or ctypes.windll.shell32.SHGetFolderPathW(None, common_app_data, None, 0, found):
        return Path(r"C:\ProgramData")
    return Path(found.value)


def load_policy(file: Path | None = None) -> Policy:
    """The policy of this PC; an empty one where there is no file. What is wrong with it is told in the value."""
    file = file or policy_file()
    try:
        text = file.read_bytes()
    except FileNotFoundError:
        return Policy(file)
    except OSError as error:
        return _unusable(file, "unreadable", f"The file cannot be read: {error.strerror or error}.")
    if _anybody_writes(file):
        return _unusable(file, "writable", "Everybody may write the file or its folder; only administrators should.")
    try:
        raw = parsed(text)
    except ValueError as error:
        return _unusable(file, "unreadable", f"The file cannot be read: {error}.")
    return read_policy(file, raw)


def parsed(text: bytes) -> dict[str, Any]:
    """The tables in a policy's bytes. ValueError says what is wrong, never with words of the file."""
    import tomllib  # here: most PCs have no policy, and the first paint waits for this

    try:
        return tomllib.loads(decoded(text))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(str(error).partition("\n")[0]) from None


def decoded(text: bytes) -> str:
    """What a policy's bytes say: UTF-8, or UTF-16 with its mark, as PowerShell writes. ValueError if neither."""
    try:
        return text.decode("utf-16" if text.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8") from None


def settings_in_force() -> Settings:
    """Settings and policy together, for a command. Raises a Fault(POLICY_BROKEN) where the policy cannot be used."""
    policy = load_policy()
    if policy.fault is not None:
        raise policy.fault
    return policy.settle(load(settings_file())[0])


def _unusable(file: Path, why: str, words: str) -> Policy:
    kind = InputFault if why in ("password", "address") else PlaceFault
    return Policy(file, True, problems=(words,), fault=kind(FaultKind.POLICY_BROKEN, place=str(file), why=why))


def _anybody_writes(file: Path) -> bool:
    if sys.platform == "win32":
        return False  # rights lie in lists there, which the installer sets
    return any(
        place.stat().st_mode & stat.S_IWOTH and not place.stat().st_mode & stat.S_ISVTX for place in (file, file.parent)
    )


def read_policy(file: Path, raw: Mapping[str, Any]) -> Policy:
    """What the tables of a policy's `file` settle."""
    locked: dict[str, Any] = {}
    update: dict[str, str] = {}
    problems: list[str] = []
    for table, content in raw.items():
        if table not in ("database", "gateway", "update", "settings"):
            problems.append(f"“{table}” is not known here and does nothing.")
            continue
        if not isinstance(content, dict):
            problems.append(f"“{table}” has to be a table: [{table}].")
            continue
        for key, value in content.items():
            wrong = _take(table, key, value, locked, update)
            if wrong:
                problems.append(f"[{table}] {key}: {wrong}")
    bad = next((line for line in problems if line.startswith(("[database] url", "“database” has"))), "")
    if bad:
        return _unusable(file, "password" if "password" in bad else "address", bad)
    return Policy(file, True, locked, update.get("from", ""), update.get("key", ""), tuple(problems))


def _take(table: str, key: str, value: Any, locked: dict[str, Any], update: dict[str, str]) -> str:
    """Put one value where it belongs; else what is wrong with it."""
    if table == "settings":
        return _lock(key, value, locked)
    if (table, key) not in KEYS.values():
        return "is not known here and does nothing."
    if not isinstance(value, str) or not value.strip():
        return "has to be a text in quotes that is not empty."
    if without_password(value) != value:
        return "holds a password. It is not used; each person's own goes to the keyring."
    if key == "url" and not value.startswith(("postgresql", "postgres", "sqlite:///")):
        return "has to begin with postgresql:// or sqlite:///."
    if table == "update":
        update[key] = value.strip()
    else:
        locked[SETTING_OF[(table, key)]] = value.strip()
    return ""


def _lock(name: str, value: Any, locked: dict[str, Any]) -> str:
    if name not in LOCKABLE:
        return "is not known here and does nothing."
    try:
        locked[name] = getattr(settings_from_dict({name: value}), name)
    except ValueError:
        return "cannot have this value."
    return ""
