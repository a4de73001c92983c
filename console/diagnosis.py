"""`--diagnose`: one text page for whoever helps from afar, of this PC and of what it reaches. Without any secret."""

from __future__ import annotations

import io
import locale
import os
import platform
import re
import shutil
import socket
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from console import __version__, places
from console.domain.faults import Fault
from console.policy import Policy, load_policy, parsed
from console.settings import Settings, is_shared, load, without_password
from console.update import NOTE_S, NotUsable, look

LIBRARIES = ("PySide6-Essentials", "numpy", "SQLAlchemy", "psycopg", "PyAudio", "soundfile", "cryptography")
PATIENCE_S = 5
FACES = ("Microsoft YaHei UI", "Segoe UI", "Noto Sans CJK SC")
NOBODY = "deskside-diagnose"
"""The login that the server is asked with: it is known nowhere, and the answer is still one."""

Line = tuple[str, str]


def run(database_url: str | None) -> int:
    """Write the page to standard output, or beside the log where a window's program has none. Always 0."""
    page = as_text(database_url)
    if sys.stdout is None:
        places.log_folder().mkdir(parents=True, exist_ok=True)
        (places.log_folder() / "diagnosis.txt").write_text(page, encoding="utf-8")
    else:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(errors="replace")  # a device's name may have what a terminal has not
        sys.stdout.write(page)
        sys.stdout.flush()
    return 0


def as_text(database_url: str | None) -> str:
    """The page. Each part is tried by itself: what fails says so in its place and the others still come."""
    policy = load_policy()
    own, fault = load(places.settings_file())
    settings = policy.settle(own)
    url = database_url or ("" if policy.fault else settings.database_url or places.embedded_database_url())
    parts: tuple[tuple[str, Callable[[], Iterator[Line]]], ...] = (
        ("Program", _program),
        ("Policy", lambda: _policy(policy)),
        ("Settings", lambda: _settings(settings, fault)),
        ("Database", lambda: _database(url)),
        ("Telephone system", lambda: _gateway(settings)),
        ("Update", lambda: _update(policy)),
        ("Sound", _sound),
        ("Screens and fonts", _screens),
    )
    said: list[str] = []
    for title, part in parts:
        said += ["", f"== {title}"]
        try:
            said += [f"{name + ':':<22} {words}" for name, words in part()]
        except Exception as error:
            said.append(f"could not be found out: {without_password(_first_line(error))}")
    return "\n".join(said[1:]) + "\n"


def _first_line(error: BaseException) -> str:
    words = f"{type(error).__name__}: {error}"
    return words.splitlines()[0]


def _program() -> Iterator[Line]:
    yield "Deskside", f"{__version__}, {'installed' if getattr(sys, 'frozen', False) else 'from its source'}"
    yield "Program", sys.executable
    yield "System", f"{platform.system()} {platform.release()} {platform.version()} {platform.machine()}"
    yield "Python", platform.python_version()
    for name in LIBRARIES:
        try:
            yield name, version(name)
        except PackageNotFoundError:
            continue  # a frozen program keeps the words of few
    yield "Language", f"{locale.getlocale()[0]}, {sys.getfilesystemencoding()}"
    yield "Time zone", f"{time.strftime('%Z')} {time.strftime('%z')}"
    for name, folder in (
        ("Data", places.data_folder()),
        ("Settings", places.config_folder()),
        ("Cache", places.cache_folder()),
        ("Log", places.log_folder()),
    ):
        yield name, f"{folder} ({_standing(folder)})"


def _standing(folder: Path) -> str:
    there = next((place for place in (folder, *folder.parents) if place.exists()), folder)
    state = "" if there == folder else "not made yet, "
    right = "writable" if os.access(there, os.W_OK) else "NOT writable"
    return f"{state}{right}, {shutil.disk_usage(there).free // 1_000_000} MB free"


def _policy(policy: Policy) -> Iterator[Line]:
    yield "File", f"{policy.file} ({'there' if policy.there else 'none'})"
    for name, value in sorted(policy.locked.items()):
        yield f"Settles {name}", without_password(str(value))
    for problem in policy.problems:
        yield "Wrong in it", problem
    if policy.fault is not None:
        yield "Effect", "NO database is opened until it is mended"


def _update(policy: Policy) -> Iterator[Line]:
    if not policy.update_from:
        yield "Looked for", "never: the policy names no place"
        return
    yield "Looked for at", policy.update_from.partition("?")[0]
    said: list[str] = []

    def ask() -> None:
        try:
            note = look(policy.update_from, policy.update_key)
        except NotUsable as error:
            said.append(f"none: {error}")
        else:
            said.append(f"version {note.version} is there: {note.file}")

    asking = threading.Thread(target=ask, daemon=True)  # a share that is gone may hold it for a minute
    asking.start()
    asking.join(NOTE_S)
    yield "Found", said[0] if said else f"none: no answer in {NOTE_S:.0f} s"


