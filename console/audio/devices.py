"""Where sound goes out: PortAudio through PyAudio (imported nowhere else), and a null device for tests and tours."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, Protocol

from console.domain.faults import FaultKind, PlaceFault

log = logging.getLogger(__name__)

Take = Callable[[int], bytes]
"""Gives that many frames of interleaved int16; called in the device's own thread."""

PERIOD_MS = 40
"""Length of one callback. PyAudio cannot ask for a latency; a host queues two or three periods, so this is 100 ms."""
LIVE_PERIOD_MS = 10
"""The same during a live call, where each period is heard as delay."""
HOST_ORDER = ("Windows WASAPI", "Windows DirectSound", "MME", "Core Audio", "ALSA", "JACK Audio Connection Kit", "OSS")
"""Host systems, best first; a device is listed once, under the best that knows it."""
NULL_NAME = "null"
MOMENT_S = 0.5
"""How long a clock turned by hand waits for a player to begin."""


class OutputDevice(Protocol):
    """An open output. `start`, `stop`, `close` come from one thread; `take` is called from the device's."""

    name: str
    rate_hz: int
    channels: int
    period_frames: int
    latency_ms: float
    real_time: bool
    """Whether it calls by itself: then a missing call means that it is lost."""

    def start(self, take: Take) -> None:
        """Begin calling `take`; PlaceFault(DEVICE_LOST) when the device is gone."""
        ...

    def stop(self) -> None:
        """No `take` is called after this returns."""
        ...

    def alive(self) -> bool:
        """False once the device is known to be lost."""
        ...

    def close(self) -> None:
        """Stop and give the device back."""
        ...


class Outputs(Protocol):
    """The outputs of a machine. All calls from one thread."""

    def names(self) -> tuple[str, ...]:
        """Names that `open` takes, best first; looks anew when nothing is open."""
        ...

    def open(self, name: str | None, period_ms: int = PERIOD_MS) -> OutputDevice:
        """The device called `name`, else the system's default, called every `period_ms`.

        PlaceFault(NO_OUTPUT_DEVICE) when there is none.
        """
        ...

    def close(self) -> None:
        """Give everything back."""
        ...


class NullDevice:
    """A device nobody hears. `turn` moves its clock by hand and returns what would have sounded."""

    def __init__(self, rate_hz: int = 48000, channels: int = 2) -> None:
        self.name = NULL_NAME
        self.rate_hz = rate_hz
        self.channels = channels
        self.period_frames = rate_hz * PERIOD_MS // 1000
        self.latency_ms = 0.0
        self.real_time = False
        self.lost = False
        self._take: Take | None = None
        self._started = threading.Condition()

    def start(self, take: Take) -> None:
        """Begin."""
        if self.lost:
            raise PlaceFault(FaultKind.DEVICE_LOST, device=self.name)
        with self._started:
            self._take = take
            self._started.notify_all()

    def turn(self, frames: int) -> bytes:
        """Let `frames` frames go by; a player just asked to play gets a moment to begin; silence otherwise."""
        with self._started:
            self._started.wait_for(lambda: self._take is not None, MOMENT_S)
        return self._go_by(frames)

    def _go_by(self, frames: int) -> bytes:
        sound = b""
        while frames > 0:
            part = min(frames, self.period_frames)
            sound += self._take(part) if self._take else bytes(2 * self.channels * part)
            frames -= part
        return sound

    def stop(self) -> None:
        """Stop."""
        self._take = None

    def alive(self) -> bool:
        """False after `lost` was set."""
        return not self.lost

    def close(self) -> None:
        """Stop."""
        self.stop()


