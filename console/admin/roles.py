"""The logins of a centre as SQL: a dump of one database leaves them out, because roles are the whole server's."""

from __future__ import annotations

import secrets
from typing import Any

import psycopg
from psycopg import sql

from console.admin.check_centre import GROUPS
from console.admin.place import one, rows
from console.store.server_code import OWNER

_HEAD = """\
-- Groups and people of a Deskside centre; run as a superuser, before the database is restored. A role that is there
-- already is left as it is, its password too. The verifiers are as good as passwords to whoever would guess them: keep
-- this file from others.
"""

_LOGINS = """
SELECT r.rolname, r.rolcanlogin, r.rolconnlimit, {verifier},
    (SELECT array_agg(g.rolname::text ORDER BY g.rolname) FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid
     WHERE m.member = r.oid AND g.rolname ~ '^deskside_')
FROM person p JOIN pg_roles r ON r.rolname = p.number {join}
WHERE pg_has_role(r.oid, 'deskside_person', 'MEMBER') AND NOT r.rolsuper ORDER BY 1
"""


def roles_script(connection: psycopg.Connection[Any]) -> tuple[str, bool]:
    """Statements that make groups and people again, and whether passwords are among them (a superuser's backup)."""
    readable = bool(one(connection, "SELECT has_table_privilege('pg_authid', 'SELECT')"))
    found = rows(
        connection,
        _LOGINS.format(
            verifier="a.rolpassword" if readable else "NULL",
            join="JOIN pg_authid a ON a.oid = r.oid" if readable else "",
        ),
    )
    parts: list[sql.Composable] = [
        _unless_there(OWNER, sql.SQL("CREATE ROLE {} NOLOGIN CREATEROLE").format(sql.Identifier(OWNER)))
    ]
    # As the owner, so that it may change them from PostgreSQL 16 on.
    parts.append(sql.SQL("SET ROLE {}").format(sql.Identifier(OWNER)))
    for name in GROUPS:
        parts.append(_unless_there(name, sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(name))))
    for name, can_login, limit, verifier, groups in found:
        make = sql.SQL("CREATE ROLE {} {} CONNECTION LIMIT {}{}; GRANT {} TO {}").format(
            sql.Identifier(name),
            sql.SQL("LOGIN" if can_login else "NOLOGIN"),
            sql.Literal(limit),
            sql.SQL(" PASSWORD {}").format(sql.Literal(verifier)) if verifier else sql.SQL(""),
            sql.SQL(", ").join(map(sql.Identifier, groups)),
            sql.Identifier(name),
        )
        parts.append(_unless_there(name, make))
    parts.append(sql.SQL("RESET ROLE"))
    return _HEAD + "".join(f"{part.as_string(connection)};\n" for part in parts), readable


def _unless_there(name: str, statement: sql.Composable) -> sql.Composed:
    tag = sql.SQL(f"$r{secrets.token_hex(8)}$")  # nobody's name ends the block early
    return sql.SQL(
        "DO {tag} BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {name}) THEN {make}; END IF; END {tag}"
    ).format(tag=tag, name=sql.Literal(name), make=statement)
