"""The key in a real keyring: Windows', or the desktop's Secret Service in a session bus of the test's own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from uuid import UUID, uuid4

import keyring
import pytest

from console.store.outbox import outbox_name
from console.store.outbox_key import SERVICE
from tests.requirements_met import missing

ROOT = Path(__file__).resolve().parents[2]
INSTALL = "sudo apt-get install gnome-keyring dbus"

PROGRAM = """
import sys
import keyring
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID
from console.domain.outbox import DeedKind, Entry
from console.store.outbox import Outbox, Owner, outbox_name
from console.store.outbox_key import take_key

print(type(keyring.get_keyring()).__module__)
name, folder = outbox_name("centre", UUID(sys.argv[3])), Path(sys.argv[1])
outbox = Outbox(folder, name, take_key(name, make=sys.argv[2] == "first"), Owner("2001", "centre"))
if sys.argv[2] == "first":
    outbox.append(Entry(DeedKind.RECORD, UUID(int=1), datetime.now(UTC), {"words": "kept"}))
print(len(outbox.entries), outbox.mishap)
outbox.close()
"""


@pytest.fixture
def session() -> list[str]:
    """The command that runs another within a bus and a home of its own, its keyring open."""
    if not all(map(shutil.which, ("dbus-run-session", "dbus-send", "gnome-keyring-daemon"))):
        missing("gnome-keyring", INSTALL)
    unlock = (
        "printf pass | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1;"
        " until dbus-send --session --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner"
        " string:org.freedesktop.secrets | grep -q 'boolean true'; do sleep 0.1; done"
    )
    return ["dbus-run-session", "--", "sh", "-c", f'{unlock}; exec "$@"', "sh", sys.executable, "-c", PROGRAM]


def run(session: list[str], home: Path, folder: Path, turn: str) -> list[str]:
    """What the program says in a session whose keyring lies in `home`."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_RUNTIME_DIR": str(home / "run"),
        "PYTHONPATH": str(ROOT),
    }
    (home / "run").mkdir(parents=True, exist_ok=True, mode=0o700)
    done = subprocess.run(
        [*session, str(folder), turn, str(UUID(int=7))],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split("\n")


def test_a_real_keyring_keeps_the_key_from_one_session_to_the_next(session: list[str], tmp_path: Path) -> None:
    home, folder = tmp_path / "home", tmp_path / "outbox"
    first = run(session, home, folder, "first")
    assert first[0] == "keyring.backends.SecretService"
    assert first[1] == "1 None"
    kept = b"".join(path.read_bytes() for path in (home / "data").rglob("*") if path.is_file())
    assert len(kept) > 100  # a keyring of its own, and not this machine's
    assert run(session, home, folder, "again")[1] == "1 None"


@pytest.mark.skipif(sys.platform != "win32", reason="the keyring of Windows")
def test_windows_keeps_the_key_for_its_user(tmp_path: Path) -> None:
    person = uuid4()
    try:
        for turn in ("first", "again"):
            command = [sys.executable, "-c", PROGRAM, str(tmp_path), turn, str(person)]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
            assert done.stdout.split() == ["keyring.backends.Windows", "1", "None"], done.stderr
    finally:
        keyring.delete_password(SERVICE, outbox_name("centre", person))
