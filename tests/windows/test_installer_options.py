"""What the installer does with its options, and how it is signed: tried with a program of a few files, in seconds."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from debian_root import cache_folder
from tests.requirements_met import missing
from tests.windows.traces import Traces, traces
from windows import signing
from windows.icon import write_icon
from windows.machines import UnderWine
from windows.parts import windows_python
from windows.signing import Signing
from windows.steps import PROGRAMS, ROOT, SCRIPT, pack
from windows.wine import Wine, present_root

pytestmark = [pytest.mark.wine, pytest.mark.slow]

DONE, FAILED, NEWER, NO_RIGHT, BAD_OPTION = 0, 2, 4, 5, 6
KEY = r"Uninstall\\Deskside"
FOR_ALL_AT_START = r"system.reg: [Software\\Microsoft\\Windows\\CurrentVersion\\Run]"
FOR_ONE_AT_START = r"user.reg: [Software\\Microsoft\\Windows\\CurrentVersion\\Run]"
MACHINE = "drive_c/ProgramData/Deskside"
FOR_ALL = "drive_c/Program Files/Deskside"
PROGRAM = r"C:\Program Files\Deskside"
FOR_ONE = "drive_c/users/root/AppData/Local/Programs/Deskside"
PASSWORD = "a word kept in a file"
COMMAND = r"""
Unicode true
SilentInstall silent
RequestExecutionLevel user
OutFile "${TARGET}"
Section
    SetShellVarContext all
    SetErrorLevel ${CODE}
    StrCmp ${CODE} 0 0 +5
    FileOpen $0 "$APPDATA\Deskside\policy.toml" a
    FileSeek $0 0 END
    FileWrite $0 "$CMDLINE"
    FileClose $0
SectionEnd
"""
"""Stands in for deskside-command.exe: writes down what it is asked to settle, or ends with a code."""
DATABASE = "/DATABASE=postgresql://calls.example/deskside"


@dataclass(frozen=True)
class Packing(UnderWine):
    """Gives makensis more than the build does."""

    defines: tuple[str, ...] = ()

    def run_here(self, *command: str) -> subprocess.CompletedProcess[str]:
        """See steps.Machine."""
        *words, script = command
        return super().run_here(*words, *(f"-D{define}" for define in self.defines), script)


@dataclass(frozen=True)
class Place:
    """A Windows and a folder that it sees as Z:\\deskside\\made."""

    wine: Wine
    folder: Path

    def setup(self, *options: str, name: str = "first") -> int:
        """The installer's exit code."""
        return self.wine.run(rf"Z:\deskside\made\{name}.exe", "/S", *options, timeout_s=120, check=False).returncode

    def uninstall(self, folder: str, *options: str) -> int:
        """The uninstaller's exit code; it stays itself in `folder`, as Windows names it."""
        at = f"_?={folder}".split(" ")  # without quotes, though it has blanks
        words = ("/S", *options, *at)
        return self.wine.run(rf"{folder}\uninstall.exe", *words, timeout_s=60, check=False).returncode

    def make(
        self,
        version: str,
        name: str = "first",
        signed: Signing | None = None,
        defines: tuple[str, ...] = (),
        command_ends_with: int | None = None,
        **more: str,
    ) -> None:
        """An installer of a tiny program; `more` are files by their names with underscores for points.

        `defines` are for the installer's script. Without a code the command is none that runs.
        """
        frozen = self.folder / f"frozen-{name}"
        (frozen / "_internal").mkdir(parents=True)
        (frozen / "_internal" / version).touch()
        for file in PROGRAMS:
            shutil.copy(_any_program(), frozen / file)
        for file, words in more.items():
            (frozen / file.replace("_", ".")).write_text(words)
        machine = Packing(self.wine, "", defines)
        if command_ends_with is not None:
            (self.folder / "command.nsi").write_text(COMMAND, encoding="utf-8")
            target = machine.as_here(frozen / "deskside-command.exe")
            given = (f"-DTARGET={target}", f"-DCODE={command_ends_with}")
            self.wine.run_here("makensis", "-V2", *given, machine.as_here(self.folder / "command.nsi"))
        if signed:
            line = signed.command(machine.as_here, windows=False)
            machine.shell(line.replace("%1", machine.as_here(frozen / "Deskside.exe")))
        pack(machine, frozen, self.folder / f"{name}.exe", version, self.folder, signed, "zlib")

    def path(self, name: str) -> Path:
        """What lies in the prefix."""
        return self.wine.prefix / name

    def says(self, key: str, value: str) -> bool:
        """Whether the registry has it; every program has ended, so that its files are true."""
        return any(key in line and f'"{value}"=' in line for line in traces(self.wine.prefix).registry)


