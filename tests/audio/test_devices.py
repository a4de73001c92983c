"""Which of a machine's devices are listed, in what order, and how they are opened; by a PyAudio with a script."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from console.audio.devices import SystemInputs, SystemOutputs
from console.audio.outputs import LIVE_PERIOD_MS
from console.domain.faults import FaultKind, PlaceFault

LONG = "Headset Earphone (Plantronics Blackwire 3220 Series)"
ORDER_OF_PORTAUDIO = ("MME", "Windows DirectSound", "Windows WASAPI")
"""PortAudio lists the poorest first."""


@dataclass
class Machine:
    """What is plugged in: (host, name, outputs, inputs, rate). PortAudio sees it as it was at its start."""

    devices: Sequence[tuple[str, str | bytes, int, int, int]]
    refused: set[str] = field(default_factory=set)
    opened: list[dict[str, Any]] = field(default_factory=list)
    begun: int = 0
    begun_now: int = 0


class ScriptedStream:
    def is_stopped(self) -> bool:
        return True

    def is_active(self) -> bool:
        return True

    def get_output_latency(self) -> float:
        return 0.03

    def close(self) -> None:
        pass


class ScriptedPyAudio:
    machine: Machine

    def __init__(self) -> None:
        self.machine.begun += 1
        self.machine.begun_now += 1
        self._seen = list(self.machine.devices)

    def terminate(self) -> None:
        self.machine.begun_now -= 1

    def get_device_count(self) -> int:
        return len(self._seen)

    def get_device_info_by_index(self, index: int) -> dict[str, Any]:
        host, name, outputs, inputs, rate = self._seen[index]
        api = ORDER_OF_PORTAUDIO.index(host)
        most = {"maxOutputChannels": outputs, "maxInputChannels": inputs}
        return {"index": index, "name": name, "hostApi": api, "defaultSampleRate": float(rate), **most}

    def get_host_api_count(self) -> int:
        return len(ORDER_OF_PORTAUDIO)

    def get_host_api_info_by_index(self, index: int) -> dict[str, Any]:
        def default(column: int) -> int:
            of_it = (i for i, d in enumerate(self._seen) if d[0] == ORDER_OF_PORTAUDIO[index] and int(d[column]) > 0)
            return next(of_it, -1)

        return {
            "name": ORDER_OF_PORTAUDIO[index],
            "defaultOutputDevice": default(2),
            "defaultInputDevice": default(3),
        }

    def open(self, **asked: Any) -> ScriptedStream:
        index: int = asked["output_device_index"] if asked.get("output") else asked["input_device_index"]
        host = self._seen[index][0]
        if host in self.machine.refused:
            raise OSError("Invalid sample rate")
        self.machine.opened.append({**asked, "host": host})
        return ScriptedStream()


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    made = Machine(
        [
            ("MME", "Microsoft Sound Mapper - Output", 2, 0, 44_100),
            ("MME", LONG[:31], 2, 0, 44_100),
            ("MME", "Headset Microphone (Plantronics", 0, 1, 44_100),
            ("Windows DirectSound", LONG, 2, 0, 44_100),
            ("Windows DirectSound", "Only here", 2, 0, 44_100),
            ("Windows WASAPI", "Headset 2", 2, 0, 48_000),
            ("Windows WASAPI", "Headset", 2, 0, 48_000),
            ("Windows WASAPI", LONG, 2, 0, 48_000),
            ("Windows WASAPI", "Headset Microphone (Plantronics Blackwire)", 0, 1, 16_000),
        ]
    )
    monkeypatch.setattr(ScriptedPyAudio, "machine", made, raising=False)
    scripted = SimpleNamespace(PyAudio=ScriptedPyAudio, paInt16=8, paContinue=0, paAbort=2)
    monkeypatch.setitem(sys.modules, "pyaudio", scripted)
    return made


def test_the_best_host_comes_first_and_a_device_once(machine: Machine) -> None:
    outputs, inputs = SystemOutputs(), SystemInputs()
    assert outputs.names() == ("Headset 2", "Headset", LONG, "Only here", "Microsoft Sound Mapper - Output")
    assert inputs.names() == ("Headset Microphone (Plantronics Blackwire)",)
    outputs.close()
    inputs.close()
    assert machine.begun_now == 0


@pytest.mark.parametrize("name", [None, "not plugged in"])
def test_the_default_is_that_of_the_best_host_at_its_mix_rate(machine: Machine, name: str | None) -> None:
    outputs = SystemOutputs()
    device = outputs.open(name, LIVE_PERIOD_MS)
    (asked,) = machine.opened
    assert (asked["host"], asked["rate"], asked["frames_per_buffer"]) == ("Windows WASAPI", 48_000, 480)
    assert (device.name, device.rate_hz) == ("Headset 2", 48_000)
    outputs.close()


def test_what_the_best_host_does_not_open_the_next_one_does(machine: Machine) -> None:
    machine.refused = {"Windows WASAPI"}
    outputs = SystemOutputs()
    for name in (LONG, None):
        assert outputs.open(name).name == LONG
        assert machine.opened[-1]["host"] == "Windows DirectSound"
    machine.refused = {"Windows WASAPI", "Windows DirectSound"}
    assert outputs.open(LONG).name == LONG[:31]
    outputs.close()
    machine.refused = set(ORDER_OF_PORTAUDIO)
    with pytest.raises(PlaceFault) as caught:
        outputs.open(None)
    assert caught.value.kind is FaultKind.NO_OUTPUT_DEVICE
    outputs.close()


def test_an_input_is_opened_at_its_own_rate(machine: Machine) -> None:
    inputs = SystemInputs()
    device = inputs.open(None)
    assert (device.rate_hz, machine.opened[-1]["rate"], machine.opened[-1]["host"]) == (
        16_000,
        16_000,
        "Windows WASAPI",
    )
    inputs.close()


def test_the_list_is_looked_at_anew_while_nothing_is_open(machine: Machine) -> None:
    outputs = SystemOutputs()
    before = outputs.names()
    machine.devices = [*machine.devices, ("Windows WASAPI", "New one", 2, 0, 48_000)]
    assert set(outputs.names()) - set(before) == {"New one"}
    device = outputs.open("New one")
    begun = machine.begun
    machine.devices = machine.devices[:-1]
    assert "New one" in outputs.names()  # what is open is not taken away to look
    assert machine.begun == begun
    device.close()
    assert "New one" not in outputs.names()
    outputs.close()


def test_a_name_in_an_older_encoding_is_read(machine: Machine) -> None:
    machine.devices = [("MME", "扬声器 (声卡)".encode("gbk"), 2, 0, 44_100)]
    outputs = SystemOutputs()
    (name,) = outputs.names()
    if sys.platform != "win32":  # there it is the system's own encoding
        assert name == "扬声器 (声卡)"
    outputs.close()
