"""The installer that `make windows` left in dist/, as an administrator and then a user have it, on Wine."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from console import __version__
from debian_root import cache_folder
from tests.requirements_met import missing
from tests.windows.other_version import other_version
from tests.windows.traces import Traces, traces
from windows.machines import UnderWine
from windows.parts import windows_python
from windows.steps import FROZEN, INSTALLER, ROOT, pack
from windows.wine import Wine, present_root

pytestmark = [pytest.mark.wine, pytest.mark.slow]

PROGRAM = r"C:\Program Files\Deskside"
ELSEWHERE = r"C:\席边"
TEMPORARY = "张三 的文件"
"""Folders as people call theirs: the program is there, and what --smoke keeps."""
WITH_TEMP = """
import os, subprocess, sys
folder, *command = sys.argv[1:]
done = subprocess.run(command, env={**os.environ, "TEMP": folder, "TMP": folder}, capture_output=True)
sys.stdout.buffer.write(done.stdout)
sys.stderr.buffer.write(done.stderr)
sys.exit(done.returncode)
"""
"""Starts a program with another folder for what it keeps for a while."""
KEY = r"HKLM\Software\Microsoft\Windows\CurrentVersion\Uninstall\Deskside"
RUN = r"HKLM\Software\Microsoft\Windows\CurrentVersion\Run"
LINK = "drive_c/ProgramData/Microsoft/Windows/Start Menu/Programs/Deskside.lnk"
POLICY = "drive_c/ProgramData/Deskside/policy.toml"
OWN = "drive_c/users/root/AppData/Local/Deskside"
DATABASE = "postgresql://calls.example:6432/deskside?sslmode=verify-full"
GONE = "_internal/PySide6/plugins/platforms/qminimal.dll"
RUNNING, NEWER = 3, 4
"""Exit codes of the installer."""
TOLD = {"version": __version__, "frozen": True}

OUTBOX = r"""
import sys
sys.path.insert(0, r"Z:\deskside\source")
from datetime import UTC, datetime
from uuid import UUID, uuid4
from console.domain.outbox import DeedKind, Entry
from console.places import data_folder
from console.store.outbox import Outbox, Owner, left_here, outbox_name
from console.store.outbox_key import take_key

folder, name = data_folder() / "outbox", outbox_name("centre", UUID(int=7))
if sys.argv[1] == "make":
    outbox = Outbox(folder, name, take_key(name, make=True), Owner("2001", "centre"))
    for number in range(3):
        words = {"words": f"sheet {number}"}
        outbox.append(Entry(DeedKind.SAVE_DRAFT, uuid4(), datetime(2026, 3, 2, tzinfo=UTC), words))
    outbox.close()
print([(left.number, left.waiting) for left in left_here(folder, "centre")])
"""
"""What the console does when its database is away, by the store's own code."""


@pytest.fixture
def wine(tmp_path: Path) -> Iterator[Wine]:
    """A new Windows, which sees dist/ as Z:\\dist; gone afterwards, for it takes more than a gigabyte."""
    root = present_root()
    if root is None or not INSTALLER.exists() or not FROZEN.is_dir():
        missing("Wine", "sudo make windows")
        raise AssertionError
    python = windows_python(cache_folder() / "windows", lambda _: None)
    shown = {ROOT / "dist": "/dist", python: "/deskside/python", ROOT: "/deskside/source", tmp_path: "/deskside/made"}
    yield Wine(root, tmp_path / "prefix", shown, {"PYTHONDONTWRITEBYTECODE": "1"})
    shutil.rmtree(tmp_path / "prefix")