class RunningNullDevice(NullDevice):
    """The null device with a clock of its own: a thread takes one period after another in real time."""

    def __init__(self, rate_hz: int = 48000, channels: int = 2) -> None:
        super().__init__(rate_hz, channels)
        self.real_time = True
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, take: Take) -> None:
        """Begin the clock."""
        super().start(take)
        self._ended.clear()
        self._thread = threading.Thread(target=self._run, name="null-output", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        period_s = self.period_frames / self.rate_hz
        due = time.perf_counter()
        while not self._ended.is_set():
            self._go_by(self.period_frames)
            due = max(due + period_s, time.perf_counter() - 0.5)
            self._ended.wait(max(0.0, due - time.perf_counter()))

    def stop(self) -> None:
        """End the clock."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        super().stop()


class NullOutputs:
    """A machine whose only output is the null device: for tests (hand-turned) and for tours (`running=True`)."""

    def __init__(self, *, running: bool = False, rate_hz: int = 48000, channels: int = 2) -> None:
        self.device: NullDevice = (RunningNullDevice if running else NullDevice)(rate_hz, channels)
        self.present = True

    def names(self) -> tuple[str, ...]:
        """The one name, or none when `present` is False."""
        return (self.device.name,) if self.present else ()

    def open(self, name: str | None, period_ms: int = PERIOD_MS) -> OutputDevice:
        """The one device, whatever the name."""
        if not self.present:
            raise PlaceFault(FaultKind.NO_OUTPUT_DEVICE, device=name or "")
        self.device.lost = False
        self.device.period_frames = self.device.rate_hz * period_ms // 1000
        return self.device

    def close(self) -> None:
        """Nothing to give back."""


@contextlib.contextmanager
def _quiet_stderr() -> Iterator[None]:
    """Keep ALSA's complaints about absent cards off the terminal: they are written by C code to descriptor 2."""
    if sys.platform != "linux":
        yield
        return
    try:
        kept = os.dup(2)
    except OSError:
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


class PortAudioDevice:
    """An open PortAudio stream, begun stopped, at the device's own mix rate: PyAudio offers no conversion."""

    def __init__(self, pa: Any, info: dict[str, Any], period_ms: int) -> None:
        import pyaudio

        self.name = str(info["name"])
        self.rate_hz = int(info["defaultSampleRate"])
        self.channels = min(2, int(info["maxOutputChannels"]))
        self.period_frames = self.rate_hz * period_ms // 1000
        self.real_time = True
        self._take: Take | None = None
        self._failed = False
        self._go_on = pyaudio.paContinue
        self._abort = pyaudio.paAbort
        try:
            with _quiet_stderr():
                self._stream = pa.open(
                    rate=self.rate_hz,
                    channels=self.channels,
                    format=pyaudio.paInt16,
                    output=True,
                    output_device_index=int(info["index"]),
                    frames_per_buffer=self.period_frames,
                    start=False,
                    stream_callback=self._call,
                )
        except (OSError, ValueError) as error:
            raise PlaceFault(FaultKind.DEVICE_LOST, device=self.name, why=str(error)) from error
        self.latency_ms = float(self._stream.get_output_latency()) * 1000

    def _call(self, _in: object, frames: int, _time: object, _status: int) -> tuple[bytes | None, int]:
        take = self._take
        if take is None:
            return None, self._abort
        return take(frames), self._go_on

    def start(self, take: Take) -> None:
        """Begin the stream."""
        self._take = take
        try:
            with _quiet_stderr():
                self._stream.start_stream()
        except OSError as error:
            self._failed = True
            raise PlaceFault(FaultKind.DEVICE_LOST, device=self.name, why=str(error)) from error

    def stop(self) -> None:
        """Stop the stream; what is queued in the system still sounds."""
        with contextlib.suppress(OSError):
            if not self._stream.is_stopped():
                self._stream.stop_stream()
        self._take = None

    def alive(self) -> bool:
        """False when PortAudio says that the stream ended or failed."""
        if self._failed:
            return False
        try:
            return bool(self._stream.is_active()) or self._take is None
        except OSError:
            return False

    def close(self) -> None:
        """Close the stream; a lost device may refuse, and that is all right."""
        self.stop()
        with contextlib.suppress(OSError):
            self._stream.close()


class SystemOutputs:
    """The machine's real outputs. PortAudio freezes its list at start, so it is begun anew when nothing is open."""

    def __init__(self) -> None:
        self._pa: Any = None
        self._open: PortAudioDevice | None = None

    def _begin(self, *, anew: bool) -> Any:
        import pyaudio

        if self._pa is not None and anew:
            self._pa.terminate()
            self._pa = None
        if self._pa is None:
            with _quiet_stderr():
                self._pa = pyaudio.PyAudio()
        return self._pa

    def _infos(self, *, anew: bool) -> list[dict[str, Any]]:
        """Output devices, the best host system first, each name once."""
        pa = self._begin(anew=anew)
        found: list[tuple[int, int, dict[str, Any]]] = []
        for index in range(pa.get_device_count()):
            info = pa.get_device_info_by_index(index)
            if info["maxOutputChannels"] < 1:
                continue
            host = str(pa.get_host_api_info_by_index(info["hostApi"])["name"])
            rank = HOST_ORDER.index(host) if host in HOST_ORDER else len(HOST_ORDER)
            found.append((rank, index, info))
        by_name: dict[str, dict[str, Any]] = {}
        for _rank, _index, info in sorted(found, key=lambda row: row[:2]):
            # MME cuts names at 31 characters: the same device under a better host has the longer one.
            if not any(name.startswith(info["name"]) for name in by_name):
                by_name[info["name"]] = info
        return list(by_name.values())

    def names(self) -> tuple[str, ...]:
        """See `Outputs`."""
        return tuple(str(info["name"]) for info in self._infos(anew=self._open is None))

    def open(self, name: str | None, period_ms: int = PERIOD_MS) -> OutputDevice:
        """See `Outputs`. A chosen device that is not there or does not open gives way to the default."""
        if self._open is not None:
            self._open.close()
            self._open = None
        infos = self._infos(anew=True)
        chosen = [info for info in infos if info["name"] == name]
        default = self._default(infos)
        last: PlaceFault | None = None
        for info in [*chosen, *default, *infos]:
            try:
                self._open = PortAudioDevice(self._pa, info, period_ms)
            except PlaceFault as fault:
                log.warning("output %s does not open: %s", info["name"], fault)
                last = fault
            else:
                return self._open
        raise PlaceFault(FaultKind.NO_OUTPUT_DEVICE, device=name or "") from last

    def _default(self, infos: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The default of the best host system that has one."""
        hosts = [self._pa.get_host_api_info_by_index(i) for i in range(self._pa.get_host_api_count())]
        hosts.sort(key=lambda host: HOST_ORDER.index(host["name"]) if host["name"] in HOST_ORDER else len(HOST_ORDER))
        wanted = [host["defaultOutputDevice"] for host in hosts if host["defaultOutputDevice"] >= 0]
        return [info for index in wanted for info in infos if info["index"] == index]

    def close(self) -> None:
        """See `Outputs`."""
        if self._open is not None:
            self._open.close()
            self._open = None
        if self._pa is not None:
            self._pa.terminate()
            self._pa = None
