"""What the Windows build is made from, as far as no Windows is needed: pinned wheels, sizes, icon, manifest."""

from __future__ import annotations

import re
import tomllib
import xml.etree.ElementTree as ElementTree
from contextlib import suppress
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from PySide6.QtGui import QImage

from windows import signing, sizes, steps
from windows.icon import SIZES, write_icon
from windows.machines import UnderWine
from windows.parts import PINNED, PINNED_FOR_TESTS
from windows.pin import BUILD, TESTS, WINDOWS
from windows.signing import Signing
from windows.wine import Wine

ROOT = Path(__file__).resolve().parents[2]
LINE = re.compile(r"([a-z0-9-]+)==(\S+) --hash=sha256:[0-9a-f]{64}")


def pinned(path: Path = PINNED) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            match = LINE.fullmatch(line)
            assert match, line
            found[match[1]] = match[2]
    return found


def test_what_ships_for_windows_is_what_is_tested() -> None:
    lines = (ROOT / "packaging" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    held = {str(canonicalize_name(n)): v for n, _, v in (line.partition("==") for line in lines if "==" in line)}
    found = pinned() | pinned(PINNED_FOR_TESTS)
    assert {name: version for name, version in found.items() if held.get(name, version) != version} == {}


def test_everything_that_the_program_and_the_build_ask_for_is_pinned() -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    found = pinned()
    for need in (Requirement(line) for line in (*asked, *BUILD)):
        if need.marker is None or need.marker.evaluate(WINDOWS):
            name = canonicalize_name(need.name)
            assert need.specifier.contains(found.get(name, "")), f"{need}: run `python -m windows.pin`"
    assert "pywin32-ctypes" in found, "Windows' own needs, not those of the machine that pins"
    assert "secretstorage" not in found


def test_what_only_the_tests_take_is_apart_from_what_ships() -> None:
    apart = pinned(PINNED_FOR_TESTS)
    assert set(TESTS) <= set(apart)
    assert not set(apart) & set(pinned())


def test_a_folder_that_grew_is_complained_of(tmp_path: Path) -> None:
    (tmp_path / "Qt6Core.dll").write_bytes(bytes(100))
    assert sizes.complaints(tmp_path) == []
    (tmp_path / "surprise.dll").write_bytes(bytes(200))
    assert sizes.complaints(tmp_path) == ["no reason is given for surprise.dll"]
    with (tmp_path / "Qt6Gui.dll").open("wb") as file:
        file.truncate(sizes.MOST_INSTALLED)
    assert any("more than 180" in line for line in sizes.complaints(tmp_path))
    assert sizes.table(tmp_path).splitlines()[1].endswith("Qt6Gui.dll: Qt: drawing and fonts")


def test_the_icon_has_every_size_and_is_not_scaled(tmp_path: Path) -> None:
    write_icon(ROOT / "resources" / "deskside.svg", tmp_path / "deskside.ico")
    data = (tmp_path / "deskside.ico").read_bytes()
    assert data[:6] == bytes([0, 0, 1, 0, len(SIZES), 0])
    for at, size in enumerate(SIZES):
        entry = data[6 + 16 * at : 22 + 16 * at]
        length, offset = int.from_bytes(entry[8:12], "little"), int.from_bytes(entry[12:16], "little")
        picture = QImage.fromData(data[offset : offset + length])
        assert (entry[0] or 256, picture.width(), picture.height()) == (size, size, size)
        assert picture.pixelColor(size // 2, size // 8).alpha() == 255


def test_the_manifest_asks_for_long_paths_sharp_screens_and_utf_8() -> None:
    tree = ElementTree.parse(ROOT / "packaging" / "windows" / "deskside.manifest")
    said = {node.tag.rpartition("}")[2]: node.text for node in tree.iter()}
    assert said["longPathAware"] == "true"
    assert said["dpiAwareness"] == "PerMonitorV2"
    assert said["activeCodePage"] == "UTF-8"


def test_the_installer_s_files_are_named_as_makensis_reads_them_on_windows_too() -> None:
    lines = (ROOT / "packaging" / "windows" / "installer.nsi").read_text(encoding="utf-8").splitlines()
    paths = [line.rpartition(' "')[2] for line in lines if line.strip().startswith("File ")]
    assert len(paths) == 3
    assert [path for path in paths if "/" in path] == [], "there it takes folders apart at backslashes only"


def test_a_path_is_told_as_who_reads_it_sees_it(tmp_path: Path) -> None:
    machine = UnderWine(Wine(tmp_path, tmp_path / "prefix", {tmp_path / "made": "/deskside/made"}, {}), "")
    assert machine.as_here(tmp_path / "made" / "a" / "b.exe") == "/deskside/made/a/b.exe"
    assert machine.as_windows(tmp_path / "made") == r"Z:\deskside\made"
    with pytest.raises(ValueError, match="not shown"):
        machine.as_here(tmp_path / "other")


def test_what_signs_names_files_and_no_password() -> None:
    given = Signing(Path("/keys/our own.pem"), Path("/keys/word"), "http://time.example")
    line = given.command(str, windows=False)
    assert "-certs '/keys/our own.pem' -key '/keys/our own.pem' -readpass /keys/word" in line
    assert "-ts http://time.example" in line
    assert line.endswith('-in "%1" -out "%1.signed" && mv "%1.signed" "%1"')
    plain = Signing(Path("/keys/our.p12"), Path("/keys/word"), "").command(str, windows=True)
    assert '-pkcs12 "' in plain
    assert "-ts" not in plain.split()
    assert plain.endswith('move /y "%1.signed" "%1"')


def test_a_certificate_that_is_not_there_stops_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(signing.CERTIFICATE, raising=False)
    with signing.given(tmp_path) as nothing:
        assert nothing is None
    monkeypatch.setenv(signing.CERTIFICATE, str(tmp_path / "signer.p12"))
    with pytest.raises(signing.NotGiven), signing.given(tmp_path):
        pass


def test_a_password_given_by_a_variable_is_in_a_file_only_while_the_build_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "signer.p12").touch()
    monkeypatch.setenv(signing.CERTIFICATE, str(tmp_path / "signer.p12"))
    monkeypatch.delenv(signing.PASSWORD_FILE, raising=False)
    monkeypatch.setenv(signing.PASSWORD, "a word")
    with suppress(steps.Failed), signing.given(tmp_path) as given:
        assert given is not None
        kept = given.password
        assert kept.read_text(encoding="utf-8") == "a word"
        raise steps.Failed
    assert not kept.exists()

    ours = tmp_path / "word"
    ours.write_text("a word", encoding="utf-8")
    monkeypatch.setenv(signing.PASSWORD_FILE, str(ours))
    with signing.given(tmp_path) as given:
        assert given is not None
        assert given.password == ours.resolve()
    assert ours.exists(), "it is the builder's"
