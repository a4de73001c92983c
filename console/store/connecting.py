"""How a PostgreSQL server is reached: as whom, how safely, and never waiting without end."""

from __future__ import annotations

import atexit
import os
import re
import shutil
import socket
import ssl
import sys
import tempfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.conninfo import conninfo_to_dict

from console.domain.faults import Fault, FaultKind, InputFault, PlaceFault

T = TypeVar("T")


@dataclass(frozen=True)
class Patience:
    """How long the store waits, in seconds, before it says so.

    `lock_s`: for another console's write. `connect_s`: for a server to answer at all. `answer_s`: for one statement,
    counted on this side, so that a server that hangs without closing the connection ends as a fault too.
    """

    lock_s: float = 5.0
    connect_s: int = 10
    answer_s: float = 30.0


@dataclass(frozen=True)
class Login:
    """Who connects to a shared database: the work number is the name of the login role."""

    number: str
    password: str = field(repr=False)

    @property
    def usable(self) -> bool:
        """Whether both can be sent: an empty one would make the driver take them from the PC's user instead."""
        return all(part and "\0" not in part for part in (self.number, self.password))


class BoundedConnection(psycopg.Connection[Any]):
    """A PostgreSQL connection on which no wait is endless: past its patience it is closed and fails."""

    answer_s: float = 30.0

    def wait(self, gen: PQGen[T], interval: float = 0.1, timeout: float | None = None) -> T:
        """Like the driver's, never longer than `answer_s` seconds. OperationalError when that has passed."""
        limit_s = self.answer_s if timeout is None else min(timeout, self.answer_s)
        began = monotonic()
        try:
            return super().wait(gen, interval, timeout=limit_s)
        except psycopg.OperationalError as error:
            if monotonic() - began < limit_s:
                raise
            self.pgconn.finish()
            raise psycopg.OperationalError(f"no answer within {limit_s:g} s") from error


def connect(
    server: str, patience: Patience, login: Login | None = None, *, autocommit: bool = False
) -> BoundedConnection:
    """A connection to `server` (a URL that libpq takes) as `login`, else as whoever the URL names.

    InputFault(WRONG_SIGN_ON); PlaceFault: DATABASE_UNREACHABLE, SERVER_NOT_TRUSTED, ADDRESS_UNSAFE, ACCOUNT_CLOSED,
    TOO_MANY_CONNECTIONS, NO_RIGHT. What the driver says otherwise passes through.
    """
    given = parameters(server, patience, login)
    try:
        connection = BoundedConnection.connect(server, autocommit=autocommit, **given)
    except psycopg.OperationalError as error:
        fault = fault_at_the_door(str(error), personal=login is not None)
        if fault is None:
            raise
        raise fault from error
    connection.answer_s = patience.answer_s
    return connection


@dataclass
class Session:
    """The server a store is connected to, and who as.

    What else needs a connection of its own (live news, an agent's signature) begins here. `login` is replaced when
    its password is; None is a session without a person.
    """

    server: str
    patience: Patience
    login: Login | None = None
    _was_right: bool = field(default=False, init=False, repr=False, compare=False)

    def connect(self, *, autocommit: bool = True) -> BoundedConnection:
        """One more connection of the same person. Faults as `connect`.

        A password that was right and is not any more is a DATABASE_UNREACHABLE: what is being done can be done later,
        after signing on again.
        """
        try:
            connection = connect(self.server, self.patience, self.login, autocommit=autocommit)
        except InputFault as fault:
            if self._was_right and fault.kind is FaultKind.WRONG_SIGN_ON:
                raise PlaceFault(FaultKind.DATABASE_UNREACHABLE, why="password_changed") from fault
            raise
        self._was_right = True
        return connection

    def connect_as(self, login: Login) -> BoundedConnection:
        """A short connection of somebody else at this PC, each statement a transaction. Faults as `connect`."""
        return connect(self.server, self.patience, login, autocommit=True)


def knock(server: str, patience: Patience, login: Login) -> None:
    """Return when the server answers as safely as it must, whether it knows the login or not. Faults as `connect`."""
    try:
        connect(server, patience, login).close()
    except InputFault as fault:
        if fault.kind is not FaultKind.WRONG_SIGN_ON:
            raise


def parameters(server: str, patience: Patience, login: Login | None = None) -> dict[str, Any]:
    """What to give libpq beside the URL: limits where the URL sets none, always safety and the login.

    Faults as `connect`.
    """
    options = {
        "connect_timeout": patience.connect_s,
        "application_name": f"deskside {socket.gethostname()}",
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": int(patience.answer_s * 1000),
        "options": (
            f"-c timezone=UTC -c statement_timeout={int(patience.answer_s * 1000)}"
            f" -c lock_timeout={int(patience.lock_s * 1000)} -c idle_in_transaction_session_timeout=60000"
        ),
    }
    asked = conninfo_to_dict(server)
    if not all(port.strip().isdecimal() for port in str(asked.get("port") or "5432").split(",") if port):
        raise PlaceFault(FaultKind.DATABASE_UNREACHABLE, why="not an address of PostgreSQL")
    given: dict[str, Any] = {name: value for name, value in options.items() if name not in asked}
    given |= safety(asked)
    if login is not None:
        if not login.usable:
            raise InputFault(FaultKind.WRONG_SIGN_ON)
        given |= {"user": login.number, "password": login.password}
    return given


