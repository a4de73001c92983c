"""Looks at a centre's own database: schema, groups, people, rights, the record, parts made ahead, backups."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg
from psycopg import sql

from console.admin.findings import Finding, look, well, wrong
from console.admin.place import one, rows
from console.admin.setting_up import standing
from console.domain.people import Role
from console.store.schema import REVISIONS
from console.store.server_code import OWNER, fingerprint

Connection = psycopg.Connection[Any]

BACKUP_AGE = timedelta(hours=26)
"""One a night, and two hours for it to run late."""

LEAST_AHEAD = 1
"""Months; signing on makes three ahead when the next is lacking."""

GROUPS = ("deskside_person", *(f"deskside_{role}" for role in Role))


def schema(connection: Connection) -> Iterator[Finding]:
    """Whether structure and functions are those of this version."""
    now = standing(connection)
    again = "Run: deskside admin init"
    if not now.version:
        yield wrong("schema", "there is none here", again)
    elif now.version not in REVISIONS:
        yield wrong("schema", f"version {now.version} is newer than this Deskside", "Use a newer Deskside.")
    elif now.version != REVISIONS[-1]:
        yield wrong("schema", f"version {now.version} is older than this Deskside", again)
    else:
        yield well("schema", f"version {now.version}")
    if now.functions == fingerprint():
        yield well("functions", "those of this version")
    elif now.version:
        yield wrong("functions", "not those of this version", again)


def groups(connection: Connection) -> Iterator[Finding]:
    """The roles that carry the rights: there, and nobody can sign on as one."""
    found = {
        row[0]: row[1:]
        for row in rows(
            connection,
            "SELECT rolname, rolcanlogin, rolsuper OR rolcreatedb OR rolreplication OR rolbypassrls, rolcreaterole"
            " FROM pg_roles WHERE rolname ~ '^deskside_'",
        )
    }
    bad = False
    for name in (OWNER, *GROUPS):
        can_login, mighty, makes_roles = found.get(name, (False, False, name == OWNER))
        said = ""
        if name not in found:
            said = "is not there"
        elif can_login or mighty:
            said = "can sign on" if can_login else "has rights over the server"
        elif makes_roles != (name == OWNER):
            said = "cannot make logins" if name == OWNER else "can make logins"
        if said:
            bad = True
            fitting = "NOLOGIN NOSUPERUSER NOCREATEDB NOREPLICATION NOBYPASSRLS"
            fitting += " CREATEROLE" if name == OWNER else " NOCREATEROLE"
            advice = f"As a superuser: ALTER ROLE {name} {fitting}" if name in found else "Run: deskside admin init"
            yield wrong("groups", f"{name} {said}", advice)
    if OWNER in found and not one(connection, "SELECT pg_has_role(%s, 'pg_signal_backend', 'MEMBER')", OWNER):
        yield look(
            "groups",
            "sessions of somebody whose account is closed go on until they end by themselves",
            f"As a superuser: GRANT pg_signal_backend TO {OWNER}",
        )
    if not bad:
        yield well("groups", f"{len(GROUPS) + 1} as they should be")


_LOGINS = """
SELECT p.number, p.role, p.active, r.oid IS NOT NULL, coalesce(r.rolcanlogin, false),
    coalesce(r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication OR r.rolbypassrls, false),
    coalesce((SELECT array_agg(g.rolname::text) FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid
              WHERE m.member = r.oid), '{}')