def _any_program() -> Path:
    python = windows_python(cache_folder() / "windows", lambda _: None)
    return python / "site-packages" / "PyInstaller" / "bootloader" / "Windows-64bit-intel" / "runw.exe"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    root = present_root()
    if root is None or not any((cache_folder() / "windows").glob("python-*/python.exe")):
        missing("Wine", "sudo make windows")
        raise AssertionError
    write_icon(ROOT / "resources" / "deskside.svg", tmp_path / "deskside.ico")
    shown = {tmp_path: "/deskside/made", ROOT / "packaging": "/deskside/packaging"}
    yield Place(Wine(root, tmp_path / "prefix", shown, {}), tmp_path)
    shutil.rmtree(tmp_path / "prefix", ignore_errors=True)


def test_what_cannot_be_is_refused_and_what_was_chosen_is_kept(place: Place) -> None:
    place.make("1.0.0")
    place.make("1.1.0", "next")
    before = traces(place.wine.prefix) if (place.wine.prefix / "drive_c").exists() else None
    assert place.setup("/DATABASE=mysql://calls.example/deskside") == BAD_OPTION
    assert place.setup("/LANG=fr") == BAD_OPTION
    assert place.setup("/CURRENTUSER", "/RTP") == NO_RIGHT
    before = before or traces(place.wine.prefix)
    assert not place.path(FOR_ALL).exists()

    assert place.setup("/ALLUSERS", "/RTP", "/AUTOSTART") == DONE
    assert place.says(KEY, "Rtp")
    assert place.says(FOR_ALL_AT_START, "Deskside")
    assert place.path(MACHINE).is_dir()
    assert place.setup(name="next") == DONE
    assert [path.name for path in place.path(f"{FOR_ALL}/_internal").iterdir()] == ["1.1.0"]
    assert place.says(KEY, "Rtp")
    assert place.says(FOR_ALL_AT_START, "Deskside")
    assert place.setup() == NEWER
    assert place.setup("/RTP=0", "/AUTOSTART=0", name="next") == DONE
    assert not place.says(KEY, "Rtp")
    assert not place.says(FOR_ALL_AT_START, "Deskside")

    place.wine.run(r"C:\Program Files\Deskside\uninstall.exe", "/S", timeout_s=60)
    assert traces(place.wine.prefix).beyond(before) == Traces(frozenset(), frozenset())


def test_for_one_person_nothing_of_the_machine_is_touched(place: Place) -> None:
    place.make("1.0.0")
    assert place.setup("/CURRENTUSER", "/AUTOSTART") == DONE
    assert place.path(f"{FOR_ONE}/Deskside.exe").is_file()
    assert place.says(FOR_ONE_AT_START, "Deskside")
    assert not place.says(f"system.reg: [Software\\\\Microsoft\\\\Windows\\\\CurrentVersion\\\\{KEY}", "DisplayVersion")
    assert place.says(KEY, "DisplayVersion")
    assert not place.path(MACHINE).exists()
    assert not place.path(FOR_ALL).exists()