def _settings(settings: Settings, fault: Fault | None) -> Iterator[Line]:
    yield "File", f"{places.settings_file()} ({'there' if places.settings_file().exists() else 'none: defaults'})"
    if fault is not None:
        yield "Not usable", fault.kind.value
    yield "Language", settings.language or "the system's"
    yield "Theme, text", f"{settings.theme}, {settings.text_percent} %"
    yield "Output device", settings.output_device or "the system's"


def _database(url: str) -> Iterator[Line]:
    if not url:
        yield "Address", "none: the policy cannot be used"
        return
    yield "Address", without_password(url)
    began = time.perf_counter()
    if is_shared(url):
        import psycopg

        from console.store.connecting import Login, Patience, knock
        from console.store.engine import address_of

        try:
            knock(address_of(url).server, Patience(connect_s=PATIENCE_S), Login(NOBODY, NOBODY))
        except Fault as fault:
            from console.desk.sentences import sentence_of

            yield "Answer", f"none that can be used: {fault.kind.value}"
            yield "Why", sentence_of(fault)
        except psycopg.OperationalError as error:
            yield "Answer", f"none: {without_password(_first_line(error))}"
        else:
            yield "Answer", f"yes, in {(time.perf_counter() - began) * 1000:.0f} ms"
        return
    file = Path(url.removeprefix("sqlite:///"))
    if not file.exists():
        yield "Answer", "not made yet: the first start does"
        return
    # Only looked at: opening it as the console does would bring an older one up to date.
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    yield "Answer", f"yes, {file.stat().st_size // 1000} kB, structure {found[0] if found else 'unknown'}"


def _gateway(settings: Settings) -> Iterator[Line]:
    if not settings.gateway_file:
        yield "Held by", "a gateway elsewhere, or nobody: no file is named in the settings"
        return
    from console.gateway.config import BadConfig, read_telephone

    yield "File", settings.gateway_file
    try:
        system = read_telephone(Path(settings.gateway_file)).pbx
    except BadConfig as error:
        yield "Not usable", _hushed(str(error), Path(settings.gateway_file))
        return
    if not system.host:
        yield "Kind", system.kind
        return
    yield "Address", f"{system.kind}, {system.host}:{system.port}, {'TLS' if system.tls else 'without TLS'}"
    began = time.perf_counter()
    try:
        socket.create_connection((system.host, system.port), PATIENCE_S).close()
    except OSError as error:
        yield "Answer", f"none: {error.strerror or error}"
    else:
        yield "Answer", f"yes, in {(time.perf_counter() - began) * 1000:.0f} ms"


def _hushed(words: str, file: Path) -> str:
    """What is wrong with a gateway's file, less what stands there for a password, were it by mistake itself."""
    try:
        tables = parsed(file.read_bytes())
    except (OSError, ValueError):
        return words
    for table in (tables, *(one for one in tables.values() if isinstance(one, dict))):
        for key, value in table.items():
            if isinstance(value, str) and value and re.search("password|secret|token", key):
                words = words.replace(str(file.parent / value), "…").replace(value, "…")
    return words


def _sound() -> Iterator[Line]:
    from console.audio.devices import SystemInputs, SystemOutputs

    for name, system in (("Output", SystemOutputs()), ("Input", SystemInputs())):
        try:
            found = system.names()
        finally:
            system.close()
        for device in found or ("none",):
            yield name, device


def _screens() -> Iterator[Line]:
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import qVersion
    from PySide6.QtGui import QFontDatabase, QFontInfo, QGuiApplication

    app = QGuiApplication.instance() or QGuiApplication([sys.argv[0]])
    yield "Qt", f"{qVersion()}, {QGuiApplication.platformName()}"
    for screen in QGuiApplication.screens():
        size = screen.geometry().size()
        yield (
            screen.name() or "Screen",
            f"{size.width()}x{size.height()} at {screen.devicePixelRatio():g}, {screen.logicalDotsPerInch():.0f} DPI",
        )
    font = QFontInfo(QGuiApplication.font())
    yield "Font", f"{font.family()}, {font.pointSizeF():g} points"
    families = set(QFontDatabase.families())
    yield "Faces", f"{len(families)}; of ours: {', '.join(sorted(families & set(FACES))) or 'none'}"
    chinese = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
    yield "Chinese", f"{len(chinese)} faces" if chinese else "NO face: Chinese shows as boxes"
    del app
