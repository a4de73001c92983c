"""The machine's sound devices, out and in: PortAudio through PyAudio, which is imported nowhere else."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import threading
from collections.abc import Iterator
from typing import Any, Generic, TypeVar

from console.audio.inputs import INPUT_PERIOD_MS, Give, InputDevice
from console.audio.outputs import PERIOD_MS, OutputDevice, Take
from console.domain.faults import FaultKind, PlaceFault

log = logging.getLogger(__name__)

User = TypeVar("User", Take, Give)

HOST_ORDER = ("Windows WASAPI", "Windows DirectSound", "MME", "Core Audio", "ALSA", "JACK Audio Connection Kit", "OSS")
"""Host systems, best first; a device is listed once, under the best that knows it."""
MME_NAME = 31
"""MME cuts names to so many characters: the same device under a better host has the longer one."""
_ONE_AT_A_TIME = threading.RLock()


@contextlib.contextmanager
def _portaudio() -> Iterator[None]:
    """PortAudio's doors are for one thread at a time, and outputs and inputs are opened by different ones.

    ALSA's complaints about absent cards, which C code writes to descriptor 2, are kept off the terminal.
    """
    with _ONE_AT_A_TIME:
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


class _Stream(Generic[User]):
    """An open PortAudio stream, begun stopped, at the device's own mix rate: PyAudio offers no conversion.

    `direction` is "Output" or "Input", `lost` what a device of it is when it cannot be used.
    """

    def __init__(
        self, pa: Any, info: dict[str, Any], direction: str, channels: int, period_ms: int, lost: FaultKind
    ) -> None:
        import pyaudio

        self.name = str(info["name"])
        self.rate_hz = int(info["defaultSampleRate"])
        self.channels = min(channels, int(info[f"max{direction}Channels"]))
        self.period_frames = self.rate_hz * period_ms // 1000
        self.real_time = True
        self._user: User | None = None
        self._failed = False
        self._lost = lost
        self.closed = False
        self._go_on = pyaudio.paContinue
        self._abort = pyaudio.paAbort
        way = direction.lower()
        try:
            with _portaudio():
                self._stream = pa.open(
                    rate=self.rate_hz,
                    channels=self.channels,
                    format=pyaudio.paInt16,
                    frames_per_buffer=self.period_frames,
                    start=False,
                    stream_callback=self._call,
                    **{way: True, f"{way}_device_index": int(info["index"])},
                )
        except (OSError, ValueError) as error:
            raise PlaceFault(lost, device=self.name, why=str(error)) from error

    def _call(self, sound: bytes | None, frames: int, _time: object, _status: int) -> tuple[bytes | None, int]:
        raise NotImplementedError

    def start(self, user: User, /) -> None:
        """Begin the stream."""
        self._user = user
        try:
            with _portaudio():
                self._stream.start_stream()
        except OSError as error:
            self._failed = True
            raise PlaceFault(self._lost, device=self.name, why=str(error)) from error

    def stop(self) -> None:
        """Stop the stream; what is queued in the system still sounds."""
        with contextlib.suppress(OSError):
            if not self._stream.is_stopped():
                self._stream.stop_stream()
        self._user = None

    def alive(self) -> bool:
        """False when PortAudio says that the stream ended or failed."""
        if self._failed:
            return False
        try:
            return bool(self._stream.is_active()) or self._user is None
        except OSError:
            return False

    def close(self) -> None:
        """Close the stream; a lost device may refuse, and that is all right."""
        self.closed = True
        self.stop()
        with contextlib.suppress(OSError), _portaudio():
            self._stream.close()


class PortAudioDevice(_Stream[Take]):
    """An output; it takes sound."""

    def __init__(self, pa: Any, info: dict[str, Any], period_ms: int) -> None:
        super().__init__(pa, info, "Output", 2, period_ms, FaultKind.DEVICE_LOST)
        self.latency_ms = float(self._stream.get_output_latency()) * 1000

    def _call(self, _in: object, frames: int, _time: object, _status: int) -> tuple[bytes | None, int]:
        take = self._user
        if take is None:
            return None, self._abort
        return take(frames), self._go_on


class PortAudioInput(_Stream[Give]):
    """An input; it gives sound."""

    def __init__(self, pa: Any, info: dict[str, Any], channels: int) -> None:
        super().__init__(pa, info, "Input", channels, INPUT_PERIOD_MS, FaultKind.INPUT_LOST)

    def _call(self, sound: bytes | None, _frames: int, _time: object, _status: int) -> tuple[None, int]:
        give = self._user
        if give is not None and sound:
            give(sound)
        return None, self._go_on


def _text(name: str | bytes) -> str:
    """A device's name; PyAudio hands on as bytes what is not UTF-8, as older hosts of a Chinese Windows write it."""
    if isinstance(name, str):
        return name
    return name.decode("mbcs" if sys.platform == "win32" else "gb18030", errors="replace")


