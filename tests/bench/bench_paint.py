"""How long the picture of an hour takes to paint at 1920 x 300, against pyqtgraph on the same samples."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtWidgets import QApplication

from console.audio.peaks import Peaks, make_peaks
from console.audio.reader import open_sound
from console.domain.calls import SoundSource
from console.domain.ledger import Heard, Ledger
from console.domain.sheet import Span
from console.widgets import theme
from console.widgets.wave_geometry import View, centred, scrolled, whole_call, zoomed
from console.widgets.waveform_picture import WavePicture
from console.widgets.waveform_scene import EvidenceMark, Scene
from tests.bench.hour import hour_file
from tests.bench.table import record

WIDTH, HEIGHT = 1920, 300
FRAME_MS, SCROLL_MS, TICK_MS, OF_PEER = 8.0, 5.0, 0.5, 0.2
ROUNDS, ZOOM_ROUNDS = 9, 6


def _ms_of(deed: Callable[[], None]) -> float:
    """Deed to pixels: the event loop paints what the deed asked for, after what earlier deeds left to do."""
    QApplication.processEvents()
    QApplication.processEvents()
    began = time.perf_counter()
    deed()
    QApplication.processEvents()
    return (time.perf_counter() - began) * 1e3


def _scene(duration_ms: int) -> Scene:
    """As much on the picture as a scored call carries."""
    ledger = Ledger(
        tuple(Heard(n * 60_000, n * 60_000 + 40_000, 100 + n % 2 * 75) for n in range(duration_ms // 60_000))
    )
    marks = tuple(EvidenceMark(str(n), n + 1, Span(n * 170_000, n * 170_000 + 8_000)) for n in range(20))
    return Scene(duration_ms=duration_ms, evidence=marks, ledger=ledger)


def _picture(peaks: Peaks, duration_ms: int) -> WavePicture:
    picture = WavePicture()
    picture.resize(WIDTH, HEIGHT)
    picture.show()
    picture.show_scene(_scene(duration_ms))
    picture.show_sound(peaks, None)
    picture.set_following(on=False)
    QApplication.processEvents()
    return picture


def _zoom_steps(duration_ms: int) -> list[View]:
    """From the whole call towards its middle, as turning the wheel does."""
    views = [whole_call(duration_ms, WIDTH)]
    while views[-1].ms_per_column > 40:
        views.append(zoomed(views[-1], 1.5, WIDTH / 2, 0.1))
    return views[1:]


def _looks(picture: WavePicture) -> tuple[Callable[[], None], Callable[[View], None]]:
    """Ours: paint the whole call anew; look at a view."""

    def anew() -> None:
        picture._strips.clear()
        picture._refresh()

    return anew, picture.show_view


def _scroll_and_tick(picture: WavePicture, duration_ms: int) -> tuple[list[float], list[float]]:
    """Scrolling through a minute's view in 24-pixel steps; the playhead moving at 30 Hz."""
    whole = whole_call(duration_ms, WIDTH)
    near = centred(zoomed(whole, duration_ms / 60_000, 0, 0.1), duration_ms / 2)
    picture.show_view(near)
    QApplication.processEvents()
    scroll = [
        _ms_of(lambda n=n: picture.show_view(scrolled(near, n * 24)))  # type: ignore[misc]
        for n in range(150)
    ]
    position = round(near.start_ms)
    picture.show_view(near)
    QApplication.processEvents()
    tick = [
        _ms_of(lambda n=n: picture.show_position(position + n * 33))  # type: ignore[misc]
        for n in range(200)
    ]
    return scroll, tick


def _peer(source: SoundSource, duration_ms: int) -> tuple[Any, Callable[[View], None]]:
    """pyqtgraph at its best settings for this: peak downsampling, clipped to the view. Two curves, as two lanes."""
    import pyqtgraph as pg

    with open_sound(source) as reader:
        lanes = reader.read(0, reader.info.frames).T.astype(np.float32)
    plot: Any = pg.PlotWidget()
    plot.resize(WIDTH, HEIGHT)
    plot.show()
    times = np.arange(lanes.shape[1], dtype=np.float64) * (duration_ms / lanes.shape[1])
    for lane in range(2):
        curve = plot.plot(times, lanes[lane] + 70_000 * lane)
        curve.setDownsampling(auto=True, method="peak")
        curve.setClipToView(True)
    plot.disableAutoRange()
    return plot, lambda view: plot.setXRange(view.start_ms, view.end_ms, padding=0)


def run() -> None:
    """Measure and record: frames in turns with the peer, then what the peer is not asked for."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.apply_theme(app, "light")
    source = SoundSource((str(hour_file("PCM 16")),))
    peaks = make_peaks(source)
    duration_ms = peaks.info.duration_ms
    picture = _picture(peaks, duration_ms)
    anew, look = _looks(picture)
    plot, look_there = _peer(source, duration_ms)
    whole, steps = whole_call(duration_ms, WIDTH), _zoom_steps(duration_ms)
    ours: dict[str, list[float]] = {"full": [], "zoom": []}
    theirs: dict[str, list[float]] = {"full": [], "zoom": []}
    for turn in range(ROUNDS):
        ours["full"].append(_ms_of(anew))
        look_there(steps[-1])
        QApplication.processEvents()
        theirs["full"].append(_ms_of(lambda: look_there(whole)))
        if turn < ZOOM_ROUNDS:  # a whole zoom each, as a hand on the wheel does it: the caches are the zoomer's own
            ours["zoom"] += [_ms_of(lambda view=view: look(view)) for view in steps]  # type: ignore[misc]
            theirs["zoom"] += [_ms_of(lambda view=view: look_there(view)) for view in steps]  # type: ignore[misc]
        look(whole)
        QApplication.processEvents()
    plot.close()
    scroll, tick = _scroll_and_tick(picture, duration_ms)
    picture.close()
    for name in ("full", "zoom"):
        mine, other = statistics.median(ours[name]), statistics.median(theirs[name])
        peer = f"pyqtgraph, raw samples, peak downsampling, {other:.1f} ms"
        record(f"{name} frame of 1 h at 1920x300", mine, "ms", bar=FRAME_MS)
        record(f"{name} frame against the peer", mine, "ms", peer=peer, ratio=mine / other, bar=OF_PEER)
    record("scroll step, p95", float(np.percentile(scroll, 95)), "ms", bar=SCROLL_MS)
    record("playhead tick", statistics.median(tick), "ms", bar=TICK_MS)
