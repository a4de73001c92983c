"""A real Asterisk of a test: on a loopback address that nobody else has, in its own folder, ended by its own id."""

from __future__ import annotations

import itertools
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from tests.certificates import Authority, put_key
from tests.pbx.asterisk_root import asterisk_root

CONFIG = Path(__file__).with_name("config")
KEPT_LOGS = Path(__file__).resolve().parents[2] / "build" / "asterisk-logs"
"""Where its log goes when a test of its run failed."""

AGENTS = tuple(str(number) for number in range(1001, 1100))
"""The numbers whose phones may register, without a password."""

_EMPTY = (
    *("acl", "ccss", "cel", "chan_websocket", "features", "indications", "pjproject", "queuerules", "udptl"),
    "websocket_client",
)
"""Configurations that it would miss aloud."""

START_WITHIN_S = 30.0


def _own_address() -> str:
    """One of the 16 million loopback addresses: all of its ports are ours."""
    chosen = random.SystemRandom()
    return f"127.{chosen.randrange(64, 250)}.{chosen.randrange(1, 250)}.{chosen.randrange(2, 250)}"


@dataclass
class Asterisk:
    """A telephone system that can be started, stopped, killed and started again; what it knows stays in `folder`."""

    root: Path
    folder: Path
    address: str = field(default_factory=_own_address)
    authority: Authority = field(default_factory=Authority)
    ami_port: int = 5038
    ami_tls_port: int = 5039
    http_port: int = 8088
    https_port: int = 8089
    sip_port: int = 5060
    outside_port: int = 5070
    """Where calls to the world outside arrive: the port of `the outside` phone, at the same address."""
    login: tuple[str, str] = ("deskside", "floor-secret")
    """The least-privilege one, of AMI and ARI."""
    driver: tuple[str, str] = ("driver", "driver")
    process: subprocess.Popen[bytes] | None = None

    @property
    def recordings(self) -> Path:
        """Where MixMonitor writes: `UNIQUEID.wav`, and what each side said as `-rx` (caller) and `-tx` (agent)."""
        return self.folder / "spool" / "monitor"

    @property
    def ca_file(self) -> Path:
        """The authority that signed its certificate; PEM."""
        return self.folder / "keys" / "authority.pem"

    @property
    def log(self) -> Path:
        return self.folder / "log" / "full"

    def configure(self) -> None:
        """Write its whole configuration."""
        for name in ("etc/queues.d", "lib", "spool/monitor", "run", "log", "keys"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        (modules,) = self.root.glob("usr/lib/*/asterisk/modules")
        values = {"@ADDRESS@": self.address, "@MODULES@": f"/{modules.relative_to(self.root)}"}
        for source in CONFIG.glob("*.conf"):
            text = source.read_text()
            for mark, value in values.items():
                text = text.replace(mark, value)
            (self.folder / "etc" / source.name).write_text(text)
        phones = (
            f"[{number}](phone)\naors = {number}\ncallerid = Agent {number} <{number}>\n[{number}](place)\n\n"
            for number in AGENTS
        )
        (self.folder / "etc" / "phones.conf").write_text("".join(phones))
        for name in (*(f"{empty}.conf" for empty in _EMPTY), "queues.d/none.conf"):
            (self.folder / "etc" / name).touch()
        certificate, key = self.authority.server(self.address)
        self.ca_file.write_bytes(self.authority.certificate)
        (self.folder / "keys" / "certificate.pem").write_bytes(certificate)
        put_key(self.folder / "keys" / "key.pem", key)

    def start(self) -> None:
        """Start it and wait until it takes calls. Raises RuntimeError with its last words."""
        (self.folder / "run" / "asterisk.ctl").unlink(missing_ok=True)
        # In a mount namespace of its own it sees only the root, with our folder as /mnt; nothing stays mounted.
        inside = (
            'mount --bind "$1" "$2/mnt" && mount --bind /dev "$2/dev" && mount -t proc proc "$2/proc"'
            ' && exec chroot "$2" asterisk -f -C /mnt/etc/asterisk.conf'
        )
        with (self.folder / "log" / "console").open("ab") as output:
            self.process = subprocess.Popen(
                ["unshare", "--mount", "sh", "-c", inside, "sh", str(self.folder), str(self.root)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        until = time.monotonic() + START_WITHIN_S
        while time.monotonic() < until and self.process.poll() is None:
            try:
                self.cli("core waitfullybooted")
            except OSError:
                time.sleep(0.02)
            else:
                return
        self.kill()
        raise RuntimeError(f"Asterisk did not start: {(self.folder / 'log' / 'console').read_text()[-2000:]}")

    def stop(self) -> None:
        """End it as its keeper would, hanging up all calls, and wait for the end."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()
        self.process = None

    def kill(self) -> None:
        """End it as a crash would."""
        if self.process is None:
            return
        self.process.kill()
        self.process.wait()
        self.process = None

    def restart(self) -> None:
        """Stop and start: calls are gone, dynamic members and registrations come back from its own database."""
        self.stop()
        self.start()

    def cli(self, command: str) -> str:
        """What its own command line answers. Raises OSError when it is not there."""
        with socket.socket(socket.AF_UNIX) as control:
            control.settimeout(START_WITHIN_S)
            control.connect(str(self.folder / "run" / "asterisk.ctl"))
            control.recv(1024)  # its name and version
            control.sendall(b"cli quit after " + command.encode() + b"\0")
            answer = b"".join(iter(lambda: control.recv(65536), b""))
        return answer.replace(b"\0", b"").decode(errors="replace")

    def add_queue(self, name: str, *members: str, **settings: object) -> None:
        """A queue with static `members` (`PJSIP/1001`, or `Local/1001@from-queue/n,0,Name,PJSIP/1001`).

        `settings` as in queues.conf, wrapuptime or timeout; a call is offered to all, each for 15 s, again after 1 s.
        """
        lines = {"strategy": "ringall", "timeout": 15, "retry": 1, "ringinuse": "no", "joinempty": "yes", **settings}
        body = [f"[{name}]", *(f"{key} = {value}" for key, value in lines.items())]
        body += [f"member => {member}" for member in members]
        (self.folder / "etc" / "queues.d" / f"{name}.conf").write_text("\n".join(body) + "\n")
        self.cli("queue reload all")

    def remove_queue(self, name: str) -> None:
        """Take a queue away with its members."""
        (self.folder / "etc" / "queues.d" / f"{name}.conf").unlink()
        self.cli("queue reload all")


_numbers = itertools.count(1)


def start_asterisk(edits: Iterable[tuple[str, str, str]] = ()) -> Asterisk:
    """A running Asterisk without queues; skips, or fails when required, where there can be none.

    `edits`: file of its configuration, what stands there, and what is to stand there.
    """
    root = asterisk_root()
    folder = Path(tempfile.mkdtemp(prefix=f"deskside-pbx-{os.getpid()}-{next(_numbers)}-"))
    asterisk = Asterisk(root, folder)
    asterisk.configure()
    for name, old, new in edits:
        file = folder / "etc" / name
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new))
    asterisk.start()
    return asterisk


def stop_asterisk(asterisk: Asterisk, *, keep_log: bool = False) -> None:
    """Stop it, if it runs, and remove its folder; with `keep_log` its log stays in KEPT_LOGS."""
    asterisk.stop()
    if keep_log and asterisk.log.exists():
        KEPT_LOGS.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(asterisk.log, KEPT_LOGS / f"{asterisk.folder.name}.log")
    shutil.rmtree(asterisk.folder, ignore_errors=True)
