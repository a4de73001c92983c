"""Backup and restore between two real servers: what comes out is what went in, and who works there can sign on."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from console.admin import backup_files, saving
from console.admin.place import NotDone
from console.store.store import Store
from tests.admin.conftest import Admin
from tests.admin.people import SUN, WANG, add, login, password_of
from tests.postgres import PostgresServer, start_server, start_standby, stop_server
from tests.store.centres import a_call

pytestmark = pytest.mark.postgresql


@pytest.fixture(scope="module")
def new_server(request: pytest.FixtureRequest) -> Iterator[PostgresServer]:
    """Another server, on which none of our roles is yet."""
    server = start_server()
    yield server
    stop_server(server, keep_log=bool(request.session.testsfailed))


@pytest.fixture
def centre(admin: Admin, url: str) -> str:
    """People and calls; one account is closed."""
    add(admin, url, *SUN)
    add(admin, url, *WANG)
    add(admin, url, "1009", "--name", "钱进", "--role", "agent", "--team", "A")
    assert admin("disable-user", "1009", "--database", url).code == 0
    with Store.open(url) as store:
        store.calls.add_many([a_call(number) for number in range(5)])
    return url


@pytest.fixture
def saved(admin: Admin, centre: str, tmp_path: Path) -> Path:
    """The folder of one backup."""
    assert admin("backup", str(tmp_path / "backups"), "--database", centre).code == 0
    return backup_files.find(tmp_path / "backups")


def rows(url: str, query: str) -> list[Any]:
    with psycopg.connect(url) as connection:
        return connection.execute(query).fetchall()


def test_a_centre_moves_to_a_new_server(admin: Admin, centre: str, saved: Path, new_server: PostgresServer) -> None:
    there = new_server.url("restored")
    done = admin("restore", str(saved), there)
    assert (done.code, done.err) == (0, "")
    assert "3 person, 5 call" in done.out
    assert "The audit chain is whole" in done.out
    everything = "SELECT id, started_at, customer_number, search FROM call ORDER BY id"
    assert rows(there, everything) == rows(centre, everything)
    with login(there, "1001") as connection:
        assert connection.execute("SELECT name FROM sign_on()").fetchone() == ("王芳",)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT customer_number FROM call")
    with pytest.raises(psycopg.OperationalError, match="not permitted to log in"):
        login(there, "1009").close()
    wrong = [line for line in json.loads(admin("check", "--json", "--database", there).out) if line["grade"] == "wrong"]
    assert [line["what"] for line in wrong] == ["disk"]  # these test servers do not wait for it
    assert admin("add-user", "1010", *WANG[1:5], "--generate-password", "--database", there).code == 0

    again = admin("restore", str(saved), there)
    assert (again.code, again.out) == (2, "")
    assert "is not empty" in again.err


def test_the_backup_is_of_one_moment_and_for_its_owner_only(centre: str, saved: Path) -> None:
    for file in saved.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(saved.stat().st_mode) == 0o700
    manifest = backup_files.read(saved)
    assert manifest.rows["person"] == 3
    script = (saved / backup_files.ROLES).read_text(encoding="utf-8")
    assert 'CREATE ROLE "1001" LOGIN' in script
    assert 'CREATE ROLE "1009" NOLOGIN' in script
    assert "SCRAM-SHA-256$" in script
    assert password_of("1001") not in script
    assert "SUPERUSER" not in script
    (row,) = rows(centre, "SELECT place, bytes, sha256, by_login FROM backup")
    size = (saved / backup_files.DUMP).stat().st_size
    assert row == (str(saved), size, manifest.sha256[backup_files.DUMP], "deskside")
    assert rows(centre, "SELECT kind, facts ->> 'place' FROM audit ORDER BY id DESC LIMIT 1") == [
        ("backup", str(saved))
    ]


def test_check_knows_the_last_backup(admin: Admin, centre: str, saved: Path) -> None:
    def grade() -> Any:
        lines = json.loads(admin("check", "--json", "--database", centre).out)
        return next((line["grade"], line["words"]) for line in lines if line["what"] == "backup")

    assert grade()[0] == "well"
    assert str(saved) in grade()[1]
    with psycopg.connect(centre, autocommit=True) as connection:
        connection.execute("UPDATE backup SET at = at - interval '27 hours'")
    assert grade()[0] == "look"


def test_a_damaged_backup_is_refused_and_nothing_is_made(admin: Admin, saved: Path, new_server: PostgresServer) -> None:
    dump = saved / backup_files.DUMP
    content = bytearray(dump.read_bytes())
    content[len(content) // 2] ^= 1
    dump.write_bytes(content)
    done = admin("restore", str(saved), new_server.url("damaged"))
    assert done.code == 1
    assert "is not what was written" in done.err
    assert rows(new_server.url("postgres"), "SELECT datname FROM pg_database WHERE datname = 'damaged'") == []


def test_rows_that_are_not_those_of_the_backup_leave_nothing_behind(
    admin: Admin, saved: Path, new_server: PostgresServer
) -> None:
    file = saved / backup_files.MANIFEST
    manifest = json.loads(file.read_text())
    manifest["rows"]["call"] += 1
    file.write_text(json.dumps(manifest))
    done = admin("restore", str(saved), new_server.url("short"))
    assert done.code == 1
    assert "The rows are not those of the backup" in done.err
    assert rows(new_server.url("postgres"), "SELECT datname FROM pg_database WHERE datname = 'short'") == []


def test_a_drill_on_the_same_server_leaves_passwords_alone(
    admin: Admin, own_server: PostgresServer, centre: str, saved: Path
) -> None:
    words = ("reset-password", "1001", "--password-stdin", "--database", centre)
    assert admin(*words, typed="newer-words\n").code == 0
    drill = own_server.url("drill")
    try:
        assert admin("restore", str(saved.parent), drill).code == 0
        login(drill, "1001", "newer-words").close()
    finally:
        own_server.drop_database("drill")


def test_the_newest_are_kept(admin: Admin, centre: str, tmp_path: Path) -> None:
    stranger = tmp_path / "backups" / "deskside-notes"
    stranger.mkdir(parents=True)
    for year in (2021, 2022):
        old = tmp_path / "backups" / f"deskside-{year}0101T000000Z"
        old.mkdir()
        (old / backup_files.MANIFEST).write_text("{}")
    done = admin("backup", str(tmp_path / "backups"), "--keep", "2", "--database", centre)
    assert done.code == 0
    names = sorted(folder.name for folder in (tmp_path / "backups").iterdir())
    assert names[0] == "deskside-20220101T000000Z"
    assert (len(names), names[2]) == (3, "deskside-notes")
    assert "deskside-20210101T000000Z was removed" in done.out
    assert admin("backup", str(tmp_path), "--keep", "0", "--database", centre).code == 2


def test_a_backup_that_fails_leaves_nothing(
    admin: Admin, centre: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "find_program", lambda _name: "/bin/false")
    done = admin("backup", str(tmp_path / "backups"), "--database", centre)
    assert done.code == 1
    assert "pg_dump failed" in done.err
    assert list((tmp_path / "backups").iterdir()) == []
    assert rows(centre, "SELECT count(*) FROM backup") == [(0,)]


def test_somebody_of_the_centre_cannot_copy_it(
    admin: Admin, centre: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPASSWORD", password_of("9001"))
    done = admin("backup", str(tmp_path / "backups"), "--database", centre.replace("deskside@", "9001@"))
    assert done.code == 1
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_folder_that_cannot_be_written_or_holds_nothing(admin: Admin, centre: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert admin("backup", str(tmp_path / "file" / "x"), "--database", centre).code == 2
    assert "holds no backup" in admin("restore", str(tmp_path), "--database", centre).err


def test_a_standby_can_be_saved_too(admin: Admin, own_server: PostgresServer, centre: str, tmp_path: Path) -> None:
    standby = start_standby(own_server)
    try:
        done = admin("backup", str(tmp_path / "backups"), "--database", standby.url(centre.rpartition("/")[2]))
        assert (done.code, done.err) == (0, "")
        assert "not entered in the database, because this server is a standby" in done.out
    finally:
        stop_server(standby)
        with psycopg.connect(own_server.url("postgres"), autocommit=True) as connection:
            connection.execute("SELECT pg_drop_replication_slot(%s)", (standby.folder.name.replace("-", "_").lower(),))


def test_a_manifest_that_is_none_is_said(tmp_path: Path) -> None:
    for content in ("", "[]", '{"at": 1}'):
        (tmp_path / backup_files.MANIFEST).write_text(content)
        with pytest.raises(NotDone, match="not a whole backup"):
            backup_files.read(tmp_path)
