"""The whole picture: overview, lane headers, lanes and scroll bar, showing one scene together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QScrollBar, QWidget

from console.audio.peaks import Peaks
from console.widgets import theme
from console.widgets.label import Label
from console.widgets.theme import GRID
from console.widgets.wave_geometry import View
from console.widgets.waveform_header import HEADER_PX, LaneHeader
from console.widgets.waveform_overview import OverviewStrip
from console.widgets.waveform_picture import WavePicture
from console.widgets.waveform_scene import Scene
from console.widgets.waveform_strips import Samples


class Waveform(QWidget):
    """Keeps overview, picture, scroll bar and headers in step. GUI thread."""

    seek_asked = Signal(object)  # int, ms

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.overview = OverviewStrip(self)
        self.picture = WavePicture(self)
        self.headers = (LaneHeader(0, self), LaneHeader(1, self))
        self._lanes = 2
        self._side = QWidget(self)
        for header in self.headers:
            header.setParent(self._side)
        self._passages_label = Label(self._side)
        self._evidence_label = Label(self._side)
        self._overview_label = Label(self)
        for label in (self._passages_label, self._evidence_label, self._overview_label):
            label.setProperty("kind", "muted")
            label.setContentsMargins(GRID, 0, GRID // 2, 0)
            label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._bar = QScrollBar(Qt.Orientation.Horizontal, self)
        self._bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(0)
        grid.setVerticalSpacing(GRID // 2)
        grid.addWidget(self._overview_label, 0, 0)
        grid.addWidget(self.overview, 0, 1)
        grid.addWidget(self._side, 1, 0)
        grid.addWidget(self.picture, 1, 1)
        grid.addWidget(self._bar, 2, 1)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(1, 1)
        self.overview.seek_asked.connect(self.seek_asked)
        self.overview.window_dragged.connect(self.picture.centre_on)
        self.picture.seek_asked.connect(self.seek_asked)
        self.picture.view_changed.connect(self._show_view)
        self._bar.valueChanged.connect(self._scroll)
        stops = [stop for header in self.headers for stop in (header.mute, header.solo, header.gain)]
        for before, after in pairwise([*stops, self.picture]):
            self.setTabOrder(before, after)
        self.retranslate()
        self._show_view(self.picture.view)

    def show_sound(self, peaks: Peaks | None, samples: Samples | None) -> None:
        """Draw from `peaks` and, close up, from `samples`; call again when they grew."""
        self.picture.show_sound(peaks, samples)
        self.overview.show_sound(peaks)
        lanes = peaks.lanes if peaks is not None else 2
        if lanes != self._lanes:
            self._lanes = lanes
            self.headers[0].set_mixed(mixed=lanes == 1)
            self.headers[1].setVisible(lanes > 1)
        self._line_up()

    def show_scene(self, scene: Scene) -> None:
        """Replace what lies over the sound."""
        self.picture.show_scene(scene)
        self.overview.show_scene(scene)
        self._line_up()

    def show_position(self, position_ms: int) -> None:
        """Move the playhead."""
        self.picture.show_position(position_ms)
        self.overview.show_position(position_ms)

    def show_lanes(self, muted: Sequence[bool], gains_db: Sequence[float], solo: int | None) -> None:
        """What the player does with each lane: shown in its header and in its colour and height."""
        for lane, header in enumerate(self.headers[: len(muted)]):
            header.show_state(muted=muted[lane], solo=solo == lane, gain_db=gains_db[lane])
        quiet = {lane for lane, off in enumerate(muted) if off or (solo is not None and solo != lane)}
        gains = [10 ** (db / 20) for db in gains_db]
        self.picture.show_lanes(frozenset(quiet), gains)

    def _show_view(self, view: View) -> None:
        self.overview.show_window(view)
        self._bar.blockSignals(True)
        self._bar.setRange(0, view.last_first)
        self._bar.setPageStep(view.columns)
        self._bar.setSingleStep(max(1, view.columns // 10))
        self._bar.setValue(view.first_column)
        self._bar.blockSignals(False)
        self._bar.setEnabled(not view.shows_all)

    def _scroll(self, first_column: int) -> None:
        self.picture.scroll_to(first_column)

    def _line_up(self) -> None:
        """Put each header beside its lane, and the names beside their stripes."""
        bands, wide = self.picture.layout_rows, self._side.width()
        for header, band in zip(self.headers, bands.lanes, strict=False):
            header.setGeometry(0, band.top, wide, band.height)
        self._evidence_label.setGeometry(0, bands.evidence.top, wide, bands.evidence.height)
        self._passages_label.setGeometry(0, bands.passages.top, wide, bands.passages.height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw for the new size."""
        super().resizeEvent(event)
        self._line_up()

    def event(self, event: QEvent) -> bool:
        """Tooltips by place, and another screen's pixel ratio."""
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self._line_up()
        return done

    def changeEvent(self, event: QEvent) -> None:
        """Follow language and theme."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._dress()

    def _dress(self) -> None:
        self._side.setFixedWidth(theme.scaled(HEADER_PX))
        for label in (self._passages_label, self._evidence_label, self._overview_label):
            label.setFont(theme.font("small"))

    def retranslate(self) -> None:
        """Say everything in the language in force."""
        self._overview_label.setText(self.tr("Overview"))
        self._evidence_label.setText(self.tr("Evidence"))
        self._passages_label.setText(self.tr("Silence, talk-over"))
        self._bar.setAccessibleName(self.tr("Scroll the picture"))
        self._dress()
