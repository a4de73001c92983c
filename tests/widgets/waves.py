"""A real player, desk and panel on a small recording, with a null device whose clock is turned by hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.audio.outputs import NullOutputs
from console.audio.player import Player
from console.audio.sidecar import PeakShelf
from console.desk.background import Background
from console.desk.listening import ListeningDesk
from console.domain.calls import Call, SoundSource
from console.widgets import theme
from console.widgets.player_panel import PlayerPanel
from tests.audio.sounds import Int16s, babble, write

SECONDS = 30


def talk(lanes: int = 2) -> Int16s:
    """Thirty seconds of bursts, with five quiet seconds from 10 s on both sides."""
    sound = babble(SECONDS, lanes)
    sound[10 * 8000 : 15 * 8000] = np.random.default_rng(1).integers(-4, 5, (5 * 8000, lanes))
    return sound


def call_of(path: Path, *, content_hash: str = "", duration_ms: int = SECONDS * 1000) -> Call:
    return Call(
        id=UUID(int=7),
        started_at=datetime(2026, 11, 5, 9, 30, tzinfo=UTC),
        duration_ms=duration_ms,
        sound=SoundSource((str(path),)),
        content_hash=content_hash,
    )


def recording(folder: Path, lanes: int = 2) -> Path:
    return write(folder / f"talk-{lanes}.wav", talk(lanes), "PCM_16")


class Desk:
    """The parts, and what they told."""

    def __init__(self, shelf: PeakShelf | None = None) -> None:
        self.outputs = NullOutputs()
        self.background = Background()
        self.player = Player(outputs=self.outputs)
        self.listening = ListeningDesk(self.player, self.background, shelf)

    def open_whole(self, qtbot: QtBot, call: Call) -> None:
        """Open `call` and wait for its sound and its whole picture."""
        with qtbot.waitSignals([self.player.opened, self.listening.passages_changed], timeout=10_000):
            self.listening.open_call(call)

    def close(self) -> None:
        self.listening.close()
        self.player.shut_down()
        self.background.close()


@contextmanager
def desk(shelf: PeakShelf | None = None) -> Iterator[Desk]:
    made = Desk(shelf)
    try:
        yield made
    finally:
        made.close()


def panel_of(qtbot: QtBot, parts: Desk, width: int = 900, height: int = 320) -> PlayerPanel:
    panel = PlayerPanel(parts.player, parts.listening)
    qtbot.addWidget(panel)
    panel.resize(width, height)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


@pytest.fixture
def parts(qapp: QApplication) -> Iterator[Desk]:
    """The parts in the light."""
    theme.apply_theme(qapp, "light")
    with desk() as made:
        yield made


@pytest.fixture
def panel(qtbot: QtBot, parts: Desk, tmp_path: Path) -> PlayerPanel:
    """Their panel with a recording open."""
    made = panel_of(qtbot, parts)
    parts.open_whole(qtbot, call_of(recording(tmp_path)))
    return made