FROM person p LEFT JOIN pg_roles r ON r.rolname = p.number ORDER BY p.number
"""


def people(connection: Connection) -> Iterator[Finding]:
    """Everybody has the login and the groups of their role, and no others."""
    clean = True
    found = rows(connection, _LOGINS)
    for number, role, active, there, can_login, mighty, groups in found:
        for finding in _login(
            number, role, set(groups), active=active, there=there, can_login=can_login, mighty=mighty
        ):
            clean = False
            yield finding
    if one(connection, "SELECT has_table_privilege('pg_authid', 'SELECT')"):
        for number, kept in rows(
            connection,
            "SELECT p.number, coalesce(a.rolpassword, '') FROM person p JOIN pg_authid a ON a.rolname = p.number"
            " WHERE p.active AND coalesce(a.rolpassword, '') !~ '^SCRAM-SHA-256' ORDER BY 1",
        ):
            clean = False
            said = "has an outdated md5 password" if kept else "has no password"
            yield look("people", f"{number} {said}", f"Run: deskside admin reset-password {number}")
    strangers = [
        name
        for (name,) in rows(
            connection,
            "SELECT r.rolname FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member WHERE r.rolcanlogin"
            " AND m.roleid = to_regrole('deskside_person') AND NOT EXISTS (SELECT FROM person WHERE number = r.rolname)"
            " ORDER BY 1",
        )
    ]
    if strangers:
        clean = False
        yield look(
            "people",
            f"logins of nobody here: {', '.join(strangers)}",
            "They see nothing. Unless another database of this server has them, drop them: DROP ROLE …",
        )
    if clean:
        yield well("people", f"{len(found)} accounts, {sum(row[2] for row in found)} open")


def _login(
    number: str, role: str, groups: set[str], *, active: bool, there: bool, can_login: bool, mighty: bool
) -> Iterator[Finding]:
    wanted = {"deskside_person", f"deskside_{role}"}
    if mighty or OWNER in groups:
        yield wrong("people", f"{number} has rights over the server", "Keep the server by a login that is no person.")
    if active and not there:
        advice = f"Run: deskside admin enable-user {number}, then reset-password {number}"
        yield wrong("people", f"{number} has no login", advice)
    elif active != can_login:
        said = "cannot sign on although the account is open" if active else "can sign on although the account is closed"
        yield wrong("people", f"{number} {said}", f"Run: deskside admin {'en' if active else 'dis'}able-user {number}")
    if there and (lacking := wanted - groups):
        said = f"{number} is not in {', '.join(sorted(lacking))}"
        yield wrong("people", said, f"Run: deskside admin set-role {number} {role}")
    ours = {name for name in groups - wanted if name in GROUPS}
    if ours:
        names = ", ".join(sorted(ours))
        # From PostgreSQL 16 on nobody takes back what another gave.
        advice = (
            f'Run: deskside admin set-role {number} {role}; if it stays, as who gave it: REVOKE {names} FROM "{number}"'
        )
        yield wrong("people", f"{number} is also in {names}", advice)
    others = groups - wanted - ours - {OWNER}
    if others:
        said = f"{number} is also in {', '.join(sorted(others))}"
        yield wrong("people", said, f'As a superuser: REVOKE {", ".join(sorted(others))} FROM "{number}"')


_FORBIDDEN = (
    ("call", "customer_number", "SELECT"),
    ("person", "password_hash", "SELECT"),
    *((table, "", verb) for table in ("audit", "revision", "revision_mark", "form") for verb in ("UPDATE", "DELETE")),
    *((table, "", "INSERT") for table in ("audit", "revision", "event")),
)
"""What no group may do, whatever else it may: table, column, verb."""


def rights(connection: Connection) -> Iterator[Finding]:
    """Each table is the owner's and guarded row by row; what is forbidden to all is refused when it is tried."""
    clean = True
    for name, owner, guarded in rows(
        connection,
        "SELECT c.oid::regclass::text, pg_get_userbyid(c.relowner), c.relrowsecurity FROM pg_class c"
        " WHERE c.relnamespace IN ('public'::regnamespace, to_regnamespace('parts')) AND c.relkind IN ('r', 'p')"
        " AND (NOT c.relrowsecurity OR pg_get_userbyid(c.relowner) <> %s) ORDER BY 1",
        OWNER,
    ):
        clean = False
        said = "is not guarded row by row" if not guarded else f"belongs to {owner}"
        advice = "Run: deskside admin init --again" if not guarded else f"ALTER TABLE {name} OWNER TO {OWNER}"
        yield wrong("rights", f"{name} {said}", advice)
    for table, column, verb in _FORBIDDEN:
        for group in GROUPS:
            if one(connection, "SELECT to_regclass(%s) IS NULL OR to_regrole(%s) IS NULL", table, group):
                continue
            asked = ("SELECT has_column_privilege(%s, %s, %s, %s)", group, table, column, verb)
            plain = ("SELECT has_table_privilege(%s, %s, %s)", group, table, verb)
            if one(connection, *(asked if column else plain)):
                clean = False
                said = f"{group} may {verb.lower()} {table}{'.' + column if column else ''}"
                yield wrong("rights", said, "Run: deskside admin init --again")
    for said in _tried(connection):
        clean = False
        yield wrong("rights", said, "Run: deskside admin init --again")
    if clean:
        yield well("rights", "every table is guarded; what nobody may do is refused")


