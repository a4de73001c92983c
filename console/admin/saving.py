"""`deskside admin backup` and `restore`: a centre in a folder, and a centre again out of it, proven on the way."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from console.admin import backup_files, checks
from console.admin.backup_files import DUMP, ROLES, Manifest
from console.admin.findings import WORDS, Grade
from console.admin.place import DONE, NOT_DONE, NotDone, NotUsable, Place, one
from console.admin.roles import roles_script
from console.admin.setting_up import (
    forget_functions,
    make_database,
    refuse_old_server,
    refuse_other_version,
    standing,
)
from console.store.store import Store

COUNTED = ("person", "call", "revision", "revision_mark", "coaching_note", "audit")
"""Tables whose rows are counted in a backup and again in what is restored from it."""


def add_arguments(commands: Any) -> None:
    """The commands that save and bring back."""
    backup = commands.add_parser("backup", help="save the database and its logins into a folder")
    backup.add_argument("folder", metavar="FOLDER", type=Path, help="a folder of its own is made in it each time")
    backup.add_argument("--keep", type=int, metavar="N", help="afterwards remove all but the newest N in FOLDER")
    backup.set_defaults(run=make_backup)
    restore = commands.add_parser("restore", help="make a centre out of a backup, in an empty database")
    restore.add_argument("folder", metavar="FOLDER", type=Path, help="one backup, or a folder of them: the newest")
    restore.add_argument("url", nargs="?", metavar="URL", help="where to; made when the server has none of that name")
    restore.set_defaults(run=restore_backup)


def make_backup(place: Place, args: argparse.Namespace) -> int:
    """Save everything that a new server would need, but no recordings: they lie on their share."""
    if args.keep is not None and args.keep < 1:
        raise NotUsable("At least one backup is kept.")
    say = place.terminal.say
    with place.connected() as connection:
        refuse_other_version(connection)
        at: datetime = one(connection, "SELECT clock_timestamp()")
        folder = backup_files.new_folder(args.folder, at)
        try:
            manifest, with_passwords = _fill(folder, place, connection, at)
            whole = backup_files.finish(folder, manifest)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        size = (whole / DUMP).stat().st_size
        say(f"The database was saved in {whole}, {size} bytes; the file can be read back.")
        if not with_passwords:
            say("Passwords are not in it, because only a superuser may read them; after a restore they are set anew.")
        if one(connection, "SELECT pg_is_in_recovery()"):
            say("It is not entered in the database, because this server is a standby.")
        else:
            _enter(connection, at, whole, size, manifest.sha256[DUMP])
    if args.keep is not None:
        for old in backup_files.remove_old(args.folder, args.keep):
            say(f"{old} was removed; the newest {args.keep} are kept.")
    return DONE


def _fill(folder: Path, place: Place, connection: psycopg.Connection[Any], at: datetime) -> tuple[Manifest, bool]:
    """All files but the manifest, of one moment of the database."""
    with connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        moment = one(connection, "SELECT pg_export_snapshot()")
        address, environment = place.for_programs()
        _run("pg_dump", "--format=custom", f"--snapshot={moment}", "--no-password", "--no-unlogged-table-data",
             f"--file={folder / DUMP}", f"--dbname={address}", environment=environment)  # fmt: skip
        script, with_passwords = roles_script(connection)
        (folder / ROLES).touch(mode=0o600)
        (folder / ROLES).write_text(script, encoding="utf-8")
        counted = rows_of(connection)
        head = one(connection, "SELECT audit_id || ':' || encode(audit_hash, 'hex') FROM chain") or ""
        schema = standing(connection).version
        server = one(connection, "SHOW server_version")
    _run("pg_restore", "--list", str(folder / DUMP))
    sums = {name: backup_files.digest(folder / name) for name in (DUMP, ROLES)}
    return Manifest(at.isoformat(), schema, server, counted, head, sums), with_passwords


def _enter(connection: psycopg.Connection[Any], at: datetime, place: Path, size: int, sha256: str) -> None:
    facts = Jsonb({"place": str(place), "bytes": size, "sha256": sha256})
    with connection.transaction():
        connection.execute("SELECT begin_deed()")
        connection.execute(
            "INSERT INTO backup (at, by_login, place, bytes, sha256) VALUES (%s, session_user, %s, %s, %s)",
            (at, str(place), size, sha256),
        )
        connection.execute("SELECT record('backup', me(), NULL, %s, clock_timestamp())", (facts,))


def restore_backup(place: Place, args: argparse.Namespace) -> int:
    """Roles, database, functions; then count, walk the record, and check. Needs a superuser."""
    folder = backup_files.find(args.folder)
    manifest = backup_files.read(folder)
    say = place.terminal.say
    made = make_database(place)
    try:
        with place.connected() as connection:
            _refuse_unfit(place, connection)
            connection.execute((folder / ROLES).read_bytes())
            say(f"Groups and logins of {folder} are there.")
            address, environment = place.for_programs()
            _run("pg_restore", "--exit-on-error", "--no-password", f"--dbname={address}", str(folder / DUMP),
                 environment=environment)  # fmt: skip
            found = rows_of(connection)
            if found != manifest.rows:
                raise NotDone(f"The rows are not those of the backup: {found} instead of {dict(manifest.rows)}.")
            connection.execute("ANALYZE")
            forget_functions(connection)  # rights on the database itself are not in a dump
    except BaseException:
        if made:
            with place.other_database("postgres").connected() as connection:
                connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(place.database)))
        raise
    with Store.open(place.url, login=place.session.login, patience=place.session.patience):
        pass  # functions and rights are put in place, an older schema is brought up to date
    say(f"The database of {manifest.at[:16].replace('T', ' ')} is in {place.database}: {_said(found)}.")
    report = checks.walk(place, witness=_witness(manifest.head))
    say(report.sentence())
    wrong = [finding for finding in checks.findings(place, of_server=False) if finding.grade is Grade.WRONG]
    for finding in wrong:
        say(f"{WORDS[finding.grade]}: {finding.what}: {finding.words}. {finding.advice}")
    say("Look at the server it is on now with: deskside admin check")
    return NOT_DONE if wrong or report.broken else DONE


def _refuse_unfit(place: Place, connection: psycopg.Connection[Any]) -> None:
    refuse_old_server(connection)
    if standing(connection).things:
        raise NotUsable(f"Database {place.database} is not empty; name a new one.")
    if not one(connection, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"):
        raise NotUsable("Only a superuser can restore, because logins are made and given what was theirs.")


def rows_of(connection: psycopg.Connection[Any]) -> dict[str, int]:
    """How many rows the tables have that a restore is measured by."""
    count = sql.SQL("SELECT count(*) FROM {}")
    found = {}
    for name in COUNTED:
        row = connection.execute(count.format(sql.Identifier(name))).fetchone()
        found[name] = int(row[0]) if row else 0
    return found


def _witness(head: str) -> tuple[int, bytes] | None:
    number, _, words = head.partition(":")
    return (int(number), bytes.fromhex(words)) if number and int(number) else None


def _said(counted: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counted.items())


def _run(program: str, *arguments: str, environment: Mapping[str, str] | None = None) -> None:
    """Run one of PostgreSQL's programs to its end. NotDone with the last thing it said when it fails."""
    try:
        done = subprocess.run(  # noqa: S603 - programs of PostgreSQL, their arguments one by one
            [find_program(program), *arguments],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as error:
        raise NotDone(f"{program} cannot be run: {error.strerror}.") from error
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        raise NotDone(f"{program} failed: {said[0]}")


def find_program(name: str) -> str:
    """The newest of PostgreSQL's programs of this name: it reads servers of its own version and older."""
    roots = (Path("C:/Program Files/PostgreSQL"),) if sys.platform == "win32" else (Path("/usr/lib/postgresql"),)
    ending = ".exe" if sys.platform == "win32" else ""
    found = [file for root in roots for file in root.glob(f"*/bin/{name}{ending}")]
    if found:
        return str(max(found, key=lambda file: [int(part) for part in file.parts[-3].split(".") if part.isdigit()]))
    usual = shutil.which(name)
    if usual is None:
        raise NotDone(f"{name} is not installed here; it comes with PostgreSQL's client programs.")
    return usual
