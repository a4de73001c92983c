"""What the demo centre's live calls sound like: the recordings that ship, whole, in the agent's language."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import numpy as np
import pytest

from console.audio.live_tape import from_samples
from console.audio.reader import open_sound
from console.demo_people import AGENTS
from console.demo_sounds import RATE_HZ, DemoSounds
from console.domain.calls import SoundSource
from console.domain.floor import AgentNow, AgentState
from console.places import resources_folder

SOUNDS = resources_folder() / "demo" / "sounds"
TRUTHS = json.loads((SOUNDS / "truth.json").read_text(encoding="utf-8"))["sounds"]
NOW = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)


def on_call(number: str, key: str = "1.7-1", queue: str = "") -> AgentNow:
    return AgentNow(number, AgentState.TALKING, NOW, queue=queue, call_key=key, as_of=NOW)


def test_a_call_sounds_as_its_recording_and_the_same_each_time() -> None:
    sounds = DemoSounds(SOUNDS)
    agent = on_call("2003", queue="账单查询")
    sound = sounds(agent)
    with open_sound(SoundSource((str(SOUNDS / sounds.chosen(agent)),))) as reader:
        assert reader.info.rate_hz == RATE_HZ
        codes = from_samples(np.ascontiguousarray(reader.read(0, reader.info.frames).T))
    for side, lane in ((sound.agent, 0), (sound.customer, 1)):
        assert len(side) == codes.shape[1]
        whole = b"".join(side[at : at + 160] for at in range(0, 3 * RATE_HZ, 160))
        assert whole == codes[lane][: 3 * RATE_HZ].tobytes()
        assert side[len(side) - 100 : len(side) + 100] == codes[lane][-100:].tobytes()
    assert DemoSounds(SOUNDS).chosen(agent) == sounds.chosen(agent)


@pytest.mark.parametrize("number", [agent.number for agent in AGENTS])
def test_everybody_speaks_the_own_language(number: str) -> None:
    sounds = DemoSounds(SOUNDS)
    language = {truth["agent"]: truth["language"] for truth in TRUTHS}.get(number)
    chosen = {sounds.chosen(on_call(number, f"1.{call}-1")) for call in range(200)}
    spoken = {truth["file"] for truth in TRUTHS if truth["language"] == language}
    assert chosen <= spoken or language is None
    assert len(chosen) > 1


def test_a_call_of_a_queue_is_about_its_matter() -> None:
    sounds = DemoSounds(SOUNDS)
    about = {truth["file"]: truth["queue"] for truth in TRUTHS}
    queue = next(truth["queue"] for truth in TRUTHS if truth["language"] == "zh")
    chosen = {sounds.chosen(on_call("2001", f"1.{call}-1", queue)) for call in range(50)}
    assert {about[name] for name in chosen} == {queue}