def _is(info: dict[str, Any], name: str) -> bool:
    """Whether this is the device called `name`, perhaps under a host that cuts names."""
    called = info["name"]
    return bool(called == name or (len(called) >= MME_NAME and name.startswith(called)))


class _System:
    """PortAudio's list in one direction, "Output" or "Input". It is frozen while anything is open anywhere."""

    def __init__(self, direction: str) -> None:
        self._pa: Any = None
        self._channels = f"max{direction}Channels"
        self._default_key = f"default{direction}Device"

    def _begin(self, *, anew: bool) -> Any:
        import pyaudio

        with _portaudio():
            if self._pa is not None and anew:
                self._pa.terminate()
                self._pa = None
            if self._pa is None:
                self._pa = pyaudio.PyAudio()
        return self._pa

    def _infos(self, *, anew: bool) -> list[dict[str, Any]]:
        """Devices of this direction, the best host system first; one that several hosts know is there several times."""
        pa = self._begin(anew=anew)
        found: list[tuple[int, int, dict[str, Any]]] = []
        for index in range(pa.get_device_count()):
            info = pa.get_device_info_by_index(index)
            info["name"] = _text(info["name"])
            if info[self._channels] < 1:
                continue
            host = str(pa.get_host_api_info_by_index(info["hostApi"])["name"])
            rank = HOST_ORDER.index(host) if host in HOST_ORDER else len(HOST_ORDER)
            found.append((rank, index, info))
        return [info for _rank, _index, info in sorted(found, key=lambda row: row[:2])]

    def _names(self, *, anew: bool) -> tuple[str, ...]:
        """Each device once, as the best host that knows it calls it."""
        names: list[str] = []
        for info in self._infos(anew=anew):
            if not any(_is(info, name) for name in names):
                names.append(info["name"])
        return tuple(names)

    def _default(self, infos: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The default of the best host system that has one."""
        hosts = [self._pa.get_host_api_info_by_index(i) for i in range(self._pa.get_host_api_count())]
        hosts.sort(key=lambda host: HOST_ORDER.index(host["name"]) if host["name"] in HOST_ORDER else len(HOST_ORDER))
        wanted = [host[self._default_key] for host in hosts if host[self._default_key] >= 0]
        return [info for index in wanted for info in infos if info["index"] == index]

    def _end(self) -> None:
        if self._pa is not None:
            with _portaudio():
                self._pa.terminate()
            self._pa = None


class SystemOutputs(_System):
    """The machine's real outputs. PortAudio freezes its list at start, so it is begun anew when nothing is open."""

    def __init__(self) -> None:
        super().__init__("Output")
        self._open: PortAudioDevice | None = None

    def names(self) -> tuple[str, ...]:
        """See `Outputs`."""
        resting = self._open is None or self._open.closed
        return self._names(anew=resting)

    def open(self, name: str | None, period_ms: int = PERIOD_MS) -> OutputDevice:
        """See `Outputs`. A device that one host does not open is tried under the next; then comes the default."""
        if self._open is not None:
            self._open.close()
            self._open = None
        infos = self._infos(anew=True)
        chosen = [info for info in infos if name is not None and _is(info, name)]
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

    def close(self) -> None:
        """See `Outputs`."""
        if self._open is not None:
            self._open.close()
            self._open = None
        self._end()


class SystemInputs(_System):
    """The machine's real inputs. While a call is heard PortAudio's list stays as it was when that began."""

    def __init__(self) -> None:
        super().__init__("Input")
        self._open: list[PortAudioInput] = []

    def names(self) -> tuple[str, ...]:
        """See `Inputs`."""
        return self._names(anew=not self._open)

    def open(self, name: str | None, channels: int = 1) -> InputDevice:
        """See `Inputs`. What does not open with one channel is tried with two."""
        self._open = [device for device in self._open if device.alive()]
        infos = self._infos(anew=not self._open)
        chosen = self._default(infos) if name is None else [info for info in infos if _is(info, name)]
        last: PlaceFault | None = None
        for info in chosen:
            for count in dict.fromkeys((channels, 2)):
                try:
                    device = PortAudioInput(self._pa, info, count)
                except PlaceFault as fault:
                    log.warning("input %s does not open: %s", info["name"], fault)
                    last = fault
                else:
                    self._open.append(device)
                    return device
        raise PlaceFault(FaultKind.NO_INPUT_DEVICE, **({"device": name} if name else {})) from last

    def close(self) -> None:
        """See `Inputs`."""
        for device in self._open:
            device.close()
        self._open.clear()
        self._end()
