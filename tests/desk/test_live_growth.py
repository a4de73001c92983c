"""A live call on the listening desk: its picture and its passages grow while it goes on and rest when it has ended."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from console.audio.listening import PassageKind
from console.audio.peaks import Peaks, make_peaks
from console.audio.player import PlayState
from console.desk.background import Background
from console.desk.live_growth import LiveGrowth
from console.domain.calls import Call, SoundSource
from tests.audio.live_line import HandLine
from tests.audio.sounds import wav
from tests.widgets.waves import Desk, call_of, desk, recording

CALL = Call(UUID(int=9), datetime(2026, 11, 22, 9, 30, tzinfo=UTC), 0, SoundSource(("",)), "")


def known(parts: Desk) -> int:
    return parts.listening.peaks.frames if parts.listening.peaks is not None else 0


def grown_to(parts: Desk, frames: int) -> bool:
    return known(parts) >= frames


def test_the_picture_grows_while_the_call_goes_on(qtbot: QtBot, tmp_path: Path) -> None:
    line = HandLine()
    with desk() as parts:
        told: list[Peaks] = []
        parts.listening.peaks_changed.connect(told.append)
        parts.listening.open_live(CALL, line.call)
        assert parts.listening.call is CALL
        assert parts.listening.live is line.call
        qtbot.waitUntil(lambda: parts.player.at_edge)
        for seconds in (1, 2, 3):
            line.turn(1)
            frames = round((seconds - 0.1) * 8000)
            qtbot.waitUntil(partial(grown_to, parts, frames))
        assert len(told) >= 3
        line.call.end("hung up")
        qtbot.waitUntil(lambda: known(parts) == line.call.sound.info.frames)
        path = tmp_path / "all.wav"
        path.write_bytes(wav(line.call.sound.read(0, line.call.sound.info.frames)))
        recorded = make_peaks(SoundSource((str(path),)))
        assert np.array_equal(told[-1].base, recorded.base)


def test_silence_up_to_now_is_found_while_it_goes_on(qtbot: QtBot) -> None:
    line = HandLine()
    for lane in (0, 1):
        line.sound[lane][6 * 8000 : 14 * 8000] = 0
    with desk() as parts:
        parts.listening.open_live(CALL, line.call)
        line.turn(10)
        qtbot.waitUntil(lambda: bool(parts.listening.passages), timeout=10_000)
        silence = [one for one in parts.listening.passages if one.kind is PassageKind.SILENCE][-1]
        assert abs(silence.start_ms - 6000) < 700
        line.turn(3)
        qtbot.waitUntil(lambda: parts.listening.passages[-1].end_ms > 12_000, timeout=10_000)
        parts.listening.set_quiet_min_ms(10_000)
        qtbot.waitUntil(
            lambda: all(one.kind is not PassageKind.SILENCE for one in parts.listening.passages), timeout=10_000
        )


@pytest.mark.usefixtures("qapp")
def test_close_up_it_is_drawn_from_memory() -> None:
    line = HandLine()
    with desk() as parts:
        parts.listening.open_live(CALL, line.call)
        line.turn(2)
        found = parts.listening.closeup.samples(4000, 4800)
        assert found is not None
        assert found[0] == 4000
        assert np.array_equal(found[1], line.call.sound.read(4000, 800).T)


def test_it_rests_when_all_of_an_ended_call_is_shown_and_can_be_opened_again(qtbot: QtBot) -> None:
    line = HandLine()
    with desk() as parts:
        parts.listening.open_live(CALL, line.call)
        line.turn(4)
        line.call.end()
        qtbot.waitUntil(lambda: known(parts) == line.call.sound.info.frames)
        growth = parts.listening._growth
        assert growth is not None
        qtbot.waitUntil(lambda: not growth._timer.isActive())
        parts.listening.reopen()
        qtbot.waitUntil(lambda: known(parts) == line.call.sound.info.frames)
        assert parts.listening.live is line.call


def test_another_call_takes_its_place(qtbot: QtBot, tmp_path: Path) -> None:
    line = HandLine()
    with desk() as parts:
        parts.listening.open_live(CALL, line.call)
        line.turn(1)
        parts.open_whole(qtbot, replace(call_of(recording(tmp_path)), id=UUID(int=10)))
        assert parts.listening.live is None
        assert parts.player.live is None
        told: list[Peaks] = []
        parts.listening.peaks_changed.connect(told.append)
        line.turn(2)
        qtbot.waitUntil(lambda: parts.background.pending == 0)
        assert not [peaks for peaks in told if peaks.grows]


def test_closing_ends_the_growing(qtbot: QtBot) -> None:
    line = HandLine()
    with desk() as parts:
        parts.listening.open_live(CALL, line.call)
        line.turn(1)
        parts.listening.close()
        assert parts.listening.live is None
        assert parts.player.state is PlayState.EMPTY
        qtbot.waitUntil(lambda: parts.background.pending == 0)
        assert parts.listening.peaks is None


def test_nothing_is_told_when_it_was_stopped_by_whoever_heard_of_it(qtbot: QtBot) -> None:
    line, background = HandLine(), Background()
    found: list[object] = []
    line.turn(1)
    growth = LiveGrowth(background, line.call, 3000)
    growth.grown.connect(growth.stop)
    growth.found.connect(found.append)
    with qtbot.waitSignal(growth.grown, timeout=5000):
        pass
    assert found == []
    background.close()
