"""Looks at the server that a centre's database is on: version, encryption, who gets in, what reaches the disk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

from console.admin.findings import Finding, look, unseen, well, wrong
from console.admin.place import OLDEST_SERVER, one, rows

Connection = psycopg.Connection[Any]

CLOCKS_APART = timedelta(seconds=2)
"""More than this makes times of this PC and of the server hard to read side by side."""

_NEARLY_FULL = 0.8
_LAG = timedelta(seconds=60)
_KEPT_FOR_STANDBY = 1 << 30
_LOOPBACK = ("127.0.0.1", "::1")
_LISTENS_HERE = {"", "localhost", *_LOOPBACK}


def version(connection: Connection) -> Iterator[Finding]:
    """Old enough is what a distribution still mends."""
    number = connection.info.server_version
    said = f"PostgreSQL {number // 10_000}.{number % 10_000}"
    if number < OLDEST_SERVER:
        yield wrong("server", f"{said} is too old", "Upgrade PostgreSQL to 15 or newer.")
    else:
        yield well("server", said)


def encryption(connection: Connection) -> Iterator[Finding]:
    """Whether the server offers TLS at all."""
    if one(connection, "SHOW ssl") == "on":
        yield well("TLS", "the server offers it")
    elif not set(one(connection, "SHOW listen_addresses").replace(" ", "").split(",")) <= _LISTENS_HERE:
        yield wrong(
            "TLS", "the server offers none, so no other PC will connect", "Set ssl, ssl_cert_file, ssl_key_file."
        )
    else:
        yield well("TLS", "the server listens to this machine only")


def doors(connection: Connection) -> Iterator[Finding]:
    """The lines of pg_hba.conf: nobody from another machine without TLS, nobody without a password."""
    what = "pg_hba.conf"
    if not one(connection, "SELECT has_function_privilege('pg_hba_file_rules()', 'EXECUTE')"):
        yield unseen(what, "only a superuser may read it")
        return
    found = rows(
        connection,
        "SELECT line_number, type, address, netmask, auth_method, coalesce(user_name, '{}'), error"
        " FROM pg_hba_file_rules ORDER BY line_number",
    )
    clean = True
    for number, kind, address, netmask, method, users, error in found:
        far = kind != "local" and not _is_here(address, netmask)
        finding = _door(f"{what} line {number}", str(kind), str(method), far=far, users=users, error=error)
        if finding is not None:
            clean = False
            yield finding
    if clean:
        yield well(what, "other machines get in with TLS and a password only")


def _door(what: str, kind: str, method: str, *, far: bool, users: list[str], error: str | None) -> Finding | None:
    if error:
        return wrong(what, f"cannot be read: {error}", "Correct the line, then: SELECT pg_reload_conf().")
    if method == "reject":
        return None
    if far and method in ("trust", "password", "ident"):
        return wrong(
            what, f"lets other machines in by “{method}”", "Write scram-sha-256, then: SELECT pg_reload_conf()."
        )
    if far and kind in ("host", "hostnossl", "hostgssenc"):
        return wrong(
            what, f"lets other machines in without TLS ({kind})", "Write hostssl, then: SELECT pg_reload_conf()."
        )
    if method == "md5":
        return look(what, "takes the outdated md5", "Write scram-sha-256.")
    if method == "trust":
        whom = "everybody" if "all" in users else f"user {', '.join(users)}"
        return look(what, f"lets {whom} in from this machine without a password", "Write peer or scram-sha-256.")
    return None


def _is_here(address: str | None, netmask: str | None) -> bool:
    """Whether a line speaks of the loopback alone."""
    if address in _LOOPBACK:
        return netmask in ("255.255.255.255", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")
    return address in ("127.0.0.0", "localhost", "samehost")


def disk(connection: Connection) -> Iterator[Finding]:
    """What a client was told is safe must be on the disk by then."""
    bad = [name for name in ("fsync", "full_page_writes") if one(connection, f"SHOW {name}") != "on"]
    if one(connection, "SELECT setting FROM pg_settings WHERE name = 'synchronous_commit'") == "off":
        bad.append("synchronous_commit")
    if bad:
        yield wrong("disk", f"{' and '.join(bad)} off: a power cut loses what was saved", "Switch it on.")
    else:
        yield well("disk", "what is saved is on the disk before it is called so")


def room(connection: Connection) -> Iterator[Finding]:
    """Whether the next console finds a connection."""
    most = int(one(connection, "SHOW max_connections"))
    used = one(connection, "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'")
    said = f"{used} of {most} in use"
    if used > most * _NEARLY_FULL:
        yield look("connections", said, "Raise max_connections and restart PostgreSQL; a console holds up to four.")
    else:
        yield well("connections", said)


def clock(connection: Connection) -> Iterator[Finding]:
    """The server's clock against this machine's, half the way of the question allowed for."""
    asked = datetime.now(UTC)
    there: datetime = one(connection, "SELECT clock_timestamp()")
    apart = abs(there - (asked + (datetime.now(UTC) - asked) / 2))
    if apart > CLOCKS_APART:
        yield look("clock", f"server and this machine are {apart.total_seconds():.0f} s apart", "Set both by NTP.")
    else:
        yield well("clock", "server and this machine agree")


def superusers(connection: Connection) -> Iterator[Finding]:
    """Who stands above every right."""
    names = [name for (name,) in rows(connection, "SELECT rolname FROM pg_roles WHERE rolsuper ORDER BY oid")]
    if len(names) > 1:
        yield look("superusers", ", ".join(names), "One is enough; the others see and change everything.")
    else:
        yield well("superusers", ", ".join(names))
    keepers = [
        name
        for (name,) in rows(
            connection,
            "SELECT DISTINCT r.rolname FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member"
            " WHERE m.roleid = to_regrole('deskside_owner') AND NOT r.rolsuper ORDER BY 1",
        )
    ]
    if keepers:
        yield look("owners", f"{', '.join(keepers)} may do what deskside_owner may", "Keep it so only if you meant it.")


def standbys(connection: Connection) -> Iterator[Finding]:
    """Whether copies keep up; nothing where there are none."""
    if one(connection, "SELECT pg_is_in_recovery()"):
        behind = one(connection, "SELECT clock_timestamp() - pg_last_xact_replay_timestamp()")
        waits = one(connection, "SELECT pg_last_wal_receive_lsn() IS DISTINCT FROM pg_last_wal_replay_lsn()")
        if waits and behind is not None and behind > _LAG:
            yield look("standby", f"this server is a standby, {_minutes(behind)} behind", "See its log.")
        else:
            yield well("standby", "this server is a standby and up to date")
        return
    if not one(connection, "SELECT pg_has_role('pg_read_all_stats', 'USAGE')"):
        yield unseen("standby", "only a superuser may see how far behind one is")
        return
    for name, state, lag, waited_for in rows(
        connection,
        "SELECT concat_ws(' ', coalesce(s.slot_name, application_name), 'at ' || host(client_addr)), state,"
        " coalesce(replay_lag, '0'), sync_state IN ('sync', 'quorum')"
        " FROM pg_stat_replication r LEFT JOIN pg_replication_slots s ON s.active_pid = r.pid"
        " ORDER BY 1",
    ):
        if state != "streaming" or lag > _LAG:
            yield look("standby", f"{name}: {state}, {_minutes(lag)} behind", "See the log of both servers.")
        else:
            safe = "; a commit waits for it" if waited_for else "; a commit does not wait for it (step 10 of the page)"
            yield well("standby", f"{name} follows{safe}")
    for name, kept in rows(
        connection,
        "SELECT slot_name, coalesce(pg_current_wal_lsn() - restart_lsn, 0)::bigint FROM pg_replication_slots"
        " WHERE NOT active",
    ):
        advice = "Bring the standby back, or: SELECT pg_drop_replication_slot(…); else the disk fills up."
        kind = wrong if kept > _KEPT_FOR_STANDBY else look
        yield kind("standby", f"{name} is away; {kept >> 20} MiB are kept for it", advice)


def _minutes(span: timedelta) -> str:
    return f"{span.total_seconds() / 60:.0f} min" if span >= timedelta(minutes=2) else f"{span.total_seconds():.0f} s"
