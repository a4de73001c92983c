"""Other programs that make sound of RTP, each on a port of its own: what ours is measured beside."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from tests.pbx.sip_messages import Message, decoded, description, media_target, token

HOST = "127.0.0.1"
RATE = 8000
ANSWERS_WITHIN_S = 8.0
NEEDS = {
    "baresip": ("baresip", "sudo apt-get install --no-install-recommends baresip-core"),
    "GStreamer": (
        "gst-launch-1.0",
        "sudo apt-get install --no-install-recommends gstreamer1.0-tools gstreamer1.0-plugins-good",
    ),
}

BARESIP = """
sip_listen {host}:{port}
call_max_calls 1
audio_player alsa,{player}
audio_source aufile,{folder}/nothing.wav
audio_alert alsa,{player}
audio_buffer {buffer_ms}
jitter_buffer_delay {waiting}
snd_path {folder}
module_path {modules}
module g711.so
module alsa.so
module aufile.so
{filters}
module_tmp account.so
module_app menu.so
"""


def absent(peer: str) -> str | None:
    """The command that brings a peer, or None where it is here."""
    program, command = NEEDS[peer]
    return None if shutil.which(program) else command


@dataclass(frozen=True)
class Tuning:
    """What baresip is told: its ring of sound in ms, least and most; packets that wait, least and most; its filters."""

    buffer_ms: str
    waiting: str
    filters: tuple[str, ...] = ()


@contextmanager
def baresip(folder: Path, tuning: Tuning, player: str = "default") -> Iterator[int]:
    """A call to it, answered and played by ALSA's `player`; yields the port that it hears on."""
    folder.mkdir()
    modules = next(Path("/usr/lib").glob("**/baresip/modules"))
    port = _free_port(socket.SOCK_STREAM)  # it takes TCP and UDP
    told = BARESIP.format(
        host=HOST,
        port=port,
        player=player,
        folder=folder,
        buffer_ms=tuning.buffer_ms,
        waiting=tuning.waiting,
        modules=modules,
        filters="\n".join(f"module {name}.so" for name in tuning.filters),
    )
    (folder / "config").write_text(told)
    (folder / "accounts").write_text(f"<sip:peer@{HOST}>;regint=0;answermode=auto\n")
    (folder / "contacts").write_text("")
    soundfile.write(folder / "nothing.wav", np.zeros(600 * RATE, np.int16), RATE)  # at its end it would hang up
    with (folder / "log").open("wb") as log, _caller() as (sip, rtp):
        process = subprocess.Popen(["baresip", "-f", str(folder)], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        call = _Call(sip, rtp.getsockname()[1], port)
        try:
            yield call.up(folder / "log")
            call.say("BYE", 2)
            sip.settimeout(2.0)
            sip.recv(4096)
        finally:
            _end(process)


@contextmanager
def gstreamer(latency_ms: int, *, into: Path | None = None) -> Iterator[int]:
    """A pipeline that plays at the sound server, or writes what it decodes `into` a file; yields its port."""
    port = _free_port(socket.SOCK_DGRAM)
    caps = "application/x-rtp,media=audio,clock-rate=8000,encoding-name=PCMU,payload=0"
    parts = [
        f"udpsrc address={HOST} port={port} caps={caps}",
        f"rtpjitterbuffer latency={latency_ms} do-lost=true",
        "rtppcmudepay",
        "mulawdec",
        "audioconvert",
        "audioresample" if into is None else "audiorate",
        "pulsesink buffer-time=20000 latency-time=10000" if into is None else f"filesink location={into}",
    ]
    command = ["gst-launch-1.0", "-q", "--no-fault", *" ! ".join(parts).split()]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        _until_bound(port, process)
        yield port
    finally:
        _end(process)


def dumped(folder: Path) -> NDArray[np.int16]:
    """What baresip with the filter `sndfile` has decoded, once its call has ended."""
    (path,) = folder.glob("dump-*-dec.wav")
    return np.fromfile(path, np.int16, offset=44)


@contextmanager
def _caller() -> Iterator[tuple[socket.socket, socket.socket]]:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sip,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as rtp,
    ):
        sip.bind((HOST, 0))
        rtp.bind((HOST, 0))
        yield sip, rtp


class _Call:
    """One call to a SIP program, from its inviting to its end."""

    def __init__(self, sip: socket.socket, rtp_port: int, port: int) -> None:
        self._sip, self._rtp_port, self._port = sip, rtp_port, port
        self._to = f"<sip:peer@{HOST}:{port}>"
        self._id, self._tag = token(), token()

    def up(self, log: Path) -> int:
        """Invite until it is answered; where it wants the sound. Raises RuntimeError when it is not."""
        until = time.monotonic() + ANSWERS_WITHIN_S
        self._sip.settimeout(0.5)
        branch = token()
        while time.monotonic() < until:
            self.say("INVITE", 1, branch)
            try:
                while (answer := decoded(self._sip.recv(4096))).status < 200:
                    pass
            except (TimeoutError, ConnectionError):
                continue
            target = media_target(answer.body)
            if target is None:
                break
            self._to = answer["To"]
            self.say("ACK", 1)
            return target[1]
        raise RuntimeError(log.read_text(errors="replace"))

    def say(self, method: str, turn: int, branch: str = "") -> None:
        """A request of this call."""
        here = f"{HOST}:{self._sip.getsockname()[1]}"
        headers = [
            ("Via", f"SIP/2.0/UDP {here};branch=z9hG4bK{branch or token()}"),
            ("Max-Forwards", "70"),
            ("From", f"<sip:bench@{here}>;tag={self._tag}"),
            ("To", self._to),
            ("Call-ID", self._id),
            ("CSeq", f"{turn} {method}"),
            ("Contact", f"<sip:bench@{here}>"),
        ]
        body = ""
        if method == "INVITE":
            headers.append(("Content-Type", "application/sdp"))
            body = description(HOST, self._rtp_port)  # in one direction it would drop its filters
        request = Message(method=method, uri=f"sip:peer@{HOST}:{self._port}", headers=headers, body=body)
        self._sip.sendto(request.encoded(), (HOST, self._port))


def _free_port(kind: int) -> int:
    with socket.socket(socket.AF_INET, kind) as free:
        free.bind((HOST, 0))
        return int(free.getsockname()[1])


def _until_bound(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until somebody has the port. Raises RuntimeError where the program ends before, or takes too long."""
    until = time.monotonic() + ANSWERS_WITHIN_S
    wanted = f"{port:04X}"
    while not any(line.split()[1].endswith(wanted) for line in Path("/proc/net/udp").read_text().splitlines()[1:]):
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError("GStreamer does not listen")
        time.sleep(0.02)


def _end(process: subprocess.Popen[bytes]) -> None:
    """By its id; baresip waits for a registrar that there is none of, so it may have to be killed."""
    process.terminate()
    try:
        process.wait(1.0)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(5.0)
