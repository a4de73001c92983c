"""A PulseAudio server of a test's own: a null sink, and what reached it, as samples."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np

from tests.requirements_met import missing

COMMAND = "sudo apt-get install pulseaudio pulseaudio-utils libasound2-plugins"
ALSA_CONF = """
pcm.!default { type pulse }
ctl.!default { type pulse }
"""


def find_programs() -> tuple[str, str]:
    """Paths of pulseaudio and parec; skips (or fails) when they or ALSA's plug-in are not here."""
    server, recorder = shutil.which("pulseaudio"), shutil.which("parec")
    plug_in = list(Path("/usr/lib").glob("*/alsa-lib/libasound_module_pcm_pulse.so"))
    if server is None or recorder is None or not plug_in:
        missing("PulseAudio", COMMAND)
    assert server is not None
    assert recorder is not None
    return server, recorder


class SoundServer:
    """PulseAudio with one null sink at 48 kHz and ALSA's default pointing at it; ended by its process id.

    What `say` says comes in at a second sink, whose monitor is the default source: a microphone.
    """

    def __init__(self, folder: Path) -> None:
        server, self._recorder = find_programs()
        socket = folder / "native"
        conf = folder / "asound.conf"
        conf.write_text(f"</usr/share/alsa/alsa.conf>\n{ALSA_CONF}")
        self.environment = {
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder),
            "PULSE_RUNTIME_PATH": str(folder),
            "PULSE_SERVER": f"unix:{socket}",
            "ALSA_CONFIG_PATH": str(conf),
        }
        self._whole = os.environ | self.environment
        without_server = {k: v for k, v in self._whole.items() if k != "PULSE_SERVER"}
        self._log = (folder / "pulse.log").open("wb")
        options = ["--daemonize=no", "--exit-idle-time=-1", "-n", "--disable-shm=yes", "--use-pid-file=no"]
        modules = [
            f"module-native-protocol-unix socket={socket} auth-anonymous=1",
            "module-null-sink sink_name=probe rate=48000 channels=2 format=s16le",
            "module-null-sink sink_name=mouth rate=48000 channels=2 format=s16le",
        ]
        (folder / "pulse.pa").write_text("set-default-sink probe\nset-default-source mouth.monitor\n")
        loads = [part for module in modules for part in ("-L", module)]
        loads += ["-F", str(folder / "pulse.pa")]
        self._server = subprocess.Popen([server, *options, *loads], env=without_server, stderr=self._log)
        self._recording: subprocess.Popen[bytes] | None = None
        self._drain: threading.Thread | None = None
        self._bytes = bytearray()
        until = time.monotonic() + 10
        while not socket.exists():
            if self._server.poll() is not None or time.monotonic() > until:
                self.close()
                raise RuntimeError((folder / "pulse.log").read_text())
            time.sleep(0.02)

    def say(self, sound: bytes) -> None:
        """Into the microphone: int16 frames of two channels at 48 kHz, in real time; returns when all is said."""
        player = shutil.which("pacat") or ""
        command = [player, "-d", "mouth", "--rate=48000", "--channels=2", "--format=s16le", "--raw"]
        subprocess.run([*command, "--latency-msec=200"], env=self._whole, input=sound, check=True, timeout=60)

    def record(self) -> None:
        """Begin to record what reaches the sink; returns when the first samples are in."""
        command = [self._recorder, "-d", "probe.monitor", "--rate=48000", "--channels=2", "--format=s16le"]
        self._recording = subprocess.Popen([*command, "--latency-msec=20"], env=self._whole, stdout=subprocess.PIPE)
        self._bytes.clear()
        self._drain = threading.Thread(target=self._gather, name="recorder")
        self._drain.start()
        until = time.monotonic() + 10
        while not self._bytes and time.monotonic() < until:
            time.sleep(0.02)

    def _gather(self) -> None:
        assert self._recording is not None
        assert self._recording.stdout is not None
        while part := os.read(self._recording.stdout.fileno(), 65536):
            self._bytes += part

    @property
    def recorded_s(self) -> float:
        """Seconds recorded up to now."""
        return len(self._bytes) / (4 * 48000)

    def stop_recording(self) -> np.ndarray[Any, np.dtype[np.float64]]:
        """Everything recorded, shape (n, 2), -1..1."""
        assert self._recording is not None
        assert self._drain is not None
        self._recording.send_signal(signal.SIGINT)
        self._recording.wait(10)
        self._drain.join(10)
        if self._recording.stdout is not None:
            self._recording.stdout.close()
        self._recording = None
        return np.frombuffer(bytes(self._bytes[: len(self._bytes) // 4 * 4]), np.int16).reshape(-1, 2) / 32768

    def control(self, *words: str) -> str:
        """What `pactl` answers: sinks come and go by it."""
        command = [shutil.which("pactl") or "pactl", *words]
        return subprocess.run(command, env=self._whole, check=True, capture_output=True, text=True, timeout=30).stdout

    def lose(self) -> None:
        """The server dies."""
        self._server.kill()
        self._server.wait(10)

    def close(self) -> None:
        """End what was started."""
        if self._recording is not None:
            self.stop_recording()
        if self._server.poll() is None:
            self._server.terminate()
            self._server.wait(10)
        self._log.close()
