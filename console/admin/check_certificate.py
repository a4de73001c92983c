"""Looks at the certificate that the server shows: on the day it ends, no console on another PC gets in."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from cryptography import x509

from console.admin.findings import Finding, look, unseen, well, wrong
from console.admin.place import one

SOON = timedelta(days=30)
"""Time to find out who signs the next one."""

_WAIT_S = 10
_ASK_FOR_TLS = b"\x00\x00\x00\x08\x04\xd2\x16\x2f"
"""SSLRequest, https://www.postgresql.org/docs/15/protocol-message-formats.html; the answer is one letter."""


def certificate(connection: psycopg.Connection[Any]) -> Iterator[Finding]:
    """For which names it is and how long. Whether it is trusted is for a console to say, not for this."""
    if one(connection, "SHOW ssl") != "on":
        return
    host = connection.info.hostaddr or connection.info.host
    if not host or host.startswith(("/", "@")):
        host = "127.0.0.1"  # connected by the socket in a folder of this machine
    try:
        shown = x509.load_der_x509_certificate(fetch(host, connection.info.port))
    except (OSError, ValueError) as error:
        yield unseen("certificate", f"could not be fetched: {error}")
        return
    until = shown.not_valid_after_utc
    said = f"for {', '.join(_names(shown)) or 'no name'}, until {until:%Y-%m-%d}"
    renew = "Make and install a new one (docs/deployment.md, step 3), then: SELECT pg_reload_conf()."
    now = datetime.now(UTC)
    if until < now or shown.not_valid_before_utc > now:
        yield wrong("certificate", f"{said}: out of date, no other PC gets in", renew)
    elif until < now + SOON:
        yield look("certificate", f"{said}: {(until - now).days} days left", renew)
    else:
        yield well("certificate", said)


def fetch(host: str, port: int) -> bytes:
    """The certificate that a PostgreSQL server shows, DER. OSError where it cannot be had."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False  # it is looked at, not trusted; nothing is sent
    context.verify_mode = ssl.CERT_NONE
    with socket.create_connection((host, port), timeout=_WAIT_S) as plain:
        plain.sendall(_ASK_FOR_TLS)
        if plain.recv(1) != b"S":
            raise ConnectionError("the server speaks no TLS here")
        with context.wrap_socket(plain) as safe:
            return safe.getpeercert(binary_form=True) or b""


def _names(shown: x509.Certificate) -> list[str]:
    try:
        names = shown.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return []
    return [str(name.value) for name in names]
