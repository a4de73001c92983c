from __future__ import annotations

import errno
import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console import json_file, places
from console.domain.faults import FaultKind
from console.settings import (
    LANGUAGES,
    LIMITS,
    THEMES,
    Settings,
    is_shared,
    load,
    save,
    settings_from_dict,
    settings_to_dict,
    without_password,
)

chosen = st.builds(
    Settings,
    language=st.sampled_from(LANGUAGES),
    theme=st.sampled_from(THEMES),
    text_percent=st.integers(*LIMITS["text_percent"]),
    output_device=st.text(max_size=20),
    evidence_ms=st.integers(*LIMITS["evidence_ms"]),
    step_back_ms=st.integers(*LIMITS["step_back_ms"]),
    silence_ms=st.integers(*LIMITS["silence_ms"]),
    live_hours=st.integers(*LIMITS["live_hours"]),
    suggestions=st.booleans(),
    database_url=st.text(max_size=20),
    gateway_file=st.text(max_size=20),
    keys=st.dictionaries(st.text(max_size=8), st.tuples(st.text(max_size=5), st.text(max_size=5)), max_size=3),
    kept=st.dictionaries(st.text(max_size=8), st.integers() | st.text(max_size=5), max_size=3),
)


@given(chosen)
def test_settings_survive_json(settings: Settings) -> None:
    assert settings_from_dict(json.loads(json.dumps(settings_to_dict(settings)))) == settings


def test_no_file_means_defaults_and_no_complaint(tmp_path: Path) -> None:
    assert load(tmp_path / "settings.json") == (Settings(), None)


def test_saved_settings_come_back(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "settings.json"
    settings = replace(Settings(), output_device="耳机 🎧", theme="dark")
    save(settings, path)
    assert load(path) == (settings, None)
    assert [p.name for p in path.parent.iterdir()] == ["settings.json"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe\x00",
        b'{"theme": "pink"}',
        b'{"evidence_ms": "8"}',
        b'{"evidence_ms": true}',
        b'{"keys": {"play": "Space"}}',
        b'{"kept": []}',
    ],
)
def test_a_broken_file_is_kept_aside_and_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    settings, fault = load(path)
    assert settings == Settings()
    assert fault is not None
    assert fault.kind is FaultKind.BAD_SETTINGS
    assert (tmp_path / "settings.json.broken").read_bytes() == content
    assert load(path) == (Settings(), None), "told once"


def test_a_second_broken_file_does_not_bury_the_first(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    for content in (b"one", b"two"):
        path.write_bytes(content)
        load(path)
    assert {p.read_bytes() for p in tmp_path.iterdir()} == {b"one", b"two"}


def test_a_file_that_may_not_be_read_now_is_left_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "settings.json"
    save(Settings(theme="dark"), path)
    with monkeypatch.context() as locked:
        locked.setattr(Path, "read_bytes", _refuse)
        settings, fault = load(path)
    assert settings == Settings()
    assert fault is not None
    assert fault.kind is FaultKind.SETTINGS_LEFT_ALONE
    assert [p.name for p in tmp_path.iterdir()] == ["settings.json"]
    assert load(path) == (Settings(theme="dark"), None)


def test_a_broken_file_that_cannot_be_put_aside_is_not_said_to_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(b"{")
    monkeypatch.setattr(Path, "rename", _refuse)
    _, fault = load(path)
    assert fault is not None
    assert fault.kind is FaultKind.SETTINGS_LEFT_ALONE


def test_on_windows_a_file_that_somebody_holds_for_a_moment_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "settings.json"
    save(Settings(theme="dark"), path)
    read, held = Path.read_bytes, [True, True]

    def read_when_let_go(which: Path) -> bytes:
        if held:
            held.pop()
            raise PermissionError
        return read(which)

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(json_file, "sleep", lambda _: None)
    monkeypatch.setattr(Path, "read_bytes", read_when_let_go)
    assert load(path) == (Settings(theme="dark"), None)


def _refuse(*_: object) -> None:
    raise PermissionError(errno.EACCES, "held by another program")


def test_what_a_newer_version_wrote_is_not_dropped(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"theme": "dark", "hologram": {"on": true}}')
    settings, fault = load(path)
    assert fault is None
    save(replace(settings, theme="light"), path)
    assert json.loads(path.read_text())["hologram"] == {"on": True}


@pytest.mark.parametrize(
    ("given", "bare"),
    [
        ("postgresql://server/deskside", "postgresql://server/deskside"),
        ("postgresql://li@a,b:5433/deskside?sslmode=require", "postgresql://li@a,b:5433/deskside?sslmode=require"),
        ("postgresql+psycopg://li:s3:cr@t@server/db", "postgresql+psycopg://li@server/db"),
        (
            "postgresql://server/db?user=li&password=s3cret&sslmode=require",
            "postgresql://server/db?user=li&sslmode=require",
        ),
        ("postgresql://server/db?password=s3cret", "postgresql://server/db"),
        ("postgresql://server/db?sslpassword=s3cret", "postgresql://server/db"),
        ("sqlite:///C:/Data/deskside.db", "sqlite:///C:/Data/deskside.db"),
        ("sqlite:////home/li/a@b:c/deskside.db", "sqlite:////home/li/a@b:c/deskside.db"),
        ("", ""),
    ],
)
def test_an_address_is_kept_without_its_password(given: str, bare: str) -> None:
    assert without_password(given) == bare


@pytest.mark.parametrize("url", ["postgresql://server/deskside", "postgres://a,b/x", "postgresql+psycopg:///deskside"])
def test_a_server_is_shared(url: str) -> None:
    assert is_shared(url)


@pytest.mark.parametrize("url", ["", "sqlite:///postgresql://x", "sqlite:////srv/postgresql.db"])
def test_a_file_is_not(url: str) -> None:
    assert not is_shared(url)


def test_a_password_put_into_the_file_by_hand_is_told_and_leaves_it(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text(
        '{"database_url": "postgresql://li:s3cret@server/db", "reports_url": "postgresql://server/db?password=s3cret",'
        ' "theme": "dark"}'
    )
    settings, fault = load(path)
    assert fault is not None
    assert fault.kind is FaultKind.PASSWORD_IN_ADDRESS
    assert (settings.database_url, settings.theme) == ("postgresql://li@server/db", "dark")
    assert settings.reports_url == "postgresql://server/db"
    save(settings, path)
    assert "s3cret" not in path.read_text()


def test_numbers_are_brought_into_their_limits() -> None:
    assert settings_from_dict({"evidence_ms": 1, "step_back_ms": 99_999}).evidence_ms == LIMITS["evidence_ms"][0]
    assert settings_from_dict({"step_back_ms": 99_999}).step_back_ms == LIMITS["step_back_ms"][1]


def test_one_variable_moves_every_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(places.HOME_VARIABLE, str(tmp_path))
    found = {places.data_folder(), places.config_folder(), places.cache_folder(), places.log_folder()}
    assert len(found) == 4
    assert all(folder.parent == tmp_path for folder in found)
    assert str(tmp_path.as_posix()) in places.embedded_database_url()


def test_without_it_the_system_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(places.HOME_VARIABLE, raising=False)
    assert "Deskside" in str(places.settings_file())
    assert (places.resources_folder() / "icons" / "review.svg").is_file()