def smoke(wine: Wine, *program: str) -> dict[str, object]:
    done = wine.run(*program, "--smoke", timeout_s=240, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


def code_over_a_running_one(wine: Wine, setup: str) -> int:
    """What the installer ends with while the console is open; it waits ten seconds for it to be closed."""
    together = """QT_QPA_PLATFORM=offscreen wine "$1" & sleep 4; wine "$2" /S; echo "code $?"
    wine taskkill /f /im Deskside.exe; /usr/lib/*/wine/wineserver -w"""
    done = wine.run_here("sh", "-c", together, "sh", rf"{PROGRAM}\Deskside.exe", setup, timeout_s=240, check=False)
    return int(done.stdout.split("code ")[1].split()[0])


def kept(wine: Wine) -> dict[str, str]:
    """Every file of the user's, by what is in it."""
    own = wine.prefix / OWN
    files = (path for path in sorted(own.rglob("*")) if path.is_file())
    return {path.relative_to(own).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def outbox(wine: Wine, deed: str) -> str:
    return wine.run(r"Z:\deskside\python\python.exe", "-c", OUTBOX, deed).stdout.strip()


def test_a_person_works_the_next_version_comes_and_all_of_it_goes(wine: Wine, tmp_path: Path) -> None:
    wine.run("wineboot", "-i")
    before = traces(wine.prefix)
    setup = rf"Z:\dist\{INSTALLER.name}"
    wine.run(setup, "/S", "/ALLUSERS", f"/DATABASE={DATABASE}", "/LANG=zh_CN", "/AUTOSTART", timeout_s=300)
    folder = wine.prefix / "drive_c" / "Program Files" / "Deskside"
    assert (wine.prefix / LINK).is_file()
    assert __version__ in wine.run("reg", "query", KEY, "/v", "DisplayVersion", "/reg:64").stdout
    policy = (wine.prefix / POLICY).read_text(encoding="utf-8")
    assert f'url = "{DATABASE}"' in policy
    assert 'language = "zh_CN"' in policy
    assert smoke(wine, rf"{PROGRAM}\Deskside.exe").items() >= TOLD.items()

    wine.run(rf"{PROGRAM}\deskside-command.exe", "policy", "--user", "--set", "theme=dark")
    assert outbox(wine, "make") == "[('2001', 3)]"
    assert code_over_a_running_one(wine, setup) == RUNNING
    own = kept(wine)
    assert "settings.json" in {Path(name).name for name in own}
    assert any(name.startswith("outbox/") for name in own)

    version = other_version(FROZEN, tmp_path / "next", GONE)
    shutil.copy(cache_folder() / "windows" / "deskside.ico", tmp_path)
    newer = tmp_path / "next.exe"
    pack(UnderWine(wine, ""), tmp_path / "next", newer, version, tmp_path, None, "zlib")
    assert (folder / GONE).exists()
    wine.run(r"Z:\deskside\made\next.exe", "/S", timeout_s=300)  # it knows where, and for whom
    assert not (folder / GONE).exists()
    assert not (folder / "_before").exists()
    said = wine.run(rf"{PROGRAM}\deskside-command.exe", "--version").stdout.strip()
    assert said == f"Deskside {version}"
    assert kept(wine) == own
    assert (wine.prefix / POLICY).read_text(encoding="utf-8") == policy
    assert "Deskside.exe" in wine.run("reg", "query", RUN, "/v", "Deskside", "/reg:64").stdout
    assert outbox(wine, "look") == "[('2001', 3)]"
    assert "theme" in wine.run(rf"{PROGRAM}\deskside-command.exe", "--diagnose", timeout_s=120).stdout.lower()

    assert wine.run(setup, "/S", check=False).returncode == NEWER
    assert wine.run(rf"{PROGRAM}\deskside-command.exe", "--version").stdout.strip() == said

    wine.run(rf"{PROGRAM}\uninstall.exe", "/S", timeout_s=120)
    left = traces(wine.prefix).beyond(before)
    assert {name for name in left.files if not name.startswith(OWN)} == set()
    assert {line for line in left.registry if "Credential Manager" not in line} == set()  # the outbox's key stays
    assert kept(wine).items() >= {name: sum_ for name, sum_ in own.items() if not name.startswith("Logs/")}.items()

    wine.run(setup, "/S", rf"/D={ELSEWHERE}", timeout_s=300)
    there = wine.prefix / "drive_c" / TEMPORARY
    there.mkdir()
    python = r"Z:\deskside\python\python.exe"
    assert (
        smoke(wine, python, "-c", WITH_TEMP, rf"C:\{TEMPORARY}", rf"{ELSEWHERE}\Deskside.exe").items() >= TOLD.items()
    )
    assert list(there.iterdir()) == []
    there.rmdir()
    wine.run(rf"{ELSEWHERE}\uninstall.exe", "/S", "/DATA", timeout_s=120)
    assert traces(wine.prefix).beyond(before) == Traces(frozenset(), frozenset())
    assert outbox(wine, "look") == "[]"