def test_what_cannot_be_put_in_leaves_the_version_before(place: Place) -> None:
    place.make("1.0.0")
    place.make("1.1.0", "next", read_me="new")
    assert place.setup("/ALLUSERS") == DONE
    (place.path(FOR_ALL) / "read.me").mkdir()
    assert place.setup(name="next") == FAILED
    assert [path.name for path in place.path(f"{FOR_ALL}/_internal").iterdir()] == ["1.0.0"]
    assert place.path(f"{FOR_ALL}/Deskside.exe").is_file()
    assert not place.path(f"{FOR_ALL}/_before").exists()

    (place.path(FOR_ALL) / "read.me").rmdir()
    place.path(MACHINE).rmdir()
    place.path(MACHINE).symlink_to("nowhere/at/all")  # so that its rights cannot be set
    assert place.setup(name="next") == FAILED
    assert [path.name for path in place.path(f"{FOR_ALL}/_internal").iterdir()] == ["1.0.0"]
    place.path(MACHINE).unlink()

    (place.path(FOR_ALL) / "_before" / "_internal").mkdir(parents=True)  # as the PC leaves it that was switched off
    place.wine.run(r"C:\Program Files\Deskside\uninstall.exe", "/S", timeout_s=60)
    assert not place.path(FOR_ALL).exists()


def test_who_has_no_rights_gets_no_second_program_unasked(place: Place) -> None:
    place.make("1.0.0")
    place.make("1.1.0", "limited", defines=("ACCOUNT=User",))
    assert place.setup("/ALLUSERS", name="limited") == NO_RIGHT
    assert place.setup("/ALLUSERS") == DONE
    assert place.setup(name="limited") == NO_RIGHT
    assert not place.path(FOR_ONE).exists()
    assert place.setup("/CURRENTUSER", name="limited") == DONE
    assert place.setup(name="limited") == DONE, "it is that person's own"
    assert [path.name for path in place.path(f"{FOR_ALL}/_internal").iterdir()] == ["1.0.0"]
    own = r"C:\users\root\AppData\Local\Programs\Deskside"
    assert place.uninstall(own, "/ALLUSERS") == NO_RIGHT
    assert place.path(f"{FOR_ONE}/Deskside.exe").exists()
    assert place.uninstall(own, "/CURRENTUSER") == DONE
    assert not place.path(f"{FOR_ONE}/Deskside.exe").exists()
    assert place.path(f"{FOR_ALL}/Deskside.exe").exists()


def test_without_the_firewall_s_rule_all_else_is_done(place: Place) -> None:
    place.make("1.0.0", defines=(r"NETSH=$SYSDIR\not-there.exe",), command_ends_with=DONE)
    assert place.setup("/ALLUSERS", "/RTP", DATABASE) == FAILED
    assert "database=postgresql://calls.example/deskside" in (place.path(MACHINE) / "policy.toml").read_text()
    assert place.says(KEY, "Policy")
    assert not place.says(KEY, "Rtp")
    assert place.path(f"{FOR_ALL}/Deskside.exe").is_file()


def test_a_policy_goes_with_the_program_only_where_the_installer_made_it(place: Place) -> None:
    place.make("1.0.0", command_ends_with=DONE)
    place.make("1.1.0", "refused", command_ends_with=1)
    policy = place.path(MACHINE) / "policy.toml"
    assert place.setup("/ALLUSERS", DATABASE) == DONE
    assert policy.is_file()
    assert place.uninstall(PROGRAM) == DONE
    assert not place.path(MACHINE).exists()

    policy.parent.mkdir()
    policy.write_text("# by hand\n")
    assert place.setup("/ALLUSERS", DATABASE) == DONE
    assert place.uninstall(PROGRAM) == DONE
    assert policy.read_text().startswith("# by hand\n")
    policy.unlink()

    assert place.setup("/ALLUSERS", DATABASE, name="refused") == BAD_OPTION
    policy.write_text("# by hand, later\n")
    assert place.uninstall(PROGRAM) == DONE
    assert policy.is_file()