def _tried(connection: Connection) -> Iterator[str]:
    """Try it as a person, where this session may take a person's place; nothing stays of it."""
    someone = one(
        connection,
        "SELECT p.number FROM person p JOIN pg_roles r ON r.rolname = p.number"
        " WHERE p.active AND p.role = 'inspector' AND NOT r.rolsuper ORDER BY 1 LIMIT 1",
    )
    if not someone or not one(connection, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"):
        return
    with connection.transaction(force_rollback=True):
        connection.execute(sql.SQL("SET LOCAL SESSION AUTHORIZATION {}").format(sql.Identifier(someone)))
        for table, column, verb in _FORBIDDEN:
            target = sql.Identifier(table)
            statement = {
                "SELECT": sql.SQL("SELECT {} FROM {} LIMIT 0").format(sql.Identifier(column), target),
                "UPDATE": sql.SQL("UPDATE {} SET {} = NULL WHERE false").format(
                    target, sql.Identifier(_any_column(table))
                ),
                "DELETE": sql.SQL("DELETE FROM {} WHERE false").format(target),
                "INSERT": sql.SQL("INSERT INTO {} DEFAULT VALUES").format(target),
            }[verb]
            try:
                with connection.transaction(force_rollback=True):
                    connection.execute(statement)
            except (psycopg.errors.InsufficientPrivilege, psycopg.errors.ReadOnlySqlTransaction):
                continue  # a standby refuses every change before it asks who wants it
            except psycopg.Error:
                pass  # it got as far as a constraint
            yield f"{someone}, an inspector, may {verb.lower()} {table}{'.' + column if column else ''}"


def _any_column(table: str) -> str:
    return {"audit": "facts", "revision": "notes", "revision_mark": "note", "form": "content"}.get(table, "id")


def parts(connection: Connection) -> Iterator[Finding]:
    """Whether the coming months have room of their own, and nothing lies where it was not meant to."""
    lacking = [
        month
        for (month,) in rows(
            connection,
            """
            SELECT DISTINCT to_char(month, 'YYYY-MM') FROM generate_series(0, %s) AS n,
                LATERAL (SELECT date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => n)) AS m(month),
                unnest(ARRAY['call', 'audit', 'agent_state']) AS of
            WHERE NOT EXISTS (SELECT FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace
                              WHERE s.nspname = 'parts' AND c.relname = of || to_char(month, '_YYYY_MM'))
            ORDER BY 1
            """,
            LEAST_AHEAD,
        )
    ]
    make = "Run: deskside admin partitions"
    if lacking:
        yield look("parts", f"lacking for {', '.join(lacking)}", make)
    else:
        yield well("parts", "this month and the next have theirs")
    for name, readable in rows(
        connection,
        "SELECT partdefid::regclass::text, has_table_privilege(partdefid, 'SELECT') FROM pg_partitioned_table"
        " WHERE partdefid <> 0 AND partrelid::regclass::text IN ('call', 'audit', 'agent_state')",
    ):
        place = sql.SQL("SELECT count(*) FROM (SELECT FROM {} LIMIT 10001) AS found").format(
            sql.Identifier(*name.split("."))
        )
        if readable and (row := connection.execute(place).fetchone()) and row[0] > 0:
            some = "more than 10000" if row[0] > 10_000 else str(row[0])
            yield look("parts", f"{some} rows lie in {name}", f"{make}; what stays has a time out of the ordinary.")


def backups(connection: Connection) -> Iterator[Finding]:
    """How old the last one is."""
    row = connection.execute("SELECT at, place, clock_timestamp() - at FROM backup ORDER BY at DESC LIMIT 1").fetchone()
    make = "Run: deskside admin backup FOLDER, each night by a timer"
    if row is None:
        yield look("backup", "none was ever made", make)
    elif row[2] > BACKUP_AGE:
        yield look("backup", f"the last is of {row[0]:%Y-%m-%d %H:%M}, {row[2] / timedelta(hours=1):.0f} h ago", make)
    else:
        yield well("backup", f"{row[0]:%Y-%m-%d %H:%M} in {row[1]}")