# safety

_STRICT = ("verify-full", "verify-ca")
_NAMELESS = ("", "localhost", "::1")
_BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Ubuntu
    "/etc/pki/tls/certs/ca-bundle.crt",  # Red Hat and its kin
    "/etc/ssl/ca-bundle.pem",  # SUSE
    "/etc/ssl/cert.pem",
)


def is_local(asked: dict[str, Any]) -> bool:
    """Whether every server that these connection parameters name is on this machine.

    A service file is not read here, so a service counts as remote unless the URL itself names the host.
    """
    address = str(asked.get("hostaddr") or "")
    name = str(asked.get("host") or "")
    if not address and not name:
        if asked.get("service") or os.environ.get("PGSERVICE"):
            return False
        address, name = os.environ.get("PGHOSTADDR", ""), os.environ.get("PGHOST", "")
    return all(_on_this_machine(host.strip()) for host in (address or name).split(","))


def _on_this_machine(host: str) -> bool:
    numeric = re.fullmatch(r"127\.\d+\.\d+\.\d+", host)
    return host.lower() in _NAMELESS or host.startswith(("/", "@")) or numeric is not None


def safety(asked: dict[str, Any]) -> dict[str, str]:
    """The TLS parameters to put in force over `asked`: beyond this machine the certificate and its name are checked.

    PlaceFault(ADDRESS_UNSAFE) when the URL asks for less than that; `verify-ca` may be asked for.
    """
    if is_local(asked):
        return {}
    mode = str(asked.get("sslmode") or _STRICT[0])
    if mode not in _STRICT:
        raise PlaceFault(FaultKind.ADDRESS_UNSAFE, sslmode=mode)
    # Kerberos encryption would be taken in place of TLS wherever the PC has a ticket.
    chosen = {"sslmode": mode, "gssencmode": "disable"}
    if not asked.get("sslrootcert") and not os.environ.get("PGSSLROOTCERT") and not _own_roots().exists():
        chosen["sslrootcert"] = _system_roots()
    return chosen


def _own_roots() -> Path:
    """Where libpq looks by itself."""
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", "")) / "postgresql" / "root.crt"
    return Path.home() / ".postgresql" / "root.crt"


@cache
def _system_roots() -> str:
    """A file of the authorities that this computer trusts; libpq's own `system` where none is found.

    The driver brings its own OpenSSL, which knows neither Windows' certificate store nor a distribution's folders.
    """
    if sys.platform != "win32":
        return next((bundle for bundle in _BUNDLES if Path(bundle).exists()), "system")
    folder = Path(tempfile.mkdtemp(prefix="deskside-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    roots = folder / "roots.pem"
    trusted = ssl.create_default_context().get_ca_certs(binary_form=True)
    roots.write_text("".join(map(ssl.DER_cert_to_PEM_cert, trusted)), encoding="ascii")
    return str(roots)


# what a refused connection says

_WRONG = re.compile(r'password authentication failed|认证失败|no password supplied|role ".*" does not exist')
_DOORS: tuple[tuple[str, FaultKind, str], ...] = (
    (r"not permitted to log in|不允许角色", FaultKind.ACCOUNT_CLOSED, ""),
    (
        r"too many (clients|connections)|connection slots are reserved|连接太多|太多的客户|已保留的连接",
        FaultKind.TOO_MANY_CONNECTIONS,
        "",
    ),
    (r"does not support SSL", FaultKind.SERVER_NOT_TRUSTED, "no_tls"),
    (r"does not match host name", FaultKind.SERVER_NOT_TRUSTED, "host_name"),
    (r"root certificate", FaultKind.SERVER_NOT_TRUSTED, "no_roots"),
    (r"certificate|SSL error", FaultKind.SERVER_NOT_TRUSTED, "certificate"),
    (r"pg_hba\.conf", FaultKind.DATABASE_UNREACHABLE, "not_let_in"),
    (r'database ".*" does not exist|数据库 .*不存在', FaultKind.DATABASE_UNREACHABLE, "no_such_database"),
)
"""By what is said, for want of anything better: libpq keeps no SQLSTATE of a connection that was refused.

What libpq says itself is English; what the server says may be in the server's language.
"""


def fault_at_the_door(said: str, *, personal: bool) -> Fault | None:
    """The fault behind a refused connection; None when it is none of those known here."""
    if _WRONG.search(said):
        return InputFault(FaultKind.WRONG_SIGN_ON) if personal else PlaceFault(FaultKind.NO_RIGHT, why=_first(said))
    for pattern, kind, why in _DOORS:
        if re.search(pattern, said):
            return PlaceFault(kind, why=why or _first(said))
    return None


def _first(said: str) -> str:
    return said.strip().splitlines()[0] if said.strip() else ""
