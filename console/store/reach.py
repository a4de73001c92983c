"""Whether a PostgreSQL server answers at all, asked without a login and without holding up the database thread."""

from __future__ import annotations

import socket
import struct

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

TIMEOUT_S = 3.0
_SSL_REQUEST = struct.pack("!ii", 8, 80877103)
"""What a client sends first to ask for TLS; any server answers it with one letter.

https://www.postgresql.org/docs/15/protocol-message-formats.html
"""


def database_name(url: str) -> str:
    """The name of the database in a URL; empty where only libpq knows it."""
    try:
        return str(conninfo_to_dict(url).get("dbname") or "")
    except ProgrammingError:
        return ""


def answers(url: str, timeout_s: float = TIMEOUT_S) -> bool:
    """Whether one of the servers of `url` answers; True where only libpq knows how to reach it."""
    try:
        asked = conninfo_to_dict(url)
    except ProgrammingError:
        return True
    hosts = str(asked.get("hostaddr") or asked.get("host") or "")
    if not hosts or hosts.startswith(("/", "@")):
        return True
    names = hosts.split(",")
    ports = str(asked.get("port") or "5432").split(",")
    ports = ports * len(names) if len(ports) == 1 else ports
    return any(_answers(name, int(port or 5432), timeout_s) for name, port in zip(names, ports, strict=False))


def _answers(host: str, port: int, timeout_s: float) -> bool:
    try:
        with socket.create_connection((host, port), timeout=timeout_s) as link:
            link.sendall(_SSL_REQUEST)
            return link.recv(1) in (b"S", b"N")
    except OSError:
        return False
