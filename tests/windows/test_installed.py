"""The installer that `make windows` left in dist/, as an administrator and then a user have it, on Wine."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from console import __version__
from tests.requirements_met import missing
from windows.__main__ import FROZEN, INSTALLER, ROOT
from windows.wine import Wine, present_root

pytestmark = [pytest.mark.wine, pytest.mark.slow]

PROGRAM = r"C:\Programs\Deskside"
KEY = r"HKLM\Software\Microsoft\Windows\CurrentVersion\Uninstall\Deskside"
RUNNING, NEWER = 3, 4
"""Exit codes of the installer."""
TOLD = {"version": __version__, "frozen": True}


@pytest.fixture
def wine(tmp_path: Path) -> Iterator[Wine]:
    """A new Windows, which sees dist/ as Z:\\dist; gone afterwards, for it takes more than a gigabyte."""
    root = present_root()
    if root is None or not INSTALLER.exists() or not FROZEN.is_dir():
        missing("Wine", "sudo make windows")
        raise AssertionError
    home = {"DESKSIDE_HOME": r"C:\home"}
    yield Wine(root, tmp_path / "prefix", {ROOT / "dist": "/dist"}, home)
    shutil.rmtree(tmp_path / "prefix")


def smoke(wine: Wine, program: str) -> dict[str, object]:
    done = wine.run(program, "--smoke", timeout_s=240, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


def code_over_a_running_one(wine: Wine, setup: str) -> int:
    """What the installer ends with while the console is open; it waits half a minute for it to be closed."""
    together = """QT_QPA_PLATFORM=offscreen wine "$1" & sleep 8; wine "$2" /S; echo "code $?"
    wine taskkill /f /im Deskside.exe; /usr/lib/*/wine/wineserver -w"""
    done = wine.run_here("sh", "-c", together, "sh", rf"{PROGRAM}\Deskside.exe", setup, timeout_s=240, check=False)
    return int(done.stdout.split("code ")[1].split()[0])


def test_the_frozen_program_works_as_it_lies_there(wine: Wine) -> None:
    assert smoke(wine, r"Z:\dist\windows\Deskside\Deskside.exe").items() >= TOLD.items()
    said = wine.run(r"Z:\dist\windows\Deskside\deskside-command.exe", "--version").stdout
    assert said.strip() == f"Deskside {__version__}"


def test_it_installs_works_is_installed_over_and_goes(wine: Wine) -> None:
    setup, folder = rf"Z:\dist\{INSTALLER.name}", wine.prefix / "drive_c" / "Programs" / "Deskside"
    wine.run(setup, "/S", "/ALLUSERS", f"/D={PROGRAM}", timeout_s=300)
    links = wine.prefix / "drive_c" / "ProgramData" / "Microsoft" / "Windows" / "Start Menu" / "Programs"
    assert (links / "Deskside.lnk").is_file()
    assert __version__ in wine.run("reg", "query", KEY, "/v", "DisplayVersion", "/reg:64").stdout
    assert smoke(wine, rf"{PROGRAM}\Deskside.exe").items() >= TOLD.items()
    kept = wine.prefix / "drive_c" / "home" / "config" / "settings.json"
    kept.parent.mkdir(parents=True)
    kept.write_text('{"language": "zh_CN"}')

    stray = folder / "_internal" / "of-an-older-version.pyd"
    stray.touch()
    wine.run(setup, "/S", timeout_s=300)  # it knows where
    assert not stray.exists()
    assert (folder / "Deskside.exe").is_file()

    assert code_over_a_running_one(wine, setup) == RUNNING
    wine.run("reg", "add", KEY, "/v", "DisplayVersion", "/d", "99.0", "/f", "/reg:64")
    assert wine.run(setup, "/S", check=False).returncode == NEWER
    assert (folder / "Deskside.exe").is_file()

    wine.run(rf"{PROGRAM}\uninstall.exe", "/S", "/ALLUSERS", rf"_?={PROGRAM}", timeout_s=300)
    left = [path.name for path in folder.rglob("*")] if folder.exists() else []
    assert left in ([], ["uninstall.exe"])  # asked to stay until done, it cannot remove itself
    assert not (links / "Deskside.lnk").exists()
    with pytest.raises(subprocess.CalledProcessError):
        wine.run("reg", "query", KEY, "/reg:64")
    assert kept.read_text() == '{"language": "zh_CN"}'