def test_what_stands_in_an_address_is_no_option(place: Place) -> None:
    place.make("1.0.0", command_ends_with=DONE)
    address = "postgresql://rtp1.example/lang=fr/currentuser"
    assert place.setup("/ALLUSERS", f"/DATABASE={address}", "/AUTOSTART") == DONE
    assert place.path(FOR_ALL).exists()
    assert not place.path(FOR_ONE).exists()
    assert not place.says(KEY, "Rtp")
    assert place.says(FOR_ALL_AT_START, "Deskside")
    assert f'"database={address}"' in (place.path(MACHINE) / "policy.toml").read_text()


def test_an_uninstaller_that_fails_says_so_and_can_be_started_again(place: Place) -> None:
    place.make("1.0.0")
    assert place.setup("/ALLUSERS") == DONE
    held = place.path(f"{FOR_ALL}/_internal") / r"not\a name of Windows"
    held.touch()
    assert place.uninstall(PROGRAM) == FAILED
    assert place.says(KEY, "DisplayVersion")
    assert place.path(f"{FOR_ALL}/uninstall.exe").is_file()
    held.unlink()
    assert place.uninstall(PROGRAM) == DONE
    assert not place.says(KEY, "DisplayVersion")
    assert not place.path(f"{FOR_ALL}/_internal").exists()


def test_whatever_is_asked_of_multiuser_is_known_there() -> None:
    root = present_root()
    if root is None:
        missing("Wine", "sudo make windows")
        raise AssertionError
    known = (root / "usr" / "share" / "nsis" / "Include" / "MultiUser.nsh").read_text(encoding="utf-8")
    asked = re.findall(r"^!define (MULTIUSER_\w+)", SCRIPT.read_text(encoding="utf-8"), flags=re.MULTILINE)
    asked = [
        name.replace("MULTIUSER_INSTALLMODE_FUNCTION", "MULTIUSER_INSTALLMODE_${UNINSTALLER_PREFIX}FUNCTION")
        for name in asked
    ]
    assert len(asked) > 5
    assert [name for name in asked if name not in known] == []


def a_certificate(folder: Path) -> bytes:
    """Write signer.p12 with PASSWORD into `folder`; the certificate itself as PEM, its own authority."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Deskside test")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING]), critical=False)
        .sign(key, hashes.SHA256())
    )
    sealed = serialization.BestAvailableEncryption(PASSWORD.encode())
    both = pkcs12.serialize_key_and_certificates(b"deskside", key, certificate, None, sealed)
    (folder / "signer.p12").write_bytes(both)
    return certificate.public_bytes(serialization.Encoding.PEM)


def test_program_installer_and_uninstaller_carry_the_signature(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    (place.folder / "authority.pem").write_bytes(a_certificate(place.folder))
    monkeypatch.setenv(signing.CERTIFICATE, str(place.folder / "signer.p12"))
    monkeypatch.setenv(signing.PASSWORD, PASSWORD)
    with signing.given(place.folder) as signed:
        assert signed is not None
        assert PASSWORD not in signed.command(str, windows=False)
        place.make("1.0.0", signed=signed)
    assert place.setup("/ALLUSERS") == DONE
    for name in ("Deskside.exe", "uninstall.exe"):
        shutil.copy(place.path(f"{FOR_ALL}/{name}"), place.folder)
    for name in ("Deskside.exe", "first.exe", "uninstall.exe"):
        assert verified(place, name), name
    with (place.folder / "first.exe").open("r+b") as file:
        file.seek(50_000)
        file.write(b"changed")
    assert not verified(place, "first.exe")


def verified(place: Place, name: str) -> bool:
    words = ["osslsigncode", "verify", "-CAfile", "/deskside/made/authority.pem", "-in", f"/deskside/made/{name}"]
    done: subprocess.CompletedProcess[str] = place.wine.run_here(*words, check=False)
    return done.returncode == 0
