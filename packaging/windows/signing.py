"""Signs what Windows asks its users about, where a certificate is given; without one nothing is signed, and said so."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

CERTIFICATE = "DESKSIDE_SIGN_CERTIFICATE"
"""Names a .pfx or .p12 file with certificate and key, or a .pem file with both."""
PASSWORD_FILE = "DESKSIDE_SIGN_PASSWORD_FILE"
PASSWORD = "DESKSIDE_SIGN_PASSWORD"
"""The password itself, where there is no file; it is in one while we build, for a command's words others can read."""
TIMESTAMP = "DESKSIDE_SIGN_TIMESTAMP"
"""Address of a timestamp server: without one a signature ends with its certificate."""


class NotGiven(Exception):
    """A certificate is named that cannot be used; the words say why."""


@dataclass(frozen=True)
class Signing:
    """A certificate, its password in a file, and where timestamps come from (empty: none)."""

    certificate: Path
    password: Path
    timestamp: str

    def command(self, seen: Callable[[Path], str], *, windows: bool = sys.platform == "win32") -> str:
        """What signs the file "%1" in its place, for a shell (cmd where `windows`). `seen`: a path as it is there."""
        quoted = (lambda words: f'"{words}"') if windows else shlex.quote
        file = quoted(seen(self.certificate))
        pem = self.certificate.suffix.lower() == ".pem"
        words = ["osslsigncode", "sign", *(("-certs", file, "-key", file) if pem else ("-pkcs12", file))]
        words += ["-readpass", quoted(seen(self.password)), "-h", "sha256", "-n", "Deskside"]
        words += ["-ts", quoted(self.timestamp)] if self.timestamp else []
        move = "move /y" if windows else "mv"
        return " ".join([*words, "-in", '"%1"', "-out", '"%1.signed"', "&&", move, '"%1.signed"', '"%1"'])


@contextmanager
def given(folder: Path) -> Iterator[Signing | None]:
    """What the environment names; a password from there lies in `folder` until the end. Raises NotGiven."""
    named = os.environ.get(CERTIFICATE, "")
    if not named:
        yield None
        return
    certificate = Path(named).resolve()
    if not certificate.is_file():
        raise NotGiven(f"{CERTIFICATE} names {certificate}, which is not there")
    timestamp = os.environ.get(TIMESTAMP, "")
    kept = os.environ.get(PASSWORD_FILE)
    if kept:
        password = Path(kept).resolve()
        if not password.is_file():
            raise NotGiven(f"{PASSWORD_FILE} names {password}, which is not there")
        yield Signing(certificate, password, timestamp)
        return
    password = folder / "signing-password"
    password.unlink(missing_ok=True)
    try:
        password.touch(mode=0o600)
        password.write_text(os.environ.get(PASSWORD, ""), encoding="utf-8")
        yield Signing(certificate, password, timestamp)
    finally:
        password.unlink(missing_ok=True)
